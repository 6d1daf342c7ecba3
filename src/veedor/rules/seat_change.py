"""The fewest votes that change a seat: moved from one list to another in one area, taken away, or added.

The seats cannot change before a ground of theirs happens (:mod:`veedor.rules.seat_grounds`), and the votes at
which a linear inequality breaks are known. So the search visits these numbers only, the smallest first, and
shares the seats out again at each: the first that gives other seats, or a tie, is the smallest there is. At
one that does not (a list passes the threshold and wins nothing) it goes on from the new grounds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Protocol, Self

from veedor.errors import QuestionError
from veedor.model import Assertion, Quorum
from veedor.model.bounds import turning_point
from veedor.rules.margins import Change, Transfer, transfers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from veedor.model import AreaId, ChoiceId, Tally
    from veedor.rules.allocation import Allocation
    from veedor.rules.undoing import Undoing

MOST_LOOKS = 5_000
"""Numbers of votes at which the seats are shared out again, for one area and way of changing votes."""


class SharedOut(Protocol):
    """Seats that were shared out and can be again (:class:`~veedor.rules.Seats`)."""

    @property
    def tally(self) -> Tally:
        """Votes, in all and by area."""

    @property
    def level(self) -> str | None:
        """Level whose areas share out seats each for itself."""

    @property
    def areas(self) -> Sequence[Allocation]:
        """The seats of each area."""

    @property
    def total(self) -> Mapping[ChoiceId, int]:
        """Seats that are certain, of all areas."""

    def grounds_in(self, area: AreaId | None) -> Sequence[Undoing]:
        """Return the grounds on which the seats of an area may be others, or who may have seats."""

    def of(self, area: AreaId | None) -> Tally:
        """Return the tally of an area, or of the whole country."""

    def again_in(self, area: AreaId | None, tally: Tally) -> Self:
        """Share out the same seats by totals of which only the votes of one area are others."""

    def same_as(self, other: Self) -> bool:
        """Whether two results give every area the same seats."""


@dataclass(frozen=True)
class SeatChange:
    """The smallest number of votes that gives other seats, or a tie.

    Parameters
    ----------
    area : AreaId, optional
        Where they are cast; absent for the whole country.
    transfer : Transfer
        Which votes change, and how.
    votes : int
        How many; no smaller number of votes of that area, changed in that way, changes a seat anywhere.
    loses, gains : tuple of ChoiceId
        Who then has fewer certain seats, and who has more, or an equal claim to an open one.
    """

    area: AreaId | None
    transfer: Transfer
    votes: int
    loses: tuple[ChoiceId, ...]
    gains: tuple[ChoiceId, ...]


def smallest_changes(seats: SharedOut, change: Change = Change.MOVE) -> tuple[SeatChange, ...]:
    """Return the fewest votes of each area that change a seat, fewest first.

    Parameters
    ----------
    seats : SharedOut
        The seats as counted. What is open counts for nobody.
    change : Change
        How votes change.

    Returns
    -------
    tuple of SeatChange
        None of an area in which a seat is open already, or in which no number of votes changes one. Of votes
        taken or added only those of the area in which the fewest do.
    """
    found: list[SeatChange] = []
    for allocation in seats.areas:
        below = None if change is Change.MOVE or not found else found[0].votes
        one = None if allocation.open_seats else _AreaSearch(seats, allocation.area, change).smallest(below)
        if one is not None:
            found = [*found, one] if change is Change.MOVE else [one]
    return tuple(sorted(found, key=lambda one: one.votes))


@dataclass
class _AreaSearch:
    """The search in one area.

    Heap of (votes, number, what): an assertion that some transfer may break at so many votes, or a transfer
    that breaks one at so many.
    """

    seats: SharedOut
    area: AreaId | None
    change: Change
    heap: list[tuple[int, int, Assertion | Transfer]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    seen: set[tuple[Transfer, int]] = field(default_factory=set)

    def smallest(self, below: int | None = None) -> SeatChange | None:
        """Return the fewest votes that change a seat, where they are fewer than a number."""
        here = self.seats.of(self.area)
        candidates = set(here.contest.candidates)
        every = [
            t
            for t in transfers(here, self.change)
            if {t.source, t.target} - {None} <= candidates and t.most(here) != 0
        ]
        at_first = {form.assertion_id: alone for form, alone in self.forms(self.seats)}
        for form, alone in self.forms(self.seats):
            self.push_form(form, alone, every)
        while self.heap:
            votes, _, what = heappop(self.heap)
            if below is not None and votes >= below:
                return None
            if isinstance(what, Assertion):
                for transfer in every:
                    self.push(
                        transfer,
                        self.turn(what, at_first[what.assertion_id], self.seats, transfer.effect(what)),
                    )
            elif (what, votes) not in self.seen:
                self.seen.add((what, votes))
                after = self.after(what, votes)
                if after is None or not after.same_as(self.seats):
                    return self.found(what, votes, after)
                if len(self.seen) > MOST_LOOKS:
                    return None
                self.go_on(what, votes, after)
        return None

    def forms(self, seats: SharedOut) -> Iterator[tuple[Assertion, bool]]:
        """Return the assertions that votes of this area move, and whether the seats stand on each alone."""
        seen: dict[str, tuple[Assertion, bool]] = {}
        for ground in seats.grounds_in(self.area):
            for condition in ground.conditions:
                alone = len(ground.conditions) == 1 and isinstance(condition, Assertion)
                for form in condition.members if isinstance(condition, Quorum) else (condition,):
                    scope = form.scope
                    if scope is None or (scope.division, scope.area) == (seats.level, self.area):
                        seen.setdefault(form.assertion_id, (form, alone))
        return iter(seen.values())

    def push_form(self, form: Assertion, alone: bool, every: Iterable[Transfer]) -> None:
        """Push an assertion at the fewest votes at which any transfer may break it."""
        # no transfer breaks it before the votes that the one against it most needs
        effect = min((transfer.effect(form) for transfer in every), default=0)
        turn = self.turn(form, alone, self.seats, effect)
        if turn is not None:
            heappush(self.heap, (turn, next(self.numbers), form))

    def push(self, transfer: Transfer, votes: int | None) -> None:
        most = transfer.most(self.seats.of(self.area))
        if votes is not None and (most is None or votes <= most):
            heappush(self.heap, (votes, next(self.numbers), transfer))

    def turn(self, form: Assertion, alone: bool, seats: SharedOut, effect: int) -> int | None:
        """Return the votes of some effect each that turn an assertion."""
        if alone and not form.holds(seats.tally):
            # a form of Droop's quota may fail while the seats stand: then each vote that moves it counts
            return 1 if effect else None
        return turning_point(form, form.value(seats.tally), effect)

    def go_on(self, transfer: Transfer, votes: int, after: SharedOut) -> None:
        """Push the next number of votes of a transfer at which the seats may be others."""
        turns = [self.turn(form, alone, after, transfer.effect(form)) for form, alone in self.forms(after)]
        known = [turn for turn in turns if turn is not None]
        self.push(transfer, votes + min(known) if known else None)

    def after(self, transfer: Transfer, votes: int) -> SharedOut | None:
        """Share the seats out again; None where that cannot be done (nobody, or a lump, would get one)."""
        moved = {transfer.source: -votes, transfer.target: votes}
        tally = _changed(self.seats.tally, moved)
        level = self.seats.level
        if level is not None and self.area is not None:
            areas = dict(tally.areas[level])
            areas[self.area] = _changed(areas[self.area], moved)
            tally = replace(tally, areas={**tally.areas, level: areas})
        try:
            return self.seats.again_in(self.area, tally)
        except QuestionError:
            return None

    def found(self, transfer: Transfer, votes: int, after: SharedOut | None) -> SeatChange:
        before, now = Counter(self.seats.total), Counter({} if after is None else after.total)
        tied = {choice for allocation in (() if after is None else after.areas) for choice in allocation.tied}
        choices = list(dict.fromkeys((*before, *now, *tied)))
        loses = tuple(c for c in choices if now[c] < before[c])
        gains = tuple(c for c in choices if now[c] > before[c] or (c in tied and c not in loses))
        return SeatChange(self.area, transfer, votes, loses, gains)


def _changed(tally: Tally, moved: dict[ChoiceId | None, int]) -> Tally:
    """Return a tally with some votes more or fewer; each vote is a ballot where those are counted apart."""
    votes = dict(tally.votes)
    for choice, n in moved.items():
        if choice is not None:
            votes[choice] = votes.get(choice, 0) + n
    ballots = (
        None if tally.ballots is None else tally.ballots + sum(votes.values()) - sum(tally.votes.values())
    )
    return replace(tally, votes=votes, ballots=ballots, open=())
