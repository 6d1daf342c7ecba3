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
probability inequalities", IEEE Trans. Inf. Forensics Secur. 4 (2009) 1005 (Kaplan-Markov, -Wald,
-Kolmogorov).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Series = NDArray[np.float64]

Bet = Callable[["Series", "Series"], "Series"]
"""``bet(x, mu)`` gives lambda for every draw, shape as x; lambda[k] may use x[:k] and mu[:k+1] only."""

SAFE = 0.9
"""Default cap on a bet, in units of 1/mu: one wholly false sheet costs a factor of ten and ends nothing."""

_ROUNDING = 1e-9
"""What is left to be explained, nearer to zero than this share of the whole, may be zero: sums of floats do
not tell. Nothing is then bet, and nothing called proven."""


def martingale(x: Series, mu: Series, bet: Bet) -> Series:
    """Give the logarithm of the martingale after each draw.

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
    open_ = mu > 0
    safe_mu = np.where(open_, mu, 1.0)
    stake = np.clip(bet(x, safe_mu), 0.0, 1.0 / safe_mu)
    with np.errstate(divide="ignore"):
        steps = np.log(np.maximum(1.0 + stake * (x - safe_mu), 0.0))
    total = np.cumsum(np.where(open_, steps, 0.0), axis=-1)
    return np.where(np.logical_or.accumulate(mu < 0, axis=-1), np.inf, total)


def p_values(log_m: Series) -> Series:
    """Give the P-value after each draw: one over the largest martingale so far, at most 1."""
    return np.minimum(1.0, np.exp(-np.maximum.accumulate(log_m, axis=-1)))


def stops_at(log_m: Series, risk_limit: float) -> NDArray[np.int64]:
    """Give how many draws each audit needs to reach its risk limit; -1 where it does not.

    Parameters
    ----------
    log_m : float array, shape (..., n_draws)
        From :func:`martingale`.
    risk_limit : float
        Largest acceptable risk, between 0 and 1.
    """
    reached = log_m >= -np.log(risk_limit)
    first: NDArray[np.int64] = np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1, -1)
    return first


# --- what the mean can be if the assertion is false -------------------------------------------------------


def mean_with_replacement(ratio: float, draws: int) -> Series:
    """Give ``mu`` for draws proportional to bounds, each from the full population.

    Parameters
    ----------
    ratio : float
        ``U``, the sum of the bounds over the slack.
    draws : int
        How many.
    """
    return np.full(draws, 1.0 - 1.0 / ratio)


def mean_proportional(bounds: Series, x: Series, total: float, slack: float | Series) -> Series:
    """Give ``mu`` for draws proportional to bounds without replacement (successive sampling).

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
    rest = total - _before(bounds)
    found = _before(bounds * x)
    return _mean(total - slack - found, rest, total)


def mean_simple(x: Series, population: int, mean: float) -> Series:
    """Give ``mu`` for a simple random sample without replacement.

    Parameters
    ----------
    x : float array, shape (..., n_draws)
        What each draw showed.
    population : int
        How many there are to draw from.
    mean : float
        Largest mean over the population if the assertion is false.
    """
    k = np.arange(x.shape[-1])
    whole = population * mean
    return _mean(whole - _before(x), np.asarray(population - k, float), whole)


def _mean(left: Series, rest: Series, whole: float) -> Series:
    """Give what is left to be explained over what is left; zero where rounding leaves its sign open."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mu = np.where(np.abs(left) > _ROUNDING * whole, left, 0.0) / rest
    return np.where(rest > 0, mu, 0.0)


def _before(x: Series) -> Series:
    """Sum what came before each draw."""
    shifted = np.zeros(np.shape(x))
    shifted[..., 1:] = np.cumsum(x, axis=-1)[..., :-1]
    return shifted


# --- bets ------------------------------------------------------------------------------------------------


def share_of_full(share: float) -> Bet:
    """Bet a fixed share of the full bet ``1 / mu``.

    1 is Kaplan-Markov (with replacement) or Kaplan-Kolmogorov (without): fastest where nothing is wrong,
    but one draw of ``X = 0`` ends the audit for ever. ``1 - g`` is Kaplan-Wald with parameter ``g``.
    """

    def bet(x: Series, mu: Series) -> Series:
        return np.broadcast_to(share / mu, x.shape)

    return bet


def fixed_bet(amount: float) -> Bet:
    """Bet the same amount on every draw, as far as ``1 / mu`` allows."""

    def bet(x: Series, mu: Series) -> Series:
        return np.minimum(amount, 1.0 / np.broadcast_to(mu, x.shape))

    return bet


def toward(estimate: Series, mu: Series, upper: float) -> Series:
    """Turn an estimate of the mean into the bet that ALPHA makes of it.

    ALPHA writes its factor as ``(x eta / mu + (u - x) (u - eta) / (u - mu)) / u``, which is the
    martingale of this module with ``lambda = (eta / mu - 1) / (u - mu)`` (Stark 2023, equation 4 and
    section 2.3).
    """
    gap = np.maximum(upper - mu, 1e-12)
    return np.maximum(estimate / mu - 1.0, 0.0) / gap


def shrink_truncate(start: float | Series, upper: float = 1.0, strength: float = 100.0) -> Bet:
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

    def bet(x: Series, mu: Series) -> Series:
        k = np.arange(x.shape[-1])
        estimate = (strength * start + _before(x)) / (strength + k)
        margin = (start - np.minimum(start, mu[..., :1])) / 2 / np.sqrt(strength + k)
        return toward(np.clip(estimate, mu + margin, upper * (1 - 1e-9)), mu, upper)

    return bet


def optimal_comparison(upper: float, error_rate: float = 1e-4) -> Bet:
    """ALPHA for comparison of cards, with the bet that grows fastest at a stated rate of errors.

    Draws are ``u / 2`` without error and 0 with an overstatement of two votes. Maximising the expected
    growth ``(1 - p) log(1 + lambda (u - 1) / 2) + p log(1 - lambda / 2)`` gives ``lambda = 2 (1 - p) - 2
    p / (u - 1)``.

    Parameters
    ----------
    upper : float
        Largest value of a draw, above 1.
    error_rate : float
        Expected share of two-vote overstatements.
    """
    amount = max(0.0, 2 * (1 - error_rate) - 2 * error_rate / (upper - 1))
    return fixed_bet(amount)


def agrapa(
    cap: float = SAFE, mean: float = 0.5, spread: float | Series = 0.25, strength: float = 10.0
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

    def bet(x: Series, mu: Series) -> Series:
        weight = strength + np.arange(x.shape[-1])
        average = (strength * mean + _before(x)) / weight
        second = (strength * (spread**2 + mean**2) + _before(x * x)) / weight
        variance = np.maximum(second - average**2, 1e-9)
        ahead = average - mu
        stake: Series = np.clip(ahead / (variance + ahead**2), 0.0, cap / mu)
        return stake

    return bet


RULES = ("share", "alpha", "agrapa")
"""Ways of betting that a plan can name."""


def named_bet(rule: str, share: float) -> Bet:
    """Give the bet that a plan names, for comparisons whose draws show 1 where nothing is wrong.

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

    def bet(x: Series, mu: Series) -> Series:
        first = np.broadcast_to(mu, x.shape)[..., :1]
        if rule == "alpha":
            # (start / mu - 1) / (1 - mu) = share / mu
            return shrink_truncate(first + share * (1.0 - first))(x, mu)
        # (m - mu) / (s2 + (m - mu)^2) = share / mu at m = 1
        spread = np.sqrt((1.0 - first) * np.maximum(first / share - (1.0 - first), 1e-6))
        return agrapa(share, 1.0, spread)(x, mu)

    return bet


def mixture(log_ms: Sequence[Series]) -> Series:
    """Average martingales over equal shares of the stake, which is a martingale again.

    Parameters
    ----------
    log_ms : sequence of float arrays
        Logarithms of martingales over the same draws.
    """
    stacked = np.stack(log_ms)
    top = np.max(stacked, axis=0)
    finite = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        known = np.where(np.isposinf(stacked), 0.0, stacked)
        mean = np.log(np.mean(np.exp(np.minimum(known - finite, 0.0)), axis=0)) + finite
    return np.where(np.isposinf(top), np.inf, mean)


# --- classical risk functions in their published form ----------------------------------------------------


def kaplan_markov_factor(ratio: float, taint: float) -> float:
    """Give the factor by which one draw changes the Kaplan-Markov P-value.

    ``(1 - 1/U) / (1 - t)`` (Stark 2009, equation 16). Infinite for a taint of 1: no further draw can mend it.

    Parameters
    ----------
    ratio : float
        ``U``, sum of the bounds over the slack.
    taint : float
        Overstatement over bound, at most 1.
    """
    return (1.0 - 1.0 / ratio) / (1.0 - taint) if taint < 1 else float("inf")


def fisher(p: Sequence[float]) -> float:
    """Combine independent P-values by Fisher's method.

    ``-2 sum(log p)`` has a chi-square distribution with ``2 k`` degrees of freedom, whose tail for an
    even number is a finite sum.

    Parameters
    ----------
    p : sequence of float
        P-values of independent samples.
    """
    if any(value <= 0 for value in p):
        return 0.0
    half = float(-np.sum(np.log(p)))
    term, tail = 1.0, 1.0
    for j in range(1, len(p)):
        term *= half / j
        tail += term
    return min(1.0, float(np.exp(-half)) * tail)
