"""Names of choices that a file knows by codes alone, and another file or worksheet beside it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_arrow
from veedor.guess.choice_ids import choice_ids
from veedor.guess.draft import CONTEST
from veedor.guess.file_names import varying_parts
from veedor.guess.long_words import PEOPLE, says
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.unknown_letters import ask_unknown_letters
from veedor.guess.words import PAPERS, is_clear, meaning
from veedor.intake.characters import bare
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.proposal import Proposal, ProposedChoice
    from veedor.intake.raw import Raw

MOST_ROWS = 20_000
"""Rows of such a list, at the most."""

CHOICES = f"contest.{CONTEST}.choices"


@dataclass(frozen=True)
class _CodeList:
    """A column of codes of a list, and the name of each.

    Parameters
    ----------
    label : str
        The file.
    column : str
        With the codes.
    names : mapping of str to str
        Code without zeros in front -> name.
    of_people : bool
        Whether the file or a column of it is called one of people or parties, and not of places.
    """

    label: str
    column: str
    names: Mapping[str, str]
    of_people: bool


def column_of_codes(lists: Sequence[Raw], possible: Sequence[str]) -> str:
    """Give the one column of codes that may name the choice, and whose names a list beside has.

    Parameters
    ----------
    lists : sequence of Raw
        Tables of files that are not read as votes.
    possible : sequence of str
        Columns that may name the choice.
    """
    known = {fold(one.column) for raw in lists for one in _lists_of(raw)}
    found = [name for name in possible if fold(name) in known]
    return found[0] if len(found) == 1 else ""


def have_codes(proposal: Proposal) -> bool:
    """Whether the choices of a proposal are codes, which a list of names may explain."""
    return bool(_codes(proposal))


def with_names(proposal: Proposal, lists: Sequence[Raw], columns: Sequence[str]) -> Proposal:
    """Call the choices of a proposal by the names that a list has for their codes, and ask whether it is so.

    Parameters
    ----------
    proposal : Proposal
        How the votes may be read.
    lists : sequence of Raw
        Tables of files that are not read as votes.
    columns : sequence of str
        Names of the columns of the table with the votes.
    """
    codes = _codes(proposal)
    known = [one for raw in lists for one in _lists_of(raw) if _fits(one, proposal, codes)]
    if not codes or len(known) != 1:
        return proposal
    (told,) = known
    called = {choice: told.names[code] for choice, code in codes.items()}
    labels = [called.get(choice, choice.label) for choice in proposal.choices]
    kinds = [
        _kind(choice, called.get(choice, "")) if choice in called else choice.kind
        for choice in proposal.choices
    ]
    made = tuple(
        replace(choice, choice_id=own, label=label, kind=kind)
        for choice, own, label, kind in zip(
            proposal.choices, choice_ids(labels, kinds), labels, kinds, strict=True
        )
    )
    shown = tuple(f"{code} = {told.names[code]}" for code in list(codes.values())[:6])
    question = phrase("ask.names_of_codes", column=told.column, file=told.label, names=shown)
    asked = Doubt(CHOICES, question, answers("their names")[0], ())
    about = {f"{CHOICES}.{choice.choice_id}.kind" for choice in called}
    rest = tuple(doubt for doubt in proposal.doubts if doubt.key not in about)
    taken = Doubt(CHOICES, phrase("ask.candidates", columns=tuple(labels)), ", ".join(labels), ())
    again = replace(proposal, choices=made, doubts=(asked, *rest, taken))
    names = [*columns, *(name for raw in lists for name in raw.header), *told.names.values()]
    again = ask_unknown_letters(again, names)
    return replace(again, doubts=tuple(doubt for doubt in again.doubts if doubt is not taken))


def _codes(proposal: Proposal) -> dict[ProposedChoice, str]:
    """Give the code of each candidate, where all have one: the text of a row, or the end of a column."""
    mine = [c for c in proposal.choices if c.kind in {"candidate", UNKNOWN} and len(c.published) == 1]
    if len(mine) < 2 or len({choice.contest for choice in mine}) > 1:
        return {}
    texts = [choice.published[0] for choice in mine]
    if proposal.layout != "long":
        texts = varying_parts(texts) or texts
    codes = [_bare(text) for text in texts]
    return dict(zip(mine, codes, strict=True)) if all(codes) and len({*codes}) == len(codes) else {}


def _bare(text: str) -> str:
    """Give a number without zeros in front of it; empty where the text is none."""
    return text.strip().lstrip("0") or "0" if re.fullmatch(r"\s*[0-9]+\s*", text) else ""


def _fits(told: _CodeList, proposal: Proposal, codes: Mapping[ProposedChoice, str]) -> bool:
    """Whether a list has all codes: below the name of the column of choices, or of people these alone."""
    if not {*codes.values()} <= told.names.keys():
        return False
    if proposal.layout == "long":
        return fold(told.column) == fold(proposal.choice)
    return told.of_people and len(told.names) == len(codes)


def _kind(choice: ProposedChoice, name: str) -> str:
    word = meaning(name)
    if is_clear(name) and word in {*PAPERS, "others"}:
        return word
    return "candidate" if choice.kind == UNKNOWN else choice.kind


def _lists_of(raw: Raw) -> list[_CodeList]:
    """Give the columns of different whole numbers of a table, each with the longest names beside it."""
    if raw.arrow is None and count_rows(raw.table) > MOST_ROWS:
        return []
    table = raw.arrow if raw.arrow is not None else fetch_arrow(raw.table)
    columns = {
        name: [bare(text or "") for text in table[f"c{place}"].to_pylist()]
        for place, name in enumerate(raw.header)
        if name and f"c{place}" in table.column_names
    }
    named = [texts for texts in columns.values() if texts and all(map(_is_name, texts)) and _differ(texts)]
    if not named:
        return []
    longest = max(named, key=lambda texts: sum(map(len, texts)))
    of_people = any(says(PEOPLE, name) for name in (raw.label, *columns))
    made = []
    for column, texts in columns.items():
        codes = [_bare(text) for text in texts]
        if all(codes) and _differ(codes):
            made.append(_CodeList(raw.label, column, dict(zip(codes, longest, strict=True)), of_people))
    return made


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text))


def _differ(texts: Sequence[str]) -> bool:
    return len(set(map(fold, texts))) == len(texts)
