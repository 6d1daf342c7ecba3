"""Which letters languages use, and how often: read in the wrong encoding, bytes are letters that none has."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "gb18030", "big5",
    "shift_jis", "euc_jp", "euc_kr", "cp874", "koi8-r", "cp850", "cp852", "cp866", "mac-roman",
    "mac-cyrillic", "cp437", "cp855", "koi8-u", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7",
    "iso8859-9", "iso8859-15", "cp932", "cp949", "big5hkscs",
)  # fmt: skip
"""Encodings in which results are published, the usual ones first."""

CERTAIN = 6.0
"""A reading whose letters are so much likelier (a logarithm: some 400 times) is the right one."""

_USUAL = 15
_AGAINST = (0.0, 3.0, 4.0)
"""What speaks against encodings beside the most usual one, and against the later ones, as a logarithm."""
_WORD = re.compile(r"[^\s,;|\"<>0-9.:()/-]{0,40}[^\x00-\x7f][^\s,;|\"<>0-9.:()/-]{0,40}")
_WORDS = 2_000
_EDGE = frozenset("ºª«»“”‘’„–—°¿¡…№")
_FINAL = frozenset("םןץףךς")
"""Letters that stand at the end of words alone: there they are likelier than their share, within never."""
_AT_END = math.log(4.5)
_NEVER, _RARE = math.log(1e-6), math.log(1e-3)
_HAN = math.log(2e-5)
_WIDE_SIGN = math.log(1e-2)
"""Figures and marks as wide as a Han character: they stand in words of eastern encodings alone."""
_EASTERN = ("zh", "zh_Hant", "ja", "ko")


@dataclass(frozen=True)
class RankedReading:
    """How bytes read in one encoding.

    Parameters
    ----------
    encoding : str
        Its name.
    text : str
        What they are in it.
    likeness : float
        How likely the letters of its words are in the language that fits best, as a logarithm.
    language : str
        That language.
    """

    encoding: str
    text: str
    likeness: float
    language: str = ""

    def line(self, number: int) -> str:
        """Return a line of the text, counted from 0: at most 60 letters of it."""
        lines = self.text.splitlines()
        return lines[number].strip()[:60] if number < len(lines) else ""


def readings_of(raw: bytes, encodings: Iterable[str] = ENCODINGS) -> tuple[RankedReading, ...]:
    """Read bytes in each encoding in which they are text, the likeliest first, usual ones before others.

    Encodings in which they are the same text count once.
    """
    found: dict[str, tuple[float, RankedReading]] = {}
    for place, encoding in enumerate(encodings):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text not in found and "\0" not in text:
            one = reading(encoding, text)
            found[text] = (_AGAINST[min(place // _USUAL + (place > 0), 2)] - one.likeness, one)
    return tuple(one for _, one in sorted(found.values(), key=lambda ranked: ranked[0]))


def reading(encoding: str, text: str, languages: Iterable[str] = ()) -> RankedReading:
    """Say how likely a text is that was read in an encoding, in the language that fits best."""
    letters, signs = _counted(text)
    likely = {
        language: sum(number * _share(letter, language) for letter, number in letters.items())
        for language in languages or _letters()
    }
    best = max(likely, key=likely.__getitem__)
    return RankedReading(encoding, text, likely[best] + signs, best)


def words_beyond(text: str) -> list[str]:
    """Return the words of a text that have letters beyond ASCII."""
    return _WORD.findall(text)


def _counted(text: str) -> tuple[Counter[str], float]:
    """Count the letters of words beyond ASCII, and weigh what stands between them as in no language."""
    letters: Counter[str] = Counter()
    signs = 0.0
    for word in list(dict.fromkeys(match[0] for match in _WORD.finditer(text)))[:_WORDS]:
        for place, mark in enumerate(word):
            if mark.isalpha() or unicodedata.category(mark)[0] == "M":
                letters[mark.lower()[0]] += 1
            elif "\u3000" <= mark <= "\u303f" or "\uff01" <= mark <= "\uff5e":
                signs += _WIDE_SIGN
            elif mark > "\x7f":
                signs += _RARE if mark in _EDGE and place in {0, len(word) - 1} else _NEVER
        ends = [not word[at + 1 : at + 2].isalpha() for at, mark in enumerate(word) if mark in _FINAL]
        signs += _AT_END * sum(ends) + _NEVER * (len(ends) - sum(ends))
        signs += _RARE * sum(a.islower() and b.isupper() for a, b in pairwise(word))
        if len(word) > 2 and word[0].islower() and word[1:].isupper():
            signs += _RARE
    return letters, signs


def _share(letter: str, language: str) -> float:
    share = _letters()[language].get(letter)
    if share is not None:
        return share
    return _HAN if language in _EASTERN and is_common(letter) else _NEVER


@cache
def _letters() -> dict[str, dict[str, float]]:
    """Return the logarithm of the share that each letter has in each language."""
    text = files("veedor.intake").joinpath("languages.toml").read_text(encoding="utf-8")
    return {
        language: {letter: -step / 2 for step, group in enumerate(groups) for letter in group}
        for language, groups in tomllib.loads(text).items()
    }


@cache
def is_common(letter: str) -> bool:
    """Say whether an East Asian character is among the common ones of some standard."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x97)):
        try:
            if first <= letter.encode(encoding)[0] <= last:
                return True
        except UnicodeError:
            continue
    return False
