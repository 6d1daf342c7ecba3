"""Seats of one area from many vectors of votes at once.

The same as :func:`veedor.rules.allocation.allocate`, which is asked itself wherever claims are so near to
each other that floats cannot tell them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.model import ChoiceId
from veedor.rules.allocation import BY_VOTES, DIVISORS, QUOTAS, allocate

if TYPE_CHECKING:
    from veedor.outstanding.arrays import Flags, Floats, Ints

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
    """Give each next seat to the largest claim."""
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
    """Give whole quotas, then one seat each to the largest remainders (or to the most votes)."""
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
