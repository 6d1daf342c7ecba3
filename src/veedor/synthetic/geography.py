"""Regions, municipalities, localities and polling places of a country that does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.arrays import Flags, Floats, Ints
    from veedor.synthetic.plan import Geography

LEVELS = ("region", "municipality", "locality", "place")
"""From the widest to the finest."""

_STARTS = (
    "Al",
    "Bra",
    "Cor",
    "Dal",
    "Es",
    "Fo",
    "Gre",
    "Hal",
    "Il",
    "Jun",
    "Kel",
    "Lo",
    "Mar",
    "Nor",
    "Ol",
    "Per",
)
_MIDDLES = ("a", "ba", "de", "i", "la", "me", "no", "ri", "sta", "to", "u", "ve")
_ENDS = ("da", "gan", "la", "mar", "na", "ra", "ron", "sa", "ta", "ven", "vida", "ya")
_HOUSES = ("School", "Town Hall", "Library", "Market Hall", "Sports Centre", "Community House", "Institute")


@dataclass(frozen=True, eq=False)
class Land:
    """The polling places of the country, and which sheets each has.

    Parameters
    ----------
    paths : mapping of level to object vector, shape (n_places,)
        Name of the place at each level.
    region, municipality : int vectors, shape (n_places,)
        Codes, municipalities counted over the whole country.
    urban : bool vector, shape (n_places,)
        Whether a place is urban.
    lat, lon : float vectors, shape (n_places,)
        Coordinates around 0, 0: in the sea, so that nobody takes them for a real country.
    of_sheet : int vector, shape (n_sheets,)
        The place of each sheet.
    registered : int vector, shape (n_sheets,)
        Registered voters of each sheet.
    """

    paths: dict[str, NDArray[np.object_]]
    region: Ints
    municipality: Ints
    urban: Flags
    lat: Floats
    lon: Floats
    of_sheet: Ints
    registered: Ints


def make_land(plan: Geography, rng: np.random.Generator) -> Land:
    """Settle the country.

    Parameters
    ----------
    plan : Geography
        How large it is.
    rng : numpy Generator
        Source of chance.
    """
    sizes = _place_sizes(plan, rng)
    n = len(sizes.urban)
    region = rng.choice(plan.regions, size=n, p=rng.dirichlet(np.full(plan.regions, 4.0)))
    # capitals attract urban places: municipality 0 of a region, others share the rest unevenly
    weights = np.sort(rng.dirichlet(np.full(plan.municipalities, 1.2)))[::-1]
    own = np.where(sizes.urban & (rng.random(n) < 0.6), 0, rng.choice(plan.municipalities, size=n, p=weights))
    municipality = region * plan.municipalities + own
    locality = rng.integers(0, np.where(sizes.urban, 2, 6))
    lat, lon = _coordinates(plan, region, own, locality, rng)
    return Land(
        _names(plan, region, municipality, locality, rng),
        region.astype(np.int64),
        municipality.astype(np.int64),
        sizes.urban,
        lat,
        lon,
        np.repeat(np.arange(n), sizes.sheets),
        _registered(plan, sizes.sheets, rng),
    )


@dataclass(frozen=True, eq=False)
class _Sizes:
    urban: Flags
    sheets: Ints


def _place_sizes(plan: Geography, rng: np.random.Generator) -> _Sizes:
    """Draw places until their sheets add up; urban places are larger. The last one is cut to fit."""
    draw = max(50, plan.sheets)
    urban = rng.random(draw) < plan.urban
    sheets = 1 + rng.negative_binomial(2, np.where(urban, 2 / 12.5, 2 / 4.0))
    enough = int(np.searchsorted(np.cumsum(sheets), plan.sheets)) + 1
    urban, sheets = urban[:enough], sheets[:enough].copy()
    sheets[-1] -= sheets.sum() - plan.sheets
    return _Sizes(urban, sheets.astype(np.int64))


def _registered(plan: Geography, sheets: Ints, rng: np.random.Generator) -> Ints:
    """Fill tables one after the other: only the last table of a place is not full."""
    registered = plan.table_size - rng.integers(0, 7, size=int(sheets.sum()))
    last = np.cumsum(sheets) - 1
    registered[last] = rng.integers(20, plan.table_size, size=len(last))
    return registered.astype(np.int64)


def _coordinates(
    plan: Geography,
    region: Ints,
    own: Ints,
    locality: Ints,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Put regions on a ring, municipalities around their capital, places around their locality."""
    angle = 2 * np.pi * np.arange(plan.regions) / plan.regions + rng.normal(0, 0.15, plan.regions)
    radius = rng.uniform(1.4, 2.6, plan.regions)
    towns = rng.normal(0, 0.5, (plan.regions, plan.municipalities, 2))
    towns[:, 0] = 0
    hamlets = rng.normal(0, 0.12, (plan.regions, plan.municipalities, 8, 2))
    spread = rng.normal(0, 0.03, (len(region), 2))
    centre = np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))
    at = centre[region] + towns[region, own] + hamlets[region, own, locality] + spread
    return np.round(at[:, 0], 6), np.round(at[:, 1], 6)


def _names(
    plan: Geography,
    region: Ints,
    municipality: Ints,
    locality: Ints,
    rng: np.random.Generator,
) -> dict[str, NDArray[np.object_]]:
    words = [a + b + c for a in _STARTS for b in _MIDDLES for c in _ENDS]
    rng.shuffle(words)
    n_towns = plan.regions * plan.municipalities
    # Names repeat beyond the list, as in any country: a place is its whole path, never its name alone.
    regions = np.array(words[: plan.regions], dtype=object)
    towns = np.array([words[(plan.regions + i) % len(words)] for i in range(n_towns)], dtype=object)
    hamlets = np.array([words[(7 * i + 3) % len(words)] for i in range(n_towns * 8)], dtype=object)
    here = municipality * 8 + locality
    house = np.array(_HOUSES, dtype=object)[rng.integers(0, len(_HOUSES), size=len(region))]
    seen: dict[tuple[int, str], int] = {}
    places = []
    for at, kind in zip(here.tolist(), house.tolist(), strict=True):
        number = seen[at, kind] = seen.get((at, kind), 0) + 1
        places.append(kind if number == 1 else f"{kind} {number}")
    return {
        "region": regions[region],
        "municipality": towns[municipality],
        "locality": hamlets[here],
        "place": np.array(places, dtype=object),
    }
