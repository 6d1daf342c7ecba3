"""In which encoding a text file is written that is not UTF-8: how each would read, and which is likely."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
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

_LANGUAGES = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "áéíóúñü", "áâãàçéêíóôõúü", "àâçéèêëîïôùûüœæ", "äöüß", "àèéìòù", "áčďéěíňóřšťúůýžľĺŕôä",
        "ąćęłńóśźż", "áéíóöőúüű", "ăâîșşțţ", "çğıöşüİ", "čćđšž", "åäöæøé", "ąčęėįšųūž", "āčēģīķļņšūž",
        "õäöüšž", "áðéíóúýþæö",
        "àèéíòóúüïç", "ëç",
    )
)  # fmt: skip
"""Letters beyond ASCII of the languages that are written in Latin letters."""

_MARKS = frozenset("ºª°–—’‘“”«»€…")
_CYRILLIC = frozenset("оеаинтсрвлкмдпуОЕАИНТСРВЛКМДПУ")
_FIRST_LEVEL = {
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "big5": ("big5", 0xA4, 0xC6),
    "shift_jis": ("shift_jis", 0x88, 0x97),
    "euc-jp": ("euc-jp", 0xB0, 0xCF),
    "euc-kr": ("euc-kr", 0xB0, 0xC8),
}
"""Encodings of East Asia: where their usual characters stand, by the first byte."""


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
    whole = path.read_bytes()[:_MOST]
    lines = whole[: whole.rfind(b"\n") + 1] or whole
    found: dict[str, Reading] = {}
    for encoding in ENCODINGS:
        wide = encoding.startswith("utf-16")
        text = _decoded(whole[: len(whole) // 2 * 2] if wide else lines, encoding)
        if text is None or "\0" in text or (wide and 4 * whole.count(0) < len(whole)):
            continue
        words = Counter(re.findall(r"[^\s,;|\t\"]*[^\x00-\x7f][^\s,;|\t\"]*", text))
        score = 1.0 if wide else _score(words, encoding)
        shown = next((word for word, _ in words.most_common(1)), "")
        found.setdefault("\n".join(sorted(words)), Reading(encoding, shown, score))
    ranked = sorted(found.values(), key=lambda one: (-one.score, ENCODINGS.index(one.encoding)))
    likely = tuple(one for one in ranked if one.score >= max(0.5, ranked[0].score - 0.25))
    return likely or tuple(ranked[:2])


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _score(words: Counter[str], encoding: str) -> float:
    """Say how much words with letters beyond ASCII look like language, from 0 to 1."""
    good = total = 0.0
    latin: Counter[str] = Counter()
    for word, number in words.items():
        for run in re.findall(r"[^\x00-\x7f]+", word):
            total += number * len(run)
            good += number * _fits(run, word, encoding)
        if not _of_other_script(word):
            latin.update({letter: number for letter in word if letter > "\x7f" and letter.isalpha()})
    return (good / total if total else 0.0) * (0.5 + 0.5 * _covered(latin))


def _covered(letters: Counter[str]) -> float:
    """Give the share of letters that the language has which has most of them."""
    total = sum(letters.values())
    if not total:
        return 1.0
    return max(sum(n for c, n in letters.items() if c in known) for known in _LANGUAGES) / total


def _of_other_script(text: str) -> bool:
    return any(letter.isalpha() and letter > "\x7f" and _script(letter) != "LATIN" for letter in text)


def _fits(run: str, word: str, encoding: str) -> float:
    """Say how many of the neighbouring letters beyond ASCII look right where they stand."""
    if encoding in _FIRST_LEVEL:
        return sum(_usual(letter, encoding) for letter in run)
    letters = [c for c in run if unicodedata.category(c)[0] in "LM"]
    good = 0.8 * sum(c in _MARKS for c in run)
    if not letters:
        return good
    scripts = Counter(_script(c) for c in letters)
    if "LATIN" in scripts:
        # words of Latin letters seldom have three letters beyond ASCII side by side
        share = 1.0 if len(letters) == 1 else 0.7 if len(letters) == 2 else 0.1
        return good + share * scripts["LATIN"] * (0.2 if _odd_case(word) else 1.0)
    share = 0.3 if any(c.isascii() and c.isalpha() for c in word) or len(scripts) > 1 else 1.0
    if "CYRILLIC" in scripts:
        share *= 0.6 + 0.4 * sum(c in _CYRILLIC for c in letters) / len(letters)
    return good + share * len(letters) * (0.4 if _odd_case(word) else 1.0)


def _odd_case(word: str) -> bool:
    """Whether a capital stands behind a small letter: the sign of a wrong reading."""
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


def _usual(letter: str, encoding: str) -> float:
    name, first, last = _FIRST_LEVEL[encoding]
    if unicodedata.name(letter, "").startswith(("HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH")):
        return 1.0 if encoding in {"shift_jis", "euc-jp"} else 0.3
    code = letter.encode(name, "ignore")
    return 1.0 if len(code) == 2 and first <= code[0] <= last else 0.1


def _script(letter: str) -> str:
    return unicodedata.name(letter, "NONE").partition(" ")[0]
