"""Audits of a design, simulated: how many sheets they look at before the last assertion is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.design import Design, fraction_of
from veedor.audit.risk import martingale, mean_proportional, p_values, stops_at
from veedor.audit.risk_measurement import first_enough, risk_after
from veedor.audit.sample_size import kaplan_markov_draws
from veedor.audit.weighing import bet_of, shown, sizes_of
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.population import Population


_CELLS = 2_000_000
"""Cells of a block of simulated draws: 16 MB an array."""


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
    """What an audit of the whole outcome costs under one design.

    Parameters
    ----------
    design : str
        One of :data:`ALTERNATIVES`, ``kaplan_markov`` (proportional, with replacement), or ``planned``.
    ratio : float
        Sum of the sizes over the slack, of the assertion that makes the most work.
    sheets, sheets_90 : int
        Sheets looked at: median, and what nine audits in ten do with; at most all that can be drawn.
    ballots : int
        Ballots on them, on average, at the median.
    all_sheets : int
        Sheets that can be drawn.
    runs : int
        Simulated draws: the longer they are, the less they differ, and the fewer are made.
    """

    design: str
    ratio: float
    sheets: int
    sheets_90: int
    ballots: int
    all_sheets: int
    runs: int

    @property
    def everything(self) -> bool:
        """Whether no sample smaller than everything is enough."""
        return self.sheets >= self.all_sheets


class Simulated:
    """Audits of one design, simulated.

    Parameters
    ----------
    population : Population
        The committed count, with its strata where the design has any.
    design : Design
        Draw, bet, risk function and limit.
    errors : Errors
        What is found.
    runs, seed : int
        How many, and of which stream of chance: the same draws for every design that draws alike.
    """

    def __init__(self, population: Population, design: Design, errors: Errors, runs: int, seed: int) -> None:
        self.population = population
        self.design = design
        self.errors = errors
        self.runs = runs
        self.seed = seed
        self.proportional = design.draw == "proportional"
        self.risk = float(fraction_of(sentence("risk limit"), design.risk_limit))
        self.binding = max(population.members, key=self.ratio)
        drawn = population.sizes > 0 if self.proportional else ~population.lost
        self.drawn = np.flatnonzero(drawn)
        self.cast = population.cast

    def sizes(self, member: SheetBounds) -> Floats:
        """Return the size of each sheet in the units of an assertion."""
        return sizes_of(self.design, self.population, member)

    def ratio(self, member: SheetBounds) -> float:
        """Return the sum of the sizes over what is left of the slack: the larger, the more work."""
        return float(self.sizes(member).sum()) * member.parts / self.population.remaining(member)

    def cost(self, name: str) -> Cost:
        """Return the sheets that these audits look at."""
        every = len(self.drawn)
        needed, ballots = self._stratified() if self.population.strata is not None else self._unstratified()
        middle, high = np.quantile(needed, (0.5, 0.9), method="higher").tolist()
        return Cost(
            name, self.ratio(self.binding), int(middle), int(high), ballots(int(middle)), every, len(needed)
        )

    def budget(self, sheets: tuple[int, ...]) -> tuple[tuple[int, int, float], ...]:
        """Return the ballots on so many drawn sheets, and the risk that is attained if none is wrong.

        Medians and averages over the simulated draws, shorter ones where everything is drawn.
        """
        most = min(max(sheets), len(self.drawn))
        rows = np.concatenate(list(self._orders(min(self.runs, 20), most)))
        if self.population.strata is None:
            p = np.max([p_values(self.log_evidence(m, rows, self._found(m, rows))) for m in self._all], 0)
        else:
            p = np.ones((1, most))
            for n in sheets:
                p[0, min(n, most) - 1] = self._risk(rows[0, :n], np.zeros(min(n, most)))
        seen = np.cumsum(self.cast[rows], axis=1).mean(axis=0)
        at = [min(n, most) - 1 for n in sheets]
        return tuple(
            (n, round(float(seen[k])), float(np.median(p[:, k]))) for n, k in zip(sheets, at, strict=True)
        )

    def _orders(self, runs: int, look: int) -> list[Ints]:
        """Draw the first sheets of some audits, in blocks of shape (runs, look)."""
        rng = np.random.default_rng([self.seed, self.proportional])
        n = len(self.drawn)
        if self.design.of_ballots and not self.proportional:
            return [self.drawn[np.array([rng.choice(n, look, replace=False) for _ in range(runs)])]]
        sizes = self.population.sizes[self.drawn]
        blocks = []
        block = max(1, _CELLS // max(n, 1))
        for start in range(0, runs, block):
            keys = rng.exponential(size=(min(block, runs - start), n))
            if self.proportional:
                keys /= sizes
            first = (
                np.argpartition(keys, look - 1, axis=1)[:, :look] if look < n else np.argsort(keys, axis=1)
            )
            if look < n:
                order = np.argsort(np.take_along_axis(keys, first, axis=1), axis=1)
                first = np.take_along_axis(first, order, axis=1)
            blocks.append(self.drawn[first])
        return blocks

    def _unstratified(self) -> tuple[Ints, Callable[[int], int]]:
        """Return the sheets that each audit needs, and the average ballots on the first n."""
        every = len(self.drawn)
        clean = kaplan_markov_draws(self.ratio(self.binding), self.risk)
        if self.polled:
            # of ballots of which nothing is recorded, the work grows with the square of the ratio
            clean = min(every, int(clean * self.ratio(self.binding)))
        if not self.proportional and not self.errors.rate and not self.polled:
            # all sheets alike and none wrong: it does not matter which come
            needed = np.repeat(self._needed(np.sort(self.drawn)[None, :], None), self.runs)
            mean = float(self.cast[self.drawn].mean())
            return needed, lambda n: round(n * mean)
        look = min(every, max(64, 8 * clean))
        while True:
            rng = np.random.default_rng([self.seed, 2])
            blocks = self._orders(min(self.runs, max(20, _CELLS // look)), look)
            needed = np.concatenate([self._needed(rows, rng) for rows in blocks])
            if look == every or (needed < every).mean() > 0.9:
                break
            look = min(every, 8 * look)

        def ballots(n: int) -> int:
            seen = np.concatenate([self.cast[rows[:, : min(n, look)]].sum(axis=1) for rows in blocks])
            return int(seen.mean()) if n < every else int(self.cast[self.drawn].sum())

        return needed, ballots

    def _needed(self, rows: Ints, rng: np.random.Generator | None) -> Ints:
        """Return the draws with which each audit confirms its last assertion; all where it does not."""
        wrong = None
        if rng is not None and self.errors.rate:
            wrong = rng.random(rows.shape) < self.errors.rate
        needed = np.zeros(len(rows), dtype=np.int64)
        for member in self._all if wrong is None else self.population.members:
            found = self._found(member, rows)
            if wrong is not None:
                found = np.where(wrong, self._wrong(member)[rows], 0.0)
            at = stops_at(self.log_evidence(member, rows, found), self.risk)
            needed = np.maximum(needed, np.where(at < 0, len(self.drawn), at))
        return needed

    @property
    def polled(self) -> bool:
        """Whether ballots are polled, which show what they were marked for."""
        return self.design.method == "polling"

    @property
    def _all(self) -> tuple[SheetBounds, ...]:
        """The assertions that decide when an audit without errors ends: of records, the binding one."""
        return self.population.members if self.polled else (self.binding,)

    def _found(self, member: SheetBounds, rows: Ints) -> Floats:
        """Return by how much drawn sheets overstate if everything is as reported, in 1/scale votes."""
        if not self.polled:
            return np.zeros(rows.shape)
        of = (member.reported - self.population.reported_votes(member)) / member.parts
        found: Floats = of[rows]
        return found

    def _wrong(self, member: SheetBounds) -> Floats:
        """Return by how much each sheet overstates where it is wrong."""
        weights = member.vector
        return np.minimum(float(self.errors.votes * (weights.max() - weights.min())), member.bounds)

    def log_evidence(self, member: SheetBounds, rows: Ints, overstated: Floats) -> Floats:
        """Return the evidence for an assertion after each draw; without bound where it is proven."""
        sizes, slack = self.sizes(member), self.population.remaining(member) / member.parts
        drawn, total = sizes[rows], float(sizes.sum())
        x = 1.0 - overstated / np.where(drawn > 0, drawn, 1.0)
        mu = mean_proportional(drawn, x, total, slack)
        log_m = martingale(shown(self.design, x), mu, bet_of(self.design, member))
        could = total - np.cumsum(drawn, axis=1) + np.cumsum(overstated, axis=1)
        return np.where(np.logical_or.accumulate(could < slack - 0.5, axis=1), np.inf, log_m)

    def _stratified(self) -> tuple[Ints, Callable[[int], int]]:
        """Return sheets that each audit needs with strata; their evidence is combined after each guess."""
        every = len(self.drawn)
        blocks = self._orders(self.runs, every)
        rng = np.random.default_rng([self.seed, 2])
        needed: list[int] = []
        for row in np.concatenate(blocks):
            needed.append(self._first_enough(row, rng, needed[-1] if needed else 0))

        def ballots(n: int) -> int:
            return int(np.concatenate([self.cast[rows[:, :n]].sum(axis=1) for rows in blocks]).mean())

        return np.array(needed), ballots

    def _first_enough(self, rows: Ints, rng: np.random.Generator, guess: int) -> int:
        """Return how many sheets of one draw with strata are enough, up to one in a hundred more."""
        every = len(rows)
        wrong = rng.random(every) < self.errors.rate
        found = np.where(wrong, self._wrong(self.binding)[rows], 0.0)

        def enough(n: int) -> bool:
            return self._risk(rows[:n], found[:n]) <= self.risk

        return first_enough(enough, every, guess=guess, about=100) or every

    def _risk(self, rows: Ints, found: Floats) -> float:
        return risk_after(self.population, self.binding, rows, found, self.design)
