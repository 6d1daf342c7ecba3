"""A projection region by region: which are complete, partly counted or silent, and what comes of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.area_forecast import forecast_by_area
from veedor.outstanding.estimate import quantile
from veedor.outstanding.partial_count import Sizing
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.model import ChoiceId
    from veedor.outstanding.area_forecast import AreaForecast
    from veedor.outstanding.estimate import Forecast
    from veedor.outstanding.methods import SplitCount

CHUNK = 1_000_000
"""Votes drawn at a time, so that memory does not grow with the number of draws."""


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
    low, high : float vectors, shape (n_measures,)
        Interval at 95 %, cut at what is possible; NaN where the replays do not tell how regions differ.
    ahead, then : ChoiceId, optional
        Who has most votes by what is counted, and who with what is expected of the rest; None where nobody
        has any, two have as many, or nothing is expected.
    probability : float
        Share of the draws in which that one is ahead; NaN where there is no interval.
    """

    name: str
    sheets: int
    counted: int
    now: Floats
    expected: Floats
    low: Floats
    high: Floats
    ahead: ChoiceId | None
    then: ChoiceId | None
    probability: float

    @property
    def state(self) -> RegionState:
        """How much of it is counted."""
        if not self.counted:
            return RegionState.SILENT
        return RegionState.COMPLETE if self.counted == self.sheets else RegionState.PARTLY


def by_region(
    parts: SplitCount, view: Forecast | None, open_ballots: float, draws: int, seed: int
) -> tuple[RegionOutlook, ...]:
    """Return the regions of a count in the order of their names.

    Parameters
    ----------
    parts : SplitCount
        What is counted, and what is out.
    view : Forecast, optional
        What is expected of the rest.
    open_ballots : float
        Ballots that are open in all; NaN where nothing bounds them.
    draws, seed : int
        How many, and the seed of the pseudo-random numbers.
    """
    known, columns, regions = parts.known, parts.columns, parts.known.regions
    if not regions.level:
        return ()
    number, out = len(regions.names), ~known.counted
    sheets = np.bincount(regions.codes, minlength=number)
    counted = np.bincount(regions.codes[known.counted], minlength=number)
    heard = add_up(parts.region, parts.pool.totals, number)
    now = columns.values(heard)
    nothing = np.full(now.shape, np.nan)
    forecast = None if view is None else forecast_by_area(parts, view, regions.codes[out], number)
    then, low, high, chance = nothing, nothing, nothing, np.full(number, np.nan)
    total = heard if forecast is None else heard + forecast.rest
    if forecast is not None:
        then = columns.values(total)
        if forecast.apart is not None:
            low, high = _interval(parts, forecast, heard, then, open_ballots)
            chance = _ahead(parts, forecast, heard, draws, seed)
    rows = sorted(np.flatnonzero(sheets > 0).tolist(), key=lambda i: regions.names[i])
    return tuple(
        RegionOutlook(
            regions.names[i],
            int(sheets[i]),
            int(counted[i]),
            now[i],
            then[i],
            low[i],
            high[i],
            _first(parts, heard[i]),
            None if forecast is None else _first(parts, total[i]),
            float(chance[i]) if counted[i] < sheets[i] else float("nan"),
        )
        for i in rows
    )


def _interval(
    parts: SplitCount, forecast: AreaForecast, heard: Floats, then: Floats, open_ballots: float
) -> tuple[Floats, Floats]:
    """Return the interval of each measure in each region, cut at what its open sheets can hold."""
    columns, regions, known = parts.columns, parts.known.regions, parts.known
    gradients = np.stack([columns.gradients(total) for total in heard + forecast.rest])
    low, high = then.copy(), then.copy()
    for i in range(then.shape[1]):
        variance, degrees = forecast.variance(gradients[:, i])
        half = np.where(variance > 0, quantile(degrees) * np.sqrt(variance), 0)
        low[:, i], high[:, i] = then[:, i] - half, then[:, i] + half
    size = add_up(regions.codes[~known.counted], parts.out_size, len(regions.names))
    # voters of the sheets bound their ballots unless the case says otherwise
    if known.sizing is Sizing.REGISTERED and size.sum() >= open_ballots:
        for k, ballots in enumerate(size.tolist()):
            least, most = columns.bounds(heard[k], ballots)
            low[k], high[k] = np.clip(low[k], least, most), np.clip(high[k], least, most)
    return low, high


def _first(parts: SplitCount, total: Floats) -> ChoiceId | None:
    """Return the candidate with most votes; None where there are two, or no votes."""
    contest = parts.known.contest
    votes = {
        choice.choice_id: float(total[column])
        for choice, column in zip(contest.choices, parts.columns.choices, strict=True)
        if choice.choice_id in contest.candidates
    }
    ranked = sorted(votes, key=lambda choice: -votes[choice])
    if not ranked or not votes[ranked[0]] > 0:
        return None
    return None if len(ranked) > 1 and votes[ranked[1]] == votes[ranked[0]] else ranked[0]


def _ahead(parts: SplitCount, forecast: AreaForecast, heard: Floats, draws: int, seed: int) -> Floats:
    """Return share of the draws in which who is expected to be ahead in a region is, shape (n_regions,)."""
    contest, every = parts.known.contest, parts.columns.choices
    standing = [
        column
        for choice, column in zip(contest.choices, every, strict=True)
        if choice.choice_id in contest.candidates
    ]
    expected = np.argmax((heard + forecast.rest)[:, standing], axis=1)
    rng, found = np.random.default_rng(seed), np.zeros(len(heard))
    step = max(1, CHUNK // max(1, len(heard) * len(standing)))
    for begin in range(0, draws, step):
        number = min(step, draws - begin)
        drawn = heard[:, standing] + forecast.draws(number, standing, rng).clip(0)
        found += (drawn.argmax(axis=2) == expected).sum(axis=0)
    return found / draws
