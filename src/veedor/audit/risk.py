"""One martingale for every risk function: ``M = prod(1 + lambda_k (X_k - mu_k))``.

``X_k`` is what draw ``k`` shows (at least 0), ``mu_k`` the largest mean that it can have if the assertion
is false, given the draws before, and ``lambda_k``, between 0 and ``1 / mu_k``, a bet chosen before the
draw. If the assertion is false, ``M`` is a nonnegative supermartingale that starts at 1, so by Ville's
inequality it ever reaches ``1 / alpha`` with probability at most ``alpha``: the audit may look after
every draw and stop at any time. The P-value is ``1 / max M``.

**The bet must not look at the draw that it is placed on, and the draws must come in random order.**
Everything here is computed along the last axis, so many audits are simulated at once.

Sources: Ville 1939; Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting",
JRSS B 86 (2024) 1; Stark, "ALPHA: audit that learns from previously hand-audited ballots", Ann. Appl.
Stat. 17 (2023) 641; Stark, "Risk-limiting postelection audits: conservative P-values from common
probability inequalities", IEEE Trans. Inf. Forensics Secur. 4 (2009) 1005 (Kaplan-Markov, -Wald).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints


Bet = Callable[["Floats", "Floats"], "Floats"]
"""``bet(x, mu)`` gives lambda for every draw, shape as x; lambda[k] may use x[:k] and mu[:k+1] only."""

_ROUNDING = 1e-9
"""What is left to be explained, nearer to zero than this share of the whole, may be zero: sums of floats do
not tell. Nothing is then bet, and nothing called proven."""


def martingale(x: Floats, mu: Floats, bet: Bet) -> Floats:
    """Return the logarithm of the martingale after each draw.

    Parameters
    ----------
    x : float array, shape (..., n_draws)
        What each draw showed: at least 0.
    mu : float array, shape (..., n_draws)
        Largest mean of each draw if the assertion is false, given the draws before.
    bet : Bet
        How much to bet.

    Returns
    -------
    float array, shape (..., n_draws)
        ``log M``; plus infinity from where ``mu`` is negative: what has been found already proves the
        assertion, whatever the rest holds. A mean of exactly zero proves nothing yet (a tie, where the
        winner has to be strictly ahead, is still possible), so nothing is bet on that draw.
    """
    x, mu = np.broadcast_arrays(np.asarray(x, float), np.asarray(mu, float))
    total = np.cumsum(_steps(x, mu, bet), axis=-1)
    return np.where(np.logical_or.accumulate(mu < 0, axis=-1), np.inf, total)


def after_all(x: Floats, mu: Floats, bet: Bet) -> Floats:
    """Return logarithm of the martingale after the last draw alone, shape (...); see :func:`martingale`."""
    x, mu = np.broadcast_arrays(np.asarray(x, float), np.asarray(mu, float))
    return np.where((mu < 0).any(axis=-1), np.inf, _steps(x, mu, bet).sum(axis=-1))


def _steps(x: Floats, mu: Floats, bet: Bet) -> Floats:
    """Return the logarithm of the factor of each draw; zero where nothing is bet on it."""
    open_ = mu > 0
    safe_mu = np.where(open_, mu, 1.0)
    stake = np.clip(bet(x, safe_mu), 0.0, 1.0 / safe_mu)
    with np.errstate(divide="ignore"):
        steps: Floats = np.log(np.maximum(1.0 + stake * (x - safe_mu), 0.0))
    return np.where(open_, steps, 0.0)


def p_values(log_m: Floats) -> Floats:
    """Return the P-value after each draw: one over the largest martingale so far, at most 1."""
    return np.minimum(1.0, np.exp(-np.maximum.accumulate(log_m, axis=-1)))


def stops_at(log_m: Floats, risk_limit: float) -> Ints:
    """Return how many draws each audit needs to reach its risk limit; -1 where it does not.

    Parameters
    ----------
    log_m : float array, shape (..., n_draws)
        From :func:`martingale`.
    risk_limit : float
        Largest acceptable risk, between 0 and 1.
    """
    reached = log_m >= -np.log(risk_limit)
    first: Ints = np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1, -1)
    return first


# --- what the mean can be if the assertion is false -------------------------------------------------------


def mean_proportional(bounds: Floats, x: Floats, total: float, slack: float | Floats) -> Floats:
    """Return ``mu`` for draws proportional to bounds without replacement (successive sampling).

    A sheet not yet drawn comes next with probability ``u_p / R_k``, ``R_k`` being the bounds not yet
    drawn; so the mean of ``X = 1 - taint`` is what the rest holds over ``R_k``, and if the assertion is
    false the rest holds at most ``total - slack`` less what was found.

    Parameters
    ----------
    bounds : float array, shape (..., n_draws)
        Bound of each drawn sheet, in order of the draw.
    x : float array, shape (..., n_draws)
        ``1 - taint``, *not* cut off at 1: what an understatement shows counts for the rest.
    total : float
        Sum of the bounds of all sheets.
    slack : float or float array, shape (..., 1)
        Slack: the least overstatement that makes the assertion false.

    Notes
    -----
    Stark 2023 (ALPHA), section 2.7, with selection probabilities proportional to a bound.
    """
    rest = total - before(bounds)
    found = before(bounds * x)
    return _mean(total - slack - found, rest, total)


def _mean(left: Floats, rest: Floats, whole: float) -> Floats:
    """Return what is left to be explained over what is left; zero where rounding leaves its sign open."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mu = np.where(np.abs(left) > _ROUNDING * whole, left, 0.0) / rest
    return np.where(rest > 0, mu, 0.0)


def before(x: Floats) -> Floats:
    """Sum what came before each draw, along the last axis: zero for the first."""
    shifted = np.zeros(np.shape(x))
    shifted[..., 1:] = np.cumsum(x, axis=-1)[..., :-1]
    return shifted
