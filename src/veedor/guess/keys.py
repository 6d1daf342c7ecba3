"""The id of a sheet: the fewest columns that make every row another one."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.values import is_row_number, named_code, named_row
from veedor.guess.words import says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn

UNIQUE = 0.995
"""Share of rows that an id must tell apart: a file has some sheets twice."""

FILLED = 0.9
"""Share of rows in which an id must stand, where rows of totals have none."""

OFTEN = 0.6
"""Share of different ids from which a column of sheets is one that repeats some of them."""

MOST_COLUMNS = 5
"""Columns that an id is made of, at the most."""


def find_id(
    columns: Sequence[FileColumn], rows: int, levels: Sequence[FileColumn] = ()
) -> tuple[FileColumn, ...]:
    """Give the columns that tell every row apart, the widest first; none where nothing does.

    Parameters
    ----------
    columns : sequence of FileColumn
        Those that may be part of an id: codes, numbers that are no votes, texts.
    rows : int
        Rows of the sample.
    levels : sequence of FileColumn
        Places, the widest first.
    """
    filled = [c for c in columns if c.filled >= UNIQUE * rows and not named_row(c.name)]
    alone = [c for c in filled if c.distinct >= UNIQUE * rows]
    numbered = [c for c in alone if not _is_text(c)]
    sheets = [c for c in alone if says("sheet", c.name)]
    coded = [c for c in numbered if named_code(c.name)]
    several = _several(filled, rows, levels)
    has_number = any(says("sheet", c.name) and not _is_text(c) for c in several)
    for choice in (
        [c for c in sheets if c in numbered or named_code(c.name)],
        [c for c in coded if not is_row_number(c)],
        several if has_number else (),
        coded,
        [c for c in numbered if not is_row_number(c)],
        sheets,
        numbered,
        _repeated(filled, rows) if not alone else (),
        alone,
    ):
        if choice:
            return tuple(choice) if choice is several else (choice[0],)
    nearly = [c for c in columns if _but_for_totals(c, rows, named=c in levels)]
    counted = [c for c in columns if c.distinct == rows and named_row(c.name)]
    return several or tuple(counted[:1] or nearly[:1])


def _but_for_totals(column: FileColumn, rows: int, *, named: bool) -> bool:
    """Whether a column of sheets or places tells all rows apart but the few of totals, in which it is blank.

    In a language that is not known, codes that are no figures are as good as a word.
    """
    called = named or says("sheet", column.name) or named_code(column.name)
    coded = not column.is_count and not _is_text(column)
    return (called or coded) and column.filled >= FILLED * rows and column.distinct >= UNIQUE * column.filled


def _repeated(columns: Sequence[FileColumn], rows: int) -> list[FileColumn]:
    """Give a column that is called a sheet, and repeats some: sheets that were published again."""
    called = [c for c in columns if says("sheet", c.name) or named_code(c.name)]
    return [c for c in called if c.distinct >= OFTEN * rows and not _is_text(c)]


def _several(
    columns: Sequence[FileColumn], rows: int, levels: Sequence[FileColumn]
) -> tuple[FileColumn, ...]:
    """Give two columns or more that tell every row apart; those with the fewest pairs possible."""
    useful = [c for c in columns if 1 < c.distinct < UNIQUE * rows and not named_row(c.name)]
    useful.sort(key=lambda c: (not says("sheet", c.name), c not in levels, not _is_code(c), c.place))
    useful = useful[:12]
    for number in range(2, MOST_COLUMNS + 1):
        found = []
        for chosen in combinations(useful, number):
            room = float(np.prod([float(c.distinct) for c in chosen]))
            if room >= UNIQUE * rows and _distinct_rows(chosen) >= UNIQUE * rows:
                marks = sum(1 for c in chosen if says("sheet", c.name) or _is_code(c))
                found.append((-marks, room, chosen))
        if found:
            best = min(found, key=lambda one: (one[0] == 0, one[1]))[2]
            return tuple(sorted(best, key=lambda c: (c.distinct, c.place)))
    return ()


def _distinct_rows(columns: Sequence[FileColumn]) -> int:
    joined = columns[0].codes.astype(np.int64)
    for column in columns[1:]:
        joined = np.unique(joined * (int(column.codes.max()) + 1) + column.codes, return_inverse=True)[1]
    return len(np.unique(joined))


def _is_code(column: FileColumn) -> bool:
    return not _is_text(column) or named_code(column.name)


def _is_text(column: FileColumn) -> bool:
    """Whether the texts are words rather than codes: with blanks inside, or letters alone."""
    few = [t for t in column.different[:60] if t]
    wordy = sum(1 for t in few if " " in t.strip() or not any(c.isdigit() for c in t))
    return wordy > 0.5 * len(few)


def template(columns: Sequence[FileColumn]) -> str:
    """Write the columns of an id as a case does: ``"Table"``, or ``"{District}/{Table}"``."""
    if len(columns) == 1 and not any(c in columns[0].name for c in "{}|"):
        return columns[0].name
    return "/".join("{" + c.name + "}" for c in columns)
