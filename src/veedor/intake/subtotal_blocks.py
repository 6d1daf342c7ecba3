"""What a row may be the sum of: the rows just above or below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.subtotal_bases import ROUNDING, RUN, TILED, Hits, all_but_one, measured, nothing
from veedor.intake.subtotal_evidence import dominance

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints
    from veedor.intake.subtotal_table import SumTable

TOGETHER = 8.0
"""Bits more that several rows need which are sums only together: more is lost if they are none."""


def blocks(table: SumTable, *, downwards: bool) -> Hits:
    """Compare each row with the sums of the rows just above it (or below it), as many as it takes."""
    name = "below" if downwards else "above"
    rows = np.flatnonzero(table.active & (table.size > 0))
    rows = rows[::-1] if downwards else rows
    leads = table.leads
    if len(rows) < 3 or not leads:
        return nothing(table, name)
    figures = table.x[np.ix_(np.array(leads), rows)] if len(rows) < table.x.shape[1] else table.x[leads]
    if len(rows) == table.x.shape[1] and downwards:
        figures = figures[:, ::-1]
    running = np.concatenate([np.zeros((len(leads), 1)), np.cumsum(figures, axis=1)], axis=1)
    large = np.zeros(len(rows) - 2, np.int8)
    for lead in figures:
        large += lead[2:] * (1 + ROUNDING) >= lead[1:-1] + lead[:-2]
    ends = np.flatnonzero(large >= max(1, len(leads) - 1)) + 2
    ranges = []
    for lead, own in zip(running, figures, strict=True):
        target = lead[ends] - own[ends]
        slack = ROUNDING * own[ends]
        low = np.searchsorted(lead, target - slack, "left")
        low = np.minimum(low, len(lead) - 1)
        high = np.where(lead[low] <= target + slack, np.minimum(low + RUN, ends - 1), low)
        ranges.append((low, high, lead, target + slack))
    some = np.sum([high > low for low, high, *_ in ranges], axis=0) >= max(1, len(leads) - 1)
    ends = ends[some]
    if not len(ends):
        return nothing(table, name)
    exact = []
    for low, _, lead, limit in ranges:
        high = np.searchsorted(lead, limit[some], "right")
        exact.append((low[some], np.minimum(high, ends - 1)))
    pairs = [_starts(ends, [exact[i] for i in chosen]) for chosen in all_but_one([*range(len(leads))])]
    end, start = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    if not len(end):
        return nothing(table, name)
    end, start = np.divmod(np.unique(end * len(rows) + start), len(rows))
    sums = np.stack([_between(x, rows, start, end) for x in table.x[: table.votes]])
    if len(table.x) > table.votes:  # a sheet without a vote has voters all the same
        every = np.flatnonzero(table.active)
        every = every[::-1] if downwards else every
        place = np.searchsorted(-every if downwards else every, -rows if downwards else rows)
        printed = [_between(x, every, place[start], place[end]) for x in table.x[table.votes :]]
        sums = np.concatenate([sums, np.stack(printed)])
    known = _begins(table, rows[start], downwards=downwards)
    parts = np.where(known, 1, end - start)
    hits = measured(table, name, (rows[end], rows[start], end - start, sums), 0.0, parts=parts)
    sure = _begins(table, hits.member, downwards=downwards)
    hits = replace(hits, order=np.where(sure, np.minimum(hits.order, (~table.active).sum() + 1), hits.order))
    return _tiled(table, hits, rows)


def _tiled(table: SumTable, hits: Hits, rows: Ints) -> Hits:
    """Tell the blocks that follow each other without a gap: where one ends is then no choice."""
    place = np.zeros(len(table.size), np.int64)
    place[rows] = np.arange(len(rows))
    ends = {int(place[m]): i for i, m in enumerate(hits.member)}
    starts, stops = place[hits.member], place[hits.row]
    at, covered, chain = 0, 0, []
    for first in np.sort(starts):
        if first < at:
            continue
        free = np.arange(at, first)  # in between, only rows that are repeated by the total of a single one
        pairs = free.reshape(-1, 2).T if len(free) % 2 == 0 else free[:0].reshape(2, 0)
        if (
            pairs.size
            and (table.x[: table.votes, rows[pairs[0]]] == table.x[: table.votes, rows[pairs[1]]]).all()
        ):
            covered += len(free)
        hit = ends[int(first)]
        chain.append(hit)
        at = int(stops[hit]) + 1
        covered += at - int(first)
    if covered < TILED * len(rows) or len(chain) < 2:
        return hits
    stand = np.zeros(len(hits.row), np.int64)
    stand[chain] = 1
    bits = hits.bits + np.where(stand, np.log2(hits.rows), 0.0)
    order = np.where(stand, np.minimum(hits.order, len(chain)), hits.order)
    return replace(hits, stand=stand, places=len(chain), bits=bits, order=order)


def _begins(table: SumTable, rows: Ints, *, downwards: bool) -> Flags:
    """Tell the rows at which a block begins because a total that was found stands before them."""
    before = rows + 1 if downwards else rows - 1
    inside = (before >= 0) & (before < len(table.active))
    found: Flags = inside & ~table.active[np.clip(before, 0, len(table.active) - 1)]
    return found


def _between(figures: Floats, rows: Ints, start: Ints, end: Ints) -> Floats:
    """Return the sums of the rows from each start to just before each end."""
    if len(start) * 50 < len(rows) and int((end - start).sum()) < len(rows):
        return np.array([figures[rows[a:b]].sum() for a, b in zip(start, end, strict=True)])
    running = np.concatenate([[0.0], np.cumsum(figures[rows])])
    found: Floats = running[end] - running[start]
    return found


def _starts(ends: Ints, ranges: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    low = np.max([r[0] for r in ranges], axis=0)
    high = np.min([r[1] for r in ranges], axis=0)
    steps = [(ends[low + k < high], (low + k)[low + k < high]) for k in range(RUN)]
    return np.concatenate([s[0] for s in steps]), np.concatenate([s[1] for s in steps])


def ends(table: SumTable, *, downwards: bool) -> list[Hits]:
    """Compare the rows at the end (or the beginning) of the file, together, with all the others.

    Subtotals may stand below the whole table, in a file that does not say what they are of. With a grand
    total among them they sum to twice the others, with totals of two levels to thrice.
    """
    name = "below" if downwards else "above"
    rows = np.flatnonzero(table.active & (table.size > 0))
    rows = rows[::-1] if downwards else rows
    leads = table.leads
    if len(rows) < 4 or not leads:
        return []
    running = [np.cumsum(table.x[lead][rows]) for lead in leads]
    found = []
    for times in (1, 2, 3):
        met: dict[int, int] = {}
        for lead in running:
            wanted = lead[-1] / (times + 1)
            low, high = (
                np.searchsorted(lead, (wanted, wanted), "left")[0],
                np.searchsorted(lead, wanted, "right"),
            )
            for cut in range(int(low), min(int(high), int(low) + RUN)):
                met[cut + 1] = met.get(cut + 1, 0) + 1
        for cut in sorted(c for c, n in met.items() if n >= max(1, len(leads) - 1)):
            if not 2 <= cut < len(rows) - 1 or len(rows) - cut >= cut:
                continue  # totals are fewer than what they sum
            here = np.flatnonzero(table.active)  # those without a vote have voters
            first = here > rows[cut] if downwards else here < rows[cut]
            head, tail = table.x[:, here[first]].sum(axis=1), table.x[:, here[~first]].sum(axis=1) / times
            whole = (rows[cut : cut + 1], rows[:1], np.array([cut]), head[:, None])
            hit = measured(table, name, whole, TOGETHER, tail[:, None], parts=np.array([len(rows)]))
            hit = replace(hit, bits=hit.bits + _larger(table.size[rows[:cut]], table.size[rows[cut:]]))
            found += [_spread(hit, rows[cut:])] if len(hit.row) else []
    return found


def _larger(sheets: Floats, totals: Floats) -> Floats:
    """Return the bits by which totals are larger than sheets: two halves of a list of sheets are alike."""
    logs = np.append(np.log(sheets), np.log(totals).mean())
    return dominance(np.exp(logs[-1:]), (float(logs.mean()), float(logs.std()), len(logs)))


def _spread(hit: Hits, rows: Ints) -> Hits:
    """Return one hit for several rows that are sums together."""
    many = len(rows)
    return Hits(
        hit.of,
        rows,
        np.repeat(hit.member, many),
        np.full(many, 2),
        np.repeat(hit.bits, many),
        np.zeros((many, hit.off.shape[1]), bool),
        np.ones(many),
        hit.tried,
    )
