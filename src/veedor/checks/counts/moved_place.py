"""Sheets that another count puts in another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.model import Column, Unit

if TYPE_CHECKING:
    from veedor.count.sheets import TextVector


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets whose place, as written in full, is another text than in the count before."""
    del check
    before = material.before
    if before is None:
        return Unable("checks.unable.one_count")
    old, new = _written(material, -2), _written(material, -1)
    if old is None or new is None:
        return Unable("checks.unable.one_list_of_places")
    _, first, second = np.intersect1d(
        before.ids, material.sheets.ids, assume_unique=True, return_indices=True
    )
    there, here = old[first], new[second]
    known = (there != "") & (here != "")
    return flag(
        material.sheets.take(second),
        known & (there != here),
        known,
        {Column("place_before", Unit.PLACE): there, Column("place_after", Unit.PLACE): here},
    )


def _written(material: Material, which: int) -> TextVector | None:
    """Place of each sheet of a count as it wrote it; None where all counts share one list of places."""
    if material.places_as_written:
        return material.places_as_written[which]
    places = material.counts[which].places
    if all(other.places.ids is places.ids for other in material.counts):
        return None
    return np.array(places.ids[places.finest])[places.codes[places.finest]]


CHECK = Check(
    "moved_place",
    Reach.COUNTS,
    "Bolivia, Ley 026, art. 177 (a table that worked in another place)",
    find,
    cannot_show=("checks.cannot_show.spelling",),
)
