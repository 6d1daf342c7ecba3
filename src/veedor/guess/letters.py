"""In which encoding a text file is written that is not UTF-8: how each would read, and which is likely."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp850", "cp852",
    "cp866", "koi8-r", "mac-roman", "cp874", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr",
    "utf-16-le", "utf-16-be",
)  # fmt: skip
"""Encodings in which results were published, the usual ones first."""

_MOST = 2 * 1024**2
_COMMON = frozenset(
    "áéíóúñüàèìòùâêîôûçãõäöåøæëïßąćęłńóśźżčďěňřšťůžőűăâîșțşğıćđșțÁÉÍÓÚÑÜÇÃÕÄÖÅØÆĄĆĘŁŃŚŹŻČĎŘŠŤŽŐŰĂÂÎȘȚŞĞİĐ"
    "ÀÈÌÒÙÊÔÛºª°–’"
)


@dataclass(frozen=True)
class Reading:
    """How a file reads in one encoding.

    Parameters
    ----------
    encoding : str
        Its name.
    word : str
        A word of the file that has letters beyond ASCII, as it reads.
    score : float
        How much it looks like language, from 0 to 1.
    """

    encoding: str
    word: str
    score: float


def readings(path: Path) -> tuple[Reading, ...]:
    """Read a text file in each encoding that it may have.

    Returns
    -------
    tuple of Reading
        The likely ones, the best first; those that read every letter alike as one.
    """
    data = path.read_bytes()[:_MOST]
    data = data[: data.rfind(b"\n") + 1] or data
    found: dict[str, Reading] = {}
    for encoding in ENCODINGS:
        wide = encoding.startswith("utf-16")
        if wide and 4 * data.count(0) < len(data):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not wide and "\0" in text:
            continue
        words = Counter(re.findall(r"[^\s,;|\t\"]*[^\x00-\x7f][^\s,;|\t\"]*", text))
        score = 1.0 if wide else _score(words)
        shown = next((word for word, _ in words.most_common(1)), "")
        key = "\n".join(sorted(words))
        if key not in found:
            found[key] = Reading(encoding, shown, score)
    ranked = sorted(found.values(), key=lambda one: (-one.score, ENCODINGS.index(one.encoding)))
    return tuple(one for one in ranked if one.score >= 0.5 and one.score >= ranked[0].score - 0.25) or tuple(
        ranked[:2]
    )


def _score(words: Counter[str]) -> float:
    """Say how much words with letters beyond ASCII look like language."""
    good = total = 0.0
    for word, number in words.items():
        for place, letter in enumerate(word):
            if letter < "\x80":
                continue
            total += number
            good += number * _fits(word, place)
    return good / total if total else 0.0


def _fits(word: str, place: int) -> float:
    letter = word[place]
    kind = unicodedata.category(letter)
    if kind[0] not in "LM":
        return 0.8 if letter in _COMMON else 0.0
    around = [c for c in word[max(0, place - 1) : place + 2] if c != letter and c.isalpha()]
    script = _script(letter)
    if script == "LATIN":
        # capitals within a word of small letters, and the reverse, are those of a wrong reading
        odd = any(c.isupper() != letter.isupper() for c in word[place - 1 : place] if c.isalpha())
        if odd and letter.isupper():
            return 0.1
        return 1.0 if letter in _COMMON else 0.4
    same = sum(1 for c in around if _script(c) == script)
    case = any(c.islower() and letter.isupper() for c in word[place - 1 : place] if c.isalpha() and place)
    if around and same < len(around):
        return 0.2
    if case:
        return 0.2
    return 0.9 if around else 0.5


def _script(letter: str) -> str:
    return unicodedata.name(letter, "NONE").partition(" ")[0]
