"""The day on which an article says it was published, and where it says so."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.boilerplate import is_dated
from veedor.press.dates import Mention, absolute, day_of
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.press.language import Language

DATELINE = 60
"""Code points at the beginning of the story in which a dateline stands."""
LONGEST_ZONE = 4
"""Letters of the longest name of a time zone: "EST", "CEST"."""
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
        return None if self.year is None else day_of(self.year, self.month, self.day)


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
    for found in (*absolute(text, line, language), *_in_figures(text, line, language)):
        if found.month is None or found.day is None or found.year is None:
            continue
        place = text[line.start : found.span.start].rstrip()
        named = re.fullmatch(r"(?:[^\W\d_a-z][^\W\d_]*[ -]?(?:de |del )?){1,4},", place)
        rest = ("" if named else place) + " " + text[found.span.end : line.end]
        words = [word.rstrip(".") for word in re.findall(r"[^\W\d_]+\.?", rest)]
        if all(_is_time(word, language) for word in words):
            return Stated(found.span, found.year, found.month, found.day, "line")
    return None


def _is_time(word: str, language: Language) -> bool:
    """Say whether a word stands beside a date alone on its line: a day, "at", "EST"."""
    zone = word.isupper() and len(word) <= LONGEST_ZONE
    return zone or word.casefold() in language.weekdays or word.casefold() in _TIME


_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/.-])")


def _in_figures(text: str, line: Span, language: Language) -> Iterator[Mention]:
    """Find "24/03/2031"; where both could be the day, Spanish has it first, in English the weekday tells."""
    for match in _FIGURES.finditer(text, line.start, line.end):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        made = (day_of(year, other, one), day_of(year, one, other))
        days = [day for day in dict.fromkeys(made) if day is not None]
        if len(days) > 1:
            words = re.findall(r"\w+", line.of(text).casefold())
            named = [language.weekdays[word] for word in words if word in language.weekdays]
            first = days[:1] if language.code == "es" else []
            days = [day for day in days if day.weekday() in named] if named else first
        if len(days) == 1:
            yield Mention(Span(*match.span()), "day", year, days[0].month, days[0].day)


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
