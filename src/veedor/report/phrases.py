"""What ``veedor new`` says in words: the phrases of a guess in the language that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.guess.phrase import Phrase, phrase
from veedor.model import Figure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.findings.rule_in_words import Line
    from veedor.guess.phrase import Answer
    from veedor.report.wording import Wording

MOST_NAMES = 8
"""Published names that are listed; of more the first six and the last."""


class Phrases:
    """Puts phrases in the words of one language.

    Parameters
    ----------
    wording : Wording
        The language.
    """

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    @property
    def lang(self) -> str:
        """The language."""
        return self._wording.lang

    def __call__(self, said: Phrase) -> str:
        """Return the sentence of a phrase."""
        return self._wording.text(said.key, **{name: self._value(value) for name, value in said.values})

    def text(self, key: str, /, **values: str | int | Figure | Phrase | tuple[str, ...]) -> str:
        """Return the sentence of a key below ``new``."""
        return self(phrase(key, **values))

    def answer(self, answer: Answer) -> str:
        """Return an answer as it is shown: one in words, or what stands in the case."""
        return self(answer) if isinstance(answer, Phrase) else answer

    def said(self, text: str) -> str:
        """Return a sentence of a message in the language."""
        return self._wording.said(text)

    def names(self, names: tuple[str, ...]) -> str:
        """List published names in quotes."""
        quoted = [self._wording.text("new.quoted", text=name) for name in names]
        return ", ".join(quoted) if len(quoted) <= MOST_NAMES else f"{', '.join(quoted[:6])} … {quoted[-1]}"

    def lines(self, lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
        """Say a rule in words: how deep each line stands, and the line."""
        for line in lines:
            yield line.depth, self._wording.text(line.says, **{one.name: one for one in line.figures})

    def number(self, number: int) -> str:
        """Write a number."""
        return self._wording.value(number, Unit.NUMBER)

    def record(self, said: Phrase) -> dict[str, Any]:
        """Return key, values and sentence to a program."""
        return {"says": said.key, "values": {n: self._plain(v) for n, v in said.values}, "text": self(said)}

    def _value(self, value: str | int | Figure | Phrase | tuple[str, ...]) -> str | int | Figure:
        if isinstance(value, Phrase):
            return self(value)
        return self.names(value) if isinstance(value, tuple) else value

    def _plain(self, value: str | int | Figure | Phrase | tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, Phrase):
            return self.record(value)
        if isinstance(value, Figure):
            return value.value
        return list(value) if isinstance(value, tuple) else value
