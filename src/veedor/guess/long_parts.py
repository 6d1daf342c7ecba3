"""What the columns of a long table are: sheets and contests, modes of voting, parties, and parts of votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.long_keys import follows, rows_of_sheet
from veedor.guess.long_shape import MOST_CONTESTS, LongShape, codes_of, pairs_of
from veedor.guess.long_words import (
    MODE,
    MODE_ALONE,
    MODES,
    OFFICE,
    OFFICE_ALONE,
    PARTY,
    PLACE_OR_OFFICE,
    counts_votes,
    says,
)
from veedor.guess.questions import answers_no
from veedor.guess.words import meaning
from veedor.guess.words import says as says_other

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn, FileSample

    Codes = npt.NDArray[np.intp]

FURTHER = 3
"""Columns of figures beside the votes, neither of the sheet nor parts of them, that a long table may have."""

MOST_OFFICES = 12
"""Contests that a column tells which no word calls one of offices."""

COMPLETE = 0.6
"""Share of the pairs of sheet and choice that have a row, where no word calls the column one of choices."""

OWN = 0.9
"""Share of the rows of one party, at the most, where no word calls the column one of parties."""

CROSSED = 0.9
"""The same where the rows of a sheet stand apart."""


def parted(
    sample: FileSample,
    choice: FileColumn,
    votes: FileColumn,
    keys: list[FileColumn],
    others: list[FileColumn],
    said: list[FileColumn],
    called: frozenset[int],
) -> LongShape | None:
    """Tell sheet, contest, mode and party among the columns of a key, and refuse what is no long table.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    choice, votes : FileColumn
        What was voted for, and how often.
    keys : list of FileColumn
        Columns that with the choice name every row.
    others, said : list of FileColumn
        All that differ within a choice, and what is said of it.
    called : frozenset of int
        Places of the columns that words call one of choices.

    Returns
    -------
    LongShape or None
        None where the table is not long.
    """
    party = next((c for c in keys if _is_party(c, choice)), None)
    modes = tuple(c for c in keys if c is not party and _is_mode(c))
    office = _office([c for c in keys if c is not party and c not in modes], said, choice, others)
    sheet = [c for c in keys if c is not party and c not in modes and c is not office]
    if not sheet:
        return None
    groups = codes_of(sheet)
    number = len(np.unique(groups))
    if sample.rows < rows_of_sheet(choice, votes) * number or number < 2:
        return None
    rest = [c for c in others if c is not votes and c not in keys]
    whole = groups if office is None else codes_of([*sheet, office])
    if follows(votes, whole):
        return None  # it is said of the sheet
    of_sheet = tuple(c for c in (*rest, *said) if c is not office and follows(c, whole))
    named = choice.codes if office is None else codes_of([choice, office])
    moving = [c for c in rest if c not in of_sheet and c.is_count and meaning(c.name) != "share"]
    moving = [c for c in moving if not follows(c, named)]
    if not _is_long(sample, choice, votes, groups, moving, called):
        return None
    beside = tuple(c for c in (*rest, *said) if c not in of_sheet and c is not office)
    return LongShape(choice, votes, tuple(sheet), office, modes, party, of_sheet=of_sheet, beside=beside)


def _is_long(
    sample: FileSample,
    choice: FileColumn,
    votes: FileColumn,
    groups: Codes,
    moving: Sequence[FileColumn],
    names: frozenset[int],
) -> bool:
    """Weigh what speaks for a long table: words, sheets that stand together, and no further figures."""
    called = choice.place in names
    counted = counts_votes(votes.name)
    parts = [c for c in moving if _is_part(c, votes)]
    if not _are_all(parts, votes):
        parts = [c for c in parts if says(MODES, c.name) or counts_votes(c.name)]
    further = [c for c in moving if c not in parts]
    if (further and not (called and counted)) or len(further) > FURTHER:
        return False
    together = stand_together(groups)
    texts = [text for text in choice.different if text]
    odd = counts_papers(texts)
    share = sample.rows / max(1, len(np.unique(groups)) * choice.distinct)
    if called or (odd and counted):
        return True
    apart = share >= CROSSED and not any(map(_is_no_name, texts))
    return (apart or (together and share >= COMPLETE)) and (counted or not further)


def counts_papers(texts: Iterable[str]) -> int:
    """Count the texts that stand beside candidates alone: blank and invalid votes, totals, voters."""
    return sum(meaning(text) in {"blank", "null", "cast", "registered", "valid"} for text in texts)


def _is_no_name(text: str) -> bool:
    """Whether a text is rather a part of the voters, or a code, than somebody voted for: M, F; by mail."""
    return len(text) < 2 or meaning(text) == "people" or says(MODES, text)


def stand_together(groups: Codes) -> bool:
    """Whether the rows of nearly every sheet are neighbours.

    Parameters
    ----------
    groups : array of int
        The sheet of each row.
    """
    return 1 + int((np.diff(groups) != 0).sum()) <= 1.2 * len(np.unique(groups))


def _is_part(column: FileColumn, votes: FileColumn) -> bool:
    """Whether a column of figures is a part of the votes (by mail, on the day): never more than they are."""
    both = ~np.isnan(column.numbers) & ~np.isnan(votes.numbers)
    return bool(both.any() and (column.numbers[both] <= votes.numbers[both]).mean() > 0.97)


def _are_all(parts: Sequence[FileColumn], votes: FileColumn) -> bool:
    """Whether columns of figures are the votes together: by what mode each was cast, in words not known."""
    if len(parts) < 2:
        return False
    added = np.sum([np.nan_to_num(column.numbers) for column in parts], axis=0)
    return bool((added == np.nan_to_num(votes.numbers)).mean() > 0.97)


def with_party(keys: list[FileColumn], columns: Sequence[FileColumn], choice: FileColumn) -> list[FileColumn]:
    """Add the column of parties to a key, where it parts all the rows that the key leaves together.

    Two people of one name stand in a few contests of many: too few rows for a key to be missed.

    Parameters
    ----------
    keys : list of FileColumn
        Columns that with the choice name nearly every row.
    columns : sequence of FileColumn
        Those that may join them.
    choice : FileColumn
        The names of people.
    """
    rows = len(choice.codes)
    if len(pairs_of(codes_of(keys), choice.codes)) == rows or any(_is_party(key, choice) for key in keys):
        return keys
    for column in columns:
        if column in keys or not says(PARTY, column.name) or not _is_party(column, choice):
            continue
        if len(pairs_of(codes_of([*keys, column]), choice.codes)) == rows:
            return [*keys, column]
    return keys


def _is_party(column: FileColumn, choice: FileColumn) -> bool:
    """Whether a column tells people of one name apart: nearly every name has one text of it."""
    if says(OFFICE, column.name) or says(MODE, column.name):
        return False
    pairs = len(pairs_of(choice.codes, column.codes))
    most = int(np.bincount(column.codes).max())
    return pairs <= max(choice.distinct + 1, 1.4 * choice.distinct) and (
        says(PARTY, column.name)
        # "original" of nearly all rows, and "corrected" of a few, is nobody's party
        or (column.distinct >= 0.5 * choice.distinct and most <= OWN * len(column.codes))
    )


def _is_mode(column: FileColumn) -> bool:
    """Whether a column tells modes of voting: by its texts, or by its name and nothing else than that."""
    texts = [text for text in column.different if text]
    hits = sum(says(MODES, text) for text in texts)
    named = says(MODE, column.name) and (hits > 0 or says(MODE_ALONE, column.name))
    return column.distinct <= 12 and (2 * hits > len(texts) or named)


def _office(
    keys: Sequence[FileColumn], said: Sequence[FileColumn], choice: FileColumn, others: Sequence[FileColumn]
) -> FileColumn | None:
    """Give the column that tells the contest: a word says so, or nearly every choice has one of its texts.

    What lies within another column (a polling place in its town) is a place, whatever it is called.
    """
    free = [
        column
        for column in keys
        if says(OFFICE_ALONE, column.name)
        or not any(
            1 < c.distinct < column.distinct and follows(c, column.codes)
            for c in (*others, *said)
            if c is not choice and not named_office(c)
        )
    ]
    # of many questions, each is answered by the same yes and no
    most = MOST_CONTESTS if answers_no(choice.different) else choice.distinct - 1
    named = [c for c in (*free, *said) if named_office(c) and 1 < c.distinct <= most]
    # the name of a contest rather than its kind, which it tells
    named = [c for c in named if not any(f.distinct > c.distinct and follows(c, f.codes) for f in named)]
    if named:  # rather a name than its number
        return min(named, key=lambda c: not any(any(map(str.isalpha, text)) for text in c.different))
    return next((c for c in free if c.distinct <= MOST_OFFICES and _parts_choices(c, choice)), None)


def named_office(column: FileColumn) -> bool:
    """Whether a column is called one of offices; what may be a polling place as well must hold offices.

    Parameters
    ----------
    column : FileColumn
        Of words.
    """
    if holds_offices(column):
        return True
    if says(PLACE_OR_OFFICE, column.name):
        return any(says_other("office_name", text) for text in column.different)
    return says(OFFICE, column.name)


def holds_offices(column: FileColumn) -> bool:
    """Whether every text of a column is the name of an office, whatever the column is called.

    Parameters
    ----------
    column : FileColumn
        Of words.
    """
    texts = [text for text in column.different if text]
    told = all(says_other("office_name", text) for text in texts)
    return len(texts) > 1 and told and not any(map(str.isdigit, "".join(texts)))  # "Mayor 1" is a candidate


def _parts_choices(column: FileColumn, choice: FileColumn) -> bool:
    """Whether nearly every choice is of one text of a column."""
    kinds = np.bincount(pairs_of(choice.codes, column.codes) // (int(column.codes.max()) + 1))
    alone = float((kinds[kinds > 0] == 1).mean())
    return 2 <= column.distinct <= choice.distinct / 2 and alone >= 0.7 and not column.is_count
