"""Corners of the martingale that a wrong sign or a wrong axis would turn."""

import numpy as np
import pytest

from veedor.audit.risk import mean_simple, mixture, p_values


def test_audits_side_by_side_have_p_values_of_their_own() -> None:
    both = np.log(np.array([[8.0, 2.0, 4.0], [1.0, 2.0, 0.5]]))
    assert p_values(both) == pytest.approx(np.array([[1 / 8, 1 / 8, 1 / 8], [1.0, 1 / 2, 1 / 2]]))


def test_what_is_left_to_the_last_digit_of_rounding_counts_as_nothing() -> None:
    nearly = mean_simple(np.array([1e9 - 1, 0.0]), 2, 5e8)
    assert nearly.tolist() == [5e8, 0.0]
    assert mean_simple(np.array([1e9 - 2, 0.0]), 2, 5e8).tolist() == [5e8, 2.0]


def test_nothing_is_expected_of_draws_beyond_the_population() -> None:
    assert mean_simple(np.array([0.5, 0.5, 0.5, 0.5]), 2, 0.75).tolist() == [0.75, 1.0, 0.0, 0.0]


def test_a_mixture_is_the_mean_of_its_martingales() -> None:
    parts = [np.log([6.0, 0.5]), np.log([2.0, 0.25])]
    assert np.exp(mixture(parts)) == pytest.approx([4.0, 0.375])


def test_a_mixture_of_nothing_is_nothing_and_of_a_proof_a_proof() -> None:
    lost, proof, even = np.array([-np.inf]), np.array([np.inf]), np.array([0.0])
    assert mixture([lost, lost]).tolist() == [-np.inf]
    assert mixture([proof, lost, even]).tolist() == [np.inf]
