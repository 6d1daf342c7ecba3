"""Planned sizes: published vectors."""

import numpy as np
import pytest

from audit.error_free import simple_draws, successive_draws
from veedor.audit.sample_size import (
    bravo_expected_cards,
    kaplan_markov_draws,
    super_simple_cards,
)


@pytest.mark.parametrize(("margin", "cards"), [(0.2, 24), (0.1, 48), (0.05, 96), (0.002, 2393)])
def test_super_simple_without_error(margin: float, cards: int) -> None:
    assert super_simple_cards(margin, 0.1) == cards


def test_super_simple_with_errors() -> None:
    assert super_simple_cards(0.05, 0.1, (1, 0)) == 123
    assert super_simple_cards(0.005, 0.1, (1, 0), (1, 0)) == 1067
    assert super_simple_cards(0.05, 0.2) == 67


@pytest.mark.parametrize(("margin", "cards"), [(0.01, 46_151), (0.04, 2_902), (0.2, 119)])
def test_bravo(margin: float, cards: int) -> None:
    assert bravo_expected_cards(0.5 + margin / 2, 0.1) == cards


def test_kaplan_markov_sizes_at_25_percent() -> None:
    # Arlo plans one sheet more than the closed form (30, 16, 11)
    assert [kaplan_markov_draws(u, 0.25) for u in (21, 11, 23 / 3)] == [29, 15, 10]


def test_without_replacement_never_needs_more_than_everything() -> None:
    bounds = np.full(40, 5.0)
    assert successive_draws(bounds, 200.0, 2.0, 0.05, 1.0) <= 40
    assert simple_draws(40, 100.0, 0.05, 1.0) <= 40
    assert successive_draws(bounds, 200.0, 2.0, 0.05, 1.0) <= kaplan_markov_draws(100.0, 0.05)
