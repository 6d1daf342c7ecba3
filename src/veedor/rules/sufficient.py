"""When an outcome stands: conjunctions of which at least one holds exactly when it does.

Every way to win (but points of areas) makes its winner strictly first, which the reading of a rule insists
on. So nobody wins exactly when the first candidate, or one of those who share the first place, fails each
way; and each way fails by one of its conditions. Choosing one failed condition a way, in all combinations,
gives the conjunctions.

Who goes on to a runoff does not rest on the order of the finalists: each of them is ahead of everybody else,
and each fails each way. Failures that another one follows from are left out, so that the order is asked only
where the law makes it matter.
"""

from __future__ import annotations

from itertools import combinations, pairwise, product
from math import prod
from typing import TYPE_CHECKING, TypeGuard

from veedor.errors import QuestionError
from veedor.model import Alternative, Assertion, AssertionKind, OutcomeKind
from veedor.rules.conditions import (
    Field,
    more_votes,
    negated,
    void_condition,
    way_conditions,
)
from veedor.rules.implied import weakest
from veedor.rules.rule_parts import TieRule
from veedor.rules.ways import (
    elected_together,
    not_void,
    open_ways,
    ties_end_otherwise,
    winning,
    without_first,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.model import ChoiceId, Condition, Outcome, Tally
    from veedor.rules.rule import Rule
    from veedor.rules.rule_parts import Round, Way

    Conjunction = tuple[Condition, ...]

LIMIT = 50_000
"""Conjunctions; far above what any law with a first round of twenty candidates gives."""
FINALISTS = 500
"""Conjunctions of failures of all finalists; where there would be more, one is taken to be first."""


def establishing(rule: Rule, tally: Tally, outcome: Outcome) -> tuple[Alternative, ...]:
    """Return conjunctions of which at least one holds exactly when an outcome stands.

    An outcome *stands* on other totals of the same contest when the rule gives the same kind of outcome with
    the same people (:meth:`~veedor.model.Outcome.same_as`); the way or the order may differ. The equivalence
    holds for all totals in which some candidate has a vote, no more ballots are cast than voters
    registered (where the rule asks for them), and the areas that have votes are those of ``tally``.

    Parameters
    ----------
    rule : Rule
        The law.
    tally : Tally
        For its contest and areas; whether the outcome is that of this tally does not matter.
    outcome : Outcome
        What is to stand, in the round that it names.

    Returns
    -------
    tuple of Alternative
        Named by the way for an elected candidate, else by what they establish. None for an outcome that is
        undetermined: nothing establishes it.

    Raises
    ------
    QuestionError
        Where there would be more than 50,000 conjunctions.
    """
    part = rule.round(outcome.round)
    field = Field(tally, rule.bases)
    found: list[Alternative] = []
    for alternative in _of_kind(_Makers(part, field), outcome):
        found.append(alternative)
        if len(found) > LIMIT:
            raise QuestionError(
                sentence(
                    "More than {limit:,} combinations of conditions establish this outcome.", limit=LIMIT
                ),
                remedy="Leave out candidates who cannot matter, or ask for one assertion at a time.",
            )
    return tuple(found)


def _of_kind(makers: _Makers, outcome: Outcome) -> Iterator[Alternative]:
    match outcome.kind:
        case OutcomeKind.ELECTED if makers.part.elect is not None:
            yield elected_together(makers.part, makers.field, outcome.choices)
        case OutcomeKind.ELECTED:
            yield from winning(makers.part, makers.field, outcome.choices[0])
        case OutcomeKind.TIE | OutcomeKind.OTHER_BODY if makers.part.elect is not None:
            yield makers.tied_for_places(outcome.sure, outcome.choices)
        case OutcomeKind.RUNOFF:
            yield from makers.runoff(outcome.choices)
        case OutcomeKind.TIE:
            yield from makers.tied_by_way(outcome.choices)
            if makers.part.otherwise.tie is not TieRule.BODY:
                yield from makers.tied(outcome.choices)
        case OutcomeKind.OTHER_BODY if outcome.choices:
            yield from makers.tied(outcome.choices)
        case OutcomeKind.OTHER_BODY:
            yield from makers.nobody("other_body")
        case OutcomeKind.VOID:
            yield from makers.void()


class _Makers:
    """The conjunctions of each kind of outcome, for one round and one contest."""

    def __init__(self, part: Round, field: Field) -> None:
        self.part = part
        self.field = field
        self.ways = open_ways(part, field)
        self.standing: Conjunction = not_void(part, field)

    def tied_for_places(self, sure: tuple[ChoiceId, ...], tied: tuple[ChoiceId, ...]) -> Alternative:
        """Several are elected together: these for sure, and these tie for the places that are left."""
        rest = self._others((*sure, *tied))
        return self._named("tie", (*_above(sure, tied), *_equal(tied), *_above(tied, rest)))

    def runoff(self, chosen: tuple[ChoiceId, ...]) -> Iterator[Alternative]:
        """Nobody wins, and these advance: all above the rest, or the last of them equal."""
        places = self.part.otherwise.advance or len(chosen)
        rest = self._others(chosen)
        for sure, equal in self._placings(chosen, places):
            placed = (*_above(sure, equal), *_equal(equal), *_above(chosen, rest))
            failures = self._each_fails(chosen)
            if not equal and prod(map(len, failures)) <= FINALISTS:
                for failed in product(*failures):
                    yield self._named("runoff", (*placed, *(c for part in failed for c in part)))
                continue
            for leader in sure or equal[:1]:
                rivals = [c for c in chosen if c != leader] or self.field.rivals(leader)
                yield from self._nobody(leader, rivals, placed, "runoff")

    def tied_by_way(self, tied: tuple[ChoiceId, ...]) -> Iterator[Alternative]:
        """These share the first place and satisfy all else of a way that breaks ties itself."""
        for way in self.ways:
            if way.tie is not None:
                conditions = without_first(self.field, way, tied[0])
                yield self._named("tie", (*self._share_first(tied), *conditions))

    def tied(self, tied: tuple[ChoiceId, ...]) -> Iterator[Alternative]:
        """These share the first place, or the last place that advances."""
        places = self.part.otherwise.advance
        if places is None:
            yield self._named("tie", (*self._share_first(tied), *self._without_points()))
            return
        for size in range(max(0, places - len(tied) + 1), places):
            for sure in combinations(self._others(tied), size):
                placed = (*_above(sure, tied), *_equal(tied), *_above(tied, self._others((*sure, *tied))))
                for leader in sure or tied[:1]:
                    rivals = [c for c in (*sure, *tied) if c != leader]
                    yield from self._nobody(leader, rivals, placed, "tie")

    def nobody(self, name: str, *, alone: bool = False) -> Iterator[Alternative]:
        """Nobody wins, whoever is first (``alone``: strictly first)."""
        if not alone and all(way.weights is not None for way in self.ways):
            yield self._named(name, self._without_points())
            return
        for leader in self.field.candidates:
            rivals = self.field.rivals(leader)
            placed = tuple(more_votes(leader, rival, strict=True) for rival in rivals) if alone else ()
            yield from self._nobody(leader, rivals, placed, name)

    def void(self) -> Iterator[Alternative]:
        """A ground of voidness holds, or nobody wins and nothing else follows."""
        for ground in self.part.voids:
            yield Alternative(ground.reason, (void_condition(self.field, ground),))
        rest = self.part.otherwise
        if self.part.elect is not None or self.part.approve is not None:
            return
        goes_on = rest.advance is not None and len(self.field.candidates) > 1  # nobody into a runoff alone
        if goes_on or (rest.body is not None and rest.tie is not TieRule.BODY):
            return
        yield from self.nobody(rest.void or "no_winner", alone=ties_end_otherwise(self.part))

    def _nobody(
        self, leader: ChoiceId, rivals: Sequence[ChoiceId], placed: Conjunction, name: str
    ) -> Iterator[Alternative]:
        """The leader is first and fails each way; what fails a lead or a first place is one of the rivals."""
        first = tuple(more_votes(leader, rival, strict=False) for rival in self.field.rivals(leader))
        base = _without_repetition((*first, *placed))
        failures = [self._failures(way, leader, rivals) for way in self.ways]
        for choice in product(*failures):
            yield self._named(name, (*base, *(c for part in choice for c in part)))

    def _each_fails(self, chosen: tuple[ChoiceId, ...]) -> list[tuple[Conjunction, ...]]:
        """Return, for each way and each of those ahead of all others, what makes the way fail for it."""
        found: list[tuple[Conjunction, ...]] = []
        for way in self.ways:
            if way.weights is not None:
                found.append((self._without_points(),))
                continue
            for one in chosen:
                rivals = [c for c in chosen if c != one] or self.field.rivals(one)
                asked = way_conditions(self.field, way, one)
                if way.tie is not None:  # equal votes at the first place end the round otherwise
                    first = (more_votes(one, rival, strict=False) for rival in self.field.rivals(one))
                    asked = (*without_first(self.field, way, one), *first)
                options = [negated(c) for c in asked if _rival(c) in {None, *rivals}]
                found.append(tuple((option,) for option in weakest(options, self.field.candidates)))
        return found

    def _failures(self, way: Way, leader: ChoiceId, rivals: Sequence[ChoiceId]) -> list[Conjunction]:
        """Return what each makes a way fail for everybody, given who is first."""
        if way.weights is not None:
            return [self._without_points()]
        asked = way_conditions(self.field, way, leader)
        if way.tie is not None:
            asked = without_first(self.field, way, leader)
        return [(negated(condition),) for condition in asked if _rival(condition) in {None, *rivals}]

    def _without_points(self) -> Conjunction:
        """Return what makes the ways by points fail for everybody, which equal votes do not."""
        return tuple(
            negated(condition)
            for way in self.ways
            if way.weights is not None
            for candidate in self.field.candidates
            for condition in way_conditions(self.field, way, candidate)
        )

    def _placings(
        self, chosen: tuple[ChoiceId, ...], places: int
    ) -> Iterator[tuple[tuple[ChoiceId, ...], tuple[ChoiceId, ...]]]:
        """Return who advances for sure and who by equal votes at the last place."""
        if len(chosen) <= places:
            yield chosen, ()
            return
        for size in range(places):
            for sure in combinations(chosen, size):
                yield sure, tuple(c for c in chosen if c not in sure)

    def _share_first(self, tied: tuple[ChoiceId, ...]) -> Conjunction:
        return (*_equal(tied), *_above(tied, self._others(tied)))

    def _others(self, some: Sequence[ChoiceId]) -> tuple[ChoiceId, ...]:
        return tuple(c for c in self.field.candidates if c not in some)

    def _named(self, name: str, conditions: Conjunction) -> Alternative:
        return Alternative(name, _without_repetition((*conditions, *self.standing)))


def _above(upper: Sequence[ChoiceId], lower: Sequence[ChoiceId]) -> tuple[Assertion, ...]:
    return tuple(more_votes(high, low) for high in upper for low in lower)


def _equal(choices: Sequence[ChoiceId]) -> tuple[Assertion, ...]:
    """Return both inequalities between each and the next."""
    return tuple(
        form
        for one, other in pairwise(choices)
        for form in (more_votes(one, other, strict=False), more_votes(other, one, strict=False))
    )


def _rival(condition: Condition) -> ChoiceId | None:
    return condition.rival if isinstance(condition, Assertion) else None


def _without_repetition(conditions: Conjunction) -> Conjunction:
    """Keep each condition once, and of ``x > y`` and ``x >= y`` the first only."""
    strict = {_pair(c) for c in conditions if _compares(c) and c.strict}
    kept: dict[object, Condition] = {}
    for condition in conditions:
        if _compares(condition) and not condition.strict and _pair(condition) in strict:
            continue
        kept.setdefault(condition.key, condition)
    return tuple(kept.values())


def _compares(condition: Condition) -> TypeGuard[Assertion]:
    return isinstance(condition, Assertion) and condition.kind is AssertionKind.FIRST


def _pair(form: Assertion) -> tuple[object, ...]:
    return form.subject, form.rival, form.scope
