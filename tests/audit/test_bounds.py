"""Slack, bounds and overstatements: by hand, by brute force, and the MACRO vectors."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.build_audit import lead, share, sheets_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.capacity import Cap
from veedor.audit.joint_bounds import _larger, joint_bounds
from veedor.audit.manifest import all_counted
from veedor.errors import MissingDataError, QuestionError


def test_bounds_by_hand() -> None:
    sheets = sheets_of([[60, 20, 10, 5], [50, 30, 10, 0]], [100, 120])
    bounds = sheet_bounds(all_counted(sheets), lead())
    assert bounds.reported.tolist() == [9 * 60 - 11 * 20 - 10, 9 * 50 - 11 * 30 - 10]
    assert bounds.bounds.tolist() == [310 + 1100, 110 + 1320]
    assert bounds.slack == 420
    assert bounds.ratio == Fraction(2840, 420)
    assert bounds.votes == 42


def test_the_cap_on_ballots_cast() -> None:
    sheets = sheets_of([[60, 20, 10, 5], [50, 30, 10, 0]], [100, 120])
    bounds = sheet_bounds(all_counted(sheets), lead(), Cap.CAST)
    assert bounds.bounds.tolist() == [310 + 11 * 95, 110 + 11 * 90]


def test_a_sheet_above_its_roll_keeps_a_bound_that_is_large_enough() -> None:
    sheets = sheets_of([[60, 20, 10, 5]], [50])
    assert sheet_bounds(all_counted(sheets), lead()).bounds.tolist() == [310 + 11 * 95]


@given(st.data())
def test_no_content_within_the_roll_is_overstated_by_more_than_the_bound(data: st.DataObject) -> None:
    registered = data.draw(st.integers(1, 12))

    def content() -> list[int]:
        cuts = sorted(data.draw(st.lists(st.integers(0, registered), min_size=4, max_size=4)))
        return [b - a for a, b in zip([0, *cuts[:3]], cuts, strict=True)]

    reported, found = content(), content()
    assertion = lead(Fraction(data.draw(st.integers(0, 3)), 10))
    padding = [[400, 0, 0, 0]]
    bounds = sheet_bounds(all_counted(sheets_of([reported, *padding], [registered, 400])), assertion)
    assert bounds.overstated(0, found) <= bounds.bounds[0]


def test_macro_of_three_contests() -> None:
    """Stark 2008 by hand: the U of three contests that hold all, half and three tenths of the ballots."""
    for winner, loser, ballots, ratio in (
        (60_000, 54_000, 120_000, Fraction(21)),
        (30_000, 24_000, 60_000, Fraction(11)),
        (18_000, 12_600, 36_000, Fraction(23, 3)),
    ):
        sheets = sheets_of([[winner, loser, 0, ballots - winner - loser]], [ballots])
        plurality = lead(Fraction(0))
        assert sheet_bounds(all_counted(sheets), plurality, Cap.CAST).ratio == ratio


def test_joint_bounds_take_the_largest_relative_bound_exactly() -> None:
    sheets = sheets_of([[60, 20, 10, 5], [5, 0, 1, 0], [50, 30, 10, 0]], [100, 10, 120])
    one, two = sheet_bounds(all_counted(sheets), lead()), sheet_bounds(all_counted(sheets), share())
    joint = joint_bounds([one, two])
    for i, bound in enumerate(joint.exact):
        assert bound == max(Fraction(int(b.bounds[i]), b.slack) for b in (one, two))
    assert joint.ratio == sum(joint.exact)
    assert np.allclose(joint.size, [float(b) for b in joint.exact])


@pytest.mark.parametrize("power", [1, 29, 30, 31, 40])
def test_which_bound_is_larger_is_told_of_products_beyond_64_bits(power: int) -> None:
    large = np.array([2**power, 2**power, 1, 1, 0])
    slack = np.array([2**31, 2**31 - 1, 2**31, 3, 2**31])
    other = np.array([2**power, 2**power, 2**power, 0, 2**power])
    assert _larger(large, slack, other, 2**31 - 1).tolist() == [True, False, False, True, False]
    assert _larger(large, np.full(5, 2**31 - 1), other, 2**31).tolist() == [False, False, False, True, False]
    one = np.ones(2, dtype=np.int64)
    assert _larger(one, one * 2**31, np.array([2**power, 0]), 2**31).tolist() == [False, True]
    assert _larger(np.array([2**power, 0]), one * 2**31, one, 2**31).tolist() == [True, False]


def test_an_assertion_without_slack_cannot_be_audited() -> None:
    with pytest.raises(QuestionError, match="to spare, and a sample"):
        sheet_bounds(all_counted(sheets_of([[10, 10, 0, 0]], [30])), lead())


def test_the_registered_cap_needs_registered_voters() -> None:
    with pytest.raises(MissingDataError, match="registered voters"):
        sheet_bounds(all_counted(sheets_of([[10, 1, 0, 0]], [-1])), lead())


def test_no_slack_at_all_cannot() -> None:
    with pytest.raises(QuestionError, match="to spare, and a sample"):
        sheet_bounds(all_counted(sheets_of([[10, 10, 0, 0]], [30])), lead(Fraction(0)))


def test_the_smallest_slack_can_be_audited() -> None:
    assert sheet_bounds(all_counted(sheets_of([[11, 10, 0, 0]], [30])), lead(Fraction(0))).slack == 1
