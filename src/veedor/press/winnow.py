"""Fingerprints of passages by winnowing.

Every run of eight words has a hash; of every five hashes in a row the smallest is kept. So two texts that
share a run of ``8 + 5 - 1 = 12`` words share a fingerprint, always, while only about a third of the hashes
are kept.

References
----------
Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003:
guarantee in section 3 (window ``w = t - k + 1``), density ``2 / (w + 1)`` in section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.press.tokens import mixed

if TYPE_CHECKING:
    from veedor.press.tokens import StoryWords

PASSAGE = 8
"""Words of a fingerprint (k)."""
GUARANTEED = 12
"""Words of a shared run that is always found (t)."""
WINDOW = GUARANTEED - PASSAGE + 1
MOST_TIMES = 4
"""How often one fingerprint is kept within one text: a line repeated a million times says it once."""

_STEP = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True)
class Prints:
    """Fingerprints of texts.

    Parameters
    ----------
    value : int64 array
        The fingerprint.
    text : int32 array
        Number of the text in its batch.
    place : int32 array
        Its first word, counted from the start of the text.
    first : bool array
        Whether it is the first of its value in its text.
    """

    value: np.ndarray
    text: np.ndarray
    place: np.ndarray
    first: np.ndarray


def passage_hashes(words: np.ndarray) -> np.ndarray:
    """Hash each run of :data:`PASSAGE` words.

    Parameters
    ----------
    words : uint64 array
        Hashes of words.

    Returns
    -------
    uint64 array
        ``len(words) - PASSAGE + 1`` hashes, in the order of their first words.
    """
    count = len(words) - PASSAGE + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    out = np.zeros(count, dtype=np.uint64)
    for shift in range(PASSAGE):
        out *= _STEP
        out += words[shift : shift + count]
    return mixed(out)


def winnow(words: StoryWords) -> Prints:
    """Choose the fingerprints of texts.

    Parameters
    ----------
    words : StoryWords
        Of the texts of a batch.
    """
    total = len(words.hashes)
    owner = np.repeat(np.arange(len(words.bounds) - 1, dtype=np.int32), np.diff(words.bounds))
    hashes = passage_hashes(words.hashes)
    if not len(hashes):
        empty = np.zeros(0, dtype=np.int64)
        return Prints(empty, empty.astype(np.int32), empty.astype(np.int32), empty.astype(bool))
    good = owner[: total - PASSAGE + 1] == owner[PASSAGE - 1 :]
    at = np.flatnonzero(good)
    chosen = at[_smallest(hashes[at], owner[at])]
    return _limited(hashes[chosen].view(np.int64), owner[chosen], chosen - words.bounds[owner[chosen]])


def _smallest(hashes: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the places of the smallest hash of each window, the rightmost where several are equal."""
    count = len(hashes)
    if not count:
        return np.zeros(0, dtype=np.int64)
    picked = np.zeros(count, dtype=bool)
    if count >= WINDOW:
        last = count - WINDOW + 1
        best = hashes[WINDOW - 1 :].copy()
        shift = np.full(last, WINDOW - 1, dtype=np.int64)
        for step in range(WINDOW - 2, -1, -1):
            smaller = hashes[step : step + last] < best
            np.copyto(best, hashes[step : step + last], where=smaller)
            shift[smaller] = step
        whole = owner[:last] == owner[WINDOW - 1 :]
        picked[(np.arange(last) + shift)[whole]] = True
    # Texts with fewer hashes than a window hold: all of them, they are four at most.
    edges = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1], [True]]))
    lengths = np.diff(edges)
    picked |= np.repeat(lengths < WINDOW, lengths)
    return np.flatnonzero(picked)


def _limited(value: np.ndarray, text: np.ndarray, place: np.ndarray) -> Prints:
    """Keep the first few of each value in each text, and mark the first."""
    order = np.lexsort((place, value, text))
    value, text, place = value[order], text[order], place[order]
    new = (
        np.concatenate([[True], (value[1:] != value[:-1]) | (text[1:] != text[:-1])])
        if len(value)
        else (np.zeros(0, dtype=bool))
    )
    starts = np.flatnonzero(new)
    rank = np.arange(len(value)) - np.repeat(starts, np.diff(np.append(starts, len(value))))
    kept = rank < MOST_TIMES
    return Prints(value[kept], text[kept].astype(np.int32), place[kept].astype(np.int32), rank[kept] == 0)
