"""What is marked in a worksheet, of whatever format, and what none may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.cell_refs import Range

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
