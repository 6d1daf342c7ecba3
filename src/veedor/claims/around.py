"""The words around a quantity in its sentence: what stands at it, and what stands elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.press.phrases import lists_of
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.press.language import Language

_BREAK = re.compile(r"[;:()–—]|,(?!\d)|\s-\s|\s(?:and|but|while|whereas|y|e|pero|mientras)\s", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:^|\b(?:después|más tarde|later|horas|hours|noche|night|tarde),)\s*(?:with|at|con|al)\s+(?:el\s+)?$",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"\s+(?:out\s+of|of|de)\s+(?:(?:the|los|las|its|sus)\s+)?(?:\w+[’']s\s+)?(?-i:[a-z\d])[\w.,]*\s+"
    r"(?:(?:polling|tally|voting)\s+)?([^\W\d_]+)",
    re.IGNORECASE,
)
FEW = 2
"""Words of a piece between commas that is too short to stand for itself: ", with 45.28 %"."""


@dataclass(frozen=True)
class Around:
    """The words around a quantity.

    Parameters
    ----------
    text : str
        Of the article.
    sentence : Span
        The sentence.
    quantity : Span
        The quantity.
    others : sequence of Span
        The other quantities of the sentence.
    language : Language
        Its word lists.
    words : mapping of str to sequence of Span
        Where words of each list stand in the sentence.
    """

    text: str
    sentence: Span
    quantity: Span
    others: Sequence[Span]
    language: Language
    words: Mapping[str, Sequence[Span]]

    @cached_property
    def _breaks(self) -> tuple[int, list[int]]:
        """Where the quantity before it, or the sentence, lets it begin; and the commas between."""
        start = max((o.end for o in self.others if o.end <= self.quantity.start), default=self.sentence.start)
        return start, [m.end() for m in _BREAK.finditer(self.text, start, self.quantity.start)]

    @cached_property
    def left_span(self) -> Span:
        """What stands before it up to a comma or another quantity; further where that is next to nothing."""
        start, breaks = self._breaks
        for at in reversed(breaks):
            piece = self.text[at : self.quantity.start]
            if len(re.findall(r"\w+", piece)) > FEW:
                return Span(at, self.quantity.start)
        return Span(start, self.quantity.start)

    @property
    def left(self) -> str:
        """The text before it."""
        return self.left_span.of(self.text)

    @cached_property
    def right_span(self) -> Span:
        """What stands behind it up to a comma or another quantity."""
        end = min((o.start for o in self.others if o.start >= self.quantity.end), default=self.sentence.end)
        stop = _BREAK.search(self.text, self.quantity.end, end)
        return Span(self.quantity.end, stop.start() if stop else end)

    @property
    def right(self) -> str:
        """The text behind it."""
        return self.right_span.of(self.text)

    @property
    def own(self) -> str:
        """The quantity itself with its unit."""
        return self.text[self.quantity.start : self.quantity.end]

    @property
    def clause(self) -> Span:
        """From the comma before it to the comma behind it."""
        start, breaks = self._breaks
        return Span(max((start, *breaks)), self.right_span.end)

    @property
    def out_of(self) -> str:
        """The noun behind "of 9", where the quantity itself has none: "won 6 of 9 departments"."""
        found = _OUT_OF.match(self.text, self.quantity.end, self.sentence.end)
        return found[1].casefold() if found else ""

    @property
    def opens(self) -> bool:
        """Whether it opens the sentence as the state of the count: "With 91.1 percent, ..."."""
        head = self.text[self.sentence.start : self.quantity.start]
        behind = self.text[self.quantity.end : self.quantity.end + 1]
        return behind == "," and _OPENING.search(head) is not None

    def _in(self, key: str, *pieces: Span) -> bool:
        return any(piece.covers(span) for span in self.words.get(key, ()) for piece in pieces)

    def near(self, key: str) -> bool:
        """Say whether a word of a list stands at the quantity."""
        return self._in(key, self.right_span, self.quantity, self.left_span)

    def behind(self, key: str) -> bool:
        """Say whether a word of a list is part of the quantity or stands behind it."""
        return self._in(key, self.quantity, self.right_span)

    def follows(self, key: str) -> bool:
        """Say whether a word of a list stands right behind the quantity: "12,000 | fewer than"."""
        return any(0 <= span.start - self.quantity.end <= 1 for span in self.words.get(key, ()))

    def anywhere(self, key: str) -> bool:
        """Say whether a word of a list stands in the sentence."""
        return key in self.words

    def cost(self, key: str, absent: int | None = None) -> int | None:
        """Return 0 where a word of a list stands at it, 1 elsewhere in the sentence, else a default."""
        return 0 if self.near(key) else 1 if self.anywhere(key) else absent

    def says(self, words: str, key: str) -> bool:
        """Say whether a few words, a unit above all, hold one of a list."""
        return bool(words) and key in lists_of(self.language, words)
