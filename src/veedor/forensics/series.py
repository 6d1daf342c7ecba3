"""What is tested: the turnout, and the votes of every candidate alike, each beside what it is out of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.betabinomial import posterior_rates
from veedor.count.dispersion import Grouped, fit_overdispersion_by_rate
from veedor.forensics.law import Chances, LawKind, sums_by_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.arrays import Flags, Floats, Ints
    from veedor.count import Sheets
    from veedor.forensics.law import Classes

TURNOUT = "turnout"
"""Name of the series of ballots out of registered voters."""
LARGEST = 5_000
"""Ballots above which a row is no polling station's sheet (a total of a place, a country's postal votes): its
law would be summed over as many numbers, and its digits say nothing of how sheets are filled in."""
TOTALS = 0.1
"""Share of rows above :data:`LARGEST` from which on all of them are taken for totals of places."""


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
    """

    name: str
    row: Ints
    hits: Ints
    trials: Ints
    rate: Floats
    rho: Floats
    place: Ints
    wider: tuple[Ints, ...] = ()

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def share(self) -> Floats:
        """Hits out of trials, shape (n,)."""
        shares: Floats = self.hits / self.trials
        return shares

    def take(self, chosen: Flags) -> Series:
        """Return some sheets only; the twin stays as fitted."""
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

    def law(self, kind: LawKind) -> tuple[Floats, Floats]:
        """Rate and overdispersion of a law of each sheet, each of shape (n,).

        Rates are drawn in for statistics of the shape of a whole distribution: around pooled rates the twin
        would be smoother than the count it stands for, and cry wolf
        (:func:`veedor.count.betabinomial.posterior_rates`).
        """
        match kind:
            case LawKind.POOLED:
                return self.rate, self.rho
            case LawKind.DRAWN_IN:
                return posterior_rates(self.hits, self.trials, (*self.wider, self.place), self.rho)
            case LawKind.OWN:
                return self.share, np.zeros(len(self))

    def chances(self, asked: Sequence[Classes]) -> tuple[Chances, ...]:
        """Chances of several kinds of classes, in their order; each law of each sheet is written once.

        Parameters
        ----------
        asked : sequence of Classes
            What the tests of this series need.
        """
        found = tuple(Chances(len(self), classes.k) for classes in asked)
        for kind in dict.fromkeys(classes.law for classes in asked):
            these = [pair for pair in zip(asked, found, strict=True) if pair[0].law is kind]
            sums_by_class(self.trials, *self.law(kind), these)
        return found


def fit(
    several: Mapping[str, Ints], trials: Ints, place: Ints, wider: Sequence[Ints] = ()
) -> Iterator[Series]:
    """Fit the twins of numbers out of the same trials; what they share is held once.

    Parameters
    ----------
    several : mapping of str to int vector, shape (n_sheets,)
        Numbers by the name of their series.
    trials : int vector, shape (n_sheets,)
        What they are out of; sheets without trials, or with more than :data:`LARGEST`, are left out.
    place : int vector, shape (n_sheets,)
        Codes of the finest places.
    wider : sequence of int vectors, shape (n_sheets,)
        Codes of the wider ones.
    """
    row = np.flatnonzero((trials > 0) & (trials <= LARGEST))
    if not len(row):
        return
    place = np.unique(place[row], return_inverse=True)[1]
    grouped = Grouped(trials[row], place)
    around = tuple(code[row] for code in wider)
    for name, numbers in several.items():
        hits = numbers[row]
        rate, rho = grouped.rates(hits)[place], fit_overdispersion_by_rate(hits, grouped)[place]
        yield Series(name, row, hits, grouped.trials, rate, rho, place, around)


def series_of(sheets: Sheets) -> tuple[Series, ...]:
    """Return the turnout (where registered voters are published) and every candidate, in ballot order.

    A candidate's votes are taken out of all ballots of the sheet, blank and null ones too. A series to which
    no sheet belongs is left out.
    """
    *wider, place = (sheets.places.apart(level) for level in sheets.places.levels)
    cast = sheets.cast
    registered = np.where(sheets.registered > 0, sheets.registered, 0)  # a register of nobody has no turnout
    votes = {str(choice): sheets.of(choice) for choice in sheets.contest.candidates}
    turnout = fit({TURNOUT: np.minimum(cast, registered)}, registered, place, wider)
    return (*turnout, *fit(votes, cast, place, wider))
