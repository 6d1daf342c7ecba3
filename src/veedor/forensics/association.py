"""Correlation and slope of a share on the turnout: over the country, and within places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import common_rows
from veedor.forensics.result import SeriesTest

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.forensics.series import Series


SLOPE = "slope_on_turnout"
LOWEST = 0.05
"""Below this mean share a slope is the noise of a few votes."""


def slope_on_turnout(
    turnout: Series | None, series: Series, simulations: int, rng: np.random.Generator
) -> SeriesTest:
    """Whether sheets with more turnout than their neighbours give a candidate more votes than theirs.

    The slope over the whole country (Myagkov, Ordeshook, Shakin 2009; Sobyanin, Sukhovolsky 1993) mixes
    places that turn out and vote differently for a hundred reasons ("pre-existing heterogeneity can only
    cloud the issue": Deckert, Myagkov, Ordeshook 2011); it is given for description only. Tested is the
    slope within places, against shares exchanged among the sheets of each place. The exchanges are
    rotations of a random order, a group of permutations, so that the test is exact if sheets of one place
    are exchangeable.

    Parameters
    ----------
    turnout : Series, optional
        Ballots out of registered voters.
    series : Series
        Votes of one candidate out of ballots.
    simulations : int
        Exchanges to draw.
    rng : numpy Generator
        Source of chance.
    """
    if turnout is None:
        return SeriesTest(SLOPE, series.name, len(series), "no_registered")
    if series.rate.mean() < LOWEST:
        return SeriesTest(SLOPE, series.name, len(series), "shares_near_zero")
    first, second = common_rows(turnout.row, series.row)
    came, share, place = turnout.share[first], series.share[second], series.place[second]
    voted = series.hits[second] / turnout.trials[first]
    size = np.bincount(place)[place]
    kept = size > 1
    if kept.sum() < 100 or share.std() == 0 or came.std() == 0:
        return SeriesTest(SLOPE, series.name, len(came), "too_few_neighbours")
    tested = _slope(series.name, _within(came[kept], share[kept], place[kept]), simulations, rng)
    if tested is None:
        return SeriesTest(SLOPE, series.name, len(came), "too_few_neighbours")
    extra = (
        ("correlation", float(np.corrcoef(came, share)[0, 1])),
        ("slope_country", float(np.polyfit(came, share, 1)[0])),
        ("slope_of_registered", float(np.polyfit(came, voted, 1)[0])),
    )
    return replace(tested, extra=extra)


def _slope(
    name: str,
    within: tuple[Floats, Floats, Ints],
    simulations: int,
    rng: np.random.Generator,
) -> SeriesTest | None:
    """Test the slope of what :func:`_within` gives; None where the turnout differs within no place."""
    came, share, code = within
    square = float((came**2).sum())
    if square == 0:
        return None
    slope = float((came * share).sum()) / square
    simulated = _rotated(came, share, code, simulations, rng) / square
    sd = float(simulated.std())
    extreme = int((np.abs(simulated) >= abs(slope) - 1e-12).sum())
    return SeriesTest(
        SLOPE,
        name,
        len(came),
        "",
        slope,
        float(simulated.mean()),
        sd,
        (1 + extreme) / (1 + simulations),
        slope,
        float(2.8016 * sd),
        "points_a_point",
        True,
        simulations,
    )


def _within(came: Floats, share: Floats, place: Ints) -> tuple[Floats, Floats, Ints]:
    """Both as distances from the mean of their place, in the order of places."""
    order = np.argsort(place, kind="stable")
    _, code, size = np.unique(place[order], return_inverse=True, return_counts=True)

    def centred(values: Floats) -> Floats:
        ordered = values[order]
        result: Floats = ordered - (np.bincount(code, weights=ordered) / size)[code]
        return result

    return centred(came), centred(share), code


def _rotated(came: Floats, share: Floats, code: Ints, simulations: int, rng: np.random.Generator) -> Floats:
    """Sum of products with the shares rotated within each place, once for each simulation."""
    size = np.bincount(code)
    shuffled = np.lexsort((rng.random(len(code)), code))
    came, share = came[shuffled], share[shuffled]
    size_of = size[code].astype(np.int32)
    start_of = (np.cumsum(size) - size)[code].astype(np.int32)
    position = np.arange(len(code), dtype=np.int32) - start_of
    results = np.empty(simulations)
    for i in range(simulations):
        turned = position + np.repeat((rng.random(len(size)) * size).astype(np.int32), size)
        turned -= size_of * (turned >= size_of)
        turned += start_of
        # not a BLAS product: its threads would fight with ours over vectors this short
        results[i] = (came * share[turned]).sum()
    return results
