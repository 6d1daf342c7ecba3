"""What a guess says: a message key with values. The words stand in the language catalogues, above."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from veedor.model import Figure, Unit


@dataclass(frozen=True)
class Phrase:
    """A sentence or a part of one, in no language.

    Parameters
    ----------
    key : str
        Message key: ``new.ask.number.valid``.
    values : tuple of (str, value)
        What the names in its text stand for: a published text, a number, a figure with its unit, a phrase,
        or published names.
    """

    key: str
    values: tuple[tuple[str, str | int | Figure | Phrase | tuple[str, ...]], ...] = ()

    @property
    def code(self) -> str:
        """What a case writes for it where it is an answer: the end of its key (``set aside``)."""
        return self.key.rpartition(".")[2].replace("_", " ")


Answer = str | Phrase
"""What may be answered: a text as it stands in the case, or a phrase."""


def phrase(key: str, /, **values: str | int | Figure | Phrase | tuple[str, ...]) -> Phrase:
    """Give the phrase of a key below ``new`` with its values."""
    return Phrase(f"new.{key}", tuple(values.items()))


def answers(*codes: str) -> tuple[Phrase, ...]:
    """Give answers in words: ``left out``, ``one candidate``."""
    return tuple(phrase(f"answer.{code.replace(' ', '_')}") for code in codes)


def kinds(*codes: str) -> tuple[Phrase, ...]:
    """Give kinds of choice as answers, with their word in the reader's language."""
    return tuple(phrase(f"kind.{code}") for code in codes)


def states(*codes: str) -> tuple[Phrase, ...]:
    """Give states of a sheet as answers, with their word in the reader's language."""
    return tuple(phrase(f"state.{code.replace(' ', '_')}") for code in codes)


def share(value: float, digits: int = 0) -> Figure:
    """Give a share as a phrase may hold it; one that nothing tells (NaN) is shown as a dash."""
    return Figure("share", None if isnan(value) else value, Unit.SHARE, digits=digits)


def ratio(value: float, digits: int = 3) -> Figure:
    """Give a plain number with a fraction as a phrase may hold it; NaN is shown as a dash."""
    return Figure("ratio", None if isnan(value) else value, Unit.NUMBER, digits=digits)


def written(answer: Answer) -> str:
    """Give an answer as a case writes it."""
    return answer.code if isinstance(answer, Phrase) else answer
