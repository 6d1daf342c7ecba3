"""An outcome is a set of linear inequalities over vote totals: assertions.

``MAS leads CC by at least 10 % of valid votes`` is ``10 (MAS - CC) - valid >= 0``. Weights are integers:
fractions of the law are multiplied out, and ``scale`` remembers by how much, so that a slack can be given
in votes. Everything that Veedor says of an outcome is a sum of these weights over sheets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model.bounds import extremes, reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.model.ids import ChoiceId, Scope
    from veedor.model.tally import Tally


class AssertionKind(StrEnum):
    """What an assertion says, so that it can be put in words and audited."""

    SHARE = "share"
    """The subject has at least (or more than) a share of a base."""
    NOT_SHARE = "not_share"
    """The subject does not reach a share of a base."""
    LEAD = "lead"
    """The subject leads the rival by a share of a base."""
    NOT_LEAD = "not_lead"
    """The subject does not lead the rival by a share of a base."""
    FIRST = "first"
    """The subject has more votes than the rival (at least as many, where it is not strict)."""
    TURNOUT = "turnout"
    """Ballots cast reach a share of registered voters."""
    NOT_TURNOUT = "not_turnout"
    """Ballots cast do not reach a share of registered voters."""
    SEAT = "seat"
    """A seat of the subject stands before a claim of the rival, or of anybody else where none is named."""


LEADS = frozenset({AssertionKind.LEAD, AssertionKind.NOT_LEAD, AssertionKind.FIRST})
"""Kinds that measure a lead of one choice over another."""

TURNOUTS = frozenset({AssertionKind.TURNOUT, AssertionKind.NOT_TURNOUT})
"""Kinds that measure a turnout of registered voters."""

NEGATED = frozenset({AssertionKind.NOT_SHARE, AssertionKind.NOT_LEAD, AssertionKind.NOT_TURNOUT})
"""Kinds that hold below their threshold: what is measured falls as the value grows."""


@dataclass(frozen=True)
class Assertion:
    """A linear inequality over vote totals.

    True when ``sum(weights[c] * votes[c]) + registered_weight * registered + ballots_weight * ballots +
    constant`` is at least zero (``strict``: more than zero).

    Parameters
    ----------
    assertion_id : str
        Stable text such as ``lead:MAS>CC:>=1/10:valid``.
    kind : AssertionKind
        What it says.
    subject : ChoiceId, optional
        Whom it is about; absent for a turnout.
    rival : ChoiceId, optional
        Whom the subject is compared with.
    threshold : Fraction
        The share that the law names; zero for ``first``.
    base : str
        Name of the base in the rule (``valid``, ``cast``, ``registered``).
    weights : mapping of ChoiceId to int
        By choice; a choice left out weighs nothing.
    strict : bool
        ``>`` instead of ``>=``.
    scale : int
        What one vote of slack is worth: slack in votes is value / scale.
    registered_weight, constant : int
        Terms that no ballot changes.
    scope : Scope, optional
        Restricts the sums to one area.
    ballots_weight : int
        By ballot cast, where ballots are not the sum of votes.
    """

    assertion_id: str
    kind: AssertionKind
    subject: ChoiceId | None
    rival: ChoiceId | None
    threshold: Fraction
    base: str
    weights: Mapping[ChoiceId, int] = field(hash=False)
    strict: bool
    scale: int = 1
    registered_weight: int = 0
    constant: int = 0
    scope: Scope | None = None
    ballots_weight: int = 0

    @property
    def whose(self) -> tuple[ChoiceId, ...]:
        """Whose votes it is about: the subject, or the choices of kinds that a ground of voidness names."""
        if self.subject is not None:
            return (self.subject,)
        sign = -1 if self.kind.startswith("not_") else 1
        return tuple(choice for choice, weight in self.weights.items() if sign * weight > 0)

    @property
    def key(self) -> tuple[object, ...]:
        """What two conditions share exactly when they are the same."""
        return (self.assertion_id,)

    def weight(self, choice: ChoiceId) -> int:
        """What one vote of a choice adds, in units of 1/scale votes."""
        return self.weights.get(choice, 0)

    def vector(self, choices: Iterable[ChoiceId]) -> tuple[int, ...]:
        """Weights in the order of some choices, for a matrix of sheets x choices."""
        return tuple(self.weight(choice) for choice in choices)

    def value(self, tally: Tally) -> int:
        """Left-hand side on some totals, in units of 1/scale votes.

        Raises
        ------
        ValueError
            Where the assertion needs registered voters or ballots and the tally has none, or its area is
            missing.
        """
        if self.scope is not None:
            try:
                tally = tally.areas[self.scope.division][self.scope.area]
            except KeyError:
                raise ValueError(f"the tally has no {self.scope.division} {self.scope.area!r}") from None
        total = self.constant + sum(w * tally.of(choice) for choice, w in self.weights.items())
        if self.registered_weight:
            if tally.registered is None:
                raise ValueError(f"{self.assertion_id} needs registered voters, and the tally has none")
            total += self.registered_weight * tally.registered
        if self.ballots_weight:
            if tally.turnout is None:
                raise ValueError(f"{self.assertion_id} needs ballots, and the tally has only votes")
            total += self.ballots_weight * tally.turnout
        return total

    def range(self, tally: Tally) -> tuple[int | None, int | None]:
        """Return the least and the most that the left-hand side can become, whatever the open votes are.

        Both are exact: some content of the open votes gives each (with several votes a ballot, at least no
        content goes beyond).

        Returns
        -------
        low, high : int or None
            None where nothing bounds open votes that lower, or raise, it.
        """
        return extremes(self.value(tally), (reach(self, tally.contest, group) for group in tally.open))

    def satisfied_by(self, value: int) -> bool:
        """Whether a value of the left-hand side satisfies it."""
        return value > 0 if self.strict else value >= 0

    def holds(self, tally: Tally) -> bool:
        """Whether it holds on some totals; no share is reached in an area where nobody has a vote of it."""
        holds = self.satisfied_by(self.value(tally))
        if self.scope is None or self.kind not in {AssertionKind.SHARE, AssertionKind.NOT_SHARE}:
            return holds
        area = tally.areas[self.scope.division][self.scope.area]
        voted = any(area.of(choice) for choice in (*self.weights, *self.whose))
        return holds if voted else self.kind is AssertionKind.NOT_SHARE

    def survives(self, tally: Tally) -> bool:
        """Whether it holds whatever the open votes are, or should none of them exist."""
        low, _ = self.range(tally)
        return low is not None and self.satisfied_by(low) and self.holds(tally)

    def slack(self, tally: Tally) -> Fraction:
        """How far it is from its line, in votes; negative when it does not hold."""
        return Fraction(self.value(tally), self.scale)

    @property
    def to_break(self) -> int:
        """The amount by which the value must exceed a loss for it still to hold: 1 if strict, else 0.

        A loss of ``L`` breaks the assertion exactly when ``value - L < to_break``.
        """
        return 1 if self.strict else 0
