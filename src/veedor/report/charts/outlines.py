"""Borders for the map: the rings of a GeoJSON file, checked, thinned and projected as the dots are."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.errors import InputError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 4_000_000
"""Bytes of a file of borders."""
POINTS = 12_000
"""Points of all rings that a page holds; those of long rings are thinned until they fit."""
WHOLE = 360.0
"""Degrees from which on no ring has corners to leave out."""
DEPTH = 6
"""Geometries within geometries."""
_REMEDY = (
    "Use a FeatureCollection of Polygons in degrees (WGS 84), thinned with any GIS program; "
    "or leave `outline` out."
)
_PARTS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}
_RINGS = {"LineString": 0, "Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}
"""Kind of geometry -> lists around each of its rings."""

Ring = list[tuple[float, float]]


def read_rings(path: Path) -> list[Ring]:
    """Read the rings and lines of a GeoJSON file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of list of (longitude, latitude)
        In degrees.

    Raises
    ------
    InputError
        Where there is no such file, it is too large, or no GeoJSON in degrees.
    """
    try:
        text = disk.read(path, LARGEST)
    except OSError as error:
        raise InputError(
            sentence("the borders cannot be read: {why}.", why=str(error.strerror)),
            file=path.name,
            expected=sentence("a GeoJSON file of at most {most:,} bytes", most=LARGEST),
            remedy=_REMEDY,
        ) from None
    try:
        made = json.loads(text)
        return [ring for ring in _rings(made, 0) if len(ring) > 1]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(
            "the borders are no GeoJSON in degrees.",
            file=path.name,
            value=str(error),
            expected="longitude and latitude of each corner",
            remedy=_REMEDY,
        ) from None


def _rings(made: Any, depth: int) -> Iterator[Ring]:  # noqa: ANN401 - as JSON has it
    kind = made["type"]
    if depth > DEPTH:
        raise ValueError("too deep")
    if kind in _PARTS:
        for one in made[_PARTS[kind]]:
            yield from _rings(one, depth + 1)
    elif kind == "Feature":
        if made["geometry"] is not None:
            yield from _rings(made["geometry"], depth + 1)
    elif kind in _RINGS:
        yield from map(_ring, _within(made["coordinates"], _RINGS[kind]))
    elif kind not in {"Point", "MultiPoint"}:
        raise ValueError(f"type {str(kind)[:40]!r}")


def _within(lists: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - as JSON has it
    if not depth:
        yield lists
        return
    for one in lists:
        yield from _within(one, depth - 1)


def _ring(corners: Any) -> Ring:  # noqa: ANN401 - as JSON has it
    ring = [(float(lon), float(lat)) for lon, lat, *_ in corners]
    for lon, lat in ring:
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise ValueError(f"{lon}, {lat} are no degrees")
    return ring


def border_rows(rings: list[Ring], shrink: float, x: list[float], y: list[float]) -> list[dict[str, Any]]:
    """Return the borders that a map shows as rows: projected, thinned to what can be seen.

    Parameters
    ----------
    rings : list of list of (longitude, latitude)
        From :func:`read_rings`.
    shrink : float
        Of longitudes.
    x, y : pair of float
        Ends of the map, projected. A ring that lies beside it is left out; one that meets it is kept whole,
        for its lines may cross the map between corners outside.
    """
    projected = ([(lon * shrink, lat) for lon, lat in ring] for ring in rings)
    shown = [ring for ring in projected if _meets(ring, x, y)]
    step = max(x[1] - x[0], y[1] - y[0]) / 800
    while True:
        drawn = [row for number, ring in enumerate(shown) for row in _thinned(ring, step, number)]
        if len(drawn) <= POINTS or step > WHOLE:
            return drawn[:POINTS]
        step *= 1.5


def _meets(ring: Ring, x: list[float], y: list[float]) -> bool:
    across, down = [at[0] for at in ring], [at[1] for at in ring]
    return min(across) <= x[1] and max(across) >= x[0] and min(down) <= y[1] and max(down) >= y[0]


def _thinned(ring: Ring, step: float, number: int) -> Iterator[dict[str, Any]]:
    """Return the corners of a ring that are so far from the one before, its ends in any case."""
    last = ring[0]
    for place, at in enumerate(ring):
        if place in {0, len(ring) - 1} or math.dist(at, last) >= step:
            last = at
            yield {"x": round(at[0], 4), "y": round(at[1], 4), "ring": number, "at": place}
