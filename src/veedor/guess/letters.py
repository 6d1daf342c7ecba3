"""In which encoding a text file is written that is not UTF-8: how each would read, and which is likely."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.intake.languages import CERTAIN, ENCODINGS, readings_of

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 2 * 1024**2
_WIDE = ("utf-16-le", "utf-16-be")
_NEAR = 3 * CERTAIN


@dataclass(frozen=True)
class Decoded:
    """How a file reads in one encoding.

    Parameters
    ----------
    encoding : str
        Its name.
    word : str
        A word of the file that has letters beyond ASCII, as it reads.
    """

    encoding: str
    word: str


def readings(path: Path) -> tuple[Decoded, ...]:
    """Read a text file in each encoding that it may have.

    Returns
    -------
    tuple of Decoded
        The likely ones, the best first; those that read every letter alike as one.
    """
    whole = path.read_bytes()[:_MOST]
    if 4 * whole.count(0) >= len(whole) > 0:
        found = readings_of(whole[: len(whole) // 2 * 2], _WIDE)[:1]
    else:
        found = readings_of(whole[: whole.rfind(b"\n") + 1] or whole, ENCODINGS)
    likely = [one for one in found if one.likeness > found[0].likeness - _NEAR]
    return tuple(Decoded(one.encoding, _word(one.text)) for one in likely)


def _word(text: str) -> str:
    """Give the word with letters beyond ASCII that comes most often."""
    words = Counter(re.findall(r"[^\s,;|\t\"]*[^\x00-\x7f][^\s,;|\t\"]*", text))
    return next((word for word, _ in words.most_common(1)), "")
