"""A map of the polling places: circles sized by valid votes and coloured by who leads there.

No tiles and no borders are fetched; a graticule and the names of regions, at the middle of their places, say
where one is. Places are binned so that neighbours do not hide one another and the page stays small; the sums
in a bin are exact.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from veedor.findings.outcome_tables import by_area
from veedor.model import Figure, Unit
from veedor.report.charts import ChartSpec, palette, theme
from veedor.report.charts.mapping import LocatedPlaces, MapDrawing
from veedor.report.charts.results import short_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.count.areas import AreaSums
    from veedor.count.outcome import OutcomeResult
    from veedor.count.sheets import Places
    from veedor.report.charts.outlines import Ring
    from veedor.report.charts.spec import Row
    from veedor.report.wording import Wording


COLUMNS = 60
"""Bins across the map."""
FEW = 300
"""So few places are drawn one by one."""
NAMED, LONGEST = 2, 44
"""Places that a dot names, and letters of such a name."""


def place_map(
    result: OutcomeResult, places: Places, wording: Wording, rings: Sequence[Ring] = ()
) -> ChartSpec | None:
    """Draw where the votes were cast and who led there.

    Parameters
    ----------
    result : OutcomeResult
        With sums by polling place.
    places : Places
        Of the roll, with coordinates.
    wording : Wording
        The language.
    rings : sequence of list of (longitude, latitude)
        Borders to draw, in degrees.

    Returns
    -------
    ChartSpec or None
        None where the case has no coordinates, or all places lie at one point.
    """
    wording = wording.of(result.contest)
    area = next((a for a in result.areas if a.level == places.finest), None)
    if area is None or places.lat is None or places.lon is None or len(result.tally.ranking()) < 2:
        return None
    located, away, lost = _locate(result, area, places)
    if located is None:
        return None
    first, second = result.tally.ranking()[:2]
    names = {"first": wording.choice(first), "second": wording.choice(second)}
    colours = palette.colours(result.contest)
    drawing = MapDrawing(
        located, _binned(located, wording), names, (colours[second], colours[first]), wording, list(rings)
    )
    lead_in = sum(int(v[0]) > int(v[1]) for v in located.votes)
    summary = wording.text(
        "chart.map.summary",
        places=Figure("places", len(located.x), Unit.PLACES),
        leads=Figure("leads", lead_in, Unit.PLACES),
        trails=Figure("trails", sum(int(v[0]) < int(v[1]) for v in located.votes), Unit.PLACES),
        **names,
    )
    notes = [wording.text("chart.map.note_binned" if len(located.x) > FEW else "chart.map.note_each")]
    if away:
        notes.append(wording.text("chart.map.away", away=Figure("away", away, Unit.PLACES)))
    if lost:
        notes.append(wording.text("chart.map.lost", lost=Figure("lost", lost, Unit.PLACES)))
    return ChartSpec(
        name="results-map",
        title=wording.text("chart.map.title", **names),
        summary=summary,
        chart=drawing.chart(theme.WIDE - 20),
        narrow=drawing.chart(theme.NARROW, phone=True),
        table=by_area(result, result.level),
        fluid=False,
        note=" ".join(notes),
    )


def _locate(result: OutcomeResult, area: AreaSums, places: Places) -> tuple[LocatedPlaces | None, int, int]:
    """Find the places at home that have coordinates; say how many lie abroad, and how many have none.

    Home is the widest place that has most of the valid votes, where one has more than half of them.
    """
    known = {place: i for i, place in enumerate(places.ids[places.finest])}
    index = np.array([known[place] for place in area.ids], dtype=np.int64)
    lat, lon = places.lat[index], places.lon[index]  # type: ignore[index]
    roots = np.array([place.split(" / ")[0] for place in area.ids])
    names, code = np.unique(roots, return_inverse=True)
    weight = np.bincount(code, weights=area.valid)
    home = np.ones(len(area), dtype=np.bool_)
    if len(names) > 1 and len(places.levels) > 1 and weight.max() * 2 > weight.sum():
        home = code == int(weight.argmax())
    there = home & np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    if there.sum() < 2 or np.ptp(lat[there]) == 0 or np.ptp(lon[there]) == 0:
        return None, int((~home).sum()), int((home & ~there).sum())
    ids = [c.choice_id for c in area.contest.choices]
    first, second = (ids.index(c) for c in result.tally.ranking()[:2])
    votes = np.column_stack([area.votes[:, first], area.votes[:, second], area.valid])[there]
    shrink = math.cos(math.radians(float(np.mean([lat[there].min(), lat[there].max()]))))
    region = np.array(_region_names(result, area, places))[there]
    named = dict(zip(places.ids[places.finest], places.names[places.finest], strict=True))
    name = np.array([named[place] for place in area.ids])[there]
    located = LocatedPlaces(
        lon[there] * shrink, lat[there], lat[there], lon[there], votes, region, shrink, name
    )
    return located, int((~home).sum()), int((home & ~there).sum())


def _region_names(result: OutcomeResult, area: AreaSums, places: Places) -> list[str]:
    """Return the short name of the region of each polling place."""
    regions = next((a for a in result.areas if a.level == result.level), None)
    if regions is None or result.level not in places.levels:
        return [""] * len(area)
    names = dict(zip(regions.ids, short_names(regions), strict=True))
    depth = places.levels.index(result.level) + 1
    return [names.get(" / ".join(place.split(" / ")[:depth]), "") for place in area.ids]


def _held(names: list[str], wording: Wording) -> str:
    """Name the largest places of a dot, and say how many more it holds."""
    shown = [name if len(name) <= LONGEST else f"{name[:LONGEST]}…" for name in names[:NAMED] if name]
    more = len(names) - len(shown)
    return "; ".join(shown) + (f" {wording.text('chart.map.more', more=more)}" if more and shown else "")


def _binned(located: LocatedPlaces, wording: Wording) -> list[Row]:
    """Sum the places into hexagonal bins; each stands at the weighted middle of its places."""
    code = np.arange(len(located.x)) if len(located.x) <= FEW else _hexagons(located.x, located.y)
    _, code = np.unique(code, return_inverse=True)
    sums = np.stack([np.bincount(code, weights=located.votes[:, j]) for j in range(3)], axis=1)
    weight = np.maximum(located.votes[:, 2], 1)
    total = np.bincount(code, weights=weight)
    x = np.bincount(code, weights=weight * located.x) / total
    y = np.bincount(code, weights=weight * located.y) / total
    places = np.bincount(code)
    where: dict[int, str] = {}
    held: dict[int, list[str]] = {}
    codes = code.tolist()
    for i in np.argsort(-located.votes[:, 2], kind="stable").tolist():
        where.setdefault(codes[i], str(located.region[i]))
        held.setdefault(codes[i], []).append(str(located.name[i]))
    return [
        {
            "x": round(float(x[i]), 4),
            "y": round(float(y[i]), 4),
            "valid": int(sums[i, 2]),
            "places": int(places[i]),
            "lead": round(float(100 * (sums[i, 0] - sums[i, 1]) / sums[i, 2]), 2),
            "region": where[i],
            "held": _held(held[i], wording),
        }
        for i in np.argsort(-sums[:, 2], kind="stable").tolist()
        if sums[i, 2] > 0
    ]


def _hexagons(x: Floats, y: Floats) -> Ints:
    """Return the hexagon of each point (the nearer of two shifted grids), as one number each."""
    width = float(max(np.ptp(x), np.ptp(y) * 0.8)) / COLUMNS
    height = width * math.sqrt(3) / 2
    best = np.full(len(x), np.inf)
    code = np.zeros(len(x), dtype=np.int64)
    for shift in (0, 1):
        column = np.rint(x / width - shift / 2)
        row = np.rint((y / height - shift) / 2)
        distance = (x - (column + shift / 2) * width) ** 2 + (y - (2 * row + shift) * height) ** 2
        nearer = distance < best
        best[nearer] = distance[nearer]
        code[nearer] = ((column + 10_000) * 100_000 + 2 * (row + 10_000) + shift).astype(np.int64)[nearer]
    return code
