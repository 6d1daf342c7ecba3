"""Choices whose names nothing of the file can read: whether they are candidates is asked, never taken."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.guess.draft import CONTEST
from veedor.guess.phrase import Phrase, answers, kinds, phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.words import is_known

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from veedor.guess.proposal import Proposal, ProposedChoice

TAKEN = {"new.ask.candidates", "new.ask.all_candidates"}
"""Questions that take all columns of votes for candidates, because no word calls one otherwise."""

OTHERS = ("candidate", "blank", "null", "none", "others")
"""What such a choice may be, the likelier first."""

ANY = (*kinds(*OTHERS), phrase("number.registered"), *answers("left out"))
"""What a column of figures may be of which nothing is known."""

_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}


def ask_unknown_letters(proposal: Proposal, names: Iterable[str]) -> Proposal:
    """Leave open what choices are where no total proves it, and no word in their letters is known.

    "No word calls it invalid" says something in a language whose words are known; in another one, invalid
    votes would be elected.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    names : iterable of str
        Names of its columns.
    """
    if not any(doubt.question.key in TAKEN for doubt in proposal.doubts):
        return proposal
    texts = {*names, *(text for choice in proposal.choices for text in choice.published)}
    read = {script(text) for text in texts if is_known(text)}
    open_ones = [c for c in proposal.choices if c.kind == "candidate" and script(c.label) not in read]
    if not open_ones:
        return proposal
    kept = tuple(doubt for doubt in proposal.doubts if doubt.question.key not in TAKEN)
    return replace(
        proposal,
        choices=tuple(replace(c, kind=UNKNOWN) if c in open_ones else c for c in proposal.choices),
        doubts=(*kept, *map(_ask, open_ones)),
    )


def ask_alone(proposal: Proposal) -> Proposal:
    """Leave open what the only choice of a table is, where no total proves it: rivals may have been missed.

    Parameters
    ----------
    proposal : Proposal
        Of a table with a column for each choice.
    """
    candidates = [choice for choice in proposal.choices if choice.kind in {"candidate", "others"}]
    if len(candidates) != 1 or not any(doubt.question.key in TAKEN for doubt in proposal.doubts):
        return proposal
    return leave_open(proposal, phrase("why.nobody_else"))


def leave_open(proposal: Proposal, reason: Phrase, labels: Collection[str] = ()) -> Proposal:
    """Leave open what candidates of a proposal are: whoever knows the file confirms them one by one.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    reason : Phrase
        Why nobody else can.
    labels : collection of str
        Those of the candidates that are asked about; all where empty.
    """
    mine = [choice for choice in proposal.choices if choice.kind == "candidate"]
    open_ones = [choice for choice in mine if not labels or choice.label in labels]
    kept = tuple(d for d in proposal.doubts if labels or d.question.key not in TAKEN)
    return replace(
        proposal,
        choices=tuple(replace(c, kind=UNKNOWN) if c in open_ones else c for c in proposal.choices),
        doubts=(*kept, *(replace(_ask(one), reason=reason, alternatives=ANY) for one in open_ones)),
    )


def script(text: str) -> str:
    """Give the script of most letters of a text, as Unicode names it (``LATIN``); empty without letters."""
    found = Counter(unicodedata.name(mark, "").partition(" ")[0] for mark in text if mark.isalpha())
    most = found.most_common(1)
    return _TOGETHER.get(most[0][0], most[0][0]) if most else ""


def _ask(choice: ProposedChoice) -> Doubt:
    key = f"contest.{choice.contest or CONTEST}.choices.{choice.choice_id}.kind"
    question = phrase("ask.kind_of_choice", choice=choice.label, votes=choice.votes)
    return Doubt(key, question, UNKNOWN, kinds(*OTHERS), phrase("why.no_word_known"))
