"""How many seats each list gets, with what probability: the rule asked of joint draws of all areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Kind, nameless
from veedor.outstanding.area_forecast import forecast_by_area
from veedor.outstanding.breakeven import settled
from veedor.outstanding.seats.bounds import seat_bounds
from veedor.outstanding.seats.draws import SeatDrawer
from veedor.rules.conditions import Field, share
from veedor.rules.seat_rule import lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from veedor.arrays import Floats, Ints
    from veedor.model import Assertion, ChoiceId
    from veedor.outstanding.estimate import Forecast
    from veedor.outstanding.methods import SplitCount
    from veedor.outstanding.seats.draws import SeatsAsked
    from veedor.rules.assembly import Seats

CHUNK = 1_000_000
"""Votes drawn at a time, so that memory does not grow with the number of draws."""
OUTSIDE = 0.025
"""Probability that an interval leaves out on either side at the most."""


class NoChances(StrEnum):
    """Why nothing is said of how probable seats are."""

    NOTHING_OPEN = "nothing_open"
    """No vote is open."""
    NO_INTERVAL = "no_interval"
    """The projection gives no interval: the gate is shut, or the order is not known."""
    NOWHERE = "nowhere"
    """Outstanding sheets lie in no area."""
    UNNAMED = "unnamed"
    """Sheets that nobody names are expected."""
    LUMP = "lump"
    """One figure for several lists could win a seat."""
    BALLOTS = "ballots"
    """The threshold is of ballots that are not the sum of votes."""


@dataclass(frozen=True, eq=False)
class SeatOutlook:
    """The seats of one name: as counted, at least and at most, and as probable.

    Parameters
    ----------
    shared : Seats
        By what is counted, with what is open.
    bounds : mapping of ChoiceId to (int, int)
        The fewest and the most seats of each list, whatever the open votes are.
    passes : mapping of ChoiceId to bool
        Lists of which it is settled whether they pass a threshold over the whole country.
    why : NoChances, optional
        Why nothing is drawn.
    drawn : int matrix, shape (n_draws, n_choices)
        Seats of each choice in each draw; no rows where nothing is drawn. Tied seats are nobody's.
    passing : float vector, shape (n_choices,)
        Share of the draws in which each choice passes that threshold; NaN where nothing is drawn.
    kept : float vector, shape (n_areas,)
        Share of the draws in which the seats of each area are as they are by what is counted.
    by_area : float matrix, shape (n_areas, n_choices)
        Mean seats.
    """

    shared: Seats
    bounds: Mapping[ChoiceId, tuple[int, int]]
    passes: Mapping[ChoiceId, bool]
    why: NoChances | None
    drawn: Ints
    passing: Floats
    kept: Floats
    by_area: Floats

    @property
    def is_drawn(self) -> bool:
        """Whether probabilities are known."""
        return len(self.drawn) > 0

    @property
    def settled(self) -> bool:
        """Whether no open vote can change a seat, and none is open."""
        return all(low == high for low, high in self.bounds.values())

    @property
    def settled_areas(self) -> int:
        """Areas whose seats no open vote can change."""
        return len(self.shared.areas) - len(self.shared.undetermined)

    @cached_property
    def columns(self) -> dict[ChoiceId, int]:
        """The column of each list."""
        place = {choice.choice_id: i for i, choice in enumerate(self.shared.contest.choices)}
        return {choice: place[choice] for choice in lists(self.shared.tally)}

    def counted(self, choice: ChoiceId) -> int:
        """Seats of a list by what is counted."""
        return self.shared.total.get(choice, 0)

    def expected(self, choice: ChoiceId) -> float | None:
        """Mean seats of a list."""
        low, high = self.bounds[choice]
        if low == high:
            return float(low)
        return float(self.drawn[:, self.columns[choice]].mean()) if self.is_drawn else None

    def interval(self, choice: ChoiceId) -> tuple[int, int]:
        """Give seats that hold with 95 %, 2.5 % on either side; all that is possible, where none is drawn."""
        low, high = self.bounds[choice]
        if low == high or not self.is_drawn:
            return low, high
        seats = np.sort(self.drawn[:, self.columns[choice]])
        skip = int(OUTSIDE * len(seats))
        return int(seats[skip]), int(seats[-1 - skip])

    def distribution(self, choice: ChoiceId) -> dict[int, float]:
        """Give the probability of each number of seats of a list that was drawn; one where it is settled."""
        low, high = self.bounds[choice]
        if low == high:
            return {low: 1.0}
        seats, times = np.unique(self.drawn[:, self.columns[choice]], return_counts=True)
        return {int(n): float(k) / len(self.drawn) for n, k in zip(seats, times, strict=True)}

    @property
    def majorities(self) -> tuple[tuple[Fraction | None, int], ...]:
        """The parts of the seats that are asked for, none for more than half, and how many seats that is."""
        number = self.shared.number
        return (
            (None, number // 2 + 1),
            *((part, ceil(part * number)) for part in self.shared.rule.majorities),
        )

    def at_least(self, seats: int, choice: ChoiceId) -> tuple[float | None, bool]:
        """Give the probability that a list has so many seats, and whether it is settled."""
        low, high = self.bounds[choice]
        if low >= seats or high < seats:
            return float(low >= seats), True
        if not self.is_drawn:
            return None, False
        return float((self.drawn[:, self.columns[choice]] >= seats).mean()), False

    def passes_with(self, choice: ChoiceId) -> tuple[float | None, bool]:
        """Give the probability that a list passes the threshold, and whether it is settled."""
        if choice in self.passes:
            return float(self.passes[choice]), True
        return (float(self.passing[self.columns[choice]]) if self.is_drawn else None), False


def seat_outlook(
    asked: SeatsAsked, parts: SplitCount, view: Forecast | None, draws: int, seed: int
) -> SeatOutlook:
    """Say how many seats each list gets.

    Parameters
    ----------
    asked : SeatsAsked
        Which seats.
    parts, view : SplitCount, Forecast
        The count, and the projection; None, or without degrees of freedom, where there is none.
    draws, seed : int
        How many, and the seed of the pseudo-random numbers.
    """
    shared = asked.shared
    forms = _threshold(shared)
    known = {choice: settled(form, shared.tally) for choice, form in forms.items()}
    passes = {c: forms[c].holds(shared.tally) for c, stays in known.items() if stays}
    why = _why_not(asked, parts, view, forms)
    nothing = np.full(len(shared.contest.choices), np.nan)
    areas = (len(shared.areas), len(nothing))
    empty = np.zeros((0, len(nothing)), dtype=np.int64)
    silent = SeatOutlook(
        shared, seat_bounds(shared), passes, why, empty, nothing, np.full(areas[0], np.nan), np.zeros(areas)
    )
    if why is not None or view is None:
        return silent
    drawer = SeatDrawer(asked, forms)
    forecast = forecast_by_area(parts, view, asked.cell[~parts.known.counted], asked.cells)
    rng = np.random.default_rng(seed)
    drawn, passing, kept, by_area = [], np.zeros(len(nothing)), np.zeros(areas[0]), np.zeros(areas)
    for number in _chunks(draws, asked.known.size):
        votes = drawer.votes(forecast.draws(number, view.columns.choices, rng))
        admitted, passed = drawer.admitted(votes)
        seats = drawer.seats(votes, admitted)
        lumps = [i for i, c in enumerate(shared.contest.choices) if c.kind is Kind.OTHERS]
        if seats[..., lumps].any():
            return replace(silent, why=NoChances.LUMP)
        drawn.append(seats.sum(axis=1))
        passing += passed.sum(axis=0)
        kept += (seats == drawer.counted).all(axis=2).sum(axis=0)
        by_area += seats.sum(axis=0)
    return SeatOutlook(
        shared,
        silent.bounds,
        passes,
        None,
        np.concatenate(drawn),
        passing / draws,
        kept / draws,
        by_area / draws,
    )


def _threshold(shared: Seats) -> dict[ChoiceId, Assertion]:
    """Give what a threshold over the whole country asks of each list; nothing without one."""
    part, field = shared.rule, Field(shared.tally, shared.bases)
    if part.threshold is None or part.threshold_in == "area":
        return {}
    return {choice: share(field, part.threshold, choice) for choice in lists(shared.tally)}


def _why_not(
    asked: SeatsAsked, parts: SplitCount, view: Forecast | None, forms: Mapping[ChoiceId, Assertion]
) -> NoChances | None:
    """Say why nothing can be drawn; None where it can."""
    shared, known = asked.shared, parts.known
    if not shared.tally.open:
        return NoChances.NOTHING_OPEN
    if any(form.ballots_weight for form in forms.values()) and shared.tally.ballots is not None:
        return NoChances.BALLOTS
    if known.beside.unnamed:
        return NoChances.UNNAMED
    if shared.level is not None:
        out = asked.names[shared.level][asked.cell[~known.counted]]
        if any(nameless(name) for name in np.unique(out).tolist()):
            return NoChances.NOWHERE
    if view is None or not view.degrees or not len(parts.out_leaf):
        return NoChances.NO_INTERVAL
    return None


def _chunks(draws: int, size: int) -> Iterator[int]:
    step = max(1, CHUNK // max(1, size))
    for begin in range(0, draws, step):
        yield min(step, draws - begin)
