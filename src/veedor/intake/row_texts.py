"""What published rows are called: the columns that name them, and their texts as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.intake.case import Layout
from veedor.intake.folding import visible
from veedor.intake.part import DIVISION, LEVEL
from veedor.intake.raw import WORKSHEET

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.intake.part import Part


def naming_texts(part: Part, table: pa.Table) -> dict[str, list[str]]:
    """Return the published columns that may tell a row, those that name it first, and their texts.

    Parameters
    ----------
    part : Part
        A contest of a source.
    table : pyarrow.Table
        Staged rows, with ``row`` and ``source``.
    """
    source = part.source
    header = [c for c in part.raw.header if c and c in part.raw.single]
    columns = [c for c in naming_columns(part) if c in header]
    if len(set(table["source"].to_pylist())) > 1:  # a whole file or worksheet is told by its name
        columns = [c for c in (WORKSHEET, "file") if c not in header] + columns
    if source.layout is not Layout.LONG:
        figures = {c for told in part.numbers.values() for c in told}
        columns += [c for c in header if c not in columns and c not in figures]
    return {c: t.to_pylist() for c, t in published(part, table, columns).items()}


def places_of(table: pa.Table) -> list[tuple[int, str]]:
    """Return where each staged row stands: its number, and its file or worksheet."""
    return list(zip(table["row"].to_pylist(), table["source"].to_pylist(), strict=True))


def names_of(part: Part, table: pa.Table) -> list[tuple[str | None, ...]]:
    """Return what each staged row is called, column by column; nothing where no column names rows."""
    columns = [c for c in naming_columns(part) if c in part.raw.single]
    texts = [column.to_pylist() for column in published(part, table, columns).values()] if columns else []
    return list(zip(*texts, strict=True))


def naming_columns(part: Part) -> list[str]:
    """Return the published columns that name a sheet, its place, or one of its rows; the id's first."""
    templates = part.templates
    wanted = ["sheet_id", *(name for name in templates if name.startswith((LEVEL, DIVISION, "over:")))]
    return list(dict.fromkeys(c for name in wanted if name in templates for c in templates[name].columns))


def published(part: Part, table: pa.Table, columns: list[str]) -> dict[str, pa.ChunkedArray]:
    """Return published texts of rows, in their order."""
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
