"""Tables of turnout: who voted, when and how. Refused, as their columns add up like those of a count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.long_words import MODES, says
from veedor.guess.no_votes import NoVotesError
from veedor.guess.words import meaning
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.proposal import Proposal, ProposedChoice

_AGES = re.compile(
    r"(?:\d{2}\s*(?:[-–/]|to|a|à|bis|y|and)\s*\d{2}|\d{2}\s*\+|[<>≤≥]\s*\d{2})(?:\s*[^\W\d]{1,6})?"
)
"""Two ages that bound others, or one that does, and a word for years: "18-24", "65+", "18 a 24 años"."""

_REMEDY = sentence(
    "Look for the file with the votes of each candidate. If these are candidates or parties, call their "
    "columns by their whole names in a copy, and name it."
)


def refuse_voters_alone(proposal: Proposal) -> None:
    """Refuse a wide table whose columns of votes say how or by whom votes were cast, or part the register.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.

    Raises
    ------
    NoVotesError
        With what such columns may be.
    """
    voted = [choice for choice in proposal.choices if choice.kind not in {"blank", "null"}]
    if proposal.layout == "long" or not voted:
        return
    if len(voted) > 1 and all(_is_of_voters(choice.label) for choice in voted):
        raise _error(
            proposal,
            voted,
            sentence("they say how, when or by whom votes were cast, and for nobody"),
            _REMEDY,
        )
    printed = _register_of(proposal, voted)
    if printed:
        raise _error(
            proposal,
            voted,
            sentence(
                "in every row they come to the register, {printed!r}, as parts of the voters do",
                printed=printed,
            ),
            sentence(
                "Look for the file with the votes of each candidate. If one of these columns counts those "
                'who did not vote, call it "Abstained" in a copy, and name it; if {printed!r} has those who '
                'voted, call it "Votes cast".',
                printed=printed,
            ),
        )


def _is_of_voters(label: str) -> bool:
    """Whether a column is called a way of voting, or a part of the voters: by mail, women, aged 18 to 24."""
    return says(MODES, label) or meaning(label) == "people" or _AGES.fullmatch(label.strip()) is not None


def _register_of(proposal: Proposal, voted: Sequence[ProposedChoice]) -> str:
    """Give the column of the register, where it is the sum of the choices, and of them alone.

    One column of votes beside those who did not vote is of all who did.
    """
    columns = {name for choice in voted for name in choice.published}
    registers = proposal.numbers.get("registered", ())
    for one in proposal.identities:
        if one.total not in registers or one.met < one.rows:
            continue
        others = {name for name in one.addends if name not in columns}
        abstained = bool(others) and all(meaning(name) == "abstained" for name in others)
        if columns <= {*one.addends} and (not others or (abstained and len(columns) == 1)):
            return one.total
    return ""


def _error(proposal: Proposal, voted: Sequence[ProposedChoice], why: str, remedy: str) -> NoVotesError:
    names = [name for choice in voted for name in choice.published]
    return NoVotesError(
        sentence(
            "its columns {names} hold no votes of candidates or parties: {why}.",
            names=joined(map(repr, names[:6]), by=", "),
            why=why,
        ),
        file=proposal.form.name,
        column=names[0],
        expected="a column with the votes of each candidate or party",
        remedy=remedy,
    )
