"""What an audit will cost, design beside design, before anybody agrees to one.

Error-free sizes come from closed forms where there are any; a draw without replacement depends on which
sheets come, so it is drawn many times and the median and the 90th percentile are given. With stated error
rates everything is simulated: a share of the sheets overstates by some votes moved from rival to winner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import share_of_full
from veedor.audit.risk import martingale, mean_proportional, mean_simple, p_values, stops_at
from veedor.audit.sample_size import kaplan_markov_draws

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.population import Population
    from veedor.audit.risk import FloatArray


Progress = Callable[[int, int], None]
"""Told how many of how many simulated audits are done."""

DESIGNS = ("kaplan_markov", "proportional_full", "proportional_safe", "simple_full", "simple_safe")
"""Draw and bet: proportional with replacement and the full bet; proportional or simple without
replacement, with the full bet or nine tenths of it."""

_BLOCK = 100
"""Audits simulated at once: 100 x 34,555 keys are 28 MB."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors that an audit is expected to find.

    Parameters
    ----------
    rate : float
        Share of sheets that overstate.
    votes : int
        Votes by which each does, moved from the rival to the winner.
    """

    rate: float = 0.0
    votes: int = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one assertion costs under one design.

    Parameters
    ----------
    assertion_id, design : str
        Which.
    ratio : float
        Sum of the sizes over the slack.
    sheets, sheets_90 : int or None
        Sheets looked at: median, and what nine audits in ten do with; None where everything must be counted.
    ballots : int or None
        Ballots on them, on average, at the median.
    """

    assertion_id: str
    design: str
    ratio: float
    sheets: int | None
    sheets_90: int | None
    ballots: int | None


def costs(
    population: Population,
    risk_limit: Fraction,
    *,
    seed: int,
    errors: Errors | None = None,
    runs: int = 200,
    progress: Progress | None = None,
) -> tuple[Cost, ...]:
    """Work out what each assertion costs under each design.

    Parameters
    ----------
    population : Population
        The committed count.
    risk_limit : Fraction
        Risk limit.
    seed : int
        Of the simulation; the same seed gives the same figures.
    errors : Errors, optional
        What is expected to be found; by default nothing.
    runs : int
        Simulated draws for each design.
    progress : callable, optional
        Told of each block of simulated audits.
    """
    found = []
    todo = [(m, d) for m in population.members if population.remaining(m) > 0 for d in DESIGNS]
    for done, (member, design) in enumerate(todo):
        # a stream of chance each, so that adding an assertion changes no other figure
        rng = np.random.default_rng([seed, done])
        found.append(_cost(population, member, design, float(risk_limit), errors or Errors(), runs, rng))
        if progress is not None:
            progress(done + 1, len(todo))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Setting:
    """One assertion under one design, in floats: what is simulated.

    ``bounds`` and ``cast`` are of the sheets that can be audited; ``error`` is the overstatement of a sheet
    that has one, ``rate`` the share of such sheets.
    """

    bounds: FloatArray
    cast: NDArray[np.int64]
    slack: int
    design: str
    risk: float
    error: float
    rate: float

    @property
    def ratio(self) -> float:
        """Sum of the sizes over the slack."""
        largest = float(self.bounds.max())
        simple = self.design.startswith("simple")
        return (largest * len(self.bounds) if simple else float(self.bounds.sum())) / self.slack


def _cost(
    population: Population,
    member: SheetBounds,
    design: str,
    risk: float,
    errors: Errors,
    runs: int,
    rng: np.random.Generator,
) -> Cost:
    drawn = ~population.lost
    if not design.startswith("simple"):
        # a sheet that cannot overstate anything is never drawn in proportion to its bound
        drawn &= member.bounds > 0
    open_sheets = np.flatnonzero(drawn)
    weights = member.assertion.weights.values()
    setting = _Setting(
        member.bounds[open_sheets].astype(np.float64),
        population.sheets.cast[open_sheets],
        population.remaining(member),
        design,
        risk,
        float(errors.votes * (max(weights) - min(weights))),
        errors.rate,
    )
    name = member.assertion.assertion_id
    if design == "kaplan_markov" and not errors.rate:
        draws = kaplan_markov_draws(setting.ratio, risk)
        return Cost(name, design, setting.ratio, draws, draws, _ballots_with_replacement(setting, draws))
    needed, seen = _simulate(setting, runs, rng)
    reached = np.where(needed < 0, np.inf, needed)
    middle, high = np.quantile(reached, (0.5, 0.9), method="higher").tolist()
    if middle == np.inf:
        return Cost(name, design, setting.ratio, None, None, None)
    ballots = int(seen[:, int(middle) - 1].mean())
    return Cost(name, design, setting.ratio, int(middle), None if high == np.inf else int(high), ballots)


def _ballots_with_replacement(setting: _Setting, draws: int) -> int:
    """Give the expected ballots on the different sheets among the draws."""
    drawn = 1.0 - (1.0 - setting.bounds / setting.bounds.sum()) ** draws
    return round(float((drawn * setting.cast).sum()))


def _simulate(
    setting: _Setting, runs: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give draws needed (-1: never) and ballots seen after each draw, for every simulated audit."""
    bet = share_of_full(0.9 if setting.design.endswith("safe") else 1.0)
    sheets = len(setting.bounds)
    clean = kaplan_markov_draws(max(setting.ratio, 1.0001), setting.risk)
    look = max(64, 8 * clean) if setting.design == "kaplan_markov" else min(sheets, max(64, 8 * clean))
    wrong = np.minimum(setting.error, setting.bounds)
    needed, seen = [], []
    for start in range(0, runs, _BLOCK):
        rows = _orders(setting, min(_BLOCK, runs - start), look, rng)
        overstated = np.where(rng.random(rows.shape) < setting.rate, wrong[rows], 0.0)
        needed.append(stops_at(martingale(*_shown(setting, rows, overstated), bet), setting.risk))
        seen.append(np.cumsum(setting.cast[rows], axis=1))
    return np.concatenate(needed), np.concatenate(seen)


def _orders(setting: _Setting, runs: int, look: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw the first sheets of some audits, shape (runs, look)."""
    bounds = setting.bounds
    if setting.design == "kaplan_markov":
        return rng.choice(len(bounds), size=(runs, look), p=bounds / bounds.sum())
    keys = rng.exponential(size=(runs, len(bounds)))
    if setting.design.startswith("proportional"):
        keys /= np.maximum(bounds, 1e-12)
    if look == len(bounds):
        return np.argsort(keys, axis=1)
    first = np.argpartition(keys, look - 1, axis=1)[:, :look]
    order = np.argsort(np.take_along_axis(keys, first, axis=1), axis=1)
    rows: NDArray[np.int64] = np.take_along_axis(first, order, axis=1)
    return rows


def _shown(
    setting: _Setting, rows: NDArray[np.int64], overstated: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give what the draws show and the largest mean that they can have."""
    bounds, slack = setting.bounds, float(setting.slack)
    if setting.design.startswith("simple"):
        x = 1.0 - overstated / bounds.max()
        return x, mean_simple(x, len(bounds), 1.0 - 1.0 / setting.ratio)
    drawn = bounds[rows]
    x = 1.0 - overstated / drawn
    if setting.design == "kaplan_markov":
        return x, np.full(x.shape, 1.0 - 1.0 / setting.ratio)
    return x, mean_proportional(drawn, x, float(bounds.sum()), slack)


def budget(
    population: Population, member: SheetBounds, sheets: tuple[int, ...], bet: float
) -> tuple[float, ...]:
    """Give the risk that is attained if so many sheets are looked at and none is wrong.

    Parameters
    ----------
    population : Population
        The committed count.
    member : SheetBounds
        Which assertion.
    sheets : tuple of int
        Budgets.
    bet : float
        Share of the full bet.

    Returns
    -------
    tuple of float
        For each budget; a proportional draw brings sheets of size ``sum(u^2) / sum(u)`` on average.
    """
    slack = population.remaining(member)
    bounds = member.bounds[~population.lost].astype(np.float64)
    if slack <= 0:
        return tuple(1.0 for _ in sheets)
    typical = np.full(min(max(sheets), len(bounds)), float((bounds**2).sum() / bounds.sum()))
    mu = mean_proportional(typical, np.ones(len(typical)), float(bounds.sum()), float(slack))
    p = p_values(martingale(np.ones(len(typical)), mu, share_of_full(bet)))
    return tuple(float(p[min(n, len(typical)) - 1]) if n > 0 else 1.0 for n in sheets)
