"""Quantities: a number with its unit and the word that hedges it, found in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from veedor.press.counted_nouns import counted_noun
from veedor.press.numerals import any_of, numerals
from veedor.press.span import Span, apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.press.language import Language
    from veedor.press.number_marks import NumberMarks
    from veedor.press.numerals import Numeral

MOST_IN_RATIO = 10
"""The largest number of which a ratio is made: "3 in 10"; "395 of 640" are two numbers."""
_BEFORE = 40
"""Code points before a number in which its hedge stands."""
HEDGES = (
    "just_over", "just_under", "at_least", "at_most", "more_than", "less_than", "about", "exactly", "only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity.

    Parameters
    ----------
    span : Span
        Hedge, number and unit.
    value : Fraction, optional
        The number; of a ratio "1 in 500" the quotient. None where words stand for a number nobody can check
        ("dozens", "several").
    printed : str
        Digits as printed, for checks that go by them; empty where the number stands in words.
    unit : str
        ``percent``, ``points``, ``ratio``, a unit of time, a currency, or the noun as printed; may be empty.
    hedge : str
        One of :data:`HEDGES`, ``between``, ``vague`` or empty.
    seconds : Fraction, optional
        Of a length of time with a fixed length.
    upper : Fraction, optional
        Of a range, its end.
    step : Fraction
        One unit of the last printed digit.
    """

    span: Span
    value: Fraction | None
    printed: str
    unit: str
    hedge: str
    seconds: Fraction | None = None
    upper: Fraction | None = None
    step: Fraction = Fraction(1)


@dataclass(frozen=True)
class _Quantities:
    hedges: dict[str, str]
    percent: re.Pattern[str]
    points: re.Pattern[str]
    ratio: re.Pattern[str]
    currency: re.Pattern[str]
    vague: re.Pattern[str]
    shorthand: re.Pattern[str]
    join: re.Pattern[str]
    between: re.Pattern[str]


@lru_cache(maxsize=4)
def _rules(language: Language) -> _Quantities:
    hedges = {word: kind for kind in HEDGES for word in language.listed("hedges", kind)}
    money = language.listed("units", "currency")
    joins = any_of(language.listed("numbers", "range_to") + language.listed("numbers", "range_joins"))
    between = re.escape(str(language.data["numbers"]["range_between"]))

    def listed(*path: str) -> str:
        return any_of(language.listed(*path))

    def rule(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Quantities(
        hedges,
        rule(rf"[\s-]{{0,2}}(?:{listed('numbers', 'percent')})(?!\w)"),
        rule(rf"[\s-]{{0,2}}(?:{listed('numbers', 'points')})(?!\w)"),
        rule(rf"\s+(?:{listed('numbers', 'ratio')})\s+(?:every\s+)?$"),
        rule(rf"(?<!\w)(?P<money>{any_of(money)})\s?$"),
        rule(rf"(?<![\w-])(?:{listed('numbers', 'vague', 'words')})(?!\w)"),
        rule(rf"(?<!\w)(?:{any_of(language.table('units', 'shorthand'))})(?!\w)"),
        rule(rf"^\s*(?:{joins})\s*$"),
        rule(rf"(?<!\w){between}\s+$"),
    )


def quantities(
    text: str, within: Span, language: Language, taken: Sequence[Span] = (), marks: NumberMarks | None = None
) -> tuple[Quantity, ...]:
    """Find quantities.

    Parameters
    ----------
    text : str
        Of the article.
    within : Span
        A sentence.
    language : Language
        Its word lists.
    taken : sequence of Span
        What is something else already, dates above all.
    marks : NumberMarks, optional
        How the article writes its numbers.

    Returns
    -------
    tuple of Quantity
        In order, none inside another.
    """
    rules = _rules(language)
    found: list[Quantity] = []
    numbers = [
        n for n in numerals(text, within.start, within.end, language, marks) if not _in(n.start, n.end, taken)
    ]
    at = 0
    while at < len(numbers):
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        made, used = _one(text, within, numbers[at], following, rules, language)
        if made is not None and (not found or made.span.start >= found[-1].span.end):
            found.append(made)
        at += used
    found += _worded(text, within, rules, language, taken)
    found.sort(key=lambda one: one.span.start)
    return tuple(apart(found))


def _in(start: int, end: int, taken: Sequence[Span]) -> bool:
    return any(span.start < end and start < span.end for span in taken)


def _one(
    text: str,
    within: Span,
    number: Numeral,
    following: Numeral | None,
    rules: _Quantities,
    language: Language,
) -> tuple[Quantity | None, int]:
    """Make the quantity of a number, and say how many numbers it took."""
    if following is not None:
        between = text[number.end : following.start]
        if rules.ratio.match(between) and number.value < following.value and number.value <= MOST_IN_RATIO:
            start, hedge = _hedge(text, within, number.start, rules)
            return Quantity(Span(start, following.end), number.value / following.value, "", "ratio", hedge), 2
        head = rules.percent.match(between)
        join = between[head.end() :] if head else between
        if len(join) < 12 and rules.join.match(join) and following.value > number.value:
            made = _range(text, within, number, following, rules, language)
            if made is not None:
                return made, 2
    start, hedge = _hedge(text, within, number.start, rules)
    start, unit, end, seconds = _unit(text, within, number, start, rules, language)
    if _is_label(text, number, within, language) or (not unit and _is_name(text, number, within, language)):
        return None, 1
    if not hedge and _is_year(number, unit, language):
        return None, 1
    return Quantity(Span(start, end), number.value, number.printed, unit, hedge, seconds, step=number.step), 1


def _range(
    text: str, within: Span, low: Numeral, high: Numeral, rules: _Quantities, language: Language
) -> Quantity | None:
    """Make "between 10 and 20 people", "10-12 %"; None where two numbers only stand side by side."""
    before = rules.between.search(text, max(within.start, low.start - _BEFORE), low.start)
    share = rules.percent.match(text, low.end, high.start)
    joined = text[share.end() if share else low.end : high.start].strip().casefold()
    if before is None and joined in language.listed("numbers", "range_joins"):
        return None
    _, unit, end, seconds = _unit(text, within, high, high.start, rules, language)
    start = before.start() if before else low.start
    return Quantity(Span(start, end), low.value, low.printed, unit, "between", seconds, high.value, high.step)


def _hedge(text: str, within: Span, start: int, rules: _Quantities) -> tuple[int, str]:
    """Find the hedge before a number; give where the quantity begins, and the hedge."""
    begin = max(within.start, start - _BEFORE)
    money = rules.currency.search(text[begin:start])
    stop = begin + money.start() if money else start
    words = list(_WORD.finditer(text, begin, stop))
    if not words or text[words[-1].end() : stop].strip():
        return start, ""  # a mark stands between
    article = words.pop()[0].casefold() if words[-1][0].casefold() in _ARTICLES else ""
    for length in range(min(_LONGEST_HEDGE, len(words)), 0, -1):
        first = words[-length].start()
        hedge = rules.hedges.get(" ".join(text[first : words[-1].end()].casefold().split()))
        if hedge:
            # "more than the 11,811 that part the two": they are compared with, not hedged
            return (start, "") if article == "the" and hedge in _COMPARED else (first, hedge)
    return start, ""


_WORD = re.compile(r"[\w’']+")
_ARTICLES = frozenset(("a", "an", "the", "el", "la", "los", "las", "un", "una"))
_LONGEST_HEDGE = 4
"""Words of the longest hedge."""
_COMPARED = frozenset(("just_over", "just_under", "more_than", "less_than"))


def _unit(
    text: str, within: Span, number: Numeral, start: int, rules: _Quantities, language: Language
) -> tuple[int, str, int, Fraction | None]:
    """Find the unit of a number: where the quantity begins, the unit, where it ends, seconds."""
    end = within.end
    # Points before per cent: "10 percentage points" begins with neither sign.
    if match := rules.points.match(text, number.end, end):
        return start, "points", match.end(), None
    if match := rules.percent.match(text, number.end, end):
        after = rules.points.match(text, match.end(), end)
        return start, "points" if after else "percent", (after or match).end(), None
    money = rules.currency.search(text, max(within.start, number.start - 6), number.start)
    if money:
        return min(start, money.start()), money["money"].casefold(), number.end, None
    if (match := _TIME.match(text, number.end, end)) and (time := _time(match, number.value, language)):
        return start, *time
    noun, stop = counted_noun(text, number.end, end, language)
    return start, noun, stop, None


_TIME = re.compile(r"[\s-]{1,2}(?P<unit>[^\W\d_]+)(?:-(?P<old>old|long))?(?!\w)", re.IGNORECASE)


def _time(
    match: re.Match[str], value: Fraction, language: Language
) -> tuple[str, int, Fraction | None] | None:
    """Name a unit of time in its singular English word ("horas" are "hour"); None of other words."""
    word = match["unit"].casefold()
    length = language.table("units", "seconds").get(word)
    if length is None:
        kind = language.table("units", "calendar").get(word)
        return kind and (f"{kind} of age" if match["old"] == "old" else kind, match.end(), None)
    names = {1: "second", 60: "minute", 3600: "hour", 86400: "day", 604800: "week"}
    return names[int(length)], match.end(), value * int(length)


def _is_year(number: Numeral, unit: str, language: Language) -> bool:
    """Say whether four digits are a year: "the 2019 elections", "las de 2014"."""
    looks = len(number.printed) == 4 and number.printed.isdigit() and 1900 <= number.value < 2100
    return looks and unit.rsplit(" ", maxsplit=1)[-1] not in language.words("numbers", "counted")


def _is_label(text: str, number: Numeral, within: Span, language: Language) -> bool:
    """Say whether a number follows a word that makes it a name: "Article 190"."""
    before = re.search(r"(\w+)\s$", text[max(within.start, number.start - 24) : number.start])
    return before is not None and before[1].casefold() in language.words("numbers", "labels")


def _is_name(text: str, number: Numeral, within: Span, language: Language) -> bool:
    """Say whether a bare number is part of a name or a label ("Article 190", "Boeing 737", "G-20")."""
    before = text[max(within.start, number.start - 24) : number.start]
    named = re.search(r"([A-ZÁÉÍÓÚÑ][\w.]*)[\s-]$", before)
    opens = named is not None and named[1].casefold() in language.openers | language.stop_words
    return (
        ((named is not None and not opens) or bool(re.search(r"(?:#|[Nn]o\.?\s|[Nn]º\s?)$", before)))
        and number.printed != ""
        and text[number.start : number.end].isdigit()  # marks and words of size stand in quantities alone
    )


def _worded(
    text: str, within: Span, rules: _Quantities, language: Language, taken: Sequence[Span]
) -> list[Quantity]:
    """Find quantities without digits: "week-long", "dozens of people"."""
    found = []
    for match in rules.shorthand.finditer(text, within.start, within.end):
        count, unit = str(language.table("units", "shorthand")[match[0].casefold()]).split()
        seconds = language.table("units", "seconds").get(unit)
        length = Fraction(count) * int(seconds) if seconds else None
        found.append(Quantity(Span(*match.span()), Fraction(count), "", unit, "", length))
    for match in rules.vague.finditer(text, within.start, within.end):
        if _in(match.start(), match.end(), taken):
            continue
        noun, end = counted_noun(text, match.end(), within.end, language)
        if noun:
            found.append(Quantity(Span(match.start(), end), None, "", noun, "vague"))
    return found
