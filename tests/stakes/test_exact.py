"""Whole numbers stay whole: sums and products beside those of Python, around every limit of the machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.stakes.exact import (
    LIMIT,
    NARROW,
    added,
    by_group,
    columns_of,
    largest,
    narrowed,
    scaled,
    total,
    weighed,
)

EDGES = [0, 1, 2, 7, 300, NARROW - 1, NARROW, NARROW + 1, 2**53 - 1, 2**53 + 1, 2**60 + 3, LIMIT // 4]
numbers = st.sampled_from([*EDGES, *(-n for n in EDGES)])
votes_ = st.sampled_from([n for n in EDGES if n <= 2**53 + 1])
MANY = settings(max_examples=300, deadline=None)


@MANY
@given(st.lists(st.tuples(votes_, votes_, votes_), max_size=5), st.tuples(numbers, numbers, numbers))
def test_weighed_votes_and_their_sum_are_exact(
    votes: list[tuple[int, int, int]], weights: tuple[int, ...]
) -> None:
    matrix = np.array(votes, dtype=np.int64).reshape(-1, 3)
    found = weighed(columns_of(matrix), weights)
    exact = [sum(n * w for n, w in zip(row, weights, strict=True)) for row in votes]
    assert [int(n) for n in found] == exact
    assert total(found) == int(found.sum()) == sum(exact)
    assert largest(found) == max(map(abs, exact), default=0)


@MANY
@given(st.lists(numbers, max_size=4), st.lists(numbers, max_size=4), numbers)
def test_sums_and_products_are_exact(first: list[int], second: list[int], factor: int) -> None:
    size = min(len(first), len(second))
    one, other = (np.array(some[:size], dtype=np.int64) for some in (first, second))
    sums = added(one, other)
    assert [int(n) for n in sums] == [a + b for a, b in zip(first, second, strict=False)]
    assert int(sums.sum()) == sum(map(int, sums))  # also as numpy runs over them
    found = scaled(one, factor)
    assert int(found.sum()) == sum(map(int, found))
    assert [int(n) for n in found] == [a * factor for a in first[:size]]
    assert total(found) == sum(a * factor for a in first[:size])
    assert [int(n) for n in scaled(added(found, other.astype(object)), factor)] == [
        (a * factor + b) * factor for a, b in zip(first, second, strict=False)
    ]


@MANY
@given(st.lists(st.tuples(votes_, st.integers(-1, 3)), max_size=6), st.booleans())
def test_sums_of_groups_are_exact(rows: list[tuple[int, int]], wide: bool) -> None:
    amounts = np.array([n for n, _ in rows], dtype=object if wide else np.int64)
    codes = np.array([code for _, code in rows], dtype=np.int64)
    found = by_group(amounts, codes, 4)
    assert [int(n) for n in found] == [sum(n for n, code in rows if code == group) for group in range(4)]


@pytest.mark.parametrize(
    ("most", "kind"),
    [(0, np.int32), (NARROW - 1, np.int32), (1 - NARROW, np.int32), (NARROW, np.int64), (-NARROW, np.int64)],
)
def test_what_fits_takes_half_the_memory(most: int, kind: type) -> None:
    amounts = narrowed(np.array([1, most], dtype=np.int64))
    assert amounts.dtype == kind
    assert amounts.tolist() == [1, most]
    votes = columns_of(np.array([[abs(most), 1]], dtype=np.int64))
    assert votes.largest == max(abs(most), 1)
    assert votes.votes.tolist() == [[abs(most), 1]]
    assert votes.votes.dtype == (np.int32 if abs(most) < NARROW else np.int64)
    assert narrowed(np.array([1, most], dtype=object)).dtype == object
    assert weighed(votes, [1, 0]).dtype == (np.int32 if abs(most) < NARROW else np.int64)


def test_groups_whose_sum_no_float_holds_are_exact() -> None:
    amounts = np.array([2**52 + 1, 2**52 + 2, 5, 2**52 + 7], dtype=np.int64)
    assert by_group(amounts, np.array([0, 0, 1, 0]), 2).tolist() == [3 * 2**52 + 10, 5]
