"""Names of columns: from one row or several, or from the case where the file has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.errors import CaseError, InputError
from veedor.intake.header_rows import join_header
from veedor.intake.limits import MAX_COLUMNS
from veedor.intake.toml import columns_line
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURE = re.compile(r"[-+]?\d[\d.,' \u00a0\u202f]*%?")


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
