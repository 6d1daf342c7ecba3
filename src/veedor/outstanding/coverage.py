"""Whether a projection may be given: how much of what is outstanding lies in places that have reported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.arrays import Floats


REFUSE_BELOW = 0.33
"""Share of the outstanding size in places that have reported, below which no projection is given."""
WARN_BELOW = 0.60
"""The same, below which a projection carries a warning."""
SMALL = 0.05
"""Share of all voters in places that have not reported, up to which it does not matter where they are."""
SILENT_AT_MOST = 0.10
"""Share of all voters in regions of which nothing is counted, from which no projection is given."""


class CoverageVerdict(StrEnum):
    """Whether a projection may be given, and why not."""

    OPEN = "open"
    WARNING = "warning"
    REFUSED = "refused"
    NOTHING_COUNTED = "nothing_counted"
    ALL_COUNTED = "all_counted"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is outstanding lies in places that have reported, and what follows.

    Parameters
    ----------
    share : float
        Share of the outstanding size (registered voters, where they are known) that lies in polling places
        with at least one counted sheet; NaN where nothing is outstanding.
    silent : float
        Share of all voters in regions and classes of which nothing is counted.
    verdict : CoverageVerdict
        Whether a projection may be given.
    """

    share: float
    silent: float
    verdict: CoverageVerdict

    @property
    def passes(self) -> bool:
        """Whether a projection may be given."""
        return self.verdict in {CoverageVerdict.OPEN, CoverageVerdict.WARNING}


def coverage_of(counted: Floats, outstanding: Floats, whole: float, silent: float = 0.0) -> Coverage:
    """Judge whether what is counted can speak for what is outstanding.

    Parameters
    ----------
    counted : float vector, shape (n_leaves,)
        Counted sheets of each polling place.
    outstanding : float vector, shape (n_leaves,)
        Outstanding size of each.
    whole, silent : float
        Size of all sheets, and of those in regions of which nothing is counted.
    """
    rest = float(outstanding.sum())
    if not counted.any():
        return Coverage(0.0 if rest else float("nan"), 1.0, CoverageVerdict.NOTHING_COUNTED)
    if rest <= 0:
        return Coverage(float("nan"), 0.0, CoverageVerdict.ALL_COUNTED)
    heard = float(outstanding[counted > 0].sum())
    share, quiet, small = heard / rest, silent / whole, rest - heard <= SMALL * whole
    if quiet >= SILENT_AT_MOST or (share < REFUSE_BELOW and not small):
        verdict = CoverageVerdict.REFUSED
    elif quiet > 0 or (share < WARN_BELOW and not small):
        verdict = CoverageVerdict.WARNING
    else:
        verdict = CoverageVerdict.OPEN
    return Coverage(share, quiet, verdict)
