"""Words of many articles as arrays: a hash and two offsets a word, folded in a shadow copy only.

Letters are folded (case, accents, width, curly and straight marks), everything that is no letter or digit
parts words. The text itself is never changed: offsets are those of its code points.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.press.article import Article

CHUNK = 1_000_000
"""Code points that are looked at together."""
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 2**64)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_CODES = 0x110000


@dataclass(frozen=True)
class StoryWords:
    """Words of articles, one after the other.

    Parameters
    ----------
    hashes : uint64 array
        Of the folded words; equal words have equal hashes.
    starts, ends : int64 arrays
        Offsets in code points in the article's text.
    quoted : bool array
        Whether the word stands between quotation marks.
    bounds : int64 array, one longer than the articles
        Words of article ``i`` are ``bounds[i]:bounds[i + 1]``.
    """

    hashes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    quoted: np.ndarray
    bounds: np.ndarray


@lru_cache(maxsize=1)
def folds() -> np.ndarray:
    """Return the code point that each is folded to; 0 for what parts words, 1 for what is passed over."""
    table = np.arange(_CODES, dtype=np.uint32)
    table[0xD800:0xF900] = 0  # surrogates and private use
    table[0x1F000:0x1FB00] = 0  # pictures
    table[0xE0000:] = 0
    for code in (*range(0x3100), *range(0xFB00, 0x10000)):  # the rest is ideographs, syllables, old scripts
        char = chr(code)
        kind = unicodedata.category(char)
        if kind[0] in "LN":
            first = unicodedata.normalize("NFKD", char)[0].casefold()[0]
            table[code] = ord(first) if first.isalnum() else code
        else:  # an accent that stands alone and a soft hyphen are passed over
            table[code] = 1 if kind in {"Mn", "Cf"} else 0
    return table


@lru_cache(maxsize=2)
def _powers(base: int) -> np.ndarray:
    """Powers of a base modulo 2**64, for a chunk and the article behind it."""
    powers = np.full(2 * CHUNK, np.uint64(base), dtype=np.uint64)
    powers[0] = 1
    table: np.ndarray = np.multiply.accumulate(powers)
    return table


def mixed(values: np.ndarray) -> np.ndarray:
    """Scramble hashes so that their order is as good as random (the finaliser of SplitMix64).

    References
    ----------
    Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
    """
    out: np.ndarray = values ^ (values >> np.uint64(30))
    out *= _MIX[0]
    out ^= out >> np.uint64(27)
    out *= _MIX[1]
    out ^= out >> np.uint64(31)
    return out


def words_of(article: Article) -> StoryWords:
    """Return the words of one article's story, boilerplate left out.

    Parameters
    ----------
    article : Article
        Of any length.
    """
    return _batch([article])


def batches(articles: Sequence[Article]) -> Iterator[tuple[int, StoryWords]]:
    """Return the words of articles, many at a time.

    Parameters
    ----------
    articles : sequence of Article
        Any number.

    Yields
    ------
    int
        Number of the first article of the batch.
    StoryWords
        Of the stories of the batch, boilerplate left out.
    """
    first = 0
    while first < len(articles):
        last, size = first, 0
        while last < len(articles) and (last == first or size + len(articles[last].text) < CHUNK):
            size += len(articles[last].text) + 1
            last += 1
        yield first, _batch(articles[first:last])
        first = last


def _batch(articles: Sequence[Article]) -> StoryWords:
    """Split texts together and give the words back to their texts."""
    columns = _split("\n".join(article.text for article in articles))
    offsets = np.cumsum([0, *(len(article.text) + 1 for article in articles)])
    apart = [
        (offset + span.start, offset + span.end)
        for offset, article in zip(offsets.tolist(), articles, strict=False)
        for span in article.boilerplate
    ]
    if apart:
        kept = np.ones(len(columns.starts), dtype=bool)
        for low, high in np.searchsorted(columns.starts, np.array(apart)).tolist():
            kept[low:high] = False
        columns = columns.only(kept)
    bounds = np.searchsorted(columns.starts, offsets)
    shift = np.repeat(offsets[:-1], np.diff(bounds))
    return StoryWords(columns.hashes, columns.starts - shift, columns.ends - shift, columns.quoted, bounds)


@dataclass(frozen=True)
class _Columns:
    """Words of one long text."""

    hashes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    quoted: np.ndarray

    def only(self, kept: np.ndarray) -> _Columns:
        """Leave words out."""
        return _Columns(self.hashes[kept], self.starts[kept], self.ends[kept], self.quoted[kept])


def _split(text: str) -> _Columns:
    """Hash each word of a text: a polynomial over its folded code points, modulo 2**64, then mixed."""
    if len(text) >= 2 * CHUNK:
        return _split_long(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = folds()[codes]
    inside = np.concatenate([[False], folded > 0, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    letters = folded > 1
    place = np.cumsum(letters) - letters  # letters before, so that what is passed over counts nothing
    terms = np.where(letters, folded.astype(np.uint64) * _powers(_BASE)[place], np.uint64(0))
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(terms, dtype=np.uint64)])
    raw: np.ndarray = (sums[ends] - sums[starts]) * _powers(_INVERSE)[place[starts]]
    words = _Columns(mixed(raw), starts.astype(np.int64), ends.astype(np.int64), _quoted(codes, starts))
    return words.only(raw != 0)


def _quoted(codes: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Say of each word whether a quotation is open before it in its line.

    Straight marks open and close in turn; curly marks and guillemets say what they do. A quotation that is
    not closed ends with its line, so that one lost mark never turns the rest of a story round.
    """
    breaks = np.flatnonzero(codes == 10)
    line = np.concatenate([[0], breaks + 1])[np.searchsorted(breaks, starts)]

    def since_line(marks: str) -> np.ndarray:
        at = np.flatnonzero(np.isin(codes, [ord(mark) for mark in marks]))
        return np.searchsorted(at, starts) - np.searchsorted(at, line)

    open_marks = since_line("“«„") > since_line("”»")
    open_: np.ndarray = open_marks | (since_line('"') % 2 == 1)
    return open_


def _split_long(text: str) -> _Columns:
    """Split a very long text piece by piece, cut where a word ends if there is such a place."""
    parts, at = [], 0
    while at < len(text):
        end = min(at + CHUNK, len(text))
        while end < len(text) and text[end - 1].isalnum() and end > at + CHUNK - 1_000:
            end -= 1
        one = _split(text[at:end])
        parts.append((one.hashes, one.starts + at, one.ends + at, one.quoted))
        at = end
    return _Columns(*(np.concatenate(column) for column in zip(*parts, strict=True)))
