"""Texts that share fingerprints, as queries: on DuckDB here, on Spark beyond one machine.

Two tables go in, as Parquet: ``prints`` (value, text, place, first) and ``texts`` (text, outlet, words,
siblings: texts of the same outlet). Three questions are asked of them:

- :func:`frames`: which passage stands at the same distance from the end, or the start, of many texts of one
  outlet: it is the outlet's, not the story's;
- :func:`seeds`: where two texts share a passage that few texts have;
- :func:`dropped`: what too many texts share to be followed pair by pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.press.winnow import PASSAGE

if TYPE_CHECKING:
    from veedor.engine.sql import Table

CAP = 60
"""Texts that may share a fingerprint, copies counted once: pairs grow with its square."""
FRAME_TEXTS = 8
"""Texts of one outlet in which a passage must stand at the same place to be its footer or header..."""
FRAME_SHARE = 0.02
"""...and the share of the outlet's texts, where the outlet is known."""
FRAME_WORDS = 100
"""Words of the longest footer or header of texts whose outlet is not known. What goes on further may be a
copied story; of an outlet that is known it is a frame, however long, where it leaves a story of..."""
STORY = 40
"""...so many words."""


def frames(prints: Table, texts: Table) -> Table:
    """Find the passages by which an outlet frames its texts: footers and headers.

    Parameters
    ----------
    prints, texts : tables
        See the module. Texts of unknown outlets count as one outlet.

    Returns
    -------
    table
        ``outlet``, ``value``, ``tail`` (whether it stands at the end), ``distance`` (words from that end),
        ``texts`` (in how many).
    """
    first = prints.filter("first").join(texts, "text")
    found = []
    for tail, distance in ((True, first.words - first.place), (False, first.place)):
        counted = (
            first.mutate(distance=distance.cast("int64"))
            .group_by("outlet", "value", "distance")
            .aggregate(texts=first.count(), siblings=first.siblings.max())
        )
        needed = sql.ifelse(counted.outlet >= 0, FRAME_SHARE * counted.siblings, 0.0)
        many = counted.filter((counted.texts >= FRAME_TEXTS) & (counted.texts >= needed))
        found.append(many.select("outlet", "value", "distance", "texts", tail=sql.literal(tail)))
    return found[0].union(found[1])


def framed(prints: Table, texts: Table, found: Table) -> Table:
    """Find where the footer of each text begins, and its header ends.

    Parameters
    ----------
    prints, texts : tables
        See the module.
    found : table
        From :func:`frames`.

    Returns
    -------
    table
        ``text``, ``tail``, ``reach`` (words from that end that the frame takes). Texts without a frame, and
        those in which it would be longer than :data:`FRAME_WORDS` allows, are not in it.
    """
    placed = prints.join(texts, "text").join(found, ["outlet", "value"])
    distance = sql.ifelse(placed.tail, placed.words - placed.place, placed.place)
    there = placed.filter(distance.cast("int64") == placed.distance)
    reach = there.group_by("text", "tail").aggregate(
        reach=there.distance.max(), words=there.words.max(), outlet=there.outlet.max()
    )
    kept = reach.filter(
        (reach.reach <= FRAME_WORDS) | ((reach.outlet >= 0) & (reach.reach + STORY <= reach.words))
    )
    return kept.select("text", "tail", "reach")


def in_body(prints: Table, texts: Table) -> Table:
    """Leave out the fingerprints that touch a footer or a header.

    Parameters
    ----------
    prints : table
        See the module.
    texts : table
        ``text``, ``low``, ``high``: the words of each text between its frames.
    """
    placed = prints.join(texts, "text")
    kept = placed.filter((placed.place >= placed.low) & (placed.place + PASSAGE <= placed.high))
    return kept.select("value", "text", "place", "first")


def spread(prints: Table) -> Table:
    """Count the texts that have each fingerprint: ``value``, ``texts``."""
    return prints.filter("first").group_by("value").aggregate(texts=prints.count())


def seeds(prints: Table, counts: Table, cap: int = CAP) -> Table:
    """Find where two texts share a passage.

    Parameters
    ----------
    prints : table
        See the module; without what touches a frame.
    counts : table
        From :func:`spread`, frames included: what a cap holds back is not let in by a frame.
    cap : int
        Texts that may share a fingerprint; more are not followed.

    Returns
    -------
    table
        ``a``, ``b`` (texts, a before b), ``shift`` (words by which b's passage stands further on), ``place``
        (first word in a). Of seeds of one shift that begin within eight words of one another only the first
        is given: they overlap, so that they lie in one run.
    """
    few = counts.filter(counts.texts.between(2, cap)).select("value")
    kept = prints.semi_join(few, "value")
    left = kept.select("value", "place", a=kept.text)
    right = kept.select("value", b=kept.text, other=kept.place)
    met = left.join(right, "value")
    placed = met.filter(met.a < met.b).mutate(
        shift=met.other - met.place, bucket=(met.place // PASSAGE).cast("int64")
    )
    first = placed.group_by("a", "b", "shift", "bucket").aggregate(place=placed.place.min())
    return first.select("a", "b", "shift", "place")


def dropped(prints: Table, counts: Table, cap: int = CAP) -> Table:
    """Return the fingerprints that more texts share than the cap allows, once each.

    Parameters
    ----------
    prints, counts : tables
        As for :func:`seeds`.
    cap : int
        Texts that may share a fingerprint.

    Returns
    -------
    table
        ``value``, ``texts``, and where to see it: ``text`` (the first that has it) and ``place``.
    """
    held = prints.filter("first").join(counts.filter(counts.texts > cap), "value")
    firsts = held.group_by("value").aggregate(text=held.text.min(), texts=held.texts.max())
    return held.select("value", "text", "place").join(firsts, ["value", "text"])
