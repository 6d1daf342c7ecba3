"""How an article writes its numbers: the marks between thousands and before decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.press.language import Language

SPACES = " \u00a0\u202f\u2009'’"
"""Marks that part thousands and never decimals."""


class Follows(Enum):
    """What stands behind digits."""

    SHARE = "per cent or points"
    THINGS = "a noun: what is counted has no decimals"
    OTHER = "anything else"


POINT_COUNTRIES = frozenset(("MX", "GT", "HN", "SV", "NI", "PA", "DO", "PR", "PE", "US"))
"""Spanish-speaking countries that write a point before decimals and a comma between thousands (CLDR 44)."""
_GROUPS = re.compile(r"(?<![\w.,])\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+(?!\d)")
_DECIMALS = re.compile(r"(?<![\w.,:])(?:\d{1,3}(?:[.,]\d{3})*|\d+)([.,])(?:\d{1,2}|\d{4,8})(?![\d:]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """How an article writes its numbers.

    Parameters
    ----------
    decimal : str
        The mark before decimals where a number does not tell: that of the country, else of the language.
    groups, decimals : frozenset of str
        NumberMarks that other numbers of the article use between thousands, and before decimals.
    """

    decimal: str
    groups: frozenset[str] = frozenset()
    decimals: frozenset[str] = frozenset()

    def parts_thousands(self, mark: str) -> bool:
        """Say whether a mark before three digits parts thousands, where nothing behind it tells."""
        if (mark in self.groups) is not (mark in self.decimals):
            return mark in self.groups
        other = "," if mark == "." else "."
        if (other in self.groups) is not (other in self.decimals):
            return other in self.decimals
        return mark != self.decimal


def marks_of(text: str, language: Language, country: str = "") -> NumberMarks:
    """Learn from the numbers of a text how it writes them.

    Parameters
    ----------
    text : str
        Of the article.
    language : Language
        Its language.
    country : str
        ISO 3166 code of the country it writes about; decides what the numbers leave open in Spanish.
    """
    decimal = language.decimal
    if language.code == "es" and country:
        decimal = "." if country in POINT_COUNTRIES else ","
    groups = frozenset(match[1] for match in _GROUPS.finditer(text))
    return NumberMarks(decimal, groups, frozenset(match[1] for match in _DECIMALS.finditer(text)))


def read_digits(text: str, marks: NumberMarks, follows: Follows = Follows.OTHER) -> str:
    """Write digits as a check wants them.

    One mark before three digits parts thousands or decimals: before per cent decimals, before a noun
    thousands ("92.620 votos"), else as :class:`NumberMarks` says. Every other number tells by itself.

    Parameters
    ----------
    text : str
        Digits with their marks.
    marks : NumberMarks
        How the article writes numbers.
    follows : Follows
        What stands behind them.
    """
    bare = re.sub(rf"[{SPACES}]", "", text)
    used = [char for char in bare if char in ".,"]
    if not used:
        return bare
    last = used[-1]
    digits = len(bare) - 1 - bare.rindex(last)
    if used.count(last) > 1 or len(set(used)) > 1:
        whole = used.count(last) > 1
    elif digits != 3 or bare.startswith("0") or len(bare) > 7:
        whole = False
    elif follows is Follows.OTHER:
        whole = marks.parts_thousands(last)
    else:
        whole = follows is Follows.THINGS
    if whole:
        return re.sub(r"[.,]", "", bare)
    head, _, tail = bare.rpartition(last)
    return f"{re.sub(r'[.,]', '', head)}.{tail}"
