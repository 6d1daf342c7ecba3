"""Everything that rules see in a sentence, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.article import LONGEST_STORY
from veedor.press.date_rules import clocks
from veedor.press.dates import mentions, nearest_day
from veedor.press.number_marks import marks_of
from veedor.press.quantities import quantities
from veedor.press.quotations import quotations
from veedor.press.span import Span

if TYPE_CHECKING:
    from datetime import date

    from veedor.press.article import Article
    from veedor.press.dates import Mention
    from veedor.press.quantities import Quantity
    from veedor.press.quotations import Quotation


@dataclass(frozen=True)
class Sentence:
    """What rules see in a sentence.

    Parameters
    ----------
    article : Article
        Where it stands.
    span : Span
        Its offsets.
    quantities : tuple of Quantity
        In order.
    dates : tuple of Mention
        In order, resolved where the date of the article is known.
    quotations : tuple of Quotation
        That touch it.
    """

    article: Article
    span: Span
    quantities: tuple[Quantity, ...]
    dates: tuple[Mention, ...]
    quotations: tuple[Quotation, ...]

    @property
    def text(self) -> str:
        """Its text."""
        return self.span.of(self.article.text)


def published(article: Article, near: date | None = None) -> date | None:
    """Return the day of publication: as stated, its year taken from the case where it states none.

    Parameters
    ----------
    article : Article
        Which.
    near : date, optional
        A day of the case, election day as a rule: a dateline without a year is the nearest one.
    """
    found = article.stated
    if found is None or found.year is not None or near is None:
        return found.date if found else None
    return nearest_day(found.month, found.day, near)


def sentences(
    article: Article,
    *,
    near: date | None = None,
    recut: bool = False,
    country: str = "",
    published_on: date | None = None,
) -> tuple[Sentence, ...]:
    """Apply every rule to every sentence of an article; none to one in a language that they do not read.

    Parameters
    ----------
    article : Article
        Which.
    near : date, optional
        A day of the case, for datelines without a year.
    recut : bool
        Whether it shares passages with other articles.
    country : str
        ISO 3166 code of the country it writes about, for marks in numbers.
    published_on : date, optional
        When it was published, where it does not say so.
    """
    if article.unread:
        return ()
    marks = marks_of(article.text[:LONGEST_STORY], article.language, country)
    said = quotations(article, recut=recut)
    day = published(article, near) or published_on
    found = []
    for span in article.sentences:
        dates = mentions(article.text, span, article.language, day)
        taken = [one.span for one in dates] + [
            Span(*m.span()) for m in clocks(article.text, span.start, span.end)
        ]
        numbers = quantities(article.text, span, article.language, taken, marks)
        held = tuple(one for one in said if one.span.meets(span))
        found.append(Sentence(article, span, numbers, dates, held))
    return tuple(found)
