"""The best sum of some columns for one total: proposed by least squares, proven by exact sums."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, log2
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from veedor.arrays import Flags, Floats, Ints


NEARLY = 0.9
"""Share of the telling rows in which a total is met."""

SPREAD = 2.5
"""A count of ``n`` is exactly another figure of its size about once in ``SPREAD * sqrt(n)``."""

NEAR = 0.01
"""Share of a total by which a sum may be off where voters and ballots were counted apart."""


def spaced(rows: int, most: int) -> Ints:
    """Return the numbers of so many rows at the most, evenly spaced from the first to the last."""
    return np.linspace(0, rows - 1, min(rows, most)).astype(np.int64)


def allowed(total: Floats) -> Floats:
    """Return how far a sum may be off where voters and ballots were counted apart."""
    return np.maximum(1.0, NEAR * total)


def evidence(part: Floats, total: Floats) -> float:
    """Return the bits that speak for a column being the sum of others.

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
    """Return the same bits for a sum that is a little off, less for each row by how far it is off."""
    sums = part.sum(axis=1)
    told = sums > 0
    ways = np.round(part[told] / sums[told][:, None], 9)
    which = _different(ways)
    gap = np.abs(sums - total)[told][which]
    bits = np.log2((1 + SPREAD * np.sqrt(sums[told][which])) / (2 * gap + 1))
    return float(np.maximum(bits, -log2(max(len(which), 2))).sum())


def _different(ways: Floats) -> npt.NDArray[np.intp]:
    """Return a row of each kind."""
    if ways.shape[1] == 1:  # a copy: rows differ by their size alone
        return np.arange(len(ways))
    mixed = ways @ np.random.default_rng(1).random(ways.shape[1])
    return np.unique(np.round(mixed, 7), return_index=True)[1]


FITTED = 300
"""Rows by which the addends are found."""

PROVED = 2_500
"""Rows by which the choice among sums is made; the best is proved by all."""

FARTHER = 8.0
"""A near sum must be so many times nearer to its total than shares of its addends are."""

NEAREST = 100
"""Sums of neighbours that are looked at, at the most: beside columns of few votes thousands are near."""

_NOTHING = 1e-6
"""What a share may be below zero by the arithmetic of a machine."""

ALL_SUBSETS = 11
"""Columns up to which every sum of them is tried."""

MANY = 250
"""Columns from which on nothing is tried but all of them together: so many are choices of many contests."""


@dataclass(frozen=True)
class ColumnSum:
    """A column that is the sum of others.

    Parameters
    ----------
    addends : tuple of int
        Columns, none of them a sum of others.
    met, rows : int
        Rows in which it holds, of those that tell.
    bits : float
        What speaks for it beyond chance.
    near : int
        Rows in which it is off by one in a hundred at the most (or by one).
    """

    addends: tuple[int, ...]
    met: int
    rows: int
    bits: float
    near: int = 0

    @property
    def exact(self) -> bool:
        """Whether it holds in nearly every row."""
        return self.met >= NEARLY * self.rows


class BestSum:
    """The best sum of some columns for one total."""

    def __init__(self, x: Floats, there: Flags, column: int, base: list[int], columns: int) -> None:
        self.base = base
        self.columns = columns
        told = (
            there[:, column]
            & there[:, base].any(axis=1)
            & ((x[:, column] > 0) | (x[:, base] > 0).any(axis=1))
        )
        rows = np.flatnonzero(told)
        self.all = x[rows][:, base], x[rows, column]
        rows = rows[spaced(len(rows), PROVED)]
        self.part, self.total = x[rows][:, base], x[rows, column]

    def best(self) -> ColumnSum | None:
        """Return the sum with the most evidence; nothing where no sum comes near."""
        rows = len(self.total)
        if not rows or (self.part.sum(axis=1) < self.total).sum() > (1 - NEARLY) * rows:
            return None
        tried = [(self._score(mask), mask) for mask in self._proposed()]
        if not tried:
            return None
        score, mask = max(tried, key=lambda pair: pair[0])
        if score <= 0:
            return None
        mask = self._improved(score, mask)
        return self._proved(mask, self._score(mask))

    def nearly(self) -> ColumnSum | None:
        """Return the sum of three neighbours or more that comes nearest to the total."""
        k = len(self.base)
        if not 3 <= k <= MANY or len(self.total) < 3:
            return None
        within = allowed(self.total)
        best: tuple[float, Flags] = (0.0, np.zeros(k, dtype=np.bool_))
        for mask in self._neighbours(np.arange(len(self.total)), within, NEARLY, fewest=3):
            gap = np.abs(self.part[:, mask].sum(axis=1) - self.total)
            if from_shares(self.part[:, mask], self.total) < FARTHER * (float(gap.mean()) + 0.5):
                continue
            score = near_evidence(self.part[:, mask], self.total) - self._cost(mask)
            best = max(best, (score, mask), key=lambda pair: pair[0])
        return self._proved(best[1], best[0]) if best[0] > 0 else None

    def _proposed(self) -> Iterator[Flags]:
        """Return the sums that are worth a look."""
        k = len(self.base)
        yield np.ones(k, dtype=np.bool_)
        if k <= ALL_SUBSETS:
            yield from self._exact()
        elif k <= MANY:
            yield from self._runs()
        if k <= MANY and len(self.total) >= k // 2:
            yield from self._fitted()

    def _exact(self) -> Iterator[Flags]:
        """Try every sum on some rows."""
        k = len(self.base)
        masks = (np.arange(1, 2**k)[:, None] >> np.arange(k)) & 1
        rows = spaced(len(self.total), 60)
        met = ((masks @ self.part[rows].T) == self.total[rows]).sum(axis=1)
        for place in np.argsort(-met, kind="stable")[:12]:
            if met[place] >= 0.7 * len(rows):
                yield masks[place].astype(np.bool_)

    def _runs(self) -> Iterator[Flags]:
        """Try the sums of neighbouring columns.

        Of a column that is mostly zero, nearly every run of others that are too is the sum in most rows.
        """
        held = np.flatnonzero(self.total > 0)
        rows = held[spaced(len(held), 40)] if len(held) else spaced(len(self.total), 40)
        yield from self._neighbours(rows, np.zeros(len(rows)), 0.7)

    def _neighbours(self, rows: Ints, within: Floats, share: float, fewest: int = 1) -> Iterator[Flags]:
        """Return the sums of so many neighbours that come as near as allowed in a share of some rows."""
        k, total = len(self.base), self.total[rows, None]
        running = np.concatenate([np.zeros((len(rows), 1)), self.part[rows].cumsum(axis=1)], axis=1)
        if float((running[:, -1] + within >= total[:, 0]).mean()) < share:
            return  # all of them together are too few
        found: list[tuple[float, int, int]] = []
        for first in range(k + 1 - fewest):
            gaps = np.abs(running[:, first + fewest :] - running[:, [first]] - total)
            met = (gaps <= within[:, None]).mean(axis=0)
            lasts = np.flatnonzero(met >= share)
            far = gaps[:, lasts].sum(axis=0).tolist()
            found += zip(far, [first] * len(lasts), (lasts + first + fewest).tolist(), strict=True)
        for _, first, last in sorted(sorted(found)[:NEAREST], key=lambda one: one[1:]):
            mask = np.zeros(k, dtype=np.bool_)
            mask[first:last] = True
            yield mask

    def _fitted(self) -> Iterator[Flags]:
        """Let least squares choose, twice without the rows that are far off."""
        rows = spaced(len(self.total), FITTED)
        part, total = self.part[rows], self.total[rows]
        weight = 1 / np.sqrt(np.maximum(total, 1))
        for _ in range(3):
            try:
                share = _not_negative(part * weight[:, None], total * weight)
            except (RuntimeError, np.linalg.LinAlgError):
                return
            mask = share > 0.5
            if mask.any():
                yield mask
            off = np.abs(part @ share - total) * weight
            keep = off <= max(float(np.quantile(off, 0.85)), 1e-9)
            if keep.all() or keep.sum() < len(self.base):
                return
            part, total, weight = part[keep], total[keep], weight[keep]

    def _improved(self, score: float, mask: Flags) -> Flags:
        """Put single columns in or out as long as more speaks for the sum."""
        for _ in range(len(mask)):
            options = []
            for place in range(len(mask)):
                other = mask.copy()
                other[place] = not other[place]
                if other.any():
                    options.append((self._score(other), place))
            best, place = max(options, default=(0.0, 0))
            if best <= score:
                break
            score, mask = best, mask.copy()
            mask[place] = not mask[place]
        return mask

    def _score(self, mask: Flags) -> float:
        return evidence(self.part[:, mask], self.total) - self._cost(mask)

    def _cost(self, mask: Flags) -> float:
        """Return the bits by which this sum is one of many: all columns are one, some of them are many."""
        k, m = len(mask), int(mask.sum())
        some = 2 + log2(comb(k, m)) + log2(k)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
        run = 2 + log2(k * (k + 1) / 2) if len(edges) == 2 else np.inf
        return log2(self.columns) + min(some, run, 1.0 if m == k else np.inf)

    def _proved(self, mask: Flags, bits: float) -> ColumnSum:
        part, total = self.all
        sums = part[:, mask].sum(axis=1)
        told = (total > 0) | (sums > 0)
        gap = np.abs(sums - total)[told]
        addends = tuple(c for c, m in zip(self.base, mask, strict=True) if m)
        near = int((gap <= allowed(total[told])).sum())
        return ColumnSum(addends, int((gap == 0).sum()), int(told.sum()), bits, near)


def _not_negative(part: Floats, total: Floats) -> Floats:
    """Solve least squares with no share below zero; one that is free is the same where none is below."""
    free = np.linalg.lstsq(part, total, rcond=None)[0].astype(np.float64)
    if free.min() > -_NOTHING:
        return free
    from scipy.optimize import nnls

    share: Floats = nnls(part, total)[0]
    return share
