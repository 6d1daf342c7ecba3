"""Columns of votes that do not say whose: the choice stands in another column of each row, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.long_words import CHOICE
from veedor.guess.long_words import says as worded
from veedor.guess.phrase import phrase
from veedor.guess.words import plain_words, says
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn
    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes
    from veedor.intake.case import FileForm

BESIDE = 0.8
"""Share of the rows of a column in which no candidate has a figure, where it is none itself."""

SELDOM = 0.5
"""Share of all rows in which it stands, at the most."""


def leave_out_beside(table: CountTable, votes: Votes) -> None:
    """Leave out columns with figures where no candidate has a vote: numbers of other sheets, reasons in code.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    filled, votes_in = ~np.isnan(table.figures), np.nan_to_num(table.figures) != 0
    for column in votes.candidates:
        others = [c for c in votes.candidates if c != column]
        mine = filled[:, column]
        if len(others) < 2 or not 0 < mine.mean() <= SELDOM:
            continue
        if (~votes_in[mine][:, others].any(axis=1)).mean() >= BESIDE:
            del votes.kinds[column]
            votes.unused[column] = phrase("unused.beside_votes")


def refuse_nameless(table: CountTable, votes: Votes, texts: Sequence[FileColumn], form: FileForm) -> None:
    """Refuse columns called "Votes 1" or "Second votes" where the row says in words whose they are.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates.
    texts : sequence of FileColumn
        Columns of words.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With what to do: added over the rows, they are the votes of nobody.
    """
    names = table.names(votes.candidates)
    nameless = [name for name in names if _is_nameless(name)]
    telling = [c for c in texts if c.distinct >= 2 and _names_somebody(c.name)]
    if len(names) < 2 or 2 * len(nameless) < len(names) or not telling:
        return
    raise InputError(
        sentence(
            "the columns {votes} do not say whose votes they hold; {column!r} says it anew in each row.",
            votes=", ".join(map(repr, nameless[:6])),
            column=telling[0].name,
        ),
        file=form.name,
        column=nameless[0],
        value=", ".join(telling[0].examples),
        expected="a column of votes for each choice, or a row for each choice of a sheet",
        remedy="If a row names all candidates of its sheet side by side, call the columns of each alike but "
        'for a number ("Candidate 1", "Votes 1", "Candidate 2", "Votes 2"), all of one candidate together. '
        "If it names winners alone, it is no count: look for the table with the votes of everybody.",
    )


def _is_nameless(name: str) -> bool:
    """Whether a name says votes, which of them, and nothing of whose."""
    words = [word for word in plain_words(name).split("_") if not word.isdigit()]
    return says("vote", name) and all(
        says("vote", word) or says("neutral", word, alone=True) or says("ordinal", word, alone=True)
        for word in words
    )


def _names_somebody(name: str) -> bool:
    return worded(CHOICE, name) or says("winner", name)
