"""Totals without some sheets, and what the rule makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakes.build_stakes import count
from veedor.count.without import altered
from veedor.errors import QuestionError
from veedor.model import OutcomeKind
from veedor.rules import decide, load

VOTES = [[6, 1, 0, 1, 0], [1, 6, 0, 0, 0], [5, 2, 1, 0, 0]]


@given(rows=st.sets(st.integers(0, 2)))
def test_without_is_the_sum_of_the_others(rows: set[int]) -> None:
    whole = count(VOTES, [10, 9, 8], regions=["N", "N", "S"])
    index = np.array(sorted(rows), dtype=np.int64)
    left = altered(whole, index, None, ["region"])
    others = whole.take(np.array([i for i in range(3) if i not in rows], dtype=np.int64)).tally()
    assert dict(left.votes) == dict(others.votes)
    assert left.registered == 27  # voters of an annulled sheet stay on the roll
    assert sum(area.cast for area in left.areas["region"].values()) == left.cast
    assert set(left.areas["region"]) == {"N", "S"}


def test_other_contents_are_put_in_the_place_of_the_old_ones() -> None:
    whole = count(VOTES, [10, 9, 8], regions=["N", "N", "S"])
    tally = altered(whole, np.array([2]), np.array([[0, 8, 0, 0, 0]]), ["region"])
    assert [tally.votes[c.choice_id] for c in whole.contest.choices] == [7, 15, 0, 1, 0]
    assert tally.areas["region"][whole.member_of("region")[2]].cast == 8
    mask = np.array([False, False, True])
    assert altered(whole, mask, np.array([[0, 8, 0, 0, 0]])).votes == tally.votes


def test_a_win_that_annulling_creates_is_seen() -> None:
    whole = count([[5, 0, 0, 0, 0], [4, 9, 2, 0, 0]])
    tally = altered(whole, np.array([1]), None)
    assert decide(load("bo-president-2009"), tally).winner == "A"
    assert tally.valid == 5
    before = altered(whole, np.array([], dtype=np.int64), None)
    assert decide(load("bo-president-2009"), before).kind is OutcomeKind.RUNOFF


@pytest.mark.parametrize("rows", [[0, 0], [3], [-1]])
def test_rows_that_cannot_be(rows: list[int]) -> None:
    with pytest.raises(QuestionError):
        altered(count(VOTES), np.array(rows), None)


def test_contents_of_another_shape_are_refused() -> None:
    with pytest.raises(QuestionError, match="shape"):
        altered(count(VOTES), np.array([0, 1]), np.zeros((1, 5), dtype=np.int64))
    with pytest.raises(QuestionError, match="mask"):
        altered(count(VOTES), np.array([True]), None)
