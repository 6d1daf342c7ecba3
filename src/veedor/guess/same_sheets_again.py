"""Sheets that stand in a file several times, apart in one word: counts, rounds or questions, never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.elections import KEY, keeping
from veedor.guess.long_shape import codes_of
from veedor.guess.long_words import MODE, MODES
from veedor.guess.long_words import says as worded
from veedor.guess.phrase import phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.words import says
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn

MOST_TEXTS = 8
"""Counts or rounds of one file, at the most."""

NEARLY_ALL = 0.9
"""Share of the sheets that must stand there once for each of them."""

ALIKE = 0.8
"""Share of the sheets that have one and the same figure in all of them."""

VARIED = 5
"""Different figures from which on a column tells one sheet from another."""


def ask_which_rows(chosen: Sequence[FileColumn], figures: Sequence[FileColumn]) -> Doubt | None:
    """Ask which rows are read where one column of the id parts rows that are of the same sheets.

    Polling stations of one place differ in their registers; the same station in two counts does not.

    Parameters
    ----------
    chosen : sequence of FileColumn
        Columns of the id.
    figures : sequence of FileColumn
        Columns of counts.

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
        if (sizes == column.distinct).mean() < NEARLY_ALL:
            continue
        same = next((one for one in figures if one not in chosen and _is_same(one, groups)), None)
        if same is not None:
            return _ask(column, same, len(sizes))
    return None


def _is_mode(column: FileColumn) -> bool:
    """Whether a column parts the voters of a sheet: by mail and on the day, women and men."""
    texts = [text for text in column.different if text]
    return worded(MODE, column.name) or 2 * sum(worded(MODES, text) for text in texts) > len(texts)


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


def _ask(column: FileColumn, same: FileColumn, sheets: int) -> Doubt:
    texts = tuple(text for text in column.different if text)
    return Doubt(
        KEY,
        phrase("ask.same_sheets_again", column=column.name),
        UNKNOWN,
        tuple(sentence("rows.keep = {kept}", kept=keeping(column, text)) for text in texts),
        phrase("why.same_sheets_again", figure=same.name, texts=texts, n=sheets),
    )
