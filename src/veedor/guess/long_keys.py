"""The columns that with the choice name every row of a long table, and what else parts its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.choice_columns import names_choices
from veedor.guess.columns import FileColumn
from veedor.guess.long_shape import codes_of, pairs_of
from veedor.guess.long_words import PERSONAL, counts_votes, says
from veedor.guess.values import nature
from veedor.guess.words import meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Codes = npt.NDArray[np.intp]

MOST_KEYS = 6
"""Columns that a key is made of, at the most."""

REPEATED = 1.5
"""Rows that a sheet has, on average at the least."""

SEVERAL, EVERY = 3, 0.9
"""Choices with a text, and their share of all, from which on it is none's own."""

WHOLE = 0.995
"""Share of the rows that a key tells apart."""

WITH_REPEATS = 0.9
"""The same where no column tells more of them apart: a few sheets stand there again, and the import asks."""

UNEVEN = 0.1
"""Share of the rows, at the most, that a column has more or fewer of below one choice than below another."""


def follows(column: FileColumn, codes: Codes) -> bool:
    """Whether a column has one text for each code: it says something of that, and nothing else."""
    pairs = pairs_of(codes, column.codes)
    kinds = np.bincount(pairs // (int(column.codes.max()) + 1))
    return bool((kinds[kinds > 0] > 1).mean() <= 0.02)


def is_list_of(column: FileColumn, choice: FileColumn) -> bool:
    """Whether a column parts choices: each of its texts is of one of them, and some have several.

    Parameters
    ----------
    column : FileColumn
        What may be lists, or people. What stands for every choice ("Party list") says nothing.
    choice : FileColumn
        What may be the choices, of the same rows.
    """
    told = column.has_text & ~of_every(column, choice)[column.codes]
    if 2 * int(told.sum()) < len(told):
        return False
    pairs = len(pairs_of(choice.codes[told], column.codes[told]))
    texts = len(np.unique(column.codes[told]))
    return pairs == texts > max(choice.distinct + 1, 1.4 * choice.distinct)


def of_every(column: FileColumn, choice: FileColumn) -> npt.NDArray[np.bool_]:
    """Tell which texts of a column stand for nearly every choice, of which there are several.

    Parameters
    ----------
    column, choice : FileColumn
        Of the same rows.
    """
    pairs = pairs_of(column.codes, choice.codes) // (int(choice.codes.max()) + 1)
    return np.bincount(pairs, minlength=len(column.different)) >= max(SEVERAL, EVERY * choice.distinct)


def key_of(
    others: Sequence[FileColumn], votes: FileColumn, choice: FileColumn, rows: int
) -> list[FileColumn] | None:
    """Find the columns that with the choice name every row, the fewest that do."""
    usable = [
        c for c in others
        if c is not votes and not _is_measured(c)
        and 1 < c.distinct <= rows / rows_of_sheet(choice, votes)
        and not (counts_votes(c.name) and c.is_count) and not _is_figure_of(c)
        # stations of women and of men have all choices, and people one sex
        and (is_even(c, choice) or (may_name(c) and not says(PERSONAL, c.name)))
    ]  # fmt: skip
    pair = choice.codes

    def unique(columns: list[FileColumn]) -> float:
        return float(len(pairs_of(codes_of(columns), pair)) / rows) if columns else choice.distinct / rows

    chosen: list[FileColumn] = []
    while unique(chosen) < WHOLE and len(chosen) < MOST_KEYS:
        gains = [(round(unique([*chosen, c]), 4), -c.place, c) for c in usable if c not in chosen]
        best = max(gains, key=lambda one: one[:2], default=None)
        if best is None or best[0] <= unique(chosen):
            break
        chosen.append(best[2])
    reached = min(WHOLE, unique(chosen))
    if reached < WITH_REPEATS or not chosen:
        return None
    for column in sorted(chosen, key=lambda c: c.distinct):  # what a later one made needless
        fewer = [c for c in chosen if c is not column]
        if fewer and unique(fewer) >= reached:
            chosen = fewer
    return sorted(chosen, key=lambda c: c.place)


def key_of_lists(
    others: Sequence[FileColumn], votes: FileColumn, choice: FileColumn, rows: int
) -> tuple[list[FileColumn] | None, FileColumn | None]:
    """Find the key of a table whose choices stand in several rows of a sheet, one for each of their lists."""
    for lists in others:
        if lists is votes or lists.distinct <= choice.distinct or not _are_lists(lists, choice):
            continue
        whole = lists
        if lists.filled < rows:  # votes for a party and none of its lists
            texts = (f"{one} {other}" for one, other in zip(choice.texts, lists.texts, strict=True))
            whole = FileColumn.of(lists.place, lists.name, texts)
        keys = key_of([c for c in others if c is not lists], votes, whole, rows)
        if keys is not None and not any(follows(choice, key.codes) for key in keys):
            return keys, lists
    return None, None


def _are_lists(column: FileColumn, choice: FileColumn) -> bool:
    """Whether each text of a column is of one choice; what is blank is of none."""
    told = column.has_text & ~of_every(column, choice)[column.codes]
    if 2 * int(told.sum()) < len(told):
        return False
    pairs = pairs_of(column.codes[told], choice.codes[told])
    kinds = np.bincount(pairs // (int(choice.codes.max()) + 1))
    return bool((kinds[kinds > 0] > 1).mean() <= 0.02)


def may_name(column: FileColumn) -> bool:
    """Whether a column may be part of an id: figures that jump up and down from row to row are none.

    Parameters
    ----------
    column : FileColumn
        Of words, or of whole numbers.
    """
    if not column.is_count or len(column.texts) < 3:
        return True
    steps = np.diff(np.nan_to_num(column.numbers))
    return bool((steps == 0).mean() >= 0.3 or (steps >= 0).mean() >= 0.8)


def is_even(column: FileColumn, choice: FileColumn) -> bool:
    """Whether a column has each of its texts as often below every choice, in whatever order the rows are.

    So has a number of a sheet; votes are other figures for each choice.

    Parameters
    ----------
    column, choice : FileColumn
        Of the same rows.
    """
    texts, choices = len(column.different), len(choice.different)
    if texts * choices > 4 * len(column.codes):
        return False
    numbers = np.bincount(column.codes * choices + choice.codes, minlength=texts * choices)
    table = numbers.reshape(texts, choices)
    return bool(np.abs(table - np.median(table, axis=1, keepdims=True)).sum() <= UNEVEN * len(column.codes))


def rows_of_sheet(choice: FileColumn, votes: FileColumn) -> float:
    """Give how many rows a sheet has at the least, on average: fewer where both words are there."""
    return 1.05 if names_choices(choice.name) and counts_votes(votes.name) else REPEATED


def _is_measured(column: FileColumn) -> bool:
    """Whether a column holds times, shares or coordinates, as it is called, and no words.

    "Data" begins words of many a name ("DataEntry Place"), and is a day in other languages.
    """
    return meaning(column.name) in {"share", "time", "coordinate"} and nature(column) != "text"


def _is_figure_of(column: FileColumn) -> bool:
    """Whether a column of whole numbers is rather a figure than an id: a word says so."""
    return column.is_count and meaning(column.name) in {"registered", "cast", "valid", "abstained", "total"}
