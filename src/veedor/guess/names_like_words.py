"""Names of people and parties that are words for something else, too: Carlos Mesa, Ana Ward, Eva Total.

A word tells what a column of figures is only as far as its figures agree. Where a name has another word
beside, one that no list knows, and the figures are like votes and unlike a code or a total, it is a choice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.core import find_core
from veedor.guess.count_table import CountTable
from veedor.guess.long_shape import NAMES, TURNED
from veedor.guess.phrase import phrase
from veedor.guess.places import level_of
from veedor.guess.questions import answers_no
from veedor.guess.values import counts_within, is_row_number, is_sorted
from veedor.guess.votes import Votes
from veedor.guess.words import TOTALS, has_other_word, plain_words, says

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from veedor.guess.columns import FileColumn
    from veedor.guess.phrase import Phrase

LEAST_ROWS = 6
"""Rows that tell what figures are like, at the least."""
STANDS = 0.3
"""Share of the rows in which a code is that of the row before: places stand together."""
BY_CHANCE = 3.0
"""Votes of few sheets may all differ by chance: so many pairs of equal ones were to be expected."""
MANY_VALUES = 30
"""Different figures that votes have at the least, or half as many as there are sheets."""
LIKE_VOTES = 5
"""A code may be so many times the largest figure of all candidates, and is no votes beyond."""
_FIGURES = ("share", "people", "measure")
"""Meanings of further words that are parts of names: "Sharece" is no share."""
_LISTED = re.compile(r"(?![a-z])[^\W\d_][\w.'’ -]*, (?![a-z])[^\W\d_][\w.'’ -]*")
"""A surname, and what stands before it."""
ALL = 100
"""No share is larger."""
NO_TOTAL = 0.9
"""A total is at least the sum of what it adds in so many of the rows."""


def may_be_choice(column: FileColumn) -> bool:
    """Whether a column with a word for a code, a place or a sheet is rather that of a person so called.

    Parameters
    ----------
    column : FileColumn
        Of whole numbers.
    """
    return has_other_word(column.name) and jumps(column)


def jumps(column: FileColumn) -> bool:
    """Whether figures jump up and down as votes do: some come again, or there are too few for that.

    Parameters
    ----------
    column : FileColumn
        Of whole numbers.
    """
    if column.filled < LEAST_ROWS or is_row_number(column) or is_sorted(column) or counts_within(column):
        return False
    numbers = column.numbers[~np.isnan(column.numbers)]
    if float((np.diff(numbers) == 0).mean()) >= STANDS:
        return False
    return _repeats(column) or len(numbers) ** 2 < 2 * BY_CHANCE * float(np.ptp(numbers))


def _repeats(column: FileColumn) -> bool:
    numbers = column.numbers[~np.isnan(column.numbers)]
    return len(np.unique(numbers)) < len(numbers)


def _is_short(name: str) -> bool:
    """Whether a name is as short as those of people and parties, and not put together of a deep header."""
    return has_other_word(name) and plain_words(name).count("_") < 3 and name.replace(" ", "").isalpha()


def _people(table: CountTable, free: Sequence[int]) -> list[int]:
    """Give the columns called as people in a list, "Cast, Di", where all that no word calls anything are."""
    listed = [place for place, column in enumerate(table.columns) if _LISTED.fullmatch(column.name)]
    return listed if free and set(free) <= {*listed} else []


def _is_beaten(table: CountTable, place: int, others: Sequence[int]) -> bool:
    """Whether a text of a column of choices, with a word that no list knows, has fewer votes than another."""
    if table.columns[place].place < TURNED or not has_other_word(table.name(place)):
        return False
    return min(table.not_below(place, [other]) for other in others) < NO_TOTAL


def _is_no_share(table: CountTable, place: int) -> bool:
    """Whether a text of a column of choices, called a share by a part of it, has figures that are none."""
    named = table.columns[place].place >= TURNED and has_other_word(table.name(place))
    return named and table.word(place) == "share" and bool(np.nanmax(table.figures[:, place]) > ALL)


def like_votes(table: CountTable, place: int) -> bool:
    """Whether the figures of a column are as large as those of others that no word calls anything.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    place : int
        Of the column.
    """
    others = [c for c in range(len(table.columns)) if c != place and not table.words(c)]
    others = [c for c in others if not is_sorted(table.columns[c]) and not says("number", table.name(c))]
    if not others:
        return False
    return bool(np.nanmax(table.figures[:, place]) <= LIKE_VOTES * np.nanmax(table.figures[:, others]))


def ask_names(table: CountTable, votes: Votes) -> None:
    """Have the candidates confirmed where one of them may be a code: no figure of it comes twice.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; ``unsure`` is set.
    """
    for place in votes.candidates if votes.core is None else ():
        column = table.columns[place]
        if may_be_code(column.name) and may_be_choice(column) and not _repeats(column):
            votes.unsure = votes.unsure or phrase("why.name_like_code", column=column.name)


def is_like_surname(table: CountTable, place: int) -> bool:
    """Whether the figures of a column that a word calls a sheet or a place are like votes, and no code.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    place : int
        Of the column.
    """
    column = table.columns[place]
    if says("number", column.name) or column.distinct < min(MANY_VALUES, column.filled / 2):
        return False
    return jumps(column) and like_votes(table, place)


def take_surnames(
    table: CountTable, votes: Votes, codes: dict[int, Phrase], levels: Sequence[FileColumn], sheet: str
) -> list[FileColumn]:
    """Take columns that are called by one word, Mesa or Ward, and are like votes, and have them confirmed.

    Such a column is a place or a number only where it names a sheet, or stands in order.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    codes : dict of int to Phrase
        Columns that are codes; changed in place.
    levels : sequence of FileColumn
        Columns of places.
    sheet : str
        How a sheet is named: a column, or a template.

    Returns
    -------
    list of FileColumn
        The columns of places that are left.
    """
    taken = set()
    for place in [place for place in codes if votes.core is None and place not in votes.kinds]:
        column = table.columns[place]
        if column.name not in sheet and may_be_code(column.name) and is_like_surname(table, place):
            del codes[place]
            votes.unused.pop(place, None)
            votes.kinds[place] = "candidate"
            votes.unsure = phrase("why.name_like_code", column=column.name)
            taken.add(column.place)
    return [column for column in levels if column.place not in taken]


def may_be_code(name: str) -> bool:
    """Whether a name has a word for a sheet, a place, a code or a number of something.

    Parameters
    ----------
    name : str
        Of a column.
    """
    return says("sheet", name) or says("number", name) or bool(level_of(name))


def without_names(table: CountTable, codes: Collection[int]) -> CountTable:
    """Give a table in which names say nothing that their figures deny: a total below its parts is none.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    codes : collection of int
        Columns that are codes.
    """
    no = answers_no(column.name for column in table.columns)
    names = {p: "" for p, column in enumerate(table.columns) if column.place >= NAMES or column.name in no}
    table = CountTable(table.columns, {**table.spoken, **names}) if names else table
    if find_core(table, Votes()) is not None:
        return table
    places = range(len(table.columns))
    proven = {*table.sums.totals, *table.sums.twins, *codes}
    free = [place for place in places if place not in proven and not table.words(place)]
    people = _people(table, free)
    denied = [
        place
        for place in places
        if place not in proven
        and table.word(place) in {*TOTALS, *_FIGURES}
        and len(others := [one for one in people if one != place] if place in people else free) > 1
        and table.not_below(place, others) < NO_TOTAL
        and (
            place in people
            or _is_beaten(table, place, free)
            or _is_no_share(table, place)
            or (table.word(place) in TOTALS and _is_short(table.name(place)))
        )
    ]
    return CountTable(table.columns, {**table.spoken, **dict.fromkeys(denied, "")}) if denied else table
