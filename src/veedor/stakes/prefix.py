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

if TYPE_CHECKING:
    from veedor.count.vectors import IntVector
    from veedor.stakes.exact import Amounts


def shortest(losses: Amounts, need: int) -> int | None:
    """Give the smallest number of units whose losses together reach an amount.

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
    Exact; see the proof at the head of this module. Cost: one sort.
    """
    if need <= 0:
        return 0
    sums = np.sort(losses)[::-1].cumsum()
    reached = sums >= need
    # argmax finds the first True; the sums fall again once losses turn negative, so no bisection
    first = int(reached.argmax()) if len(sums) else 0
    return first + 1 if len(sums) and bool(reached[first]) else None


def heaviest(losses: Amounts, k: int) -> IntVector:
    """Give the k units that lose most, the heaviest first; equal losses in the order of the units.

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
    order = np.argsort(-losses[chosen], kind="stable")  # `chosen` is ascending among equals
    return chosen[order]


def at_most(losses: Amounts, k: int) -> int:
    """Give the largest loss of any set of at most k units: the sum of the k largest that are above zero."""
    sizes = np.sort(losses)[::-1][: max(k, 0)]
    return sum(size for size in sizes.tolist() if size > 0)
