"""Corners of the martingale that a wrong sign or a wrong axis would turn."""

import numpy as np
import pytest

from veedor.audit.risk import mean_proportional, p_values


def test_audits_side_by_side_have_p_values_of_their_own() -> None:
    both = np.log(np.array([[8.0, 2.0, 4.0], [1.0, 2.0, 0.5]]))
    assert p_values(both) == pytest.approx(np.array([[1 / 8, 1 / 8, 1 / 8], [1.0, 1 / 2, 1 / 2]]))


def test_what_is_left_to_the_last_digit_of_rounding_counts_as_nothing() -> None:
    """Of two sheets of 10**9 each the first shows all that may be there but 1, or but 4."""
    bounds = np.array([1e9, 1e9])
    assert mean_proportional(bounds, np.array([1 - 1e-9, 0.0]), 2e9, 1e9).tolist() == [0.5, 0.0]
    assert mean_proportional(bounds, np.array([1 - 4e-9, 0.0]), 2e9, 1e9)[1] == pytest.approx(4e-9)


def test_nothing_is_expected_of_draws_beyond_the_population() -> None:
    drawn = mean_proportional(np.full(4, 1.0), np.full(4, 0.5), 2.0, 0.5)
    assert drawn.tolist() == [0.75, 1.0, 0.0, 0.0]
