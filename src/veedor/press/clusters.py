"""Which articles, and which passages, belong together: connected components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.press.corpus import Corpus
    from veedor.press.runs import Matches

COPIED = 12
"""Shared words of the narrator that make two articles one cluster."""
OWN = 0.5
"""Share of the shorter of two texts of one outlet below which what they share is the outlet's own."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that took words from one another or from one source.

    Parameters
    ----------
    cluster_id : str
        ``c1`` is the largest.
    articles : tuple of str
        Their ids, in the order in which they were read.
    """

    cluster_id: str
    articles: tuple[str, ...]


def components(count: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Number the connected components of a graph.

    Parameters
    ----------
    count : int
        Nodes.
    left, right : int arrays
        Edges.

    Returns
    -------
    int array
        By node the number of its component; components are numbered by their first node.
    """
    first = np.arange(count)
    while True:
        one, two = first[left], first[right]
        apart = one != two
        if not apart.any():
            return np.unique(first, return_inverse=True)[1]
        left, right = left[apart], right[apart]
        np.minimum.at(first, np.maximum(one, two)[apart], np.minimum(one, two)[apart])
        while ((earlier := first[first]) != first).any():
            first = earlier


def copied_words(corpus: Corpus, matches: Matches) -> np.ndarray:
    """Count the shared words of each match that no side has between quotation marks.

    Parameters
    ----------
    corpus : Corpus
        For the marks.
    matches : Matches
        Shared passages.
    """
    a, b = corpus.bounds[matches.a], corpus.bounds[matches.b]
    quoted_a = corpus.quoted[a + matches.a_end] - corpus.quoted[a + matches.a_start]
    quoted_b = corpus.quoted[b + matches.b_end] - corpus.quoted[b + matches.b_start]
    left: np.ndarray = np.maximum(0, matches.words - np.maximum(quoted_a, quoted_b))
    return left


def _paired(corpus: Corpus, matches: Matches) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs of texts that share passages, words of the narrator that they share, and how they do.

    Returns
    -------
    a, b, words : int arrays
        The pairs.
    own : bool array
        Whether both are of one outlet and share less than half of the shorter: its own background.
    """
    key = matches.a * len(corpus.first) + matches.b
    pairs, place = np.unique(key, return_inverse=True)
    words = np.bincount(place, weights=copied_words(corpus, matches), minlength=len(pairs))
    a, b = pairs // len(corpus.first), pairs % len(corpus.first)
    same = (corpus.outlets[a] == corpus.outlets[b]) & (corpus.outlets[a] >= 0)
    shorter = np.minimum(corpus.lengths[a], corpus.lengths[b])
    return a, b, words, same & (words < OWN * shorter)


def copying_pairs(corpus: Corpus, matches: Matches) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of texts that share at least :data:`COPIED` words of the narrator.

    Two texts of one outlet must share half of the shorter: what an outlet puts around or into many of its
    stories (a footer, a promotion, the background of a matter) is its own, and no origin.
    """
    if not len(matches):
        return matches.a, matches.b
    a, b, words, own = _paired(corpus, matches)
    held = (words >= COPIED) & ~own
    return a[held], b[held]


def own_background(corpus: Corpus, matches: Matches) -> int:
    """Count the pairs of texts of one outlet that share only what is its own."""
    if not len(matches):
        return 0
    _, _, words, own = _paired(corpus, matches)
    return int(((words >= COPIED) & own).sum())


def article_clusters(corpus: Corpus, matches: Matches) -> np.ndarray:
    """Number the clusters of articles: exact copies, and texts that copy one another.

    Returns
    -------
    int array
        By article.
    """
    left, right = copying_pairs(corpus, matches)
    by_text = components(len(corpus.first), left, right)
    found: np.ndarray = by_text[corpus.text_of]
    return found


def passage_clusters(matches: Matches) -> tuple[np.ndarray, np.ndarray]:
    """Number the passages: pieces of texts that overlap in half of the shorter, or that match, are one.

    Unlike clusters of articles they do not chain one story to another over an article that holds both.

    Returns
    -------
    a, b : int arrays
        By match the number of the passage it belongs to, as seen from each side: both are equal.
    """
    count = len(matches)
    text = np.concatenate([matches.a, matches.b])
    start = np.concatenate([matches.a_start, matches.b_start])
    end = np.concatenate([matches.a_end, matches.b_end])
    order = np.lexsort((end, start, text))
    left, right = [np.arange(count)], [np.arange(count) + count]
    for step in (1, 2, 3):  # neighbours in order; a fourth that overlaps overlaps one of these as a rule
        one, two = order[:-step], order[step:]
        shared = np.minimum(end[one], end[two]) - start[two]
        shorter = np.minimum(end[one] - start[one], end[two] - start[two])
        near = (text[one] == text[two]) & (2 * shared >= shorter)
        left.append(one[near])
        right.append(two[near])
    labels = components(2 * count, np.concatenate(left), np.concatenate(right))
    return labels[:count], labels[count:]
