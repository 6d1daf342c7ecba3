"""Columns taken for candidates that are unlike all others: by what their names speak of, or few votes.

"Crossed votes" or "Want of official mark" is no person and no party, though no list knows the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.guess.choice_ids import choice_ids
from veedor.guess.long_words import says
from veedor.guess.phrase import phrase
from veedor.guess.unknown_letters import TAKEN, leave_open
from veedor.guess.words import is_surname

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.proposal import Proposal, ProposedChoice

PAPERS = (
    "votes?$ voting voters? votos?$ votacion votant votan(?:te|ti)s?$ voix$ bulletins?$ ballots? papers$ "
    "papeletas? boletas? cedulas? stimmen$ stimmzettel glosow$ glosy$ kart$ голосов$ бюллетен бюлетен "
    "schede$ hlasu$ hlasov szavazat listic oylar suara$ kura$ stemmer$ roster$"
)
"""Words for votes and papers, which stand in no name of a person, and in few of a party."""

LONG = 4
"""Letters of a word of a description, at the least: shorter ones stand in names, too."""

FEWER = 10
"""So many times the votes of such a column has every candidate, where it may be the invalid votes."""

MANY = 0.1
"""Share of all votes above which blank or null ones are unlikely."""

SAID = 2
"""Such words in small letters that make a description."""


def ask_odd_names(proposal: Proposal) -> Proposal:
    """Leave open what a few candidates are whose names are unlike all others: they may be rejected votes.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    """
    mine = [choice for choice in proposal.choices if choice.kind == "candidate"]
    odd = [choice.label for choice in mine if says(PAPERS, choice.label)]
    if any(doubt.question.key in TAKEN for doubt in proposal.doubts):
        odd += _behind([choice.label for choice in mine], odd) or _at_the_edge(proposal, mine)
    if proposal.layout == "long" or not 0 < len(odd) < len(mine) or 2 * len(odd) > len(mine) + 1:
        return proposal
    return leave_open(proposal, phrase("why.odd_name"), odd)


def ask_bare_surnames(proposal: Proposal) -> Proposal:
    """Leave open what a choice is that is called by one word, a surname as well, and alone of its kind.

    Where "White" has more votes than blank ones usually are, and nothing is called invalid, it may be
    a person.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    """
    asked = []
    for contest in dict.fromkeys(choice.contest for choice in proposal.choices):
        mine = [choice for choice in proposal.choices if choice.contest == contest]
        papers = [choice for choice in mine if choice.kind in {"blank", "null", "none"}]
        many = len(papers) == 1 and papers[0].votes > MANY * sum(choice.votes for choice in mine)
        if many and not proposal.numbers.keys() & {"blank", "null"} and is_surname(papers[0].label):
            asked += papers
    if not asked:
        return proposal
    ids = dict(zip(asked, choice_ids([one.label for one in asked], ["candidate"] * len(asked)), strict=True))
    choices = tuple(
        replace(c, kind="candidate", choice_id=ids[c]) if c in asked else c for c in proposal.choices
    )
    return leave_open(
        replace(proposal, choices=choices),
        phrase("why.word_of_such_votes"),
        [choice.label for choice in asked],
    )


def _behind(labels: Sequence[str], odd: Sequence[str]) -> list[str]:
    """Give the descriptions that stand behind all names, with nothing between: kinds of rejected votes do."""
    found: list[str] = []
    for label in reversed(labels):
        if not (_describes(label) or label in odd):
            break
        found.append(label)
    return [label for label in reversed(found) if label not in odd and len(found) > 1]


def _at_the_edge(proposal: Proposal, mine: Sequence[ProposedChoice]) -> list[str]:
    """Give the first or last of three columns or more, far smaller, where nothing is called invalid."""
    if len(mine) < 3 or len(mine) < len(proposal.choices) or proposal.numbers.keys() & {"valid", "cast"}:
        return []
    least = min(mine, key=lambda choice: choice.votes)
    rest = min(choice.votes for choice in mine if choice is not least)
    return [least.label] if least in {mine[0], mine[-1]} and FEWER * least.votes <= rest else []


def _describes(label: str) -> bool:
    """Whether a name has several longer words in small letters: a sentence, and no name."""
    words = re.findall(r"[^\W\d_]+", label)
    return len([word for word in words if word.islower() and len(word) >= LONG]) >= SAID
