"""Sheets that another count puts in another place."""

from __future__ import annotations

import numpy as np

from veedor.checks.base import Check, Flagged, Material, Reach, Unable, flag
from veedor.checks.counts.pairing import pair
from veedor.model import Column, Unit


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets whose place, as written in full, is another text than in the count before."""
    del check
    both = pair(material)
    if both is None:
        return Unable("unable.one_count")
    old, new = both.before.places, both.after.places
    if old.ids is new.ids:
        return Unable("unable.one_list_of_places")
    before = np.array(old.ids[old.finest])[old.codes[old.finest]]
    after = np.array(new.ids[new.finest])[new.codes[new.finest]]
    return flag(
        both.after,
        before != after,
        None,
        {Column("place_before", Unit.PLACE): before, Column("place_after", Unit.PLACE): after},
    )


CHECK = Check(
    "moved_place",
    Reach.COUNTS,
    "Bolivia, Ley 026, art. 177 (a table that worked in another place)",
    find,
    cannot_show=("cannot_show.spelling",),
)
