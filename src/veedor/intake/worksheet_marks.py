"""Where cells of a worksheet lie, and what is merged or hidden among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.header import is_figure
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class Range:
    """A rectangle of cells, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


def parse_range(text: str) -> Range | None:
    """Read a rectangle such as ``A1:B3``; None where it is not one."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?", text)
    if not found:
        return None
    left, top = column_number(found[1]), int(found[2])
    right, bottom = (column_number(found[3]), int(found[4])) if found[3] else (left, top)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: ``A`` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column from its number: 1 is ``A``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
"""The last row and column that a workbook can have."""

MAX_CELLS = 60_000_000
"""Cells between A1 and the last one: a reader lays out all of them, empty or not."""


@dataclass
class Marks:
    """What is marked in one worksheet; rows and columns count from 1.

    Parameters
    ----------
    errors : dict
        Row -> column -> error as published (``#REF!``).
    formulas : dict
        Row -> column -> formula without a stored value.
    arrays : list
        Ranges that one formula without a stored value fills, and the formula.
    hidden_rows : set of int
        Hidden by hand, by a filter or by a height of nothing.
    hidden_columns : list of tuple of int
        First and last.
    merged : list of Range
        Merged cells.
    zeros : dict
        Row -> column -> formula, where every formula of the worksheet has the stored value 0.
    bottom, right : int
        The last row and column.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    formulas: dict[int, dict[int, str]] = field(default_factory=dict)
    arrays: list[tuple[Range, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    zeros: dict[int, dict[int, str]] = field(default_factory=dict)
    bottom: int = 0
    right: int = 0


def beyond(value: str, expected: str, label: str) -> InputError:
    """Refuse a cell or row where none can be."""
    return InputError(
        "the worksheet is damaged: it has a cell or row where none can be.",
        file=label,
        value=value,
        expected=expected,
        remedy="Open it in a spreadsheet program and save it anew, or ask who published it.",
    )


def declared(label: str) -> InputError:
    """Refuse a part that declares a document type: that is how entities are smuggled in."""
    return InputError(
        "it declares a document type, as no spreadsheet program does; it is not read.",
        file=label,
        remedy="Ask who published it; a damaged or hostile workbook is no source.",
    )


def check_layout(marks: Marks, label: str) -> None:
    """Refuse a worksheet that is too large to lay out, most of it empty."""
    if marks.bottom * marks.right > MAX_CELLS:
        raise InputError(
            sentence(
                "one of its sheets reaches to row {bottom:,} and column {right:,}: "
                "{cells:,} cells, most of them empty.",
                bottom=marks.bottom,
                right=marks.right,
                cells=marks.bottom * marks.right,
            ),
            file=label,
            expected=sentence("at most {max_cells:,} cells", max_cells=MAX_CELLS),
            remedy="Save the part that is used as CSV, and name that file in the case.",
        )


class Merges:
    """Fills the cells of merged ranges, row by row from the top down.

    Text is filled down in the first column of the range. A figure that spans several columns belongs to none
    of them: it becomes a text that no reader of figures takes for a number, in every cell of the range.

    Parameters
    ----------
    ranges : iterable of Range
        Merged cells of the worksheet.
    above : int
        Last row of the header; ranges that begin there or higher are not of the body.
    count : callable
        Takes what was done (``merged_filled``, ``merged_figures``, ``merged_across``), column, text and row.
    """

    def __init__(
        self, ranges: Iterable[Range], above: int, count: Callable[[str, int, str, int], None]
    ) -> None:
        self._starts: dict[int, list[Range]] = {}
        for area in ranges:
            if area.top > above:
                self._starts.setdefault(area.top, []).append(area)
        self._open: list[tuple[Range, str]] = []
        self._count = count

    def fill(self, row: int, texts: list[str]) -> None:
        """Fill the cells of a row that belong to a merged cell."""
        if self._open:
            self._open = [(area, text) for area, text in self._open if area.bottom >= row]
        for area, text in self._open:
            self._fill_across(area, text, row, texts) if _spans(area, text) else self._fill_down(
                area.left, text, row, texts
            )
        for area in self._starts.pop(row, ()):
            text = texts[area.left - 1] if area.left <= len(texts) else ""
            if text:
                self._open.append((area, text))
                if _spans(area, text):
                    self._fill_across(area, text, row, texts)

    def _fill_down(self, column: int, text: str, row: int, texts: list[str]) -> None:
        if not texts[column - 1]:
            texts[column - 1] = text
            self._count("merged_figures" if is_figure(text) else "merged_filled", column, text, row)

    def _fill_across(self, area: Range, text: str, row: int, texts: list[str]) -> None:
        shown = (
            f"{text} (merged {column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom})"
        )
        for column in range(area.left, min(area.right, len(texts)) + 1):
            texts[column - 1] = shown
            self._count("merged_across", column, shown, row)


def _spans(area: Range, text: str) -> bool:
    return area.right > area.left and is_figure(text)
