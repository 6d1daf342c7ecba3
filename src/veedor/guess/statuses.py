"""Columns that say what became of a sheet: their words as the four states of a case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.phrase import Phrase, phrase, states
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.words import kinds_of, meanings, plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn

STATES = ("counted", "outstanding", "set aside", "annulled")
"""States of a sheet."""

MOST_WORDS = 12
"""Different words of a status, at the most."""

_NEGATED = re.compile(
    r"(?:^|_)(?:no|not|non|un|sin|nao|nicht|не)_(?:\w+_)?(?:comput|count|contab|proces|escrut|receiv|recib|instal)"
)


def state_of(text: str) -> str:
    """Give the state that a published word means; ``"?"`` where no rule knows it."""
    words = plain_words(text)
    negated = _NEGATED.search(words)
    if negated:
        return "outstanding"
    return next((state.replace("_", " ") for state in kinds_of("state", text)), UNKNOWN)


def ask_state(column: str, word: str, state: str, reason: Phrase) -> Doubt:
    """Ask what a word of a column of states means, and propose a state; ``"?"`` where nothing is known."""
    asked = phrase("ask.state", column=column, word=word)
    question = asked if word else phrase("ask.state_blank", column=column)
    proposed = UNKNOWN if state == UNKNOWN else states(state)[0]
    others = states(*(other for other in STATES if other != state))
    return Doubt(f"source.official.sheet.status_words.{word}", question, proposed, others, reason)


def find_status(columns: Sequence[FileColumn]) -> tuple[FileColumn, Mapping[str, str]] | None:
    """Give the column that says what became of a sheet, and the states that its words mean.

    Parameters
    ----------
    columns : sequence of FileColumn
        Columns of texts.

    Returns
    -------
    Column and mapping of str to str, or None
        Word -> state; ``"?"`` where it must be asked. Of several columns the one whose words are known best.
    """
    found = []
    for column in columns:
        if not 2 <= column.distinct <= MOST_WORDS:
            continue
        words = {text: state_of(text) for text in column.different if text}
        known = sum(1 for state in words.values() if state != UNKNOWN)
        named = "status" in meanings(column.name)
        missing = sum(
            1
            for text in words
            if not any(c.isalpha() for c in text) or text.casefold() in {"na", "n/a", "null", "nan"}
        )
        if known and (known + missing == len(words) or (named and known >= 0.5 * len(words))):
            found.append((known, len(set(words.values()) - {UNKNOWN}), named, -column.place, column, words))
    if not found:
        return None
    *_, column, words = max(found, key=lambda one: one[:4])
    if "" in column.different:
        words[""] = UNKNOWN
    return column, words
