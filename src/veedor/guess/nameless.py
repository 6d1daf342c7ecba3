"""Columns of votes that do not say whose: the choice stands in another column of each row, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.long_words import CHOICE
from veedor.guess.long_words import says as worded
from veedor.guess.phrase import phrase
from veedor.guess.values import families
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

LEAST = 10
"""Rows that tell it, at the least."""

TELLING = 100
"""Votes from which on a row tells how many candidates stand there; the largest of them are asked."""

LARGE = 0.8
"""Share of these rows that are smaller."""

NUMBERED = 0.85
"""Share of these rows in which the candidates with votes come before those without."""

STRONG = 0.1
"""Share of the votes of a row that a candidate has who stands nowhere else."""

LACKS = 0.1
"""Share of these rows, at the least, that lack a candidate who is strong in others."""


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


def refuse_numbered_anew(table: CountTable, votes: Votes, form: FileForm) -> None:
    """Refuse columns that number candidates anew: "1" is somebody else in each district.

    That is so where a row has votes for the first few alone, others for more, and those are strong there.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With what to do: added over the rows, they are the votes of nobody.
    """
    numbered = max(families([table.columns[c] for c in votes.candidates]), key=len, default=[])
    if len(numbered) < 3 or len(numbered) < len(votes.candidates) - 1:
        return
    figures = np.nan_to_num(np.stack([column.numbers for column in numbered], axis=1))
    figures = figures[figures.sum(axis=1) >= TELLING]
    if len(figures) < LEAST:
        return
    counts = (figures > 0).sum(axis=1)
    figures = figures[figures.sum(axis=1) >= np.quantile(figures.sum(axis=1), LARGE)]
    held = figures > 0
    if len(figures) < LEAST or (np.diff(held.astype(np.int8), axis=1) <= 0).all(axis=1).mean() < NUMBERED:
        return
    strong = (figures >= STRONG * figures.sum(axis=1)[:, None]).any(axis=0)
    if not (strong & ((~held).mean(axis=0) >= LACKS)).any():
        return
    raise InputError(
        sentence(
            "its columns number the candidates, and anew in each contest: some rows have votes for {few}, "
            "others for {many}.",
            few=int(counts.min()),
            many=int(counts.max()),
        ),
        file=form.name,
        column=numbered[0].name,
        value=", ".join(column.name for column in numbered[:6]),
        expected="a column with the votes of one candidate, or a row for each candidate of a sheet",
        remedy="Added over all rows, these columns are the votes of nobody. Name a copy that holds the rows "
        "of one contest (one district) alone; or one with a row for each candidate of a sheet, which has "
        "columns for the district, the candidate's name and the votes.",
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
