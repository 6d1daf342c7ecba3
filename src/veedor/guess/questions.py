"""Questions that are answered by "yes" and "no": columns or choices of several of them are no rivals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.words import says

if TYPE_CHECKING:
    from collections.abc import Iterable

ANSWERS = ("yes", "no")


def answer_of(name: str) -> tuple[str, str] | None:
    """Give the question and the answer that a name is made of: "Q1 Yes", "No - Measure A"; else None.

    Parameters
    ----------
    name : str
        Of a column, or of a choice.
    """
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word]
    for word, rest in ((words[-1:], words[:-1]), (words[:1], words[1:])):
        for answer in ANSWERS:
            if word and rest and says(answer, word[0], alone=True):
                return " ".join(rest), answer
    return None


def questions_of(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the names of each question that has both answers, where there are several of them.

    Parameters
    ----------
    names : iterable of str
        Of columns, or of choices.

    Returns
    -------
    dict of str to tuple of str
        Question -> names; empty where there are less than two questions.
    """
    told: dict[str, dict[str, str]] = {}
    for name in names:
        if (found := answer_of(name)) is not None:
            told.setdefault(found[0], {})[found[1]] = name
    whole = {
        question: tuple(given.values()) for question, given in told.items() if len(given) == len(ANSWERS)
    }
    return whole if len(whole) > 1 else {}
