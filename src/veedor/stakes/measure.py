"""The figure that a reader knows an assertion by: a lead or a share, in exact fractions of its base.

Verdicts never rest on it: they rest on the slack. It says the same thing in the words of the law, "a lead
of 9.9985 points".
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.progress import base_key
from veedor.model import Assertion, AssertionKind, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import ChoiceId, Contest, Scope, Tally

_LEADS = frozenset({AssertionKind.LEAD, AssertionKind.NOT_LEAD, AssertionKind.FIRST})


@dataclass(frozen=True)
class Measure:
    """A lead or a share as a ratio of two sums of votes.

    Parameters
    ----------
    over : mapping of ChoiceId to int
        The numerator: +1 for the subject, -1 for the rival of a lead.
    base : mapping of ChoiceId to int
        The denominator: 1 for each choice of the base; empty where the base is the roll.
    base_name : str
        Message key of the base.
    unit : Unit
        Points for leads, share for shares.
    scope : Scope, optional
        The area that the assertion sums over.
    """

    over: Mapping[ChoiceId, int]
    base: Mapping[ChoiceId, int]
    base_name: str
    unit: Unit
    scope: Scope | None = None

    def of(self, tally: Tally) -> Fraction | None:
        """Give the ratio on some totals; None where the base is empty or unknown."""
        if self.scope is not None:
            tally = tally.areas[self.scope.division][self.scope.area]
        below = self.below(tally)
        return None if not below else Fraction(self.above(tally), below)

    def above(self, tally: Tally) -> int:
        """Give the numerator on some totals."""
        return sum(sign * tally.of(choice) for choice, sign in self.over.items())

    def below(self, tally: Tally) -> int | None:
        """Give the denominator on some totals; None where the roll is not known."""
        if not self.base:
            return tally.registered
        return sum(n * tally.of(choice) for choice, n in self.base.items())

    def vectors(self, contest: Contest) -> tuple[list[int], list[int]]:
        """Numerator and denominator as weights in the order of the choices."""
        ids = [choice.choice_id for choice in contest.choices]
        return [self.over.get(c, 0) for c in ids], [self.base.get(c, 0) for c in ids]


def measure_of(assertion: Assertion, contest: Contest) -> Measure:
    """Say by which figure readers know an assertion.

    Parameters
    ----------
    assertion : Assertion
        The assertion; its base is read off its weights, which state it exactly.
    contest : Contest
        Its contest; valid votes are the base of an assertion without any share.
    """
    names = [c for c in (assertion.subject, assertion.rival) if c is not None]
    if assertion.registered_weight:
        base: dict[ChoiceId, int] = {}
    elif assertion.threshold:
        weighing = {c for c, w in assertion.weights.items() if w} | set(names)
        base = dict.fromkeys((c.choice_id for c in contest.choices if c.choice_id in weighing), 1)
    else:
        base = dict.fromkeys(contest.of_kind(*contest.valid_kinds), 1)
    if assertion.kind in _LEADS and assertion.subject is not None and assertion.rival is not None:
        over = {assertion.subject: 1, assertion.rival: -1}
        return Measure(over, base, base_key(assertion), Unit.POINTS, assertion.scope)
    counted = names[:1] or [c for c, w in assertion.weights.items() if w]
    return Measure(dict.fromkeys(counted, 1), base, base_key(assertion), Unit.SHARE, assertion.scope)
