"""Shared passages as a reader sees them: side by side, with offsets, exact, near or edited."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.press.align import Stretch, align, equal_words, widen
from veedor.press.span import Span
from veedor.press.tokens import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.press.article import Article
    from veedor.press.tokens import StoryWords

NEAR = 0.8
"""Share of equal words from which a passage that was changed is called near."""


class PassageKind(StrEnum):
    """How a passage was taken over."""

    EXACT = "exact"
    """The same words."""
    NEAR = "near"
    """At least four of five words are the same."""
    EDITED = "edited"
    """Fewer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of an article.

    Parameters
    ----------
    article_id : str
        Which.
    span : Span
        Offsets in code points.
    """

    article_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class PassagePart:
    """A stretch of a passage in both articles.

    Parameters
    ----------
    same : bool
        Whether the words are equal.
    a, b : Span, optional
        Where; None where words were left out or put in.
    """

    same: bool
    a: Span | None
    b: Span | None


@dataclass(frozen=True)
class Passage:
    """A passage that two articles share.

    Parameters
    ----------
    a, b : Place
        Where it stands.
    kind : PassageKind
        Exact, near or edited.
    words : int
        Words that are equal.
    length : int
        Words of the longer of the two.
    quoted : int
        Of the longer one, words between quotation marks: who quotes the same person shares them without
        having copied.
    parts : tuple of PassagePart
        Side by side, from the first word to the last.
    blocks : tuple of Stretch
        The same in words instead of code points.
    """

    a: Place
    b: Place
    kind: PassageKind
    words: int
    length: int
    quoted: int
    parts: tuple[PassagePart, ...]
    blocks: tuple[Stretch, ...]


class Story:
    """The words of one article, with what is needed to go from words to offsets and back.

    Parameters
    ----------
    article : Article
        Which.
    """

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def words(self) -> StoryWords:
        """Its words."""
        return words_of(self.article)

    @cached_property
    def numbers(self) -> list[int]:
        """Its words as numbers: equal words have equal numbers."""
        return self.words.hashes.tolist()  # type: ignore[no-any-return]

    def span(self, start: int, end: int) -> Span | None:
        """Return the offsets of words; None where there are none."""
        if end <= start:
            return None
        return Span(int(self.words.starts[start]), int(self.words.ends[end - 1]))

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Return the words that touch a piece of the text."""
        low = int((self.words.ends <= start).sum())
        high = int((self.words.starts < end).sum())
        return low, max(low, high)


def passage(a: Story, b: Story, place: tuple[int, int, int, int]) -> Passage:
    """Make a shared passage of two articles.

    Parameters
    ----------
    a, b : Story
        The articles.
    place : tuple of int
        ``a_start``, ``a_end``, ``b_start``, ``b_end`` in words.
    """
    place = widen(a.numbers, b.numbers, place)
    blocks = align(a.numbers, b.numbers, place)
    equal = equal_words(blocks)
    length = max(place[1] - place[0], place[3] - place[2])
    quoted = max(
        int(a.words.quoted[place[0] : place[1]].sum()), int(b.words.quoted[place[2] : place[3]].sum())
    )
    return Passage(
        Place(a.article.article_id, _known(a.span(*place[:2]))),
        Place(b.article.article_id, _known(b.span(*place[2:]))),
        _kind(equal, length),
        equal,
        length,
        quoted,
        _parts(a, b, blocks),
        blocks,
    )


def _known(span: Span | None) -> Span:
    return span if span is not None else Span(0, 0)


def _kind(equal: int, length: int) -> PassageKind:
    if equal == length:
        return PassageKind.EXACT
    return PassageKind.NEAR if equal >= NEAR * length else PassageKind.EDITED


def _parts(a: Story, b: Story, blocks: Sequence[Stretch]) -> tuple[PassagePart, ...]:
    return tuple(
        PassagePart(block.same, a.span(block.a_start, block.a_end), b.span(block.b_start, block.b_end))
        for block in blocks
    )
