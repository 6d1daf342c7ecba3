"""What ballots of unknown content can do to a sum at most: the one place where open votes are weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from veedor.model.contest import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.model.contest import Contest
    from veedor.model.ids import ChoiceId, Scope
    from veedor.model.state import OpenVotes

COUNTED_ONCE = Kind.CANDIDATE
"""The kind that a ballot with several votes can name only once; several of a lump, or blank ones, it can."""


class Inequality(Protocol):
    """A linear inequality as open votes move it (:class:`~veedor.model.assertion.Assertion`)."""

    @property
    def scope(self) -> Scope | None:
        """The area whose votes it sums; None for all."""

    @property
    def strict(self) -> bool:
        """Whether it asks for more than zero."""

    @property
    def ballots_weight(self) -> int:
        """What a ballot cast adds, where ballots are not the sum of votes."""

    def weight(self, choice: ChoiceId) -> int:
        """Return what one vote of a choice adds."""

    def satisfied_by(self, value: int) -> bool:
        """Whether a value of the left-hand side satisfies it."""


class Reach(NamedTuple):
    """How far some ballots can move a sum: each by so much, so many of them.

    Parameters
    ----------
    low, high : int
        What one ballot adds at least and at most: never above and never below zero, as it may not exist.
    ballots : int, optional
        How many; None where nothing bounds them.
    """

    low: int
    high: int
    ballots: int | None

    @property
    def least(self) -> int | None:
        """What all of them add at least; None where nothing bounds it."""
        return 0 if not self.low else None if self.ballots is None else self.low * self.ballots

    @property
    def most(self) -> int | None:
        """What all of them add at most; None where nothing bounds it."""
        return 0 if not self.high else None if self.ballots is None else self.high * self.ballots


def reach(form: Inequality, contest: Contest, group: OpenVotes) -> Reach:
    """Say how far a group of open votes can move the left-hand side of an assertion.

    Parameters
    ----------
    form : Assertion
        Its weights count, and its scope: votes of another area of that division move nothing; a group that
        names no area of that division may lie in any.
    contest : Contest
        What an open ballot can be for, and how many votes it gives.
    group : OpenVotes
        The ballots.
    """
    if form.scope is not None and group.areas.get(form.scope.division, form.scope.area) != form.scope.area:
        return Reach(0, 0, group.ballots)
    low, high = _of_votes(form, contest, group)
    ballot = form.ballots_weight
    if group.choices is None:
        return Reach(min(0, ballot + low), max(0, ballot + high), group.ballots)
    # the ballot of a blank cell may be among those counted already, so that only the vote is new
    return Reach(min(0, ballot) + low, max(0, ballot) + high, group.ballots)


def _of_votes(form: Inequality, contest: Contest, group: OpenVotes) -> tuple[int, int]:
    """Return what the votes of one ballot add at least and at most."""
    allowed = contest.kinds if group.choices is None else group.choices
    weights = [(form.weight(c), contest.kinds.get(c) is COUNTED_ONCE) for c in allowed]
    votes = contest.votes_allowed
    several = sorted(weight for weight, once in weights for _ in range(1 if once else votes))
    return (
        sum(weight for weight in several[:votes] if weight < 0),
        sum(weight for weight in several[-votes:] if weight > 0),
    )


def extremes(value: int, reaches: Iterable[Reach]) -> tuple[int | None, int | None]:
    """Return the least and the most that a sum can become; None where nothing bounds it."""
    low: int | None = value
    high: int | None = value
    for one in reaches:
        least, most = one.least, one.most
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def turning_point(form: Inequality, value: int, effect: int) -> int | None:
    """Return the smallest number of votes at which an assertion stops holding, or starts to.

    Parameters
    ----------
    form : Assertion
        The assertion.
    value : int
        The value of its left-hand side now.
    effect : int
        What each vote adds to it.

    Returns
    -------
    int or None
        None where no number is enough.
    """
    if form.satisfied_by(value):
        if effect >= 0:
            return None
        return -(value // effect) if form.strict else value // -effect + 1
    if effect <= 0:
        return None
    return -value // effect + 1 if form.strict else -(value // effect)


def most_points(costs: Sequence[tuple[int, int]], budget: int | None) -> int:
    """Return the most points that a budget buys.

    Parameters
    ----------
    costs : sequence of (cost, points)
        Each can be bought once.
    budget : int, optional
        None where it has no bound.
    """
    total = sum(points for _, points in costs)
    if budget is None or sum(cost for cost, _ in costs) <= budget:
        return total
    if len({points for _, points in costs}) == 1:
        return costs[0][1] * _affordable(sorted(cost for cost, _ in costs), budget)
    cheapest: list[int | None] = [0, *[None] * total]
    for cost, points in costs:
        for have in range(total, points - 1, -1):
            before, now = cheapest[have - points], cheapest[have]
            if before is not None and (now is None or before + cost < now):
                cheapest[have] = before + cost
    return max(points for points, cost in enumerate(cheapest) if cost is not None and cost <= budget)


def _affordable(costs: Iterable[int], budget: int) -> int:
    bought = 0
    for cost in costs:
        budget -= cost
        if budget < 0:
            break
        bought += 1
    return bought


class Exposure(NamedTuple):
    """An assertion of one area before ballots that may be cast in any.

    Parameters
    ----------
    form : Assertion
        The assertion.
    low, high : int, optional
        The least and the most that its value can become by ballots that lie in its area for sure.
    down, up : int
        What one of the ballots that may lie anywhere adds at least and at most.
    """

    form: Inequality
    low: int | None
    high: int | None
    down: int
    up: int

    def to_fail(self) -> int | None:
        """How many ballots from anywhere it takes for it not to hold; None where no number is enough."""
        return self._cost(self.low, self.down, holds=True)

    def to_hold(self) -> int | None:
        """How many ballots from anywhere it takes for it to hold; None where no number is enough."""
        return self._cost(self.high, self.up, holds=False)

    def _cost(self, value: int | None, effect: int, *, holds: bool) -> int | None:
        if value is None or self.form.satisfied_by(value) is not holds:
            return 0
        return turning_point(self.form, value, effect)


def group_cost(costs: Sequence[int | None], *, every: bool) -> int | None:
    """Return how many ballots change a group at least: all its members, or the cheapest of them.

    One ballot may change several members, so all of them cost no less than the dearest, maybe no more.
    """
    found = [cost for cost in costs if cost is not None]
    if every:
        return max(found, default=0) if len(found) == len(costs) else None
    return min(found, default=None)


def by_division(costs: Iterable[tuple[str, int | None, int]], budget: int | None) -> int:
    """Sum the most points that change hands in each division.

    One ballot counts in an area of each division (a state and its district), so each has the whole budget.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for division, cost, points in costs:
        if cost is not None:
            found.setdefault(division, []).append((cost, points))
    return sum(most_points(part, budget) for part in found.values())
