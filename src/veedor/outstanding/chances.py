"""How probable each outcome under the rule is, from draws of all choices together.

An outcome is a set of inequalities: the rule is asked once for each outcome that comes up, and the
inequalities that establish it say which of the other draws share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Assertion, OutcomeKind, as_counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.arrays import Flags, Ints
    from veedor.model import ChoiceId, Condition, Outcome, Tally
    from veedor.rules import Decision

MOST_ASKED = 200
"""Times that the rule is asked at most: where nearly every draw ends in another way, nothing is said."""


@dataclass(frozen=True, slots=True)
class OutcomeChance:
    """An outcome and its probability.

    Parameters
    ----------
    outcome : Outcome
        How the round would end, and for whom.
    probability : float
        Share of the draws that end so.
    settled : bool
        Whether nothing that is open can change it.
    """

    outcome: Outcome
    probability: float
    settled: bool = False


def outcome_chances(
    votes: Ints, tally: Tally, decide: Callable[[Tally], Decision]
) -> tuple[OutcomeChance, ...]:
    """Say how probable each outcome is, the most probable first.

    Parameters
    ----------
    votes : int matrix, shape (n_draws, n_choices)
        Drawn totals of every choice, in ballot order.
    tally : Tally
        What is counted; of it only the contest and the registered voters are used.
    decide : callable
        The rule.

    Returns
    -------
    tuple of OutcomeChance
        Empty where the rule asks for more than totals: areas, or ballots of several votes.
    """
    if tally.areas or tally.contest.votes_allowed > 1:
        return ()
    choices = [choice.choice_id for choice in tally.contest.choices]
    counted = replace(as_counted(tally), ballots=None)
    left = np.ones(len(votes), dtype=bool)
    found: dict[tuple[object, ...], tuple[Outcome, int]] = {}
    for _ in range(MOST_ASKED):
        if not left.any():
            break
        first = int(np.argmax(left))
        drawn = dict(zip(choices, votes[first].tolist(), strict=True))
        decision = decide(replace(counted, votes=drawn))
        alike = np.zeros(len(votes), dtype=bool)
        for alternative in decision.establishing:
            alike |= _hold(alternative.conditions, votes, choices, counted)
        alike[first] = True
        alike &= left
        left &= ~alike
        outcome = decision.as_counted
        # who is ahead of the other in a runoff is no other outcome
        whom = outcome.choices if outcome.kind is OutcomeKind.ELECTED else frozenset(outcome.choices)
        key = (outcome.kind, whom, outcome.reason)
        found[key] = (outcome, found.get(key, (outcome, 0))[1] + int(alike.sum()))
    if left.any():
        return ()
    ranked = sorted(found.values(), key=lambda pair: -pair[1])
    return tuple(OutcomeChance(outcome, number / len(votes)) for outcome, number in ranked)


def _hold(conditions: Sequence[Condition], votes: Ints, choices: Sequence[ChoiceId], tally: Tally) -> Flags:
    """Say in which draws all of some conditions hold; in none where one asks for more than totals."""
    every = np.ones(len(votes), dtype=bool)
    for form in conditions:
        if not isinstance(form, Assertion) or form.scope is not None:
            return ~every
        every &= satisfied(form, votes, choices, tally.registered)
    return every


def satisfied(form: Assertion, votes: Ints, choices: Sequence[ChoiceId], registered: int | None) -> Flags:
    """Say in which draws an assertion holds of some totals, shape (n_draws,).

    Parameters
    ----------
    form : Assertion
        Its scope is not looked at: the votes are those of its area.
    votes : int matrix, shape (n_draws, n_choices)
        Totals, in the order of the choices.
    choices : sequence of ChoiceId
        The choices.
    registered : int, optional
        Registered voters; where they are asked for and not known, it holds in none.
    """
    if form.registered_weight and registered is None:
        return np.zeros(len(votes), dtype=bool)
    weights = np.array(form.vector(choices), dtype=np.int64)
    value = votes @ weights + form.ballots_weight * votes.sum(axis=1) + form.constant
    value = value + form.registered_weight * (registered or 0)
    found: Flags = value > 0 if form.strict else value >= 0
    return found
