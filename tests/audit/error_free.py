"""Draws of audits in which nothing is wrong, one martingale at a time."""

import numpy as np

from audit.assorters import mean_simple
from veedor.arrays import Floats
from veedor.audit.bets import share_of_full
from veedor.audit.risk import martingale, mean_proportional, stops_at


def successive_draws(bounds: Floats, total: float, slack: float, risk_limit: float, share: float) -> int:
    """Draws of sheets in this order, proportional to their bounds, without replacement."""
    clean = np.ones(len(bounds))
    return _first(clean, mean_proportional(bounds, clean, total, slack), share, risk_limit)


def simple_draws(population: int, ratio: float, risk_limit: float, share: float) -> int:
    """Draws of a simple random sample; ``ratio`` is sheets times the largest bound over the slack."""
    clean = np.ones(population)
    return _first(clean, mean_simple(clean, population, 1.0 - 1.0 / ratio), share, risk_limit)


def _first(clean: Floats, mu: Floats, share: float, risk_limit: float) -> int:
    reached = int(stops_at(martingale(clean, mu, share_of_full(share)), risk_limit))
    return reached if reached > 0 else len(clean)
