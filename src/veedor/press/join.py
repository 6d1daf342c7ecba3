"""Texts that share fingerprints, as Ibis expressions: for DuckDB here, for Spark beyond one machine.

Two tables go in, as Parquet: ``prints`` (value, text, place, first) and ``texts`` (text, outlet, words,
siblings: texts of the same outlet). Three questions are asked of them:

- :func:`frames`: which passage stands at the same distance from the end, or the start, of many texts of one
  outlet: it is the outlet's, not the story's;
- :func:`seeds`: where two texts share a passage that few texts have;
- :func:`dropped`: what too many texts share to be followed pair by pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.press.winnow import PASSAGE

if TYPE_CHECKING:
    import ibis.expr.types as ir

CAP = 60
"""Texts that may share a fingerprint, copies counted once: pairs grow with its square."""
FRAME_TEXTS = 8
"""Texts of one outlet in which a passage must stand at the same place to be its footer or header..."""
FRAME_SHARE = 0.02
"""...and the share of the outlet's texts, where the outlet is known."""
FRAME_WORDS = 100
"""Words of the longest footer or header. What goes on further is no frame but a copied story."""


def frames(prints: ir.Table, texts: ir.Table) -> ir.Table:
    """Find the passages by which an outlet frames its texts: footers and headers.

    Parameters
    ----------
    prints, texts : ibis tables
        See the module. Texts of unknown outlets count as one outlet.

    Returns
    -------
    ibis table
        ``outlet``, ``value``, ``tail`` (whether it stands at the end), ``distance`` (words from that end),
        ``texts`` (in how many).
    """
    import ibis
    from ibis import _

    first = prints.filter(_.first).join(texts, "text")
    found = []
    for tail, distance in ((True, first.words - first.place), (False, first.place)):
        counted = (
            first.mutate(distance=distance.cast("int64"))
            .group_by("outlet", "value", "distance")
            .agg(texts=_.count(), siblings=_.siblings.max())
        )
        needed = ibis.ifelse(_.outlet >= 0, FRAME_SHARE * _.siblings, 0.0)
        many = counted.filter((_.texts >= FRAME_TEXTS) & (_.texts >= needed))
        found.append(many.mutate(tail=ibis.literal(value=tail)))
    return ibis.union(*found).select("outlet", "value", "tail", "distance", "texts")


def framed(prints: ir.Table, texts: ir.Table, found: ir.Table) -> ir.Table:
    """Find where the footer of each text begins, and its header ends.

    Parameters
    ----------
    prints, texts : ibis tables
        See the module.
    found : ibis table
        From :func:`frames`.

    Returns
    -------
    ibis table
        ``text``, ``tail``, ``reach`` (words from that end that the frame takes). Texts without a frame, and
        those in which it would be longer than :data:`FRAME_WORDS`, are not in it.
    """
    from ibis import _

    placed = prints.join(texts, "text").join(found, ["outlet", "value"])
    distance = _.tail.ifelse(_.words - _.place, _.place)
    there = placed.filter(distance.cast("int64") == _.distance)
    reach = there.group_by("text", "tail").agg(reach=_.distance.max())
    return reach.filter(_.reach <= FRAME_WORDS)


def in_body(prints: ir.Table, texts: ir.Table) -> ir.Table:
    """Leave out the fingerprints that touch a footer or a header.

    Parameters
    ----------
    prints : ibis table
        See the module.
    texts : ibis table
        ``text``, ``low``, ``high``: the words of each text between its frames.
    """
    from ibis import _

    placed = prints.join(texts, "text")
    kept = placed.filter((_.place >= _.low) & (_.place + PASSAGE <= _.high))
    return kept.select("value", "text", "place", "first")


def spread(prints: ir.Table) -> ir.Table:
    """Count the texts that have each fingerprint: ``value``, ``texts``."""
    from ibis import _

    return prints.filter(_.first).group_by("value").agg(texts=_.count())


def seeds(prints: ir.Table, counts: ir.Table, cap: int = CAP) -> ir.Table:
    """Find where two texts share a passage.

    Parameters
    ----------
    prints : ibis table
        See the module; without what touches a frame.
    counts : ibis table
        From :func:`spread`, frames included: what a cap holds back is not let in by a frame.
    cap : int
        Texts that may share a fingerprint; more are not followed.

    Returns
    -------
    ibis table
        ``a``, ``b`` (texts, a before b), ``shift`` (words by which b's passage stands further on), ``place``
        (first word in a). Of seeds of one shift that begin within eight words of one another only the first
        is given: they overlap, so that they lie in one run.
    """
    from ibis import _

    few = counts.filter(_.texts.between(2, cap)).select("value")
    kept = prints.semi_join(few, "value")
    left = kept.select("value", a=_.text, place=_.place)
    right = kept.select("value", b=_.text, other=_.place)
    met = left.join(right, "value").filter(_.a < _.b)
    placed = met.mutate(shift=_.other - _.place, bucket=(_.place // PASSAGE).cast("int64"))
    return (
        placed.group_by("a", "b", "shift", "bucket")
        .agg(place=_.place.min())
        .select("a", "b", "shift", "place")
    )


def dropped(prints: ir.Table, counts: ir.Table, cap: int = CAP) -> ir.Table:
    """Give the fingerprints that more texts share than the cap allows, once each.

    Parameters
    ----------
    prints, counts : ibis tables
        As for :func:`seeds`.
    cap : int
        Texts that may share a fingerprint.

    Returns
    -------
    ibis table
        ``value``, ``texts``, and where to see it: ``text`` (the first that has it) and ``place``.
    """
    from ibis import _

    held = prints.filter(_.first).join(counts.filter(_.texts > cap), "value")
    firsts = held.group_by("value").agg(text=_.text.min(), texts=_.texts.max())
    return held.select("value", "text", "place").join(firsts, ["value", "text"])
