"""The `rows.drop` that leaves out some rows and no other, printed so that it can be copied into case.toml."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.intake.case import Layout
from veedor.intake.names import fold, visible
from veedor.intake.raw import WORKSHEET
from veedor.intake.stage import DIVISION, LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from veedor.intake.stage import Part

FEW = 5
"""Values that are named one by one rather than looking for a column that says it shorter."""


def drop_remedy(part: Part, table: pa.Table, found: Sequence[int]) -> str:
    """Give a `rows.drop` that hits some rows and no other, as TOML.

    Parameters
    ----------
    part : Part
        A contest of a source.
    table : pyarrow.Table
        Its staged rows, with ``row`` and ``source``.
    found : sequence of int
        Positions of the rows to leave out.
    """
    chosen, left = choose(_texts(part, table), set(found))
    if left:  # no column tells them apart: their number does
        chosen["row"] = [str(table["row"][row].as_py()) for row in sorted(left)]
    return written(part.source.rows.drop, chosen)


def _texts(part: Part, table: pa.Table) -> dict[str, list[str]]:
    """Give the published columns that may tell a row, those that name it first."""
    source = part.source
    header = [c for c in part.raw.header if c and part.raw.header.count(c) == 1]
    columns = [c for c in naming_columns(part) if c in header]
    if len(set(table["source"].to_pylist())) > 1:  # a whole file or worksheet is told by its name
        columns = [c for c in (WORKSHEET, "file") if c not in header] + columns
    if source.layout is not Layout.LONG:
        figures = {c for told in part.numbers.values() for c in told}
        columns += [c for c in header if c not in columns and c not in figures]
    return {c: t.to_pylist() for c, t in published(part, table, columns).items()}


def naming_columns(part: Part) -> list[str]:
    """Give the published columns that name a sheet, its place, or one of its rows; the id's first."""
    templates = part.templates
    wanted = ["sheet_id", *(name for name in templates if name.startswith((LEVEL, DIVISION, "over:")))]
    return list(dict.fromkeys(c for name in wanted if name in templates for c in templates[name].columns))


def published(part: Part, table: pa.Table, columns: list[str]) -> dict[str, pa.ChunkedArray]:
    """Give published texts of rows, in their order."""
    raw = part.raw.table
    named = {f"t{i}": visible(part.cell(c, "rows.drop")) for i, c in enumerate(columns)}
    fetched = fetch_arrow(raw.select("row", "source", **named))
    keys = ["row", "source"]
    wanted = table.select(keys).append_column("at", [np.arange(len(table))])
    joined = wanted.join(fetched, keys, join_type="left outer").sort_by("at")
    return {c: joined[f"t{i}"] for i, c in enumerate(columns)}


def choose(texts: Mapping[str, list[str]], found: set[int]) -> tuple[dict[str, list[str]], set[int]]:
    """Choose columns and values that hold in the rows found and in no other.

    Returns
    -------
    chosen : dict of str to list of str
        Column -> values.
    left : set of int
        Rows that no column tells apart.
    """
    telling: dict[str, dict[int, str]] = {}
    for column, values in texts.items():
        others = {v for row, v in enumerate(values) if row not in found}
        telling[column] = {row: values[row] for row in found if values[row] not in others}
    chosen: dict[str, list[str]] = {}
    left = set(found)
    while left:
        gains = {c: left & rows.keys() for c, rows in telling.items()}
        best = max(
            (c for c in gains if gains[c]),
            key=lambda c: (
                len(gains[c]),
                len({telling[c][r] for r in gains[c]}) <= FEW,
                -list(telling).index(c),
            ),
            default=None,
        )
        if best is None:
            break
        chosen[best] = list(dict.fromkeys(telling[best][r] for r in sorted(gains[best])))
        left -= gains[best]
    return chosen, left


def written(stated: Mapping[str, str], chosen: Mapping[str, Iterable[str]]) -> str:
    """Write a table of patterns as TOML, with those that the case states already."""
    patterns = dict(stated)
    for name, values in chosen.items():
        new = anchored(values)
        column = next((old for old in stated if fold(old) == fold(name)), name)
        patterns[column] = f"{patterns[column]}|{new}" if column in patterns else new
    pairs = (f"{json.dumps(c, ensure_ascii=False)} = {quoted(p)}" for c, p in patterns.items())
    return f"{{ {', '.join(pairs)} }}"


def anchored(values: Iterable[str]) -> str:
    """Give the pattern that matches these texts, whole, and nothing else."""
    escaped = [re.sub(r"([\\.^$*+?()\[\]{}|])", r"\\\1", value) for value in values]
    return f"^{escaped[0]}$" if len(escaped) == 1 else f"^({'|'.join(escaped)})$"


def quoted(text: str) -> str:
    """Write a text as TOML, without escapes where it can be."""
    plain = "'" not in text and text.isprintable()
    if plain and "\\" in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
