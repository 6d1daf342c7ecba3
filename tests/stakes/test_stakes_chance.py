"""Random draws beside the distribution that they must follow."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from stakes.build_stakes import count
from veedor.model import Assertion, AssertionKind, ChoiceId
from veedor.stakes import TREATMENTS, chance, smallest_flip, stake_of_assertion
from veedor.stakes.chance import normal, simulated

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
LEAD = Assertion(
    "lead:A>B",
    AssertionKind.LEAD,
    A,
    B,
    Fraction(1, 10),
    "valid",
    {A: 9, B: -11, C: -1},
    strict=False,
    scale=10,
)


@pytest.mark.parametrize(("k", "need"), [(10, 3), (25, 8), (60, 15)])
def test_losses_of_one_or_none_are_hypergeometric(k: int, need: int) -> None:
    losses = np.array([1] * 30 + [0] * 90)
    exact = float(stats.hypergeom(120, 30, k).sf(need - 1))
    found = chance(losses, need, k, seed=3, runs=4000)
    assert abs(found.probability - exact) < 4 * np.sqrt(exact * (1 - exact) / 4000)
    assert abs(found.normal - exact) < 0.03


def test_the_error_of_a_share_is_that_of_its_draws() -> None:
    found = chance(np.array([1] * 30 + [0] * 90), 3, 10, seed=3, runs=400)
    reached = round(found.probability * 400)
    drawn = np.repeat([1.0, 0.0], [reached, 400 - reached])
    assert 0 < reached < 400
    assert found.error == pytest.approx(drawn.std() / np.sqrt(400))
    # of none of so many draws, or all, three in so many is what 95 % exclude
    assert chance(np.array([1, 0, 0]), 2, 2, runs=200).error == 3 / 200
    assert chance(np.array([1, 1, 1]), 2, 2, runs=200).error == 3 / 200


def test_the_same_seed_gives_the_same_answer_and_says_so() -> None:
    losses = np.arange(50)
    first, again = (chance(losses, 300, 20, seed=7, runs=500) for _ in range(2))
    assert first == again
    assert (first.seed, first.runs) == (7, 500)
    assert chance(losses, 300, 20, seed=8, runs=500) != first


def test_levels_are_passed_in_order_and_all_units_reach_what_they_can() -> None:
    losses = np.full(40, 5)
    found = chance(losses, 61, 13, runs=200)
    assert found.probability == 1.0
    assert [p.simulated for p in found.passing] == [13, 13, 13]
    assert [p.normal for p in found.passing] == [13, 13, 13]
    never = chance(losses, 201, 40, runs=200)
    assert (never.probability, never.normal) == (0.0, 0.0)
    assert all(p.simulated is None and p.normal is None for p in never.passing)


def test_what_is_certain_is_none_or_all() -> None:
    """No unit drawn, or every one, is one way only; units that lose alike leave nothing to chance."""
    for losses, need in (([3, 1, 0, 7], 5), ([3, 1, 0, 7], 12), ([2, 2, 2], 4), ([5], 5), ([5], 6)):
        approximate = normal(np.array(losses), need)
        assert len(approximate) == len(losses) + 1
        assert approximate[0] == 0.0
        assert approximate[-1] == float(sum(losses) >= need)
        if len(set(losses)) == 1:
            assert approximate.tolist() == [float(k * losses[0] >= need) for k in range(len(losses) + 1)]


@pytest.mark.slow
def test_a_million_sheets_have_one_exact_answer_a_treatment() -> None:
    rng = np.random.default_rng(1)
    n = 1_000_000
    votes = np.stack([rng.integers(0, top, n) for top in (120, 90, 30, 8, 12)], axis=1)
    whole = count(votes.tolist(), (votes.sum(axis=1) + 20).tolist(), [str(i // 7) for i in range(n)])
    stake = stake_of_assertion(whole, LEAD)
    found = [smallest_flip(stake, treatment) for treatment in TREATMENTS]
    assert all(flip.exact for flip in found)
    assert all(flip.upper is None or stake.fallen(flip.tally) for flip in found)


def test_the_error_is_that_of_a_share_or_the_rule_of_three() -> None:
    losses = np.array([1] * 30 + [0] * 90)
    found = chance(losses, 8, 25, seed=3, runs=500)
    assert 0 < found.probability < 1
    assert found.error == pytest.approx(np.sqrt(found.probability * (1 - found.probability) / 500))
    for need, probability in ((0, 1.0), (31, 0.0)):
        sure = chance(losses, need, 60, seed=3, runs=500)
        assert sure.probability == probability
        assert sure.error == pytest.approx(3 / 500)


@pytest.mark.parametrize(
    ("runs", "cells", "made"),
    [
        (500, 100_000, 500),  # 100 units a run: all of them
        (500, 20_000, 200),
        (500, 3_000, 50),  # the fewest that are always made
        (20, 3_000, 20),  # no more than were asked for
    ],
)
def test_fewer_runs_are_made_where_they_would_draw_too_many_units(
    runs: int, cells: int, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("veedor.stakes.chance")
    monkeypatch.setattr(module, "CELLS", cells)
    monkeypatch.setattr(module, "FEWEST", 50)
    assert chance(np.ones(100, dtype=np.int64), 101, 100, seed=1, runs=runs).runs == made


def test_more_units_never_break_less() -> None:
    losses = np.array([5, 4, 3, 2, 1, 0, 0, 0])
    reached = simulated(losses, 6, 8, seed=1, runs=300)
    assert (np.diff(reached) >= 0).all()
    assert (reached[0], reached[1], reached[8]) == (0, 0, 300)
    assert simulated(losses, 0, 2, seed=1, runs=10).tolist() == [10, 10, 10]


def test_the_normal_approximation_is_sure_where_nothing_varies() -> None:
    alike = normal(np.full(10, 3), 7)
    assert alike.tolist() == [0.0] * 3 + [1.0] * 8  # three of three votes each are the first to reach seven
    assert normal(np.array([4]), 4).tolist() == [0.0, 1.0]
    assert normal(np.array([4]), 5).tolist() == [0.0, 0.0]
    spread = normal(np.array([0, 10, 2, 7, 1]), 12)
    assert spread[0] == 0.0
    assert spread[5] == 1.0
    assert (np.diff(spread) >= 0).all()


def test_the_normal_approximation_has_mean_and_deviation_of_every_draw() -> None:
    """Beside all sets of k: Cochran's formulas give their mean and deviation, whatever the losses."""
    for losses in ([3, 8], [0, 5, 1], [4, -2, 9, 9], [1, 0, 0, 0, 7]):
        found = normal(np.array(losses), 6)
        for k in range(1, len(losses)):
            sums = np.array([sum(some) for some in combinations(losses, k)], dtype=float)
            above = float(stats.norm.sf(5.5, loc=sums.mean(), scale=sums.std()))
            assert found[k] == pytest.approx(above, abs=1e-12)


def test_draws_go_no_further_than_where_it_is_all_but_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("veedor.stakes.chance")
    monkeypatch.setattr(module, "CELLS", 4_000)
    monkeypatch.setattr(module, "FEWEST", 1)
    losses = np.ones(100, dtype=np.int64)
    assert chance(losses, 40, 10, runs=500).runs == 4_000 // 40  # forty of a hundred, each a vote
    assert chance(losses, 40, 50, runs=500).runs == 4_000 // 50  # no fewer than were asked about
    assert chance(losses, 101, 10, runs=500).runs == 4_000 // 100  # never: all of them
    assert chance(losses, 0, 0, runs=9_000).runs == 4_000
