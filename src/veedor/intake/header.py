"""Names of columns: from one row or several, or from the case where the file has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.errors import CaseError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COLUMNS = 2_000
JOINED = " / "
"""Between the name of a group of columns and that of a column."""

_FIGURE = re.compile(r"[-+]?\d[\d.,' \u00a0\u202f]*%?")


def names_of(stated: Sequence[str], head: Sequence[Sequence[str]], label: str, row: int) -> tuple[str, ...]:
    """Give the names of the columns.

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
    names = tuple(name.strip() for name in stated) if stated else join_rows(head)
    if len(names) > MAX_COLUMNS:
        raise InputError(
            f"it has {len(names):,} columns.",
            file=label,
            row=row,
            expected=f"at most {MAX_COLUMNS:,}",
            remedy="Name the right file, or state its `delimiter`.",
        )
    twice = next((name for i, name in enumerate(stated) if name in stated[:i]), None)
    if twice is not None:
        raise CaseError(
            f"`columns` names {twice!r} twice.", file=label, remedy="Give every column a name of its own."
        )
    return names


def join_rows(head: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Join the rows of a header: a group's name holds for the columns to its right until the next one.

    Examples
    --------
    >>> join_rows([["Mesa", "Party X", "", "Party Y"], ["", "Smith", "Jones", "Lee"]])
    ('Mesa', 'Party X / Smith', 'Party X / Jones', 'Party Y / Lee')
    """
    if len(head) == 1:
        return tuple(name.strip() for name in head[0])
    width = max(len(row) for row in head)
    rows = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in head]
    filled = [list(row) for row in rows]
    for level, row in enumerate(filled[:-1]):
        for place in range(1, width):
            # A group ends where one above it begins; a column without any name of its own is in no group.
            new_group = any(rows[higher][place] for higher in range(level))
            own = any(rows[lower][place] for lower in range(level + 1, len(rows)))
            if not row[place] and own and not new_group:
                row[place] = row[place - 1]
    return tuple(
        JOINED.join(dict.fromkeys(cell for cell in column if cell)) for column in zip(*filled, strict=True)
    )


def looks_like_data(header: Sequence[str]) -> bool:
    """Whether a header is a row of data: all figures, or figures half of which come twice."""
    names = [name for name in header if name]
    figures = [name for name in names if _FIGURE.fullmatch(name)]
    if not names or len(figures) == len(names):
        return True
    return 2 * len(figures) >= len(names) and len(set(figures)) < len(figures)
