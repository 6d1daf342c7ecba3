"""Where a statement stands: in how many articles, in how many wordings, from how many origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.press.align import mapped
from veedor.press.clusters import components
from veedor.press.passages import Story
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.press.shared import Shared

SHORTEST = 5
"""Words from which an equal piece elsewhere is the same statement and not a common phrase."""
SHARED = 0.5
"""Share of a piece that a passage must cover to carry it to another text."""

Piece = tuple[int, int, int]
"""Text, first word, word after the last."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place at which a statement stands.

    Parameters
    ----------
    article_id : str
        Which article.
    start, end : int
        Offsets in code points.
    exact : bool
        Whether the words are those of a piece that was asked for.
    wording : int
        Number of its wording: equal words have one number.
    origin : int
        Number of its origin.
    """

    article_id: str
    start: int
    end: int
    exact: bool
    wording: int
    origin: int


@dataclass(frozen=True)
class Occurrences:
    """In which articles a statement stands.

    Parameters
    ----------
    occurrences : tuple of Occurrence
        In the order of the articles.

    Notes
    -----
    Articles that share the passage in which a statement stands have one origin for it; articles that print
    it without sharing a passage have one each. An origin is a text that others copied or that copied from
    one unknown: who wrote it first is not in the texts.
    """

    occurrences: tuple[Occurrence, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of the articles, in order, once each."""
        return tuple(dict.fromkeys(one.article_id for one in self.occurrences))

    @property
    def texts(self) -> int:
        """Different wordings."""
        return len({one.wording for one in self.occurrences})

    @property
    def origins(self) -> int:
        """Different origins."""
        return len({one.origin for one in self.occurrences})


def occurrences_of(shared: Shared, places: Sequence[tuple[str, int, int]]) -> Occurrences:
    """Follow pieces of articles through shared passages and equal words.

    Parameters
    ----------
    shared : Shared
        What the articles share.
    places : sequence of (str, int, int)
        Article and offsets of each piece.

    Raises
    ------
    QuestionError
        Where there is no such article, or no word between the offsets.
    """
    asked = [_piece(shared, *place) for place in places]
    pieces = list(dict.fromkeys(asked))
    edges: list[tuple[int, int]] = []
    known = {piece: i for i, piece in enumerate(pieces)}
    at = 0
    while at < len(pieces):
        for other, linked in _elsewhere(shared, pieces[at], known):
            number = _add(pieces, known, other)
            if linked:
                edges.append((at, number))
        at += 1
    left, right = (
        np.array(side, dtype=np.int64) for side in (zip(*edges, strict=True) if edges else ((), ()))
    )
    origin = components(len(pieces), left, right)
    return Occurrences(tuple(_occurrences(shared, pieces, origin.tolist(), set(asked))))


def _piece(shared: Shared, article_id: str, start: int, end: int) -> Piece:
    low, high = shared.words_at(article_id, start, end)
    if high <= low:
        raise QuestionError(
            sentence(
                "There is no word of the story between {start} and {end} of {article_id!r}.",
                start=start,
                end=end,
                article_id=article_id,
            ),
            remedy="Boilerplate takes no part; give offsets in code points.",
        )
    return int(shared.searched.corpus.text_of[shared.number[article_id]]), low, high


def _add(pieces: list[Piece], known: dict[Piece, int], new: Piece) -> int:
    """Return the number of a piece; one that overlaps a known one of its text in half is that one."""
    for piece, number in known.items():
        if piece[0] == new[0]:
            common = min(piece[2], new[2]) - max(piece[1], new[1])
            if 2 * common >= min(piece[2] - piece[1], new[2] - new[1]):
                return number
    known[new] = len(pieces)
    pieces.append(new)
    return known[new]


def _elsewhere(shared: Shared, piece: Piece, known: dict[Piece, int]) -> Iterator[tuple[Piece, bool]]:
    """Find where a piece stands in other texts, and whether a shared passage carries it there."""
    text, low, high = piece
    m = shared.matches
    length = high - low
    for forth, here, there in ((True, m.a, m.b), (False, m.b, m.a)):
        starts, ends = (m.a_start, m.a_end) if forth else (m.b_start, m.b_end)
        # Widening goes a little beyond a match, so neighbours are looked at too.
        near = np.flatnonzero((here == text) & (starts < high + 30) & (ends > low - 30))
        for match in near.tolist():
            blocks = shared.passage(match).blocks
            begin = (blocks[0].a_start, blocks[-1].a_end) if forth else (blocks[0].b_start, blocks[-1].b_end)
            if min(high, begin[1]) - max(low, begin[0]) < SHARED * length:
                continue
            found = mapped(blocks, low, high, forth=forth)
            if found is not None:
                yield (int(there[match]), *found), True
    if length >= SHORTEST:
        for other in _equal(shared, piece):
            if other not in known:
                yield other, False


def _equal(shared: Shared, piece: Piece) -> list[Piece]:
    """Find the same words in other texts."""
    corpus = shared.searched.corpus
    text, low, high = piece
    words = corpus.words[corpus.bounds[text] + low : corpus.bounds[text] + high]
    at = np.flatnonzero(corpus.words == words[0])
    for step in range(1, len(words)):
        at = at[at + step < len(corpus.words)]
        at = at[corpus.words[at + step] == words[step]]
    texts = np.searchsorted(corpus.bounds, at, side="right") - 1
    return [
        (number, place, place + len(words))
        for number, place in zip(texts.tolist(), (at - corpus.bounds[texts]).tolist(), strict=True)
        if number != text and place + len(words) <= corpus.lengths[number]
    ]


def _occurrences(
    shared: Shared, pieces: list[Piece], origin: list[int], asked: set[Piece]
) -> Iterator[Occurrence]:
    """Return the places of pieces in articles, exact copies of a text included."""
    corpus = shared.searched.corpus
    wordings: dict[bytes, int] = {}
    numbered = []
    for number, (text, low, high) in enumerate(pieces):
        words = corpus.words[corpus.bounds[text] + low : corpus.bounds[text] + high].tobytes()
        numbered.append((number, wordings.setdefault(words, len(wordings))))
    exact = {numbered[i][1] for i, piece in enumerate(pieces) if piece in asked}
    for number, wording in sorted(numbered, key=lambda one: pieces[one[0]]):
        text, low, high = pieces[number]
        for holder in shared.holders[text]:
            article = shared.articles[holder]
            span = Story(article).span(low, high)
            if span is not None:
                yield Occurrence(
                    article.article_id, span.start, span.end, wording in exact, wording, origin[number]
                )
