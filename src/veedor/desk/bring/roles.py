"""What each column of a file is, for the preview: a role with a colour of its own, and its name in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.guess.proposal import UNKNOWN
from veedor.guess.roles import NOT_READ, columns_of, role_of, roles_of
from veedor.guess.words import CHOICE_KINDS, SHEET_TOTALS
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.guess.proposal import Proposal
    from veedor.report.phrases import Phrases
    from veedor.report.wording import Wording

_CODES = {
    NOT_READ: "",
    "sheet": "sheet",
    "sheet_part": "sheet",
    "place": "place",
    "candidate": "votes",
} | dict.fromkeys(CHOICE_KINDS[1:], "others")
"""Role -> the code of its colour, where it is no total."""


@dataclass(frozen=True)
class ColumnRole:
    """What a column is.

    Parameters
    ----------
    code : str
        ``sheet``, ``place``, ``votes``, ``others``, ``total``, ``state``, ``contest``; empty where it is not
        read.
    says : str
        In words.
    """

    code: str
    says: str


@dataclass(frozen=True)
class ColumnHead:
    """The head of a column in the preview.

    Parameters
    ----------
    name : str
        Of the column.
    roles : tuple of ColumnRole
        What it is; of most one.
    role : str
        Which of the roles that may be given it has; empty where it has one that stays.
    """

    name: str
    roles: tuple[ColumnRole, ...]
    role: str


def heads(proposal: Proposal, header: tuple[str, ...], words: Phrases, none: str) -> list[ColumnHead]:
    """Return the heads of the columns.

    Parameters
    ----------
    proposal : Proposal
        How the file is read.
    header : tuple of str
        Names of the columns.
    words : Phrases
        The language.
    none : str
        What is said of a column that is not read.
    """
    known: dict[str, list[ColumnRole]] = {}
    for column, role in _told(proposal, words):
        mine = known.setdefault(fold(column), [])
        if role not in mine:
            mine.append(role)
    return [
        ColumnHead(name, tuple(known.get(fold(name), [ColumnRole("", none)])), role_of(proposal, name))
        for name in header
    ]


def said_roles(proposal: Proposal, words: Phrases, wording: Wording) -> list[tuple[str, str, str]]:
    """Return the roles that a column may be given: value, code of its colour, words."""
    return [(role, _CODES.get(role, "total"), _said(role, words, wording)) for role in roles_of(proposal)]


def _said(role: str, words: Phrases, wording: Wording) -> str:
    if role == NOT_READ:
        return wording.text("desk.bring.not_read")
    if role == "sheet_part":
        return wording.text("desk.bring.role_part")
    if role in CHOICE_KINDS:
        return word(f"kind.{role}", words)
    return word(f"number.{role}" if role in SHEET_TOTALS else f"label.{role}", words)


def word(label: str, words: Phrases) -> str:
    """Return the word of a key, without the code that a case writes for it (``annulled: anulada``)."""
    return words.text(label).removeprefix(f"{label.partition('.')[2].replace('_', ' ')}: ")


def _told(proposal: Proposal, words: Phrases) -> Iterator[tuple[str, ColumnRole]]:
    for code, label, templates in (*_of_row(proposal), *_of_votes(proposal)):
        level = label.removeprefix("level ")
        says = word(label, words) if level == label else f"{words.text('label.place')}: {level}"
        role = ColumnRole(code, UNKNOWN if label == UNKNOWN else says)
        yield from ((column, role) for template in templates for column in columns_of(template))


def _of_row(proposal: Proposal) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Return what says of what a row is: code, label, columns."""
    if proposal.sheet != UNKNOWN:
        yield "sheet", "label.area" if proposal.areas else "label.sheet", (proposal.sheet,)
    for level, template in proposal.levels.items():
        yield "place", f"level {level}", (template,)
    if proposal.contest_column:
        yield "contest", "label.contest", (proposal.contest_column,)
    for area, column in proposal.areas.items():
        yield "state", f"label.area_{area}", (column,)
    for name, template in proposal.fields.items():
        yield "place" if name in {"lat", "lon"} else "state", f"label.{name}", (template,)


def _of_votes(proposal: Proposal) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Return what holds figures: code, label, columns."""
    for name, columns in proposal.numbers.items():
        yield "total", f"number.{name}", columns
    if proposal.layout == "long":
        yield "votes", "label.choice_votes", (proposal.choice, proposal.votes)
        return
    for choice in proposal.choices:
        label = UNKNOWN if choice.kind == UNKNOWN else f"kind.{choice.kind}"
        yield "votes" if choice.kind == "candidate" else "others", label, choice.published
