"""An article as it was read: its text, code point for code point, and what can be seen in it at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from veedor.press.language import Language


LONGEST_PARAGRAPH = 20_000
LONGEST_STORY = 200_000
"""Code points that rules for sentences read; beyond, a file is no story, and rules would run for hours."""


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
        from veedor.press.language import detect

        return detect(self.text)

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """Lines that are not blank, without the space around them: the paragraphs of stored pages."""
        from veedor.press.segment import lines

        return lines(self.text)

    @cached_property
    def boilerplate(self) -> tuple[Span, ...]:
        """Lines that do not belong to the story: sharing buttons, headlines of other stories, credits."""
        from veedor.press.boilerplate import boilerplate

        return boilerplate(self.text, self.lines)

    @cached_property
    def title_span(self) -> Span | None:
        """Where the title stands in the text; None where it has none."""
        from veedor.press.boilerplate import title_span

        return title_span(self)

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
        from veedor.press.segment import sentences

        return tuple(
            sentence
            for paragraph in self.readable
            for sentence in sentences(self.text, paragraph, self.language)
        )

    @cached_property
    def stated_date(self) -> date | None:
        """The day on which it says it was published; None where it does not, or not with its year."""
        from veedor.press.stated import stated_date

        return stated_date(self)
