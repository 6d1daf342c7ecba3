"""Patterns of `rows.drop` that also leave out sheets: "Total" is in "Totalán 1" too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.drop import naming_columns, published
from veedor.intake.long import tidy, widen
from veedor.intake.looked import look_for_totals
from veedor.intake.names import Folder, fold
from veedor.intake.problems import SHOWN, listed
from veedor.intake.stage import Part, staged, typed
from veedor.intake.subtotals import search
from veedor.intake.toml import drop_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from veedor.engine import Scratch
    from veedor.engine.sql import Table


def stray_drops(part: Part, rows: Table, scratch: Scratch) -> list[InputError]:
    """Name rows that an open pattern leaves out although they hold votes and are no sums.

    Only patterns on what names a sheet or a place are looked at, and only those that do not state the whole
    text (``^...$``): who writes the whole text has said what is meant.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        The rows that are kept, one a sheet.
    scratch : Scratch
        Holds tables on the way.
    """
    problems: list[InputError] = []
    if part.source.is_count and part.source.sheet:
        for column in _open_patterns(part):
            problems += _stray(part, rows, scratch, column)
    return problems


def _open_patterns(part: Part) -> Iterator[str]:
    naming = {fold(column) for column in naming_columns(part)}
    for column, pattern in part.source.rows.drop.items():
        if fold(column) in naming and column not in part.source.rows.keep and not states_whole(pattern):
            yield column


def states_whole(pattern: str) -> bool:
    """Say whether every alternative of a pattern begins with ``^`` and ends with ``$``."""
    depth, piece, pieces = 0, "", []
    escaped = False
    for sign in pattern:
        depth += 0 if escaped else {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0 and not escaped:
            pieces.append(piece)
            piece = ""
        else:
            piece += sign
        escaped = sign == "\\" and not escaped
    return all(p.startswith("^") and p.endswith("$") and not p.endswith(r"\$") for p in [*pieces, piece])


def _stray(part: Part, rows: Table, scratch: Scratch, column: str) -> list[InputError]:
    dropped = dropped_rows(part, scratch, column)
    common = [c for c in rows.columns if c in dropped.columns]
    looked = look_for_totals(part, rows.select(common).union(dropped.select(common)))
    alone = look_for_totals(part, dropped)
    places = dict(zip(keys_of(looked.table), range(len(looked.table)), strict=True))
    sums = {total.row for total in search(looked)}
    texts = published(part, alone.table, [column])[column].to_pylist()
    filled = (np.nan_to_num(alone.matrix[:, : alone.votes]) != 0).any(axis=1)
    stray = [i for i, k in enumerate(keys_of(alone.table)) if filled[i] and places[k] not in sums]
    totals = [texts[i] for i, k in enumerate(keys_of(alone.table)) if places[k] in sums]
    totals = [t for t in dict.fromkeys(totals) if t not in {texts[i] for i in stray}]
    stated = {c: p for c, p in part.source.rows.drop.items() if c != column}
    whole = drop_line(stated, {column: texts})
    narrow = f"Leave out the sums alone: {drop_line(stated, {column: totals})}; if" if totals else "If"
    return listed(
        (
            InputError(
                "rows.drop leaves this row out: it holds votes, and it is not the sum of other rows.",
                file=alone.text("source", i),
                row=alone.number(i),
                column=column,
                value=texts[i],
                expected="a pattern that finds nothing but totals",
                remedy=f"{narrow} all of these are meant, state their whole texts: {whole}.",
            )
            for i in stray[:SHOWN]
        ),
        len(stray),
        part,
        "are left out and are no sums",
    )


def dropped_rows(part: Part, scratch: Scratch, column: str) -> Table:
    """Give the rows that the pattern on a column leaves out, as they would be staged."""
    only = _only_dropped(part, column)
    dropped = staged(only, scratch.keep(typed(only)), Folder(scratch))
    if part.source.layout is Layout.LONG:
        dropped = tidy(widen(only, dropped))
    return scratch.keep(dropped)


def keys_of(table: pa.Table) -> list[tuple[str, int]]:
    """Give the file and the number of each row."""
    return list(zip(table["source"].to_pylist(), table["row"].to_pylist(), strict=True))


def _only_dropped(part: Part, column: str) -> Part:
    """Give the part as it would be if only the rows that a pattern leaves out were kept."""
    source = part.source
    rest = {c: p for c, p in source.rows.drop.items() if c != column}
    rows = replace(source.rows, drop=rest, keep=source.rows.keep | {column: source.rows.drop[column]})
    case = replace(part.case, sources=part.case.sources | {part.name: replace(source, rows=rows)})
    return replace(part, case=case)
