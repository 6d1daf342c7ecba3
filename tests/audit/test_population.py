"""What is drawn from: joint bounds in whole numbers, sheets without paper, the slack that is left."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.build_audit import lead, share, sheets_of
from veedor.audit.bets import share_of_full
from veedor.audit.bounds import SheetBounds, sheet_bounds
from veedor.audit.joint_bounds import joint_bounds
from veedor.audit.manifest import all_counted
from veedor.audit.population import Population
from veedor.audit.risk import after_all, martingale

OF = all_counted(sheets_of([[60, 20, 10, 5], [50, 30, 10, 0], [90, 10, 0, 0]], [100, 130, 200]))


def bounds(form_bounds: list[int], slack: int) -> SheetBounds:
    """An assertion with these bounds and this slack."""
    made = sheet_bounds(OF, lead())
    return replace(made, bounds=np.array(form_bounds, dtype=np.int64), counted=slack, taken=0)


@pytest.mark.parametrize("size", [1, 2**20, 2**31, 2**40])
def test_the_larger_share_of_the_slack_is_found_whatever_the_size(size: int) -> None:
    one = bounds([5 * size + 1, 7 * size, 3 * size], 9 * size)
    two = bounds([5 * size, 8 * size, 3 * size + 1], 9 * size + 1)
    joint = joint_bounds([one, two])
    for row, number in enumerate(joint.binding.tolist()):
        shares = [Fraction(int(one.bounds[row]), one.slack), Fraction(int(two.bounds[row]), two.slack)]
        assert shares[number] == max(shares)
    assert joint.binding.tolist() == [0, 1, int(Fraction(3 * size + 1, 9 * size + 1) > Fraction(1, 3))]
    assert joint.leader is None
    assert joint_bounds([one]).leader is one


def test_nothing_is_confirmed_where_lost_sheets_could_hold_all_the_slack() -> None:
    member = sheet_bounds(OF, lead(Fraction(0)))
    whole = Population((OF,), (member,), np.array([True, False, False]))
    assert whole.remaining(member) == member.slack - int(member.bounds[0])
    for slack, confirmed in ((1, True), (0, False), (-1, False)):
        some = replace(member, counted=int(member.bounds[0]) + slack)
        assert Population((OF,), (some,), whole.lost).can_be_confirmed is confirmed
    assert whole.sheets is OF.sheets


def test_sheets_that_are_drawn_alike_have_the_largest_bound_of_their_stratum() -> None:
    member = sheet_bounds(OF, lead(Fraction(0)))
    most = [int(n) for n in member.bounds]
    assert len(set(most)) == 3
    lost = np.array([False, False, True])
    assert Population((OF,), (member,), lost).equal_sizes(member).tolist() == [max(most[:2])] * 2 + [0.0]
    parts = Population((OF,), (member,), np.zeros(3, dtype=bool), np.array(["a", "a", "b"]))
    assert parts.equal_sizes(member).tolist() == [max(most[:2])] * 2 + [most[2]]
    joint = Population((OF,), (member, sheet_bounds(OF, share())), lost)
    assert joint.sizes[2] == 0.0
    for one in joint.members:
        assert (joint.sizes_for(one)[:2] >= one.bounds[:2] - 1e-9).all()


def test_the_last_of_all_draws_says_what_the_martingale_ends_with() -> None:
    rng = np.random.default_rng(2)
    for shape in ((7,), (4, 7), (3, 4, 7)):
        x, mu = rng.random(shape), rng.random(shape)
        bet = share_of_full(0.9)
        assert np.allclose(after_all(x, mu, bet), martingale(x, mu, bet)[..., -1])
        mu[..., 3] = 0.0  # a tie proves nothing, and nothing is bet on it
        assert np.isfinite(after_all(x, mu, bet)).all()
        assert np.allclose(after_all(x, mu, bet), martingale(x, mu, bet)[..., -1])
        mu[..., 2] = -0.1
        assert np.isposinf(after_all(x, mu, bet)).all()
        assert np.isposinf(martingale(x, mu, bet)[..., 2:]).all()
        assert np.isfinite(martingale(x, mu, bet)[..., :2]).all()
