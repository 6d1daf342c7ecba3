"""Whether somebody among candidates who were published as one figure could matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.model import Choice, ChoiceId, Kind, OutcomeKind, as_counted
from veedor.rules.decide import decide

if TYPE_CHECKING:
    from veedor.model import Contest, Outcome, Tally
    from veedor.rules.rule import Rule

REST = ChoiceId("the rest of a lump")
"""Those of a lump who have no vote when one of them has all."""


@dataclass(frozen=True, slots=True)
class Lump:
    """A lump of several candidates, of whom one could change the outcome.

    Parameters
    ----------
    choice : ChoiceId
        The figure that is published for all of them.
    votes : int
        How many votes they have together.
    would : Outcome
        What the rule says if one of them has all the votes.
    """

    choice: ChoiceId
    votes: int
    would: Outcome


def lump_that_matters(rule: Rule, tally: Tally, outcome: Outcome) -> Lump | None:
    """Find a lump of which one candidate would change an outcome if all its votes were for that one.

    No other split of a lump can matter where this one does not: what one candidate of it could win, or keep
    others from, takes more votes of one, not fewer.

    Parameters
    ----------
    rule : Rule
        The law, in the reading that applies.
    tally : Tally
        What was counted, and what is open; where the outcome is undetermined by what is open, it is compared
        as counted.
    outcome : Outcome
        What the rule says while nobody of a lump can lead, win or go on.
    """
    if outcome.kind is OutcomeKind.UNDETERMINED:
        tally = as_counted(tally)
        outcome = decide(rule, tally, round=outcome.round)
    for lump in tally.contest.of_kind(Kind.OTHERS):
        if not tally.of(lump) and not tally.open:
            continue
        would = decide(rule, as_one(tally, lump), round=outcome.round)
        if not would.same_as(outcome):
            return Lump(lump, tally.of(lump), would)
    return None


def as_one(tally: Tally, lump: ChoiceId) -> Tally:
    """Give a tally in which a lump is one candidate."""
    contest = _with_candidate(tally.contest, lump)
    areas = {
        division: {area: replace(part, contest=contest) for area, part in members.items()}
        for division, members in tally.areas.items()
    }
    return replace(tally, contest=contest, areas=areas)


def _with_candidate(contest: Contest, lump: ChoiceId) -> Contest:
    """Give a contest in which a lump is a candidate, with as many who stand as before."""
    choices = [
        replace(choice, kind=Kind.CANDIDATE) if choice.choice_id == lump else choice
        for choice in contest.choices
    ]
    return replace(contest, choices=(*choices, Choice(REST, "", Kind.OTHERS)))
