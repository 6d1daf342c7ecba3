"""Small tables that people write for one question: votes found, seats of areas, what sheets can hold.

They come from an editor or a spreadsheet, so that commas, semicolons and tabs are read alike. A row with more
cells than the head is refused: one with ``1,000`` and no quotation marks would be read as other figures.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor.errors import InputError, near_name
from veedor.sentence import sentence
from veedor.text_file import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEPARATORS = (";", "\t", ",")


def separator_of(head: str) -> str:
    """Return what parts the cells of a first line: the separator that is in it most often, else a comma."""
    return max(SEPARATORS, key=lambda one: (head.count(one), one == ","))


def read_small_table(
    content: bytes, file: str, error: type[InputError] = InputError
) -> tuple[tuple[str, ...], Iterator[tuple[int, dict[str, str]]]]:
    """Read a table whose first line names its columns.

    Parameters
    ----------
    content : bytes
        The file: UTF-8, cells parted by commas, semicolons or tabs.
    file : str
        Its name, for messages.
    error : type of InputError
        What is raised.

    Returns
    -------
    tuple of str
        The names of the columns.
    iterator of (int, dict of str to str)
        Row as a spreadsheet numbers it, and its cells by column; blank rows are left out.

    Raises
    ------
    InputError
        Where it is no table, or two columns have one name; and while rows are taken, where one has
        another number of cells than the first.
    """
    text = text_of(
        content, file, error, remedy=sentence("Save the table as CSV in UTF-8, and name that file.")
    )
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text.partition("\n")[0]))
    try:
        first = [cell.strip() for cell in next(rows, [])]
    except csv.Error as problem:
        raise error(sentence("is no table: {error}.", error=problem), file=file, row=1) from None
    while first and not first[-1]:  # a spreadsheet writes the empty columns beside the table too
        first.pop()
    twice = sorted({name for name in first if first.count(name) > 1})
    if twice:
        raise error(
            "Two columns have one name.", file=file, row=1, column=twice[0], value=",".join(first),
            expected="a name of its own for each column",
            remedy="Give one of the two its own name; take the column out if it is there twice.",
        )  # fmt: skip
    return tuple(first), _rows(rows, first, file, error)


def _rows(
    rows: Iterator[list[str]], head: list[str], file: str, error: type[InputError]
) -> Iterator[tuple[int, dict[str, str]]]:
    begins = 2
    try:
        for row in rows:
            number, begins = begins, rows.line_num + 1  # type: ignore[attr-defined] # of a reader of csv
            cells = [cell.strip() for cell in row]
            while len(cells) > len(head) and not cells[-1]:
                cells.pop()
            if not any(cells):
                continue
            if len(cells) != len(head):
                remedy = sentence("Write figures in digits alone: 1000, and not 1,000.")
                if len(cells) < len(head):
                    remedy = sentence("Give it a cell for each column: leave empty what is not known.")
                raise error(
                    "The row has another number of cells than the first.", file=file, row=number,
                    value=str(len(cells)), expected=str(len(head)), remedy=remedy,
                )  # fmt: skip
            yield number, dict(zip(head, cells, strict=True))
    except csv.Error as problem:
        raise error(sentence("is no table: {error}.", error=problem), file=file, row=begins) from None


def check_columns(
    head: Sequence[str],
    needed: Sequence[str],
    file: str,
    error: type[InputError] = InputError,
    *,
    also: Sequence[str] | None = None,
) -> None:
    """Refuse a table whose first line lacks a column, or has one that nobody asked for.

    Parameters
    ----------
    head : sequence of str
        Names of its columns.
    needed : sequence of str
        Those that it must have.
    file : str
        Its name, for messages.
    error : type of InputError
        What is raised.
    also : sequence of str, optional
        Further ones that it may have; by default any.

    Raises
    ------
    InputError
        Names the column, what the first line says, and what to write there.
    """
    missing = [name for name in needed if name not in head]
    others = [name for name in head if name not in needed and name not in (also or ())]
    if not missing and (also is None or not others):
        return
    if len(head) < 2 <= len(needed):
        what = sentence("The first line does not name the columns.")
        remedy = sentence(
            "Let it name them, parted by commas, semicolons or tabs, with nothing above it: {names}",
            names=",".join(needed),
        )
    elif not missing:
        what = sentence("The column {name!r} is not in this table.", name=others[0])
        remedy = sentence("Take the column out.")
    else:
        what = sentence("There is no column {name!r}.", name=missing[0])
        near = near_name(missing[0].casefold(), [one.casefold() for one in others])
        alike = next((one for one in others if one.casefold() == near), others[0] if len(others) == 1 else "")
        remedy = sentence("Add the column.")
        if alike:
            remedy = sentence(
                "Call the column {other!r} {name!r} if it is that one; else add the column.",
                other=alike,
                name=missing[0],
            )
    raise error(
        what, file=file, row=1, value=",".join(head), expected=",".join(needed), remedy=remedy,
    )  # fmt: skip
