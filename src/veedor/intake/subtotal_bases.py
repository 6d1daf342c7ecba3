"""What a row may be the sum of: the rows of its group, a block of rows beside it, a group elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LEADS = 3
"""Columns with the largest sums: all but one of them are met before the others are looked at."""

ROUNDING = 0.001
"""Share by which every cell of a total may be off at once; otherwise one cell may be off by anything."""

SPREAD = 2.5
"""A count of ``n`` comes out as exactly ``n`` about once in ``SPREAD * sqrt(n)``: the peak of its spread."""

_FACTORS = np.random.default_rng(1).integers(1, 1 << 40, 1000) * 2 + 1
"""Make one number of the figures of a row: equal sums have equal numbers, others hardly ever."""

TOGETHER = 8.0
"""Bits more that several rows need which are sums only together: more is lost if they are none."""

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
    tried : int
        How many pairs of a row and a sum were compared.
    twice : bool
        Whether totals are among what was summed.
    """

    of: str
    row: Ints
    member: Ints
    rows: Ints
    bits: Floats
    off: Bools
    tried: int
    twice: bool = False


class Table(Protocol):
    """What the families look at."""

    by_column: Floats
    """Figures, columns x rows, missing as NaN."""
    x: Floats
    """The same with zeros."""
    size: Floats
    """Sum of each row."""
    active: Bools
    """Rows that are not taken for totals."""
    votes: int
    """How many columns must be met."""


def within(table: Table, name: str, codes: Ints, weight: Bools) -> Hits:
    """Compare each row with the sum of the other rows of its group."""
    count = int(codes.max()) + 1 if len(codes) else 0
    filled = weight & (table.size > 0)
    rows = np.bincount(codes, weights=filled, minlength=count)[codes] - filled
    asked = table.active & (table.size > 0) & (rows >= 2)
    leads = _leads(table)
    met = np.zeros(len(codes), np.int64)
    for lead in leads:
        figures = table.x[lead] * weight
        sums = np.bincount(codes, weights=figures, minlength=count)[codes] - figures
        met += np.abs(table.x[lead] - sums) <= ROUNDING * sums
    found = np.flatnonzero(asked & (met >= max(1, len(leads) - 1)))
    if not len(found):
        return _none(table, name)
    wanted = np.zeros(count, bool)
    wanted[codes[found]] = True
    position = np.cumsum(wanted) - 1
    inside = np.flatnonzero(wanted[codes] & weight)
    place = position[codes[inside]]
    own = table.x[:, found] * weight[found]
    sums = np.stack([np.bincount(place, table.x[c, inside], int(wanted.sum())) for c in range(len(table.x))])
    sums = sums[:, position[codes[found]]] - own
    others = inside[np.argsort(place, kind="stable")]
    starts = np.searchsorted(np.sort(place), position[codes[found]])
    member = others[starts]
    member = np.where(member == found, others[np.minimum(starts + 1, len(others) - 1)], member)
    return _hits(table, name, (found, member, rows[found].astype(np.int64), sums), int(asked.sum()))


def blocks(table: Table, *, downwards: bool) -> Hits:
    """Compare each row with the sums of the rows just above it (or below it), as many as it takes."""
    name = "below" if downwards else "above"
    rows = np.flatnonzero(table.active)
    rows = rows[::-1] if downwards else rows
    leads = _leads(table)
    if len(rows) < 3 or not leads:
        return _none(table, name)
    figures = _in_order(table, leads, downwards=downwards)
    large = (figures[:, 2:] * (1 + ROUNDING) >= figures[:, 1:-1] + figures[:, :-2]).sum(axis=0)
    ends = np.flatnonzero((large >= max(1, len(leads) - 1)) & (table.size[rows[2:]] > 0)) + 2
    running = np.concatenate([np.zeros((len(leads), 1)), np.cumsum(figures, axis=1)], axis=1)
    ranges = []
    for lead in range(len(leads)):
        target = running[lead, ends] - figures[lead, ends]
        slack = ROUNDING * figures[lead, ends]
        low = np.searchsorted(running[lead], target - slack, "left")
        high = np.searchsorted(running[lead], target + slack, "right")
        ranges.append((low, np.minimum(high, ends - 1)))
    pairs = [_starts(ends, [ranges[i] for i in chosen]) for chosen in _all_but_one([*range(len(leads))])]
    end, start = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    if not len(end):
        return _none(table, name)
    end, start = np.divmod(np.unique(end * len(rows) + start), len(rows))
    whole = np.concatenate([np.zeros((len(table.x), 1)), np.cumsum(table.x[:, rows], axis=1)], axis=1)
    filled = np.concatenate([[0], np.cumsum(table.size[rows] > 0)])
    several = filled[end] - filled[start] >= 2
    end, start = end[several], start[several]
    sums = whole[:, end] - whole[:, start]
    return _hits(table, name, (rows[end], rows[start], filled[end] - filled[start], sums), len(rows))


def _starts(ends: Ints, ranges: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    low = np.max([r[0] for r in ranges], axis=0)
    high = np.min([r[1] for r in ranges], axis=0)
    steps = [(ends[low + k < high], (low + k)[low + k < high]) for k in range(RUN)]
    return np.concatenate([s[0] for s in steps]), np.concatenate([s[1] for s in steps])


def ends(table: Table, *, downwards: bool) -> list[Hits]:
    """Compare the rows at the end (or the beginning) of the file, together, with all the others.

    Subtotals may stand below the whole table, in a file that does not say what they are of. With a grand
    total among them they sum to twice the others, with totals of two levels to thrice.
    """
    name = "below" if downwards else "above"
    rows = np.flatnonzero(table.active)
    rows = rows[::-1] if downwards else rows
    leads = _leads(table)
    if len(rows) < 4 or not leads:
        return []
    running = np.cumsum(_in_order(table, leads, downwards=downwards), axis=1)
    found = []
    for times in (1, 2, 3):
        wanted = running[:, -1:] / (times + 1)
        met = (np.abs(running - wanted) <= ROUNDING * wanted).sum(axis=0) >= max(1, len(leads) - 1)
        for cut in (np.flatnonzero(met[1:-2]) + 2)[:RUN]:
            head, tail = table.x[:, rows[:cut]].sum(axis=1), table.x[:, rows[cut:]].sum(axis=1) / times
            filled = table.size[rows] > 0
            if filled[cut:].sum() >= filled[:cut].sum() or tail.sum() <= 0:
                continue  # totals are fewer than what they sum
            whole = (rows[cut : cut + 1], rows[:1], filled[:cut].sum(keepdims=True), head[:, None])
            hit = _hits(table, name, whole, len(rows), tail[:, None])
            found += [_spread(hit, rows[cut:])] if len(hit.row) else []
    return found


def _spread(hit: Hits, rows: Ints) -> Hits:
    """Give one hit for several rows that are sums together."""
    many = len(rows)
    return Hits(
        hit.of,
        rows,
        np.repeat(hit.member, many),
        np.full(many, 2),
        np.repeat(hit.bits, many),
        np.zeros((many, hit.off.shape[1]), bool),
        hit.tried,
    )


def beside(table: Table, row: Ints, member: Ints) -> Hits:
    """Compare rows with one other row each."""
    return _hits(table, "above", (row, member, np.ones(len(row), np.int64), table.x[:, member]), len(row))


def elsewhere(table: Table, name: str, codes: Ints) -> Hits:
    """Compare each row with the sums of the groups in which it does not lie."""
    count = int(codes.max()) + 1 if len(codes) else 0
    filled = table.active & (table.size > 0)
    rows = np.bincount(codes, weights=filled, minlength=count)
    groups = np.flatnonzero(rows >= 2)
    asked = np.flatnonzero(filled)
    tried = len(asked) * len(groups)
    chosen = _keys(table, tried)
    if not len(groups) or not chosen:
        return _none(table, name)
    pairs = [_same(table, (asked, groups), codes, columns) for columns in chosen]
    row, group = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    apart = codes[row] != group
    row, group = np.divmod(np.unique(row[apart] * count + group[apart]), count)
    if not len(row):
        return _none(table, name)
    needed, position = np.unique(group, return_inverse=True)
    place = np.full(count, -1)
    place[needed] = np.arange(len(needed))
    inside = np.flatnonzero((place[codes] >= 0) & table.active)
    where = place[codes[inside]]
    sums = np.stack([np.bincount(where, table.x[c, inside], len(needed)) for c in range(len(table.x))])
    first = np.full(len(needed), -1)
    first[where[::-1]] = inside[::-1]
    return _hits(table, name, (row, first[position], rows[group].astype(np.int64), sums[:, position]), tried)


def _keys(table: Table, tried: int) -> list[list[int]]:
    """Give sets of columns of which one is met exactly by any total that is off in one cell."""
    order = _leads(table, len(table.x))
    if len(order) >= 4:
        return [order[::2], order[1::2]]
    if len(order) == 2 and tried > 10**7:  # a single column would be met by chance too often to be looked at
        return [order]
    return [list(chosen) for chosen in _all_but_one(order)]


def _same(table: Table, among: tuple[Ints, Ints], codes: Ints, columns: list[int]) -> tuple[Ints, Ints]:
    """Give the pairs of a row and a group whose sums are the same in all of the columns."""
    asked, groups = among
    keys = np.zeros(table.x.shape[1], np.int64)
    for column, factor in zip(columns, _FACTORS, strict=False):
        keys += table.x[column].astype(np.int64) * factor  # wraps around alike on both sides
    sums = np.zeros(int(codes.max()) + 1, np.int64)
    np.add.at(sums, codes[table.active], keys[table.active])
    keys, wanted = keys[asked], sums[groups]
    seen = np.zeros(1 << 22, bool)  # a sieve: most rows are no sum, and are told so without a search
    seen[_slot(wanted)] = True
    maybe = np.flatnonzero(seen[_slot(keys)])
    order = np.argsort(wanted, kind="stable")
    low = np.searchsorted(wanted[order], keys[maybe], "left")
    high = np.searchsorted(wanted[order], keys[maybe], "right")
    steps = [(maybe[low + k < high], order[(low + k)[low + k < high]]) for k in range(RUN)]
    row, group = (np.concatenate(parts) for parts in zip(*steps, strict=True))
    return asked[row], groups[group]


def _slot(keys: Ints) -> Ints:
    return (keys ^ (keys >> 22)) & ((1 << 22) - 1)


def _in_order(table: Table, columns: list[int], *, downwards: bool) -> Floats:
    """Give the figures of the rows that are no totals, from the top or from the bottom."""
    figures = table.x[columns]
    if not table.active.all():
        figures = figures[:, table.active]
    return figures[:, ::-1] if downwards else figures


def _leads(table: Table, number: int = LEADS) -> list[int]:
    sums = table.x[: table.votes] @ table.active.astype(np.float64)
    order = np.argsort(-sums, kind="stable")[:number]
    return [int(c) for c in order if sums[c] > 0]


def _all_but_one(leads: list[int]) -> Iterator[tuple[int, ...]]:
    return combinations(leads, max(1, len(leads) - 1))


def _none(table: Table, of: str) -> Hits:
    empty = np.zeros(0, np.int64)
    return Hits(of, empty, empty, empty, np.zeros(0), np.zeros((0, len(table.x)), bool), 1)


def _hits(
    table: Table, of: str, found: tuple[Ints, Ints, Ints, Floats], tried: int, given: Floats | None = None
) -> Hits:
    """Measure what speaks for each hit, and leave out those in which too much is off."""
    row, member, rows, sums = found
    figures = table.by_column[:, row] if given is None else given
    there = ~np.isnan(figures)
    gap = np.where(there, np.abs(np.nan_to_num(figures) - sums), 0.0)
    off = gap > 0
    must = off[: table.votes].sum(axis=0)
    close = (gap[: table.votes] <= ROUNDING * sums[: table.votes]).all(axis=0)
    chance = np.minimum(1.0, (2 * gap + 1) / (1 + SPREAD * np.sqrt(sums)))
    chance = np.where(there, chance, 1.0)
    met = (there & ~off & (sums > 0)).sum(axis=0)
    size = (sums * there)[: table.votes].sum(axis=0)
    strayed = gap[: table.votes].sum(axis=0)
    bits = (
        -np.log2(chance).sum(axis=0)
        + np.log2(np.maximum(1.0, np.sqrt(size) / SPREAD / (2 * strayed + 1)))
        + np.log2(rows)
        - np.where(must > 0, np.log2(max(table.votes, 1)), 0.0)
    )
    good = ((must <= 1) | close) & ((met >= 1) | close)
    order = np.flatnonzero(good)
    order = order[np.argsort(-bits[order], kind="stable")]
    _, best = np.unique(row[order], return_index=True)
    kept = order[best]
    return Hits(of, row[kept], member[kept], rows[kept], bits[kept], off[:, kept].T, tried)
