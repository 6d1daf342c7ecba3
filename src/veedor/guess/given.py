"""What a user says of how a file is opened, before anything is found out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from veedor.errors import QuestionError, nearest
from veedor.intake.case import FileForm
from veedor.intake.strict import build
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.errors import InputError

_OWN = frozenset(
    {
        "name", "copies", "fetch", "sha256", "reader", "skip", "header_rows", "encoding", "sheets", "member",
        "delimiter",
    }
)  # fmt: skip
"""Keys of a file that are said by other means, or not before the case is written."""


@dataclass(frozen=True)
class Given:
    """What the user says of how a file is opened and read; what is not given is found out.

    Parameters
    ----------
    skip, header_rows, encoding, sheets, member, delimiter
        Keys of a file in a case.
    decimal : str
        The decimal mark of its figures.
    choice : str
        Column that names the choice of every row, where a row is one figure.
    further : mapping of str to value
        Further keys of a file in a case: :func:`file_keys` reads them.
    """

    skip: int | None = None
    header_rows: int | None = None
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    member: str = ""
    delimiter: str = ""
    decimal: str = ""
    choice: str = ""
    further: Mapping[str, Any] = field(default_factory=dict)

    def form(self, name: str) -> FileForm:
        """Give a form of a file in which all of it is stated."""
        return FileForm(
            name,
            member=self.member,
            sheets=self.sheets,
            skip=self.skip or 0,
            header_rows=self.header_rows or 1,
            encoding=self.encoding,
            delimiter=self.delimiter,
            **self.further,
        )


def file_keys(text: str) -> dict[str, Any]:
    """Read further keys of a file as a case has them, one a line: ``short_rows = "pad"``.

    Parameters
    ----------
    text : str
        As TOML.

    Raises
    ------
    QuestionError
        Where it is no TOML, or names what is no key of a file or has a field of its own.
    """
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionError(
            sentence("Further keys are not written as in a case: {error}.", error=error),
            remedy='Write one a line, texts in quotes: short_rows = "pad".',
        ) from error
    known = {one.name for one in fields(FileForm)} - _OWN
    for key in stated:
        if key not in known:
            raise QuestionError(
                sentence("{key!r} is no further key of a file.", key=key), remedy=nearest(key, known)
            )
    problems: list[InputError] = []
    made = build(FileForm, {"name": "file", **stated}, file="", problems=problems)
    if made is None or problems:
        raise QuestionError(problems[0].text)
    return {key: getattr(made, key) for key in stated}
