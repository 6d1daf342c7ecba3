"""How much work an audit will be, in closed form where nothing is wrong, by simulation where something is.

Sources: Stark 2009 (see ``risk``) for Kaplan-Markov; Stark, "Super-simple simultaneous single-ballot
risk-limiting audits", EVT/WOTE 2010, for cards; Lindeman, Stark and Yates, "BRAVO", EVT/WOTE 2012, for
ballot polling.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import share_of_full
from veedor.audit.risk import martingale, mean_proportional, mean_simple, stops_at

if TYPE_CHECKING:
    from veedor.audit.risk import FloatArray


INFLATOR = 1.03905
"""Gamma of the super-simple method: the value that its authors recommend."""


def kaplan_markov_draws(ratio: Fraction | float, risk_limit: float) -> int:
    """Give the draws of an error-free audit, proportional to bounds with replacement.

    ``ceil(log(alpha) / log(1 - 1/U))``.
    """
    return math.ceil(math.log(risk_limit) / math.log1p(-1.0 / float(ratio)))


def successive_draws(
    drawn_bounds: FloatArray, total: float, slack: float, risk_limit: float, share: float
) -> int:
    """Give the draws of an error-free audit, proportional to bounds without replacement.

    Parameters
    ----------
    drawn_bounds : float vector
        Bounds of the sheets in the order of some draw.
    total, slack : float
        Sum of all bounds, and slack.
    risk_limit : float
        Risk limit.
    share : float
        Share of the full bet; 1 is the fastest that can be.

    Returns
    -------
    int
        Draws, at most all sheets.
    """
    clean = np.ones(len(drawn_bounds))
    mu = mean_proportional(drawn_bounds, clean, total, slack)
    return _first(clean, mu, share, risk_limit)


def simple_draws(population: int, ratio: float, risk_limit: float, share: float) -> int:
    """Give the draws of an error-free simple random sample without replacement.

    Parameters
    ----------
    population : int
        Sheets.
    ratio : float
        Sheets times the largest bound, over the slack.
    risk_limit, share : float
        As in :func:`successive_draws`.
    """
    clean = np.ones(population)
    return _first(clean, mean_simple(clean, population, 1.0 - 1.0 / ratio), share, risk_limit)


def _first(clean: FloatArray, mu: FloatArray, share: float, risk_limit: float) -> int:
    reached = int(stops_at(martingale(clean, mu, share_of_full(share)), risk_limit))
    return reached if reached > 0 else len(clean)


def super_simple_cards(
    margin: float,
    risk_limit: float,
    overstatements: tuple[int, int] = (0, 0),
    understatements: tuple[int, int] = (0, 0),
    inflator: float = INFLATOR,
) -> int:
    """Give the cards to compare in a super-simple audit that will find some errors.

    Parameters
    ----------
    margin : float
        Diluted margin: votes between winner and loser over cards.
    risk_limit : float
        Risk limit.
    overstatements, understatements : pair of int
        Expected numbers of errors of one vote and of two votes.
    inflator : float
        Gamma, above 1.
    """
    log_risk = math.log(risk_limit)
    for size, (over, under) in enumerate(zip(overstatements, understatements, strict=True), start=1):
        log_risk += over * math.log1p(-size / (2 * inflator)) + under * math.log1p(size / (2 * inflator))
    found = sum(overstatements) + sum(understatements)
    return max(found, math.ceil(-2 * inflator * log_risk / margin))


def bravo_expected_cards(share: float, risk_limit: float) -> int:
    """Give the expected number of ballots of a BRAVO audit when the reported share is right.

    Parameters
    ----------
    share : float
        Winner's share of the votes for the pair, above one half.
    risk_limit : float
        Risk limit.

    Notes
    -----
    Lindeman, Stark and Yates 2012, section 4: Wald's approximation with half a step of excess.
    """
    win, lose = math.log(2 * share), math.log(2 - 2 * share)
    drift = share * win + (1 - share) * lose
    return math.ceil((math.log(1 / risk_limit) + win / 2) / drift)
