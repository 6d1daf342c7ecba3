"""Planned sizes: published vectors."""

import numpy as np

from audit.error_free import simple_draws, successive_draws
from veedor.audit.sample_size import kaplan_markov_draws


def test_kaplan_markov_sizes_at_25_percent() -> None:
    # Arlo plans one sheet more than the closed form (30, 16, 11)
    assert [kaplan_markov_draws(u, 0.25) for u in (21, 11, 23 / 3)] == [29, 15, 10]


def test_without_replacement_never_needs_more_than_everything() -> None:
    bounds = np.full(40, 5.0)
    assert successive_draws(bounds, 200.0, 2.0, 0.05, 1.0) <= 40
    assert simple_draws(40, 100.0, 0.05, 1.0) <= 40
    assert successive_draws(bounds, 200.0, 2.0, 0.05, 1.0) <= kaplan_markov_draws(100.0, 0.05)
