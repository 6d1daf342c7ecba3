"""Tables that hold no votes, votes alone, or shares of them: refused with what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.long import possible_choices
from veedor.guess.long_shape import TURNED
from veedor.guess.long_words import counts_votes
from veedor.guess.names_like_words import ALL
from veedor.guess.words import meanings, plain_words
from veedor.intake.toml import quoted
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.count_table import CountTable
    from veedor.guess.proposal import Proposal
    from veedor.guess.votes import Votes
    from veedor.intake.case import FileForm

ADDED = 0.9
"""Share of the rows in which one column is the sum of all others."""

_NUMBERED = re.compile(r"(?:.*\.)?(?P<contest>\d+)\.\d+")
"""A name of a column in records: a number within a number ("Contests.12.3")."""


def refuse_votes_alone(proposal: Proposal, sample: FileSample) -> None:
    """Refuse a long table of which nothing tells the choice: its column of votes is no candidate.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    sample : FileSample
        Rows of it.

    Raises
    ------
    InputError
        With how its case is written.
    """
    votes = [name for choice in proposal.choices for name in choice.published]
    if proposal.layout == "long" or len(votes) != 1:
        return
    possible = possible_choices(sample)
    if not possible and (proposal.sheet != "{row}" or not counts_votes(votes[0])):
        return
    raise InputError(
        sentence(
            "all votes stand in the column {votes!r}, and no column names the choice of every row.",
            votes=votes[0],
        ),
        file=proposal.form.name,
        column=votes[0],
        expected="a column with the name of the choice in every row, or one column for each choice",
        remedy=(
            sentence(
                "If one of these columns names it, say which: {options}. ",
                options=joined((f"--choice {quoted(name)}" for name in possible), by="; "),
            )
            if possible
            else ""
        )
        + sentence(
            'If several columns name it together, write the case by hand: layout = "long", and '
            'choices.choice = "{Party} {Kind}" with their names; docs/reference/case-file.md shows how.'
        ),
    )


def refuse_numbered_contests(sample: FileSample, form: FileForm) -> None:
    """Refuse records whose columns are numbers within numbers: of contests and choices named elsewhere.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With the copy to make.
    """
    found = [
        hit for column in sample.columns if column.is_count and (hit := _NUMBERED.fullmatch(column.name))
    ]
    contests = list(dict.fromkeys(hit["contest"] for hit in found))
    if len(contests) < 2:
        return
    mine = [hit[0] for hit in found if hit["contest"] == contests[0]]
    raise InputError(
        sentence(
            "its columns are numbers of contests and of choices, whose names stand elsewhere: {names}.",
            names=joined((repr(hit[0]) for hit in (found[0], found[-1])), by=", "),
        ),
        file=form.name,
        column=found[0][0],
        expected="a column for each choice of one contest, called by its name",
        remedy=sentence(
            "Save a copy as CSV that has a column with the name of the sheet and, of the others, those of "
            "one contest alone (such as {names}), each called by the name of its choice; name that file, and "
            "make another of each further contest.",
            names=joined(map(repr, mine[:4]), by=", "),
        ),
    )


def refuse_large_shares(sample: FileSample, form: FileForm) -> None:
    """Refuse whole numbers above 100 in a column whose name has a sign of a share beside words of its own.

    "100% Somos" is a party: left out as a share, the votes of the others alone would decide.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With the name to write in a copy.
    """
    for column in sample.columns:
        words = [one for one in plain_words(column.name).split("_") if len(one) > 1 and one.isalpha()]
        called = set(meanings(column.name)) == {"share"} and any(
            "share" not in meanings(one) for one in words
        )
        if called and column.is_count and column.filled and float(np.nanmax(column.numbers)) > ALL:
            raise InputError(
                sentence(
                    "the column {name!r} is called a share, and its figures go above 100.", name=column.name
                ),
                file=form.name,
                column=column.name,
                expected="a name that says whether these are votes",
                remedy="In a copy of the file, write the name without the sign or the word for a share where "
                "it is a candidate or a party; take the column out where it is none; and name the copy.",
            )


class NoVotesError(InputError):
    """Columns of which none holds votes that can be told from other numbers: too few rows, or none at all."""


def no_votes(columns: Sequence[FileColumn], natures: Mapping[int, str], form: FileForm) -> InputError:
    """Say that a table holds no votes, or percentages in their place.

    Parameters
    ----------
    columns : sequence of FileColumn
        All that have a name.
    natures : mapping of int to str
        What the values of a column are like.
    form : FileForm
        Of the file.
    """
    shares = [c.name for c in columns if natures[c.place] == "share" or "share" in meanings(c.name)]
    if (parts := _divided(columns, natures))[1:]:
        return divided_votes(parts, form)
    if shares:
        return percentages(shares, form, sentence("it holds percentages or fractions, and no votes"))
    seen = ", ".join(f"{c.name!r} ({', '.join(c.examples)})" for c in columns[:6])
    return NoVotesError(
        sentence("no column of it holds votes; it has {seen}.", seen=seen),
        file=form.name,
        expected="whole numbers of votes, a column for each candidate, or a row for each",
        remedy=(
            "Name the file with the votes; if they begin further down, say with --skip how many lines stand "
            "above the header."
        ),
    )


def refuse_divided(
    table: CountTable, votes: Votes, columns: Sequence[FileColumn], natures: Mapping[int, str], form: FileForm
) -> None:
    """Refuse votes with a fraction beside whole ones: left out, the others alone would stand for election.

    Parameters
    ----------
    table : CountTable
        Columns of whole numbers.
    votes : Votes
        With candidates.
    columns : sequence of FileColumn
        All that have a name.
    natures : mapping of int to str
        What the values of a column are like.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        Where such columns stand among the candidates.
    """
    known = [table.columns[c].place for c in votes.kinds]
    parts = [c for c in _divided(columns, natures) if c.place < TURNED]
    if not parts:
        return
    among = [c for c in parts if min(known) < c.place < max(known)]
    figures = [np.nan_to_num(c.figures.values) for c in parts]
    wholes = list(np.nan_to_num(table.figures).T)
    if among or any(np.isclose(sum([*figures, *wholes]), 2 * one).mean() >= ADDED for one in wholes):
        raise divided_votes(among or parts, form)


def _divided(columns: Sequence[FileColumn], natures: Mapping[int, str]) -> list[FileColumn]:
    """Give the columns with fractions that are no percentages: no sign or word says so, and some large."""
    parts = [
        c
        for c in columns
        if natures[c.place] == "share"
        and not c.figures.percent
        and not {"share", "coordinate", "time"} & {*meanings(c.name)}
        and np.nanmin(c.figures.values) >= 0
    ]
    return [c for c in parts if np.nanmax(c.figures.values) > 100]


def divided_votes(columns: Sequence[FileColumn], form: FileForm) -> InputError:
    """Say that columns hold votes that are divided among several, or no votes.

    Parameters
    ----------
    columns : sequence of FileColumn
        Of figures with a fraction.
    form : FileForm
        Of the file.
    """
    names = ", ".join(repr(c.name) for c in columns[:5])
    return InputError(
        sentence("its columns {names} hold figures with a fraction, and no percentages.", names=names),
        file=form.name,
        column=columns[0].name,
        value=", ".join(columns[0].examples),
        expected="whole numbers of votes, a column for each candidate",
        remedy="If the law divides a vote among several candidates, multiply all columns of votes, ballots "
        "and voters by one number in a copy (1000, or as many as make every figure whole), and name that "
        "file: who won, and by what share, stays the same. If they are no votes, take them out of the copy.",
    )


def percentages(names: Sequence[str], form: FileForm, what: str) -> InputError:
    """Say that columns are no votes, but shares of them.

    Parameters
    ----------
    names : sequence of str
        Columns.
    form : FileForm
        Of the file.
    what : str
        What is seen of them.
    """
    return InputError(
        sentence("{what}: {names}.", what=what, names=", ".join(map(repr, names[:5]))),
        file=form.name,
        expected="whole numbers of votes, a column for each candidate",
        remedy=(
            "Percentages are no votes: they cannot be added up. Look for the file with the votes "
            "themselves; who publishes shares has them."
        ),
    )
