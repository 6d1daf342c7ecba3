"""A file of several elections or rounds: they are never added; one is read, and which one is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.phrase import phrase
from veedor.guess.proposal import Doubt
from veedor.guess.words import plain_words, says
from veedor.intake.toml import inline_table, whole_pattern
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.guess.proposal import Proposal

KEY = "source.official.rows.keep"
MOST = 12
"""Elections of one file, at the most: what has more texts is something else."""

_ROUND = re.compile(
    r"(?:[a-z]+_)*(?:[1-4]|i{1,3}|iv)(?:_?(?:st|nd|rd|th|ra|da|a|er|eme|e|o))?(?:_[a-z]+)*"
    r"|(?:\w+_)?(?:first|second|third|final|runoff|prim|segund|second|perv|втор|перв|ikinci|birinci|erst|zweit)\w*"
)
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
    return None


def _each(column: FileColumn, texts: re.Pattern[str]) -> bool:
    """Whether every row has a text, and each is of a form."""
    return column.filled == len(column.codes) and all(
        texts.fullmatch(plain_words(t)) for t in column.different
    )


def rows_of_one(sample: FileSample, column: FileColumn) -> tuple[FileSample, str]:
    """Give the rows of the latest year or the first round, without the column, and its text there."""
    is_year = all(_YEAR.fullmatch(text) for text in column.different)
    text = max(column.different) if is_year else min(column.different, key=plain_words)
    rows = np.flatnonzero(column.codes == column.different.index(text))
    kept = tuple(
        FileColumn.of(one.place, one.name, (one.different[code] for code in one.codes[rows]))
        for one in sample.columns
        if one is not column
    )
    return FileSample(kept, len(rows), sample.whole), text


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
