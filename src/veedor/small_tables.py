"""Small tables that people write for one question: votes found, seats of areas, what sheets can hold.

They come from an editor or a spreadsheet, so that commas, semicolons and tabs are read alike. A row with more
cells than the head is refused: one with ``1,000`` and no quotation marks would be read as other figures.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.sentence import sentence
from veedor.text_file import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = (";", "\t", ",")


def separator_of(head: str) -> str:
    """Give what parts the cells of a first line: the separator that stands in it most often, else a comma."""
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
        raise error("Two columns have one name.", file=file, row=1, column=twice[0], value=",".join(first))
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
                raise error(
                    "The row has another number of cells than the first.", file=file, row=number,
                    value=str(len(cells)), expected=str(len(head)),
                    remedy="Write figures in digits alone: 1000, and not 1,000.",
                )  # fmt: skip
            yield number, dict(zip(head, cells, strict=True))
    except csv.Error as problem:
        raise error(sentence("is no table: {error}.", error=problem), file=file, row=begins) from None
