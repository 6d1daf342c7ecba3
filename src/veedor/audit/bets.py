"""How much to bet on the next draw: a share of the full bet, ALPHA, aGRAPA, and what a plan can name.

A bet may use the draws before its own, and the null means up to its own, never more.

Sources: as for :mod:`veedor.audit.risk`; Stark 2023 (ALPHA) and Waudby-Smith and Ramdas 2024 (aGRAPA).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.risk import before

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.audit.risk import Bet


SAFE = 0.9
"""Default cap on a bet, in units of 1/mu: one wholly false sheet costs a factor of ten and ends nothing."""


def share_of_full(share: float) -> Bet:
    """Bet a fixed share of the full bet ``1 / mu``.

    1 is Kaplan-Markov (with replacement) or Kaplan-Kolmogorov (without): fastest where nothing is wrong,
    but one draw of ``X = 0`` ends the audit for ever. ``1 - g`` is Kaplan-Wald with parameter ``g``.
    """

    def bet(x: Floats, mu: Floats) -> Floats:
        return np.broadcast_to(share / mu, x.shape)

    return bet


def toward(estimate: Floats, mu: Floats, upper: float) -> Floats:
    """Turn an estimate of the mean into the bet that ALPHA makes of it.

    ALPHA writes its factor as ``(x eta / mu + (u - x) (u - eta) / (u - mu)) / u``, which is the
    martingale of this module with ``lambda = (eta / mu - 1) / (u - mu)`` (Stark 2023, equation 4 and
    section 2.3).
    """
    gap = np.maximum(upper - mu, 1e-12)
    return np.maximum(estimate / mu - 1.0, 0.0) / gap


def shrink_truncate(start: float | Floats, upper: float = 1.0, strength: float = 100.0) -> Bet:
    """ALPHA with the shrink-and-truncate estimator (Stark 2023, section 2.5.2).

    Parameters
    ----------
    start : float or float array, shape (..., 1)
        The mean expected before the first draw.
    upper : float
        Largest value of a draw. **A bound that is too wide makes the audit slow, not wrong.**
    strength : float
        How many draws the expectation counts for.
    """

    def bet(x: Floats, mu: Floats) -> Floats:
        k = np.arange(x.shape[-1])
        estimate = (strength * start + before(x)) / (strength + k)
        margin = (start - np.minimum(start, mu[..., :1])) / 2 / np.sqrt(strength + k)
        return toward(np.clip(estimate, mu + margin, upper * (1 - 1e-9)), mu, upper)

    return bet


def agrapa(
    cap: float = SAFE, mean: float = 0.5, spread: float | Floats = 0.25, strength: float = 10.0
) -> Bet:
    """Bet what would have grown fastest on the draws so far (aGRAPA).

    ``lambda = (m - mu) / (s2 + (m - mu)^2)``, with the running mean and variance started from a guess
    (Waudby-Smith and Ramdas 2024, section 5.2), and at most ``cap / mu``.

    Parameters
    ----------
    cap : float
        Share of the full bet that is never exceeded.
    mean : float
        Guess of the mean before the first draw.
    spread : float or float array, shape (..., 1)
        Guess of the standard deviation.
    strength : float
        How many draws the guess counts for.
    """

    def bet(x: Floats, mu: Floats) -> Floats:
        weight = strength + np.arange(x.shape[-1])
        average = (strength * mean + before(x)) / weight
        second = (strength * (spread**2 + mean**2) + before(x * x)) / weight
        variance = np.maximum(second - average**2, 1e-9)
        ahead = average - mu
        stake: Floats = np.clip(ahead / (variance + ahead**2), 0.0, cap / mu)
        return stake

    return bet


RULES = ("share", "alpha", "agrapa")
"""Ways of betting that a plan can name."""


def named_bet(rule: str, share: float) -> Bet:
    """Return the bet that a plan names, for comparisons whose draws show 1 where nothing is wrong.

    Parameters
    ----------
    rule : str
        ``share``: a fixed share of the full bet. ``alpha``: shrink-and-truncate, which opens at that share
        and gives way as errors are found. ``agrapa``: opens at that share, never exceeds it, and follows
        mean and variance of what was found.
    share : float
        Share of the full bet ``1 / mu``; 1 is the full bet.

    Raises
    ------
    ValueError
        Where there is no such rule.
    """
    if rule == "share":
        return share_of_full(share)
    if rule not in RULES:
        raise ValueError(rule)

    def bet(x: Floats, mu: Floats) -> Floats:
        first = np.broadcast_to(mu, x.shape)[..., :1]
        if rule == "alpha":
            # (start / mu - 1) / (1 - mu) = share / mu
            return shrink_truncate(first + share * (1.0 - first))(x, mu)
        # (m - mu) / (s2 + (m - mu)^2) = share / mu at m = 1
        spread = np.sqrt((1.0 - first) * np.maximum(first / share - (1.0 - first), 1e-6))
        return agrapa(share, 1.0, spread)(x, mu)

    return bet
