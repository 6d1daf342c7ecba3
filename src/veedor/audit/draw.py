"""Draws that a citizen can repeat with a hash function.

Every draw is a pure function of a public seed (made after the plan was signed, :mod:`veedor.audit.seed`) and
of the identifiers. No pseudo-random generator of any library takes part, so nothing needs to be trusted or
installed.
"""

from __future__ import annotations

import hashlib
import math
from decimal import Context, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veedor.arrays import Floats, Ints

_WHOLE = 1 << 256
_NEAR = 1e-12
"""Keys nearer than this (relatively) are compared again with 60 decimals: no machine's logarithm decides."""


def ticket(seed: str, item: str) -> int:
    """Return the ticket of an item, between 1 and 2**256: ``int(SHA-256(seed + "," + item)) + 1``."""
    return int.from_bytes(hashlib.sha256(f"{seed},{item}".encode()).digest()) + 1


def proportional(seed: str, ids: Sequence[str], bounds: NDArray[np.integer | np.floating]) -> Ints:
    """Draw all items one after the other, each with probability proportional to its bound among those left.

    The key of an item is ``-ln(ticket / 2**256) / bound``, an exponential waiting time whose rate is the
    bound; in ascending order of keys the items come as in successive sampling without replacement
    (Efraimidis and Spirakis, Inf. Process. Lett. 97 (2006) 181). Stopping the list anywhere gives the
    sample of that size.

    Parameters
    ----------
    seed : str
        Public seed.
    ids : sequence of str, length n
        Items, all different.
    bounds : vector, shape (n,)
        Size of each; items of size zero are never drawn.

    Returns
    -------
    int vector
        Indices of the items of positive size, in order of the draw.
    """
    _all_different(ids)
    sizes = np.asarray(bounds, dtype=np.float64)
    drawn = np.flatnonzero(sizes > 0)
    tickets = [ticket(seed, ids[i]) for i in drawn.tolist()]
    key = np.array([-math.log(t / _WHOLE) for t in tickets]) / sizes[drawn]
    order = np.argsort(key, kind="stable").tolist()
    _settle_near(order, key, tickets, [int(b) if float(b).is_integer() else float(b) for b in sizes[drawn]])
    in_order: Ints = drawn[order]
    return in_order


def _settle_near(order: list[int], key: Floats, tickets: list[int], sizes: list[float]) -> None:
    """Sort neighbours again whose keys floats cannot tell apart for certain."""
    at = key[order]
    near = np.flatnonzero(at[1:] - at[:-1] <= _NEAR * at[1:])
    if not len(near):
        return
    context = Context(prec=60)

    def exact(i: int) -> Decimal:
        share = context.divide(Decimal(tickets[i]), Decimal(_WHOLE))
        # in this context: the sign alone would round to the 28 digits of the default one
        return context.divide(context.minus(context.ln(share)), Decimal(sizes[i]))

    for run in np.split(near, np.flatnonzero(np.diff(near) > 1) + 1):
        first, end = int(run[0]), int(run[-1]) + 2
        order[first:end] = sorted(order[first:end], key=lambda i: (exact(i), i))


def simple(seed: str, ids: Sequence[str]) -> Ints:
    """Return all items in random order: those of the smallest tickets first."""
    _all_different(ids)
    tickets = [ticket(seed, item) for item in ids]
    return np.array(sorted(range(len(ids)), key=lambda i: (tickets[i], i)), dtype=np.int64)


def uniform_fraction(text: str) -> str:
    """Return the hash of a text as a decimal fraction, lowest digits first (the high ones are biased)."""
    digits = f"{int(hashlib.sha256(text.encode()).hexdigest(), 16):064d}"
    return "0." + digits[::-1]


def next_fraction(number: str) -> str:
    """Return a fraction between a fraction and 1, drawn by its hash (Rivest, arXiv 1808.10016)."""
    padded = number + "0"
    nines = next(i for i in range(2, len(padded)) if padded[i] != "9")
    counter = 0
    while True:
        counter += 1
        following = padded[:nines] + uniform_fraction(f"{number}:{counter}")[2:]
        if following > padded:
            return following


def _all_different(ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    twice = next(a for a, b in pairwise(sorted(ids)) if a == b)
    raise QuestionError(
        sentence("{twice!r} stands twice in the list to draw from.", twice=twice),
        remedy="Give every item an id of its own.",
    )
