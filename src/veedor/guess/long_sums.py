"""Rows of a long table that hold what other rows hold again: a party's total among its lists, shares.

Told by the figures: below one text of a column ("", "Total") stands, of each party of each sheet, one row
that is the sum of the others. Where it holds about as many votes or more, it may be the votes of the party,
of which the others are those that named a person: read together, these would count twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.guess.choice_columns import names_choices
from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.elections import KEY as KEEP
from veedor.guess.elections import keeping
from veedor.guess.long import find_long
from veedor.guess.long_keys import may_name
from veedor.guess.long_refused import (
    refuse_contests_added,
    refuse_parts_of_votes,
    refuse_what_may_be_added,
)
from veedor.guess.long_shape import codes_of
from veedor.guess.long_words import PEOPLE
from veedor.guess.long_words import says as worded
from veedor.guess.phrase import phrase
from veedor.guess.places import level_of
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.share_rows import find_share_text
from veedor.guess.values import named_code
from veedor.guess.words import meaning, says
from veedor.intake.toml import array

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from veedor.guess.long_shape import LongShape
    from veedor.intake.case import FileForm

    Rows = npt.NDArray[np.bool_]

DROP = "source.official.rows.drop"

LEAST = 5
"""Rows with others beside them by which it is told, at the least."""

MET = 0.97
"""Share of them in which the sum must be met."""

AS_MANY = 0.5
"""Votes of such a row, as a share of those beside it, from which on they may be among them: the usual row."""

MOST = 4
"""Texts of one column that stand in about as many rows as any other, at the most: one may be the whole."""

OFTEN = 0.9
"""Rows of such a text, as a share of those of the most frequent one."""

SHARED = 0.5
"""Share of the rows whose text in another column is one of the wholes too, if it names what both are of."""


@dataclass(frozen=True, eq=False)
class Wholes:
    """Rows that are the sum of others, or may hold their votes too.

    Parameters
    ----------
    column : FileColumn
        Which tells them.
    text : str
        Its text in these rows; blank or a word.
    met : bool
        Whether they are the sum; else they hold about as many votes as the others, or more.
    alone, lacking : bool
        Whether some of them have no others beside them, and some others none of them.
    rows : array of bool
        Which of the sample they are.
    """

    column: FileColumn
    text: str
    met: bool
    alone: bool
    lacking: bool
    rows: Rows


def find_once(
    sample: FileSample, form: FileForm, choice: str = ""
) -> tuple[FileSample, LongShape | None, tuple[Doubt, ...]]:
    """See whether a table is long, and leave out the rows whose figures stand in others again.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    form : FileForm
        Of the file.
    choice : str
        Column that names the choice of every row, where the user says so.

    Returns
    -------
    sample : FileSample
        The rows that are read.
    shape : LongShape or None
        Which columns are what; None where the table is not long.
    doubts : tuple of Doubt
        Which rows are left out, or that it must be said; empty where all are read.

    Raises
    ------
    InputError
        Where two columns may name what was voted for, and the user does not say which does.
    """
    _, first = np.unique(codes_of(sample.columns), return_index=True)
    if len(first) < sample.rows:  # the same row again names no further sheet; the import asks
        sample = _only(sample, np.isin(np.arange(sample.rows), first))
    rest, doubts = _without_shares(sample)
    shape = find_long(rest, choice)
    if shape is None:
        return sample, None, ()
    if not doubts and (found := _without_sums(sample, shape, choice)) is not None:
        rest, shape, doubts = found
    refuse_parts_of_votes(shape, form)
    refuse_contests_added(shape, form)
    if not choice:
        refuse_what_may_be_added(shape, form)
    return rest, shape, doubts


def _without_shares(sample: FileSample) -> tuple[FileSample, tuple[Doubt, ...]]:
    """Leave out the rows of an indicator that is a share."""
    shares = find_share_text(sample)
    if shares is None:
        return sample, ()
    column, text = shares
    reason = phrase("why.share_text", column=column.name, text=text)
    doubt = Doubt(DROP, phrase("ask.import.rows.shares"), keeping(column, text), (), reason)
    return _only(sample, column.codes != column.different.index(text)), (doubt,)


def _without_sums(
    sample: FileSample, shape: LongShape, choice: str
) -> tuple[FileSample, LongShape, tuple[Doubt, ...]] | None:
    """Leave out the rows that are sums, or their parts; None where no column tells such rows."""
    for whole in _find_wholes(sample, shape):
        named = choice or _choice(whole, shape)
        parts = _found(_only(sample, ~whole.rows), named)
        if parts is None or not _tells_parts(whole, shape, parts):
            continue
        if whole.met and not whole.alone:
            return _only(sample, ~whole.rows), parts, (_ask(whole, DROP),)
        rest = _only(sample, whole.rows)
        if not whole.lacking and (found := _found(rest, named)) is not None:
            return rest, found, (_ask(whole, KEEP),)
    return None


def _tells_parts(whole: Wholes, shape: LongShape, parts: LongShape) -> bool:
    """Whether the others are parts of a choice, and neither choices themselves nor sheets.

    Printed totals among the choices, and sums of sheets, are looked for by the import.
    """
    place = whole.column.place
    if not whole.met:
        return shape.lists is not None and shape.lists.place == place
    named = (parts.choice, *parts.sheet, *filter(None, [parts.office]))
    return all(one.place != place for one in named)


def _choice(whole: Wholes, shape: LongShape) -> str:
    """Give the column of the choices: of parties, where their sums stand among lists that look like some."""
    if whole.column.place != shape.choice.place:
        return shape.choice.name if shape.named is None else ""
    if not whole.met or worded(PEOPLE, shape.choice.name):
        return ""
    above = (*filter(None, (shape.office, shape.party)), *shape.beside)
    return next((one.name for one in above if names_choices(one.name)), "")


def _found(sample: FileSample, choice: str) -> LongShape | None:
    """Give the shape of some rows of a table by the column of their choices; None where they have none."""
    try:
        return find_long(sample, choice)
    except QuestionError:
        return None


def _ask(whole: Wholes, key: str) -> Doubt:
    """Say which rows are left out; where a whole may hold more than its parts, ask which are read."""
    column, kept = whole.column, keeping(whole.column, whole.text)
    values = {"column": column.name, "text": whole.text}
    if not whole.met:
        added = f"rows.add_over = {array([column.name])}"
        answers = (f"rows.keep = {kept}", added)
        return Doubt(KEEP, phrase("ask.wholes", **values), UNKNOWN, answers, phrase("why.wholes", **values))
    return Doubt(key, phrase("ask.import.rows.sums"), kept, (), phrase("why.wholes_met", **values))


def _find_wholes(sample: FileSample, shape: LongShape) -> Iterator[Wholes]:
    """Give the texts of columns whose rows are the sum of the others beside them, or may be."""
    for column in sample.columns:
        if column.place == shape.votes.place or not 2 <= len(column.different) <= sample.rows / 2:
            continue
        counts = np.bincount(column.codes)
        for code in np.flatnonzero(counts >= OFTEN * counts.max())[:MOST]:
            if LEAST <= counts[code] < sample.rows:
                found = _wholes(sample, shape, column, int(code))
                if found is not None:
                    yield found


def _only(sample: FileSample, rows: Rows) -> FileSample:
    """Give some rows of a sample."""
    kept = np.flatnonzero(rows)
    columns = (
        FileColumn.of(one.place, one.name, (one.different[code] for code in one.codes[kept]))
        for one in sample.columns
    )
    return FileSample(tuple(columns), len(kept), sample.whole)


def _wholes(sample: FileSample, shape: LongShape, column: FileColumn, code: int) -> Wholes | None:
    told = column.codes == code
    votes = next(one for one in sample.columns if one.place == shape.votes.place)
    sheet = {one.place for one in shape.sheet}
    texts = [c for c in sample.columns if c.place in sheet or not _is_figure(c)]
    named = [c for c in texts if c is not column and c is not votes and _is_shared(c, told)]
    if not named:
        return None
    groups = codes_of(named)
    number = int(groups.max()) + 1
    wholes = np.bincount(groups[told], minlength=number)
    beside = np.bincount(groups[~told], minlength=number)
    both = (wholes == 1) & (beside > 0)
    if both.sum() < LEAST or (beside > 1).sum() < LEAST or (wholes > 1).any():
        return None
    figures = np.nan_to_num(votes.numbers)
    whole = np.bincount(groups[told], weights=figures[told], minlength=number)[both]
    parts = np.bincount(groups[~told], weights=figures[~told], minlength=number)[both]
    some = (whole > 0) | (parts > 0)
    if some.sum() < LEAST or np.median(whole[some] / np.maximum(parts[some], 1)) < AS_MANY:
        return None
    most = np.zeros(number)
    np.maximum.at(most, groups[~told], figures[~told])
    if (whole[some] >= most[both][some]).mean() < MET:
        return None  # no part holds more than what it is a part of
    met = bool((whole[some] == parts[some]).mean() >= MET)
    alone, lacking = ((wholes > 0) & (beside == 0)).any(), ((wholes == 0) & (beside > 0)).any()
    return Wholes(column, column.different[code], met, bool(alone), bool(lacking), told)


def _is_shared(column: FileColumn, told: Rows) -> bool:
    """Whether a column names what a whole and its parts are both of: their texts in it are the same."""
    among = np.zeros(len(column.different), dtype=np.bool_)
    among[column.codes[told]] = True
    return bool(among[column.codes[~told]].mean() >= SHARED)


def _is_figure(column: FileColumn) -> bool:
    """Whether a column holds figures, and no numbers of sheets or places."""
    named = level_of(column.name) or named_code(column.name) or says("sheet", column.name)
    return meaning(column.name) == "share" or (column.is_count and not (named or may_name(column)))
