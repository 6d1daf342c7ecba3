"""Which columns are, in nearly every row, the sum of others: by arithmetic alone, with the evidence in bits.

Columns are taken from the smallest to the largest. Each is compared with sums of smaller ones that are no
totals themselves (so that no sum can be written in two ways), which non-negative least squares proposes and
exact sums prove. A total of totals is written with them afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.sum_search import FITTED, MANY, NEARLY, PROVED, BestSum, ColumnSum, from_shares, spaced

if TYPE_CHECKING:
    from collections.abc import Collection

    from veedor.arrays import Flags, Floats


ENOUGH = 12.0
"""Bits beyond what the number of possible sums explains."""

ENOUGH_NAMED = 2.0
"""The same where a word calls the column a total."""

NOT_ABOVE = 0.97
"""Share of the rows in which an addend does not exceed its total."""

BEYOND_SHARES = 40.0
"""Bits from which a sum is believed also where shares of its addends come as near as one vote."""


@dataclass(frozen=True)
class Sums:
    """The sums of a table.

    Parameters
    ----------
    totals : dict of int to ColumnSum
        Column -> what it sums.
    twins : dict of int to int
        Column -> an earlier one (that is no total) with the same figures in nearly every row.
    """

    totals: dict[int, ColumnSum] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)

    def shortest(self, column: int) -> tuple[int, ...]:
        """Return the addends of a total with other totals in place of their addends, the largest first."""
        left = set(self.totals[column].addends)
        used: list[int] = []
        inner = [c for c in self.totals if c != column and set(self.totals[c].addends) < left]
        for other in sorted(inner, key=lambda c: -len(self.totals[c].addends)):
            if set(self.totals[other].addends) <= left:
                left -= set(self.totals[other].addends)
                used.append(other)
        return (*used, *sorted(left))


def find_sums(matrix: Floats, named: Collection[int] = (), suspects: Collection[int] | None = None) -> Sums:
    """Find the columns that are sums of others.

    Parameters
    ----------
    matrix : array of float, rows x columns
        Figures, missing ones as NaN.
    named : collection of int
        Columns that a word calls totals: less evidence is enough for them.
    suspects : collection of int, optional
        Columns that may be totals; all of them where left out.
    """
    x = np.nan_to_num(matrix)
    there = ~np.isnan(matrix)
    size = np.sqrt(np.maximum(x, 0)).sum(axis=0)  # a single figure with a slipped digit must not decide
    order = [int(c) for c in np.argsort(size, kind="stable") if size[c] > 0]
    found = Sums()
    atoms: list[int] = []
    rows = spaced(len(x), PROVED if len(order) <= MANY else FITTED)
    some, given = np.asfortranarray(x[rows]), np.asfortranarray(there[rows])
    for column in order:
        base = _not_above(some, given, atoms, column)
        asked = bool(base) and (suspects is None or column in suspects)
        best = _best(BestSum(x, there, column, base, len(order)), column in named) if asked else None
        if best is None:
            atoms.append(column)
        elif len(best.addends) == 1:
            found.twins[column] = best.addends[0]
        else:
            found.totals[column] = best
    for total in [c for c in named if c in atoms]:
        _with_copies(
            found, BestSum(x, there, total, sorted({*atoms, *found.twins} - {total}), len(order)), total
        )
    return found


def _with_copies(found: Sums, search: BestSum, total: int) -> None:
    """See whether a total that is no sum is one with columns that seemed copies: two candidates may be level.

    Parameters
    ----------
    found : Sums
        Changed in place: what the total counts by itself is no copy.
    search : BestSum
        Among single columns and copies.
    total : int
        A column that a word calls a total.
    """
    if not found.twins:
        return
    best = search.best()
    if (
        best is None
        or not best.exact
        or best.bits < ENOUGH_NAMED
        or not found.twins.keys() & set(best.addends)
    ):
        return
    found.totals[total] = best
    for column in best.addends:
        found.twins.pop(column, None)


def _best(search: BestSum, named: bool) -> ColumnSum | None:
    """Return the sum that is proven; else one that is nearly met, as of ballots and voters counted apart."""
    least = ENOUGH_NAMED if named else ENOUGH
    exact = search.best()
    if exact is not None and exact.exact and exact.bits >= least:
        chosen = [search.base.index(c) for c in exact.addends]
        alike = len(chosen) > 1 and from_shares(search.part[:, chosen], search.total) < 1
        return None if alike and exact.bits < BEYOND_SHARES else exact
    near = search.nearly()
    return near if near is not None and near.bits >= least and near.near >= NEARLY * near.rows else None


def _not_above(x: Floats, there: Flags, addends: list[int], total: int) -> list[int]:
    """Return those of some columns that are hardly ever larger than another, in order."""
    of = np.array(sorted(addends), dtype=np.int64)
    both = there[:, of] & there[:, [total]]
    below = (both & (x[:, of] <= x[:, [total]])).sum(axis=0)
    rows = both.sum(axis=0)
    kept: list[int] = of[(rows > 0) & (below >= NOT_ABOVE * rows)].tolist()
    return kept
