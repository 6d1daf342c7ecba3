"""How many votes would have to change for an assertion, or an outcome, to change.

A change is one vote moved from a choice to another, one vote taken from a choice, or one vote added to a
choice. A form with value ``s`` that a change lowers by ``l`` a vote breaks at ``floor(s / l) + 1`` votes if
it asks for ``>= 0``, and at ``ceil(s / l)`` if it asks for ``> 0``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from veedor.model import Assertion, AssertionKind, Kind, Quorum
from veedor.model.bounds import turning_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import ChoiceId, Condition, Tally


class Change(StrEnum):
    """Ways of changing a vote."""

    MOVE = "move"
    """Taken from one choice and given to another."""
    TAKE = "take"
    """Taken from a choice and gone: the ballot is no longer counted at all."""
    ADD = "add"
    """A ballot more, for a choice."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A vote that changes.

    Parameters
    ----------
    change : Change
        How.
    source : ChoiceId, optional
        From whom it is moved or taken.
    target : ChoiceId, optional
        To whom it is moved or added.
    """

    change: Change
    source: ChoiceId | None = None
    target: ChoiceId | None = None

    def effect(self, form: Assertion) -> int:
        """Return what one such vote adds to a form, in units of 1/scale votes."""
        gained = form.weight(self.target) if self.target is not None else 0
        lost = form.weight(self.source) if self.source is not None else 0
        ballots = {Change.ADD: 1, Change.TAKE: -1}.get(self.change, 0)
        return gained - lost + ballots * form.ballots_weight

    def most(self, tally: Tally) -> int | None:
        """Return how many such votes there can be: those that the source has; None where any number."""
        return None if self.source is None else tally.of(self.source)


@dataclass(frozen=True, slots=True)
class Margin:
    """The smallest number of votes with which a change breaks something.

    Parameters
    ----------
    transfer : Transfer
        Which votes change, and how.
    votes : int, optional
        How many; absent where no number of them does.
    exact : bool
        Whether that number does (always when no areas are asked for); else fewer certainly do not.
    """

    transfer: Transfer
    votes: int | None
    exact: bool = True

    @property
    def change(self) -> Change:
        """How the votes change."""
        return self.transfer.change


def form_margin(form: Assertion, tally: Tally, transfer: Transfer) -> int | None:
    """Return the smallest number of votes of a transfer that breaks a form which holds (or the reverse)."""
    return _reached(form, form.value(tally), tally, transfer)


def _reached(form: Assertion, value: int, tally: Tally, transfer: Transfer) -> int | None:
    """Return the turning point of a form of known value, if there are so many votes to change."""
    votes = turning_point(form, value, transfer.effect(form))
    if form.scope is None:
        return _within(votes, transfer.most(tally))
    place = tally.areas[form.scope.division][form.scope.area]
    votes = _within(votes, transfer.most(place))
    return _in_emptied_area(form, place, transfer, votes) if transfer.change is Change.TAKE else votes


def _in_emptied_area(form: Assertion, place: Tally, transfer: Transfer, votes: int | None) -> int | None:
    """Correct for taking all votes of an area, in which then nobody reaches a share."""
    inside = sum(place.of(choice) for choice in form.weights)
    if transfer.most(place) != inside or form.kind is AssertionKind.FIRST:
        return votes
    if form.kind is AssertionKind.SHARE:
        return inside if votes is None else votes
    return None  # what does not reach a share when one choice has all votes does so with any number of them


def quorum_margin(quorum: Quorum, tally: Tally, *transfers: Transfer) -> int | None:
    """Return the smallest number of votes of some transfers, wherever cast, that breaks a quorum which holds.

    Groups must be broken that are worth more than the points to spare; the cheapest choice of them is a
    knapsack problem, solved exactly over points. Several transfers may be mixed, from area to area and
    within an area; the number is then the smallest that no mixture can undercut.
    """
    costs: list[tuple[int, int]] = []
    for points, group in zip(quorum.points, quorum.groups, strict=True):
        members = [quorum.members[i] for i in group]
        true = [member.holds(tally) for member in members]
        if not (any(true) if quorum.any_member else all(true)):
            continue
        breaks = [
            min((n for t in transfers if (n := form_margin(member, tally, t)) is not None), default=None)
            for member, holds in zip(members, true, strict=True)
            if holds
        ]
        found = [n for n in breaks if n is not None]
        if found and (not quorum.any_member or len(found) == len(breaks)):
            costs.append((max(found) if quorum.any_member else min(found), points))
    return cheapest(costs, quorum.score(tally) - quorum.need + 1)


def cheapest(costs: Sequence[tuple[int, int]], points: int) -> int | None:
    """Return the smallest total cost of items that are worth at least some points.

    Parameters
    ----------
    costs : sequence of (cost, points)
        Each item can be taken once.
    points : int
        At least so many.

    Returns
    -------
    int or None
        None where all of them together are not worth enough.
    """
    if points <= 0:
        return 0
    worths = {worth for _, worth in costs}
    if len(worths) == 1:
        needed = -(-points // worths.pop())
        return sum(sorted(cost for cost, _ in costs)[:needed]) if needed <= len(costs) else None
    best: list[int | None] = [0, *[None] * points]
    for cost, worth in costs:
        for have in range(points, 0, -1):
            before = best[max(0, have - worth)]
            now = best[have]
            if before is not None and (now is None or before + cost < now):
                best[have] = before + cost
    return best[points]


def condition_margin(condition: Condition, tally: Tally, transfer: Transfer) -> int | None:
    """Return the smallest number of votes of a transfer that breaks a condition which holds."""
    if isinstance(condition, Assertion):
        return form_margin(condition, tally, transfer)
    return quorum_margin(condition, tally, transfer)


def easiest(condition: Condition, tally: Tally, change: Change) -> Margin:
    """Return the transfer between candidates that breaks a condition with the fewest votes.

    Parameters
    ----------
    condition : Assertion or Quorum
        One that holds. (For an assertion that does not: the votes that would make it hold.)
    tally : Tally
        The totals.
    change : Change
        How votes change.
    """
    value = condition.value(tally) if isinstance(condition, Assertion) else 0
    best = Margin(Transfer(change), None)
    for transfer in transfers(tally, change):
        if isinstance(condition, Quorum):
            votes = quorum_margin(condition, tally, transfer)
        else:
            votes = _reached(condition, value, tally, transfer)
        if votes is not None and (best.votes is None or votes < best.votes):
            best = Margin(transfer, votes)
    return best


def transfers(tally: Tally, change: Change) -> tuple[Transfer, ...]:
    """Return all transfers of one kind between candidates, those with the most votes first, lumps last."""
    ranking = (*tally.ranking(), *tally.contest.of_kind(Kind.OTHERS))
    match change:
        case Change.MOVE:
            return tuple(Transfer(change, a, b) for a in ranking for b in ranking if a != b)
        case Change.TAKE:
            return tuple(Transfer(change, source=a) for a in ranking)
        case Change.ADD:
            return tuple(Transfer(change, target=b) for b in ranking)


def _within(votes: int | None, most: int | None) -> int | None:
    return None if votes is not None and most is not None and votes > most else votes
