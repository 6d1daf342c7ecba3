"""What the values of a column are like, whatever it is called: counts, codes, shares, times, texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import numpy as np

from veedor.guess.long_words import counts_votes
from veedor.guess.words import meanings, named_clock, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn

Nature = Literal["empty", "constant", "time", "clock", "share", "coordinate", "code", "count", "text"]

MOSTLY = 0.8
"""Share of the filled cells that say what a column is."""

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:\s?[ap]\.?\s?m\.?)?"
_DATE = re.compile(
    rf"(?i)(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|"
    rf"\d{{1,2}}[-/. ](?:\d{{1,2}}|[^\W\d_]{{3,}}\.?)[-/. ](?:\d{{2}}|\d{{4}}))(?:[T ,]+{_CLOCK}.*)?|{_CLOCK}"
)
_CODE = re.compile(r"0\d+")
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_SECONDS = (9.4e8, 2.2e9)
_QUARTER = 90 * 86_400
_DAYS = 5
"""Different dates without a year of four digits, at the most: 01.01.01 is likelier a code."""

CLOCK = {
    "year": (1900, 2100),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 24),
    "minute": (0, 59),
    "second": (0, 60),
}
"""Part of a time -> the least and the most that it can be."""


SHARES = 2
"""Columns of a family that hold shares, at the least, for all of them to be some."""
ALL = 100
"""No share is larger."""
_NUMBER = re.compile(r"\d+")


def nature(column: FileColumn) -> Nature:
    """Say what the values of a column are.

    Parameters
    ----------
    column : FileColumn
        With its name, which tells only parts of a time from counts, and coordinates from shares.
    """
    if not column.filled:
        return "empty"
    if _is_time(column):
        return "time"
    if named_code(column.name) and all(_DOTTED.fullmatch(text) for text in column.different if text):
        return "code"
    if fraction := _of_fractions(column):
        return fraction
    if not column.is_count:
        return "constant" if column.distinct == 1 and len(column.texts) > 1 else "text"
    if clock_parts(column):
        return "clock"
    if any(_CODE.fullmatch(text) for text in column.different) and not counts_votes(column.name):
        return "code"
    return "time" if _is_epoch(column) else "count"


def natures(columns: Sequence[FileColumn]) -> dict[int, Nature]:
    """Say what the values of all columns are, by their place.

    Of columns whose names differ in a number alone, "1 / %", "2 / %", those without a fraction are shares as
    the others are: of candidates whom hardly anybody voted for.

    Parameters
    ----------
    columns : sequence of FileColumn
        With names.
    """
    found = {column.place: nature(column) for column in columns}
    for family in families(columns):
        alike = [c for c in family if found[c.place] in {"count", "share"}]
        shares = sum(found[c.place] == "share" for c in alike)
        figures = [c.figures.values for c in alike]
        if shares >= SHARES and max(np.nanmax(one) for one in figures) <= ALL:
            found |= {c.place: "share" for c in alike}
    clocks = [column for column in columns if found[column.place] == "clock"]
    if len(clocks) == 1 and clocks[0].filled < MOSTLY * len(clocks[0].texts):
        found[clocks[0].place] = "count"  # no day without a month that most rows lack: votes for a party "DD"
    return found


def families(columns: Sequence[FileColumn]) -> list[list[FileColumn]]:
    """Give the columns whose names differ in a number alone.

    Parameters
    ----------
    columns : sequence of FileColumn
        With names.
    """
    found: dict[str, list[FileColumn]] = {}
    for column in columns:
        if (name := _NUMBER.sub("#", column.name)) != column.name:
            found.setdefault(name, []).append(column)
    return [family for family in found.values() if len(family) > 1]


def _of_fractions(column: FileColumn) -> Literal["", "share", "coordinate", "count"]:
    """Say what a column with fractions is; votes among which some cells are odd stay votes."""
    values = column.figures.values
    given = values[~np.isnan(values)]
    if not len(given) or len(given) < MOSTLY * column.filled:
        return ""
    if column.figures.percent:
        return "share"
    fractions = float((given % 1 != 0).mean())
    if fractions > 0.2 and "coordinate" in meanings(column.name) and (np.abs(given) <= 180).all():
        return "coordinate"
    if fractions < 0.6 and given.max() > 100:
        return "count" if fractions > 0.1 else ""
    return "share" if fractions > 0.2 else ""


def _is_time(column: FileColumn) -> bool:
    filled = [text for text in column.different[:400] if text]
    hits = [text for text in filled if _DATE.fullmatch(text)]
    if not filled or len(hits) < MOSTLY * len(filled):
        return False
    bare = [text for text in hits if ":" not in text and not re.search(r"\d{4}|[^\W\d_]", text)]
    return len(bare) < len(hits) or column.distinct <= _DAYS


def _is_epoch(column: FileColumn) -> bool:
    numbers = column.numbers[~np.isnan(column.numbers)]
    scale = 1000 if len(numbers) and numbers.min() > 10 * _SECONDS[1] else 1
    seconds = numbers / scale
    inside = _SECONDS[0] <= seconds.min() and seconds.max() <= _SECONDS[1]
    return bool(inside and np.ptp(seconds) <= _QUARTER)


def clock_parts(column: FileColumn) -> tuple[str, ...]:
    """Give the parts of a time that a column may be by its name and its values: ``M`` a month or a minute."""
    numbers = column.numbers[~np.isnan(column.numbers)]
    if not len(numbers):
        return ()
    least, most = numbers.min(), numbers.max()
    return tuple(p for p in named_clock(column.name) if CLOCK[p][0] <= least and most <= CLOCK[p][1])


def is_row_number(column: FileColumn) -> bool:
    """Whether a column counts the rows of the file in steps of one size."""
    numbers = column.numbers
    if len(numbers) < 3 or np.isnan(numbers).any() or (len(numbers) < 6 and numbers[0] > 1):
        return False
    steps = np.diff(numbers)
    return bool(steps[0] > 0 and (steps == steps[0]).mean() >= 0.9 and (steps > 0).all())


def counts_within(column: FileColumn) -> bool:
    """Whether a column counts 1, 2, 3 anew in every group of rows."""
    numbers = column.numbers
    if len(numbers) < 4 or np.isnan(numbers).any() or numbers[0] != 1 or numbers.max() < 2:
        return False
    steps = np.diff(numbers)
    return bool(((steps == 1) | (numbers[1:] == 1)).all())


def named_row(name: str) -> bool:
    """Whether a name is one of a row of the file, and of nothing in the world."""
    return says("row", name, alone=True)


def named_code(name: str) -> bool:
    """Whether a name has a word for an id, a code or a number of something."""
    return says("number", name)


def is_sorted(column: FileColumn) -> bool:
    """Whether the figures never fall (or rise in blocks) through six rows or more: no votes do."""
    numbers = column.numbers[~np.isnan(column.numbers)]
    return len(numbers) >= 6 and bool((np.diff(numbers) >= 0).all()) and column.distinct > 1


def determines(one: FileColumn, other: FileColumn) -> float:
    """Give the share of rows in which one column tells the other, beyond the commonest value of that.

    A column that is nearly always "yes" is told by every other column, and by none.

    Parameters
    ----------
    one, other : FileColumn
        Rows in which one of them is blank say nothing.
    """
    told = one.has_text & other.has_text
    return _told_share(one.codes[told], other.codes[told]) if told.any() else 0.0


def _told_share(one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]) -> float:
    pairs = one.astype(np.int64) * (int(other.max()) + 1) + other
    kinds, counts = np.unique(pairs, return_counts=True)
    owners = kinds // (int(other.max()) + 1)
    most = np.zeros(int(owners.max()) + 1, dtype=np.int64)
    np.maximum.at(most, owners, counts)
    common = int(np.bincount(other).max())
    if common == len(other):
        return 1.0
    return float((most.sum() - common) / (len(other) - common))


def repeats(column: FileColumn) -> int:
    """Give how many filled cells repeat a text that stood before."""
    return column.filled - column.distinct


def is_code_of(column: FileColumn, texts: Sequence[FileColumn]) -> str:
    """Give the name of a column of texts that a column of figures is the code of: each tells the other.

    Parameters
    ----------
    column : FileColumn
        Whole numbers.
    texts : sequence of FileColumn
        Columns of names.
    """
    if column.distinct < 2 or repeats(column) < 3:
        return ""
    for text in texts:
        alike = 0.6 <= text.distinct / column.distinct <= 1.4
        if (
            alike
            and repeats(text) >= 3
            and determines(column, text) >= 0.99
            and determines(text, column) >= 0.9
        ):
            return text.name
    return ""
