"""What is known of a random sample: its strata, the sheets that have arrived, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints
    from veedor.count.roll import Roll
    from veedor.model import Contest


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: sheets among which some were drawn, each as likely.

    Parameters
    ----------
    name : str
        As published; empty where sheets were drawn from all alike.
    sheets, drawn : int
        Sheets on the roll, and in the sample.
    path : tuple of str
        The places, from the widest level, that all its sheets lie in.
    size : float
        Mean registered voters of its sheets; NaN where they are not published.
    """

    name: str
    sheets: int
    drawn: int
    path: tuple[str, ...] = ()
    size: float = float("nan")


@dataclass(frozen=True, eq=False)
class Traits:
    """What is known of drawn sheets before they arrive: their size, their kind of place.

    Parameters
    ----------
    arrived : float matrix, shape (n, n_traits)
        Of the sheets that have arrived.
    stratum : int vector, shape (m,)
        The stratum of each that is missing.
    missing : float matrix, shape (m, n_traits)
        Of these.
    """

    arrived: Floats
    stratum: Ints
    missing: Floats

    def so_far(self, known: Flags, stratum: Ints) -> Traits:
        """Take only some of those that have arrived as arrived, and the others as missing."""
        return Traits(self.arrived[known], stratum[~known], self.arrived[~known])


@dataclass(frozen=True, eq=False)
class Sample:
    """A random sample of sheets as far as it has arrived.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    strata : tuple of Stratum
        Those that have sheets on the roll.
    stratum : int vector, shape (n,)
        The stratum of each sheet that has arrived.
    votes : int matrix, shape (n, n_choices)
        Its votes; zero of an annulled sheet, which has arrived and counts for nobody.
    registered : float vector, shape (n,)
        Its registered voters; NaN where not published.
    ballots : float vector, shape (n,), optional
        Its ballots, where they are not the sum of votes; None where not published.
    arrival : float vector, shape (n,)
        Order of arrival (any increasing number; equal ones have no order), NaN where unknown.
    traits : Traits, optional
        What is known beforehand of the drawn sheets; None where the missing ones are not known by name.
    """

    contest: Contest
    strata: tuple[Stratum, ...]
    stratum: Ints
    votes: Ints
    registered: Floats
    ballots: Floats | None
    arrival: Floats
    traits: Traits | None = None

    def __len__(self) -> int:
        return len(self.stratum)

    @property
    def sheets(self) -> int:
        """Sheets on the roll."""
        return sum(stratum.sheets for stratum in self.strata)

    @property
    def drawn(self) -> int:
        """Sheets drawn."""
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def missing(self) -> int:
        """Drawn sheets that have not arrived."""
        return self.drawn - len(self)

    @property
    def arrived(self) -> Ints:
        """Sheets of each stratum that have arrived, shape (n_strata,)."""
        return np.bincount(self.stratum, minlength=len(self.strata))

    @property
    def timed(self) -> Flags:
        """Which of them have a place in the order of arrival, shape (n,)."""
        return np.isfinite(self.arrival)


MOST_KINDS = 12
"""Kinds of place (urban, rural, abroad) above which they are no traits."""


def traits_of(roll: Roll, stratum: Ints, arrived: Ints, missing: Ints) -> Traits | None:
    """Return the kind of place and the size of drawn sheets.

    Parameters
    ----------
    roll : Roll
        The sheets that should exist.
    stratum : int vector, shape (len(roll),)
        Within what each was drawn.
    arrived, missing : int vectors
        Rows of the drawn sheets that have arrived, and of those that have not.

    Returns
    -------
    Traits, optional
        None where nothing is known that differs within strata.
    """
    rows = np.concatenate((arrived, missing))
    columns: list[Floats] = []
    kinds = np.unique(roll.stratum[rows])
    if 1 < len(kinds) <= MOST_KINDS:
        columns += [(roll.stratum[rows] == kind).astype(np.float64) for kind in kinds[1:].tolist()]
    if bool((roll.registered[rows] > 0).all()):
        columns.append(np.log(roll.registered[rows].astype(np.float64)))
    if not columns:
        return None
    table = np.stack(columns, axis=1)
    return Traits(table[: len(arrived)], stratum[missing], table[len(arrived) :])
