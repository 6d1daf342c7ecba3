"""What each column of a file is, for the preview: a role with a colour of its own, and its name in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.guess.proposal import UNKNOWN
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.guess.proposal import Proposal
    from veedor.report.phrases import Phrases


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


def roles(proposal: Proposal, header: tuple[str, ...], words: Phrases, none: str) -> list[list[ColumnRole]]:
    """Give the roles of each column; of most there is one.

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
    return [known.get(fold(name), [ColumnRole("", none)]) for name in header]


def word(label: str, words: Phrases) -> str:
    """Give the word of a key, without the code that a case writes for it (``annulled: anulada``)."""
    return words.text(label).removeprefix(f"{label.partition('.')[2].replace('_', ' ')}: ")


def _told(proposal: Proposal, words: Phrases) -> Iterator[tuple[str, ColumnRole]]:
    for code, label, templates in (*_of_row(proposal), *_of_votes(proposal)):
        level = label.removeprefix("level ")
        says = word(label, words) if level == label else f"{words.text('label.place')}: {level}"
        role = ColumnRole(code, UNKNOWN if label == UNKNOWN else says)
        yield from ((column, role) for template in templates for column in _columns(template))


def _of_row(proposal: Proposal) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give what says of what a row is: code, label, columns."""
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
    """Give what holds figures: code, label, columns."""
    for name, columns in proposal.numbers.items():
        yield "total", f"number.{name}", columns
    if proposal.layout == "long":
        yield "votes", "label.choice_votes", (proposal.choice, proposal.votes)
        return
    for choice in proposal.choices:
        label = UNKNOWN if choice.kind == UNKNOWN else f"kind.{choice.kind}"
        yield "votes" if choice.kind == "candidate" else "others", label, choice.published


def _columns(template: str) -> list[str]:
    """Give the columns that a template names; one that is none is a column itself."""
    return re.findall(r"\{([^}|:]+)", template) or [template]
