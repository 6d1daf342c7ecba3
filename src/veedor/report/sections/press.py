"""What was reported: clusters of articles, passages side by side, and where articles differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.report.sections import Fragment, Listing, Part, Section, drawn, render, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.press import Passage, Reuse, Span
    from veedor.report.wording import Wording

PAIRS = 12
"""Passages that are shown side by side: the longest."""
QUOTED = 280
"""Code points of each that are shown: articles are under copyright."""
SHOWN = ("press_pairs", "press_reprints")
APART = ("press_articles", "press_frames", "press_dropped")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one side of a passage."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class QuotedSide:
    """A passage as one article has it."""

    article: str
    start: int
    end: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A passage in two articles."""

    kind: str
    words: int
    length: int
    sides: tuple[QuotedSide, QuotedSide]


def build(case: Case, wording: Wording) -> Section:
    """Write the section; a case without articles has none (``MissingDataError`` passes)."""
    found = case.press.reuse()
    parts: list[Part] = [*said(found), *drawn(found, wording)]
    tables = {table.name: table for table in found.tables}
    parts += [Listing(tables[name]) for name in SHOWN if name in tables]
    if fragment := side_by_side(found, wording):
        parts.append(fragment)
    parts += [Listing(tables[name], folded=True) for name in APART if name in tables]
    differ = case.press.differences()
    parts += said(differ)
    parts += [Listing(table, folded=True) for table in differ.tables]
    return Section("press", tuple(parts))


def side_by_side(found: Reuse, wording: Wording) -> Fragment | None:
    """Lay the longest shared passages out side by side; None where there are none.

    Parameters
    ----------
    found : Reuse
        What the articles share.
    wording : Wording
        The language.
    """
    longest = sorted(found.passages[: 10 * PAIRS], key=lambda p: -p.words)[:PAIRS]
    if not longest:
        return None
    pairs = [_pair(found, passage) for passage in longest]
    return Fragment(render("press.html", wording, pairs=pairs), wording.text("press.side_by_side"))


def _pair(found: Reuse, passage: Passage) -> SideBySide:
    sides = (_side(found, passage, first=True), _side(found, passage, first=False))
    return SideBySide(str(passage.kind), passage.words, passage.length, sides)


def _side(found: Reuse, passage: Passage, *, first: bool) -> QuotedSide:
    """Cut one side into what is equal and what is not, with the marks and spaces between."""
    place = passage.a if first else passage.b
    text = found.article(place.article_id).text
    pieces: list[Piece] = []
    at, end = place.span.start, min(place.span.end, place.span.start + QUOTED)
    for part in passage.parts:
        span: Span | None = part.a if first else part.b
        if span is None or at >= end:
            continue
        if span.start > at:
            pieces.append(Piece(text[at : span.start], same=False))
        stop = min(span.end, end)
        pieces.append(Piece(text[span.start : stop], same=part.same))
        at = stop
    if at < place.span.end:
        pieces.append(Piece(" …", same=False))
    return QuotedSide(place.article_id, place.span.start, place.span.end, tuple(pieces))
