"""Where a risk function could promise too much: ties, rounding, and the last draws."""

import math
from itertools import permutations

import numpy as np
import pytest

from audit.assorters import mean_simple
from veedor.audit.bets import (
    RULES,
    agrapa,
    named_bet,
    share_of_full,
    shrink_truncate,
    toward,
)
from veedor.audit.risk import martingale, mean_proportional, p_values, stops_at


def test_a_tie_is_not_proven_wrong_by_a_mean_of_zero() -> None:
    """Two sheets, one wholly false: whichever comes first, one of two orders shows the good one first."""
    bounds = np.array([[10.0, 10.0], [10.0, 10.0]])
    x = np.array([[1.0, 0.0], [0.0, 1.0]])
    log_m = martingale(x, mean_proportional(bounds, x, 20.0, 10.0), share_of_full(1.0))
    assert np.exp(log_m).max(axis=1).tolist() == pytest.approx([2.0, 0.0])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_no_order_of_a_tied_population_confirms_more_often_than_the_limit(rule: str, share: float) -> None:
    """Every order of a small population whose mean is the null mean: an exact probability, no simulation."""
    population = [0.0, 0.0, 1.0, 1.0, 1.0, 0.3]
    x = np.array(list(permutations(population)))
    log_m = martingale(
        x, mean_simple(x, len(population), sum(population) / len(population)), named_bet(rule, share)
    )
    for risk in (0.5, 0.3, 0.2, 0.1, 0.05):
        assert (stops_at(log_m, risk) > 0).mean() <= risk + 1e-12


def test_rounding_does_not_prove_anything() -> None:
    """Cards whose values no float holds exactly, the false ones last: what is left is zero, not less."""
    clean = 1 / 1.94
    x = np.array([clean] * 970 + [0.0] * 30)
    log_m = martingale(x, mean_simple(x, 1000, 0.5), share_of_full(0.9))
    assert np.isfinite(log_m).all()


def test_what_has_been_found_proves_once_it_leaves_less_than_nothing() -> None:
    x = np.array([1.0, 1.0, 1.0])
    assert np.isinf(martingale(x, np.array([0.5, 0.0, -0.1]), share_of_full(0.9))).tolist() == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("rule", RULES)
def test_every_named_bet_opens_at_the_share_that_the_plan_names(rule: str) -> None:
    mu = np.full(50, 0.995)
    x = np.ones(50)
    assert named_bet(rule, 0.9)(x, mu)[0] == pytest.approx(0.9 / 0.995, rel=1e-9)
    assert named_bet(rule, 0.9)(x, mu).shape == (50,)


@pytest.mark.parametrize("rule", ["alpha", "agrapa"])
def test_a_bet_that_learns_gives_way_when_errors_are_found(rule: str) -> None:
    mu = np.full(80, 0.95)
    x = np.where(np.arange(80) < 40, 0.9, 1.0)
    stakes = named_bet(rule, 0.9)(x, mu)
    assert stakes[40] < stakes[0]


def test_there_is_no_other_rule() -> None:
    with pytest.raises(ValueError, match="minerva"):
        named_bet("minerva", 0.9)


@pytest.mark.parametrize("rule", RULES)
def test_a_bet_never_looks_at_its_own_draw_or_a_later_one(rule: str) -> None:
    rng = np.random.default_rng(3)
    x, mu = rng.uniform(0, 1, 30), np.full(30, 0.6)
    stakes = named_bet(rule, 0.9)(x, mu)
    for k in range(30):
        other = x.copy()
        other[k:] = rng.uniform(0, 1, 30 - k)
        assert named_bet(rule, 0.9)(other, mu)[k] == stakes[k]


def test_agrapa_follows_the_running_mean() -> None:
    """Against its definition, draw by draw, with a guess that counts for ten draws."""
    rng = np.random.default_rng(6)
    x, mu = rng.uniform(0.4, 1, 40), np.full(40, 0.5)
    stakes = agrapa(0.9, 0.5, 0.25, 10.0)(x, mu)
    for k in range(40):
        seen = x[:k]
        mean = (10 * 0.5 + seen.sum()) / (10 + k)
        variance = (10 * (0.25**2 + 0.5**2) + (seen**2).sum()) / (10 + k) - mean**2
        expected = (mean - 0.5) / (variance + (mean - 0.5) ** 2)
        assert stakes[k] == pytest.approx(min(max(expected, 0.0), 0.9 / 0.5), abs=1e-12)


def test_a_p_value_is_never_above_one() -> None:
    assert p_values(np.array([-2.0, -3.0, 1.0, 0.0])).tolist() == pytest.approx(
        [1.0, 1.0, math.exp(-1), math.exp(-1)]
    )


def test_alpha_bets_a_little_even_when_the_draws_are_bad() -> None:
    """Its estimate never falls to the null mean: it stays above by a margin that shrinks with the draws."""
    x, mu = np.zeros(9), np.full(9, 0.5)
    stakes = shrink_truncate(0.6, 1.0, 4)(x, mu)
    margin = (0.6 - 0.5) / 2 / np.sqrt(4 + np.arange(9))
    eta = np.maximum((4 * 0.6) / (4 + np.arange(9)), 0.5 + margin)
    assert stakes == pytest.approx((eta / 0.5 - 1) / 0.5, rel=1e-9)


def test_a_bet_beyond_all_is_all_and_one_below_nothing_is_nothing() -> None:
    x, mu = np.array([1.0, 0.5, 0.9]), np.full(3, 0.8)
    all_in = martingale(x, mu, share_of_full(1.0))
    assert martingale(x, mu, share_of_full(5.0)).tolist() == all_in.tolist()
    assert martingale(x, mu, share_of_full(-1.0)).tolist() == [0.0, 0.0, 0.0]


def test_what_is_proven_stays_proven() -> None:
    log_m = martingale(np.ones(3), np.array([0.5, -0.1, 0.5]), share_of_full(0.9))
    assert np.isinf(log_m).tolist() == [False, True, True]


def test_an_audit_stops_at_the_draw_that_meets_its_limit_to_the_last_bit() -> None:
    log_m = np.array([0.0, -np.log(0.05), 9.0])
    assert int(stops_at(log_m, 0.05)) == 2


def test_where_nothing_is_left_to_draw_nothing_is_left_to_explain() -> None:
    assert mean_proportional(np.array([1.0, 1.0, 0.0]), np.ones(3), 2.0, 1.0).tolist() == [0.5, 0.0, 0.0]


def test_nothing_is_bet_on_an_estimate_below_the_null_mean() -> None:
    assert toward(np.array([0.4]), np.array([0.5]), 1.0).tolist() == [0.0]


def test_alpha_takes_its_margin_from_the_first_null_mean_and_never_bets_all() -> None:
    x, mu = np.zeros(3), np.array([0.5, 0.9, 0.9])
    margin = (0.6 - 0.5) / 2 / np.sqrt(4 + np.arange(3))
    eta = np.clip((4 * 0.6) / (4 + np.arange(3)), mu + margin, 1.0)
    assert shrink_truncate(0.6, 1.0, 4)(x, mu) == pytest.approx((eta / mu - 1) / (1 - mu), rel=1e-6)
    assert (shrink_truncate(1.0)(np.ones(5), np.full(5, 0.5)) * 0.5 < 1.0).all()


def test_no_named_bet_exceeds_its_share_of_the_full_bet_as_agrapa_learns() -> None:
    x, mu = np.ones(200), np.full(200, 0.6)
    assert (named_bet("agrapa", 0.5)(x, mu) <= 0.5 / 0.6 + 1e-12).all()
