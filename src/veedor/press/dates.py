"""Dates in text, and the days they mean when the date of the article is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from veedor.press.date_rules import date_rules
from veedor.press.span import Span, apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.press.language import Language

_SOON = 40
"""Code points before a day's name in which a word of the future turns it forward."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A date as the text has it.

    Parameters
    ----------
    span : Span
        Where.
    how : str
        ``day``, ``month``, ``year``, ``weekday``, ``relative`` or ``ago``: the rule that found it.
    year, month, day : int, optional
        As far as stated.
    first, last : date, optional
        The days it means, from the first to the last; None where they cannot be told.
    """

    span: Span
    how: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    first: date | None = None
    last: date | None = None


def absolute(text: str, within: Span, language: Language) -> Iterator[Mention]:
    """Find dates that name a month or a year.

    Parameters
    ----------
    text : str
        Of the article.
    within : Span
        Where to look.
    language : Language
        Its months.
    """
    rules = date_rules(language)
    for pattern in rules.full:
        for match in pattern.finditer(text, within.start, within.end):
            found = match.groupdict()
            month = (
                int(found["number"]) if found.get("number") else language.months[found["month"].casefold()]
            )
            day = int(found["day"])
            if not (1 <= day <= 31 and 1 <= month <= 12):
                continue
            year = int(found["year"]) if found.get("year") else None
            stated = None if year is None else day_of(year, month, day)
            yield Mention(Span(*match.span()), "day", year, month, day, stated, stated)
    for match in rules.month_year.finditer(text, within.start, within.end):
        month, year = language.months[match["month"].casefold()], int(match["year"])
        first = date(year, month, 1)
        yield Mention(Span(*match.span()), "month", year, month, None, first, _month_end(first))


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar; None where it has no such day: 30 February."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_day(month: int, day: int, to: date) -> date | None:
    """Return a day without a year in the year that brings it nearest to another day."""
    days = (day_of(year, month, day) for year in (to.year - 1, to.year, to.year + 1))
    return min((one for one in days if one is not None), key=lambda one: abs(one - to), default=None)


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def mentions(text: str, within: Span, language: Language, stated: date | None) -> tuple[Mention, ...]:
    """Find dates, and resolve them against the date of the article.

    Parameters
    ----------
    text : str
        Of the article.
    within : Span
        A sentence.
    language : Language
        Its word lists.
    stated : date, optional
        When the article was published. Without it only dates with a year are resolved.

    Returns
    -------
    tuple of Mention
        In order, none inside another.

    Notes
    -----
    A day without a year is the one nearest to the article. A weekday is the last one, the article's own day
    included, unless its sentence speaks of what is to come ("until Friday"). "Two weeks ago" is fourteen
    days before.
    """
    found = list(absolute(text, within, language))
    found += _relative(text, within, language, stated)
    found = [_nearest(one, stated) for one in found]
    found.sort(key=lambda one: (one.span.start, -one.span.end))
    return tuple(apart(found))


def _nearest(found: Mention, stated: date | None) -> Mention:
    """Return a day without a year the year that brings it nearest to the article."""
    if stated is None or found.year is not None or found.month is None or found.day is None:
        return found
    day = nearest_day(found.month, found.day, stated)
    return replace(found, first=day, last=day)


def _relative(text: str, within: Span, language: Language, stated: date | None) -> Iterator[Mention]:
    rules = date_rules(language)
    for match in rules.year.finditer(text, within.start, within.end):
        year = int(match["year"])
        days = date(year, 1, 1), date(year, 12, 31)
        yield Mention(Span(*match.span("year")), "year", year, None, None, *days)
    for match in rules.weekday.finditer(text, within.start, within.end):
        found = _weekday(text, within, match, language, stated)
        yield Mention(Span(*match.span()), "weekday", first=found, last=found)
    for match in rules.named.finditer(text, within.start, within.end):
        shift = -1 if match["yesterday"] else 1 if match["tomorrow"] else 0
        day = stated + timedelta(days=shift) if stated else None
        yield Mention(Span(*match.span()), "relative", first=day, last=day)
    for match in rules.whole.finditer(text, within.start, within.end):
        first, last = _whole(match, language, stated)
        yield Mention(Span(*match.span()), "relative", first=first, last=last)
    for match in rules.ago.finditer(text, within.start, within.end):
        if (count := _count(match, language)) is not None:
            first, last = _ago(*count, stated)
            yield Mention(Span(*match.span()), "ago", first=first, last=last)
    for match in rules.nth.finditer(text, within.start, within.end):
        month = _shifted(stated, -1) if stated else None
        day = day_of(month.year, month.month, int(match["day"])) if month else None
        yield Mention(Span(*match.span()), "relative", first=day, last=day)


def _weekday(
    text: str, within: Span, match: re.Match[str], language: Language, stated: date | None
) -> date | None:
    """Resolve the name of a day."""
    if stated is None:
        return None
    number = language.weekdays[match["weekday"].casefold()]
    side = (match["side"] or "").casefold()
    before = text[max(within.start, match.start() - _SOON) : match.start()].casefold()
    words = set(re.findall(r"\w+", before))
    after = text[match.end() : match.end() + 14].casefold()
    comes = side in language.listed("dates", "next") or any(
        after.lstrip().startswith(w) for w in language.listed("dates", "next")
    )
    last = re.findall(r"\w+", before)[-2:]
    if not side:
        comes = comes or bool(words & language.words("dates", "future"))
        comes = comes or bool(set(last) & language.words("dates", "until"))
    back = (stated.weekday() - number) % 7
    if comes:
        return stated + timedelta(days=(-back) % 7 or 7)
    gone = side in language.listed("dates", "last")
    return stated - timedelta(days=back or (7 if gone else 0))


def _whole(match: re.Match[str], language: Language, stated: date | None) -> tuple[date | None, date | None]:
    """Resolve "last month", "this year"."""
    if stated is None:
        return None, None
    found = match.groupdict()
    step = -1 if found.get("last") else 1 if found.get("next") else 0
    word = (found.get("whole") or found.get("whole2") or "").casefold()
    if word == language.data["dates"]["year_word"]:
        return date(stated.year + step, 1, 1), date(stated.year + step, 12, 31)
    if word == language.data["dates"]["month_word"]:
        first = _shifted(stated, step).replace(day=1)
        return first, _month_end(first)
    monday = stated - timedelta(days=stated.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def _shifted(day: date, months: int) -> date:
    """Return the first of the month so many months away."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _count(match: re.Match[str], language: Language) -> tuple[int, int | str] | None:
    """Read "two weeks": how many, and of how many seconds or of which longer unit; None of other words."""
    word, unit = match["count"].casefold(), match["unit"].casefold()
    number = int(word) if word.isdigit() else language.table("numbers", "small").get(word)
    length = language.table("units", "seconds").get(unit) or language.table("units", "calendar").get(unit)
    return None if number is None or length is None else (int(number), length)


def _ago(count: int, unit: int | str, stated: date | None) -> tuple[date | None, date | None]:
    """Resolve "two weeks ago": an exact day for days and weeks, a month or a year for longer units."""
    if stated is None:
        return None, None
    if isinstance(unit, int):
        day = stated - timedelta(seconds=count * unit)
        return day, day
    if unit == "month":
        first = _shifted(stated, -count)
        return first, _month_end(first)
    years = count * {"year": 1, "decade": 10, "century": 100}[unit]
    if stated.year - years < 1:
        return None, None
    return date(stated.year - years, 1, 1), date(stated.year - years, 12, 31)
