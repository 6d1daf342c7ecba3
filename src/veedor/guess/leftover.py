"""Columns that a proposal does not read, with what they seem to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.guess.names_like_words import is_like_surname, like_votes, may_be_choice
from veedor.guess.phrase import Phrase, phrase
from veedor.guess.places import level_of
from veedor.guess.proposal import Unused
from veedor.guess.questions import answers_no
from veedor.guess.values import counts_within, is_code_of, is_row_number, is_sorted, named_code
from veedor.guess.words import plain_words, says

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.count_table import CountTable
    from veedor.guess.proposal import Proposal

_NATURES = frozenset({"empty", "constant", "time", "clock", "share", "coordinate", "code", "count"})
"""What the values of a column may be like that says why it is not read."""

MOST_LEFT = 2
"""Columns that may be candidates must be left for a column to be a code by its figures alone."""


def codes_among(table: CountTable, texts: Sequence[FileColumn], rows: int) -> dict[int, Phrase]:
    """Give the columns of whole numbers that are codes, with what speaks for it.

    Parameters
    ----------
    table : CountTable
        Columns of whole numbers.
    texts : sequence of FileColumn
        Columns of names.
    rows : int
        Rows of the sample.
    """
    free = [place for place in range(len(table.columns)) if not table.word(place)]
    counts = [place for place in range(len(table.columns)) if table.word(place)]
    first = counts[0] if counts else len(table.columns)
    no = answers_no(column.name for column in table.columns)
    free = [place for place in free if table.name(place) not in no]
    found = {place: reason for place in free if (reason := _code(table, place, texts))}
    sheets = [p for p in found if says("sheet", table.name(p)) and not is_like_surname(table, p)]
    if sheets:
        behind = table.name(sheets[0])
        before = phrase("unused.before", column=behind)
        found |= {p: before for p in free if p < sheets[0] and p not in found}
    front = {
        place: reason
        for place in free
        if place < first and place not in found and (reason := _in_front(table.columns[place], rows))
    }
    left = [p for p in free if p not in found and p not in front and not says("number", table.name(p))]
    return found | front if len(left) >= MOST_LEFT or not front else found


def _code(table: CountTable, place: int, texts: Sequence[FileColumn]) -> Phrase | None:
    column = table.columns[place]
    if name := is_code_of(column, texts):
        return phrase("unused.code_of", column=name)
    if says("vote", column.name):
        return None
    if may_be_choice(column) and like_votes(table, place):
        return None
    if says("sheet", column.name) or named_code(column.name):
        return phrase("unused.code_by_name")
    if level_of(column.name) and len(plain_words(column.name).split("_")) <= 2:
        return phrase("unused.place_by_name")
    return None


def _in_front(column: FileColumn, rows: int) -> Phrase | None:
    """Say of a column before all that are called counts what its figures are like, if like no votes."""
    if is_row_number(column) and column.numbers[0] <= 1 and column.distinct >= 0.995 * rows:
        return phrase("unused.counts_rows")
    if counts_within(column):
        return phrase("unused.counts_within")
    if is_sorted(column) and column.distinct > 2:
        return phrase("unused.never_fall")
    if column.distinct == 1 and rows > 2 and not (column.numbers == 0).any():
        return phrase("unused.constant")
    return None


def unused_columns(
    proposal: Proposal, sample: FileSample, natures: Mapping[int, str], reasons: Mapping[str, Phrase]
) -> tuple[Unused, ...]:
    """Give the columns that a proposal does not read.

    Parameters
    ----------
    proposal : Proposal
        Without them.
    sample : FileSample
        All columns.
    natures : mapping of int to str
        What the values of a column are like.
    reasons : mapping of str to Phrase
        What is known of some columns.
    """
    templates = " ".join((proposal.sheet, *proposal.fields.values()))
    used = {
        *(name for choice in proposal.choices for name in choice.published),
        *(name for names in proposal.numbers.values() for name in names),
        *proposal.levels.values(),
        *proposal.fields.values(),
        proposal.sheet,
        proposal.contest_column,
    }
    made = []
    for column in sample.columns:
        if not column.name or column.name in used or "{" + column.name + "}" in templates:
            continue
        reason = reasons.get(column.name)
        if reason is None:
            own = natures[column.place] if natures[column.place] in _NATURES else "needless"
            constant = column.distinct == 1 and sample.rows > 1
            reason = phrase(f"unused.{'constant' if constant else own}")
        made.append(Unused(column.name, reason, column.examples))
    return tuple(made)
