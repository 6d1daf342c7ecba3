"""From draws of votes to seats: whole votes within what is open, who may have seats, and who gets them.

Seats of one area from many vectors of votes are those of :func:`veedor.rules.allocation.allocate` of each,
which is asked itself wherever claims are so near to each other that floats cannot tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.grouping import sums_of
from veedor.model import ChoiceId
from veedor.outstanding.chances import satisfied
from veedor.outstanding.seats.bounds import room
from veedor.rules.allocation import BY_VOTES, DIVISORS, QUOTAS, allocate
from veedor.rules.conditions import Field, share
from veedor.rules.seat_rule import lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Flags, Floats, Ints, Texts
    from veedor.count import Sheets
    from veedor.model import Assertion, ChoiceId
    from veedor.rules.assembly import Seats


@dataclass(frozen=True, eq=False)
class SeatsAsked:
    """Seats whose future is asked for.

    A cell is an area of each level that the rule of the seats names, all together.

    Parameters
    ----------
    shared : Seats
        The seats by what is counted, with what is open.
    cell : int vector, shape (n,)
        The cell of each expected sheet, in the order of the partial count.
    names : mapping of str to text vector, shape (n_cells,)
        By level, the area of each cell; empty where it has none.
    known : int matrix, shape (n_cells, n_choices)
        Counted votes.
    """

    shared: Seats
    cell: Ints
    names: Mapping[str, Texts]
    known: Ints

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.known)


def seats_asked(shared: Seats, members: Mapping[str, Texts], number: int, counted: Sheets) -> SeatsAsked:
    """Put sheets and votes in the areas of some seats.

    Parameters
    ----------
    shared : Seats
        The seats.
    members : mapping of str to text vector, shape (number,)
        By level, the area of each expected sheet.
    number : int
        How many sheets are expected.
    counted : Sheets
        Those that are counted.
    """
    levels = shared.rule.divisions
    codes, names = np.zeros(number, dtype=np.int64), np.zeros(len(counted), dtype=np.int64)
    for level in levels:
        both = np.concatenate((members[level], counted.member_of(level)))
        code = np.unique(both, return_inverse=True)[1].astype(np.int64)
        width = int(code.max(initial=0)) + 1
        codes, names = codes * width + code[:number], names * width + code[number:]
    every, first, cell = np.unique(np.concatenate((codes, names)), return_index=True, return_inverse=True)
    where = {level: np.concatenate((members[level], counted.member_of(level)))[first] for level in levels}
    known = sums_of(cell[number:].astype(np.int64), counted.votes, len(every))
    return SeatsAsked(shared, cell[:number].astype(np.int64), where, known)


NEAR = 1e-12
"""Relative difference of two claims below which they are compared exactly: no two that differ are so near."""


def allocate_many(votes: Ints, seats: int, method: str) -> Ints:
    """Share out the seats of one area by many vectors of votes.

    Parameters
    ----------
    votes : int matrix, shape (n, n_lists)
        Votes; zero for who may not have seats.
    seats : int
        How many.
    method : str
        One of :data:`veedor.rules.allocation.METHODS`.

    Returns
    -------
    int matrix, shape (n, n_lists)
        Seats that are certain; those of equal claims are nobody's.
    """
    if not seats or not votes.shape[1]:
        return np.zeros_like(votes)
    # few vectors differ where little is open: each is shared out once
    different, row = np.unique(votes, axis=0, return_inverse=True)
    found = (
        _by_quota(different, seats, method) if method in QUOTAS else _by_divisors(different, seats, method)
    )
    return found[row.reshape(-1)]


def _by_divisors(votes: Ints, seats: int, method: str) -> Ints:
    """Return each next seat to the largest claim."""
    divisor = np.array([float(DIVISORS[method](k)) for k in range(seats + 1)])
    n, rows = len(votes), np.arange(len(votes))
    held, amount = np.zeros_like(votes), votes.astype(np.float64)
    claims: Floats = amount / divisor[0]
    last = np.zeros(n)
    for _ in range(seats):
        first = claims.argmax(axis=1)
        last = claims[rows, first]
        held[rows, first] += 1
        claims[rows, first] = amount[rows, first] / divisor[held[rows, first]]
    near = claims.max(axis=1) >= last * (1 - NEAR)
    return _exactly(held, votes, near | (last == 0), seats, method)


def _by_quota(votes: Ints, seats: int, method: str) -> Ints:
    """Return whole quotas, then one seat each to the largest remainders (or to the most votes)."""
    total = votes.sum(axis=1, keepdims=True)
    if method == "droop":
        quota, scaled = total // (seats + 1) + 1, votes
    else:
        quota, scaled = np.maximum(total, 1), votes * seats
    whole = scaled // quota
    rest = votes if method == BY_VOTES else scaled - whole * quota
    claims = np.where(votes > 0, rest, -1)
    left = seats - whole.sum(axis=1)
    ranked = -np.sort(-claims, axis=1)
    place = np.clip(left, 1, votes.shape[1]) - 1
    line = ranked[np.arange(len(votes)), place]
    held = whole + ((claims >= line[:, None]) & (left > 0)[:, None])
    return _exactly(held, votes, (held.sum(axis=1) != seats) | (line < 0) | (total[:, 0] == 0), seats, method)


def _exactly(held: Ints, votes: Ints, doubtful: Flags, seats: int, method: str) -> Ints:
    """Put exact allocations where claims are equal or too near; no seats where nobody has votes."""
    for row in np.flatnonzero(doubtful).tolist():
        given = {ChoiceId(str(i)): n for i, n in enumerate(votes[row].tolist()) if n > 0}
        exact = allocate(given, seats, method).seats if given else {}
        held[row] = [exact.get(ChoiceId(str(i)), 0) for i in range(votes.shape[1])]
    return held


class SeatDrawer:
    """From draws of the rest to seats.

    Parameters
    ----------
    asked : SeatsAsked
        Which seats.
    forms : mapping of ChoiceId to Assertion
        What a threshold over the whole country asks of each list.

    Invariant: no draw has fewer votes than are counted, or more in an area, or in all, than are open there.
    """

    def __init__(self, asked: SeatsAsked, forms: Mapping[ChoiceId, Assertion]) -> None:
        shared = self.shared = asked.shared
        self.asked, self.forms = asked, forms
        self.choices = [choice.choice_id for choice in shared.contest.choices]
        names = asked.names[shared.level].tolist() if shared.level is not None else [None] * asked.cells
        place = {found.area: i for i, found in enumerate(shared.areas)}
        self.area = np.array([place.get(name, len(place)) for name in names], dtype=np.int64)
        keys = list(dict.fromkeys(names))
        self.group = np.array([keys.index(name) for name in names], dtype=np.int64)
        limits = [room(shared, name) for name in keys]
        self.room = np.array([np.inf if limit is None else float(limit) for limit in limits])
        whole = room(shared, None)
        self.whole = np.inf if whole is None else float(whole)
        self.counted = np.array(
            [[found.seats.get(choice, 0) for choice in self.choices] for found in shared.areas]
        ).reshape(len(shared.areas), len(self.choices))
        may = set(lists(shared.tally))
        self.lists = np.array([choice in may for choice in self.choices])

    def votes(self, rest: Floats) -> Ints:
        """Return whole votes of each cell, shape (n_draws, n_cells, n_choices)."""
        rest = rest.clip(0)
        member = np.eye(len(self.room))[self.group]
        sums = rest.sum(axis=2) @ member
        factor = np.minimum(1, self.room / np.maximum(sums, 1e-300))
        whole = np.minimum(1, self.whole / np.maximum((sums * factor).sum(axis=1), 1e-300))
        rest *= (factor * whole[:, None])[:, self.group, None]
        found = np.rint(rest)
        over = (found.sum(axis=2) @ member > self.room)[:, self.group]
        over |= (found.sum(axis=(1, 2)) > self.whole)[:, None]
        found[over] = np.floor(rest[over])
        votes: Ints = self.asked.known + found.astype(np.int64)
        return votes

    def admitted(self, votes: Ints) -> tuple[Flags, Flags]:
        """Say which lists may have seats in each area of each draw, and which pass over the whole country."""
        part, tally = self.shared.rule, self.shared.tally
        totals = votes.sum(axis=1)
        passed = np.zeros(totals.shape, dtype=bool)
        for choice, form in self.forms.items():
            column = self.choices.index(choice)
            passed[:, column] = satisfied(form, totals, self.choices, tally.registered)
        shape = (len(votes), len(self.shared.areas), len(self.choices))
        if part.threshold is None:
            return np.broadcast_to(self.lists, shape), passed
        exempt = np.zeros(totals.shape, dtype=bool)
        if part.exempt is not None:
            exempt[:, [choice in part.exempt.lists for choice in self.choices]] = True
            if part.exempt.first_in is not None and part.exempt.level is not None:
                exempt |= self.first(votes, part.exempt.level) >= part.exempt.first_in
        if part.threshold_in != "area":
            return np.broadcast_to(((passed | exempt) & self.lists)[:, None], shape), passed
        found = np.repeat(exempt[:, None], shape[1], axis=1)
        field = Field(tally, self.shared.bases)
        for k, here in enumerate(self.shared.areas):
            own = votes[:, self.area == k].sum(axis=1)
            for column in np.flatnonzero(self.lists).tolist():
                form = share(field, part.threshold, self.choices[column])
                found[:, k, column] |= satisfied(
                    form, own, self.choices, self.shared.of(here.area).registered
                )
        return found & self.lists, passed

    def first(self, votes: Ints, level: str) -> Ints:
        """Count the areas of a level in which each choice is first alone, shape (n_draws, n_choices)."""
        area = np.unique(self.asked.names[level], return_inverse=True)[1]
        standing = np.array([c in self.shared.contest.candidates for c in self.choices])
        found = np.zeros((len(votes), len(self.choices)), dtype=np.int64)
        for k in range(int(area.max(initial=-1)) + 1):
            own = np.where(standing, votes[:, area == k].sum(axis=1), -1)
            best = own.max(axis=1, keepdims=True)
            ahead = (own == best) & (best > 0)
            found += ahead & (ahead.sum(axis=1, keepdims=True) == 1)
        return found

    def seats(self, votes: Ints, admitted: Flags) -> Ints:
        """Share out the seats of each draw, shape (n_draws, n_areas, n_choices)."""
        shared, unsure = self.shared, set(self.shared.undetermined)
        found = np.repeat(self.counted[None], len(votes), axis=0)
        for k, here in enumerate(shared.areas):
            if here.area not in unsure:
                continue
            own = votes.sum(axis=1) if shared.level is None else votes[:, self.area == k].sum(axis=1)
            found[:, k] = allocate_many(np.where(admitted[:, k], own, 0), here.number, shared.rule.method)
        return found
