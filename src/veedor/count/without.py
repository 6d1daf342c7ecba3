"""Totals after some sheets were annulled or given other contents.

Annulling a sheet takes its ballots out of the count. Its voters stay on the roll: a law that asks for a share
of registered voters keeps asking for the same number of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veedor.count.sheets import Sheets
    from veedor.count.vectors import IntMatrix
    from veedor.model import Tally

    Rows = NDArray[np.int64] | NDArray[np.bool_]


def altered(
    sheets: Sheets,
    rows: Rows,
    contents: IntMatrix | None,
    divisions: Sequence[str] = (),
    *,
    base: Tally | None = None,
) -> Tally:
    """Sum a count in which some sheets have other contents than published.

    Parameters
    ----------
    sheets : Sheets
        The count.
    rows : int or bool vector
        Which sheets: indices without repetition, or a mask of shape (n,).
    contents : int matrix, shape (n_rows, n_choices), optional
        What they then hold, in the order of ``rows``, in as many ballots as before; None for nothing at all.
    divisions : sequence of str
        Levels of place or further divisions whose areas the rule needs.
    base : Tally, optional
        The totals of all sheets with these divisions, where they were summed before.

    Returns
    -------
    Tally
        Exact totals. Registered voters are those of all sheets, whatever they hold.

    Raises
    ------
    QuestionError
        Where a row is named twice or does not exist, or the contents have another shape.
    """
    index = _index(sheets, rows)
    before = sheets.votes[index]
    if contents is not None and contents.shape != before.shape:
        raise QuestionError(
            sentence(
                "The contents have the shape {shape}; {first} sheets of {second} choices were named.",
                shape=contents.shape,
                first=before.shape[0],
                second=before.shape[1],
            )
        )
    change = np.subtract(0 if contents is None else contents, before, out=before)  # of a copy of its own
    base = sheets.tally(divisions) if base is None else base
    areas = {division: dict(base.areas[division]) for division in divisions}
    for division, tallies in areas.items():
        member = sheets.member_of(division)[index]
        for area in np.unique(member).tolist():
            tallies[area] = _changed(tallies[area], change[member == area])
    ballots = base.ballots
    if ballots is not None and contents is None:
        ballots -= int(sheets.printed["cast"][index].sum())
    return replace(_changed(base, change), areas=areas, ballots=ballots)


def _index(sheets: Sheets, rows: Rows) -> NDArray[np.int64]:
    if rows.dtype == np.bool_:
        if rows.shape != (len(sheets),):
            raise QuestionError(
                sentence(
                    "The mask has the shape {shape}, and there are {number_of_sheets} sheets.",
                    shape=rows.shape,
                    number_of_sheets=len(sheets),
                )
            )
        return np.flatnonzero(rows).astype(np.int64)
    index = rows.astype(np.int64)
    if index.size and (index.min() < 0 or index.max() >= len(sheets)):
        raise QuestionError(
            sentence(
                "Rows between 0 and {number_of_sheets} were expected: there are that many sheets.",
                number_of_sheets=len(sheets) - 1,
            )
        )
    if index.size and np.bincount(index).max() > 1:
        raise QuestionError("A sheet is named twice.", remedy="Name each sheet once.")
    return index


def _changed(tally: Tally, change: IntMatrix) -> Tally:
    """Add the sums of some rows to a tally, with Python's integers where 64 bits might not hold them."""
    largest = max(int(change.max(initial=0)), -int(change.min(initial=0)))
    small = largest * max(len(change), 1) < 2**63
    sums = change.sum(axis=0).tolist() if small else [sum(column) for column in change.T.tolist()]
    ids = [choice.choice_id for choice in tally.contest.choices]
    votes = {choice: tally.of(choice) + extra for choice, extra in zip(ids, sums, strict=True)}
    return replace(tally, votes=votes)
