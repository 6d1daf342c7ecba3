"""Sheets that another count puts in another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import common_rows

if TYPE_CHECKING:
    from veedor.arrays import Texts


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets whose place, as written in full, is another text than in the count before."""
    del check
    before = dossier.before
    if before is None:
        return Unable("one_count")
    old, new = _written(dossier, -2), _written(dossier, -1)
    if old is None or new is None:
        return Unable("one_list_of_places")
    first, second = common_rows(before.ids, dossier.sheets.ids)
    there, here = old[first], new[second]
    known = (there != "") & (here != "")
    return flag(
        dossier.sheets.take(second),
        known & (there != here),
        known,
        {"place_before": there, "place_after": here},
    )


def _written(dossier: Dossier, which: int) -> Texts | None:
    """Place of each sheet of a count as it wrote it; None where all counts share one list of places."""
    if dossier.places_as_written:
        return dossier.places_as_written[which]
    places = dossier.counts[which].places
    if all(other.places.ids is places.ids for other in dossier.counts):
        return None
    return places.ids_at(places.finest)


CHECK = Check(
    "moved_place",
    LooksAt.COUNTS,
    "Bolivia, Ley 026, art. 177 (a table that worked in another place)",
    find,
    cannot_show=("spelling",),
)
