"""A map of places as SVG that needs no script: a dot a place, each a link, with the borders of the case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.report.charts.palette import colours

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.lookup.result import RegionPart
    from veedor.model import Contest
    from veedor.report.charts.outlines import Ring
    from veedor.report.wording import Wording

WIDTH = 640.0
LARGEST = 26.0
"""Radius of the dot with the most votes."""
SMALLEST = 3.5
MOST = 600
"""Dots of a map; of more places those with the most votes are drawn."""
NAMED = 30
"""So many dots have their name beside them."""
NOBODY = "#8b92a0"
"""Colour of a place where no choice is first."""


@dataclass(frozen=True)
class MapFrame:
    """What part of the world a map shows, equirectangular: longitudes shrink by the middle latitude.

    Parameters
    ----------
    west, north : float
        Its corner, in degrees.
    scale : float
        Pixels a degree of latitude.
    shrink : float
        Of longitudes.
    height : float
        In pixels.
    """

    west: float
    north: float
    scale: float
    shrink: float
    height: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a point lies, in pixels from the upper left corner."""
        return (lon - self.west) * self.shrink * self.scale, (self.north - lat) * self.scale


def place_map(
    parts: Sequence[RegionPart],
    contest: Contest,
    wording: Wording,
    address: Callable[[str], str],
    rings: Sequence[Ring] = (),
) -> Markup:
    """Draw places by the votes on their counted sheets and the choice that has the most there.

    Parameters
    ----------
    parts : sequence of RegionPart
        The places, with their sums.
    contest : Contest
        What was voted on.
    wording : Wording
        The language, with the labels of the contest.
    address : callable
        Id of a place -> where its dot leads.
    rings : sequence of list of (longitude, latitude)
        Borders.

    Returns
    -------
    Markup
        Empty where fewer than two places have coordinates.
    """
    located = [(part, part.lat, part.lon) for part in parts if part.lat is not None and part.lon is not None]
    located.sort(key=lambda one: -(one[0].sums.valid or 0))
    located = located[:MOST]
    if len(located) < 2:
        return Markup()
    frame = _frame([lat for _, lat, _ in located], [lon for _, _, lon in located])
    most = max(part.sums.valid or 0 for part, _, _ in located) or 1
    pieces = [_borders(rings, frame)] if rings else []
    for part, lat, lon in located:
        radius = max(SMALLEST, LARGEST * math.sqrt((part.sums.valid or 0) / most))
        pieces.append(_dot(part, frame.at(lat, lon), radius, contest, wording, address(part.place)))
    if len(located) <= NAMED:
        pieces += [_name(part, frame.at(lat, lon)) for part, lat, lon in located]
    title = wording.text("desk.look.map", places=len(located))
    opening = Markup(
        '<svg class="place-map" viewBox="0 0 {:.0f} {:.0f}" role="group" aria-label="{}">'
    ).format(WIDTH, frame.height, title)
    return opening + Markup().join(pieces) + Markup("</svg>")


def first_choice(contest: Contest, votes: Sequence[int]) -> str | None:
    """Return the candidate with the most votes; None where two are level, or nobody has any.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    votes : sequence of int
        Of each choice, in the order of the ballot paper.
    """
    by_choice = dict(zip((c.choice_id for c in contest.choices), votes, strict=True))
    ordered = sorted(contest.candidates, key=lambda choice: -by_choice[choice])
    if not ordered or (len(ordered) > 1 and by_choice[ordered[0]] == by_choice[ordered[1]]):
        return None
    return str(ordered[0]) if by_choice[ordered[0]] else None


def candidate_colours(contest: Contest) -> list[tuple[str, str]]:
    """Return the id and the colour of each candidate, in the order of the ballot paper.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    """
    of_choice = colours(contest)
    return [(str(one), of_choice[one]) for one in contest.candidates]


def first_choices(parts: Sequence[RegionPart], contest: Contest, wording: Wording) -> list[tuple[str, str]]:
    """Return label and colour of each choice that is first in some place, in the order of the ballot paper.

    Parameters
    ----------
    parts : sequence of RegionPart
        The places.
    contest : Contest
        What was voted on.
    wording : Wording
        The language, with the labels of the contest.
    """
    there, of_choice = {first_choice(contest, part.sums.votes) for part in parts}, colours(contest)
    named = [(wording.choice(str(one)), of_choice[one]) for one in contest.candidates if one in there]
    return [*named, *([(wording.text("desk.look.legend_level"), NOBODY)] if None in there else [])]


def _frame(lats: Sequence[float], lons: Sequence[float]) -> MapFrame:
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    shrink = max(0.1, math.cos(math.radians((south + north) / 2)))
    pad = 0.08 * max(north - south, (east - west) * shrink, 0.02)
    south, north, west, east = south - pad, north + pad, west - pad / shrink, east + pad / shrink
    scale = min(WIDTH / ((east - west) * shrink), 0.85 * WIDTH / (north - south))
    spare = (WIDTH / scale - (east - west) * shrink) / 2 / shrink
    return MapFrame(west - spare, north, scale, shrink, (north - south) * scale)


def _borders(rings: Sequence[Ring], frame: MapFrame) -> Markup:
    lines = []
    for ring in rings:
        points = [frame.at(lat, lon) for lon, lat in ring]
        if any(-WIDTH < x < 2 * WIDTH and -WIDTH < y < frame.height + WIDTH for x, y in points):
            lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))
    return Markup('<path class="border" d="{}"></path>').format("".join(lines))


def _dot(
    part: RegionPart, at: tuple[float, float], radius: float, contest: Contest, wording: Wording, address: str
) -> Markup:
    """Draw one place; its title says what its size and colour show."""
    first = first_choice(contest, part.sums.votes)
    colour = NOBODY if first is None else colours(contest)[first]
    says = wording.text(
        "desk.look.dot",
        place=part.name or wording.text("term.no_place"),
        valid=part.sums.valid or 0,
        choice="–" if first is None else wording.choice(first),
    )
    dot = (
        '<a href="{}" aria-label="{}"><circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}">'
        "<title>{}</title></circle></a>"
    )
    return Markup(dot).format(address, says, *at, radius, colour, says)  # noqa: S704 - our own, escaped


def _name(part: RegionPart, at: tuple[float, float]) -> Markup:
    """Write the name of a place over its dot; a reader without eyes hears it with the dot."""
    return Markup('<text x="{:.1f}" y="{:.1f}" aria-hidden="true">{}</text>').format(*at, part.name[:40])
