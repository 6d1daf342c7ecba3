"""Sort and cumulate beside trying every set, for small losses, large ones and those of no machine's size."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.stakes.prefix import SPREAD, at_most, heaviest, shortest
from veedor.stakes.rows import _first_common

SIZES = [0, 1, 2, 3, 5, SPREAD - 1, SPREAD, SPREAD + 1, 2**16, 2**31, 2**32 - 1, 2**32, 2**33 + 5]
losses_ = st.lists(st.sampled_from([*SIZES, *(-n for n in SIZES)]), max_size=6)
MANY = settings(max_examples=300, deadline=None)


def subsets(losses: list[int], k: int) -> list[int]:
    """What every set of at most k units loses."""
    return [sum(some) for size in range(min(k, len(losses)) + 1) for some in combinations(losses, size)]


@MANY
@given(losses_, st.booleans(), st.data())
def test_no_fewer_units_reach_an_amount(losses: list[int], wide: bool, data: st.DataObject) -> None:
    amounts = np.array(losses, dtype=object if wide else np.int64)
    most = sum(n for n in losses if n > 0)
    need = data.draw(st.sampled_from(sorted({-1, 0, 1, most, most + 1, most // 2, *(n + 1 for n in losses)})))
    sizes = [k for k in range(len(losses) + 1) if max(subsets(losses, k)) >= need]
    assert shortest(amounts, need) == (0 if need <= 0 else min(sizes, default=None))


@MANY
@given(losses_, st.booleans())
def test_the_heaviest_lose_most_and_stand_in_order(losses: list[int], wide: bool) -> None:
    amounts = np.array(losses, dtype=object if wide else np.int64)
    for k in range(len(losses) + 1):
        order = heaviest(amounts, k).tolist()
        # equal losses in the order of the units, so that every machine names the same ones
        assert order == sorted(range(len(losses)), key=lambda i: (-losses[i], i))[:k]


@MANY
@given(losses_, st.booleans())
def test_at_most_so_many_units_lose_so_much(losses: list[int], wide: bool) -> None:
    amounts = np.array(losses, dtype=object if wide else np.int64)
    for k in (-1, *range(len(losses) + 2)):
        assert at_most(amounts, k) == max(subsets(losses, max(k, 0)))


@pytest.mark.parametrize("value", [1, SPREAD, SPREAD + 1])
def test_equal_losses_are_counted_together(value: int) -> None:
    amounts = np.full(1000, value, dtype=np.int64)
    assert shortest(amounts, 500 * value) == 500
    assert shortest(amounts, 500 * value + 1) == 501
    assert shortest(amounts, 1000 * value + 1) is None
    assert heaviest(amounts, 3).tolist() == [0, 1, 2]
    assert at_most(amounts, 10) == 10 * value


@MANY
@given(
    st.lists(st.tuples(*[st.integers(-2, 5)] * 3), min_size=1, max_size=7),
    st.tuples(*[st.integers(0, 9)] * 3),
)
def test_the_first_units_that_reach_every_goal_are_the_fewest_in_their_order(
    losses: list[tuple[int, ...]], goals: tuple[int, ...]
) -> None:
    reached = [
        k
        for k in range(1, len(losses) + 1)
        if all(sum(column[:k]) >= goal for column, goal in zip(zip(*losses, strict=True), goals, strict=True))
    ]
    sums = [np.array(column).cumsum() for column in zip(*losses, strict=True)]
    assert _first_common(sums, list(goals)) == min(reached, default=None)
