"""The questions about a new case, in their order: of the election, and what the file does not prove.

A terminal asks them (``veedor new``) and a browser; both take an answer here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.guess.phrase import written
from veedor.guess.proposal import UNKNOWN
from veedor.report.election_answers import (
    country_of,
    day_of,
    refuse_rule_of_another,
    rule_of,
    words_of,
    zone_named,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.guess.draft import Election
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt, Proposal
    from veedor.report.phrases import Phrases

KEYS = ("title", "date", "country", "tz", "contest", "rule")
"""What no file of results says of an election."""
_CHECKS: dict[str, Callable[[str], str]] = {
    "title": words_of, "date": day_of, "country": country_of, "tz": zone_named, "contest": words_of,
}  # fmt: skip


def keys_of(proposal: Proposal) -> tuple[str, ...]:
    """Return the questions about the election: the zone only where the file holds times.

    Parameters
    ----------
    proposal : Proposal
        How the file is read.
    """
    return tuple(key for key in KEYS if key != "tz" or "verified_at" in proposal.fields)


def expected(key: str, election: Election, name: str, words: Phrases) -> str:
    """Return what may be right: what was answered, else what the name of the file or the country tells.

    Parameters
    ----------
    key : str
        One of :data:`KEYS` but the rule.
    election : Election
        What was answered so far.
    name : str
        Of the file.
    words : Phrases
        The language.

    Returns
    -------
    str
        Empty where nothing can be told.
    """
    value = str(getattr(election, key))
    if value not in {UNKNOWN, ""}:
        return value
    if key == "title":
        return re.sub(r"[\W_]+", " ", name.split(".", maxsplit=1)[0]).strip()
    if key == "tz" and (zone := zone_of(election.country)) != UNKNOWN:
        return zone
    return words.text("prompt.president") if key == "contest" else ""


def taken(election: Election, key: str, text: str) -> Election:
    """Take an answer about the election, with what follows from it.

    Parameters
    ----------
    election : Election
        What was answered so far.
    key : str
        One of :data:`KEYS`.
    text : str
        The answer; of the rule an id, an address of a rule file, or nothing.

    Raises
    ------
    VeedorError
        Where it is not one: with what to write instead.
    """
    if key == "rule":
        made = replace(election, rule=rule_of(text) if text else "")
        refuse_rule_of_another(made)
        return made
    if not text:
        raise QuestionError("This must be answered.", remedy="Write it into the field.")
    made = replace(election, **{key: _CHECKS[key](text)})
    if made.country != election.country:
        made = replace(made, tz=zone_of(made.country))
    return made if _fits(made) else replace(made, rule="")


def _fits(election: Election) -> bool:
    """Whether the rule is still one of the country and the day, where one was named."""
    try:
        refuse_rule_of_another(election)
    except QuestionError:
        return False
    return True


def options(doubt: Doubt) -> list[Answer]:
    """Return what can be chosen of a doubt: what is proposed first; a ``?`` where nothing is."""
    return [doubt.proposed, *doubt.alternatives]


def chosen(doubt: Doubt, text: str, words: Phrases) -> Answer:
    """Return answer that a text is: an option in the words of the language or of a case, or another value.

    Parameters
    ----------
    doubt : Doubt
        What was asked.
    text : str
        What was written.
    words : Phrases
        The language.
    """
    for option in options(doubt):
        said = words.answer(option).rpartition(": ")[2]
        if text.casefold() in {said.casefold(), written(option).casefold()}:
            return option
    return text


def same_reading(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals read a file alike, whatever is still asked."""
    return replace(one, doubts=()) == replace(other, doubts=())
