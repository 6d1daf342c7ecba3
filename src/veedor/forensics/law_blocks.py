"""The law of each sheet, written once, in blocks that stay in the cache of a processor."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veedor.count.betabinomial import pmf, window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.arrays import Floats, Ints


_WHOLE = 20_000_000
"""Cells up to which every law is written whole; of more, each only as far as it reaches."""
_ENOUGH = 100
"""Sheets of each size, on average, from which on those of one size are written together."""
_ALIKE = 250_000
"""Cells of a table of laws that are written to the same width."""
_BLOCK = 16_000
"""Cells of a block of laws: 128 kB, which stay in the cache of a processor."""


class LawBlock(NamedTuple):
    """Laws of some sheets; ``times`` says how many of the rows, in their order, each law is that of."""

    rows: Ints
    times: Ints | None
    trials: Ints
    first: int
    law: Floats


def blocks(trials: Ints, rate: Floats, rho: Floats) -> Iterator[LawBlock]:
    """Write all laws, in the way that costs least."""
    if int(trials.sum()) <= _WHOLE:
        return _whole(trials, rate, rho)
    of_one_size = len(np.unique(trials)) * _ENOUGH <= len(trials)
    return (_of_sizes if of_one_size else _of_widths)(trials, rate, rho)


def _whole(trials: Ints, rate: Floats, rho: Floats) -> Iterator[LawBlock]:
    """Write each law once, however many sheets have it, with all of its numbers."""
    for alike in _alike(trials):
        width = int(trials[alike[-1]]) + 1
        step = max(1, _BLOCK // width)
        order, start = _sorted_laws(trials[alike], rate[alike], rho[alike])
        rows = alike[order]
        for i in range(0, len(start) - 1, step):
            ends = start[i : i + step + 1]
            one = rows[ends[:-1]]
            law = pmf(trials[one], rate[one], rho[one], width)
            yield LawBlock(rows[ends[0] : ends[-1]], np.diff(ends), trials[one], 0, law)


def _of_widths(trials: Ints, rate: Floats, rho: Floats) -> Iterator[LawBlock]:
    """Write laws of any size as far as they reach, those together that reach about equally far."""
    low, high = window(trials, rate, rho)
    order = np.lexsort((low, np.ceil(2 * np.log2(high - low + 1))))
    start = 0
    while start < len(order):
        step = max(1, _BLOCK // int(high[order[start]] - low[order[start]] + 1))
        here = order[start : start + step]
        first = int(low[here].min())
        width = int(high[here].max()) - first + 1
        yield LawBlock(
            here, None, trials[here], first, pmf(trials[here], rate[here], rho[here], width, first)
        )
        start += step


def _of_sizes(trials: Ints, rate: Floats, rho: Floats) -> Iterator[LawBlock]:
    """Write each law once, however many sheets have it, as far as it reaches, size by size."""
    order, start = _sorted_laws(trials, rate, rho)
    one = order[start[:-1]]
    n, p, spread = trials[one], rate[one], rho[one]
    low, high = window(n, p, spread)
    # of one size, with windows about alike
    for begin, end in pairwise([0, *(np.flatnonzero(np.diff(n)) + 1).tolist(), len(n)]):
        step = max(1, _BLOCK // int(np.median(high[begin:end] - low[begin:end]) + 1))
        for i in range(begin, end, step):
            j = min(i + step, end)
            first = int(low[i:j].min())
            width = int(high[i:j].max()) - first + 1
            law = _of_one_size(n[i:j], p[i:j], spread[i:j], width, first)
            yield LawBlock(order[start[i] : start[j]], np.diff(start[i : j + 1]), n[i:j], first, law)


def _sorted_laws(trials: Ints, rate: Floats, rho: Floats) -> tuple[Ints, Ints]:
    """Return sheets in the order of their laws, and where the sheets of each begin, with the end of all."""
    order = np.lexsort((rho, rate, trials))
    new = np.ones(len(order) + 1, dtype=bool)
    new[1:-1] = np.any([np.diff(values[order]) != 0 for values in (trials, rate, rho)], axis=0)
    return order, np.flatnonzero(new)


def _of_one_size(trials: Ints, rate: Floats, rho: Floats, width: int, first: int) -> Floats:
    """Return what :func:`~veedor.count.betabinomial.pmf` gives in half the time; all trials are equal."""
    k = np.arange(first, first + width - 1, dtype=float)
    left = float(trials[0]) - k
    p = np.clip(rate, 1e-12, 1 - 1e-12)
    law = np.ones((len(trials), width))
    ratio = law[:, 1:]
    np.multiply(rho[:, None], k, out=ratio)
    ratio += (p * (1 - rho))[:, None]
    ratio *= np.maximum(left, 0) / (k + 1)
    below = rho[:, None] * (left - 1)
    below += ((1 - p) * (1 - rho))[:, None]
    ratio /= np.maximum(below, 1e-300, out=below)
    with np.errstate(over="ignore", invalid="ignore"):
        np.multiply.accumulate(law, axis=1, out=law)
        total = law.sum(axis=1, keepdims=True)
    if not np.isfinite(total).all():  # very unlike rates in one block: on the scale of logarithms
        return pmf(trials, rate, rho, width, first)
    law /= total
    return law


def _alike(trials: Ints) -> Iterator[Ints]:
    """Part the rows by their size, so that no law is written far beyond its last number."""
    order = np.argsort(trials, kind="stable")
    width = trials[order] + 1
    start = 0
    while start < len(order):
        cells = width[start : start + _ALIKE] * np.arange(1, min(len(order) - start, _ALIKE) + 1)
        rows = order[start : start + max(1, int(np.searchsorted(cells, _ALIKE)))]
        yield rows
        start += len(rows)
