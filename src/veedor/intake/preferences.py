"""Rows that rank the choices: preferences of one ballot each, which are no votes and must not be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.errors import InputError
from veedor.intake.vote_columns import votes_of
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.part import Part

FEWEST = 20
"""Rows below which 1, 2 and 3 may be the votes of small places."""
FEW = 6
"""Rows that each rank all of the choices, which the votes of so many places do not by chance."""
NEARLY_ALL = 10
"""Of so many rows one may be something else: a spoilt ballot, a preference that was left out."""
FIRST_ALONE = sentence(
    "Count the first preferences of each sheet, save a table with a row for each sheet and "
    "these numbers, and name that file. Transfers of preferences are not counted here."
)
"""What to do with a table of ranked ballots, however its columns are made."""
LOOKED_AT = 10_000
"""Rows that tell: of a table of millions the others say the same."""


def preferences(part: Part, rows: Table) -> list[InputError]:
    """Refuse a table of which nearly every row holds 1, 2, 3, ..., each once, and most rows more than one.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows, a column for each choice.
    """
    votes = votes_of(rows)
    if len(votes) < 3:
        return []
    table = fetch_arrow(rows.limit(LOOKED_AT).select("row", **{c: rows[c].cast("float64") for c in votes}))
    figures = np.nan_to_num(np.stack([table[c].to_numpy() for c in votes]))
    n = (figures > 0).sum(axis=0)
    # one above any rank counts as far too many
    small = np.where((figures < 0) | (figures > len(votes)), len(votes) + 1, figures)
    ranks = (
        (n > 0)
        & (figures.max(axis=0, initial=0) == n)
        & (small.sum(axis=0) * 2 == n * (n + 1))
        & ((small**2).sum(axis=0) * 6 == n * (n + 1) * (n * 2 + 1))
    )
    several = ranks & (n > 1)
    held, like, longest = int((n > 0).sum()), int(ranks.sum()), int(n[ranks].max(initial=0))
    whole = held >= FEW and int((ranks & (n == len(votes))).sum()) == held
    few = (held < FEWEST and not whole) or like * NEARLY_ALL < held * (NEARLY_ALL - 1)
    if few or int(several.sum()) * 2 < held or longest < 3:
        return []
    return [
        InputError(
            sentence(
                "{ranks:,} of {n:,} rows that were looked at hold 1, 2, 3, ..., each once: they "
                "are preferences, a row for each ballot, and their sums are no votes.",
                ranks=like,
                n=held,
            ),
            file=part.raw.label,
            row=int(table["row"].to_numpy()[several].min()),
            expected="numbers of votes for each choice",
            remedy=FIRST_ALONE,
        )
    ]
