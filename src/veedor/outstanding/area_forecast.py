"""A projection of several areas together: the errors of the whole, shared out to where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.area_spread import SizeByArea, tailed, with_degrees
from veedor.outstanding.estimate import DOUBT
from veedor.outstanding.replay import CLASSES, SILENT
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.outstanding.area_spread import AreaPart, PlacePart
    from veedor.outstanding.estimate import Forecast
    from veedor.outstanding.methods import SplitCount


@dataclass(frozen=True, eq=False)
class AreaForecast:
    """What is expected of the rest in each area, with all that its error is made of.

    Parameters
    ----------
    rest : float matrix, shape (n_areas, m)
        Expected votes of the rest.
    spread : tuple of AreaPart
        What places differ by.
    unlike : float
        By how much more places that are out may differ than counted ones do.
    size : float vector, shape (n_areas,)
        Size of the rest that is not silent: it drifts.
    moved : float matrix, shape (n_areas, m)
        What the drift adds to the votes of that rest.
    errors : float matrix, shape (n_replays, m)
        Error per size of each replay when the drift is taken from the others, weighted so that their squares
        add up to a mean.
    degrees : int
        Degrees of freedom of the drift.
    apart : PlacePart, optional
        What areas drift by against one another; absent where the replays do not tell.
    """

    rest: Floats
    spread: tuple[AreaPart, ...]
    unlike: float
    size: Floats
    moved: Floats
    errors: Floats
    degrees: int
    apart: PlacePart | None

    def draws(self, number: int, columns: Sequence[int], rng: np.random.Generator) -> Floats:
        """Draw votes of the rest in some columns, shape (number, n_areas, n_columns): all areas together."""
        few = list(columns)
        found = np.repeat(self.rest[None, :, few], number, axis=0)
        for part in self.spread:
            found += self.unlike * part.draw(number, few, rng)
        if self.apart is not None and self.apart.common.any():
            found += self.apart.draw(number, few, rng)
        normal = tailed(rng.standard_normal((number, len(self.errors) + 1)), self.degrees, rng)
        found += (normal[:, :-1] @ self.errors[:, few])[:, None] * self.size[:, None]
        found += DOUBT * normal[:, -1, None, None] * self.moved[:, few]
        return found

    def variance(self, gradients: Floats) -> tuple[Floats, Floats]:
        """Return variance along a gradient of each area, shape (n_areas, m), and its degrees of freedom."""
        drift = self.size**2 * ((gradients @ self.errors.T) ** 2).sum(axis=1)
        drift += (DOUBT * (self.moved * gradients).sum(axis=1)) ** 2
        whole, below = drift, drift**2 / max(self.degrees, 1)
        scaled = [(self.unlike**2, part) for part in self.spread]
        for factor, part in [*scaled, *([] if self.apart is None else [(1.0, self.apart)])]:
            amount, degrees = part.variance(gradients)
            whole = whole + factor * amount
            below = below + (factor * amount) ** 2 / degrees
        return with_degrees(whole, below)


def forecast_by_area(parts: SplitCount, view: Forecast, area: Ints, areas: int) -> AreaForecast:
    """Share a projection out to areas.

    Parameters
    ----------
    parts : SplitCount
        The count.
    view : Forecast
        What is expected of all the rest; with degrees of freedom.
    area : int vector, shape (k,)
        The area of each outstanding sheet.
    areas : int
        How many areas there are.
    """
    leaf, size = parts.out_leaf, parts.out_size
    classes = view.guess.classes[leaf]
    by_class = np.bincount(area * CLASSES + classes, size, areas * CLASSES).reshape(areas, CLASSES)
    drift = np.nan_to_num(view.drift)
    moved = by_class @ drift
    expected = add_up(area, np.nan_to_num(parts.model.rates)[leaf] * size[:, None], areas)
    errors = (view.residuals[:, 1] - view.residuals[:, 0]) * view.scales[:, None]
    regions = parts.known.regions
    heard = classes < SILENT
    cells = (area * len(regions.names) + regions.codes[~parts.known.counted])[heard]
    by_region = add_up(cells, size[heard], areas * len(regions.names)).reshape(areas, -1)
    weights = view.weights / max(float(view.weights.sum()), 1e-300)
    return AreaForecast(
        rest=expected + moved,
        spread=parts.model.by_area(SizeByArea.of(leaf, area, size, areas), add_up(area, size**2, areas)),
        unlike=view.unlike,
        size=by_class[:, :SILENT].sum(axis=1),
        moved=by_class[:, :SILENT] @ drift[:SILENT],
        errors=np.nan_to_num(errors * np.sqrt(weights)[:, None]),
        degrees=view.degrees,
        apart=None if view.by_region is None else view.by_region.part(by_region),
    )
