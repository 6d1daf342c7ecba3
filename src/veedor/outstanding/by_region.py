"""A projection region by region: which are complete, partly counted or silent, and what comes of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.outstanding.arrays import Floats
    from veedor.outstanding.estimate import Forecast
    from veedor.outstanding.methods import SplitCount


class RegionState(StrEnum):
    """How much of a region is counted."""

    COMPLETE = "complete"
    PARTLY = "partly"
    SILENT = "silent"


@dataclass(frozen=True, eq=False)
class RegionOutlook:
    """One region.

    Parameters
    ----------
    name : str
        As published.
    sheets, counted : int
        Sheets expected, and counted.
    now, expected : float vectors, shape (n_measures,)
        Values of what is counted; and with what is expected of the rest, NaN where no projection is given.
    """

    name: str
    sheets: int
    counted: int
    now: Floats
    expected: Floats

    @property
    def state(self) -> RegionState:
        """How much of it is counted."""
        if not self.counted:
            return RegionState.SILENT
        return RegionState.COMPLETE if self.counted == self.sheets else RegionState.PARTLY


def by_region(parts: SplitCount, view: Forecast | None) -> tuple[RegionOutlook, ...]:
    """Give the regions of a count in the order of their names.

    Parameters
    ----------
    parts : SplitCount
        What is counted, and what is out.
    view : Forecast, optional
        What is expected of the rest.

    Notes
    -----
    Each outstanding sheet adds what is expected of its place, with the drift of its class. Without an
    interval: drift is measured on the whole count, and a single region may be far from it.
    """
    known, columns, regions = parts.known, parts.columns, parts.known.regions
    if not regions.level:
        return ()
    votes, _ = known.columns(columns)
    number, out = len(regions.names), ~known.counted
    sheets = np.bincount(regions.codes, minlength=number)
    counted = np.bincount(regions.codes[known.counted], minlength=number)
    heard = add_up(regions.codes[known.counted], votes[known.counted], number)
    rest = np.full(heard.shape, np.nan)
    if view is not None:
        rates = parts.model.rates + view.drift[view.guess.classes]
        rest = add_up(regions.codes[out], rates[parts.out_leaf] * parts.out_size[:, None], number)
    now, then = columns.values(heard), columns.values(heard + rest)
    rows = sorted(np.flatnonzero(sheets > 0).tolist(), key=lambda i: regions.names[i])
    return tuple(
        RegionOutlook(regions.names[i], int(sheets[i]), int(counted[i]), now[i], then[i]) for i in rows
    )
