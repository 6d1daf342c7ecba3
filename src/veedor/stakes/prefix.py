r"""Sort and cumulate: the smallest number of units whose losses together reach an amount.

**Why the answer is exact.** Let :math:`d_1 \ge d_2 \ge \dots \ge d_n` be the losses in descending
order and :math:`D_k = d_1 + \dots + d_k`. Among all sets of :math:`k` units none loses more than
:math:`D_k`: exchanging a chosen unit for one outside the set that loses at least as much never lowers the
sum, and after at most :math:`k` exchanges the set is the first :math:`k`. So when :math:`D_k` does not
reach the need, no set of :math:`k` units does; and the smallest :math:`k` whose :math:`D_k` does is reached
by the first :math:`k` units themselves. Units change the count independently of one another, so the
argument holds for contents as well: each unit has a largest loss, whatever the others hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.stakes.exact import total

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.stakes.exact import Amounts


SPREAD = 65_536
"""Losses up to this (or up to the number of units) are counted by value."""


def shortest(losses: Amounts, need: int) -> int | None:
    """Return the smallest number of units whose losses together reach an amount.

    Parameters
    ----------
    losses : amounts, shape (n,)
        The largest loss of each unit.
    need : int
        The amount to reach; zero or less is reached by none at all.

    Returns
    -------
    int or None
        None where all units that lose anything do not reach it.

    Notes
    -----
    Exact; see the proof at the head of this module. Equal losses are counted together, not sorted.
    """
    if need <= 0:
        return 0
    values, counts = _levels(losses)
    sums = (values * counts).cumsum()
    reached = np.flatnonzero(sums >= need)
    if not reached.size:
        return None
    level = int(reached[0])
    value, number = int(values[level]), int(counts[level])
    before = int(sums[level]) - value * number
    return int(counts[:level].sum()) - (before - need) // value


def _levels(losses: Amounts) -> tuple[Amounts, Ints]:
    """Return the losses above zero, the largest first, and how many units have each."""
    above = losses[losses > 0]
    if above.dtype == object or int(above.max(initial=0)) > max(len(losses), SPREAD):
        values, counts = np.unique(above, return_counts=True)
        return values.astype(above.dtype if above.dtype == object else np.int64)[::-1], counts[::-1]
    counts = np.bincount(above)
    values = np.flatnonzero(counts)[::-1]
    return values, counts[values]


def heaviest(losses: Amounts, k: int) -> Ints:
    """Return the k units that lose most, the heaviest first; equal losses in the order of the units.

    Parameters
    ----------
    losses : amounts, shape (n,)
        The largest loss of each unit, units in ascending order of their ids.
    k : int
        How many, between 0 and n.

    Returns
    -------
    int vector, shape (k,)
        Positions; the same on every machine, because ties are broken by position.
    """
    if k <= 0:
        return np.empty(0, dtype=np.int64)
    cut = np.partition(losses, len(losses) - k)[len(losses) - k]
    above = np.flatnonzero(losses > cut)
    level = np.flatnonzero(losses == cut)[: k - len(above)]
    chosen = np.concatenate([above, level]).astype(np.int64)
    return chosen[_descending(losses[chosen])]  # `chosen` is ascending among equals


def _descending(amounts: Amounts) -> Ints:
    """Return the stable order of amounts, the largest first: two passes over 16 bits beat one sort of 32."""
    most = amounts.max()
    if amounts.dtype == object or int(most) - int(amounts.min()) >= 2**32:
        return np.argsort(-amounts, kind="stable")
    below = (most.astype(np.int64) - amounts).astype(np.uint32)
    order = np.argsort((below & 0xFFFF).astype(np.uint16), kind="stable")
    high = (below >> 16).astype(np.uint16)
    return order[np.argsort(high[order], kind="stable")] if high.any() else order


def at_most(losses: Amounts, k: int) -> int:
    """Return the largest loss of any set of at most k units: the sum of the k largest that are above zero."""
    values, counts = _levels(losses)
    taken = np.minimum(counts.cumsum(), max(k, 0))
    return total(values * np.diff(taken, prepend=0))
