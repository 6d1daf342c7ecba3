"""Strata that are sampled apart: domestic and abroad, or one office of records each.

The outcome is wrong if the losses of all strata together exceed the slack, however they are split. For each
split every stratum has a martingale of its own; the evidence is what is left for the split that explains the
samples best. Nothing is bet on a draw whose mean could exceed what any draw can show: a stratum that may
have *gained* by the errors of another bears no witness. Without errors the logarithm of a stratum's
martingale is convex in its share of the loss, so the worst split is where all slopes are equal; in any case
Lagrangian duality bounds its value from below, so the P-value is never too small.

Sources: Stark, "Sweeter than SUITE: supermartingale stratified union-intersection tests of elections",
E-Vote-ID 2022 (arXiv 2207.03379); Ottoboni, Stark, Lindeman and McBurnett, "Risk-limiting audits by
stratified union-intersection tests of elections (SUITE)", E-Vote-ID 2018 (Fisher's combination).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.risk import fisher, martingale, mean_proportional, share_of_full
from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Series = NDArray[np.float64]

_GRIDS = (513, 65, 65, 65, 65)
"""Points of the grids on which a stratum's best share is sought, one within the other."""
_TOLERANCE = 1e-7
"""Taken off the logarithm of the evidence, so that a search that stops early errs on the safe side."""


@dataclass(frozen=True, eq=False)
class Stratum:
    """What one stratum's sample showed.

    Parameters
    ----------
    name : str
        For people.
    bounds : float vector, shape (n_drawn,)
        Error bounds of the drawn sheets, in the order of the draw.
    overstated : float vector, shape (n_drawn,)
        Their overstatements.
    total : float
        Sum of the bounds of all sheets of the stratum.
    """

    name: str
    bounds: Series
    overstated: Series
    total: float

    def log_m(self, losses: Series, bet: float) -> Series:
        """Give the log martingale for some losses of the stratum, shape (n_losses, n_drawn)."""
        x = np.broadcast_to(1.0 - self.overstated / self.bounds, (len(losses), len(self.bounds)))
        left = self.total - np.concatenate(([0.0], np.cumsum(self.bounds)[:-1]))
        whole = mean_proportional(np.broadcast_to(self.bounds, x.shape), x, self.total, 0.0)
        mu = whole - losses[:, None] / left
        full = share_of_full(bet)
        return martingale(np.clip(x, 0.0, 1.0), mu, lambda x, mu: np.where(mu < 1.0, full(x, mu), 0.0))

    def evidence(self, losses: Series, bet: float, *, running: bool) -> Series:
        """Give the log evidence against each loss: now, or (``running``) the largest so far, at least 0."""
        if not len(self.bounds):
            return np.zeros(len(losses))
        log_m = self.log_m(losses, bet)
        found: Series = np.maximum(log_m.max(axis=1), 0.0) if running else log_m[:, -1]
        return found


def intersection(strata: Sequence[Stratum], slack: float, bet: float = 0.9) -> float:
    """Give the P-value of the whole from the product of the strata's martingales.

    Parameters
    ----------
    strata : sequence of Stratum
        All strata; one that has not been sampled yet has no draws.
    slack : float
        Slack of the assertion, in the units of the bounds.
    bet : float
        Share of the full bet, below 1.

    Raises
    ------
    QuestionError
        Where the strata together cannot hold the slack at all: nothing is left to test.
    """
    return min(1.0, float(np.exp(-_worst(strata, slack, bet, running=False))))


def combined_by_fisher(strata: Sequence[Stratum], slack: float, bet: float = 0.9) -> float:
    """Give the P-value of the whole from the strata's P-values, combined by Fisher's method.

    Parameters
    ----------
    strata, slack, bet
        As for :func:`intersection`.
    """
    worst = _worst(strata, slack, bet, running=True)
    # Fisher's statistic depends on the sum of the logarithms only
    return fisher([max(float(np.exp(-worst)), 1e-300)] + [1.0] * (len(strata) - 1))


def _worst(strata: Sequence[Stratum], slack: float, bet: float, *, running: bool) -> float:
    """Give the least sum of log evidence over all splits of the loss, from below."""
    total = sum(stratum.total for stratum in strata)
    if total <= slack:
        raise QuestionError("The strata cannot hold the slack, so the assertion cannot be false.")

    def split(slope: float) -> tuple[float, float]:
        """Minimise each stratum's evidence less slope times loss; give the loss in all, and the dual."""
        lost, value = 0.0, slope * slack
        for stratum in strata:
            lowest = slack - (total - stratum.total)
            at, least = _least(stratum, lowest, bet, slope, running=running)
            lost += at
            value += least
        return lost, value

    low, high = 0.0, 1.0 / slack
    for _ in range(60):
        if split(high)[0] >= slack:
            break
        low, high = high, high * 4
    best = max(split(low)[1], split(high)[1])
    for _ in range(40):
        middle = (low + high) / 2
        lost, value = split(middle)
        best = max(best, value)
        low, high = (middle, high) if lost < slack else (low, middle)
    return best - _TOLERANCE


def _least(
    stratum: Stratum, lowest: float, bet: float, slope: float, *, running: bool
) -> tuple[float, float]:
    """Find the loss of a stratum with the least evidence less slope times loss, by grids that close in."""
    begin, end = lowest, stratum.total
    at, least = begin, np.inf
    for points in _GRIDS:
        losses = np.linspace(begin, end, points)
        values = stratum.evidence(losses, bet, running=running) - slope * losses
        k = int(np.argmin(values))
        at, least = float(losses[k]), float(values[k])
        begin, end = float(losses[max(k - 1, 0)]), float(losses[min(k + 1, points - 1)])
    return at, least
