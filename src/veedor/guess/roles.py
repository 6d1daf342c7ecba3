"""What a user says that a column is, put into the proposal: a role for another."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.guess.choice_ids import FIXED, choice_ids, readable_id
from veedor.guess.mending import AT
from veedor.guess.phrase import phrase
from veedor.guess.proposal import UNKNOWN, ProposedChoice, Unused
from veedor.guess.remedies import settings_in
from veedor.guess.words import CHOICE_KINDS, SHEET_TOTALS
from veedor.intake.names import fold
from veedor.intake.toml import array, quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.proposal import Doubt, Proposal

NOT_READ = "none_of_these"
"""The role of a column that is not read."""


def roles_of(proposal: Proposal) -> tuple[str, ...]:
    """Give the roles that a column may be given.

    Parameters
    ----------
    proposal : Proposal
        How the file is read: where a row is one figure, one column holds the votes of all, and stays.
    """
    of_votes = () if proposal.layout == "long" else CHOICE_KINDS
    return (NOT_READ, "sheet", "sheet_part", "place", *of_votes, *SHEET_TOTALS)


def role_of(proposal: Proposal, column: str) -> str:
    """Give the role of a column, in the words of :func:`roles_of`; empty where it has one that stays.

    Parameters
    ----------
    proposal : Proposal
        How the file is read.
    column : str
        Its name.
    """
    if _names(proposal.sheet, column):
        return "sheet" if len(columns_of(proposal.sheet)) == 1 else "sheet_part"
    if any(_names(template, column) for template in proposal.levels.values()):
        return "place"
    for name, columns in proposal.numbers.items():
        if any(_names(one, column) for one in columns):
            return name if name in SHEET_TOTALS else ""
    kinds = [c.kind for c in proposal.choices if any(_names(one, column) for one in c.published)]
    if kinds and proposal.layout != "long":
        return kinds[0] if kinds[0] in CHOICE_KINDS else ""
    stays = (proposal.choice, proposal.votes, proposal.contest_column)
    used = [*proposal.fields.values(), *proposal.areas.values(), *stays]
    return "" if any(_names(one, column) for one in used) else NOT_READ


def with_role(proposal: Proposal, column: str, role: str, header: Sequence[str]) -> Proposal:
    """Give a proposal in which a column is what the user says.

    Parameters
    ----------
    proposal : Proposal
        How the file was read.
    column : str
        Name of the column.
    role : str
        One of :func:`roles_of`.
    header : sequence of str
        Names of all columns: places are put in their order, the widest first.

    Raises
    ------
    QuestionError
        Where there is no such column or role, or nothing would be left to read.
    """
    if fold(column) not in {fold(name) for name in header} or not fold(column):
        raise QuestionError(
            sentence("There is no column {column!r}.", column=column), remedy="Look at the files again."
        )
    if role not in roles_of(proposal):
        raise QuestionError(
            sentence("There is no role {role!r}.", role=role), remedy="Choose one of the list."
        )
    if role == role_of(proposal, column):
        return proposal
    sheet = proposal.sheet
    made = without_column(proposal, column)
    if role == NOT_READ:
        made = replace(made, unused=(*made.unused, Unused(column, phrase("unused.said"), ())))
    elif role == "sheet":
        made = replace(made, sheet=column)
    elif role == "sheet_part":
        parts = [one for one in columns_of(sheet) if fold(one) != fold(column)]
        made = replace(made, sheet=_template([*parts, column]) if sheet != UNKNOWN else column)
    elif role == "place":
        made = _with_place(made, column, header)
    elif role in SHEET_TOTALS:
        made = replace(made, numbers={**made.numbers, role: (column,)})
    else:
        made = _with_choice(made, column, role, header)
    if not made.choices:
        raise QuestionError(
            "Then no column would hold votes.", remedy="Say first which other column holds those of a choice."
        )
    return made


def columns_of(template: str) -> list[str]:
    """Give the columns that a template names; one that is none is a column itself.

    Parameters
    ----------
    template : str
        As a case writes it: ``Mesa``, ``{Zona}-{Mesa}``.
    """
    if template == UNKNOWN or not template:
        return []
    return re.findall(r"\{([^}|:]+)", template) or [template]


def _names(template: str, column: str) -> bool:
    return fold(column) in {fold(one) for one in columns_of(template)}


def _template(columns: Sequence[str]) -> str:
    if len(columns) == 1:
        return columns[0]
    return "-".join(f"{{{column}}}" for column in columns)


def without_column(proposal: Proposal, column: str) -> Proposal:
    """Take a column out of everything that is read from it, with what is asked about it.

    Parameters
    ----------
    proposal : Proposal
        How the file is read.
    column : str
        Name of the column.
    """
    sheet = proposal.sheet
    if _names(sheet, column):
        left = [one for one in columns_of(sheet) if fold(one) != fold(column)]
        sheet = _template(left) if left else UNKNOWN
    numbers = {
        name: kept
        for name, columns in proposal.numbers.items()
        if (kept := tuple(one for one in columns if not _names(one, column)))
    }
    choices = proposal.choices
    if proposal.layout != "long":
        choices = tuple(
            replace(choice, published=kept)
            for choice in choices
            if (kept := tuple(one for one in choice.published if not _names(one, column)))
        )
    return replace(
        proposal,
        sheet=sheet,
        levels={level: one for level, one in proposal.levels.items() if not _names(one, column)},
        numbers=numbers,
        choices=choices,
        settings=_not_ignored(proposal.settings, column),
        doubts=tuple(doubt for doubt in proposal.doubts if not _is_about(doubt, column)),
        unused=tuple(one for one in proposal.unused if fold(one.name) != fold(column)),
    )


def _not_ignored(settings: Mapping[str, str], column: str) -> dict[str, str]:
    """Take a column out of those of which the case says that they are left out."""
    key = f"{AT}.rows.ignore"
    made = dict(settings)
    if key in made:
        names = [name for name in settings_in(f"x = {made.pop(key)}")[0][1] if fold(name) != fold(column)]
        made |= {key: array(names)} if names else {}
    return made


def _is_about(doubt: Doubt, column: str) -> bool:
    """Whether a doubt asks what a column is: it names it, and nothing else."""
    said = dict(doubt.question.values)
    return set(said) <= {"column"} and fold(str(said.get("column", ""))) == fold(column)


def _with_place(proposal: Proposal, column: str, header: Sequence[str]) -> Proposal:
    """Add a level of place where the column stands among the others."""
    order = [fold(name) for name in header]
    name = readable_id(column).lower() or "place"
    while name in proposal.levels:
        name += "-2"
    levels = [*proposal.levels.items(), (name, column)]
    levels.sort(
        key=lambda one: min(order.index(fold(c)) if fold(c) in order else 0 for c in columns_of(one[1]))
    )
    return replace(proposal, levels=dict(levels))


def _with_choice(proposal: Proposal, column: str, kind: str, header: Sequence[str]) -> Proposal:
    """Add a choice; blank and null votes of several columns are one choice each."""
    same = next((c for c in proposal.choices if c.kind == kind and kind in FIXED), None)
    if same is not None:
        more = replace(same, published=(*same.published, column))
        choices = tuple(more if c is same else c for c in proposal.choices)
        settings = {**proposal.settings, f"{AT}.choices.several": quoted("add")}
        return replace(proposal, choices=choices, settings=settings)
    (made,) = choice_ids([column], [kind])
    taken = {c.choice_id.casefold() for c in proposal.choices}
    number, own = 1, made
    while own.casefold() in taken:
        number += 1
        own = f"{made}-{number}"
    order = [fold(name) for name in header]
    contest = proposal.choices[0].contest if proposal.choices else ""
    choices = (*proposal.choices, ProposedChoice(own, column, kind, (column,), contest=contest))
    place = {fold(name): at for at, name in enumerate(order)}
    return replace(
        proposal, choices=tuple(sorted(choices, key=lambda c: place.get(fold(c.published[0]), len(order))))
    )
