"""Long tables: a row is a figure of a sheet, and one column names what was voted for.

Told by the figures: few texts come again on every sheet, the column of votes is the only one that differs
between them, and all the rest is said of the sheet or of the choice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError, nearest
from veedor.guess.choice_columns import names_choices
from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.file_names import PART
from veedor.guess.long_districts import by_district
from veedor.guess.long_keys import REPEATED, follows, is_list_of, key_of, key_of_lists, may_name
from veedor.guess.long_kinds import with_kinds
from veedor.guess.long_parts import counts_papers, holds_offices, parted, stand_together, with_party
from veedor.guess.long_people import of_people, with_people
from veedor.guess.long_shape import LongShape, codes_of, pairs_of
from veedor.guess.long_words import CHOICE, PARTY, counts_votes, says
from veedor.guess.places import level_of
from veedor.guess.values import families
from veedor.guess.words import meaning
from veedor.guess.words import says as says_other
from veedor.intake.names import fold
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Codes = npt.NDArray[np.intp]

MOST_TEXTS = 2_000
"""Different texts that a column of choices may have."""

LOOKED_AT = 4_000
"""Rows by which it is told whether a table is long."""

PIECES = 8
"""Pieces of the sample from which they come."""

MANY = 8
"""Columns of figures, at the most, of a table whose column of choices no word names; of places, one."""

NUMBERED = 2
"""Columns of one name but for a number, at the most, that may each name the choice."""

MOSTLY = 0.8
"""Share of the rows in which the votes have a figure, where another column is as likely to hold them."""

WHOLE = 0.97
"""Share of the rows in which a column is the sum of the other columns of votes, where it holds them all."""


def find_long(sample: FileSample, choice: str = "") -> LongShape | None:
    """See whether a table is long, and which of its columns are what.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    choice : str
        Column that names the choice of every row, where the user says so.

    Returns
    -------
    LongShape or None
        None where the table is not long, as far as its figures and words tell.

    Raises
    ------
    QuestionError
        Where there is no such column, or its rows cannot be told apart by sheets.
    """
    if choice:
        return _named(sample, choice)
    joined = [one for one in (with_people(sample), with_kinds(sample)) if one is not None]
    for find in (of_people, _found):
        for both, named in joined:
            shape = find(both)
            if shape is not None and shape.choice.place == named.place and shape.party is None:
                return replace(shape, named=named)
        if (shape := find(sample)) is not None:
            return shape
    return None


def possible_choices(sample: FileSample) -> tuple[str, ...]:
    """Give the columns that could name the choice of every row, if somebody says that one does.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    """
    small = _few(sample)
    named = [column for column in small.columns if column.name and column.distinct]
    return tuple(c.name for c in named if _shape(small, named, c, _called(named) | {c.place}) is not None)


def _named(sample: FileSample, choice: str) -> LongShape:
    """Give the shape of a table of which the user says what column names the choice."""
    small = _few(sample)
    named = [column for column in small.columns if column.name and column.distinct]
    column = next((column for column in named if fold(column.name) == fold(choice)), None)
    if column is None:
        raise QuestionError(
            sentence("There is no column {column!r}.", column=choice),
            remedy=nearest(choice, [column.name for column in named]),
        )
    shape = _shape(small, named, column, _called(named) | {column.place})
    if shape is None:
        raise QuestionError(
            sentence("The column {column!r} cannot be what names the choice of every row.", column=choice),
            remedy=sentence(
                "These could: {columns}. Leave --choice out where a column holds the votes of each choice.",
                columns=joined(map(repr, possible_choices(sample)), by=", ") or sentence("none"),
            ),
        )
    return by_district(shape if small is sample else _widened(shape.over(sample)))


def _found(sample: FileSample) -> LongShape | None:
    small = _few(sample)
    best, told = _best(small)
    # in a file in order of its candidates, or of nothing, neighbours are of one sheet or one choice alone
    if (best is None or not told) and small is not sample:
        small = sample
        best, told = _best(sample)
    if best is None or not told:
        return None
    return by_district(best if small is sample else _widened(best.over(sample)))


def _best(sample: FileSample) -> tuple[LongShape | None, bool]:
    """Give the likeliest shape, and whether its choices are those that a word calls so, where one does."""
    named = [column for column in sample.columns if column.name and column.distinct]
    called = _called(named)
    found = [shape for choice in named if (shape := _shape(sample, named, choice, called)) is not None]
    best = max(found, key=lambda shape: _rank(shape, called), default=None)
    people = {c.place for c in named if c.place in called and not says(PARTY, c.name)}
    return best, not people or (best is not None and best.choice.place in called)


def _widened(shape: LongShape) -> LongShape:
    """Add columns to the id where it repeats in more rows: numbers that begin anew in every place."""
    fixed = [shape.choice, *shape.modes, *filter(None, (shape.office, shape.party))]
    sheet = list(shape.sheet)
    rows = len(shape.choice.texts)

    def unique(columns: list[FileColumn]) -> int:
        return len(np.unique(codes_of([*columns, *fixed])))

    while unique(sheet) < 0.995 * rows:
        more = [c for c in shape.of_sheet if c not in sheet and c.distinct > 1 and not meaning(c.name)]
        best = max(more, key=lambda c: (unique([*sheet, c]), -c.place), default=None)
        if best is None or unique([*sheet, best]) <= unique(sheet):
            return shape
        sheet.append(best)
    left = tuple(c for c in shape.of_sheet if c not in sheet)
    return replace(shape, sheet=tuple(sorted(sheet, key=lambda c: c.place)), of_sheet=left)


def _few(sample: FileSample) -> FileSample:
    """Take pieces of neighbouring rows: a sheet's rows mostly stand together."""
    if sample.rows <= LOOKED_AT:
        return sample
    piece = LOOKED_AT // PIECES
    starts = np.linspace(0, sample.rows - piece, PIECES).astype(int)
    columns = tuple(
        FileColumn.of(
            c.place, c.name, tuple(text for start in starts for text in c.texts[start : start + piece])
        )
        for c in sample.columns
    )
    return FileSample(columns, piece * PIECES, whole=False)


def _called(named: Sequence[FileColumn]) -> frozenset[int]:
    """Give the places of the columns that words call one of choices, or that stand one to one beside such."""
    words = [
        column
        for column in named
        if names_choices(column.name) and column.distinct > 1 and not holds_offices(column)
    ]
    # one of "Candidate 1", "Candidate 2", ... holds a part of the votes, and names no choice of every row
    numbered = {c.place for family in families(named) if len(family) > NUMBERED for c in family}
    words = [column for column in words if column.place not in numbered]
    if any("." in column.name for column in words):  # the name of what holds records is none of theirs
        words = [column for column in words if "." in column.name or says(CHOICE, column.name)]
    beside = {
        other.place
        for column in words
        if not says(PARTY, column.name)
        for other in named
        if other.distinct == column.distinct and not other.is_count and follows(other, column.codes)
    }
    return frozenset({column.place for column in words} | beside)


def _rank(shape: LongShape, called: frozenset[int]) -> tuple[float, ...]:
    choice = shape.choice
    whole = choice.filled >= 0.995 * len(choice.texts)
    words = any(c.isalpha() for text in choice.different for c in text)
    return (
        choice.place in called,
        shape.lists is None,
        counts_papers(choice.different) > 0
        or not (level_of(choice.name) or says_other("sheet", choice.name)),
        whole,
        says(PARTY, choice.name)
        != bool(called),  # rather people, where a word calls them; else rather parties
        words,
        min(1.0, _complete(shape)),
        stand_together(codes_of(shape.sheet)),
        2 * sum(any(map(str.isdigit, text)) for text in choice.different) < choice.distinct,  # "District 1"
        0 if choice.place in called else choice.distinct,  # a column of ballots has fewer
        -choice.place,
    )


def _complete(shape: LongShape) -> float:
    """Give the share of the pairs of sheet and choice that have a row."""
    sheets = len(np.unique(codes_of(shape.sheet)))
    return len(shape.choice.texts) / max(1, sheets * shape.choice.distinct)


def _shape(
    sample: FileSample, named: list[FileColumn], choice: FileColumn, called: frozenset[int]
) -> LongShape | None:
    """Take a column for that of choices, and see whether the others fit."""
    if not _may_be_choice(choice, sample.rows, called):
        return None
    tells = choice.codes
    said = [c for c in named if c is not choice and not counts_votes(c.name) and follows(c, tells)]
    others = [column for column in named if column is not choice and column not in said]
    # "Blanks" stand in every contest, so an office can be needed to name a row though people have one each
    nearly = [c for c in said if len(pairs_of(tells, c.codes)) > choice.distinct]
    # files of a choice each hold one column of votes: of several, they are rounds, counts or places
    alone = choice.name == PART or level_of(choice.name) or says_other("sheet", choice.name)
    most = 1 if alone else MANY
    # votes that a second count left as they were follow the place as well
    figures = [c for c in (*others, *(said if alone else ())) if c.is_count and not meaning(c.name)]
    if len(figures) > most and choice.place not in called:
        return None
    for votes in _may_be_votes(others):
        keys = key_of([*others, *nearly], votes, choice, sample.rows)
        keys = keys and with_party(keys, [*others, *nearly], choice)
        # without a word, stations of a district look like lists of a party
        lists = next((key for key in keys or () if choice.place in called and is_list_of(key, choice)), None)
        keys = keys and [key for key in keys if key is not lists]
        if keys is None and choice.place in called and not says(PARTY, choice.name):
            keys, lists = key_of_lists(others, votes, choice, sample.rows)
        rest = [c for c in others if c is not lists]
        shape = None if keys is None else parted(sample, choice, votes, keys, rest, said, called)
        if shape is not None and not _is_row_each(shape):
            return replace(shape, lists=lists)
    return None


def _is_row_each(shape: LongShape) -> bool:
    """Whether most rows are a sheet of their own: what told them apart is the people's (an age, a party)."""
    sheets = len(np.unique(codes_of(shape.sheet)))
    return shape.office is None and sheets * REPEATED > len(shape.choice.codes)


def _may_be_choice(column: FileColumn, rows: int, called: frozenset[int]) -> bool:
    letters = sum(any(c.isalpha() for c in text) for text in column.different)
    words = letters >= 0.5 * column.distinct
    return (
        (words or (column.place in called and not counts_votes(column.name) and column.distinct <= rows / 4))
        and not holds_offices(column)
        and column.filled >= 0.5 * rows
        and 2 <= column.distinct <= min(MOST_TEXTS, max(2, rows // 2))
        and meaning(column.name) not in {"time", "status"}
    )


def _may_be_votes(columns: Sequence[FileColumn]) -> list[FileColumn]:
    """Give the columns that may hold the votes, the likelier first; a share of a total never does."""
    counts = [c for c in columns if c.is_count and meaning(c.name) not in {"share", "time", "coordinate"}]
    counts = [c for c in counts if meaning(c.name) != "registered" or counts_votes(c.name)]
    whole = _whole_of([c for c in counts if counts_votes(c.name)])
    last = {_numbered(c.name): c.place for c in counts}
    return sorted(
        counts,
        key=lambda c: (
            c is not whole,
            not counts_votes(c.name),
            c.filled < MOSTLY * len(c.texts),  # a later stage of a count, which not all of them reach
            may_name(c),
            -last[_numbered(c.name)],
            c.place,
        ),
    )[:4]


def _whole_of(columns: Sequence[FileColumn]) -> FileColumn | None:
    """Give the column that is the sum of all the others, where three or more hold votes."""
    figures = [np.nan_to_num(column.numbers) for column in columns]
    twice = np.sum(figures, axis=0)
    wholes = (c for c, one in zip(columns, figures, strict=True) if (2 * one == twice).mean() >= WHOLE)
    return next(wholes, None) if len(columns) > 2 else None


def _numbered(name: str) -> str:
    """Give what columns share that are numbered: of several counts of one vote, the first holds the votes."""
    return re.sub(r"\d+", "", name).strip().casefold()
