"""A file of several elections or rounds: they are never added; one is read, and which one is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.long_words import CHOICE
from veedor.guess.long_words import says as names
from veedor.guess.phrase import phrase
from veedor.guess.proposal import Doubt
from veedor.guess.values import named_code, nature
from veedor.guess.words import meaning, plain_words, says
from veedor.intake.toml import inline_table, whole_pattern
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.guess.proposal import Proposal

KEY = "source.official.rows.keep"
MOST = 12
"""Elections of one file, at the most: what has more texts is something else."""

MOST_VOTES = 60
"""Votes of one file that a day or a title tells apart, at the most."""
WORDS, LETTERS = 3, 20
"""Words and letters of a title, at the least: in a column of them nearly all have so many."""
MOSTLY = 0.8
MONTH_DAYS = 31
LEAST_PLACES = 5
"""Places that come back, at the least."""
CROSSED = 0.9
"""Share of the rows, and of all pairs of a place and a vote, that are pairs of their own."""

_ROUND = re.compile(
    r"(?:[a-z]+_)*(?:[1-4]|i{1,3}|iv)(?:_?(?:st|nd|rd|th|ra|da|a|er|eme|e|o))?(?:_[a-z]+)*"
    r"|(?:\w+_)?(?:first|second|third|final|runoff|prim|segund|second|perv|втор|перв|ikinci|birinci|erst|zweit)\w*"
)
_NOBODY = frozenset({"blank", "null", "none"})
"""What stands among the choices of a vote, and is no vote."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def find_election(sample: FileSample) -> FileColumn | None:
    """Give the column that says of which election or round a row is, where the file holds several.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    """
    for word, texts in (("year", _YEAR), ("round", _ROUND)):
        for column in sample.columns:
            if 2 <= column.distinct <= MOST and says(word, column.name) and _each(column, texts):
                return column
    for is_such in (_is_title, _is_day):  # of two votes on one day, each has its title
        for column in sample.columns:
            known = 2 <= column.distinct <= MOST_VOTES and column.filled == sample.rows
            if known and is_such(column) and _comes_back(sample, column):
                return column
    return None


def _is_day(column: FileColumn) -> bool:
    """Whether a column holds days, without a time."""
    return nature(column) == "time" and not any(":" in text for text in column.different)


def _is_title(column: FileColumn) -> bool:
    """Whether a column holds what was voted on: whole phrases, and neither whole names nor blank votes."""
    if names(CHOICE, column.name) or any(meaning(text) in _NOBODY for text in column.different):
        return False
    long = [text for text in column.different if len(text.split()) >= WORDS and len(text) >= LETTERS]
    return len(long) >= MOSTLY * column.distinct


def _comes_back(sample: FileSample, column: FileColumn) -> bool:
    """Whether the same places have a row for nearly every text of a column, and one row for each."""
    for place in sample.columns:
        if place is column or not LEAST_PLACES <= place.distinct <= sample.rows / 2:
            continue
        if place.filled < sample.rows or place.is_count != bool(named_code(place.name)) or _is_title(place):
            continue
        pairs = len(np.unique(column.codes.astype(np.int64) * (place.codes.max() + 1) + place.codes))
        if pairs >= CROSSED * max(sample.rows, column.distinct * place.distinct):
            return True
    return False


def _each(column: FileColumn, texts: re.Pattern[str]) -> bool:
    """Whether every row has a text, and each is of a form."""
    return column.filled == len(column.codes) and all(
        texts.fullmatch(plain_words(t)) for t in column.different
    )


def rows_of_one(sample: FileSample, column: FileColumn) -> tuple[FileSample, str]:
    """Give the rows of the latest year or day, the first round or the last title; and its text there."""
    if all(_ROUND.fullmatch(plain_words(text)) and not _YEAR.fullmatch(text) for text in column.different):
        text = min(column.different, key=plain_words)
    else:
        text = column.texts[-1] if _is_title(column) else max(column.different, key=_day)
    rows = np.flatnonzero(column.codes == column.different.index(text))
    kept = tuple(
        FileColumn.of(one.place, one.name, (one.different[code] for code in one.codes[rows]))
        for one in sample.columns
        if one is not column
    )
    return FileSample(kept, len(rows), sample.whole), text


def _day(text: str) -> tuple[list[int], str]:
    """Give what days are ordered by, whether the year stands first or last."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    return (parts if parts[:1] > [MONTH_DAYS] else parts[::-1]), text


def with_election(proposal: Proposal, column: FileColumn, text: str) -> Proposal:
    """State in a proposal which election is read, and ask for it.

    Parameters
    ----------
    proposal : Proposal
        Of the rows of one election.
    column : FileColumn
        Which says of which election a row is.
    text : str
        Its text in those rows.
    """
    kept = keeping(column, text)
    others = tuple(
        sentence("rows.keep = {kept}", kept=keeping(column, other))
        for other in column.different
        if other != text
    )
    asked = Doubt(
        KEY,
        phrase("ask.election", column=column.name),
        kept,
        others,
        phrase("why.elections", texts=column.different),
    )
    return replace(proposal, settings={**proposal.settings, KEY: kept}, doubts=(asked, *proposal.doubts))


def keeping(column: FileColumn, text: str) -> str:
    """Write that the rows with one text of a column are read, as `rows.keep` of a case does."""
    return inline_table({column.name: whole_pattern([text])})
