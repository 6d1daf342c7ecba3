"""Totals that only the other totals tell: of a single row, or with several cells off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.subtotal_bases import TILED, beside
from veedor.intake.subtotal_row import TotalRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.subtotal_table import Ints, SumTable

TWIN = 5.0
"""Bits from which a row repeats its neighbour, where each block of the file has a total."""


def twins(table: SumTable) -> Iterator[TotalRow]:
    """Give the totals of groups of one row: told by where the totals of the other groups stand."""
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
    """Give the total of the row's group that a row is about, however many cells are off."""
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
