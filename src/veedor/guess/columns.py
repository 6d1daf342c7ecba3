"""The columns of a published table as they are looked at by a guess: texts, and whole numbers where they are.

A sample of rows from the beginning, the middle and the end: a file sorted by place must not be judged by one
region.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow, fetch_rows
from veedor.guess.figures import Figures, read_figures
from veedor.intake.characters import bare
from veedor.intake.raw import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    import pyarrow as pa

    from veedor.intake.read import Raw

ROWS = 10_000
"""Rows of a sample, at the most: an import of the whole file tries the proposal afterwards."""

BLOCKS = 8
"""Blocks of neighbouring rows that a sample is made of, where it is not the whole table."""

FEW = 0.9
"""Share of the filled cells that must be whole numbers in a column of counts."""


MOST_REASONS = 3
"""Different words, at the most, that stand in a column of counts in place of a figure."""


@dataclass(frozen=True, eq=False)
class FileColumn:
    """One column of a sample.

    Parameters
    ----------
    place : int
        Where it stands in the file, from 0.
    name : str
        As published.
    different : tuple of str
        The different texts, outer blanks removed, the blank one too, in order of the file.
    codes : array of int, one a row of the sample
        Which of the different texts it has.
    decimal : str
        The decimal mark of its figures, where the user says it.
    """

    place: int
    name: str
    different: tuple[str, ...]
    codes: npt.NDArray[np.intp]
    decimal: str = ""

    @classmethod
    def of(cls, place: int, name: str, texts: Iterable[str]) -> FileColumn:
        """Make a column of its texts, one a row, outer blanks removed."""
        known: dict[str, int] = {}
        codes = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.intp)
        return cls(place, name, tuple(known), codes)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """A text a row; empty where the cell is blank."""
        return tuple(np.array(self.different, dtype=object)[self.codes].tolist())

    @cached_property
    def has_text(self) -> npt.NDArray[np.bool_]:
        """Which cells are not blank."""
        return np.array([bool(text) for text in self.different], dtype=np.bool_)[self.codes]

    @cached_property
    def figures(self) -> Figures:
        """Its cells as figures."""
        counts = np.bincount(self.codes, minlength=len(self.different))
        return read_figures(self.different, self.codes, counts, self.decimal)

    @property
    def numbers(self) -> npt.NDArray[np.float64]:
        """The whole number of each cell, NaN where there is none."""
        return self.figures.whole

    @cached_property
    def filled(self) -> int:
        """How many cells have a text."""
        return int(self.has_text.sum())

    @cached_property
    def distinct(self) -> int:
        """How many different texts there are, the blank one not counted."""
        return len(set(self.different) - {""})

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """The first few different texts."""
        return tuple(text for text in self.different[:4] if text)[:3]

    @cached_property
    def is_count(self) -> bool:
        """Whether nearly all cells but marks for a missing figure are whole numbers, few below zero."""
        if 2 * int((self.numbers < 0).sum()) >= len(self.numbers):
            return False
        whole = int((~np.isnan(self.numbers)).sum())
        words = self.figures.words
        missing = sum(rows for text, rows in words.items() if is_missing(text))
        reasons = {text: rows for text, rows in words.items() if not is_missing(text)}
        if (
            len(reasons) <= MOST_REASONS
            and whole >= self.filled / 2
            and all(map(_is_reason, reasons.items()))
        ):
            missing += sum(reasons.values())
        return whole > 0 and whole >= FEW * (self.filled - missing)


def _is_reason(told: tuple[str, int]) -> bool:
    """Whether a text comes again in place of figures, and is words: "Not held"."""
    text, rows = told
    return rows > 1 and any(c.isalpha() for c in text) and not any(c.isdigit() for c in text)


@dataclass(frozen=True, eq=False)
class FileSample:
    """Rows of a published table.

    Parameters
    ----------
    columns : tuple of FileColumn
        In the order of the file, also those without a name.
    rows : int
        Rows of the sample.
    whole : bool
        Whether the sample is the whole table.
    """

    columns: tuple[FileColumn, ...]
    rows: int
    whole: bool

    def named(self, name: str) -> FileColumn:
        """Give the first column of a name.

        Raises
        ------
        KeyError
            Where there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def is_missing(text: str) -> bool:
    """Whether a text among figures says that there is none: ``-``, ``N/A``, ``***``."""
    if text.startswith("#") and text.endswith(("!", "?")):  # an error of a spreadsheet
        return True
    return not any(c.isalnum() for c in text) or text.casefold() in {
        "na", "n/a", "n.a.", "nan", "null", "none", "nd", "n/d", "s/d", "sd", "#n/a", "<na>", "x",
    }  # fmt: skip


def look(raw: Raw, decimal: str = "") -> FileSample:
    """Take the rows of a table that a guess looks at: all, or blocks from its beginning to its end.

    Parameters
    ----------
    raw : Raw
        The table as text.
    decimal : str
        The decimal mark of its figures, where the user says it.
    """
    table, whole = _rows(raw)
    return FileSample(columns_of(raw, table, decimal), len(table), whole)


def columns_of(raw: Raw, table: pa.Table, decimal: str = "") -> tuple[FileColumn, ...]:
    """Give the columns of some rows of a table.

    Parameters
    ----------
    raw : Raw
        The table as text.
    table : pyarrow.Table
        Rows of it.
    decimal : str
        The decimal mark of its figures, where the user says it.
    """
    return tuple(
        replace(_column(place, name, table[f"c{place}"]), decimal=decimal)
        for place, name in enumerate(raw.header)
        if f"c{place}" in table.column_names
    )


def _rows(raw: Raw) -> tuple[pa.Table, bool]:
    if raw.arrow is not None:
        rows = len(raw.arrow)
        if rows <= ROWS:
            return raw.arrow, True
        return raw.arrow.take(np.concatenate([np.arange(a, b) for a, b in _blocks(rows)])), False
    (bounds,) = fetch_rows(raw.table.aggregate(low=raw.table[ROW].min(), high=raw.table[ROW].max()))
    if bounds["low"] is None:
        return fetch_arrow(raw.table.limit(0)), True
    first, rows = int(bounds["low"]), int(bounds["high"]) - int(bounds["low"]) + 1
    if rows <= ROWS:
        return fetch_arrow(raw.table.order_by(ROW)), True
    row = raw.table[ROW]
    chosen = [row.between(first + a, first + b - 1) for a, b in _blocks(rows)]
    condition = chosen[0]
    for further in chosen[1:]:
        condition = condition | further
    return fetch_arrow(raw.table.filter(condition).order_by(ROW)), False


def _blocks(rows: int) -> list[tuple[int, int]]:
    """Give where the blocks of a sample begin and end."""
    size = ROWS // BLOCKS
    starts = np.linspace(0, rows - size, BLOCKS).astype(int)
    return [(int(start), int(start) + size) for start in starts]


def _column(place: int, name: str, cells: pa.ChunkedArray) -> FileColumn:
    """Take the outer blanks off the cells of a column, each different text once."""
    encoded = cells.combine_chunks().dictionary_encode(null_encoding="encode")
    texts = FileColumn.of(place, name, [bare(text or "") for text in encoded.dictionary.to_pylist()])
    codes = texts.codes[encoded.indices.to_numpy(zero_copy_only=False)]
    return FileColumn(place, name, texts.different, codes)
