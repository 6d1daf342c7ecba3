"""Patterns of `rows.drop` that leave out sheets too ("Total" is in "Totalán 1"), or only some totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.drop import drop_of
from veedor.intake.folding import Folder
from veedor.intake.long import tidy, widen
from veedor.intake.looked import look_for_totals
from veedor.intake.names import fold
from veedor.intake.part import Part
from veedor.intake.problems import SHOWN, listed
from veedor.intake.row_texts import naming_columns, places_of, published
from veedor.intake.stage import folded, of_contest, staged, typed
from veedor.intake.subtotals import search
from veedor.intake.toml import drop_line
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine import Scratch
    from veedor.engine.sql import Table


def stray_drops(part: Part, rows: Table, scratch: Scratch) -> list[InputError]:
    """Name rows that an open pattern leaves out although they hold votes and are no sums.

    Only patterns on what names a sheet or a place are looked at, and only those that do not state the whole
    text (``^...$``): who writes the whole text has said what is meant. ``rows`` are those that are kept,
    one a sheet.
    """
    problems: list[InputError] = []
    if part.source.is_count and part.source.sheet:
        for column in _naming_patterns(part):
            if not states_whole(part.source.rows.drop[column]):
                problems += _stray(part, rows, scratch, column)
    return problems


def _naming_patterns(part: Part) -> list[str]:
    """Return the columns that name a sheet or place and by which alone rows are left out."""
    naming = {fold(column) for column in naming_columns(part)}
    return [c for c in part.source.rows.drop if fold(c) in naming and c not in part.source.rows.keep]


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
    dropped = _dropped_rows(part, scratch, column)
    looked = look_for_totals(part, _beside(rows, dropped))
    alone = look_for_totals(part, dropped)
    places = dict(zip(places_of(looked.table), range(len(looked.table)), strict=True))
    sums = {total.row for total in search(looked)}
    texts = published(part, alone.table, [column])[column].to_pylist()
    filled = (np.nan_to_num(alone.matrix[:, : alone.votes]) != 0).any(axis=1)
    stray = [i for i, k in enumerate(places_of(alone.table)) if filled[i] and places[k] not in sums]
    totals = [texts[i] for i, k in enumerate(places_of(alone.table)) if places[k] in sums]
    totals = [t for t in dict.fromkeys(totals) if t not in {texts[i] for i in stray}]
    stated = {c: p for c, p in part.source.rows.drop.items() if c != column}
    whole = drop_line(stated, {column: texts})
    narrow = (
        sentence("Leave out the sums alone: {drop_line}; if", drop_line=drop_line(stated, {column: totals}))
        if totals
        else "If"
    )
    return listed(
        (
            InputError(
                "rows.drop leaves this row out: it holds votes, and it is not the sum of other rows.",
                file=alone.text("source", i),
                row=alone.number(i),
                column=column,
                value=texts[i],
                expected="a pattern that finds nothing but totals",
                remedy=sentence(
                    "{narrow} all of these are meant, state their whole texts: {whole}.",
                    narrow=narrow,
                    whole=whole,
                ),
            )
            for i in stray[:SHOWN]
        ),
        len(stray),
        part,
        sentence("are left out and are no sums"),
    )


def left_totals(part: Part, rows: Table, scratch: Scratch) -> list[InputError]:
    """Name the rows that stay although they are sums, told so by the rows that are left out.

    The rows that stay and those left out by what names them are looked at together, as if nothing were left
    out. If rows that stay are sums then, and the rows that stay hold more votes than all rows that are no
    sums, votes are counted more than once. ``rows`` are those that are kept, one a sheet.
    """
    source = part.source
    if source.rows.totals == "accept" or not source.is_count or source.sheet is None:
        return []
    columns = _naming_patterns(part)
    if not columns:
        return []
    kept = look_for_totals(part, rows)
    places = {key: row for row, key in enumerate(places_of(kept.table))}
    together = rows
    for column in columns:
        together = _beside(together, _dropped_rows(part, scratch, column))
    looked = look_for_totals(part, together)
    totals = {total.row for total in search(looked)}
    keys = places_of(looked.table)
    stay = sorted(places[keys[row]] for row in totals if keys[row] in places)
    sheets = np.array([row not in totals for row in range(len(keys))], bool)
    if not stay or _votes(kept.matrix, kept.votes) <= _votes(looked.matrix[sheets], looked.votes):
        return []
    remedy = sentence("Leave them out too: {drop_of}.", drop_of=drop_of(part, kept.table, stay))
    return listed(
        (
            InputError(
                "this row is the sum of others, as the rows that rows.drop leaves out show: its votes "
                "would be counted once more.",
                file=kept.text("source", row),
                row=kept.number(row),
                column=source.sheet.id,
                value=kept.text("sheet_id", row),
                expected="one sheet a row",
                remedy=sentence(
                    '{remedy} If they are sheets all the same, state rows.totals = "accept".', remedy=remedy
                ),
            )
            for row in stay[:SHOWN]
        ),
        len(stay),
        part,
        sentence("are sums of others and are not left out"),
    )


def _votes(matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]], votes: int) -> float:
    return float(np.nansum(matrix[:, :votes]))


def _dropped_rows(part: Part, scratch: Scratch, column: str) -> Table:
    """Return the rows that the pattern on a column leaves out, as they would be staged."""
    only = _only_dropped(part, column)
    plain = folded(only, scratch.keep(typed(only)), Folder(scratch))
    dropped = staged(only, of_contest(only, plain))
    if part.source.layout is Layout.LONG:
        dropped = tidy(widen(only, dropped))
    return scratch.keep(dropped)


def _beside(rows: Table, dropped: Table) -> Table:
    common = [c for c in rows.columns if c in dropped.columns]
    return rows.select(common).union(dropped.select(common))


def _only_dropped(part: Part, column: str) -> Part:
    """Return the part as it would be if only the rows that a pattern leaves out were kept."""
    source = part.source
    rest = {c: p for c, p in source.rows.drop.items() if c != column}
    rows = replace(source.rows, drop=rest, keep=source.rows.keep | {column: source.rows.drop[column]})
    case = replace(part.case, sources=part.case.sources | {part.name: replace(source, rows=rows)})
    return replace(part, case=case)
