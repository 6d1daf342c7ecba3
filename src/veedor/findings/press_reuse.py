"""What articles share, in words. Texts are under copyright: short quotations, offsets and hashes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.findings.rows import columns_in
from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.press.span import shortened

if TYPE_CHECKING:
    from veedor.model import Value
    from veedor.press.passages import Passage
    from veedor.press.reuse import Reuse

LISTED = 500
"""Passages and pairs that tables list; the findings count all."""
NAMED = 20
"""Unread articles that are named."""
QUOTED = 120
"""Code points of a passage that are shown."""

METHOD = Method(
    "method.press_reuse",
    "Schleimer, Wilkerson and Aiken, SIGMOD 2003 (winnowing); Smith, Cordell and Dillon, IEEE Big Data 2013 "
    "(clusters of reprinted passages)",
)
ASSUMES = ("assume.press_words", "assume.press_narrator")
CANNOT = ("cannot.press_first", "cannot.press_paraphrase")


def findings(result: Reuse) -> tuple[Finding, ...]:
    """Say how many clusters, copies and passages there are, and what was left out."""
    made = [_finding(result, "clusters", _clusters(result)), _finding(result, "passages", _passages(result))]
    dropped = len(result.searched.dropped["value"])
    if dropped or result.frames:
        framed = Figure("framed", sum(frame.articles for frame in result.frames), Unit.ARTICLES)
        left = (framed, count_figure("dropped", dropped), count_figure("cap", result.cap))
        made.append(_finding(result, "left_out", left))
    if result.own_background:
        made.append(_finding(result, "own_background", (count_figure("pairs", result.own_background),)))
    return (*made, *unread(result, METHOD))


def unread(result: Reuse, method: Method) -> tuple[Finding, ...]:
    """Say which articles are in languages that the rules for sentences do not read; nothing where none is."""
    found = {one.article_id: one.unread for one in result.articles if one.unread}
    if not found:
        return ()
    names = ", ".join(f"{name} ({code})" for name, code in list(found.items())[:NAMED])
    figures = (Figure("articles", len(found), Unit.ARTICLES), Figure("names", names, Unit.TEXT))
    return (Finding("press.unread", "press.unread", figures, method),)


def _finding(result: Reuse, name: str, figures: tuple[Figure, ...]) -> Finding:
    key = f"press.{name}"
    return Finding(key, key, figures, METHOD, ASSUMES, CANNOT, sql=result.searched.sql)


def _clusters(result: Reuse) -> tuple[Figure, ...]:
    sizes = [len(cluster.articles) for cluster in result.clusters]
    return (
        Figure("articles", len(result.articles), Unit.ARTICLES),
        count_figure("clusters", sum(size > 1 for size in sizes)),
        Figure("together", sum(size for size in sizes if size > 1), Unit.ARTICLES),
        Figure("alone", sum(size == 1 for size in sizes), Unit.ARTICLES),
        Figure("largest", max(sizes), Unit.ARTICLES),
        count_figure("origins", len(sizes)),
        Figure("copies", sum(len(group) - 1 for group in result.copies), Unit.ARTICLES),
    )


def _passages(result: Reuse) -> tuple[Figure, ...]:
    most = max((len(p.articles) for p in result.passage_clusters), default=0)
    return (
        count_figure("passages", len(result.passage_clusters)),
        count_figure("pairs", len(result.pairs)),
        count_figure("words", result.words),
        Figure("most", most, Unit.ARTICLES),
    )


def tables(result: Reuse) -> tuple[Table, ...]:
    """Return the articles, their pairs and passages, and what was left out; of those without rows none."""
    others = (_pairs(result), _shared(result), _reprints(result), _frames(result), _dropped(result))
    return (_articles(result), *(table for table in others if table.rows))


def _quotation(result: Reuse, place: tuple[str, int, int]) -> str:
    """Return the beginning of a passage as its article has it."""
    name, start, end = place
    return shortened(result.article(name).text[start:end], QUOTED)


def _articles(result: Reuse) -> Table:
    columns = (
        *columns_in(Unit.TEXT, "article", "title"),
        Column("stated", Unit.DAY),
        Column("cluster", Unit.TEXT),
        Column("articles_in_cluster", Unit.ARTICLES),
        *columns_in(Unit.TEXT, "copy_of", "sha256"),
    )
    first = {name: group[0] for group in result.copies for name in group[1:]}
    rows = []
    for article in result.articles:
        name, cluster = article.article_id, result.cluster_of(article.article_id)
        title = shortened(article.title, QUOTED) or None
        together = (cluster.cluster_id, len(cluster.articles))
        rows.append((name, title, article.stated_date, *together, first.get(name), article.sha256))
    return Table("press_articles", columns, tuple(rows))


def _pairs(result: Reuse) -> Table:
    """List pairs of texts that share passages, those with the most equal words first."""
    columns = (
        *columns_in(Unit.TEXT, "article", "other_article"),
        *columns_in(Unit.NUMBER, "passages", "words", digits=0),
    )
    m = result.matches
    if not len(m):
        return Table("press_pairs", columns, ())
    pairs, place = np.unique(np.stack([m.a, m.b], axis=1), axis=0, return_inverse=True)
    place = place.reshape(-1)
    words = np.bincount(place, weights=m.words).astype(np.int64)
    count = np.bincount(place)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -words))[:LISTED]
    ids = [result.articles[int(first)].article_id for first in result.searched.corpus.first]
    rows = [(ids[pairs[i, 0]], ids[pairs[i, 1]], int(count[i]), int(words[i])) for i in order.tolist()]
    return Table("press_pairs", columns, tuple(rows))


def _listed(result: Reuse) -> tuple[Passage, ...]:
    """Return all passages, or the longest where there are too many."""
    if len(result.matches) <= LISTED:
        return result.passages
    longest = np.argsort(-result.matches.words, kind="stable")[:LISTED]
    return tuple(result.passage(match) for match in longest.tolist())


def _shared(result: Reuse) -> Table:
    columns = (
        Column("article", Unit.TEXT),
        *columns_in(Unit.NUMBER, "start", "end", digits=0),
        Column("other_article", Unit.TEXT),
        *columns_in(Unit.NUMBER, "other_start", "other_end", digits=0),
        Column("kind", Unit.TERM),
        *columns_in(Unit.NUMBER, "words", "length", digits=0),
        Column("quotation", Unit.TEXT),
    )
    rows: list[tuple[Value, ...]] = []
    for p in _listed(result):
        one, other = ((side.article_id, side.span.start, side.span.end) for side in (p.a, p.b))
        rows.append((*one, *other, f"reuse.{p.kind}", p.words, p.length, _quotation(result, one)))
    return Table("press_passages", columns, tuple(rows))


def _reprints(result: Reuse) -> Table:
    columns = (
        *columns_in(Unit.TEXT, "passage", "in_articles"),
        Column("printed_in", Unit.ARTICLES),
        Column("words", Unit.NUMBER, digits=0),
        Column("quotation", Unit.TEXT),
    )
    rows = []
    for p in result.passage_clusters[:LISTED]:
        names = ", ".join(p.articles[:20]) + (" …" if len(p.articles) > 20 else "")
        rows.append((p.passage_id, names, len(p.articles), p.words, _quotation(result, p.example)))
    return Table("press_reprints", columns, tuple(rows))


def _frames(result: Reuse) -> Table:
    columns = (
        Column("outlet", Unit.TEXT),
        Column("kind", Unit.TERM),
        Column("printed_in", Unit.ARTICLES),
        Column("quotation", Unit.TEXT),
    )
    rows = []
    for frame in result.frames[:LISTED]:
        kind = "frame.footer" if frame.tail else "frame.header"
        rows.append((frame.outlet or None, kind, frame.articles, _quotation(result, frame.example)))
    return Table("press_frames", columns, tuple(rows))


def _dropped(result: Reuse) -> Table:
    columns = (Column("printed_in", Unit.ARTICLES), *columns_in(Unit.TEXT, "article", "quotation"))
    rows = [(one.texts, one.example[0], _quotation(result, one.example)) for one in result.dropped]
    return Table("press_dropped", columns, tuple(rows))
