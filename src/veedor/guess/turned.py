"""Tables that are turned: sheets across, or rows of parties that cross places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.choice_columns import names_choices
from veedor.guess.leftover import MOST_LEFT
from veedor.guess.long_shape import TURNED, codes_of
from veedor.guess.long_words import PARTY, PEOPLE
from veedor.guess.long_words import says as worded
from veedor.guess.phrase import phrase
from veedor.guess.places import level_of
from veedor.guess.words import is_clear, meaning, says
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes
    from veedor.intake.case import FileForm

CROSSED = 0.6
"""Share of the pairs of party and place that have a row, at the least, where rows are those of parties."""

_ENDS = 200
"""Texts at either end of a column among which null votes and totals are looked for."""


def refuse_turned(sheet: Sequence[FileColumn], form: FileForm) -> None:
    """Refuse a table whose rows are candidates: read as sheets, a place would be elected.

    Parameters
    ----------
    sheet : sequence of FileColumn
        The columns of the id of the sheets. One of several is of parties where it crosses all others: parties
        stand in every place.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With what to do.
    """
    for column in sheet:
        others = [one for one in sheet if one is not column]
        if lists_choices(column) or (others and worded(PARTY, column.name) and _crosses(column, others)):
            raise _turned(column, form)


def _crosses(column: FileColumn, others: Sequence[FileColumn]) -> bool:
    """Whether most texts of a column stand beside most of some others: a district has its own stations."""
    places = len(np.unique(codes_of(others)))
    return len(np.unique(codes_of([column, *others]))) >= CROSSED * column.distinct * places


def _turned(sheet: FileColumn, form: FileForm) -> InputError:
    """Say that the rows of a table are candidates."""
    texts = ", ".join(repr(text) for text in sheet.different[:4])
    return InputError(
        sentence(
            "its rows are candidates or parties, and no tally sheets: {sheet!r} holds {texts}.",
            sheet=sheet.name or sentence("the first column"),
            texts=texts,
        ),
        file=form.name,
        expected="a row for each tally sheet (or place) and a column for each candidate",
        remedy="If its other columns are places or sheets, turn the table round (in a spreadsheet: Paste "
        'Special, Transpose), leave one line of names at its head and call the first of them "Station", save '
        "it as CSV, and name that file. If it holds one total for each candidate, "
        "it is no count by sheets: look for the table by polling station or district. If it parts the votes "
        "of each candidate (by post, at the station), add them up in a copy, in a column called "
        '"Votes", and name that file. If its columns are the '
        "stages of a count by transfers, save a copy that has district, candidate and first preferences "
        'alone, the last of them called "Votes", and name that file: what the first preferences say can be '
        "checked, and not how the seats were filled.",
    )


def refuse_turned_round(sample: FileSample, form: FileForm) -> None:
    """Refuse a table without votes whose columns are sheets, by their names or by its first words.

    Raises
    ------
    InputError
        As :func:`refuse_turned`.
    """
    words = [column for column in sample.columns if column.filled and not column.is_count]
    if words:
        refuse_turned(words[:1], form)
        # texts of a column of choices are people, or yes and no, whatever else their names are words for
        others = [
            one for one in sample.columns if one is not words[0] and one.is_count and one.place < TURNED
        ]
        if _are_sheets([one.name for one in others if says("sheet", one.name)], others):
            raise _turned(words[0], form)


def refuse_sheets_across(table: CountTable, votes: Votes, sample: FileSample, form: FileForm) -> None:
    """Refuse a table whose candidates would be sheets or places: "Mesa 1", "Mesa 2" side by side.

    More columns than rows are as likely that, and asked about, where they are numbered or nothing says what
    the rows are.

    Raises
    ------
    InputError
        As :func:`refuse_turned`.
    """
    taken = [c for c in map(table.columns.__getitem__, votes.candidates) if c.place < TURNED]
    numbered = [c.name for c in taken if any(map(str.isdigit, c.name))]
    words = [column for column in sample.columns if column.filled and not column.is_count]
    if not words or not taken:
        return
    if _are_sheets([name for name in numbered if says("sheet", name) or level_of(name)], taken):
        raise _turned(words[0], form)
    if words[0].distinct == sample.rows < len(taken):
        refuse_turned(words[:1], form)
        alike = len({re.sub(r"\d+", "", name) for name in numbered}) == 1 and len(numbered) == len(taken)
        if alike or not words[0].name or names_choices(words[0].name):
            votes.unsure = phrase("why.turned", n=len(taken), rows=sample.rows)


def _are_sheets(names: Sequence[str], others: Sequence[FileColumn]) -> bool:
    """Whether most of some columns are called sheets."""
    return len(names) >= MOST_LEFT and 2 * len(names) > len(others)


def lists_choices(column: FileColumn) -> bool:
    """Whether a column names choices: by its word, or because null votes and totals are among its texts."""
    ends = [*column.different[:_ENDS], *column.different[_ENDS:][-_ENDS:]]  # totals stand above or below
    words = {m for text in ends if (m := meaning(text)) and is_clear(text)}
    kinds = words & {"blank", "null", "valid", "cast", "registered", "accounting"}
    stations = sum(says("sheet", text) for text in ends)  # a table that was turned round keeps its corner
    named = worded(PEOPLE, column.name) and not says("sheet", column.name)
    return len(kinds) >= 2 or (named and 2 * stations <= len(ends))
