"""Places with their sums as GeoJSON (RFC 7946): what a map in a browser draws, and any GIS program opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from veedor.engine.schemas import VOTES
from veedor.report.charts.palette import colours
from veedor.report.place_map import NOBODY, first_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.lookup.places import MappedPlace
    from veedor.model import Contest
    from veedor.report.charts.outlines import Ring
    from veedor.report.wording import Wording

DIGITS = 6
"""Of a degree: a tenth of a metre."""


def place_features(
    places: Iterable[MappedPlace], contest: Contest, wording: Wording, level: str
) -> dict[str, Any]:
    """Return places as a collection of features; one without published coordinates has no geometry.

    Parameters
    ----------
    places : iterable of MappedPlace
        With the sums of the sheets that are meant.
    contest : Contest
        What was voted on.
    wording : Wording
        The language of what each place says, with the labels of the contest.
    level : str
        Their level.

    Returns
    -------
    dict
        Votes stand under ``votes:`` and the id of the choice, as in the table of sheets; ``first`` is the
        choice with the most votes, and ``marker-color`` its colour in every picture.
    """
    of_choice = colours(contest)
    made = []
    for one in places:
        first = first_choice(contest, one.votes)
        properties: dict[str, Any] = {
            "place": one.place,
            "name": one.name,
            "level": level,
            "sheets": one.sheets,
            **{state.replace("-", "_"): number for state, number in one.states.items()},
            "named": one.named,
            "voters": one.voters,
            "cast": one.cast,
            "valid": one.valid,
            **{VOTES + str(c.choice_id): votes for c, votes in zip(contest.choices, one.votes, strict=True)},
            "first": first,
            "marker-color": NOBODY if first is None else of_choice[first],
            "says": "\n".join(said_of(one, first, wording)),
        }
        made.append({"type": "Feature", "geometry": _point(one), "properties": properties})
    return {"type": "FeatureCollection", "features": made}


def _point(one: MappedPlace) -> dict[str, Any] | None:
    if one.lat is None or one.lon is None:
        return None
    return {"type": "Point", "coordinates": [round(one.lon, DIGITS), round(one.lat, DIGITS)]}


def said_of(one: MappedPlace, first: str | None, wording: Wording) -> list[str]:
    """Say what a place shows: its votes, its sheets, and those of them that are no plain counted ones.

    Parameters
    ----------
    one : MappedPlace
        The place.
    first : str, optional
        The choice with the most votes there.
    wording : Wording
        The language.
    """
    choice = "–" if first is None else wording.choice(first)
    said = [wording.text("desk.look.spot", valid=one.valid or 0, choice=choice)]
    said.append(wording.text("desk.look.spot_sheets", n=one.sheets, counted=one.states["counted"]))
    for state, number in one.states.items():
        if number and state != "counted":
            name = wording.text(f"state.{state.replace('-', '_')}")
            said.append(wording.text("desk.look.spot_state", state=name, sheets=number))
    if one.named:
        said.append(wording.text("desk.look.spot_named", n=one.named))
    return said


def as_text(made: dict[str, Any]) -> str:
    """Write a collection of features; names stay as they are published.

    Parameters
    ----------
    made : dict
        From :func:`place_features` or :func:`border_features`.
    """
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def border_features(rings: Sequence[Ring]) -> dict[str, Any]:
    """Return the borders of a case as one feature of lines.

    Parameters
    ----------
    rings : sequence of list of (longitude, latitude)
        From :func:`veedor.report.charts.outlines.read_rings`.
    """
    lines = [[[round(lon, DIGITS), round(lat, DIGITS)] for lon, lat in ring] for ring in rings]
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": geometry, "properties": {}}],
    }
