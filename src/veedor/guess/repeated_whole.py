"""Tables in which the figures of a whole stand on each of its parts: added, they count several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.guess.columns import FileSample
    from veedor.guess.proposal import Proposal
    from veedor.intake.case import FileForm

LEAST_ROWS = 3
"""Rows with the same figures, at the least: two sheets may be the same by a slip, which a check finds."""

LEAST_VOTES = 100
"""Votes of two choices from which on sheets that have the same of both do not by chance."""


def refuse_repeated_whole(proposal: Proposal, sample: FileSample, form: FileForm) -> None:
    """Refuse sheets of different names, next to each other, that have the very same figures of all choices.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    sample : FileSample
        Rows of it.
    form : FileForm
        How the file is opened.

    Raises
    ------
    InputError
        With the rows to take out.
    """
    names = {name for choice in proposal.choices for name in choice.published}
    votes = [column for column in sample.columns if column.name in names and column.is_count]
    sheet = next((column for column in sample.columns if column.name == proposal.sheet), None)
    if proposal.layout == "long" or proposal.areas or sheet is None or len(votes) < 2:
        return
    figures = np.nan_to_num(np.array([column.numbers for column in votes]))
    large = (figures >= LEAST_VOTES).sum(axis=0) >= 2
    again = (np.diff(figures, axis=1) == 0).all(axis=0) & (np.diff(sheet.codes) != 0) & large[1:]
    runs = np.flatnonzero(np.diff(np.concatenate([[0], again.astype(np.int8), [0]]))).reshape(-1, 2)
    first, last = max(((int(a), int(b)) for a, b in runs), key=lambda run: run[1] - run[0], default=(0, 0))
    if last - first + 1 < LEAST_ROWS:
        return
    raise InputError(
        sentence(
            "{n} rows below each other, {first!r} to {last!r}, have the very same figures of every choice: "
            "those of a whole, it seems, on each of its parts.",
            n=last - first + 1,
            first=sheet.texts[first],
            last=sheet.texts[last],
        ),
        file=form.name,
        column=sheet.name,
        value=", ".join(f"{column.name} {column.texts[first]}" for column in votes[:4]),
        expected="the votes of each sheet or place by itself",
        remedy=sentence(
            "Added, they would count {n} times. Keep one of these rows in a copy, with the name of the "
            "whole, and name the copy.",
            n=last - first + 1,
        ),
    )
