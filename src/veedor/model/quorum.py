"""Conditions joined: points of areas in which an assertion holds, and all that a way to win asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.model.assertion import Assertion
from veedor.model.bounds import Exposure, Reach, by_division, extremes, group_cost, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from veedor.model.ids import ChoiceId
    from veedor.model.tally import Tally


@dataclass(frozen=True)
class Quorum:
    """At least ``need`` points among assertions that hold: spread over regions, electors of states.

    Parameters
    ----------
    name : str
        What is counted (``25 % in counties``).
    members : tuple of Assertion
        One an area (the first-past-the-post test of an area with several rivals is several members' AND:
        see ``groups``).
    points : tuple of int
        What each group is worth.
    need : int
        Points needed.
    groups : tuple of tuple of int
        Indices into ``members``: a group scores when all its members hold.
    any_member : bool
        A group scores when one of its members holds: the negation of a quorum whose groups need all.
    subject : ChoiceId, optional
        Whom it is about.
    """

    name: str
    members: tuple[Assertion, ...]
    points: tuple[int, ...]
    need: int
    groups: tuple[tuple[int, ...], ...]
    any_member: bool = False
    subject: ChoiceId | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What two conditions share exactly when they are the same: two may bear one name."""
        return (self.name, self.need, tuple(member.assertion_id for member in self.members))

    def score(self, tally: Tally) -> int:
        """Points reached on some totals."""
        true = [member.holds(tally) for member in self.members]
        enough = any if self.any_member else all
        return sum(
            p for p, group in zip(self.points, self.groups, strict=True) if enough(true[i] for i in group)
        )

    def holds(self, tally: Tally) -> bool:
        """Whether enough points are reached."""
        return self.score(tally) >= self.need

    def range(self, tally: Tally) -> tuple[int, int]:
        """Return bounds of the points that are reached, whatever the open votes are.

        Votes that lie in an area for sure are weighed there; those that may lie anywhere are shared out
        between areas as does most, but each area by its own worst content: the bounds are never crossed,
        and may not quite be reached. Areas that no member stands for are not seen.
        """
        exposed = [_exposure(member, tally) for member in self.members]
        fail = [one.to_fail() for one in exposed]
        hold = [one.to_hold() for one in exposed]
        true = [member.holds(tally) for member in self.members]
        enough = any if self.any_member else all
        lost: list[tuple[str, int | None, int]] = []
        won: list[tuple[str, int | None, int]] = []
        for points, group in zip(self.points, self.groups, strict=True):
            division = _division(self.members[group[0]]) if group else ""
            if enough(true[i] for i in group):
                lost.append((division, group_cost([fail[i] for i in group], every=self.any_member), points))
            else:
                every = not self.any_member
                won.append((division, group_cost([hold[i] for i in group], every=every), points))
        score = self.score(tally)
        down = _budget(tally, self.members, lambda moved: moved.low)
        up = _budget(tally, self.members, lambda moved: moved.high)
        return score - by_division(lost, down), score + by_division(won, up)

    def survives(self, tally: Tally) -> bool:
        """Whether enough points are reached whatever the open votes are."""
        low, _ = self.range(tally)
        return low >= self.need


def _division(form: Assertion) -> str:
    return form.scope.division if form.scope is not None else ""


def _exposure(form: Assertion, tally: Tally) -> Exposure:
    """Weigh what lies in the area of an assertion for sure, and one ballot of what may lie anywhere."""
    division = _division(form)
    here = [reach(form, tally.contest, group) for group in tally.open if division in group.areas]
    anywhere = [reach(form, tally.contest, group) for group in tally.open if division not in group.areas]
    low, high = extremes(form.value(tally), here)
    down = min((one.low for one in anywhere if one.ballots != 0), default=0)
    up = max((one.high for one in anywhere if one.ballots != 0), default=0)
    return Exposure(form, low, high, down, up)


def _budget(tally: Tally, members: Iterable[Assertion], moved: Callable[[Reach], int]) -> int | None:
    """Return how many open ballots that may lie anywhere move some member; None where nothing bounds them."""
    forms = tuple(members)
    total = 0
    for group in tally.open:
        free = (form for form in forms if _division(form) not in group.areas)
        if any(moved(reach(form, tally.contest, group)) for form in free):
            if group.ballots is None:
                return None
            total += group.ballots
    return total


Condition = Assertion | Quorum


@dataclass(frozen=True)
class Alternative:
    """One way to win: all its conditions together.

    Parameters
    ----------
    name : str
        From the rule file (``more than half``, ``40 % and 10 points ahead``).
    conditions : tuple of Assertion or Quorum
        All must hold.
    """

    name: str
    conditions: tuple[Condition, ...]

    def holds(self, tally: Tally) -> bool:
        """Whether every condition holds."""
        return all(condition.holds(tally) for condition in self.conditions)

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """The conditions that are single assertions."""
        return tuple(c for c in self.conditions if isinstance(c, Assertion))
