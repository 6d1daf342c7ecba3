"""What an assertion measures: the lead or the share that the law puts against its threshold, and of what.

The one place that says so. Verdicts never rest on a measure: they rest on the value of the assertion. A
measure says the same in the words of the law, "a lead of 9.9985 points of valid votes".

An assertion with scale ``s``, threshold ``t`` and constant ``c`` is ``s (N - t D) + c >= 0``, or the opposite
where it says that its threshold is not reached. ``N`` is what is measured, ``D`` its base, both sums over
votes, ballots and registered voters; so whoever knows ``N`` reads ``D`` off the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model.assertion import LEADS, NEGATED, TURNOUTS, AssertionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.model.assertion import Assertion
    from veedor.model.contest import Contest
    from veedor.model.ids import ChoiceId, Scope
    from veedor.model.tally import Tally


@dataclass(frozen=True)
class Sum:
    """A sum of votes, ballots and registered voters, each with its weight.

    Parameters
    ----------
    votes : mapping of ChoiceId to Fraction
        Weights by choice; a choice left out weighs nothing.
    ballots, registered : Fraction
        Weights of ballots cast and of registered voters.
    """

    votes: Mapping[ChoiceId, Fraction]
    ballots: Fraction = Fraction(0)
    registered: Fraction = Fraction(0)

    def of(self, tally: Tally) -> Fraction | None:
        """Return the sum on some totals; None where they lack the ballots or the voters that it needs."""
        total = sum((weight * tally.of(choice) for choice, weight in self.votes.items()), Fraction(0))
        for weight, number in ((self.ballots, tally.turnout), (self.registered, tally.registered)):
            if weight:
                if number is None:
                    return None
                total += weight * number
        return total

    def vector(self, choices: Iterable[ChoiceId]) -> tuple[Fraction, ...]:
        """Weights in the order of some choices, for a matrix of sheets x choices."""
        return tuple(self.votes.get(choice, Fraction(0)) for choice in choices)

    def minus(self, other: Sum, over: Fraction) -> Sum:
        """Return ``(self - other) / over``."""
        choices = dict.fromkeys((*self.votes, *other.votes))
        zero = Fraction(0)
        votes = {c: (self.votes.get(c, zero) - other.votes.get(c, zero)) / over for c in choices}
        return Sum(
            {choice: weight for choice, weight in votes.items() if weight},
            (self.ballots - other.ballots) / over,
            (self.registered - other.registered) / over,
        )


@dataclass(frozen=True)
class Measure:
    """A lead or a share: one sum over another.

    Parameters
    ----------
    over, base : Sum
        What is measured, and of what.
    base_name : str
        Name of the base in the rule: ``valid``, ``cast``, ``registered``.
    kind : AssertionKind
        Whether it is a lead, a share or a turnout.
    threshold : Fraction
        What the law puts it against.
    negated : bool
        Whether the assertion holds below its threshold.
    strict : bool
        Whether the threshold itself does not satisfy the assertion.
    scope : Scope, optional
        The area that both are sums of.
    """

    over: Sum
    base: Sum
    base_name: str
    kind: AssertionKind
    threshold: Fraction = Fraction(0)
    negated: bool = False
    strict: bool = False
    scope: Scope | None = None

    @property
    def is_lead(self) -> bool:
        """Whether it is a lead (percentage points) and not a share (per cent)."""
        return self.kind in LEADS

    @property
    def of_turnout(self) -> bool:
        """Whether it is a turnout: ballots cast as a share of registered voters."""
        return self.kind in TURNOUTS

    def of(self, tally: Tally) -> Fraction | None:
        """Return the lead or share on some totals; None where the base is empty or not known."""
        if self.scope is not None:
            tally = tally.areas[self.scope.division][self.scope.area]
        above, below = self.over.of(tally), self.base.of(tally)
        return None if above is None or not below else above / below


def measure_of(assertion: Assertion, contest: Contest) -> Measure:
    """Say what an assertion measures.

    Parameters
    ----------
    assertion : Assertion
        Its weights state the base exactly. One of threshold zero has no base in the law; valid votes stand
        in, so that its lead can be given as a share all the same.
    contest : Contest
        Its contest.
    """
    sign = -1 if assertion.kind in NEGATED else 1
    form = Sum(
        {c: Fraction(sign * w, assertion.scale) for c, w in assertion.weights.items() if w},
        Fraction(sign * assertion.ballots_weight, assertion.scale),
        Fraction(sign * assertion.registered_weight, assertion.scale),
    )
    threshold = assertion.threshold
    if threshold:
        over = _measured(assertion, form)
        base = over.minus(form, threshold)
        name = "registered" if base.registered else assertion.base
    else:
        over, name = form, "valid"
        base = Sum(dict.fromkeys(contest.of_kind(*contest.valid_kinds), Fraction(1)))
    return Measure(
        over,
        base,
        name,
        assertion.kind,
        threshold,
        sign < 0,
        assertion.strict,
        assertion.scope,
    )


def _measured(assertion: Assertion, form: Sum) -> Sum:
    """Return what an assertion with a threshold measures.

    A share of several choices together (a ground of voidness) names none of them: those are the ones that a
    vote helps. A turnout is all that the assertion weighs beside the registered voters.
    """
    if assertion.kind in TURNOUTS:
        return Sum(form.votes, form.ballots)
    if assertion.subject is None:
        return Sum({choice: Fraction(1) for choice, weight in form.votes.items() if weight > 0})
    signs = {assertion.subject: Fraction(1)}
    if assertion.rival is not None:
        signs[assertion.rival] = Fraction(-1)
    return Sum(signs)


def measure_of_share(choice: ChoiceId, contest: Contest) -> Measure:
    """Return the share of valid votes of one choice, which no assertion asks for."""
    valid = dict.fromkeys(contest.of_kind(*contest.valid_kinds), Fraction(1))
    return Measure(Sum({choice: Fraction(1)}), Sum(valid), "valid", AssertionKind.SHARE)
