"""Whether a projection may be given: how much of what is outstanding lies in places that have reported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REFUSE_BELOW = 0.33
"""Share of the outstanding size in places that have reported, below which no projection is given."""
WARN_BELOW = 0.60
"""The same, below which a projection carries a warning."""


class Verdict(StrEnum):
    """What the gate says."""

    OPEN = "open"
    WARNING = "warning"
    REFUSED = "refused"
    NOTHING_COUNTED = "nothing_counted"
    ALL_COUNTED = "all_counted"


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate and what it rests on.

    Parameters
    ----------
    share : float
        Share of the outstanding size (registered voters, where they are known) that lies in polling places
        with at least one counted sheet; NaN where nothing is outstanding.
    verdict : Verdict
        Whether a projection may be given.
    """

    share: float
    verdict: Verdict

    @property
    def passes(self) -> bool:
        """Whether a projection may be given."""
        return self.verdict in {Verdict.OPEN, Verdict.WARNING}


def gate(counted: Floats, outstanding: Floats) -> Gate:
    """Judge whether what is counted can speak for what is outstanding.

    Parameters
    ----------
    counted : float vector, shape (n_leaves,)
        Counted sheets of each polling place.
    outstanding : float vector, shape (n_leaves,)
        Outstanding size of each.
    """
    rest = float(outstanding.sum())
    if not counted.any():
        return Gate(0.0 if rest else float("nan"), Verdict.NOTHING_COUNTED)
    if rest <= 0:
        return Gate(float("nan"), Verdict.ALL_COUNTED)
    share = float(outstanding[counted > 0].sum()) / rest
    if share < REFUSE_BELOW:
        return Gate(share, Verdict.REFUSED)
    return Gate(share, Verdict.WARNING if share < WARN_BELOW else Verdict.OPEN)
