"""Strata with too few sheets, and what they are joined to."""

from __future__ import annotations

import numpy as np
import pytest

from outstanding.build_outstanding import CONTEST, lead
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.sample.alike import join_strata, most_alike, spread_of_alike
from veedor.outstanding.sample.data import Stratum
from veedor.outstanding.sample.estimate import ratio_estimate

STRATA = [
    Stratum("coast, large", 100, 5, ("coast",), 500.0),
    Stratum("coast, small", 100, 5, ("coast",), 100.0),
    Stratum("hills, large", 100, 5, ("hills",), 480.0),
    Stratum("hills, small", 100, 5, ("hills",), 90.0),
]


def test_a_place_in_common_comes_before_size() -> None:
    assert most_alike(STRATA, 0, [1, 2, 3]) == 1
    assert most_alike(STRATA, 0, [2, 3]) == 2  # then the nearest size
    assert most_alike(STRATA, 3, [0, 1]) == 1


def test_where_sizes_are_not_known_the_next_is_taken() -> None:
    plain = [Stratum(str(i), 10, 2) for i in range(4)]
    assert most_alike(plain, 2, [0, 3]) == 3


def test_strata_with_fewer_than_two_sheets_are_joined() -> None:
    found = join_strata(STRATA, np.array([0, 5, 1, 5]))
    assert found.host.tolist() == [1, 1, 3, 3]
    assert found.empty.tolist() == [0]
    assert found.joined.tolist() == [0, 2]
    assert found.groups == 2


def test_single_sheets_everywhere_are_one_group() -> None:
    found = join_strata(STRATA, np.array([1, 1, 0, 1]))
    assert found.groups == 1
    assert found.empty.tolist() == [2]


def test_the_spread_is_that_of_the_replay_of_joining() -> None:
    means = np.array([[0.10], [0.30], [0.50], [0.80]])
    none = np.zeros((4, 1))
    found = spread_of_alike(STRATA, means, none, np.array([5, 5, 5, 5]))
    assert found[0] == pytest.approx((0.2**2 + 0.2**2 + 0.3**2 + 0.3**2) / 4)
    assert np.isinf(spread_of_alike(STRATA, means, none, np.array([5, 0, 0, 0])))[0]


def test_an_empty_stratum_widens_the_interval() -> None:
    columns = Columns([measure_of_whole(lead(), CONTEST)], CONTEST)
    rng = np.random.default_rng(1)
    x = rng.integers(100, 200, 15).astype(float)
    code = np.repeat([1, 2, 3], 5)
    y = x * (np.array([0, 0.1, 0.2, 0.5])[code] + rng.normal(0, 0.02, 15))
    three = [Stratum(s.name, s.sheets, 5, s.path, s.size) for s in STRATA]
    silent = [Stratum("coast, large", 100, 0, ("coast",), 500.0), *three[1:]]
    arrival = rng.permutation(15).astype(float)
    with_gap = ratio_estimate(columns, np.stack([y, x], axis=1), code, silent, arrival)
    without = ratio_estimate(columns, np.stack([y, x], axis=1), code - 1, three[1:], arrival)
    assert with_gap.gap[0] > 0
    assert without.gap[0] == 0
    assert with_gap.error[0] > 2 * without.error[0]
    assert with_gap.joined.host[0] == 1
