"""An article as it was read: its text, code point for code point, and what can be seen in it at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.press.boilerplate import boilerplate, title_span
from veedor.press.language import detect, unread_language
from veedor.press.segment import lines, sentences
from veedor.press.stated import Stated, stated

if TYPE_CHECKING:
    from datetime import date

    from veedor.press.language import Language
    from veedor.press.span import Span


LONGEST_PARAGRAPH = 20_000
LONGEST_STORY = 200_000
"""Code points that rules for sentences read; beyond, a file is no story, and rules would run for hours."""


@dataclass(frozen=True)
class Article:
    """An article.

    Everything beside the fields is found when it is first asked for.

    Parameters
    ----------
    article_id : str
        Name of the file without its ending; unique among the articles that are read together.
    text : str
        Of a ``.txt`` file everything in it, unchanged (line ends too), without a byte order mark; of a page
        its main text. Offsets are code points of this text.
    sha256 : str
        Of ``text`` in UTF-8: of a ``.txt`` file in UTF-8 the hash of the file.
    file : str
        Where it was read.
    file_sha256 : str
        Of the bytes of the file.
    outlet : str
        Who published it, as far as the page says it; empty where unknown. Footers are learnt by outlet.
    page_title, page_date : str and date, optional
        As the page states them outside its text.
    """

    article_id: str
    text: str
    sha256: str
    file: str = ""
    file_sha256: str = ""
    outlet: str = ""
    page_title: str = ""
    page_date: date | None = None

    def __repr__(self) -> str:
        return f"<Article {self.article_id!r}: {len(self.text):,} code points>"

    @cached_property
    def language(self) -> Language:
        """The language whose word lists fit best."""
        return detect(self.text)

    @cached_property
    def unread(self) -> str:
        """Another language than the rules read: ``pt``, ``fr``, ``?``; empty where they read it."""
        return unread_language(self.text)

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """Lines that are not blank, without the space around them: the paragraphs of stored pages."""
        return lines(self.text)

    @cached_property
    def boilerplate(self) -> tuple[Span, ...]:
        """Lines that do not belong to the story: sharing buttons, headlines of other stories, credits."""
        return boilerplate(self.text, self.lines)

    @cached_property
    def title_span(self) -> Span | None:
        """Where the title stands in the text; None where it has none."""
        return title_span(self.text, self.lines, self.boilerplate)

    @property
    def title(self) -> str:
        """The title as the page or the text states it; empty where there is none."""
        if self.page_title:
            return self.page_title
        return self.title_span.of(self.text) if self.title_span else ""

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """Lines of the story: neither boilerplate nor the title."""
        apart = set(self.boilerplate)
        if self.title_span is not None:
            apart.add(self.title_span)
        return tuple(line for line in self.lines if line not in apart)

    @cached_property
    def readable(self) -> tuple[Span, ...]:
        """Paragraphs that rules read: none is longer than a story's, and none begins beyond its length.

        Shared passages are found in the whole text, whatever its length.
        """
        return tuple(
            paragraph
            for paragraph in self.paragraphs
            if paragraph.end - paragraph.start <= LONGEST_PARAGRAPH and paragraph.start < LONGEST_STORY
        )

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences of the readable paragraphs, in order."""
        return tuple(
            sentence
            for paragraph in self.readable
            for sentence in sentences(self.text, paragraph, self.language)
        )

    @cached_property
    def stated(self) -> Stated | None:
        """The date on which it says it was published: its page first, then its text."""
        if (day := self.page_date) is not None:
            return Stated(None, day.year, day.month, day.day, "page")
        return stated(self.text, self.lines, self.boilerplate, self.paragraphs, self.language)

    @property
    def stated_date(self) -> date | None:
        """The day on which it says it was published; None where it does not, or not with its year."""
        return None if self.stated is None else self.stated.date
