"""All rows of a few sheets of a large table whose rows do not stand together by their sheets.

Where it is sorted by its choices, it lists every sheet anew for each, so that rows that stand together show a
sheet with one choice alone, and look like a row a sheet; so they do where it is in no order.
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
    from collections.abc import Iterator, Sequence

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


def gathered(
    raw: Raw, sample: FileSample, decimal: str = "", *, any_order: bool = False
) -> Iterator[tuple[FileSample, str]]:
    """Give all rows of some sheets, and the name of the column that has each of its texts on all of them.

    Nothing where the table is not sorted by what sheets have several of.

    Parameters
    ----------
    raw : Raw
        The whole table.
    sample : FileSample
        Rows of it that stand together.
    decimal : str
        The decimal mark of its figures, where the user says it.
    any_order : bool
        Look for such a column though the table is not sorted by it.

    Yields
    ------
    tuple of FileSample and str
        The likelier first.
    """
    for by in (_with_few(sample) if any_order else _sorted_by(sample))[:2]:
        groups = _groups(sample, by, any_order=any_order)
        for group in groups[:TRIED]:
            few, order = _texts(by, group), [group, *(one for one in groups if one is not group)]
            found = _with(raw, order, few[:3], decimal)
            if found is None or not _is_crossed(found, by):
                continue
            texts = few[: max(3, ROWS * 3 // found.rows)]
            yield (_with(raw, order, texts, decimal) if len(texts) > 3 else None) or found, by.name


def _sorted_by(sample: FileSample) -> list[FileColumn]:
    """Give the columns each text of which stands in one run of rows, those with the fewest texts first."""
    return [c for c in _with_few(sample) if 1 + int((np.diff(c.codes) != 0).sum()) == len(c.different)]


def _with_few(sample: FileSample) -> list[FileColumn]:
    """Give the columns that have a text in many rows each, those with the fewest texts first."""
    most = min(MOST_VALUES, sample.rows // LEAST_RUN)
    return sorted(
        (column for column in sample.columns if 2 <= len(column.different) <= most),
        key=lambda column: len(column.different),
    )


def _groups(sample: FileSample, by: FileColumn, *, any_order: bool) -> list[FileColumn]:
    """Give the columns that may group rows by their sheets, the finest first; words before numbers."""
    others = [
        column
        for column in sample.columns
        if column is not by and column.distinct >= LEAST_GROUPS and column.filled == sample.rows
    ]
    kept = [column for column in others if any_order or not column.is_count or may_name(column)]
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
