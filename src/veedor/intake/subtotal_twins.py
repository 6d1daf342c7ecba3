"""Totals that only other totals tell: of a single row, with several cells off, or whole files of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.subtotal_bases import TILED, beside
from veedor.intake.subtotal_evidence import SPREAD
from veedor.intake.subtotal_table import TotalRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.arrays import Flags, Floats, Ints
    from veedor.intake.subtotal_table import SumTable

TWIN = 5.0
"""Bits from which a row repeats its neighbour, where each block of the file has a total."""


def twins(table: SumTable) -> Iterator[TotalRow]:
    """Return the totals of groups of one row: told by where the totals of the other groups stand."""
    yield from _lone_pair(table)
    yield from _neighbours(table)
    for name, codes in table.groups.items():
        if name != "all":
            yield from _twins_of(table, name, codes)


def _lone_pair(table: SumTable) -> Iterator[TotalRow]:
    """Two equal rows are the only ones with figures: one is a total if something else says so too."""
    rows = np.flatnonzero(table.active & (table.size > 0))
    if len(rows) == 2 and not table.found and _equal(table, *rows):
        first, last = (int(r) for r in rows)
        if table.witness[last] and not table.witness[first]:
            yield TotalRow(last, "grand", "all", first, 1)
        elif table.witness[first] and not table.witness[last]:
            yield TotalRow(first, "grand", "all", last, 1)


def _neighbours(table: SumTable) -> Iterator[TotalRow]:
    """Where each block has its total beside it, find rows that repeat the only row of their block."""
    ways = [total.of for total in table.found.values()]
    places = np.array([t.row - t.member for t in table.found.values() if t.kind == "sub"])
    if not len(places):
        return
    after = ways.count("above") + (places > 0).sum() >= ways.count("below") + (places < 0).sum()
    order = np.arange(len(table.size)) if after else np.arange(len(table.size))[::-1]
    rows = order[table.active[order]]
    step = 1 if after else -1
    tried = np.log2(len(places) + 1)
    alike = np.flatnonzero(table.numbers[rows[1:]] == table.numbers[rows[:-1]])
    hits = beside(table, rows[alike + 1], rows[alike])
    new: set[int] = set()
    for row, member, bits in zip(hits.row[::step], hits.member[::step], hits.bits[::step], strict=True):
        before = member - step
        begins = not 0 <= before < len(table.size) or before in new or not table.active[before]
        low, high = sorted((int(row), int(member)))
        together = (table.numbers[low:high] == table.numbers[row]).all()
        if begins and together and member not in new and bits >= tried + TWIN:
            new.add(int(row))
            yield TotalRow(int(row), "sub", "above" if after else "below", int(member), 1)


def _equal(table: SumTable, one: int, other: int) -> bool:
    return bool((table.x[: table.votes, one] == table.x[: table.votes, other]).all())


def _twins_of(table: SumTable, name: str, codes: Ints) -> Iterator[TotalRow]:
    totals = np.array([t.row for t in table.found.values() if t.of == name and not t.twice], np.int64)
    if not len(totals):
        return
    count = int(codes.max()) + 1
    has = np.zeros(count, bool)
    has[codes[totals]] = True
    members = np.bincount(codes, minlength=count)
    full = members >= 3
    if not full.any() or (has & full).sum() < TILED * full.sum():
        return
    last = np.zeros(count, np.int64)
    last[codes] = np.arange(len(codes))
    after = bool((last[codes[totals]] == totals).mean() > 0.5)
    lone = np.bincount(codes, weights=table.active & (table.size > 0), minlength=count)
    for group in np.flatnonzero(~has & (lone == 2)):
        rows = np.flatnonzero((codes == group) & table.active & (table.size > 0))
        first, second = (int(r) for r in rows)
        if _equal(table, first, second):
            row, member = (second, first) if after else (first, second)
            yield TotalRow(row, "sub", name, member, 1)


def near_total(table: SumTable, row: int) -> TotalRow | None:
    """Return the total of the row's group that a row is about, however many cells are off."""
    for name, codes in table.groups.items():
        others = table.active & (codes == codes[row])
        others[row] = False
        sums = table.x[: table.votes, others].sum(axis=1)
        own = table.x[: table.votes, row]
        if others.any() and abs(own.sum() - sums.sum()) <= 0.02 * sums.sum():
            whole = name == "all"
            off = tuple(int(c) for c in np.flatnonzero(own != sums))
            member = int(np.flatnonzero(others)[0])
            return TotalRow(row, "grand" if whole else "sub", name, member, int(others.sum()), off)
    return None


OTHERS = "others"
"""What such a row is said to sum."""

MARGIN = 11.0
"""Bits from which equal sums are no accident."""


def summaries(table: SumTable, codes: Ints) -> Iterator[TotalRow]:
    """Return the rows of files that hold the sums of the other ones.

    Parameters
    ----------
    table : SumTable
        The rows, with the totals found so far.
    codes : array of int
        The file or worksheet of each row.
    """
    filled = table.size > 0
    if not filled.any():
        return
    count = int(codes.max()) + 1
    votes = table.x[: table.votes]
    own = np.stack([_sums(codes, figures, count) for figures in votes])
    kept = np.stack([_sums(codes, figures * table.active, count) for figures in votes])
    rows = _sums(codes, filled, count)
    sure = _bits(table, own) >= MARGIN + np.log2(max(1, count - 2))
    for file in np.flatnonzero(sure & (_whole(own, kept, rows) | _each(table, codes, rows))):
        here = np.flatnonzero((codes == file) & filled)
        member = int(np.flatnonzero((codes != file) & filled)[0])
        others = int(rows.sum() - rows[file])
        yield from (TotalRow(int(row), "sub", OTHERS, member, others) for row in here)


def _sums(codes: Ints, figures: Floats | Flags, count: int) -> Floats:
    return np.bincount(codes, figures, count).astype(np.float64)


def _bits(table: SumTable, sums: Floats) -> Floats:
    """Return how surprising it would be for other votes to have these sums."""
    found: Floats = np.log2(1 + SPREAD * table.sheets.factor * np.sqrt(sums)).sum(axis=0)
    return found


def _whole(own: Floats, kept: Floats, rows: Floats) -> Flags:
    """Tell the files that sum to all the others together, with or without a total of their own."""
    others = kept.sum(axis=1, keepdims=True) - kept
    met = [(own == times * others).all(axis=0) for times in (1, 2)] + [(kept == others).all(axis=0)]
    # of two files with the same sums the shorter one is the summary
    most = rows.sum() - rows - (1 if (rows > 0).sum() < 3 else 0)
    shorter = (rows <= most) & (rows > 0)
    found: Flags = np.any(met, axis=0) & shorter & (others.sum(axis=0) > 0)
    return found


def _each(table: SumTable, codes: Ints, rows: Floats) -> Flags:
    """Tell the files in which each row is the sum of one other file, of several rows in some."""
    filled = table.size > 0
    sums = _sums(codes, table.numbers, len(rows))
    several = rows >= 2
    one = np.isin(table.numbers, sums[rows > 0]) & filled
    clear = np.isin(table.numbers, sums[several]) & filled
    own = sums[codes] == table.numbers  # a file of one row is its own sum
    met = _sums(codes, one & ~own, len(rows))
    found: Flags = several & (met == rows) & (_sums(codes, clear, len(rows)) > 0)
    return found
