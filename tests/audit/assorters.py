"""A second computation of audits of single ballots: assorters, polling, comparison with records, phantoms.

The audit weighs ballots as sheets of one vote; here they are assorters, as in Stark, "Sets of half-average
nulls generate risk-limiting audits: SHANGRLA", VOTING 2020 (arXiv 1911.10035), sections 2 and 3.2, and Blom
et al., E-Vote-ID 2021, section 3 (linear assertions). A ballot that cannot be found is a phantom (Banuelos
and Stark, arXiv 1207.3413): its paper counts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import SAFE, share_of_full, shrink_truncate
from veedor.audit.risk import martingale, p_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats
    from veedor.audit.risk import Bet
    from veedor.model import Assertion, ChoiceId

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Assorter:
    """Values that an assertion gives to ballots: their mean exceeds one half exactly when it holds."""

    values: dict[ChoiceId, Fraction]
    upper: Fraction

    def of(self, choice: ChoiceId | None) -> Fraction:
        """Give the value of a ballot; None is one without a vote in this contest."""
        return HALF if choice is None else self.values[choice]


@dataclass(frozen=True)
class Compared:
    """A drawn ballot: what its record says and what its paper shows."""

    record: ChoiceId | None
    paper: ChoiceId | None
    paper_found: bool = True


def mean_simple(x: Floats, population: int, mean: float) -> Floats:
    """Give the largest mean of each draw of a simple sample whose population has this mean at the most."""
    shape = x.shape[:-1]
    before = np.concatenate((np.zeros((*shape, 1)), np.cumsum(x, axis=-1)[..., :-1]), axis=-1)
    left = population * mean - before
    left[np.abs(left) <= 1e-9 * population * mean] = 0.0
    mu: Floats = left / (population - np.arange(x.shape[-1]))
    return mu


def kaplan_markov_factor(ratio: float, taint: float) -> float:
    """Give the factor of one draw, ``(1 - 1/U) / (1 - t)`` (Stark 2009, equation 16)."""
    return (1.0 - 1.0 / ratio) / (1.0 - taint) if taint < 1 else float("inf")


def assorter(assertion: Assertion, choices: Sequence[ChoiceId]) -> Assorter:
    """Turn an assertion into its assorter, ``(w - w_min) / (-2 w_min)``."""
    lowest = min(assertion.vector(choices))
    values = {c: Fraction(assertion.weight(c) - lowest, -2 * lowest) for c in choices}
    return Assorter(values, max(values.values()))


def polling(sorter: Assorter, drawn: Sequence[ChoiceId | None], ballots: int, expected: float) -> Floats:
    """Measure the risk by looking at ballots: ALPHA from the reported mean, a P-value after each."""
    x = np.array([float(sorter.of(choice)) for choice in drawn])
    bet = shrink_truncate(max(expected, 0.5 + 1e-6), float(sorter.upper), 100.0)
    return p_values(martingale(x, mean_simple(x, ballots, 0.5), bet))


def comparison(
    sorter: Assorter, drawn: Sequence[Compared], ballots: int, mean: Fraction, bet: Bet | None = None
) -> Floats:
    """Measure the risk by comparing ballots with records whose assorter has a mean: a P-value after each.

    The overstatement assorter is ``(1 - omega / u) / (2 - v / u)``, ``v`` being ``2 mean - 1``.
    """
    values = []
    for one in drawn:
        found = sorter.of(one.paper) if one.paper_found else Fraction(0)
        overstated = sorter.of(one.record) - found
        values.append(float((1 - overstated / sorter.upper) / (2 - (2 * mean - 1) / sorter.upper)))
    x = np.array(values)
    return p_values(martingale(x, mean_simple(x, ballots, 0.5), bet or share_of_full(SAFE)))
