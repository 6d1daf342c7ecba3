"""When two texts are the same name: after Unicode normalisation, whatever marks nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

INVISIBLE = (
    "\\x{00AD}\\x{034F}\\x{061C}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180E}\\x{200B}-\\x{200F}"
    "\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FE00}-\\x{FE0F}\\x{FEFF}"
)
"""Characters without a shape of their own (soft hyphens, joiners, marks of direction, byte order marks), as
the inside of a class of the engine's regular expressions."""

CONTROL = "[\\x00-\\x08\\x0E-\\x1B\\x7F-\\x84\\x86-\\x9F]"
"""Control characters that are no blanks, for the engine's regular expressions and for Python's."""
LOST = "\ufffd"
"""What stands in place of a control character."""
_INVISIBLE = re.compile("[" + re.sub(r"\\x\{([0-9A-F]+)\}", lambda m: f"\\u{m[1]}", INVISIBLE) + "]")
_TURNS = "[\\u202A-\\u202E\\u2066-\\u2069]"
STEERS = re.compile(f"{CONTROL}|{_TURNS}")
"""What steers a terminal or turns the direction of what follows on a page."""
_BLANKS = re.compile(r"\s+")


def shown(text: str) -> str:
    """Return a text, or a pattern of one, as a cell is compared: without what nobody sees, blanks as one."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text))


Key = tuple[str, int]
"""A folded name, and which of its name it is, from 1."""


def in_turn(names: Iterable[str]) -> tuple[Key, ...]:
    """Tell names that come several times apart by their turn."""
    seen: dict[str, count[int]] = defaultdict(lambda: count(1))
    return tuple((name, next(seen[name])) for name in names)


def fold(text: str) -> str:
    """Return the form in which names are compared and ids are kept.

    Compatibility forms become plain (NFKC: full-width letters, ligatures), invisible characters go, runs of
    white space of any kind become one blank, outer blanks go. Case and digits stay: ``000001`` is not ``1``,
    ``Ana`` is not ``ANA``.
    """
    if text.isascii():
        return _BLANKS.sub(" ", text).strip()
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return _BLANKS.sub(" ", plain).strip()


def legible(text: str) -> str:
    """Return a text of others as it stands on terminals and pages, where nothing may steer what follows.

    Marks that turn the direction of text go, as they do in names of places; control characters are shown as
    letters that were lost.
    """
    return re.sub(CONTROL, LOST, re.sub(_TURNS, "", text))
