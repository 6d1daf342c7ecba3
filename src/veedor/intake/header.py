"""Names of columns: from one row or several (a group above, its parts below), or from the case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.errors import CaseError, InputError
from veedor.intake.limits import MAX_COLUMNS
from veedor.intake.toml import columns_line
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN = " / "
"""What joins the name of a group and of its part."""


def join_header(rows: Sequence[Sequence[str]], *, spread: bool = True) -> tuple[str, ...]:
    """Return one name for each column, from the rows of a header.

    A group's name is filled to the right over the blank cells behind it, as long as the cells below it name
    its parts: a name with nothing below it stands for itself, and groups nothing.

    Parameters
    ----------
    rows : sequence of sequence of str
        From the top down; a short row has blank cells behind it.
    spread : bool
        Whether blank cells tell how far a group reaches; a workbook with merged cells says so itself.

    Examples
    --------
    >>> join_header([["Mesa", "Party X", "", "Party Y"], ["", "Smith", "Jones", "Lee"]])
    ('Mesa', 'Party X / Smith', 'Party X / Jones', 'Party Y / Lee')
    """
    width = max((len(row) for row in rows), default=0)
    cells = [[*(" ".join(cell.split()) for cell in row), *[""] * (width - len(row))] for row in rows]
    filled = [_spread(cells, level) for level in range(len(cells))] if spread else cells
    return tuple(BETWEEN.join(dict.fromkeys(row[i] for row in filled if row[i])) for i in range(width))


def lacks_a_row(header: Sequence[str], below: Sequence[str], figures: Sequence[bool]) -> bool:
    """Say whether the row below a header looks like its second row.

    Parameters
    ----------
    header : sequence of str
        The row that is taken for the header.
    below : sequence of str
        The row below it.
    figures : sequence of bool
        For each column, whether the rows further down hold figures there.

    Returns
    -------
    bool
        Whether the row below holds words alone, one of them under a blank cell of the header and above
        figures: no row of a table has words where the others have figures, and names a nameless column.
    """
    words = [column for column, text in enumerate(below) if text.strip()]
    if not words or any(is_figure(below[column]) for column in words):
        return False
    return any(
        (column >= len(header) or not header[column].strip()) and column < len(figures) and figures[column]
        for column in words
    )


def _spread(cells: Sequence[Sequence[str]], level: int) -> list[str]:
    """Fill the groups of one row; a group ends where one above it begins."""
    group, filled = "", []
    for column, name in enumerate(cells[level]):
        parted = any(lower[column] for lower in cells[level + 1 :])
        if name or not parted or any(upper[column] for upper in cells[:level]):
            group = name if parted else ""
        filled.append(name or group)
    return filled


def is_figure(text: str) -> bool:
    """Say whether a text is a number, whatever its marks and digits: there is a digit and no letter."""
    return any(c.isdecimal() for c in text) and not any(c.isalpha() for c in text)


FIGURE = re.compile(r"[-+]?\d[\d.,' \u00a0\u202f]*%?")


def names_of(stated: Sequence[str], head: Sequence[Sequence[str]], label: str, row: int) -> tuple[str, ...]:
    """Return the names of the columns.

    Parameters
    ----------
    stated : sequence of str
        The case's, of a file that has no header.
    head : sequence of sequence of str
        Rows of the header, without outer blanks.
    label : str
        Name of the file, for messages.
    row : int
        The last of them, as a spreadsheet counts.

    Raises
    ------
    CaseError
        Where the case names a column twice or not at all.
    InputError
        Where there are too many columns.
    """
    names = tuple(name.strip() for name in stated) if stated else join_header(head)
    if len(names) > MAX_COLUMNS:
        raise InputError(
            sentence("it has {columns:,} columns.", columns=len(names)),
            file=label,
            row=row,
            expected=sentence("at most {max_columns:,}", max_columns=MAX_COLUMNS),
            remedy="Where the file has a header, remove `columns`."
            if stated
            else "Name the right file, or state its `delimiter`.",
        )
    twice = next((name for i, name in enumerate(stated) if name in stated[:i]), None)
    if twice is not None:
        raise CaseError(
            sentence("`columns` names {twice!r} twice.", twice=twice),
            file=label,
            remedy=sentence(
                "Give every column a name of its own, as in {columns_line}; where "
                "the file has a header, remove `columns`.",
                columns_line=columns_line(stated),
            ),
        )
    return names


def looks_like_data(header: Sequence[str]) -> bool:
    """Whether a header is a row of data: all figures, or figures half of which come twice."""
    names = [name for name in header if name]
    figures = [name for name in names if FIGURE.fullmatch(name)]
    if not names or len(figures) == len(names):
        return True
    return 2 * len(figures) >= len(names) and len(set(figures)) < len(figures)
