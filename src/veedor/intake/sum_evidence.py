"""How strongly rows speak for a column being the sum of others, in bits."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

NEARLY = 0.9
"""Share of the telling rows in which a total is met."""

SPREAD = 2.5
"""A count of ``n`` is exactly another figure of its size about once in ``SPREAD * sqrt(n)``."""

NEAR = 0.01
"""Share of a total by which a sum may be off where voters and ballots were counted apart."""


def allowed(total: Floats) -> Floats:
    """Give by how much a sum may be off where voters and ballots were counted apart."""
    return np.maximum(1.0, NEAR * total)


def evidence(part: Floats, total: Floats) -> float:
    """Give the bits that speak for a column being the sum of others.

    Rows divided in the same way among the columns say the same: constants and proportional columns prove
    nothing.

    Parameters
    ----------
    part : array of float, rows x addends
        Figures of the addends.
    total : array of float, one a row
        Figures of the total.
    """
    sums = part.sum(axis=1)
    told = (total > 0) | (sums > 0)
    met = told & (sums == total)
    rows, missed = int(told.sum()), int(told.sum()) - int(met.sum())
    if not met.any() or missed > (1 - NEARLY) * rows + 1:
        return -np.inf
    ways = np.round(part[met] / sums[met][:, None], 9)
    which = _different(ways)
    bits = np.log2(1 + SPREAD * np.sqrt(sums[met][which])).sum()
    return float(bits - missed * log2(max(rows, 2)))


def from_shares(part: Floats, total: Floats) -> float:
    """Say how far off a share of the largest addend, or of the others, is: little where rows are alike."""
    largest = part[:, np.argmax(part.sum(axis=0))]
    parts = [one for one in (largest, part.sum(axis=1) - largest) if one.sum() > 0]
    off = [float(np.abs(total - one * (total.sum() / one.sum())).mean()) for one in parts]
    return min(off, default=0.0)


def near_evidence(part: Floats, total: Floats) -> float:
    """Give the same bits for a sum that is a little off, less for each row by how far it is off."""
    sums = part.sum(axis=1)
    told = sums > 0
    ways = np.round(part[told] / sums[told][:, None], 9)
    which = _different(ways)
    gap = np.abs(sums - total)[told][which]
    bits = np.log2((1 + SPREAD * np.sqrt(sums[told][which])) / (2 * gap + 1))
    return float(np.maximum(bits, -log2(max(len(which), 2))).sum())


def _different(ways: Floats) -> npt.NDArray[np.intp]:
    """Give a row of each kind."""
    if ways.shape[1] == 1:  # a copy: rows differ by their size alone
        return np.arange(len(ways))
    mixed = ways @ np.random.default_rng(1).random(ways.shape[1])
    return np.unique(np.round(mixed, 7), return_index=True)[1]
