"""Strata that are sampled apart: domestic and abroad, or one office of records each.

The outcome is wrong if the losses of all strata together exceed the slack, however they are split. For each
split every stratum has a martingale of its own; the evidence is what is left for the split that explains the
samples best. Nothing is bet on a draw whose mean could exceed what any draw can show: a stratum that may
have *gained* by the errors of another bears no witness. The worst split is sought by
Lagrangian duality, which bounds its value from below whatever its shape: in each stratum the evidence less a
price times the loss is minimised on a grid. Between two points of the grid the evidence only rises with the
loss, but for the points where a bet opens, which belong to the grid; so its value at the left end bounds it
from below, and the P-value is never too small.

Source: Stark, "Sweeter than SUITE: supermartingale stratified union-intersection tests of elections",
E-Vote-ID 2022 (arXiv 2207.03379).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import SAFE, share_of_full
from veedor.audit.risk import after_all, mean_proportional
from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats
    from veedor.audit.risk import Bet


_POINTS = 800
"""Points of a stratum's grid of losses."""
_FINER = 200
"""Points that are put around the worst split of the first grid."""
_TOLERANCE = 1e-7
"""Taken off the logarithm of the evidence, so that rounding errs on the safe side."""


@dataclass(frozen=True, eq=False)
class StratumSample:
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
    bounds: Floats
    overstated: Floats
    total: float

    def evidence(self, losses: Floats, bet: Bet) -> Floats:
        """Return the log evidence against each loss."""
        if not len(self.bounds):
            return np.zeros(len(losses))
        # what was drawn is the same whatever was lost, so that only its mean has a row for each loss
        x = 1.0 - self.overstated / self.bounds
        mu = mean_proportional(self.bounds, x, self.total, losses[:, None])
        shown = np.clip(x, 0.0, 1.0)

        def within(x: Floats, mu: Floats) -> Floats:
            return np.where(mu < 1.0, bet(x, mu), 0.0)

        found: Floats = after_all(shown, mu, within)
        return found


def intersection(strata: Sequence[StratumSample], slack: float, bet: Bet | None = None) -> float:
    """Return the P-value of the whole from the product of the strata's martingales.

    Parameters
    ----------
    strata : sequence of StratumSample
        All strata; one that has not been sampled yet has no draws.
    slack : float
        Slack of the assertion, in the units of the bounds.
    bet : Bet, optional
        A share of the full bet (:func:`~veedor.audit.bets.share_of_full`); by default nine tenths.

    Raises
    ------
    QuestionError
        Where the strata together cannot hold the slack at all: nothing is left to test.
    """
    return min(1.0, float(np.exp(-_worst(strata, slack, bet))))


def _worst(strata: Sequence[StratumSample], slack: float, bet: Bet | None) -> float:
    """Return the least sum of log evidence over all splits of the loss, from below."""
    total = sum(stratum.total for stratum in strata)
    if total <= slack:
        raise QuestionError("The strata cannot hold the slack, so the assertion cannot be false.")
    chosen = bet or share_of_full(SAFE)
    # a stratum loses at least what the others cannot, and at most everything
    curves = [
        _Curve.of(stratum, _grid(stratum, slack - (total - stratum.total), slack), chosen)
        for stratum in strata
    ]
    price, best = _dual(curves, slack)
    _, finer = _dual([curve.finer(price) for curve in curves], slack)
    return max(best, finer) - _TOLERANCE


@dataclass(frozen=True, eq=False)
class _Curve:
    """The evidence of a stratum against each loss of a grid, ascending."""

    stratum: StratumSample
    bet: Bet
    losses: Floats
    evidence: Floats

    @classmethod
    def of(cls, stratum: StratumSample, losses: Floats, bet: Bet) -> _Curve:
        """Work out the evidence on a grid."""
        return cls(stratum, bet, losses, stratum.evidence(losses, bet))

    @cached_property
    def right(self) -> Floats:
        """The right end of each interval of the grid."""
        return np.append(self.losses[1:], self.losses[-1])

    def least(self, price: float) -> tuple[int, float]:
        """Find where evidence less price times loss is least, and bound it from below."""
        values = self.evidence - price * self.right
        k = int(np.argmin(values))
        return k, float(values[k])

    def finer(self, price: float) -> _Curve:
        """Return the curve with more points around where it is least at a price."""
        k, _ = self.least(price)
        begin, end = self.losses[max(k - 2, 0)], self.losses[min(k + 3, len(self.losses) - 1)]
        losses = np.linspace(begin, end, _FINER)
        more = self.stratum.evidence(losses, self.bet)
        merged, first = np.unique(np.concatenate((self.losses, losses)), return_index=True)
        return _Curve(self.stratum, self.bet, merged, np.concatenate((self.evidence, more))[first])


def _grid(stratum: StratumSample, lowest: float, slack: float) -> Floats:
    """Return losses of a stratum, dense around those of the size of the slack, with those where bets open."""
    highest = stratum.total
    dense = np.linspace(max(lowest, -slack), min(highest, 3 * slack), _POINTS)
    wide = np.linspace(lowest, highest, _POINTS // 4)
    # the mean of a draw falls below 1 where the loss exceeds what was overstated before
    opens = np.concatenate(([0.0], np.cumsum(stratum.overstated))) + 1e-9 * highest
    inside = opens[(opens > lowest) & (opens < highest)]
    return np.unique(np.concatenate((dense, wide, inside)))


def _dual(curves: Sequence[_Curve], slack: float) -> tuple[float, float]:
    """Find the price of loss with the largest dual value; give both."""

    def at(price: float) -> tuple[float, float]:
        lost, value = 0.0, price * slack
        for curve in curves:
            k, least = curve.least(price)
            lost += float(curve.losses[k])
            value += least
        return lost, value

    low, high = 0.0, 1.0 / slack
    for _ in range(60):
        if at(high)[0] >= slack:
            break
        low, high = high, high * 4
    best = max((at(low)[1], low), (at(high)[1], high))
    for _ in range(40):
        middle = (low + high) / 2
        lost, value = at(middle)
        best = max(best, (value, middle))
        low, high = (middle, high) if lost < slack else (low, middle)
    return best[1], best[0]
