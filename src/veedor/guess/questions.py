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
    counted = words[:-1] if says("vote", " ".join(words[-1:])) else []  # "Judge Roe - No Votes"
    for word, rest in ((words[-1:], words[:-1]), (words[:1], words[1:]), (counted[-1:], counted[:-1])):
        for answer in ANSWERS:
            if word and rest and says(answer, word[0], alone=True):
                return " ".join(rest), answer
    return None


def answers_no(names: Iterable[str]) -> frozenset[str]:
    """Give the names that are the "no" beside a "yes": no number of anything, and nobody who stayed away.

    Parameters
    ----------
    names : iterable of str
        Of all columns, or of all choices.
    """
    given = {name: answer_of(name) for name in names}
    asked = {found[0] for found in given.values() if found is not None and found[1] == "yes"}
    alone = any(says("yes", name, alone=True) for name in given)
    return frozenset(
        name
        for name, found in given.items()
        if (found is not None and found[1] == "no" and found[0] in asked)
        or (alone and says("no", name, alone=True))
    )


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
