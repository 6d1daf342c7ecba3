"""What is tested: the turnout, and the votes of every candidate alike, each beside what it is out of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.betabinomial import pmf, posterior_rates
from veedor.count.dispersion import Grouped, fit_overdispersion_by_rate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from veedor.count import Sheets
    from veedor.count.vectors import FloatMatrix, FloatVector, IntVector

    Classify = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64]]

TURNOUT = "turnout"
"""Name of the series of ballots out of registered voters."""
_CELLS = 250_000
"""Cells of a chunk of probabilities: 2 MB, whatever the number of sheets, which stay in a cache."""
_KEPT = 12_000_000
"""Cells up to which the probabilities of a series are kept between tests: 96 MB."""


@dataclass(frozen=True, eq=False)
class Series:
    """Numbers of one kind, sheet by sheet, with the clean twin that they are compared with.

    The twin is the simplest clean election that looks like this one: each sheet draws its number from a
    beta-binomial law around the rate of its own polling place, with the overdispersion that sheets within
    places really show. Every geographic pattern is thus taken as given, and nothing else.

    Parameters
    ----------
    name : str
        Choice id, or ``turnout``.
    row : int vector, shape (n,)
        Row of each of them among the sheets; those without trials are left out.
    hits, trials : int vectors, shape (n,)
        Votes of the candidate and all ballots; ballots and registered voters for the turnout.
    rate : float vector, shape (n,)
        Pooled rate of the sheet's polling place, the sheet included.
    rho : float vector, shape (n,)
        Overdispersion within places, of places with about that rate.
    place : int vector, shape (n,)
        Code of the polling place.
    wider : tuple of int vectors, shape (n,)
        Codes of the wider levels of place, from the widest down.
    kept : list
        Probabilities of the twin, chunk by chunk, between two tests; see :meth:`forget`.
    """

    name: str
    row: IntVector
    hits: IntVector
    trials: IntVector
    rate: FloatVector
    rho: FloatVector
    place: IntVector
    wider: tuple[IntVector, ...] = ()
    kept: list[FloatMatrix] = field(default_factory=list, repr=False)

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def share(self) -> FloatVector:
        """Hits out of trials, shape (n,)."""
        shares: FloatVector = self.hits / self.trials
        return shares

    def take(self, chosen: NDArray[np.bool_]) -> Series:
        """Give some sheets only; the twin stays as fitted."""
        return Series(
            self.name,
            self.row[chosen],
            self.hits[chosen],
            self.trials[chosen],
            self.rate[chosen],
            self.rho[chosen],
            self.place[chosen],
            tuple(code[chosen] for code in self.wider),
        )

    @cached_property
    def drawn_in(self) -> Series:
        """The same numbers with the twin whose rates are drawn towards those of the wider places.

        For statistics of the shape of a whole distribution: around pooled rates the twin would be smoother
        than the count it stands for, and cry wolf (:func:`veedor.count.betabinomial.posterior_rates`).
        """
        rate, spread = posterior_rates(self.hits, self.trials, (*self.wider, self.place), self.rho)
        return replace(self, rate=rate, rho=spread, kept=[])

    def classes(self, classify: Classify, k: int, *, binomial: bool = False) -> FloatMatrix:
        """Probability, in the twin, that a sheet's number falls into each of some classes.

        Exact sums over the law of each sheet. A test that only counts sheets by class need not simulate the
        numbers themselves: drawing the classes is the same in law, and many times faster.

        Parameters
        ----------
        classify : function
            Takes numbers, shape (1, width), and trials, shape (rows, 1); gives class codes, shape (rows,
            width), with -1 for none.
        k : int
            Number of classes.
        binomial : bool
            Use the binomial law around the sheet's own share instead of the twin.

        Returns
        -------
        float matrix, shape (n, k)
            Rows sum to at most one.
        """
        found = np.zeros((len(self), k))
        for number, rows in enumerate(self._chunks):
            trials = self.trials[rows]
            width = int(trials[-1]) + 1
            chance = self._chunk(number, rows, width, binomial=binomial)
            # sheets of one size have their numbers in the same classes
            sizes, size = np.unique(trials, return_inverse=True)
            grid = np.arange(width, dtype=np.int64)[None, :]
            code = np.broadcast_to(classify(grid, sizes[:, None]), (len(sizes), width))[size]
            inside = code >= 0
            cell = (np.arange(len(rows))[:, None] * k + code)[inside]
            sums = np.bincount(cell, weights=chance[inside], minlength=len(rows) * k)
            found[rows] = sums.reshape(len(rows), k)
        return found

    @cached_property
    def _chunks(self) -> tuple[IntVector, ...]:
        """Part the rows by their size, so that no law is written far beyond its last number."""
        order = np.argsort(self.trials, kind="stable")
        width = self.trials[order] + 1
        chunks = []
        start = 0
        while start < len(order):
            cells = width[start : start + _CELLS] * np.arange(1, min(len(order) - start, _CELLS) + 1)
            rows = order[start : start + max(1, int(np.searchsorted(cells, _CELLS)))]
            chunks.append(rows)
            start += len(rows)
        return tuple(chunks)

    def _chunk(self, number: int, here: IntVector, width: int, *, binomial: bool) -> FloatMatrix:
        """Give the law of some sheets; small twins are kept, because several tests ask for them."""
        if binomial:
            return pmf(self.trials[here], self.share[here], 0.0, width)
        if number < len(self.kept):
            return self.kept[number]
        chance = pmf(self.trials[here], self.rate[here], self.rho[here], width)
        if sum(law.size for law in self.kept) + chance.size <= _KEPT:
            self.kept.append(chance)
        return chance

    def forget(self) -> None:
        """Drop what was kept between tests."""
        self.kept.clear()
        self.__dict__.pop("drawn_in", None)


LARGEST = 20_000
"""Ballots above which a row is no polling station's sheet (a region's total, postal votes of a country): its
law would be summed over as many numbers, and its digits say nothing of how sheets are filled in."""


def fit(
    name: str, hits: IntVector, trials: IntVector, place: IntVector, wider: Sequence[IntVector] = ()
) -> Series:
    """Fit the twin of one series; sheets without trials, or with more than :data:`LARGEST`, are left out."""
    row = np.flatnonzero((trials > 0) & (trials <= LARGEST))
    _, place = np.unique(place[row], return_inverse=True)
    hits, trials = hits[row], trials[row]
    size = np.bincount(place, weights=trials)
    rate = np.bincount(place, weights=hits)[place] / size[place]
    rho = fit_overdispersion_by_rate(hits, Grouped(trials, place))[place]
    return Series(name, row, hits, trials, rate, rho, place, tuple(code[row] for code in wider))


def series_of(sheets: Sheets) -> tuple[Series, ...]:
    """Give the turnout (where registered voters are published) and every candidate, in ballot order.

    A candidate's votes are taken out of all ballots of the sheet, blank and null ones too. A series to which
    no sheet belongs is left out.
    """
    *wider, place = (sheets.places.apart(level) for level in sheets.places.levels)
    found = [fit(str(c), sheets.of(c), sheets.cast, place, wider) for c in sheets.contest.candidates]
    known = sheets.registered > 0  # a register of nobody has no turnout
    if known.any():
        registered = np.where(known, sheets.registered, 0)
        turnout = fit(TURNOUT, np.minimum(sheets.cast, registered), registered, place, wider)
        found.insert(0, turnout)
    return tuple(series for series in found if len(series))
