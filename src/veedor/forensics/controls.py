"""Negative controls: the same tests on clean elections, to see how often they cry wolf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.dispersion import Grouped, fit_overdispersion
from veedor.count.vectors import UNKNOWN
from veedor.forensics.battery import TESTS, adjusted, run_tests
from veedor.forensics.digits import SECOND
from veedor.forensics.result import LEVEL
from veedor.forensics.series import series_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.count import Sheets


EVIDENCE = tuple(test for test in TESTS if test != SECOND)
"""Tests that may count as evidence; the others are not worth the time here."""
HOMOGENEOUS, MIXTURE = "homogeneous", "mixture"
KINDS = (HOMOGENEOUS, MIXTURE)
"""One electorate, the same everywhere; and two, urban and rural, unlike in turnout and in support."""


@dataclass(frozen=True)
class CleanControl:
    """How often the tests spoke on clean elections of one kind.

    Parameters
    ----------
    kind : str
        Kind of clean election.
    elections : int
        Elections simulated.
    tests : int
        Tests run on them in all.
    alarms : int
        Tests with a p-value of at most 5 %.
    elections_with_discovery : int
        Elections in which the false discovery rate let any test through at 5 %.
    """

    kind: str
    elections: int
    tests: int
    alarms: int
    elections_with_discovery: int

    @property
    def rate(self) -> float:
        """Share of tests that cried wolf."""
        return self.alarms / self.tests if self.tests else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of that share (Clopper, Pearson 1934)."""
        from scipy.special import betaincinv  # a light module; that of statistical tests is not

        if not self.tests:
            return 0.0, 1.0
        quiet = self.tests - self.alarms
        low = betaincinv(self.alarms, quiet + 1, 0.025) if self.alarms else 0.0
        high = betaincinv(self.alarms + 1, quiet, 0.975) if quiet else 1.0
        return float(low), float(high)

    @property
    def honest(self) -> bool:
        """Whether the nominal 5 % is not below what was seen, by chance alone at the 95 % level."""
        return self.interval[0] <= LEVEL


def negative_controls(
    sheets: Sheets,
    *,
    elections: int,
    simulations: int,
    seed: int,
    largest: int = 4000,
    workers: int | None = None,
) -> tuple[CleanControl, ...]:
    """Simulate clean elections on the case's own tables and places, and run every test on them.

    Places are drawn with all their sheets until ``largest`` sheets are reached, so that many elections take
    seconds. Turnout and choices of each place come from Dirichlet laws with the dispersion between places
    that the case shows; sheets differ within places as much as in the case. Nothing else is in them.

    Parameters
    ----------
    sheets : Sheets
        The case: its registered voters, places, and shares.
    elections : int
        Elections of each kind.
    simulations : int
        Twins for each test.
    seed : int
        Seed.
    largest : int
        Sheets of a simulated election, about.
    workers : int, optional
        Threads.
    """
    return by_kind(
        [
            one_control(sheets, kind, i, simulations=simulations, seed=seed, largest=largest, workers=workers)
            for kind in KINDS
            for i in range(elections)
        ]
    )


def one_control(
    sheets: Sheets,
    kind: str,
    number: int,
    *,
    simulations: int,
    seed: int,
    largest: int,
    workers: int | None = None,
) -> CleanControl:
    """Simulate one clean election, and run every test on it.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    number : int
        Which of the elections of its kind: each has a random stream of its own.
    sheets, simulations, seed, largest, workers
        As for :func:`negative_controls`.
    """
    rng = np.random.default_rng([seed, 1000 + KINDS.index(kind), number])
    clean = clean_election(_sample(sheets, largest, rng), kind, rng)
    results = run_tests(
        series_of(clean), simulations, int(rng.integers(2**31)), only=EVIDENCE, workers=workers
    )
    ran = [t for t in results if t.ran]
    discovered = any(bh <= LEVEL for bh, _ in adjusted(results).values())
    return CleanControl(kind, 1, len(ran), sum(t.p <= LEVEL for t in ran), int(discovered))


def by_kind(controls: Sequence[CleanControl]) -> tuple[CleanControl, ...]:
    """Add up the elections of each kind."""
    return tuple(replace(total([c for c in controls if c.kind == kind]), kind=kind) for kind in KINDS)


def clean_election(sheets: Sheets, kind: str, rng: np.random.Generator) -> Sheets:
    """Simulate a clean election on the tables of another.

    Parameters
    ----------
    sheets : Sheets
        Its tables and places, and the level of turnout, shares and dispersion.
    kind : str
        One of :data:`KINDS`. In the mixture every place is, with even chance, of the first or the second
        electorate: the second has 15 points more turnout and the two leading candidates' shares exchanged.
    rng : numpy Generator
        Source of chance.
    """
    place = np.unique(sheets.places.apart(sheets.places.finest), return_inverse=True)[1].astype(np.int64)
    registered = np.where(sheets.registered == UNKNOWN, sheets.cast, sheets.registered)
    places = int(place.max()) + 1
    turnout = np.full(places, np.clip(sheets.cast.sum() / max(int(registered.sum()), 1), 0.05, 0.95))
    shares = np.tile(sheets.votes.sum(axis=0) / max(int(sheets.cast.sum()), 1), (places, 1))
    if kind == MIXTURE:
        second = rng.random(places) < 0.5
        turnout = np.where(second, np.minimum(turnout + 0.05, 0.97), np.maximum(turnout - 0.10, 0.03))
        leading = np.argsort(-shares[0])[:2]  # of a single choice there is nothing to exchange
        shares[np.ix_(second, leading)] = shares[np.ix_(second, leading[::-1])]
    rate = rng.beta(60 * turnout, 60 * (1 - turnout))
    support = _dirichlet(60 * shares, rng)
    rho_turnout, rho_votes = _within_places(sheets, registered, place)
    cast = rng.binomial(registered, _beta(rate[place], rho_turnout, rng))
    votes = _multinomial(cast, _dirichlet(support[place] * (1 - rho_votes) / rho_votes, rng), rng)
    return replace(sheets, votes=votes, blank=np.zeros_like(sheets.blank), registered=registered)


def _within_places(sheets: Sheets, registered: Ints, place: Ints) -> tuple[float, float]:
    """Overdispersion of turnout and of the leading candidate within places, at least a trace."""
    leading = max(sheets.contest.candidates, key=lambda c: int(sheets.of(c).sum()))
    turnout = fit_overdispersion(np.minimum(sheets.cast, registered), Grouped(registered, place))
    votes = fit_overdispersion(sheets.of(leading), Grouped(sheets.cast, place))
    return max(turnout, 1e-4), max(votes, 1e-4)


def _beta(rate: Floats, rho: float, rng: np.random.Generator) -> Floats:
    strength = (1 - rho) / rho
    p = np.clip(rate, 1e-6, 1 - 1e-6)
    return rng.beta(p * strength, (1 - p) * strength)


def _dirichlet(alpha: Floats, rng: np.random.Generator) -> Floats:
    drawn = rng.gamma(np.maximum(alpha, 1e-6)) + 1e-300
    result: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return result


def _multinomial(cast: Ints, shares: Floats, rng: np.random.Generator) -> Ints:
    votes: Ints = rng.multinomial(cast, shares / shares.sum(axis=1, keepdims=True)).astype(np.int64)
    return votes


def _sample(sheets: Sheets, largest: int, rng: np.random.Generator) -> Sheets:
    """Draw whole places, in random order, until there are about as many sheets as asked for."""
    if len(sheets) <= largest:
        return sheets
    place = np.unique(sheets.places.apart(sheets.places.finest), return_inverse=True)[1]
    size = np.bincount(place)
    order = rng.permutation(len(size))
    chosen = np.zeros(len(size), dtype=bool)
    chosen[order[np.cumsum(size[order]) <= largest]] = True
    if not chosen.any():  # the first place alone is larger: some of its sheets
        rows = np.flatnonzero(place == order[0])
        return sheets.take(np.sort(rng.choice(rows, largest, replace=False)))
    return sheets.take(chosen[place])


def total(controls: Sequence[CleanControl]) -> CleanControl:
    """Add the kinds up."""
    return CleanControl(
        "all",
        sum(c.elections for c in controls),
        sum(c.tests for c in controls),
        sum(c.alarms for c in controls),
        sum(c.elections_with_discovery for c in controls),
    )
