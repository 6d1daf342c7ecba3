"""Planned sizes: published vectors."""

from fractions import Fraction

import numpy as np
import pytest

from audit.error_free import simple_draws, successive_draws
from veedor.audit.sample_size import kaplan_markov_draws


def test_kaplan_markov_sizes_at_25_percent() -> None:
    # Arlo plans one sheet more than the closed form (30, 16, 11)
    assert [kaplan_markov_draws(u, 0.25) for u in (21, 11, 23 / 3)] == [29, 15, 10]


@pytest.mark.parametrize("ratio", [Fraction(101, 100), 1.5, 2, Fraction(5, 2), 3, 20.47])
@pytest.mark.parametrize("risk_limit", [0.01, 0.05, 0.1, 0.5])
def test_so_many_draws_without_an_error_and_no_fewer(ratio: Fraction | float, risk_limit: float) -> None:
    """Each draw without an error takes 1/U off what is left of the P-value."""
    left, draws = 1.0, 0
    while left > risk_limit:
        left, draws = left * (1 - 1 / float(ratio)), draws + 1
    assert kaplan_markov_draws(ratio, risk_limit) == draws


def test_where_nothing_can_be_wrong_one_draw_is_enough() -> None:
    assert [kaplan_markov_draws(ratio, 0.05) for ratio in (0, Fraction(1, 2), 1, Fraction(1))] == [1] * 4


def test_without_replacement_never_needs_more_than_everything() -> None:
    bounds = np.full(40, 5.0)
    assert successive_draws(bounds, 200.0, 2.0, 0.05, 1.0) <= 40
    assert simple_draws(40, 100.0, 0.05, 1.0) <= 40
    assert successive_draws(bounds, 200.0, 2.0, 0.05, 1.0) <= kaplan_markov_draws(100.0, 0.05)
