"""Reuse as findings and tables. Texts are under copyright: short quotations, offsets and hashes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.press.propose import shortened

if TYPE_CHECKING:
    from veedor.model import Value
    from veedor.press.passages import Passage, Place
    from veedor.press.reuse import Reuse

LISTED = 500
"""Passages and pairs that tables list; the findings count all."""
QUOTED = 120
"""Code points of a passage that are shown."""

METHOD = Method(
    "method.press_reuse",
    "Schleimer, Wilkerson and Aiken, SIGMOD 2003 (winnowing); Smith, Cordell and Dillon, IEEE Big Data 2013 "
    "(clusters of reprinted passages)",
)
ASSUMES = ("assume.press_words", "assume.press_narrator")
CANNOT = ("cannot.press_first", "cannot.press_paraphrase")


def findings(reuse: Reuse) -> tuple[Finding, ...]:
    """Say how many clusters, copies and passages there are, and what was left out.

    Parameters
    ----------
    reuse : Reuse
        What was found.
    """
    made = [_clusters(reuse), _passages(reuse)]
    if len(reuse.searched.dropped["value"]) or reuse.frames:
        made.append(_left_out(reuse))
    return tuple(made)


def _finding(reuse: Reuse, name: str, figures: tuple[Figure, ...]) -> Finding:
    return Finding(
        f"press.{name}", f"press.{name}", figures, METHOD, ASSUMES, CANNOT, reuse.command, reuse.searched.sql
    )


def _clusters(reuse: Reuse) -> Finding:
    sizes = [len(cluster.articles) for cluster in reuse.clusters]
    figures = (
        Figure("articles", len(reuse.articles), Unit.ARTICLES),
        Figure("clusters", sum(size > 1 for size in sizes), Unit.NUMBER, digits=0),
        Figure("together", sum(size for size in sizes if size > 1), Unit.ARTICLES),
        Figure("alone", sum(size == 1 for size in sizes), Unit.ARTICLES),
        Figure("largest", max(sizes), Unit.ARTICLES),
        Figure("origins", len(sizes), Unit.NUMBER, digits=0),
        Figure("copies", sum(len(group) - 1 for group in reuse.copies), Unit.ARTICLES),
    )
    return _finding(reuse, "clusters", figures)


def _passages(reuse: Reuse) -> Finding:
    figures = (
        Figure("passages", len(reuse.passage_clusters), Unit.NUMBER, digits=0),
        Figure("pairs", len(reuse.pairs), Unit.NUMBER, digits=0),
        Figure("words", reuse.words, Unit.NUMBER, digits=0),
        Figure("most", max((len(p.articles) for p in reuse.passage_clusters), default=0), Unit.ARTICLES),
    )
    return _finding(reuse, "passages", figures)


def _left_out(reuse: Reuse) -> Finding:
    figures = (
        Figure("framed", sum(frame.articles for frame in reuse.frames), Unit.ARTICLES),
        Figure("dropped", len(reuse.searched.dropped["value"]), Unit.NUMBER, digits=0),
        Figure("cap", reuse.cap, Unit.NUMBER, digits=0),
    )
    return _finding(reuse, "left_out", figures)


def tables(reuse: Reuse) -> tuple[Table, ...]:
    """Give the articles, their pairs and passages, and what was left out.

    Parameters
    ----------
    reuse : Reuse
        What was found.
    """
    made = [_articles(reuse), _pairs(reuse), _shared(reuse), _standing(reuse)]
    made += [_frames(reuse), _dropped(reuse)]
    return (made[0], *(table for table in made[1:] if table.rows))


def _articles(reuse: Reuse) -> Table:
    columns = (
        Column("article", Unit.TEXT),
        Column("title", Unit.TEXT),
        Column("stated", Unit.DAY),
        Column("cluster", Unit.TEXT),
        Column("articles_in_cluster", Unit.ARTICLES),
        Column("copy_of", Unit.TEXT),
        Column("sha256", Unit.TEXT),
    )
    first = {name: group[0] for group in reuse.copies for name in group[1:]}
    rows = []
    for article in reuse.articles:
        cluster = reuse.cluster_of(article.article_id)
        rows.append(
            (
                article.article_id,
                shortened(article.title, QUOTED) or None,
                article.stated_date,
                cluster.cluster_id,
                len(cluster.articles),
                first.get(article.article_id),
                article.sha256,
            )
        )
    return Table("press_articles", columns, tuple(rows))


def pair_rows(reuse: Reuse) -> list[tuple[str, str, int, int]]:
    """Give each pair of texts that share passages: ids, passages, equal words; the most words first."""
    m = reuse.matches
    if not len(m):
        return []
    pairs, place = np.unique(np.stack([m.a, m.b], axis=1), axis=0, return_inverse=True)
    place = place.reshape(-1)
    words = np.bincount(place, weights=m.words).astype(np.int64)
    count = np.bincount(place)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -words))[:LISTED]
    first = reuse.searched.corpus.first
    return [
        (
            reuse.articles[int(first[pairs[i, 0]])].article_id,
            reuse.articles[int(first[pairs[i, 1]])].article_id,
            int(count[i]),
            int(words[i]),
        )
        for i in order.tolist()
    ]


def _pairs(reuse: Reuse) -> Table:
    columns = (
        Column("article", Unit.TEXT),
        Column("other_article", Unit.TEXT),
        Column("passages", Unit.NUMBER, digits=0),
        Column("words", Unit.NUMBER, digits=0),
    )
    return Table("press_pairs", columns, tuple(pair_rows(reuse)))


def listed(reuse: Reuse) -> tuple[Passage, ...]:
    """Give the passages that tables and pages show: all of them where there are not too many."""
    if len(reuse.matches) <= LISTED:
        return reuse.passages
    longest = np.argsort(-reuse.matches.words, kind="stable")[:LISTED]
    return tuple(reuse.passage(match) for match in longest.tolist())


def quoted(reuse: Reuse, place: Place) -> str:
    """Give the beginning of a passage as its article has it."""
    return shortened(place.span.of(reuse.article(place.article_id).text), QUOTED)


def _shared(reuse: Reuse) -> Table:
    columns = (
        Column("article", Unit.TEXT),
        Column("start", Unit.NUMBER, digits=0),
        Column("end", Unit.NUMBER, digits=0),
        Column("other_article", Unit.TEXT),
        Column("other_start", Unit.NUMBER, digits=0),
        Column("other_end", Unit.NUMBER, digits=0),
        Column("kind", Unit.TERM),
        Column("words", Unit.NUMBER, digits=0),
        Column("length", Unit.NUMBER, digits=0),
        Column("quotation", Unit.TEXT),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            p.a.article_id,
            p.a.span.start,
            p.a.span.end,
            p.b.article_id,
            p.b.span.start,
            p.b.span.end,
            f"reuse.{p.kind}",
            p.words,
            p.length,
            quoted(reuse, p.a),
        )
        for p in listed(reuse)
    )
    return Table("press_passages", columns, rows)


def _standing(reuse: Reuse) -> Table:
    columns = (
        Column("passage", Unit.TEXT),
        Column("in_articles", Unit.TEXT),
        Column("printed_in", Unit.ARTICLES),
        Column("words", Unit.NUMBER, digits=0),
        Column("quotation", Unit.TEXT),
    )
    rows = tuple(
        (
            p.passage_id,
            ", ".join(p.articles[:20]) + (" …" if len(p.articles) > 20 else ""),
            len(p.articles),
            p.words,
            shortened(reuse.article(p.example[0]).text[p.example[1] : p.example[2]], QUOTED),
        )
        for p in reuse.passage_clusters[:LISTED]
    )
    return Table("press_reprints", columns, rows)


def _frames(reuse: Reuse) -> Table:
    columns = (
        Column("outlet", Unit.TEXT),
        Column("kind", Unit.TERM),
        Column("printed_in", Unit.ARTICLES),
        Column("quotation", Unit.TEXT),
    )
    rows = tuple(
        (
            frame.outlet or None,
            "frame.footer" if frame.tail else "frame.header",
            frame.articles,
            shortened(reuse.article(frame.example[0]).text[frame.example[1] : frame.example[2]], QUOTED),
        )
        for frame in reuse.frames[:LISTED]
    )
    return Table("press_frames", columns, rows)


def _dropped(reuse: Reuse) -> Table:
    columns = (
        Column("printed_in", Unit.ARTICLES),
        Column("article", Unit.TEXT),
        Column("quotation", Unit.TEXT),
    )
    rows = tuple(
        (
            one.texts,
            one.example[0],
            shortened(reuse.article(one.example[0]).text[one.example[1] : one.example[2]], QUOTED),
        )
        for one in reuse.dropped
    )
    return Table("press_dropped", columns, rows)
