"""How much more or less single regions drift than the whole: measured in the replays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.area_spread import PlacePart, SizeByArea
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.outstanding.area_spread import Fitted
    from veedor.outstanding.counted_sheets import PlaceSums

FEWEST_REGIONS = 4
"""Regions that are partly counted in a replay, below which nothing is learnt from it."""
FEWEST_REPLAYS = 3
"""Replays below which no region has an interval of its own."""


@dataclass(frozen=True, eq=False)
class RegionErrors:
    """What regions were missed by in one replay, beyond what all of them were.

    Parameters
    ----------
    seen : float matrix, shape (m, m)
        Sum of the products of these errors over the regions.
    explained : float
        What places differ by accounts for of its trace.
    size : float
        What a variance (trace) of one per squared size would make of that trace.
    regions : int
        How many there were.
    """

    seen: Floats
    explained: float
    size: float
    regions: int


def region_errors(
    model: Fitted, counted: PlaceSums, out: Floats, region: Ints, came: Floats, squares: Floats
) -> RegionErrors | None:
    """Compare a prediction with what came, region by region; None with too few of them.

    Parameters
    ----------
    model, counted : Fitted, PlaceSums
        What was expected, and of what.
    out : float vector, shape (n_leaves,)
        Size of what came in each polling place.
    region : int vector, shape (n_leaves,)
        The region of each polling place.
    came : float matrix, shape (n_regions, m)
        Votes of what came.
    squares : float vector, shape (n_regions,)
        Sums of the squares of the sizes of its sheets.

    Notes
    -----
    What places differ by is taken as that of a random draw: were the part that late places are unlike early
    ones taken off too, little would be left where regions do drift apart.
    """
    number = len(came)
    size = add_up(region, out, number)
    some = (size > 0) & (add_up(region, counted.sheets, number) > 0)
    if int(some.sum()) < FEWEST_REGIONS:
        return None
    expected = add_up(region, np.nan_to_num(model.rates) * out[:, None], number)
    error, size = np.nan_to_num(came - expected)[some], size[some]
    part = size / size.sum()
    beyond = error - part[:, None] * error.sum(axis=0)
    cells = SizeByArea(np.arange(len(region)), region, out, number)
    spread = sum((one.trace for one in model.by_area(cells, squares)), np.zeros(number))[some]
    # taking the common error away leaves 1 - w of the square of each region with the part w
    return RegionErrors(
        beyond.T @ beyond,
        float((spread * (1 - part)).sum()),
        float((size**2 * (1 - part)).sum()),
        len(size),
    )


@dataclass(frozen=True, eq=False)
class RegionDrift:
    """The spread of what regions drift by beyond the whole.

    Parameters
    ----------
    amount : float
        Variance (trace) per squared size; zero where what places differ by accounts for all of it.
    shape : float matrix, shape (m, m)
        Its covariance, with a trace of one.
    degrees : int
        Degrees of freedom: replays overlap, so that all together know as much as their regions.
    """

    amount: float
    shape: Floats
    degrees: int

    def part(self, size: Floats) -> PlacePart:
        """Return what areas are moved by.

        Parameters
        ----------
        size : float matrix, shape (n_areas, n_regions)
            Size of the rest of each area in each region. What is common to all is the drift of the whole:
            this moves areas against one another, and their sum by nothing.
        """
        whole = max(float(size.sum()), 1e-300)
        against = size.T - np.outer(size.sum(axis=0) / whole, size.sum(axis=1))
        nothing = np.zeros(len(size))
        return PlacePart(nothing, nothing, np.sqrt(self.amount) * against, self.degrees, self.shape)


def region_drift(errors: Sequence[tuple[RegionErrors | None, float]]) -> RegionDrift | None:
    """Pool the replays; None where there are too few.

    Parameters
    ----------
    errors : sequence of (RegionErrors, float)
        Of each replay, and how much farther the projection reaches.
    """
    found = [(one, reach) for one, reach in errors if one is not None]
    if len(found) < FEWEST_REPLAYS:
        return None
    seen = np.sum([reach**2 * one.seen for one, reach in found], axis=0)
    left = float(np.trace(seen)) - sum(reach**2 * one.explained for one, reach in found)
    size, whole = sum(one.size for one, _ in found), float(np.trace(seen))
    return RegionDrift(
        max(left, 0.0) / size if size > 0 else 0.0,
        seen / whole if whole > 0 else seen,
        max(1, min(one.regions for one, _ in found) - 1),
    )
