"""How the files of a draft are read after all that was answered: what follows from the answers, never kept.

What was found is a proposal with doubts. Roles that the user gave to columns and answers to doubts make
another proposal of it; that is tried, and the trial may ask further. Each trial is kept under what was tried,
so that an answer taken back leads back to what was there before.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.desk.bring.record import recorded
from veedor.errors import QuestionError
from veedor.guess.answers import answer
from veedor.guess.roles import with_role
from veedor.report.questions import options, same_reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.desk.bring.drafts import BroughtFiles, GivenAnswers
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt, Proposal
    from veedor.guess.trial import Trial

LATER = "later"
"""The answer that leaves a question open."""


@dataclass(frozen=True)
class DraftReading:
    """How the files are read.

    Parameters
    ----------
    proposal : Proposal
        With all answers put into it; what was left open stays a doubt.
    trial : Trial
        The last trial on the way to it.
    doubts : dict of str to Doubt
        Everything that was asked on the way, by its name in addresses.
    tried : bool
        Whether the trial is one of this proposal.
    """

    proposal: Proposal
    trial: Trial
    doubts: dict[str, Doubt]
    tried: bool


def name_of(doubt: Doubt) -> str:
    """Return the name of a doubt in addresses: the same for the same question with the same options."""
    asked = recorded((doubt.key, doubt.question, *options(doubt)))
    return f"d{hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:10]}"


def print_of(proposal: Proposal) -> str:
    """Return the fingerprint of how a proposal reads, whatever is still asked."""
    plain = json.dumps(recorded(replace(proposal, doubts=())), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def reading_of(found: BroughtFiles, answers: GivenAnswers) -> DraftReading:
    """Return how the files are read.

    Parameters
    ----------
    found : BroughtFiles
        What was found, with what further trials gave.
    answers : GivenAnswers
        What was answered.

    Raises
    ------
    QuestionError
        Where an answer cannot be put into the case.
    """
    trial, proposal = found.trial, found.trial.proposal
    for column, role in answers.roles.items():
        proposal = with_role(proposal, column, role, found.header)
    doubts: dict[str, Doubt] = {}
    seen: set[str] = set()
    while True:
        doubts |= {name_of(doubt): doubt for doubt in proposal.doubts}
        settled = _settled(proposal, answers.given)
        if same_reading(settled, trial.proposal):
            return DraftReading(settled, trial, doubts, tried=True)
        known = print_of(settled)
        if known not in found.tries or known in seen:
            return DraftReading(settled, trial, doubts, tried=False)
        seen.add(known)
        trial = found.tries[known]
        proposal = trial.proposal


def _settled(proposal: Proposal, given: Mapping[str, str]) -> Proposal:
    """Put the answers into a proposal."""
    for doubt in proposal.doubts:
        text = given.get(name_of(doubt), LATER)
        if text != LATER:
            proposal = answer(proposal, doubt, meant(doubt, text))
    return proposal


def meant(doubt: Doubt, given: str) -> Answer:
    """Return the answer that was chosen: an option by its number, or ``=`` and a text.

    Raises
    ------
    QuestionError
        Where there is no such option.
    """
    if given.startswith("="):
        return given[1:]
    known = options(doubt)
    if not given.isascii() or not given.isdecimal() or int(given[:4]) >= len(known):
        raise QuestionError("There is no such option.", remedy="Choose one of the list.")
    return known[int(given)]
