"""Numbers as news write them: digits and words, exactly, in the forms of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

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
        The digits as a check wants them: a full stop before decimals, nothing between thousands; empty where
        the number stands in words.
    """

    start: int
    end: int
    value: Fraction
    printed: str


def any_of(words: Iterable[str]) -> str:
    """Write words as a pattern, the longest first; spaces stand for any space."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"


@lru_cache(maxsize=4)
def _digits(language: Language) -> re.Pattern[str]:
    """Digits with the marks of the language; thousands also parted by a thin or hard space."""
    point, group = re.escape(language.decimal), re.escape(str(language.data["numbers"]["group"]))
    spaces = " \u202f\u2009"
    grouped = rf"\d{{1,3}}(?:[{group}{spaces}]\d{{3}}){{1,5}}(?!\d)"
    return re.compile(rf"(?<![\w.,:])(?:{grouped}|\d{{1,{MOST_DIGITS}}})(?:{point}\d{{1,8}})?(?!\d|:\d)")


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


def numerals(text: str, start: int, end: int, language: Language) -> Iterator[Numeral]:
    """Find numbers.

    Parameters
    ----------
    text : str
        Of the article.
    start, end : int
        Where to look, in code points.
    language : Language
        Its marks and words.

    Yields
    ------
    Numeral
        In order, none inside another.
    """
    found = [*_in_digits(text, start, end, language), *_in_words(text, start, end, language)]
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
        found.append(Numeral(match.start(), match.end(), value, ""))
    found.sort(key=lambda one: (one.start, -one.end))
    last = start
    for one in found:
        if one.start >= last:
            yield one
            last = one.end


def _of(text: str, end: int) -> bool:
    return text[end : end + 4].strip() == "of"


def _in_digits(text: str, start: int, end: int, language: Language) -> Iterator[Numeral]:
    for match in _digits(language).finditer(text, start, end):
        printed = read_digits(match[0], language)
        value, stop = Fraction(printed), match.end()
        scale = _scale(language).match(text, stop, end)
        if scale:
            name = (scale["long"] or scale["short"]).casefold()
            value, stop, printed = value * int(language.table("numbers", "scale")[name]), scale.end(), ""
            # "1,2 mil millones"
            again = _scale(language).match(text, stop, end)
            if again and again["long"]:
                value *= int(language.table("numbers", "scale")[again["long"].casefold()])
                stop = again.end()
        yield Numeral(match.start(), stop, value, printed)


def read_digits(text: str, language: Language) -> str:
    """Write digits as a check wants them.

    "5.296" in Spanish is 5296; a mark of thousands that does not part three digits is one of decimals
    ("47.08 %" in a Spanish text), because news mix the forms.
    """
    group = str(language.data["numbers"]["group"])
    bare = re.sub(r"[\s\u202f\u2009]", "", text)
    if language.decimal not in bare and re.search(rf"{re.escape(group)}(?!\d{{3}}(?:\D|$))", bare):
        return bare.replace(group, ".")
    return bare.replace(group, "").replace(language.decimal, ".")


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
        if not seen or match[0].casefold() in ARTICLES:
            continue
        yield Numeral(match.start(), match.end(), Fraction(total + current), "")
