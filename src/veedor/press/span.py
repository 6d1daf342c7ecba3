"""A piece of a text, by its offsets in code points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text.

    Parameters
    ----------
    start, end : int
        Offsets in code points: ``text[start:end]``.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Cut the piece out of its text."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Say whether another piece lies wholly in this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Say whether the two have a code point in common."""
        return self.start < other.end and other.start < self.end


def shortened(text: str, most: int) -> str:
    """Cut a text between words, on one line."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    return (cut[: cut.rfind(" ")] if " " in cut else cut) + " …"


class Spanned(Protocol):
    """Something that was found in a text."""

    @property
    def span(self) -> Span:
        """Where."""


S = TypeVar("S", bound=Spanned)


def apart(found: Iterable[S]) -> Iterator[S]:
    """Return what was found, in its order, but for what begins within the one before it."""
    end = 0
    for one in found:
        if one.span.start >= end:
            end = one.span.end
            yield one
