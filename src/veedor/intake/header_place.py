"""Where the header of a text file stands: not in a row of data, a title or a line of too few names."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.header import looks_like_data
from veedor.intake.toml import columns_line
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import FileForm


def refuse_data(header: tuple[str, ...], label: str, row: int, delimiter: str) -> None:
    """Refuse a header that is a row of data."""
    if looks_like_data(header):
        raise InputError(
            "the file has no header: its first row holds figures.",
            file=label,
            row=row,
            value=delimiter.join(header),
            expected="names of columns",
            remedy=(
                sentence(
                    "Name its {number_of_header} columns in order with `columns = [...]` "
                    "beside `name` in `files`; if the row is a header, state "
                    "{columns_line}; where another file has the header, name the right "
                    "file.",
                    number_of_header=len(header),
                    columns_line=columns_line(header, row),
                )
            ),
        )


def refuse_title(
    header: tuple[str, ...],
    rest: list[list[str]],
    label: str,
    above: int,
    reader: Any,  # noqa: ANN401 - csv's reader has no public name
    form: FileForm,
) -> None:
    """Refuse a title that stands where the header is looked for, and say where that seems to be."""
    usual = Counter(len(cells) for cells in rest).most_common(1)[0][0]
    titled = len(header) > 2 and sum(map(bool, header)) == 1
    if titled and usual <= len(header):
        _refuse_blank_header(header, rest, label, above, reader)
    if usual <= len(header):
        return
    before = 0
    found: list[str] = []
    with suppress(csv.Error):
        for found in reader:
            if len(found) == usual:
                break
            before = reader.line_num
    if before and len(found) == usual and not any(cell.strip().isdigit() for cell in found):
        raise InputError(
            sentence(
                "its first line has {number_of_header} cells, and most rows have "
                "{usual}: the header seems to stand lower.",
                number_of_header=len(header),
                usual=usual,
            ),
            file=label,
            row=above + 1,
            value=" | ".join(header),
            expected=sentence("the names of {usual} columns", usual=usual),
            remedy=sentence(
                "State `skip = {above}` beside `name` in `files`{other_delimiter}.",
                above=above + before,
                other_delimiter=_other_delimiter(form),
            ),
        )


def _other_delimiter(form: FileForm) -> str:
    return sentence("; if its cells are parted otherwise, remove `delimiter`") if form.delimiter else ""


def _refuse_blank_header(
    header: tuple[str, ...],
    rest: list[list[str]],
    label: str,
    above: int,
    reader: Any,  # noqa: ANN401 - csv's reader has no public name
) -> None:
    """Refuse a title among blank cells, where the first row with more words stands below it."""
    named = next((cells for cells in rest if sum(1 for cell in cells if cell.strip()) > 1), [])
    if not named or any(cell.strip().isdigit() for cell in named):
        return
    before = 0
    for cells in reader:
        if cells == named:
            break
        before = reader.line_num
    raise InputError(
        "its first line is a title among blank cells, and no header.",
        file=label,
        row=above + 1,
        value=" | ".join(header),
        expected=sentence("the names of {named} columns", named=sum(1 for cell in named if cell.strip())),
        remedy=sentence("State `skip = {above}` beside `name` in `files`.", above=above + before),
    )


def count_beyond(
    header: tuple[str, ...],
    rest: list[list[str]],
    label: str,
    row: int,
    form: FileForm,
    *,
    whole: bool,
) -> int:
    """Count the columns that every row has beyond the header, as rows that end in a delimiter do."""
    full = [cells for cells in (rest if whole else rest[:-1] or rest) if any(cell.strip() for cell in cells)]
    widths = {len(cells) for cells in full}
    if len(widths) != 1 or (width := widths.pop()) <= len(header):
        return 0
    if any(cell.strip() for cells in full for cell in cells[len(header) :]):
        raise InputError(
            sentence(
                "its rows have {width} cells, and the header {number_of_header}: "
                "which name is of which column cannot be told.",
                width=width,
                number_of_header=len(header),
            ),
            file=label,
            row=row + 1,
            value=" | ".join(full[0]),
            expected=sentence("{number_of_header} cells", number_of_header=len(header)),
            remedy=(
                sentence(
                    "Name all {width} columns in order: if the names stand above their "
                    "own columns, state {columns_line}{other_delimiter}.",
                    width=width,
                    columns_line=columns_line([*header, *[""] * (width - len(header))], row),
                    other_delimiter=_other_delimiter(form),
                )
                if not form.columns
                else sentence(
                    "Where the file has a header, remove `columns`; where it has none, "
                    "name all its columns: {columns_line}.",
                    columns_line=columns_line([*header, *[""] * (width - len(header))]),
                )
            ),
        )
    return width - len(header)
