"""Sheets that stand in a file several times, apart in one word: counts, rounds or questions, never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.elections import KEY, keeping
from veedor.guess.long_shape import codes_of
from veedor.guess.long_words import MODES
from veedor.guess.long_words import says as worded
from veedor.guess.phrase import phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.words import says
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn
    from veedor.guess.phrase import Phrase
    from veedor.intake.case import FileForm

MOST_TEXTS = 8
"""Counts or rounds of one file, at the most."""

NEARLY_ALL = 0.9
"""Share of the sheets that must stand there once for each of them."""

ALIKE = 0.8
"""Share of the sheets that have one and the same figure in all of them."""

ELSEWHERE = 1.5
"""Times as many sheets as their numbers say, from which on the same numbers in other places are others."""

VARIED = 5
"""Different figures from which on a column tells one sheet from another."""

PAIRS = 10
"""Figures of two rows of one sheet by which it is told whether both are of one count, at the least."""

UNCHANGED = 0.3
"""Share of them that are the same where both are: a correction leaves most figures as they were."""

NEAR = 0.05
"""How far they are apart, as a share of how far two sheets are: half of them no more."""

LEAST_SHEETS = 5
"""Sheets of a table that stand again below it, at the least."""

LEAST = 10
"""Votes from which on a figure that is the same again says something."""


def ask_which_rows(
    chosen: Sequence[FileColumn], figures: Sequence[FileColumn], places: Sequence[FileColumn] = ()
) -> Doubt | None:
    """Ask which rows are read where one column of the id parts rows that are of the same sheets.

    Polling stations of one place differ in their registers; the same station in two counts does not.

    Parameters
    ----------
    chosen : sequence of FileColumn
        Columns of the id.
    figures : sequence of FileColumn
        Columns of counts.
    places : sequence of FileColumn, optional
        Columns of places: a station of the same number in another place is another one.

    Returns
    -------
    Doubt or None
        Open: nobody can tell from the file which of them is meant.
    """
    for column in chosen:
        rest = [one for one in chosen if one is not column]
        if (
            not rest
            or not 2 <= column.distinct <= MOST_TEXTS
            or _is_mode(column)
            or says("sheet", column.name)
        ):
            continue
        groups = codes_of(rest)
        sizes = np.bincount(groups)
        if places and len(np.unique(codes_of([*rest, *places]))) > ELSEWHERE * len(sizes):
            continue
        beside = [one for one in figures if one not in chosen]
        texts = tuple(text for text in column.different if text)
        if (sizes == column.distinct).mean() >= NEARLY_ALL:
            same = next((one for one in beside if _is_same(one, groups)), None)
            if same is not None:
                told = phrase("why.same_sheets_again", figure=same.name, texts=texts, n=len(sizes))
                return _ask(column, told)
        if _are_near(beside, groups):
            twice = int((sizes > 1).sum())
            return _ask(column, phrase("why.same_votes_again", texts=texts, n=twice, sheets=len(sizes)))
    return None


def refuse_blocks(columns: Sequence[FileColumn], form: FileForm) -> None:
    """Refuse tables of the same sheets one below the other, of which no column says what each holds.

    Parameters
    ----------
    columns : sequence of FileColumn
        All that may name a sheet.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With what to do: contests, rounds and counts are not added.
    """
    named = [one for one in columns if one.distinct > 1]
    if len(named) < 2:  # numbers alone may begin anew in every region
        return
    groups = codes_of(named)
    sizes = np.bincount(groups)
    times = int(np.bincount(sizes).argmax())
    whole = groups[sizes[groups] == times]
    if times < 2 or len(whole) < NEARLY_ALL * len(groups) or len(whole) < times * LEAST_SHEETS:
        return
    blocks = np.sort(whole.reshape(times, -1), axis=1)
    numbered = any(one.distinct == blocks.shape[1] for one in named)  # and no places that come in turn
    if not numbered or not (blocks == blocks[0]).all():
        return
    raise InputError(
        sentence(
            "the same {n} sheets stand in it {times} times, one table below the other, and no column says "
            "why.",
            n=blocks.shape[1],
            times=times,
        ),
        file=form.name,
        column=named[-1].name,
        value=", ".join(named[-1].examples),
        expected="each sheet once, or a column that tells the contests, rounds or counts apart",
        remedy="Save each table as a file of its own, and name one of them: contests, rounds and counts are "
        "not added. Where all are parts of one count (regions, men and women), write in a copy a further "
        "column that says which part each row is of, and name that.",
    )


def _is_mode(column: FileColumn) -> bool:
    """Whether a column parts the voters of a sheet: by mail and on the day, women and men."""
    texts = [text for text in column.different if text]
    return 2 * sum(worded(MODES, text) for text in texts) > len(texts)


def _is_same(column: FileColumn, groups: npt.NDArray[np.intp]) -> bool:
    """Whether nearly every sheet has one figure in all of its rows, and the sheets have many."""
    if column.distinct < VARIED:
        return False
    order = np.argsort(groups, kind="stable")
    numbers, sheets = column.numbers[order], groups[order]
    differ = np.zeros(int(groups.max()) + 1, dtype=np.bool_)
    within = sheets[1:] == sheets[:-1]
    differ[sheets[1:][within & (numbers[1:] != numbers[:-1])]] = True
    return bool((~differ).mean() >= ALIKE)


def _are_near(figures: Sequence[FileColumn], groups: npt.NDArray[np.intp]) -> bool:
    """Whether the rows of one sheet hold nearly the same figures, which those of two sheets do not."""
    order = np.argsort(groups, kind="stable")
    within = np.diff(groups[order]) == 0
    same, apart = [np.empty(0, dtype=np.bool_)], [np.empty(0)]
    for column in figures:
        numbers = column.numbers[order]
        far = np.abs(numbers - np.roll(numbers, len(numbers) // 2))
        far = far[~np.isnan(far)]
        usual = float(np.median(far)) if len(far) else 0.0
        first, second = numbers[:-1][within], numbers[1:][within]
        told = ~np.isnan(first) & ~np.isnan(second)
        if column.distinct < VARIED or not usual > 0:
            continue
        gaps = np.abs(first - second)[told]
        apart.append(gaps / usual)
        same.append((gaps == 0)[np.maximum(first, second)[told] >= LEAST])
    gaps, equal = np.concatenate(apart), np.concatenate(same)
    if len(gaps) < PAIRS:
        return False
    return bool(np.median(gaps) <= NEAR or (len(equal) >= PAIRS and equal.mean() >= UNCHANGED))


def _ask(column: FileColumn, reason: Phrase) -> Doubt:
    return Doubt(
        KEY,
        phrase("ask.same_sheets_again", column=column.name),
        UNKNOWN,
        tuple(
            sentence("rows.keep = {kept}", kept=keeping(column, text)) for text in column.different if text
        ),
        reason,
    )
