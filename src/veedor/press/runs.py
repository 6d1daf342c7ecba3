"""From seeds to shared passages: runs of equal words, then chains of runs over a few changed words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from veedor.press.winnow import PASSAGE

if TYPE_CHECKING:
    from veedor.press.corpus import Corpus

GAP = 6
"""Words that may be changed, put in or left out between two runs of one passage."""
OVERLAP = 4
"""Words by which two runs of one passage may overlap, where a word is repeated at the seam."""


@dataclass(frozen=True)
class Matches:
    """Shared passages of pairs of texts; places are words, counted from the start of each text.

    Parameters
    ----------
    a, b : int64 arrays
        Numbers of the texts, ``a < b``.
    a_start, a_end, b_start, b_end : int64 arrays
        The passage in each.
    words : int64 array
        Words of the passage that are equal in both.
    """

    a: np.ndarray
    b: np.ndarray
    a_start: np.ndarray
    a_end: np.ndarray
    b_start: np.ndarray
    b_end: np.ndarray
    words: np.ndarray

    def __len__(self) -> int:
        return len(self.a)

    def only(self, kept: np.ndarray) -> Matches:
        """Keep some, by a mask or by their numbers."""
        return Matches(*(getattr(self, field.name)[kept] for field in fields(self)))


def runs(corpus: Corpus, seeds: dict[str, np.ndarray], low: np.ndarray, high: np.ndarray) -> Matches:
    """Extend seeds to the longest runs of equal words.

    Parameters
    ----------
    corpus : Corpus
        The texts.
    seeds : mapping of str to int64 array
        ``a``, ``b``, ``shift``, ``place`` as :func:`veedor.press.join.seeds` gives them.
    low, high : int64 arrays
        By text the words between its frames: no run leaves them.
    """
    order = np.lexsort((seeds["place"], seeds["shift"], seeds["b"], seeds["a"]))
    a, b, shift, place = (seeds[name][order].astype(np.int64) for name in ("a", "b", "shift", "place"))
    new = np.ones(len(a), dtype=bool)
    new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (shift[1:] != shift[:-1])
    group = np.cumsum(new) - 1
    covered = np.zeros(len(a), dtype=np.int64)
    found: list[Matches] = []
    left = np.arange(len(a))
    while len(left):
        # The first seed of each alignment that no run covers yet.
        heads = left[np.concatenate([[True], group[left][1:] != group[left][:-1]])]
        run = _extended(corpus, a[heads], b[heads], place[heads], shift[heads], low, high)
        found.append(run)
        # Its own seed is done even where two words only have one hash, so that this ends.
        covered[group[heads]] = np.maximum(run.a_end, place[heads] + PASSAGE)
        left = left[place[left] + PASSAGE > covered[group[left]]]
    if not found:
        return Matches(*(np.zeros(0, dtype=np.int64) for _ in fields(Matches)))
    return Matches(*(np.concatenate([getattr(one, f.name) for one in found]) for f in fields(Matches)))


def _extended(
    corpus: Corpus, a: np.ndarray, b: np.ndarray, place: np.ndarray, shift: np.ndarray, low: np.ndarray,
    high: np.ndarray,
) -> Matches:  # fmt: skip
    """Extend one seed of each alignment to both sides."""
    left, right = corpus.bounds[a] + place, corpus.bounds[b] + place + shift
    ahead = np.minimum(high[a] - place, high[b] - place - shift)
    behind = np.minimum(place - low[a], place + shift - low[b])
    forth = _equal(corpus.words, left, right, ahead, 1)
    back = _equal(corpus.words, left - 1, right - 1, behind, -1)
    start, end = place - back, place + forth
    return Matches(a, b, start, end, start + shift, end + shift, end - start)


def _equal(words: np.ndarray, left: np.ndarray, right: np.ndarray, most: np.ndarray, step: int) -> np.ndarray:
    """Count equal words from two places on, in one direction."""
    count = np.zeros(len(left), dtype=np.int64)
    active = np.flatnonzero(most > 0)
    while len(active):
        move = step * count[active]
        active = active[words[left[active] + move] == words[right[active] + move]]
        count[active] += 1
        active = active[count[active] < most[active]]
    return count


def chains(found: Matches) -> Matches:
    """Join runs of a pair that follow each other in both texts, over at most :data:`GAP` words.

    Parameters
    ----------
    found : Matches
        Runs in any order.
    """
    if not len(found):
        return found
    runs_ = found.only(np.lexsort((found.b_start, found.a_start, found.b, found.a)))
    runs_ = _once(runs_)
    gap_a = runs_.a_start[1:] - runs_.a_end[:-1]
    gap_b = runs_.b_start[1:] - runs_.b_end[:-1]
    follows = (runs_.a[1:] == runs_.a[:-1]) & (runs_.b[1:] == runs_.b[:-1])
    follows &= (gap_a <= GAP) & (gap_b <= GAP) & (gap_a >= -OVERLAP) & (gap_b >= -OVERLAP)
    follows &= (runs_.b_start[1:] > runs_.b_start[:-1]) & (runs_.b_end[1:] > runs_.b_end[:-1])
    follows &= runs_.a_end[1:] > runs_.a_end[:-1]
    heads = np.flatnonzero(np.concatenate([[True], ~follows]))
    tails = np.append(heads[1:], len(runs_)) - 1
    twice = np.maximum(0, np.maximum(-gap_a, -gap_b)) * follows
    equal = runs_.words - np.concatenate([[0], twice])
    return Matches(
        runs_.a[heads],
        runs_.b[heads],
        runs_.a_start[heads],
        runs_.a_end[tails],
        runs_.b_start[heads],
        runs_.b_end[tails],
        np.add.reduceat(equal, heads),
    )


def _once(found: Matches) -> Matches:
    """Leave out runs that were found from two seeds."""
    same = np.ones(len(found), dtype=bool)
    same[1:] = False
    for field in fields(found):
        column = getattr(found, field.name)
        same[1:] |= column[1:] != column[:-1]
    return found.only(same)
