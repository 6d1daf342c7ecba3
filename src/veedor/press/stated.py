"""The day on which an article says it was published, and where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.boilerplate import is_dated
from veedor.press.dates import absolute

if TYPE_CHECKING:
    from datetime import date

    from veedor.press.article import Article, Span

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
    def date(self) -> date | None:
        """The day, where its year is stated."""
        from datetime import date

        if self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def stated(article: Article) -> Stated | None:
    """Find the date that an article states.

    Parameters
    ----------
    article : Article
        Its page, then lines that only tell when it was published, then the dateline of the story.
    """
    if article.page_date is not None:
        day = article.page_date
        return Stated(None, day.year, day.month, day.day, "page")
    lines = article.lines
    for line in (*lines[:HEAD], *lines[HEAD:][-HEAD:]):
        text = line.of(article.text)
        if is_dated(text) or (line in article.boilerplate and len(text) < 40):
            for found in absolute(article.text, line, article.language):
                if found.month is not None and found.day is not None:
                    return Stated(found.span, found.year, found.month, found.day, "line")
    return _dateline(article)


def _dateline(article: Article) -> Stated | None:
    """Read "Nov. 18 − " or "LA PAZ, Nov 10 (Agency) - " at the beginning of the story."""
    from veedor.press.article import Span

    for paragraph in article.paragraphs[:2]:
        head = Span(paragraph.start, min(paragraph.end, paragraph.start + DATELINE))
        for found in absolute(article.text, head, article.language):
            rest = article.text[found.span.end : found.span.end + 40].lstrip(" .,")
            dash = rest[:1] in {"-", "–", "—", "−"} or (rest[:1] == "(" and ")" in rest)
            if dash and found.month is not None and found.day is not None:
                return Stated(found.span, found.year, found.month, found.day, "dateline")
    return None


def stated_date(article: Article) -> date | None:
    """Give the day on which an article says it was published; None where it does not, or without its year."""
    found = stated(article)
    return found.date if found is not None else None
