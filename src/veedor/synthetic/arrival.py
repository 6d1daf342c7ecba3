"""The order in which sheets arrive, the clock of the preliminary count, and its publications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import datetime

    from veedor.arrays import Floats, Ints, Times
    from veedor.synthetic.geography import Land
    from veedor.synthetic.plan import Arrival


@dataclass(frozen=True, eq=False)
class Clock:
    """When each sheet was verified, and when the count was published.

    Parameters
    ----------
    rank : float vector, shape (n_sheets,)
        Order of arrival, from 0 to 1.
    verified_at : datetime64[s] vector, shape (n_sheets,)
        NaT for sheets that never reached the preliminary count.
    published_at : datetime64[s] vector
        Times of publication, ascending.
    """

    rank: Floats
    verified_at: Times
    published_at: Times


def order(plan: Arrival, land: Land, rng: np.random.Generator) -> Floats:
    """Draw the order of arrival.

    Parameters
    ----------
    plan : Arrival
        What delays a sheet.
    land : Land
        Where the sheets are.
    rng : numpy Generator
        Source of chance.

    Returns
    -------
    float vector, shape (n_sheets,)
        Ranks from 0 (first) to 1 (last), all different.
    """
    of_place = rng.normal(0, np.sqrt(plan.place_effect), len(land.urban))
    of_place += np.where(land.urban, 0.0, plan.rural_delay)
    delay = of_place[land.of_sheet] + rng.normal(0, np.sqrt(1 - plan.place_effect), len(land.of_sheet))
    rank: Floats = np.argsort(np.argsort(delay)) / max(1, len(delay) - 1)
    return rank


def within_place(rank: Floats, land: Land) -> Floats:
    """Return the rank of each sheet among those of its place, from 0 to 1 (0.5 for a place of one)."""
    by_place = np.lexsort((rank, land.of_sheet))
    sizes = np.bincount(land.of_sheet)
    start = np.repeat(np.cumsum(sizes) - sizes, sizes)
    position = np.empty(len(rank))
    position[by_place] = np.arange(len(rank)) - start
    size = sizes[land.of_sheet]
    return np.where(size > 1, position / np.maximum(size - 1, 1), 0.5)


def run_clock(plan: Arrival, rank: Floats, rng: np.random.Generator) -> Clock:
    """Let the clock run over the order of arrival.

    Parameters
    ----------
    plan : Arrival
        When the count runs, stops and resumes.
    rank : float vector, shape (n_sheets,)
        Order of arrival, from 0 to 1.
    rng : numpy Generator
        Source of chance.
    """
    closed, stopped = _seconds(plan.closed), _seconds(plan.stopped)
    silence = stopped + int(plan.verified_on.total_seconds())
    resumed, ended = _seconds(plan.resumed), _seconds(plan.ended)
    opening = closed + 600
    # slow start, steady middle: the square root of the rank spreads the first sheets over time
    shares = np.concatenate((np.linspace(0, 1, 25) ** 1.5 * plan.at_stop, (plan.at_silence,)))
    times = np.concatenate((np.linspace(opening, stopped, 25), (silence,)))
    evening = np.interp(rank, shares, times)
    morning = np.interp(rank, (plan.at_silence, plan.at_end), (resumed, ended))
    at = np.where(rank <= plan.at_silence, evening, np.maximum(morning, resumed)).astype(np.int64)
    verified = at.astype("datetime64[s]")
    verified[rank > plan.at_end] = np.datetime64("NaT", "s")
    return Clock(rank, verified, _publications(plan, opening, rng))


def _publications(plan: Arrival, opening: int, rng: np.random.Generator) -> Times:
    cadence = plan.cadence.total_seconds()

    def steps(start: int, end: int) -> Ints:
        gaps = rng.normal(cadence, cadence / 12, size=int((end - start) / cadence * 2) + 2)
        at = start + np.cumsum(np.maximum(gaps, cadence / 2))
        return at[at < end].astype(np.int64)

    stopped, again = _seconds(plan.stopped), _seconds(plan.published_again)
    before = steps(opening, stopped - int(cadence / 2))
    after = steps(again, _seconds(plan.ended))
    return np.concatenate((before, [stopped, again], after, [_seconds(plan.ended)])).astype("datetime64[s]")


def _seconds(moment: datetime) -> int:
    return int(np.datetime64(moment, "s").astype(np.int64))
