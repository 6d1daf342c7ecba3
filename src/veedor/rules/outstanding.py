"""Whether votes that are still open can change an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import OutcomeKind, Tally, merged
from veedor.rules.conditions import (
    Field,
    more_votes,
    negated,
    negated_form,
    void_condition,
    way_conditions,
)
from veedor.rules.sufficient import establishing
from veedor.rules.ways import (
    elected_together,
    open_to,
    open_ways,
    ties_end_otherwise,
    winning,
    without_first,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.model import AreaId, ChoiceId, Condition, Outcome
    from veedor.rules.rule import Rule
    from veedor.rules.rule_parts import Round, Way


OUTSTANDING = "outstanding"
"""Reason of an outcome that open votes of known number can change."""

UNBOUNDED = "unbounded"
"""Reason of an outcome that open votes can change which nothing bounds."""


def with_open_areas(tally: Tally) -> Tally:
    """Return a tally with an empty part for each area that only open votes name, and alike open votes joined.

    An area from which nothing is counted yet is one of the areas that a law counts all the same.
    """
    groups = merged(group for group in tally.open if group.ballots != 0)
    areas = {division: dict(members) for division, members in tally.areas.items()}
    for group in groups:
        for division, area in group.areas.items():
            if division in areas:
                areas[division].setdefault(area, Tally(tally.contest, {}))
    return replace(tally, areas=areas, open=groups)


def why_undetermined(rule: Rule, tally: Tally, outcome: Outcome) -> str | None:
    """Say why the open votes leave an outcome undetermined; None where it stands whatever they are.

    Parameters
    ----------
    rule, tally, outcome
        As for :func:`can_change`.

    Returns
    -------
    str or None
        ``outstanding`` where those of known number can change it, ``unbounded`` where it takes those that
        nothing bounds.
    """
    if not can_change(rule, tally, outcome):
        return None
    bounded = tuple(group for group in tally.open if group.ballots is not None)
    if len(bounded) == len(tally.open) or can_change(rule, replace(tally, open=bounded), outcome):
        return OUTSTANDING
    return UNBOUNDED


def can_change(rule: Rule, tally: Tally, outcome: Outcome) -> bool:
    """Whether some content of the open votes of a tally can change an outcome.

    Parameters
    ----------
    rule : Rule
        The law, in the reading that applies.
    tally : Tally
        What was counted, and what is open.
    outcome : Outcome
        What the rule says of what was counted.

    Notes
    -----
    *No* is proven, from conditions that survive even if all open votes go where they hurt the condition
    most. For somebody elected: all conditions of one way survive. For nobody elected: in each way of each
    candidate a condition fails and keeps failing, and the order that the outcome rests on survives.
    *Yes* is proven where the winner has one way only; in general it means that a change is not
    excluded, which is the safe side.
    """
    if not tally.open:
        return False
    if outcome.kind is OutcomeKind.UNDETERMINED:
        return True
    part, field = rule.round(outcome.round), Field(tally, rule.bases)
    if outcome.kind is not OutcomeKind.ELECTED and _areas_to_come(part, field):
        return True
    if outcome.kind is OutcomeKind.TIE or _by_tie(outcome):
        return not _tie_stands(rule, tally, outcome)
    return not _Prospect(part, field).stands(outcome)


@dataclass(frozen=True)
class _Prospect:
    """What holds of a round whatever the open votes are."""

    part: Round
    field: Field

    def stands(self, outcome: Outcome) -> bool:
        """Whether an outcome is proven to stand."""
        ways = open_ways(self.part, self.field)
        if outcome.kind is OutcomeKind.ELECTED:
            found = (
                winning(self.part, self.field, outcome.choices[0])
                if self.part.elect is None
                else (elected_together(self.part, self.field, outcome.choices),)
            )
            return any(self.all_survive(alternative.conditions) for alternative in found)
        grounds = [void_condition(self.field, ground) for ground in self.part.voids]
        if outcome.kind is OutcomeKind.VOID and any(self.survives(ground) for ground in grounds):
            return True
        return (
            self.all_survive(negated_form(ground) for ground in grounds)
            and all(self.fails(way, choice) for way in ways for choice in open_to(self.part, self.field))
            and self.all_survive(self._order(outcome))
        )

    def survives(self, condition: Condition) -> bool:
        """Whether a condition holds, and still does whatever the open votes are."""
        return condition.survives(self.field.tally)

    def all_survive(self, conditions: Iterable[Condition]) -> bool:
        """Whether each of some conditions survives."""
        return all(self.survives(condition) for condition in conditions)

    def fails(self, way: Way, choice: ChoiceId) -> bool:
        """Whether a candidate misses some condition of a way, whatever the open votes are."""
        # a way that breaks ties itself leads elsewhere than here also when the first place is shared
        asked = way_conditions if way.tie is None else without_first
        return any(self.survives(negated(condition)) for condition in asked(self.field, way, choice))

    def _order(self, outcome: Outcome) -> list[Condition]:
        """Return the order among candidates that an outcome without a winner rests on."""
        candidates = self.field.candidates
        if outcome.kind is OutcomeKind.RUNOFF:
            rest = [c for c in candidates if c not in outcome.choices]
            equal = len(outcome.choices) > (self.part.otherwise.advance or 0)
            pairs = [(c, d) for c in outcome.choices for d in outcome.choices if c != d] if equal else []
            return [
                *(more_votes(high, low) for high in outcome.choices for low in rest),
                *(more_votes(one, other, strict=False) for one, other in pairs),
            ]
        if outcome.kind is OutcomeKind.VOID and ties_end_otherwise(self.part):
            first = self.field.tally.ranking()[0]
            return [more_votes(first, rival) for rival in self.field.rivals(first)]
        return []


def _by_tie(outcome: Outcome) -> bool:
    """Whether another body decides because of equal votes."""
    return outcome.kind is OutcomeKind.OTHER_BODY and bool(outcome.choices)


def _tie_stands(rule: Rule, tally: Tally, outcome: Outcome) -> bool:
    """Whether equal votes stay equal, and matter, whatever the open votes are."""
    try:
        standing = establishing(rule, tally, outcome)
    except QuestionError:  # too many combinations to look at: a change is not excluded
        return False
    return any(all(c.survives(tally) for c in alternative.conditions) for alternative in standing)


def _areas_to_come(part: Round, field: Field) -> bool:
    """Whether open votes may lie in areas that the law counts and that have no votes yet.

    Somebody may still win such an area, and no condition stands for it.
    """
    return any(
        division not in group.areas or group.areas[division] == area
        for division, area in _without_votes(part, field)
        for group in field.tally.open
    )


def _without_votes(part: Round, field: Field) -> Iterator[tuple[str, AreaId | None]]:
    """Return areas that count and for which no condition stands yet; None for those that the tally lacks."""
    for way in part.ways:
        if way.weights is not None:
            for level, points in way.weights.points.items():
                empty = [area for area in points if not field.voted_in(level, area, "cast")]
                yield from ((level, area) for area in empty)
        if way.spread is not None:
            level, base = way.spread.level, way.spread.share.base
            here = field.areas(level)
            counted = [area for area in here if way.spread.counts(area)]
            empty = [area for area in {*counted, *way.spread.must} if not field.voted_in(level, area, base)]
            yield from ((level, area) for area in empty)
            if len(counted) < (way.spread.total or 0):
                yield level, None
