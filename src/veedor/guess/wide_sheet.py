"""The sheet of a row: what its id is made of, and what must be asked of it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from veedor.guess.keys import find_id, template
from veedor.guess.phrase import phrase
from veedor.guess.places import is_address
from veedor.guess.proposal import Doubt
from veedor.guess.same_sheets_again import ask_which_rows, refuse_blocks
from veedor.guess.values import is_row_number, named_row
from veedor.guess.words import plain_words, says

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn
    from veedor.intake.case import FileForm

MOST_CONTESTS = 30
"""Contests of one file, at the most."""


def sheet_of(
    free: Sequence[FileColumn],
    natures: Mapping[int, str],
    rows: int,
    levels: Sequence[FileColumn],
    figures: Sequence[FileColumn],
    form: FileForm,
) -> tuple[str, FileColumn | None, list[Doubt]]:
    """Give the id of a sheet, the column of contests that it would need, and what must be asked.

    Parameters
    ----------
    free : sequence of FileColumn
        Columns that are no votes and no totals.
    natures : mapping of int to str
        What each column holds, by its place.
    rows : int
        Rows of the table.
    levels : sequence of FileColumn
        Columns that name places.
    figures : sequence of FileColumn
        Columns of counts.
    form : FileForm
        How the file is opened.

    Raises
    ------
    InputError
        Where nothing tells one row from another, and blocks of rows repeat.
    """
    usable = [
        c
        for c in free
        if natures[c.place] in {"text", "code", "count"} and not is_address(c.name) and not is_note(c)
    ]
    chosen = find_id(usable, rows, levels)
    key = "source.official.sheet.id"
    if not chosen or (len(chosen) == 1 and is_row_number(chosen[0])):
        refuse_blocks([c for c in usable if c not in chosen], form)
    if not chosen:
        return "{row}", None, [Doubt(key, phrase("ask.id"), "{row}", (), phrase("why.no_id"))]
    office = next((c for c in chosen if says("office", c.name) and 2 <= c.distinct <= MOST_CONTESTS), None)
    if office is not None and len(chosen) > 1:
        made = template([c for c in chosen if c is not office])
        reason = phrase("why.id_comes_once", id=made, contests=tuple(t for t in office.different if t))
        question = phrase("ask.contest_of_row", column=office.name)
        return made, office, [Doubt("source.official.contest", question, office.name, (), reason)]
    made = template(chosen)
    elsewhere = [c for c in levels if c not in chosen]
    if (again := ask_which_rows(chosen, figures, elsewhere)) is not None:
        return made, None, [again]
    # A row without an id (one of totals) repeats none.
    seen = Counter(text for text in chosen[0].texts if text)
    if len(chosen) == 1 and seen.total() > len(seen):
        question = phrase("ask.same_sheet", id=made)
        reason = phrase("why.id_repeats", n=seen.total() - len(seen), rows=rows, id=seen.most_common(1)[0][0])
        return made, None, [Doubt(key, question, made, ("{row}",), reason)]
    if len(chosen) == 1 and is_row_number(chosen[0]) and named_row(chosen[0].name):
        question = phrase("ask.id_or_row", column=chosen[0].name)
        return made, None, [Doubt(key, question, made, ("{row}",), phrase("why.counts_rows"))]
    return made, None, []


def is_note(column: FileColumn) -> bool:
    """Whether a column holds remarks, or addresses of pictures."""
    if any("://" in text for text in column.examples):
        return True
    return bool(re.search(r"(?:^|_)(?:note|notes|nota|remark|observ|comment)", plain_words(column.name)))
