"""The day on which an article says it was published, and where it says so."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.boilerplate import is_dated
from veedor.press.dates import absolute
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.press.language import Language

DATELINE = 60
"""Code points at the beginning of the story in which a dateline stands."""
HEAD = 6
"""Lines in which the page's own date stands, from the top and from the bottom."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A date of publication as stated.

    Parameters
    ----------
    span : Span, optional
        Where it stands; None where the head of the page states it.
    year, month, day : int, optional
        As stated; a dateline often has no year.
    how : str
        ``page``, ``line`` ("Published: ...") or ``dateline``.
    """

    span: Span | None
    year: int | None
    month: int
    day: int
    how: str

    @property
    def date(self) -> dt.date | None:
        """The day, where its year is stated."""
        if self.year is None:
            return None
        try:
            return dt.date(self.year, self.month, self.day)
        except ValueError:
            return None


def stated(
    text: str, lines: Sequence[Span], apart: Sequence[Span], paragraphs: Sequence[Span], language: Language
) -> Stated | None:
    """Find the date of publication in a text: lines that only tell it, then the dateline of the story.

    Parameters
    ----------
    text : str
        Of the article.
    lines, apart, paragraphs : sequences of Span
        Its lines, those that do not belong to the story, and the paragraphs of the story.
    language : Language
        Its months.
    """
    for line in (*lines[:HEAD], *lines[HEAD:][-HEAD:]):
        words = line.of(text)
        if is_dated(words) or (line in apart and len(words) < 40):
            for found in absolute(text, line, language):
                if found.month is not None and found.day is not None:
                    return Stated(found.span, found.year, found.month, found.day, "line")
        elif (alone := _alone(text, line, language)) is not None:
            return alone
    return _dateline(text, paragraphs, language)


def _alone(text: str, line: Span, language: Language) -> Stated | None:
    """Read a line that holds a date and nothing else but the name of the day and a time."""
    if line.end - line.start > DATELINE:
        return None
    for found in absolute(text, line, language):
        if found.month is None or found.day is None or found.year is None:
            continue
        rest = text[line.start : found.span.start] + " " + text[found.span.end : line.end]
        words = [word.casefold().rstrip(".") for word in re.findall(r"[^\W\d_]+\.?", rest)]
        if all(word in language.weekdays or word in _TIME for word in words):
            return Stated(found.span, found.year, found.month, found.day, "line")
    return None


_TIME = frozenset(
    ("am", "pm", "a", "p", "m", "h", "hs", "hrs", "at", "the", "gmt", "utc", "el", "las", "de", "on")
)
"""Words that stand beside a date alone on its line."""


def _dateline(text: str, paragraphs: Sequence[Span], language: Language) -> Stated | None:
    """Read "Nov. 18 − " or "LA PAZ, Nov 10 (Agency) - " at the beginning of the story."""
    for paragraph in paragraphs[:2]:
        head = Span(paragraph.start, min(paragraph.end, paragraph.start + DATELINE))
        for found in absolute(text, head, language):
            rest = text[found.span.end : found.span.end + 40].lstrip(" .,")
            dash = rest[:1] in {"-", "–", "—", "−"} or (rest[:1] == "(" and ")" in rest)
            if dash and found.month is not None and found.day is not None:
                return Stated(found.span, found.year, found.month, found.day, "dateline")
    return None
