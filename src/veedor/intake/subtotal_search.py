"""Which rows of a table are sums of other rows: by arithmetic alone.

How surprising a match is, is measured in bits (:mod:`~veedor.intake.subtotal_evidence`). What was tried is
discounted as Benjamini and Hochberg (1995) do, with weights: the largest rows first, so that a row that is
larger than every sheet needs less than one that could be a sheet. So many small subtotals of one system are
found and a single accident is not; rows with the same figures count once. Reference: Y. Benjamini, Y.
Hochberg, "Controlling the false discovery rate", J. R. Statist. Soc. B 57 (1995), 289-300; weights: C.
Genovese, K. Roeder, L. Wasserman, "False discovery control with p-value weighting", Biometrika 93 (2006),
509-524.

Measured on made tables. Without totals: in 5 of 5,400 tables of the kinds in which chance gives sums
(constants, strata of constants, proportional, rounded, repeated, few or small figures; 3 to 200 rows) a row
was named; in the four looked at it was a small multiple of the constant rows before it. With totals, on
purpose hard (900 tables, from 4 rows and 2 choices on, one cell off in a fifth of them): all were named and
nothing else in 90.4 %, too few in 8.9 % (a handful of rows, two choices, a total with a cell off that sums
one sheet, subtotals below a whole table with a cell off), a sheet among those named in 0.6 % (tables with
two choices or hardly any votes, where another sum is as good).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.subtotal_bases import TILED, Hits, elsewhere, within
from veedor.intake.subtotal_blocks import blocks, ends
from veedor.intake.subtotal_nest import merged
from veedor.intake.subtotal_table import SumTable, TotalRow
from veedor.intake.subtotal_twins import near_total, summaries, twins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from veedor.arrays import Flags, Floats, Ints

MARGIN = 11.0
"""Bits beyond what the number of things tried explains."""

ROUNDS = 8
"""Levels of totals over totals, at the most."""

COMMON = 3
"""Rows with the same votes, at the least, that are no sums and show that they are those of a sheet."""

SLIGHT = 4.0
"""Bits that a total needs where nearly every group has one in the same place."""


def find_totals(
    matrix: Floats,
    groups: Mapping[str, Ints],
    *,
    marks: Callable[[], Mapping[str, Ints]] | None = None,
    votes: int | None = None,
    witness: Flags | None = None,
    counted: Flags | None = None,
) -> tuple[TotalRow, ...]:
    """Find the rows that are sums of others.

    Parameters
    ----------
    matrix : array of float, rows x columns
        Figures in the order of the file, missing ones as NaN: the votes of each choice, then further counts.
    groups : mapping of str to array of int
        For each way to group the rows (a level of place, a part of the id, a file) the code of each row.
    marks : function, optional
        Gives codes of the bare texts of the rows, by which totals may be alike; the groups where left out.
    votes : int, optional
        How many of the columns are votes. The others speak for a total, never against one: registered voters
        of a place may be repeated on its rows.
    witness : array of bool, optional
        Rows that something else also shows to be no sheet (a name, a missing place). Needed only to tell two
        equal rows apart.
    counted : array of bool, optional
        Rows that a published total would sum where it leaves annulled ones out.

    Returns
    -------
    tuple of TotalRow
        In the order of the rows.
    """
    if matrix.shape[0] < 2 or not matrix.shape[1]:
        return ()
    search = _Search(matrix, groups, votes, witness, counted)
    for _ in range(ROUNDS):
        if not (search.step() or search.take(twins(search)) or search.kin((marks or (lambda: groups))())):
            break
    search.found = merged(search.found, search)
    if "source" in groups and "snapshot" not in groups:
        search.active[list(search.found)] = False
        search.found |= {total.row: total for total in summaries(search, groups["source"])}
    return tuple(search.found[row] for row in sorted(search.found))


class _Search(SumTable):
    """The steps of a search, each of which takes some rows for totals."""

    def step(self) -> bool:
        """Take the rows that stand out as sums of what is no total yet."""
        best: dict[int, tuple[float, TotalRow]] = {}
        for name in ("sheets", "ranked"):
            self.__dict__.pop(name, None)
        for hits in (part for family in self._families() for part in family.parts()):
            for position in self._accepted(hits):
                row = int(hits.row[position])
                bits = float(hits.bits[position])
                if row not in best or bits > best[row][0]:
                    best[row] = bits, self._total(hits, position)
        return self.take(total for _, total in best.values())

    def _families(self) -> Iterator[Hits]:
        weights = [(self.active, False)]
        if self.counted is not None and not self.counted.all():
            weights.append((self.active & self.counted, False))
        if self.found:
            weights.append((np.ones_like(self.active), True))
        for weight, twice in weights:
            for name, codes in self.groups.items():
                hits = within(self, name, codes, weight)
                yield replace(hits, twice=twice)
        for downwards in (False, True):
            yield blocks(self, downwards=downwards)
            yield from ends(self, downwards=downwards) if len(self.found) < 2 else ()
        for name, codes in self.groups.items():
            if name != "all":
                yield elsewhere(self, name, codes)

    def _total(self, hits: Hits, position: int) -> TotalRow:
        row = int(hits.row[position])
        off = tuple(int(c) for c in np.flatnonzero(hits.off[position]))
        whole = hits.rows[position] >= int((self.active & (self.size > 0)).sum()) - 1
        return TotalRow(
            row,
            "grand" if hits.of == "all" or whole else "sub",
            "all" if whole else hits.of,
            int(hits.member[position]),
            int(hits.rows[position]),
            off,
            hits.twice,
        )

    def kin(self, marks: Mapping[str, Ints]) -> bool:
        """Take rows that look like the totals that were found, and whose size is that of a sum.

        A total in which several cells are off is no sum, and it is no sheet either.
        """
        if not self.found:
            return False
        totals = np.zeros(len(self.size), bool)
        totals[list(self.found)] = True
        new = []
        for codes in marks.values():
            count = int(codes.max()) + 1
            of_totals = np.bincount(codes, weights=totals, minlength=count)
            of_others = np.bincount(codes, weights=~totals, minlength=count)
            alike = (of_totals >= 2) & (of_others > 0) & (of_others <= 0.5 * of_totals)
            new += [
                total
                for row in np.flatnonzero(self.active & alike[codes])
                if (total := near_total(self, int(row))) is not None
            ]
        return self.take(iter(new))

    def _accepted(self, hits: Hits) -> Ints:
        """Return the positions of the hits that chance does not explain."""
        if not len(hits.row):
            return np.zeros(0, np.int64)
        harmonic = np.log2(1 + np.log(len(self.ranked)))
        bits = hits.bits - np.log2(np.maximum(hits.order, 1)) - harmonic * (hits.order > 1) - hits.tried
        numbers = self.numbers[hits.row]
        order = np.argsort(-bits, kind="stable")
        _, first = np.unique(numbers[order], return_index=True)
        distinct = np.zeros(len(order), bool)
        distinct[first] = True  # the same figures once more are no further evidence
        before = sum(total.of == hits.of for total in self.found.values()) if hits.places else 0
        good = np.flatnonzero(bits[order] >= MARGIN - np.log2(before + np.cumsum(distinct)))
        chosen = order[: good[-1] + 1] if len(good) else order[:0]
        system = self._system(hits, order, distinct, before)
        chosen = system if len(system) > len(chosen) else chosen
        return chosen[~self._common(numbers[chosen])]

    def _system(self, hits: Hits, order: Ints, distinct: Flags, before: int) -> Ints:
        """Return the hits that are totals because nearly every group has one, in the same place."""
        exact = ~hits.off[:, : self.votes].any(axis=1) | (hits.bits >= MARGIN)
        slight = (hits.bits >= SLIGHT) & exact
        number = int((distinct & slight[order]).sum())
        together = float(hits.bits[order][distinct & slight[order]].sum()) + before * MARGIN
        enough = number + before >= max(2, TILED * hits.places) and hits.places >= 2
        surprising = together >= MARGIN + 3 * (number + before)
        return order[slight[order]] if enough and surprising else order[:0]

    def _common(self, numbers: Floats) -> Flags:
        """Tell the votes that are those of many a row that is no sum: of sheets, then."""
        values, own = np.unique(numbers, return_counts=True)
        others = np.sort(self.numbers[self.active])
        times = np.searchsorted(others, values, "right") - np.searchsorted(others, values, "left") - own
        common = (times >= COMMON) & (times > own)
        return common[np.searchsorted(values, numbers)]
