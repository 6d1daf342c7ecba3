"""Lines and comments of a case file that is drafted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.phrase import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt, Proposal

    Words = Callable[[Phrase], str]

_WIDTH = 100
_AT = 40
"""Column at which a comment begins, where the line is not longer."""


class Notes:
    """The doubts by key, in words; each is written once, beside the line that it is about."""

    def __init__(self, doubts: Sequence[Doubt], words: Words) -> None:
        self._doubts = list(doubts)
        self.words = words

    def take(self, key: str) -> list[str]:
        """Give comments for the line of a key, and forget its doubts."""
        mine = [doubt for doubt in self._doubts if doubt.key == key]
        self._doubts = [doubt for doubt in self._doubts if doubt.key != key]
        return [text for doubt in mine for text in comment_lines(doubt, self.words)]

    @property
    def left(self) -> list[Doubt]:
        """What no line was written for."""
        return self._doubts


def comment_lines(doubt: Doubt, words: Words) -> Iterator[str]:
    """Write a doubt as comments of a case file."""
    text = f"? {words(doubt.question)}"
    if doubt.reason is not None:
        text += f" ({words(doubt.reason)})"
    if doubt.alternatives:
        text += f" {words(phrase('or', answers=shown_answers(doubt.alternatives, words)))}"
    yield from folded(text)


def shown_answers(answers: Sequence[Answer], words: Words) -> str:
    """Give answers in one line."""
    return "; ".join(words(one) if isinstance(one, Phrase) else one for one in answers)


def folded(text: str) -> Iterator[str]:
    """Write a text as comments: a name with a line break must not become a line of the file."""
    marks = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+"
    words = re.sub(marks, " ", text).split(" ")
    line = "#"
    for word in words:
        if len(line) + len(word) > _WIDTH and line != "#":
            yield line
            line = "#  "
        line += f" {word}"
    yield line


def written_line(key: str, value: str, note: str = "") -> str:
    """Write a line of a case file, with a comment behind it."""
    text = f"{key} = {value}"
    return f"{text:<{_AT - 2}}  # {note}" if note else text


def settings_below(proposal: Proposal, heading: str) -> Iterator[tuple[str, str]]:
    """Give the settings below a heading: key and value."""
    for key, value in proposal.settings.items():
        if key.startswith(f"{heading}."):
            yield key.removeprefix(f"{heading}."), value
