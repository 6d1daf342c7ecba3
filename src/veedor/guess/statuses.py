"""Columns that say what became of a sheet: their words as the four states of a case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.guess.phrase import Phrase, phrase, states
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.remedies import settings_in
from veedor.guess.unknown_letters import script
from veedor.guess.words import is_known, kinds_of, meanings, plain_words
from veedor.intake.toml import array, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn
    from veedor.guess.proposal import Proposal

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


def ask_unread_states(proposal: Proposal, columns: Sequence[FileColumn]) -> Proposal:
    """Ask of columns of a few words that are not read whether they say what became of the sheets.

    An annulled sheet that is summed because nobody read its word makes another one win.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    columns : sequence of FileColumn
        Columns of the table.
    """
    if "status" in proposal.fields or proposal.areas:
        return proposal
    unread = {one.name for one in proposal.unused}
    told = [column for column in columns if column.name in unread and _may_tell_states(column)]
    key = "source.official.rows.ignore"
    for column in told:
        stated = proposal.settings.get(key, "[]")
        names = [*settings_in(f"x = {stated}")[0][1], column.name]
        asked = Doubt(
            key,
            phrase("ask.unread_states", column=column.name),
            array(names),
            (f"sheet.status = {quoted(column.name)}",),
            phrase("why.unread_states", texts=tuple(text for text in column.different if text)),
        )
        settings = {**proposal.settings, key: array(names)}
        proposal = replace(proposal, settings=settings, doubts=(*proposal.doubts, asked))
    return proposal


def _may_tell_states(column: FileColumn) -> bool:
    """Whether a few words may be states: by their column's name or one of them, or as none can be read."""
    texts = [text for text in column.different if any(letter.isalpha() for letter in text)]
    if len(column.different) < 2 or not texts or column.distinct > MOST_WORDS or column.is_count:
        return False
    if "status" in meanings(column.name) or any(state_of(t) not in {UNKNOWN, "counted"} for t in texts):
        return True
    return script(column.name) not in {"", "LATIN"} and not is_known(column.name)
