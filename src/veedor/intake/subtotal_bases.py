"""What a row may be the sum of: the rows of its group, or of a group elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.subtotal_evidence import evidence
from veedor.intake.subtotal_table import SLOTS, slots_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.arrays import Flags, Floats, Ints
    from veedor.intake.subtotal_table import SumTable

ROUNDING = 0.001
"""Share by which every cell of a total may be off at once; otherwise one cell may be off by anything."""

TILED = 0.8
"""Share of the file, or of the groups, from which on totals are a system."""

RUN = 8
"""Beginnings of a block that are tried where rows hold no vote in the leading columns."""


@dataclass(frozen=True, eq=False)
class Hits:
    """Rows that are sums of one kind, with what speaks for each.

    Parameters
    ----------
    of : str
        What was summed.
    row, member, rows : array of int
        The row, one of the rows that it sums, and how many with figures.
    bits : array of float
        How surprising it would be by chance.
    off : array of bool, hits x columns
        Cells that are not the sum.
    order : array of float
        How many rows at least as large were compared before: the largest rows are looked at first, and a row
        of the size of a sheet must be more surprising than one that is larger than all sheets.
    tried : float
        Bits that the number of sums tried for each row explains.
    twice : bool
        Whether totals are among what was summed.
    stand : array of int, optional
        Where the row stands: 1 or -1 at the end of what it sums, 0 elsewhere.
    places : int
        How many rows of the table stand there; 0 where nothing is known of it.
    """

    of: str
    row: Ints
    member: Ints
    rows: Ints
    bits: Floats
    off: Flags
    order: Floats
    tried: float
    twice: bool = False
    stand: Ints | None = None
    places: int = 0

    def parts(self) -> Iterator[Hits]:
        """Return the hits of each stand: totals of one system all stand first, or all last."""
        if self.stand is None:
            yield self
            return
        for stand in np.unique(self.stand):
            here = self.stand == stand
            arrays = {
                name: getattr(self, name)[here] for name in ("row", "member", "rows", "bits", "off", "order")
            }
            yield replace(self, **arrays, stand=None, places=self.places if stand else 0)


def within(table: SumTable, name: str, codes: Ints, weight: Flags) -> Hits:
    """Compare each row with the sum of the other rows of its group."""
    count = int(codes.max()) + 1 if len(codes) else 0
    leads = table.leads
    met = np.zeros(len(codes), np.int8)
    for lead in leads[:2]:  # a total meets one of the first two at least
        met += _met_in_group(table.x[lead], codes, count, weight)
    found = np.flatnonzero(met)
    if not len(found):
        return nothing(table, name)
    if len(leads) > 2:
        met[found] += _met_in_group(table.x[leads[2]], codes, count, weight)[found]
    filled = weight & (table.size > 0)
    members = np.bincount(codes, weights=filled, minlength=count)
    rows = members[codes[found]] - filled[found]
    asked = table.active[found] & (table.size[found] > 0) & (rows >= 2)
    chosen = asked & (met[found] >= max(1, len(leads) - 1))
    found, rows = found[chosen], rows[chosen]
    if not len(found):
        return nothing(table, name)
    member, sums = _others_of_group(table, codes, weight, found)
    hits = measured(table, name, (found, member, rows.astype(np.int64), sums), 0.0)
    several = int((members >= 3).sum())
    stand = _stands(codes, hits.row, count)
    # one row a group is its largest
    return replace(hits, order=np.minimum(hits.order, float(several)), stand=stand, places=several)


def _others_of_group(table: SumTable, codes: Ints, weight: Flags, found: Ints) -> tuple[Ints, Floats]:
    """Return one of the other rows of the group of each of some rows, and the sums of all others."""
    wanted = np.zeros(int(codes.max()) + 1, bool)
    wanted[codes[found]] = True
    position = np.cumsum(wanted) - 1
    inside = np.flatnonzero(wanted[codes] & weight)
    place = position[codes[inside]]
    added = [np.bincount(place, table.x[c, inside], int(wanted.sum())) for c in range(len(table.x))]
    whole: Floats = np.stack(added).astype(np.float64)
    inside = inside[table.size[inside] > 0]
    place = position[codes[inside]]
    others = inside[np.argsort(place, kind="stable")]
    starts = np.searchsorted(np.sort(place), position[codes[found]])
    member = others[starts]
    member = np.where(member == found, others[np.minimum(starts + 1, len(others) - 1)], member)
    return member, whole[:, position[codes[found]]] - table.x[:, found] * weight[found]


def _stands(codes: Ints, rows: Ints, count: int) -> Ints:
    """Say of some rows where they stand in their group: 1 at its end, -1 at its beginning, else 0."""
    ends = np.full((2, count), -1)
    ends[0, codes[::-1]] = np.arange(len(codes))[::-1]
    ends[1, codes] = np.arange(len(codes))
    first, last = ends[:, codes[rows]]
    found: Ints = (rows == last).astype(np.int64) - (rows == first)
    return found


def _met_in_group(figures: Floats, codes: Ints, count: int, weight: Flags) -> Flags:
    """Tell the figures that are about the sum of the others of their group."""
    weighted = figures if weight.all() else figures * weight
    sums = np.bincount(codes, weights=weighted, minlength=count)[codes] if count > 1 else weighted.sum()
    sums = sums - weighted
    found: Flags = (np.abs(figures - sums) <= ROUNDING * sums) & (sums > 0)
    return found


def beside(table: SumTable, row: Ints, member: Ints) -> Hits:
    """Compare rows with one other row each."""
    return measured(table, "above", (row, member, np.ones(len(row), np.int64), table.x[:, member]), 0.0)


def elsewhere(table: SumTable, name: str, codes: Ints) -> Hits:
    """Compare each row with the sums of the groups in which it does not lie."""
    count = int(codes.max()) + 1 if len(codes) else 0
    filled = table.active & (table.size > 0)
    rows = np.bincount(codes, weights=filled, minlength=count)
    groups = np.flatnonzero(rows >= 2)
    chosen = _keys(table)
    if not len(groups) or not chosen:
        return nothing(table, name)
    pairs = [_same(table, filled, groups, codes, columns) for columns in chosen]
    row, group = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    apart = codes[row] != group
    row, group = np.divmod(np.unique(row[apart] * count + group[apart]), count)
    if not len(row):
        return nothing(table, name)
    needed, position = np.unique(group, return_inverse=True)
    place = np.full(count, -1)
    place[needed] = np.arange(len(needed))
    inside = np.flatnonzero((place[codes] >= 0) & table.active)
    where = place[codes[inside]]
    added = [np.bincount(where, table.x[c, inside], len(needed)) for c in range(len(table.x))]
    sums: Floats = np.stack(added).astype(np.float64)
    first = np.full(len(needed), -1)
    first[where[::-1]] = inside[::-1]
    tried = float(np.log2(len(groups)))
    return measured(
        table, name, (row, first[position], rows[group].astype(np.int64), sums[:, position]), tried
    )


def _keys(table: SumTable) -> list[list[int]]:
    """Return sets of columns of which one is met exactly by any total that is off in one cell."""
    sums = table.x[: table.votes].sum(axis=1)
    order = [int(c) for c in np.argsort(-sums, kind="stable") if sums[c] > 0]
    if len(order) >= 4:
        return [order[::2], order[1::2]]
    return [order] if len(order) == 2 else [list(chosen) for chosen in all_but_one(order)]


def _same(table: SumTable, filled: Flags, groups: Ints, codes: Ints, columns: list[int]) -> tuple[Ints, Ints]:
    """Return the pairs of a row and a group whose sums are the same in all of the columns."""
    keys, slots = table.keyed(tuple(columns))
    weights = keys if table.active.all() else keys * table.active
    wanted = np.bincount(codes, weights=weights)[groups].astype(np.float64)
    seen = np.zeros(SLOTS, bool)  # a sieve: most rows are no sum, and are told so without a search
    seen[slots_of(wanted)] = True
    maybe = np.flatnonzero(seen[slots])
    maybe = maybe[filled[maybe]]
    order = np.argsort(wanted, kind="stable")
    low = np.searchsorted(wanted[order], keys[maybe], "left")
    high = np.searchsorted(wanted[order], keys[maybe], "right")
    steps = [(maybe[low + k < high], order[(low + k)[low + k < high]]) for k in range(RUN)]
    row, group = (np.concatenate(parts) for parts in zip(*steps, strict=True))
    return row, groups[group]


def all_but_one(leads: list[int]) -> Iterator[tuple[int, ...]]:
    """Return the columns without each one in turn: one cell of a total may be off."""
    return combinations(leads, max(1, len(leads) - 1))


def nothing(table: SumTable, of: str) -> Hits:
    """Return no hit."""
    empty = np.zeros(0, np.int64)
    return Hits(of, empty, empty, empty, np.zeros(0), np.zeros((0, len(table.x)), bool), np.zeros(0), 0.0)


def measured(
    table: SumTable,
    of: str,
    found: tuple[Ints, Ints, Ints, Floats],
    tried: float,
    given: Floats | None = None,
    parts: Ints | None = None,
) -> Hits:
    """Measure what speaks for each hit, and leave out those in which too much is off."""
    row, member, rows, sums = found
    figures = table.by_column[:, row] if given is None else given
    there = ~np.isnan(figures)
    gap = np.where(there, np.abs(np.nan_to_num(figures) - sums), 0.0)
    off = gap > 0
    must = off[: table.votes].sum(axis=0)
    close = (gap[: table.votes] <= ROUNDING * sums[: table.votes]).all(axis=0)
    met = (there & ~off & (sums > 0))[: table.votes].sum(axis=0)
    some = (there & (sums > 0))[: table.votes].any(axis=0)
    bits = evidence(
        sums,
        gap,
        there,
        votes=table.votes,
        rows=rows.astype(np.float64),
        parts=np.ones(len(row)) if parts is None else parts.astype(np.float64),
        freedom=table.sheets,
        single=given is None,
    )
    good = some & ((must <= 1) | close) & ((met >= 1) | close)
    order = np.flatnonzero(good)
    order = order[np.argsort(-bits[order], kind="stable")]
    _, best = np.unique(row[order], return_index=True)
    kept = order[best]
    larger = len(table.ranked) - np.searchsorted(table.ranked, table.size[row[kept]], "left")
    place = np.maximum(1.0, larger.astype(np.float64))
    return Hits(of, row[kept], member[kept], rows[kept], bits[kept], off[:, kept].T, place, tried)
