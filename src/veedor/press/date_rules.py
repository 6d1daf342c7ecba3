"""How a language writes dates, as patterns made of its word lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from veedor.press.numerals import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.press.language import Language


@dataclass(frozen=True)
class DateRules:
    """Compiled rules of a language, from its word lists."""

    full: tuple[re.Pattern[str], ...]
    month_year: re.Pattern[str]
    year: re.Pattern[str]
    weekday: re.Pattern[str]
    named: re.Pattern[str]
    whole: re.Pattern[str]
    ago: re.Pattern[str]
    nth: re.Pattern[str]


CLOCK = re.compile(
    r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.h])(?P<minute>[0-5]\d)(?![\d%]|[.,]\d)"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?(?P<hours>h|hs|hrs|horas)?(?!\w)",
    re.IGNORECASE,
)
"""A time of day; with a full stop it may be a number: :func:`clocks`."""


def clocks(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Find times of day; "9.30" only where something beside it says that it is one."""
    for match in CLOCK.finditer(text, start, end):
        said = match["half"] or match["hours"] or match["mark"] != "."
        head = text[start : match.start()]
        opens = head.strip() == "" and text[match.end() : match.end() + 1] == ":"
        if said or opens or re.search(r"\b(?:a|hacia|desde|hasta) las\s$", head, re.IGNORECASE):
            yield match


@lru_cache(maxsize=4)
def date_rules(language: Language) -> DateRules:
    """Compile the rules of a language."""
    today, yesterday, tomorrow, into = (
        any_of(language.listed("dates", key)) for key in ("today", "yesterday", "tomorrow", "in")
    )
    side = rf"(?P<side>{'|'.join(_sides(language))})"
    days = any_of(tuple(_written(language, language.weekdays)))
    named = rf"\b(?:(?P<today>{today})|(?P<yesterday>{yesterday})|(?P<tomorrow>{tomorrow}))\b"
    return DateRules(
        _full(language),
        re.compile(rf"\b{_month(language)},?{_of(language)}\s{_YEAR}\b"),
        re.compile(rf"\b(?:{into}|a)\s(?:(?:the|el|año|year)\s)?{_YEAR}\b(?!\s?%|,\d)", re.IGNORECASE),
        re.compile(rf"\b(?:{side}\s)?(?P<weekday>{days})\b"),
        re.compile(named, re.IGNORECASE),
        *_counted(language),
    )


_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"


_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|º|°)?"


def _written(language: Language, names: dict[str, int]) -> list[str]:
    """Write names of months and days as the language does: in English large ("may" is another word)."""
    return [name.capitalize() if language.code == "en" else name for name in names]


def _month(language: Language) -> str:
    names = any_of(tuple(_written(language, language.months)))
    return rf"(?P<month>{names})\b(?:(?<=\b\w{{3}})\.|(?<=\b\w{{4}})\.)?"


def _of(language: Language) -> str:
    return rf"(?:\s(?:{any_of(language.listed('dates', 'joiners'))}))?"


def _sides(language: Language) -> tuple[str, str, str]:
    """Words for the last, the next and this one."""
    last, next_, this = (any_of(language.listed("dates", key)) for key in ("last", "next", "this"))
    return last, next_, this


def _full(language: Language) -> tuple[re.Pattern[str], ...]:
    """Day and month in words, in both orders, and the form of ISO 8601."""
    month, of = _month(language), _of(language)
    percent = any_of(language.listed("numbers", "percent"))
    no_number = rf"(?!%|[.,]\d|\s?(?:{percent}))"
    return (
        re.compile(rf"\b{_DAY}{of}\s{month}(?:,?{of}\s{_YEAR})?(?!\d)"),
        re.compile(rf"\b{month}\s{_DAY}\b{no_number}(?:,?\s{_YEAR})?(?!\d)"),
        re.compile(rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b"),
    )


def _counted(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Whole weeks, months and years ("last month"), "two weeks ago", "the 20th of last month"."""
    english = language.code == "en"
    last, next_, this = _sides(language)
    whole = any_of(tuple(str(language.data["dates"][f"{name}_word"]) for name in ("week", "month", "year")))
    if english:
        period = rf"\b(?:(?P<last>{last})|(?P<next>{next_})|(?P<this>{this}))\s(?P<whole>{whole})\b"
    else:
        behind = rf"(?P<whole2>{whole})\s(?:(?P<last>{last})|(?P<next>{next_}))"
        period = rf"\b(?:{behind}|(?P<this>{this})\s(?P<whole>{whole}))\b"
    count = r"(?P<count>\d{1,3}|[^\W\d_]+)\s(?P<unit>[^\W\d_]+)"  # the word lists tell what they are
    words = any_of(language.listed("dates", "ago"))
    ago = rf"\b{count}\s(?:{words})\b" if english else rf"\b(?:{words})\s{count}\b"
    tail = rf"(?:{last})\s(?:{whole})" if english else rf"(?:{whole})\s(?:{last})"
    nth = rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s|del?\s)?{tail}\b"
    return (
        re.compile(period, re.IGNORECASE),
        re.compile(ago, re.IGNORECASE),
        re.compile(nth, re.IGNORECASE),
    )
