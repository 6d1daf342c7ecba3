"""Ids of choices from published names of any script: distinct, and readable in Latin letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from veedor.guess.words import PAPERS
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 40
"""Letters of an id, at the most."""

FIXED = (*PAPERS, "others")
"""Kinds whose choice has the name of the kind for an id."""

_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_MEDIALS = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_FINALS = [
    "-",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_HANGUL = 0xAC00, 0xD7A3


@cache
def _letters() -> dict[str, str]:
    text = files("veedor.guess").joinpath("letters.toml").read_text(encoding="utf-8")
    pairs = [pair.partition(":") for group in tomllib.loads(text).values() for pair in group.split()]
    return {letter: written for letter, _, written in pairs}


def latin(text: str) -> str:
    """Write a text in Latin letters; what has no counterpart becomes a blank.

    Parameters
    ----------
    text : str
        In any script.
    """
    written, letters = [], _letters()
    for mark in unicodedata.normalize("NFC", text):
        if mark.isascii():
            written.append(mark)
        elif (found := letters.get(mark, letters.get(mark.lower()))) is not None:
            written.append(found.capitalize() if mark != mark.lower() else found)
        elif _HANGUL[0] <= ord(mark) <= _HANGUL[1]:
            written.append(_syllable(ord(mark) - _HANGUL[0]))
        else:
            plain = unicodedata.normalize("NFKD", mark)
            known = [c if c.isascii() else letters.get(c, "") for c in plain if not unicodedata.combining(c)]
            written.append("".join(known) if any(known) else ("" if unicodedata.combining(mark) else " "))
    return "".join(written)


def _syllable(place: int) -> str:
    final = _FINALS[place % 28]
    return _INITIALS[place // 588] + _MEDIALS[place % 588 // 28] + ("" if final == "-" else final)


def readable_id(text: str) -> str:
    """Give the letters of a name that an id may have, words joined by ``-``; empty where there are none.

    Parameters
    ----------
    text : str
        As published.
    """
    made = re.sub(r"[^A-Za-z0-9_.+]+", "-", re.sub(r"['’`]", "", latin(text))).strip("-_.+")
    if len(made) <= LONGEST:
        return made
    return made[: LONGEST + 1].rpartition("-")[0] or made[:LONGEST]


def choice_ids(labels: Sequence[str], kinds: Sequence[str]) -> tuple[str, ...]:
    """Give an id to each choice: distinct, also where case is not told apart, and no name of another choice.

    Parameters
    ----------
    labels : sequence of str
        As published.
    kinds : sequence of str
        ``candidate``, ``blank``, ...: a choice of another kind has that for an id.
    """
    start = _common_start([label for label, kind in zip(labels, kinds, strict=True) if kind not in FIXED])
    made: list[str] = []
    taken: set[str] = set()
    names = {fold(label).casefold() for label in labels}
    for label, kind in zip(labels, kinds, strict=True):
        others = {name for name in names if name != fold(label).casefold()}
        wanted = kind if kind in FIXED else readable_id(label.removeprefix(start)) or "choice"
        chosen, number = wanted, 1
        while {chosen.casefold()} & (taken | others) or (wanted == "choice" and number == 1):
            number += 1
            chosen = f"{wanted}-{len(made) + number - 1 if wanted == 'choice' else number}"
        taken.add(chosen.casefold())
        made.append(chosen)
    return tuple(made)


def _common_start(labels: Sequence[str]) -> str:
    """Give the prefix of all names, such as ``v1_``, that tells none of them apart."""
    found = re.match(r"[^\W_]{1,12}_", labels[0]) if len(labels) > 1 else None
    if found is None:
        return ""
    rest = [label.removeprefix(found[0]) for label in labels if label.startswith(found[0])]
    return found[0] if len(rest) == len(labels) and all(r[:1].isalpha() for r in rest) else ""
