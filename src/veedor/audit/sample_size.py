"""How much work an audit will be, in closed form.

Sources: Stark 2009 (see ``risk``) for Kaplan-Markov; Stark, "Super-simple simultaneous single-ballot
risk-limiting audits", EVT/WOTE 2010, for cards; Lindeman, Stark and Yates, "BRAVO", EVT/WOTE 2012, for
ballot polling.
"""

from __future__ import annotations

import math
from fractions import Fraction

INFLATOR = 1.03905
"""Gamma of the super-simple method: the value that its authors recommend."""


def kaplan_markov_draws(ratio: Fraction | float, risk_limit: float) -> int:
    """Give the draws of an error-free audit, proportional to bounds with replacement.

    ``ceil(log(alpha) / log(1 - 1/U))``; one where ``U`` is not above 1, so that nothing can be wrong.
    """
    if ratio <= 1:
        return 1
    return math.ceil(math.log(risk_limit) / math.log1p(-1.0 / float(ratio)))


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
