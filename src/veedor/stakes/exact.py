"""Whole-number arithmetic over many sheets that never overflows without a word.

64-bit integers carry the sums wherever a bound shows that they can; where it does not, the same functions
work on Python's own integers (numpy's ``object`` type), slower and without any limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veedor.arrays import Ints

    Amounts = NDArray[Any]
    """Whole numbers, shape (n,): int64 (int32 where each fits), or Python integers where int64 might not hold
    their sum."""

LIMIT = 2**62
"""Sums with a bound below this stay in 64 bits; half of the range, so that two of them can be added."""
NARROW = 2**31
"""Below this an amount fits into 32 bits."""
_FLOAT_LIMIT = 2**53
"""Below this a float holds every integer exactly, which ``bincount`` relies on."""


@dataclass(frozen=True, eq=False)
class VoteColumns:
    """Votes laid out choice by choice, in half the bytes where they fit: sums run over whole columns.

    Parameters
    ----------
    votes : int matrix, shape (n, n_choices)
        Each column in one piece of memory.
    largest : int
        The largest absolute value.
    """

    votes: Ints
    largest: int


def columns_of(votes: Ints) -> VoteColumns:
    """Lay votes out choice by choice."""
    most = largest(votes)
    return VoteColumns(np.asfortranarray(votes, dtype=np.int32 if most < NARROW else votes.dtype), most)


def weighed(columns: VoteColumns, weights: Sequence[int]) -> Amounts:
    """Weigh the votes of every sheet.

    Parameters
    ----------
    columns : VoteColumns
        Votes by sheet.
    weights : sequence of int, shape (n_choices,)
        What a vote of each choice is worth.

    Returns
    -------
    amounts, shape (n,)
        Exact weighted sums by sheet, whose total is exact as well.
    """
    votes = columns.votes
    bound = max(columns.largest, 1) * sum(abs(w) for w in weights)  # a weight fits where its votes are none
    if bound * max(len(votes), 1) >= LIMIT:
        exact: Amounts = votes.astype(object) @ np.array(weights, dtype=object)
        return exact
    result: Amounts = np.zeros(len(votes), dtype=np.int32 if bound < NARROW else np.int64)
    for column, weight in zip(votes.T, weights, strict=True):
        if weight:
            result += column if weight == 1 else column * result.dtype.type(weight)
    return result


def narrowed(amounts: Amounts) -> Amounts:
    """Return amounts in 32 bits where each fits; their sums run in 64 all the same."""
    if amounts.dtype == object or largest(amounts) >= NARROW:
        return amounts
    return amounts.astype(np.int32, copy=False)


def scaled(amounts: Amounts, factor: int) -> Amounts:
    """Multiply amounts by a whole number."""
    wide = amounts.dtype == object or largest(amounts) * abs(factor) * max(len(amounts), 1) >= LIMIT
    amounts = amounts.astype(object if wide else np.int64, copy=False)
    product: Amounts = amounts * factor
    return product


def added(first: Amounts, second: Amounts) -> Amounts:
    """Add two vectors of amounts."""
    wide = (largest(first) + largest(second)) * max(len(first), 1) >= LIMIT
    kind: Any = object if wide or object in (first.dtype, second.dtype) else np.int64
    first, second = first.astype(kind, copy=False), second.astype(kind, copy=False)
    result: Amounts = first + second
    return result


def total(amounts: Amounts) -> int:
    """Sum amounts to a Python integer."""
    if amounts.dtype != object and largest(amounts) * max(len(amounts), 1) < LIMIT:
        return int(amounts.sum())
    return sum(amounts.tolist())


def largest(amounts: NDArray[Any]) -> int:
    """Return the largest absolute value, zero where there is none."""
    if not amounts.size:
        return 0
    return max(abs(int(amounts.max())), abs(int(amounts.min())))


def by_group(amounts: Amounts, codes: Ints, n_groups: int) -> Amounts:
    """Sum amounts within groups.

    Parameters
    ----------
    amounts : amounts, shape (n,)
        What each sheet adds.
    codes : int vector, shape (n,)
        The group of each sheet; negative: none.
    n_groups : int
        How many groups there are.

    Returns
    -------
    amounts, shape (n_groups,)
    """
    inside = codes >= 0
    if not inside.all():
        amounts, codes = amounts[inside], codes[inside]
    if amounts.dtype != object and largest(amounts) * max(len(amounts), 1) < _FLOAT_LIMIT:
        return np.bincount(codes, weights=amounts, minlength=n_groups).astype(np.int64)
    sums: Amounts = np.zeros(n_groups, dtype=object if amounts.dtype == object else np.int64)
    np.add.at(sums, codes, amounts)
    return sums
