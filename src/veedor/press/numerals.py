"""Numbers as news write them: digits and words, exactly, in the forms of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from veedor.press.number_marks import SPACES, Follows, NumberMarks, read_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.press.language import Language

MOST_DIGITS = 15
ARTICLES = frozenset(("one", "un", "una", "uno"))
"""Words for one that mostly are no count: "one of them", "un partido"."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text.

    Parameters
    ----------
    start, end : int
        Offsets in code points.
    value : Fraction
        Exactly as printed.
    printed : str
        As a check wants it: a full stop before decimals, nothing between thousands, ``2.9 million`` with its
        word; empty where the number stands in words.
    step : Fraction
        One unit of the last printed digit; of words the place of the last one that is not zero.
    """

    start: int
    end: int
    value: Fraction
    printed: str
    step: Fraction = Fraction(1)


def last_place(value: Fraction) -> Fraction:
    """Return the place of the last digit of a whole number that is not zero, 1 of any other."""
    number, place = value.numerator if value.denominator == 1 else 1, 1
    while number and number % 10 == 0:
        number, place = number // 10, place * 10
    return Fraction(place)


def any_of(words: Iterable[str]) -> str:
    """Write words as a pattern, the longest first; spaces stand for any space."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"


_DIGITS = re.compile(  # letters of currencies stand right before digits: "Q3,500", "KSh200"
    rf"(?:(?<![\w.,:])|(?<=(?<!\w)[QKRLN])|(?<=(?<!\w)Bs)|(?<=(?<!\w)Gs)|(?<=(?<!\w)KSh))(?:\d{{1,3}}(?:[.,{SPACES}]\d{{3}}){{1,5}}(?!\d)|\d{{1,{MOST_DIGITS}}})(?:[.,]\d{{1,8}})?"
    r"(?!\d|:\d|[.,]\d)"
)


@lru_cache(maxsize=4)
def _words(language: Language) -> re.Pattern[str]:
    small, scale = language.table("numbers", "small"), language.table("numbers", "scale")
    part = any_of({**small, **{k: v for k, v in scale.items() if len(k) > 2}})
    joiner = r"(?:\s+and\s+|\s+y\s+|[\s-]+)"
    return re.compile(rf"(?<![\w-])(?:{part})(?:{joiner}(?:{part})){{0,8}}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _fixed(language: Language) -> tuple[re.Pattern[str], dict[str, Fraction]]:
    """Fractions and other words that are one number ("two-thirds", "a dozen")."""
    given = {**language.table("numbers", "fractions"), **language.table("numbers", "words")}
    values = {name: Fraction(value) for name, value in given.items()}
    return re.compile(rf"(?<![\w-])(?:{any_of(values)})(?!\w)", re.IGNORECASE), values


@lru_cache(maxsize=4)
def _scale(language: Language) -> re.Pattern[str]:
    """A word of size behind digits: "1.2 million"; short ones only right behind them: "3k"."""
    names = language.table("numbers", "scale")
    long = any_of({k: v for k, v in names.items() if len(k) > 2})
    short = any_of({k: v for k, v in names.items() if len(k) <= 2})
    return re.compile(rf"\s+(?P<long>{long})\b|(?P<short>{short})\b", re.IGNORECASE)


def numerals(
    text: str, start: int, end: int, language: Language, marks: NumberMarks | None = None
) -> Iterator[Numeral]:
    """Find numbers.

    Parameters
    ----------
    text : str
        Of the article.
    start, end : int
        Where to look, in code points.
    language : Language
        Its marks and words.
    marks : NumberMarks, optional
        How the article writes its numbers; by default as its language does.

    Yields
    ------
    Numeral
        In order, none inside another. "Un millón 411 mil 517" is one.
    """
    marks = marks or NumberMarks(language.decimal)
    found = [*_in_digits(text, start, end, language, marks), *_in_words(text, start, end, language)]
    pattern, values = _fixed(language)
    for match in pattern.finditer(text, start, end):
        name = " ".join(match[0].casefold().split())
        if (
            name.startswith("a ")
            and name in language.table("numbers", "fractions")
            and not _of(text, match.end())
        ):
            continue  # "a third term"
        value = values[name]
        found.append(Numeral(match.start(), match.end(), value, "", last_place(value)))
    found.sort(key=lambda one: (one.start, -one.end))
    last: Numeral | None = None
    for one in found:
        if last is not None and one.start < last.end:
            continue
        if last is not None and _goes_on(text, last, one):
            value = last.value + one.value
            last = Numeral(last.start, one.end, value, str(value), one.step)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


_AND = re.compile(r"\s+(?:(?:y|and)\s+)?")


def _goes_on(text: str, one: Numeral, other: Numeral) -> bool:
    """Say whether a number goes on in the next one: "un millón | 411 mil | 517"."""
    named = text[one.start : one.end].rstrip()[-1:].isalpha()
    return (
        named
        and one.step >= 1000
        and 0 < other.value < one.step
        and other.value.denominator == 1
        and _AND.fullmatch(text, one.end, other.start) is not None
        and (other.printed != "" or other.step >= 1000)
    )


def _of(text: str, end: int) -> bool:
    return text[end : end + 4].strip() == "of"


def _in_digits(text: str, start: int, end: int, language: Language, marks: NumberMarks) -> Iterator[Numeral]:
    for match in _DIGITS.finditer(text, start, end):
        scale = _scale(language).match(text, match.end(), end)
        printed = read_digits(match[0], marks, _follows(text, match.end(), end, language))
        value, stop = Fraction(printed), match.end()
        step = Fraction(1, 10 ** len(printed.partition(".")[2]))
        if scale:
            size, stop = int(language.table("numbers", "scale")[_name(scale)]), scale.end()
            again = _scale(language).match(text, stop, end)
            if again and again["long"]:  # "1,2 mil millones"
                size, stop = size * int(language.table("numbers", "scale")[_name(again)]), again.end()
            value, step = value * size, step * size
            word = {1000: "thousand", 10**6: "million", 10**9: "billion"}.get(size)
            printed = f"{printed} {word}" if word else str(value)
        yield Numeral(match.start(), stop, value, printed, step)


def _name(scale: re.Match[str]) -> str:
    return str(scale["long"] or scale["short"]).casefold()


_WORD = re.compile(r"\s(?:de\s(?:los|las)\s|of\sthe\s)?([^\W\d_]{3,})")


def _follows(text: str, at: int, end: int, language: Language) -> Follows:
    if _share(language).match(text, at, end):
        return Follows.SHARE
    word = _WORD.match(text, at, end)
    units = {**language.table("units", "seconds"), **language.table("units", "calendar")}
    if word and not _scale(language).match(text, at, end):
        low = word[1].casefold()
        if low not in language.stop_words and low not in units and low.endswith("s"):
            return Follows.THINGS
    return Follows.OTHER


@lru_cache(maxsize=4)
def _share(language: Language) -> re.Pattern[str]:
    words = language.listed("numbers", "percent") + language.listed("numbers", "points")
    return re.compile(rf"[\s\u00a0-]{{0,2}}(?:{any_of(words)})(?!\w)", re.IGNORECASE)


def _in_words(text: str, start: int, end: int, language: Language) -> Iterator[Numeral]:
    small, scale = language.table("numbers", "small"), language.table("numbers", "scale")
    for match in _words(language).finditer(text, start, end):
        parts = re.findall(r"\w+", match[0].casefold())
        total, current, seen = 0, 0, False
        for part in parts:
            if part in small:
                current, seen = current + int(small[part]), True
            elif part in scale:
                size = int(scale[part])
                current = max(current, 1) * size
                seen = True
                if size >= 1000:
                    total, current = total + current, 0
        word = match[0].casefold()
        counts = language.words("numbers", "ratio")
        if word in ARTICLES and not re.match(
            rf"\s+(?:{any_of(counts)})\s+", text[match.end() : match.end() + 9]
        ):
            continue  # "one in four" alone
        if not seen or (word in scale and word not in language.words("numbers", "alone")):
            continue  # "Q750 | millones"
        if text[match.end() : match.end() + 1] == ":":
            continue  # "Two: the economy"
        value = Fraction(total + current)
        yield Numeral(match.start(), match.end(), value, "", last_place(value))
