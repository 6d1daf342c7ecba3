"""All rows of a few sheets of a table that is sorted by its choices.

Such a table lists every sheet anew for each choice, so that rows that stand together show a sheet with one
choice alone, and look like a row a sheet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.guess.columns import FileSample, columns_of
from veedor.guess.long_keys import may_name
from veedor.intake.raw import ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn
    from veedor.intake.raw import Raw

ROWS = 4_000
"""Rows that are gathered, at the most."""
MOST_VALUES = 200
"""Different texts of a column by which a table is sorted, at the most."""
LEAST_RUN = 50
"""Rows in which it stays the same, on average at the least."""
LEAST_GROUPS = 5
"""Different texts of a column that groups the rows of sheets, at the least."""
TRIED = 6
"""Columns that are tried, each with a look at the whole table."""
ALIKE = 0.9
"""How alike the numbers of rows below each value must be."""


def gathered(raw: Raw, sample: FileSample, decimal: str = "") -> tuple[FileSample, str] | None:
    """Give all rows of some sheets, and the name of the column by which the table is sorted.

    None where it is not sorted by what sheets have several of.

    Parameters
    ----------
    raw : Raw
        The whole table.
    sample : FileSample
        Rows of it that stand together.
    decimal : str
        The decimal mark of its figures, where the user says it.
    """
    for by in _sorted_by(sample)[:2]:
        groups = _groups(sample, by)
        for group in groups[:TRIED]:
            few, order = _texts(by, group), [group, *(one for one in groups if one is not group)]
            found = _with(raw, order, few[:3], decimal)
            if found is None or not _is_crossed(found, by):
                continue
            texts = few[: max(3, ROWS * 3 // found.rows)]
            return (_with(raw, order, texts, decimal) if len(texts) > 3 else None) or found, by.name
    return None


def _sorted_by(sample: FileSample) -> list[FileColumn]:
    """Give the columns each text of which stands in one run of rows, those with the fewest texts first."""
    found = [
        column
        for column in sample.columns
        if 2 <= len(column.different) <= min(MOST_VALUES, sample.rows // LEAST_RUN)
        and 1 + int((np.diff(column.codes) != 0).sum()) == len(column.different)
    ]
    return sorted(found, key=lambda column: len(column.different))


def _groups(sample: FileSample, by: FileColumn) -> list[FileColumn]:
    """Give the columns that may group rows by their sheets, the finest first; words before numbers."""
    others = [
        column
        for column in sample.columns
        if column is not by and column.distinct >= LEAST_GROUPS and column.filled == sample.rows
    ]
    kept = [column for column in others if not column.is_count or may_name(column)]
    return sorted(kept, key=lambda column: (column.is_count, -column.distinct))


def _texts(by: FileColumn, group: FileColumn) -> list[str]:
    """Give the texts of a column in the first run, in their order."""
    first = group.codes[by.codes == by.codes[0]]
    _, places = np.unique(first, return_index=True)
    return [group.different[first[place]] for place in sorted(places)]


def _with(raw: Raw, groups: Sequence[FileColumn], texts: Sequence[str], decimal: str) -> FileSample | None:
    """Fetch the rows that have one of some texts in the first of some columns, in the order of all of them.

    None where they are too many.
    """
    cell = raw.table[f"c{groups[0].place}"].fill_null("").strip()
    table = fetch_arrow(raw.table.filter(cell.isin(texts)).order_by(ROW).limit(ROWS + 1))
    if not 0 < len(table) <= ROWS:
        return None
    columns = columns_of(raw, table, decimal)
    by_place = {column.place: column for column in columns}
    order = np.lexsort([by_place[one.place].codes for one in reversed(groups)])
    sheets = tuple(replace(column, codes=column.codes[order]) for column in columns)
    return FileSample(sheets, len(table), whole=False)


def _is_crossed(found: FileSample, by: FileColumn) -> bool:
    """Whether nearly each value has as many of the rows: the same sheets stand below all of them."""
    column = next(one for one in found.columns if one.place == by.place)
    numbers = np.bincount(column.codes)
    usual = float(np.median(numbers))
    alike = ((ALIKE * usual <= numbers) & (numbers <= usual / ALIKE)).mean()
    return len(numbers) >= ALIKE * len(by.different) and bool(alike >= ALIKE)
