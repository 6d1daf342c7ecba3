"""Today's votes of a polling place by those of an earlier election: a regression, and places around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.area_spread import PlaceSpread, SlopePart
from veedor.outstanding.counted_sheets import PlaceSums
from veedor.outstanding.place_model import fit_places
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.area_spread import AreaPart, SizeByArea
    from veedor.outstanding.place_model import PlaceModel
    from veedor.outstanding.tree import Tree

PLACES = 5
"""Counted places for each slope below which nothing is learnt from the earlier election."""
HALF = 3.0
"""Sheets from which a place tells half as much of the slopes as one of very many."""
TINY = 1e-9
"""Spread of a feature below which it tells nothing apart."""
RIDGE = 1.0
"""Places without any difference that are added, so that features that say the same do no harm."""


@dataclass(frozen=True, eq=False)
class BaselineModel:
    """What the earlier election and the places around lead one to expect of every polling place.

    Parameters
    ----------
    rest : PlaceModel
        Random places of what the regression leaves.
    rates : float matrix, shape (n_leaves, m)
        Expected votes per size.
    design : float matrix, shape (n_leaves, n_slopes)
        What each place is predicted from, less its mean over the counted places of the region.
    turned : float matrix, shape (n_slopes, n_slopes)
        Inverse of the weighted products of the design of the counted places.
    pulls : float array, shape (n_regions, n_slopes, m)
        What each region pulls the slopes by.
    explained : float
        The part of what the counted places differ by that the regression takes away.
    """

    rest: PlaceModel
    rates: Floats
    design: Floats
    turned: Floats
    pulls: Floats
    explained: float

    def spread(self, size: Floats, squares: float) -> PlaceSpread:
        """Say how far off the expected votes of some sheets may be, slopes included.

        The parameters are those of :meth:`PlaceModel.spread`; the error of the slopes is clustered by region.
        """
        found = self.rest.spread(size, squares)
        along = self.turned @ (size @ self.design)
        moved = np.einsum("rpm,p->rm", self.pulls, along)
        covariance = moved.T @ moved
        amount = max(float(np.trace(covariance)), 0.0)
        shape = covariance / amount if amount > 0 else covariance
        degrees = max(len(self.pulls) - 1, 1)
        return PlaceSpread(
            np.append(found.amounts, amount),
            np.append(found.squares, amount**2 / degrees),
            np.concatenate((found.shapes, shape[None])),
        )

    def by_area(self, size: SizeByArea, squares: Floats) -> tuple[AreaPart, ...]:
        """Say the same of several areas together, see :meth:`PlaceModel.by_area`."""
        along = np.zeros((size.areas, self.design.shape[1]))
        np.add.at(along, size.area, size.size[:, None] * self.design[size.node])
        moved = np.einsum("rpm,pa->ram", self.pulls, self.turned @ along.T)
        degrees = float(max(len(self.pulls) - 1, 1))
        return (*self.rest.by_area(size, squares), SlopePart(moved, degrees))


def fit_with_baseline(
    features: Floats, matched: Flags
) -> Callable[[Tree, PlaceSums], PlaceModel | BaselineModel]:
    """Return the method that learns from an earlier election, to be fitted to counted sheets.

    Parameters
    ----------
    features : float matrix, shape (n_leaves, n_features)
        What the earlier election says of each polling place.
    matched : bool vector, shape (n_leaves,)
        Which of them it knows.

    Notes
    -----
    Votes per size are regressed on the features over the counted places that are matched, with a ridge of one
    place; random places are fitted to what is left. With fewer than five places for each slope nothing is
    learnt, and random places stand alone.

    References
    ----------
    Sarndal, Swensson and Wretman, *Model Assisted Survey Sampling* (1992), section 6.4 (regression);
    Cameron and Miller, *Journal of Human Resources* 50 (2015), 317-372 (clustered errors).
    """
    mean, sd = features.mean(axis=0), features.std(axis=0)
    moving = sd > TINY
    scaled = (features[:, moving] - mean[moving]) / sd[moving]
    design: Floats = np.column_stack([np.ones(len(features)), scaled])

    def fit(tree: Tree, counted: PlaceSums) -> PlaceModel | BaselineModel:
        some = (counted.sheets > 0) & matched
        if some.sum() < PLACES * design.shape[1]:
            return fit_places(tree, counted)
        known = np.isfinite(np.diagonal(counted.squares))
        y = np.where(known, counted.rates, 0) / np.maximum(counted.sheets, 1)[:, None]
        weight = np.where(some, counted.sheets / (counted.sheets + HALF), 0)
        power = design.T @ (weight[:, None] * design)
        power[1:, 1:] += RIDGE * np.eye(len(power) - 1)
        turned = np.linalg.inv(power).astype(np.float64)
        slopes = turned @ (design.T @ (weight[:, None] * y))
        offset: Floats = design @ slopes
        rest = fit_places(tree, _without(counted, np.where(known, offset, 0)))
        region, regions = _regions(tree, weight)
        apart = _centred(design, weight, region, regions)
        left = weight[:, None] * _centred(np.where(some[:, None], y - offset, 0), weight, region, regions)
        pulls = np.stack([add_up(region, left * x[:, None], regions) for x in apart.T], axis=1)
        heard = np.bincount(region, weight, regions) > 0
        gone = 1 - _square(y - offset, weight) / max(_square(y, weight), TINY)
        return BaselineModel(rest, rest.rates + offset, apart, turned, pulls[heard], gone)

    return fit


def _square(table: Floats, weight: Floats) -> float:
    """Return the weighted sum of squares of some rows about their mean."""
    mean = weight @ table / max(float(weight.sum()), TINY)
    return float(weight @ ((table - mean) ** 2).sum(axis=1))


def _regions(tree: Tree, weight: Floats) -> tuple[Ints, int]:
    """Return the widest places of which enough are counted to part their effects from the slopes'."""
    for region in (*tree.ancestors[-2:0:-1], tree.ancestors[0]):
        number = int(region.max(initial=0)) + 1
        if (np.bincount(region, weight, number) > 0).sum() >= PLACES:
            return region, number
    return tree.ancestors[0], tree.leaves


def _centred(table: Floats, weight: Floats, region: Ints, regions: int) -> Floats:
    """Take from each row the mean of the counted places of its region; of all, where none of it is counted.

    What a region differs by is left to the places: it is no error of a slope.
    """
    by = np.bincount(region, weight, regions)
    whole = (weight @ table) / weight.sum()
    mean = np.where(
        (by > 0)[:, None],
        add_up(region, weight[:, None] * table, regions) / np.maximum(by, 1e-9)[:, None],
        whole,
    )
    found: Floats = table - mean[region]
    return found


def _without(counted: PlaceSums, offset: Floats) -> PlaceSums:
    """Return the same sums of what votes are beyond some rates of their places, shape (n_leaves, m)."""
    expected = offset * counted.sheets[:, None]
    both = np.nan_to_num(counted.rates).T @ offset
    squares = counted.squares - both - both.T + offset.T @ expected
    return PlaceSums(
        counted.sheets,
        counted.size,
        counted.totals - offset * counted.size[:, None],
        counted.rates - expected,
        squares,
        counted.observed,
    )
