"""Whether ballots that are still uncounted can change an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.model import OutcomeKind, Quorum
from veedor.rules.conditions import (
    Field,
    ahead,
    negated,
    negated_form,
    void_condition,
    way_alternative,
    way_conditions,
)
from veedor.rules.decide import open_ways, without_first
from veedor.rules.margins import additions, form_margin, quorum_margin
from veedor.rules.parts import TieRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.model import ChoiceId, Condition, Outcome, Tally
    from veedor.rules.parts import Round, Way
    from veedor.rules.rule import Rule


def can_change(rule: Rule, tally: Tally, outcome: Outcome, ballots: int) -> bool:
    """Whether up to so many more ballots, for anybody and anywhere, can change an outcome.

    Parameters
    ----------
    rule : Rule
        The law, in the reading that applies.
    tally : Tally
        What was counted.
    outcome : Outcome
        What the rule says of it.
    ballots : int
        How many may come; each may be for any choice, blank or spoiled, or never come.

    Notes
    -----
    *No* is proven, from conditions that survive even if all ballots go where they hurt the condition most.
    For somebody elected: all conditions of one way survive. For nobody elected: in each way of each
    candidate a condition fails and keeps failing, and the order that the outcome rests on survives.
    *Yes* is proven where the winner has one way only; in general it means that a change is not
    excluded, which is the safe side.
    """
    part = rule.round(outcome.round)
    if outcome.kind in {OutcomeKind.UNDETERMINED, OutcomeKind.TIE} or _by_tie(outcome):
        return ballots > 0
    if outcome.kind is not OutcomeKind.ELECTED and _areas_to_come(part, tally):
        return ballots > 0
    return not _Prospect(part, Field(tally, rule.bases), ballots).stands(outcome)


@dataclass(frozen=True)
class _Prospect:
    """What holds of a round whatever the outstanding ballots are."""

    part: Round
    field: Field
    ballots: int

    def stands(self, outcome: Outcome) -> bool:
        """Whether an outcome is proven to stand."""
        ways = open_ways(self.part, self.field)
        if outcome.kind is OutcomeKind.ELECTED:
            winner = outcome.choices[0]
            found = (way_alternative(self.field, way, winner, self.part.voids) for way in ways)
            return any(self.all_survive(alternative.conditions) for alternative in found)
        grounds = [void_condition(self.field, ground) for ground in self.part.voids]
        if outcome.kind is OutcomeKind.VOID and any(self.survives(ground) for ground in grounds):
            return True
        return (
            self.all_survive(negated_form(ground) for ground in grounds)
            and all(self.fails(way, choice) for way in ways for choice in self.field.candidates)
            and self.all_survive(self._order(outcome))
        )

    def survives(self, condition: Condition) -> bool:
        """Whether a condition holds, and still does wherever the ballots go."""
        tally, kinds = self.field.tally, additions(self.field.tally)
        if not condition.holds(tally):
            return False
        if isinstance(condition, Quorum):
            margins = [quorum_margin(condition, tally, *kinds)]
        else:
            margins = [form_margin(condition, tally, transfer) for transfer in kinds]
        return all(margin is None or margin > self.ballots for margin in margins)

    def all_survive(self, conditions: Iterable[Condition]) -> bool:
        """Whether each of some conditions survives."""
        return all(self.survives(condition) for condition in conditions)

    def fails(self, way: Way, choice: ChoiceId) -> bool:
        """Whether a candidate misses some condition of a way, wherever the ballots go."""
        # a way that breaks ties itself leads elsewhere than here also when the first place is shared
        asked = way_conditions if way.tie is None else without_first
        return any(self.survives(negated(condition)) for condition in asked(self.field, way, choice))

    def _order(self, outcome: Outcome) -> list[Condition]:
        """Give the order among candidates that an outcome without a winner rests on."""
        candidates = self.field.candidates
        if outcome.kind is OutcomeKind.RUNOFF:
            rest = [c for c in candidates if c not in outcome.choices]
            equal = len(outcome.choices) > (self.part.otherwise.advance or 0)
            pairs = [(c, d) for c in outcome.choices for d in outcome.choices if c != d] if equal else []
            return [
                *(ahead(high, low) for high in outcome.choices for low in rest),
                *(ahead(one, other, strict=False) for one, other in pairs),
            ]
        ties_differ = self.part.otherwise.void is None or self.part.otherwise.tie is not TieRule.UNSTATED
        if outcome.kind is OutcomeKind.VOID and ties_differ:
            first = self.field.tally.ranking()[0]
            return [ahead(first, rival) for rival in self.field.rivals(first)]
        return []


def _by_tie(outcome: Outcome) -> bool:
    """Whether another body decides because of equal votes, which any further ballot may undo."""
    return outcome.kind is OutcomeKind.OTHER_BODY and bool(outcome.choices)


def _areas_to_come(part: Round, tally: Tally) -> bool:
    """Whether areas that the law counts have no votes yet, so that somebody may still win them."""
    for way in part.ways:
        if way.weights is not None:
            for level, points in way.weights.points.items():
                counted_in = tally.areas[level]
                if any(area not in counted_in or not counted_in[area].cast for area in points):
                    return True
        if way.spread is not None:
            areas = tally.areas[way.spread.level]
            counted = [area for area in areas if area not in way.spread.excluded]
            voted = [area for area in counted if areas[area].cast]
            if len(voted) < (way.spread.total or len(counted)):
                return True
    return False
