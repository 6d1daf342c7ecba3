"""Rows that rank the choices: preferences of one ballot each, which are no votes and must not be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.errors import InputError
from veedor.intake.vote_columns import votes_of
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.part import Part

FEWEST = 20
"""Rows below which 1, 2 and 3 may be the votes of small places."""
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
    figures = [rows[name].fill_null(0) for name in votes_of(rows)]
    if len(figures) < 3:
        return []
    many = sql.total([sql.ifelse(one > 0, 1, 0) for one in figures])
    looked = rows.limit(LOOKED_AT).select(
        "row", many=many, most=sql.call("greatest", *figures), **_sums(figures)
    )
    held = looked.filter(looked.many > 0)
    n = held.many
    ranks = (held.most == n) & (held.sum * 2 == n * (n + 1)) & (held.square * 6 == n * (n + 1) * (n * 2 + 1))
    found = fetch_rows(
        held.mutate(ranks=ranks).aggregate(
            n=held.count(),
            ranks=held.count(where=ranks),
            several=held.count(where=ranks & (n > 1)),
            longest=held.many.max(where=ranks),
            row=held.row.min(where=ranks & (n > 1)),
        )
    )[0]
    few = found["n"] < FEWEST or found["ranks"] * NEARLY_ALL < found["n"] * (NEARLY_ALL - 1)
    if few or found["several"] * 2 < found["n"] or found["longest"] < 3:
        return []
    return [
        InputError(
            sentence(
                "{ranks:,} of {n:,} rows that were looked at hold 1, 2, 3, ..., each once: they "
                "are preferences, a row for each ballot, and their sums are no votes.",
                ranks=found["ranks"],
                n=found["n"],
            ),
            file=part.raw.label,
            row=found["row"],
            expected="numbers of votes for each choice",
            remedy=FIRST_ALONE,
        )
    ]


def _sums(figures: list[sql.Value]) -> dict[str, sql.Value]:
    """Add the figures of a row, and their squares; one above any rank counts as far too many."""
    small = [sql.ifelse((one < 0) | (one > len(figures)), len(figures) + 1, one) for one in figures]
    return {"sum": sql.total(small), "square": sql.total([one * one for one in small])}
