"""Totals over totals, read as a tree: each total stands beside what it sums, and totals are summed in turn.

Rows are read one after the other, as an expression in postfix notation is: each either is a sheet, or the sum
of the last few things read, which it then stands for. The reading that explains most is kept (a beam search:
what is right of a row is told only by the total above it). So a subtotal of a single sheet, which merely
repeats it, and one with a cell that is off are told by the totals over them: taken for sheets they would be
counted once more there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from veedor.intake.subtotal_evidence import SPREAD
from veedor.intake.subtotal_table import TotalRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from veedor.arrays import Floats, Ints
    from veedor.intake.subtotal_table import SumTable

MOST = 20_000
"""Rows, at the most, that are read so."""

UNASKED = 3_000
"""Rows, at the most, that are read so although nothing else has found a total."""

STEPS = 20_000
"""Rows times readings that are followed at once."""

WIDEST = 24
"""Readings that are followed at once, at the most."""

COLUMNS = 7
"""Columns that are compared one by one; the others as their sum."""

SOME = 2.0
"""Bits against any row being a total."""

LONE = 5.0
"""Further bits against a row that repeats the one before it."""

FAULTY = 4.0
"""Further bits against a total with a cell that is off."""

CLEAR = 11.0
"""Bits, beyond what the number of rows explains, from which a total needs no other witness."""

SYSTEM = 14.0
"""Bits from which totals together are a system: 1,100 made tables of all kinds without totals reach 5."""

IN_SYSTEM = 3.0
"""Bits that a total of a system needs."""


@dataclass(frozen=True, eq=False)
class _Node:
    """A sheet, or a total with what it sums."""

    row: int
    sums: Floats
    printed: Floats
    members: tuple[_Node, ...] = ()
    bits: float = 0.0
    off: bool = False


_Stack: TypeAlias = "tuple[_Node, _Stack] | None"


def nested(table: SumTable) -> tuple[dict[int, TotalRow], bool]:
    """Read the rows as totals over totals, in both directions, and give those of the better reading.

    Parameters
    ----------
    table : SumTable
        The rows, with the totals found so far: a reading must confirm one, or be clear by itself.

    Returns
    -------
    totals : dict of int to TotalRow
        By the row.
    whole : bool
        Whether one total sums everything: then no other row is a total.
    """
    rows = np.flatnonzero(table.size > 0)
    if not 3 <= len(rows) <= (MOST if table.found else UNASKED):
        return {}, False
    readings: list[tuple[float, int, list[_Node], _Node | None, bool]] = []
    for counts in _weights(table):
        for downwards in (False, True):
            order = rows[::-1] if downwards else rows
            score, roots, grand = _read(table, order, counts)
            readings.append((score, -len(readings), roots, grand, downwards))
    score, _, roots, grand, downwards = max(readings, key=lambda r: r[:2])
    tops = roots if grand is None else [grand]
    system = score >= SYSTEM and sum(len(n.members) > 1 and not n.off for n in _nodes(tops)) >= 2
    if not system and not table.found:
        return {}, False
    accepted = dict(_accepted(table, tops, len(rows), system=system))
    name = "below" if downwards else "above"
    whole = len(tops) == 1 and tops[0].row in accepted
    totals = {
        row: _told(table, node, name, whole=whole and node is tops[0]) for row, node in accepted.items()
    }
    return totals, whole


def _weights(table: SumTable) -> Iterator[Floats]:
    yield np.ones(len(table.size))
    if table.counted is not None and not table.counted.all():
        yield table.counted.astype(np.float64)


def _read(table: SumTable, order: Ints, counts: Floats) -> tuple[float, list[_Node], _Node | None]:
    """Return the best reading: what speaks for it, what stands at its top, a grand total at the far end."""
    figures = _columns(table)
    worth = _worth(table, figures)
    width = int(np.clip(STEPS // len(order), 2, WIDEST))
    beam: list[tuple[float, _Stack]] = [(0.0, None)]
    for row in order:
        own = figures[row]
        leaf = _Node(int(row), own * counts[row], own)
        grown: list[tuple[float, _Stack]] = []
        for (score, stack), totals in zip(beam, _totals(int(row), own, beam, worth), strict=True):
            grown.append((score, (leaf, stack)))
            grown += [(score + node.bits, (node, rest)) for node, rest in totals]
        grown.sort(key=lambda reading: -reading[0])
        beam = grown[:width]
    return max((_ended(score, stack, worth) for score, stack in beam), key=lambda r: r[0])


def _columns(table: SumTable) -> Floats:
    """Return the figures that are compared, rows x columns: of many columns the largest, and the rest."""
    votes = table.x[: table.votes]
    votes = votes[votes.sum(axis=1) > 0]
    if len(votes) > COLUMNS + 1:
        order = np.argsort(-votes.sum(axis=1), kind="stable")
        votes = np.vstack([votes[order[:COLUMNS]], votes[order[COLUMNS:]].sum(axis=0)])
    return np.ascontiguousarray(votes.T)


def _worth(table: SumTable, figures: Floats) -> Floats:
    """Return a factor for each column: how freely its figures vary."""
    units = np.array([max(1.0, float(np.gcd.reduce(c.astype(np.int64)))) for c in figures.T])
    return SPREAD * table.sheets.factor / units


def _totals(
    row: int, own: Floats, beam: list[tuple[float, _Stack]], worth: Floats
) -> list[list[tuple[_Node, _Stack]]]:
    """Return the totals that a row may be in each reading: of the last thing read, the last two, and so on.

    All readings are followed at once, a step each: a call of NumPy costs more than figures of a few columns.
    """
    found: list[list[tuple[_Node, _Stack]]] = [[] for _ in beam]
    rests = [stack for _, stack in beam]
    members: list[list[_Node]] = [[] for _ in beam]
    enough, most_off = min(2, len(own)), int(len(own) > 1)
    alive = [k for k, stack in enumerate(rests) if stack is not None]
    sums = printed = np.zeros((len(alive), len(own)))
    depth = 0
    while alive:
        depth += 1
        tops = []
        for k in alive:
            top, rests[k] = rests[k]  # type: ignore[misc] # only readings with a rest are alive
            members[k].append(top)
            tops.append(top)
        sums = sums + np.array([node.sums for node in tops])
        printed = printed + np.array([node.printed for node in tops])
        gaps, others = np.abs(sums - own), np.abs(printed - own)
        off, off_others = np.count_nonzero(gaps, axis=1), np.count_nonzero(others, axis=1)
        hits = np.flatnonzero(np.minimum(off, off_others) <= most_off)
        if len(hits):
            gaps = np.where((off_others < off)[hits, None], others[hits], gaps[hits])
            for hit, bits, faulty in zip(hits, _bits(own, gaps, worth, depth), gaps.any(axis=1), strict=True):
                k = alive[hit]
                node = _Node(row, sums[hit], own, tuple(members[k]), float(bits), bool(faulty))
                found[k].append((node, rests[k]))
        over = ((sums > own).sum(axis=1) >= enough) & ((printed > own).sum(axis=1) >= enough)
        going = [n for n, k in enumerate(alive) if not over[n] and rests[k] is not None]
        alive, sums, printed = [alive[n] for n in going], sums[going], printed[going]
    return found


def _bits(own: Floats, gaps: Floats, worth: Floats, members: int) -> Floats:
    """Return what speaks for a row being each of some sums, by their gaps, sums x columns."""
    free = np.log2((1 + worth * np.sqrt(own)) / (2 * gaps + 1))
    bits: Floats = np.maximum(0.0, free).sum(axis=1) - SOME - np.log2(members)
    bits -= LONE if members == 1 else 0.0
    bits -= np.where(gaps.any(axis=1), FAULTY + np.log2(max(1, len(own))), 0.0)
    return bits


def _ended(score: float, stack: _Stack, worth: Floats) -> tuple[float, list[_Node], _Node | None]:
    """Look at what stands at the top: its first row may be the total of all that follows."""
    roots: list[_Node] = []
    while stack is not None:
        node, stack = stack
        roots.append(node)
    roots.reverse()
    first, rest = roots[0], roots[1:]
    if len(rest) >= 2 and not first.members:
        sums = np.sum([node.sums for node in rest], axis=0)
        if (sums == first.printed).all():
            bits = float(_bits(first.printed, np.zeros((1, len(sums))), worth, 2)[0])
            grand = _Node(first.row, sums, first.printed, tuple(rest), bits)
            return score + bits, rest, grand
    return score, roots, None


def _accepted(table: SumTable, tops: list[_Node], rows: int, *, system: bool) -> Iterator[tuple[int, _Node]]:
    """Return the totals that are clear, found before, of a system, or summed by one that is."""
    clear = CLEAR + float(np.log2(rows))
    waiting = [(node, False) for node in tops]
    while waiting:
        node, sure = waiting.pop()
        several = len(node.members) > 1
        known = node.row in table.found or (several and node.bits >= clear and not node.off)
        sure = bool(node.members) and (sure or known or (system and node.bits >= IN_SYSTEM))
        if sure:
            yield node.row, node
        waiting += [(member, sure) for member in node.members]


def _told(table: SumTable, node: _Node, name: str, *, whole: bool) -> TotalRow:
    sheets = np.array([n.row for n in _nodes([node]) if not n.members], np.int64)
    sums = table.x[: table.votes, sheets].sum(axis=1)
    off = tuple(int(c) for c in np.flatnonzero(table.x[: table.votes, node.row] != sums))
    farthest = int(sheets[np.argmax(np.abs(sheets - node.row))])
    if whole:
        return TotalRow(node.row, "grand", "all", farthest, len(sheets), off)
    return TotalRow(node.row, "sub", name, farthest, len(sheets), off)


def _nodes(tops: Iterable[_Node]) -> Iterator[_Node]:
    """Return what was read, each total before what it sums."""
    waiting = [*tops]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.members


def merged(found: Mapping[int, TotalRow], table: SumTable) -> dict[int, TotalRow]:
    """Return the totals found and those of the reading; of a reading of everything those alone."""
    totals, whole = nested(table)
    if not whole:
        return {**totals, **found}
    return {row: found.get(row, total) for row, total in totals.items()} | {
        row: total for row, total in found.items() if not table.size[row]
    }
