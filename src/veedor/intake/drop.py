"""The `rows.drop` that leaves out some rows and no other, printed so that it can be copied into case.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.intake.case import Layout
from veedor.intake.folding import visible
from veedor.intake.raw import WORKSHEET
from veedor.intake.stage import DIVISION, LEVEL
from veedor.intake.toml import drop_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from veedor.intake.stage import Part

FEW = 5
"""Values that are named one by one rather than looking for a column that says it shorter."""


def drop_of(part: Part, table: pa.Table, found: Sequence[int]) -> str:
    """Give the `rows.drop` that hits some rows and no other, as TOML.

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
    return drop_line(part.source.rows.drop, chosen)


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


def places_of(table: pa.Table) -> list[tuple[int, str]]:
    """Give where each staged row stands: its number, and its file or worksheet."""
    return list(zip(table["row"].to_pylist(), table["source"].to_pylist(), strict=True))


def names_of(part: Part, table: pa.Table) -> list[tuple[str | None, ...]]:
    """Give what each staged row is called, column by column; nothing where no column names rows."""
    columns = [c for c in naming_columns(part) if part.raw.header.count(c) == 1]
    texts = [column.to_pylist() for column in published(part, table, columns).values()] if columns else []
    return list(zip(*texts, strict=True))


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
    if any(form.repeated or form.records for form in part.source.files):  # several rows have one number
        first = fetched.group_by(keys, use_threads=False).aggregate([(name, "first") for name in named])
        fetched = first.rename_columns([name.removesuffix("_first") for name in first.column_names])
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
