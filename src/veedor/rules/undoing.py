"""How an outcome is undone: a list of grounds, each a list of conditions of which none may hold.

An elected candidate stays elected while one alternative of the rule holds for him; the outcome is undone when
every alternative has lost one of its conditions. A runoff stays a runoff while nobody satisfies an
alternative, nothing makes the round void, and the same candidates lead; it is undone when one alternative of
one candidate comes true (the negations of all its conditions are broken), or another candidate gets among
those who advance. Both are the same kind of formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import Assertion, OutcomeKind, Quorum, measure_of
from veedor.rules.conditions import Field, more_votes, negated, void_condition
from veedor.rules.decide import alternatives
from veedor.rules.ways import not_void, open_to, open_ways, ties_end_otherwise, winning, without_first
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from veedor.model import Alternative, Condition, Measure, Outcome, Tally
    from veedor.rules.rule import Rule
    from veedor.rules.rule_parts import Round

MAX_UNDOINGS = 20_000
"""Above so many combinations of conditions a rule is refused, before memory is."""


@dataclass(frozen=True)
class Undoing:
    """One way for an outcome to be undone.

    Parameters
    ----------
    conditions : tuple of Assertion or Quorum
        None of them may hold.
    """

    conditions: tuple[Condition, ...]

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """The conditions that are single assertions."""
        return tuple(c for c in self.conditions if isinstance(c, Assertion))

    @property
    def quorums(self) -> tuple[Quorum, ...]:
        """The conditions that are points of areas."""
        return tuple(c for c in self.conditions if isinstance(c, Quorum))

    def happened(self, tally: Tally) -> bool:
        """Whether none of the conditions holds on some totals, whatever the open votes are."""
        return not any(stands(condition, tally) for condition in self.conditions)


@dataclass(frozen=True)
class FallenCondition:
    """A condition that held on some totals, and on others no longer does, which undoes an outcome.

    Parameters
    ----------
    condition : Assertion or Quorum
        Which one.
    measure : Measure, optional
        What it measures; None of points of areas.
    before, after : Fraction, optional
        Its lead or share, or its points, on both; None where there is no base left.
    """

    condition: Condition
    measure: Measure | None
    before: Fraction | None
    after: Fraction | None


def falls(grounds: Iterable[Undoing], before: Tally, after: Tally) -> tuple[FallenCondition, ...]:
    """Return every condition that falls between two totals, each once, in the order of the grounds.

    Parameters
    ----------
    grounds : iterable of Undoing
        On which an outcome is undone; those count that happen on the totals after.
    before, after : Tally
        Totals of one contest. Where no candidate has a vote left, that is why, and no condition is named.
    """
    if not after.for_candidates:
        return ()
    happened = (ground for ground in grounds if ground.happened(after))
    fallen = {c.key: c for ground in happened for c in ground.conditions if c.holds(before)}
    return tuple(_fall(condition, before, after) for condition in fallen.values())


def _fall(condition: Condition, before: Tally, after: Tally) -> FallenCondition:
    """Say from where to where what a condition puts against its line goes."""
    if isinstance(condition, Quorum):
        return FallenCondition(
            condition, None, Fraction(condition.score(before)), Fraction(condition.score(after))
        )
    measure = measure_of(condition, before.contest)
    return FallenCondition(condition, measure, measure.of(before), measure.of(after))


def stands(condition: Condition, tally: Tally) -> bool:
    """Whether a condition holds on some totals, and does whatever the open votes are."""
    return condition.survives(tally) if tally.open else condition.holds(tally)


def undoings(rule: Rule, tally: Tally, outcome: Outcome) -> tuple[Undoing, ...]:
    """Return all grounds on which an outcome is undone.

    Parameters
    ----------
    rule : Rule
        The law, in the reading that applies.
    tally : Tally
        The totals, as if nothing were open.
    outcome : Outcome
        What the rule says of them.

    Returns
    -------
    tuple of Undoing
        None where nobody has a vote. For an outcome that elects nobody they may go further than the law (a
        tie that a way breaks), so that no change is missed; the rule itself decides what a change does.

    Raises
    ------
    QuestionError
        Where there are more than 20,000 combinations of conditions.
    """
    if not tally.for_candidates:
        return ()
    if outcome.winner is None or rule.round(outcome.round).elect is not None:
        return _unique(_without_winner(rule, tally, outcome))
    if outcome.approves is False:
        return _unique(_of_rejection(rule, tally, outcome))
    ways = alternatives(rule, tally, outcome.winner, round=outcome.round)
    return _unique(_capped(product(*(way.conditions for way in ways))))


def nearest_of(grounds: Sequence[Undoing], tally: Tally) -> Assertion | None:
    """Return the hardest assertion of the easiest ground, by slack; None where no ground has an assertion."""

    def missing(assertion: Assertion) -> tuple[bool, Fraction]:
        return assertion.holds(tally), assertion.slack(tally)

    hardest = [max(ground.assertions, key=missing) for ground in grounds if ground.assertions]
    return min(hardest, key=missing, default=None)


def _without_winner(rule: Rule, tally: Tally, outcome: Outcome) -> Iterator[Undoing]:
    """Somebody wins, a ground of voidness comes or goes, or others are named."""
    part, field = rule.round(outcome.round), Field(tally, rule.bases)
    for choice in field.candidates:
        yield from (_coming_true(alternative) for alternative in winning(part, field, choice))
    for void in part.voids:
        condition = void_condition(field, void)
        yield Undoing((condition if condition.holds(tally) else negated(condition),))
    yield from _order(part, tally, outcome)
    first = tally.ranking()[0]
    by_tie = [way for way in open_ways(part, field) if way.tie is not None]
    if by_tie or (not outcome.choices and ties_end_otherwise(part)):
        yield from (Undoing((more_votes(first, other),)) for other in field.rivals(first))
    for way in by_tie:
        yield from (Undoing((condition,)) for condition in without_first(field, way, first))


def _of_rejection(rule: Rule, tally: Tally, outcome: Outcome) -> Iterator[Undoing]:
    """The side for the proposal satisfies a way, or a ground of voidness comes."""
    part, field = rule.round(outcome.round), Field(tally, rule.bases)
    for choice in open_to(part, field):
        yield from (_coming_true(alternative) for alternative in winning(part, field, choice))
    yield from (Undoing((condition,)) for condition in not_void(part, field))


def _coming_true(alternative: Alternative) -> Undoing:
    """The negations of all conditions of an alternative are broken."""
    return Undoing(tuple(negated(condition) for condition in alternative.conditions))


def _order(part: Round, tally: Tally, outcome: Outcome) -> Iterator[Undoing]:
    """Change who is ahead of whom, among those whom the outcome names and the others.

    Where equal votes at the last place let more advance than there are places, those above them are not to
    fall below.
    """
    named = outcome.choices
    crowded = outcome.kind is OutcomeKind.RUNOFF and len(named) > (part.otherwise.advance or 0)
    equal = outcome.kind not in {OutcomeKind.RUNOFF, OutcomeKind.ELECTED}
    for one, other in permutations(tally.contest.candidates, 2):
        more = tally.of(one) - tally.of(other)
        if more < 0:
            continue
        if (one in named) is not (other in named):
            yield Undoing((more_votes(one, other),))
        elif one in named and (crowded or (equal and more == 0)):
            yield Undoing((more_votes(one, other, strict=False),))


def _unique(grounds: Iterable[Undoing]) -> tuple[Undoing, ...]:
    """Keep each ground once, whatever the order and repetition of its conditions."""
    seen: dict[frozenset[object], Undoing] = {}
    for ground in grounds:
        conditions = {c.key: c for c in ground.conditions}
        seen.setdefault(frozenset(conditions), Undoing(tuple(conditions.values())))
    return tuple(seen.values())


def _capped(combinations: Iterable[tuple[Condition, ...]]) -> Iterator[Undoing]:
    for number, conditions in enumerate(combinations):
        if number == MAX_UNDOINGS:
            raise QuestionError(
                sentence(
                    "More than {max_undoings:,} combinations of conditions would undo this outcome.",
                    max_undoings=MAX_UNDOINGS,
                ),
                remedy="Ask about one assertion of it.",
            )
        yield Undoing(conditions)
