"""Values of a case file that are still to be answered: each is refused with its line and what to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import CaseError
from veedor.sentence import sentence, template

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN = frozenset({"?", "??"})
"""What `veedor new` writes where it cannot know."""

_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\''''
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|\n|[A-Za-z0-9_.-]+|[^\s]""",
    re.DOTALL,
)

_HEADING = "a heading"
_BRACKETS = ("[", "{")

_TEXTS = re.compile(r"\.(missing|zero|published|label|who|note|rename.*|constants.*|keep\..*|drop\..*)$")
"""Keys whose value may be a question mark of the published file."""

_WRITE = (
    (r"election\.title", template("what was held"), '"President, first round"'),
    (r"election\.date", template("the day of the election, without quotes"), "2025-02-09"),
    (r"election\.country", template("the ISO 3166 code of the country"), '"EC"'),
    (r"election\.tz", template("the IANA zone of the times in the file"), '"America/Guayaquil"'),
    (r"contest\..*\.title", template("what was voted on"), '"President"'),
    (
        r"contest\..*\.rule",
        template("the id of a rule (`veedor rules list`), or take the line out"),
        '"plurality"',
    ),
    (
        r"contest\..*\.kind",
        template(
            '"candidate" where ballots could be cast for it; "blank", "null", "none", "challenged" or '
            '"others" where the publication calls it so; of a column of voters or a total, take the table of '
            "this choice out, and name the column in numbers of the source (registered, valid, cast)"
        ),
        "",
    ),
    (r".*\.kind", template("official, preliminary or partial"), '"official"'),
    (r".*\.sheet\.id", template("the column, or columns, that name a tally sheet"), '"{Station}/{Table}"'),
    (r".*\.status_words.*", template("counted, outstanding, set aside or annulled"), '"counted"'),
    (r".*\.zeros", template("left out (a missing row is a zero) or unknown"), '"left out"'),
    (
        r".*\.registered_of",
        template("sheet, place, or the columns whose rows repeat the register"),
        '"sheet"',
    ),
    (
        r"source\.[^.]+\.contest",
        template(
            "what the comment above it shows for one of its answers: the id of the contest of all rows "
            "(beside rows.keep where one value alone is read), or the column that tells contests"
        ),
        "",
    ),
    (
        r".*\.contest.*",
        template("the id of a contest, or the empty text to leave the rows out"),
        '"president"',
    ),
    (
        r".*\.rows\.keep",
        template("the column, and a pattern of its words in the rows to read"),
        '{ "Phase" = "^Final$" }',
    ),
    (r".*\.encoding", template("the encoding of the file"), '"cp1252"'),
    (r".*\.time\.format", template("how times are written, as strptime does"), '"%d/%m/%Y %H:%M"'),
    (r".*\.choice", template("the column that names the choice"), '"Candidate"'),
    (r".*\.votes", template("the column of votes"), '"Votes"'),
    (r".*\.columns", template("the names of the columns, in their order"), '["Table", "Alder"]'),
)


@dataclass(frozen=True)
class OpenValue:
    """A value that is still to be answered.

    Parameters
    ----------
    key : str
        Path of its key.
    line : int
        Line of the file, from 1.
    """

    key: str
    line: int


def open_values(text: str) -> Iterator[OpenValue]:
    """Find the values of a TOML document that are a question mark.

    Parameters
    ----------
    text : str
        A document that is TOML.
    """
    if re.search(r"(['\"])\?\??\1", text):
        for key, line, piece in _Walk(text).pieces():
            if _bare(piece) in OPEN and piece[0] in "\"'" and not _TEXTS.search(key):
                yield OpenValue(key, line)


def line_of(text: str, key: str) -> int | None:
    """Return the line of a TOML document that a message about a key means.

    Parameters
    ----------
    text : str
        A document that is TOML.
    key : str
        Path of the key; where no line writes it, that of what it stands in.

    Returns
    -------
    int or None
        From 1; None where no part of the path is written.
    """
    lines: dict[str, int] = {}
    for found, line, _ in _Walk(text).pieces():
        names = found.split(".")
        for end in range(1, len(names) + 1):
            lines.setdefault(".".join(names[:end]), line)
    asked = re.sub(r"\[\d+\]", "", key).split(".")
    known = (".".join(asked[:end]) for end in range(len(asked), 0, -1))
    return next((lines[name] for name in known if name in lines), None)


class _Walk:
    """Goes over a document that is TOML, piece by piece, and knows under which key it is.

    Parameters
    ----------
    text : str
        The document.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = [(match[0], match.start()) for match in _TOKEN.finditer(text)]
        self._heading = ""
        self._open: list[str] = []  # brackets, and keys whose value is being read, the innermost last
        self._begins = True  # a new statement

    def pieces(self) -> Iterator[tuple[str, int, str]]:
        """Return every heading, key and value in the order of the document: path of its key, line, piece."""
        line = 1
        for place, (piece, start) in enumerate(self._pieces):
            following = self._pieces[place + 1][0] if place + 1 < len(self._pieces) else ""
            if piece == "\n":
                self._end_line()
            elif self._begins and piece == "[":
                self._head(start)
                yield self._heading, line, piece
            elif self._open != [_HEADING] and not piece.startswith("#"):
                if following == "=":
                    self._open.append(_bare(piece))
                    self._begins = False
                else:
                    yield self._key, line, piece
                    self._mark(piece)
            line += piece.count("\n")

    @property
    def _key(self) -> str:
        keys = [name for name in self._open if name not in _BRACKETS]
        return ".".join([self._heading, *keys]).strip(".")

    def _end_line(self) -> None:
        """Begin a new statement, unless a bracket is open."""
        if not any(mark in _BRACKETS for mark in self._open):
            self._open.clear()
            self._begins = True

    def _head(self, start: int) -> None:
        """Read a heading."""
        end = self._text.find("\n", start)
        line = self._text[start : end if end >= 0 else None]
        self._heading = line.partition("#")[0].strip("[] \t\r")
        self._open, self._begins = [_HEADING], False

    def _mark(self, piece: str) -> None:
        """Open or close a bracket, or leave the key whose value has ended."""
        if piece in _BRACKETS:
            self._open.append(piece)
        elif piece in {"]", "}"}:
            while self._open and self._open.pop() not in _BRACKETS:
                pass
        elif piece == "," and self._open and self._open[-1] not in _BRACKETS:
            self._open.pop()


def _bare(piece: str) -> str:
    return piece[1:-1] if piece[:1] in "\"'" else piece


def refuse_open_values(text: str, file: str) -> list[CaseError]:
    """Name every value that is still a question mark, with its line and what to write there.

    Parameters
    ----------
    text : str
        The document, which is TOML.
    file : str
        Named in the messages.
    """
    problems = []
    for value in open_values(text):
        expected, example = next(
            ((what, shown) for pattern, what, shown in _WRITE if re.fullmatch(pattern, value.key)),
            (template("the value; the comment above the line says what is possible"), ""),
        )
        key = value.key.rpartition(".")[2]
        shown = sentence(" For example: {key} = {example}.", key=key, example=example) if example else ""
        problems.append(
            CaseError(
                "it is still to be answered.",
                file=file,
                row=value.line,
                column=value.key,
                value="?",
                expected=expected,
                remedy=sentence("Write it into line {line}.{shown}", line=value.line, shown=shown),
            )
        )
    return problems
