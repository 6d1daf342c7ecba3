"""What is copied from what: shared passages of articles, their clusters, and the origins of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import Result
from veedor.press.clusters import Cluster, article_clusters, own_background, passage_clusters
from veedor.press.join import CAP
from veedor.press.left_out import Dropped, Frame, dropped, frames
from veedor.press.occurrences import Occurrences, occurrences_of
from veedor.press.search import search
from veedor.press.shared import Shared
from veedor.press.winnow import GUARANTEED
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from veedor.engine import Engine
    from veedor.press.article import Article
    from veedor.press.passages import Passage


@dataclass(frozen=True)
class PassageCluster:
    """A passage and the articles in which it stands.

    Parameters
    ----------
    passage_id : str
        ``p1`` stands in the most articles.
    articles : tuple of str
        Ids, in the order in which they were read.
    words : int
        Equal words of its longest pair.
    example : tuple
        Article and offsets where it stands at its longest.
    """

    passage_id: str
    articles: tuple[str, ...]
    words: int
    example: tuple[str, int, int]


@dataclass(frozen=True)
class Reuse(Shared, Result):
    """What articles share: clusters, copies, passages and origins, from :class:`Shared`."""

    @cached_property
    def copies(self) -> tuple[tuple[str, ...], ...]:
        """Groups of articles whose stories are the same words."""
        return tuple(self._ids(held) for held in self.holders if len(held) > 1)

    def _ids(self, articles: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.articles[i].article_id for i in articles)

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """Articles that belong together, the largest first; one that stands alone is a cluster too."""
        labels = article_clusters(self.searched.corpus, self.matches)
        order = np.argsort(labels, kind="stable")
        edges = np.flatnonzero(np.diff(labels[order])) + 1
        groups = [group.tolist() for group in np.split(order, edges)] if len(order) else []
        groups.sort(key=lambda group: (-len(group), group[0]))
        return tuple(Cluster(f"c{i}", self._ids(group)) for i, group in enumerate(groups, start=1))

    @cached_property
    def own_background(self) -> int:
        """Pairs of texts that share only background of their own outlet: no copies of one another."""
        return own_background(self.searched.corpus, self.matches)

    @cached_property
    def _cluster_of(self) -> dict[str, Cluster]:
        return {name: cluster for cluster in self.clusters for name in cluster.articles}

    def cluster_of(self, article_id: str) -> Cluster:
        """Return the cluster of an article.

        Raises
        ------
        QuestionError
            Where there is no such article.
        """
        self.article(article_id)
        return self._cluster_of[article_id]

    @cached_property
    def pairs(self) -> np.ndarray:
        """Pairs of articles that share a passage or are copies: an array of two columns, sorted."""
        texts = np.unique(np.stack([self.matches.a, self.matches.b], axis=1), axis=0)
        found = [
            (min(i, j), max(i, j))
            for a, b in texts.tolist()
            for i in self.holders[a]
            for j in self.holders[b]
        ]
        found += [(i, j) for held in self.holders for n, i in enumerate(held) for j in held[n + 1 :]]
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every shared passage side by side; of exact copies only the first takes part.

        A passage that, widened over changes, holds another of the same pair is given once.
        """
        found: list[Passage] = []
        for match in range(len(self.matches)):
            one = self.passage(match)
            same = (one.a.article_id, one.b.article_id)
            if any(
                (known.a.article_id, known.b.article_id) == same
                and known.a.span.covers(one.a.span)
                and known.b.span.covers(one.b.span)
                for known in found[-3:]
            ):
                continue
            found.append(one)
        return tuple(found)

    @cached_property
    def passage_clusters(self) -> tuple[PassageCluster, ...]:
        """Each passage with the articles in which it stands, the most first."""
        m = self.matches
        labels, _ = passage_clusters(m)
        found: dict[int, list[int]] = {}
        for match, label in enumerate(labels.tolist()):
            found.setdefault(label, []).append(match)
        made = []
        for group in found.values():
            texts = sorted({int(t) for i in group for t in (m.a[i], m.b[i])})
            articles = sorted({article for text in texts for article in self.holders[text]})
            longest = max(group, key=lambda i: int(m.words[i]))
            span = self.story(int(m.a[longest])).span(int(m.a_start[longest]), int(m.a_end[longest]))
            first = self.articles[int(self.searched.corpus.first[m.a[longest]])].article_id
            example = (first, span.start, span.end) if span else (first, 0, 0)
            made.append((self._ids(articles), int(m.words[longest]), example))
        made.sort(key=lambda one: (-len(one[0]), -one[1], one[2]))
        return tuple(PassageCluster(f"p{i}", *one) for i, one in enumerate(made, start=1))

    @cached_property
    def dropped(self) -> tuple[Dropped, ...]:
        """Passages that too many texts share, joined where they run on in their example."""
        return dropped(self)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Footers and headers that were learnt and left out."""
        return frames(self)

    def origins(self, article_id: str, start: int, end: int) -> Occurrences:
        """Say in which articles a piece of one stands, exactly or reworded, and from how many origins.

        Parameters
        ----------
        article_id : str
            Where it was read.
        start, end : int
            Offsets in code points.

        Raises
        ------
        QuestionError
            Where there is no such article, or no word between the offsets.
        """
        return self.standing([(article_id, start, end)])

    def standing(self, places: Sequence[tuple[str, int, int]]) -> Occurrences:
        """Say in which articles any of several pieces stand, and from how many origins.

        For a claim that was said in several articles: "printed in 4 articles = 2 texts = 1 origin".

        Parameters
        ----------
        places : sequence of (str, int, int)
            Article and offsets in code points of each.
        """
        return occurrences_of(self, places)


def reuse(
    articles: Sequence[Article],
    *,
    cap: int = CAP,
    words: int = GUARANTEED,
    engine: Engine = "duckdb",
    memory: str = "600MB",
    told: Callable[[int, int], None] | None = None,
    prints: Path | None = None,
) -> Reuse:
    """Find the passages that articles share, and the clusters that they make.

    Parameters
    ----------
    articles : sequence of Article
        From :func:`veedor.press.read_articles`.
    cap : int
        Texts that may share a fingerprint, exact copies counted once. What more texts share is reported, and
        not followed pair by pair.
    words : int
        Equal words of the shortest passage that counts; 12 is what winnowing guarantees.
    engine : {"duckdb", "spark"}
        Where the join runs.
    memory : str
        What the engine may hold before it spills to disk.
    told : callable, optional
        Told how many articles are read, of how many.
    prints : Path, optional
        Folder for the tables that the query of the findings names.

    Returns
    -------
    Reuse
        Passages, clusters, copies, origins.

    Raises
    ------
    QuestionError
        Where there is no article, two have one id, or a limit is out of range.

    References
    ----------
    Schleimer, Wilkerson and Aiken, SIGMOD 2003 (winnowing); Smith, Cordell and Dillon, "Infectious texts",
    IEEE Big Data 2013 (a cap on shared fingerprints, clusters of passages).
    """
    _refuse(articles, cap, words)
    searched = search(articles, cap=cap, engine=engine, memory=memory, told=told, prints=prints)
    return Reuse(tuple(articles), searched, cap, words)


def _refuse(articles: Sequence[Article], cap: int, words: int) -> None:
    """Refuse what cannot be compared."""
    if not articles:
        raise QuestionError("There are no articles to compare.")
    if cap < 2:
        raise QuestionError(
            sentence("A cap of {cap} texts follows nothing.", cap=cap), remedy="Give 2 or more."
        )
    if words < GUARANTEED:
        raise QuestionError(
            sentence("Passages of {words} words are not all found.", words=words),
            remedy=sentence("Ask for {guaranteed} or more.", guaranteed=GUARANTEED),
        )
    names = [article.article_id for article in articles]
    if len(set(names)) < len(names):
        again = next(name for i, name in enumerate(names) if name in names[:i])
        raise QuestionError(
            sentence("Two articles have the id {again!r}.", again=again), remedy="Give each its own."
        )
