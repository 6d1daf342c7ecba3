"""The trend within places in the order of arrival, and how late sheets differ beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.shift.lateness import Lateness


FEWEST_PLACES = 20
"""Split places below which the variance between places is not to be trusted."""
ILL = 1e12
"""Condition number from which a trend cannot be told from the cut."""
PART = 1e-8
"""Least part of a column that the others leave; one with less says nothing of its own."""
ALIKE = 1e-9
"""Largest difference of shares within places that is rounding: all sheets of a place say the same."""
BENT = 0.3
"""p-value of the test of a straight trend below which a bent one is taken out."""
PLACES_A_COLUMN = 4
"""Places that each column of a regression must have at the least, for a variance between places."""
TURNS = tuple(step / 20 for step in range(2, 19))
"""Shares of the sheets from which on a trend may have another slope."""
TURNS_WITHIN = tuple(step / 10 for step in range(2, 9))
"""Ranks within the place from which on it may."""


@dataclass(frozen=True, eq=False)
class TrendWithin:
    """Sheets with an order, in places, ready for regressions with place effects.

    Parameters
    ----------
    place, area : int vectors, shape (n,)
        The place of each from zero, and its area at the widest level that has several; one where none has.
    weight, value, late, score : float vectors, shape (n,)
        Base; share or lead; 1 where late; normal score of the rank of arrival.
    moment : int vector, shape (n,)
        When each arrived.
    """

    place: Ints
    area: Ints
    weight: Floats
    value: Floats
    late: Floats
    score: Floats
    moment: Ints

    def beyond_straight(self) -> tuple[float, float] | None:
        """Return how late sheets differ beyond a straight trend, and its standard error; None if unknown.

        Notes
        -----
        The coefficient of ``late`` in the regression of a sheet's value, weighted by its base, on the places,
        on ``late`` and on the score: were delays normal, the vote of a place that is linear in its delay is
        linear in that score. The variance takes places as clusters.

        References
        ----------
        Liang and Zeger, *Biometrika* 73(1), 1986, 13-22; Wooldridge, *Econometric Analysis of Cross Section
        and Panel Data*, 2nd ed., section 10.5 (fixed effects).
        """
        return self._late(self._straight)

    def p_straight(self) -> float:
        """Return how often a trend that is straight, and alike in all places, looks as bent as this one.

        Notes
        -----
        Wald's test, with places as clusters and Hotelling's distribution for few of them, that nothing is
        missing beside ``late`` and the score: see ``_bends``. A step at the cut, of whatever size, is in
        ``late`` and bends nothing. 1 where nothing can be tested.

        References
        ----------
        Ramsey, *Journal of the Royal Statistical Society* B 31(2), 1969, 350-371; Mundlak, *Econometrica*
        46(1), 1978, 69-85 (means of places); Hotelling, *Annals of Mathematical Statistics* 2, 1931, 360-378.
        """
        from scipy.special import fdtrc

        columns, places = self._bending, self._telling
        more = len(columns) - len(self._straight)
        if not more or places < PLACES_A_COLUMN * len(columns) or self._ill(self._straight):
            return 1.0
        coefficients, variance = self._regression(columns)
        added, spread = coefficients[-more:], variance[-more:, -more:]
        scale = np.sqrt(np.diag(spread))
        if not scale.all() or np.linalg.cond(spread / np.outer(scale, scale)) > ILL:
            return 1.0
        wald = float(added @ np.linalg.solve(spread, added))
        return float(fdtrc(more, places - more, wald * (places - more) / (more * (places - 1))))

    def beyond_bent(self) -> tuple[float, float] | None:
        """Return how late sheets differ beyond a trend that may bend, with its standard error.

        Notes
        -----
        As :meth:`beyond_straight`, with ``_bends`` and another slope in each area beside the score. What the
        two estimates differ by rests on the shape that is taken for the trend alone: its square is added to
        the variance.
        """
        straight, columns = self.beyond_straight(), self._bending
        further = self._with(columns, self._slopes())
        if self._telling >= PLACES_A_COLUMN * len(further):
            columns = further
        bent = self._late(columns)
        if straight is None or bent is None:
            return None
        return bent[0], float(np.hypot(bent[1], bent[0] - straight[0]))

    def turn_explains(self) -> bool:
        """Whether a trend that turns sharply once explains as much as a break at the cut does.

        Notes
        -----
        Beside the score, its square, the rank within the place and another slope in each area, the break is
        put in, and then instead of it another slope from each of some moments on, in the order of the count
        or within the places. Whichever has the larger coefficient in standard errors explains more: a turn
        bends no polynomial enough to be seen, and looks like a break.
        """
        score, rank = self.score, self._rank_within()
        columns = self._with([self._apart(score)], [rank, score**2])
        further = self._with(columns, self._slopes())
        if self._telling >= PLACES_A_COLUMN * len(further):
            columns = further
        turns = [np.maximum(score - moment, 0) for moment in np.quantile(score, TURNS)]
        turns += [np.maximum(rank - moment, 0) for moment in TURNS_WITHIN]
        there = self._size_beside(columns, self.late)
        return any(self._size_beside(columns, turn) >= there for turn in turns)

    def _size_beside(self, columns: list[Floats], one: Floats) -> float:
        """Return the coefficient of a column beside others in standard errors; 0 where they explain it."""
        every = self._with(columns, [one])
        if len(every) == len(columns):
            return 0.0
        coefficients, variance = self._regression(every)
        return float(abs(coefficients[-1]) / np.sqrt(variance[-1, -1])) if variance[-1, -1] > 0 else 0.0

    def _slopes(self) -> list[Floats]:
        """Return another slope in each area but the first."""
        return [self.score * (self.area == one) for one in range(1, int(self.area.max(initial=0)) + 1)]

    def _bends(self) -> list[Floats]:
        """Return what a trend may have beside its slope.

        Its square and cube, another slope after the cut, the rank within the place, and another slope in
        places that came late as a whole.
        """
        score = self.score
        first = score[self.late > 0].min(initial=np.inf)
        of_place = (np.bincount(self.place, self.weight * score) / self._whole)[self.place]
        after = np.where(self.late > 0, score - first, 0.0)
        return [score**2, score**3, after, self._rank_within(), score * of_place]

    @cached_property
    def _straight(self) -> list[Floats]:
        return [self._apart(self.late), self._apart(self.score)]

    @cached_property
    def _bending(self) -> list[Floats]:
        return self._with(self._straight, self._bends())

    @cached_property
    def _telling(self) -> int:
        """How many places have two sheets or more: the others say nothing of what is within them."""
        return int((np.bincount(self.place) > 1).sum())

    @cached_property
    def _whole(self) -> Floats:
        """Weight of each place."""
        return np.bincount(self.place, self.weight).astype(np.float64)

    def _apart(self, values: Floats) -> Floats:
        """Take the mean of its place from each value."""
        apart: Floats = values - (np.bincount(self.place, self.weight * values) / self._whole)[self.place]
        return apart

    def _with(self, columns: list[Floats], further: list[Floats]) -> list[Floats]:
        """Add to columns those further ones that the others do not explain."""
        root = np.sqrt(self.weight)
        basis: list[Floats] = []
        for column in columns:
            basis.append(self._unit(self._left(column * root, basis)))
        kept = list(columns)
        for column in further:
            own = self._apart(column)
            left = self._left(own * root, basis)
            if left @ left > PART * (own * root @ (own * root)):
                kept.append(own)
                basis.append(self._unit(left))
        return kept

    @staticmethod
    def _left(column: Floats, basis: list[Floats]) -> Floats:
        """Return what vectors of length one, at right angles to one another, do not explain of a column."""
        for _ in range(2):  # twice, for the digits that one pass loses
            for known in basis:
                column = column - (known @ column) * known
        return column

    @staticmethod
    def _unit(column: Floats) -> Floats:
        length = np.sqrt(column @ column)
        return column / length if length else column

    def _late(self, columns: list[Floats]) -> tuple[float, float] | None:
        """Return coefficient of late, the first column, and its standard error; None if nothing varies."""
        if np.abs(self._apart(self.value)).max(initial=0.0) < ALIKE:
            return None
        if self._ill(columns):
            return None
        coefficients, variance = self._regression(columns)
        return float(coefficients[0]), float(np.sqrt(variance[0, 0]))

    def _ill(self, columns: list[Floats]) -> bool:
        """Whether columns can hardly be told from one another."""
        x = np.stack([self._unit(column) for column in columns], axis=1)
        return bool(np.linalg.cond(x.T @ (x * self.weight[:, None])) > ILL)

    def _regression(self, columns: list[Floats]) -> tuple[Floats, Floats]:
        """Regress the values on columns; give coefficients and their covariance, places as clusters."""
        x, y = np.stack(columns, axis=1), self._apart(self.value)
        weighted = x * self.weight[:, None]
        inverse = np.linalg.inv(x.T @ weighted)
        coefficients = inverse @ (weighted.T @ y)
        rest = y - x @ coefficients
        scores = np.stack([np.bincount(self.place, column * rest) for column in weighted.T], axis=1)
        spread = scores @ inverse.T  # squared last: so that rounding leaves no variance below zero
        return coefficients, spread.T @ spread

    def _rank_within(self) -> Floats:
        """Return the rank of each sheet among those of its place, from 0 to 1; one for all of a moment."""
        order = np.lexsort((self.moment, self.place))
        place, moment = self.place[order], self.moment[order]
        number = np.bincount(self.place)
        position = np.arange(len(order)) - (np.cumsum(number) - number)[place]
        step = np.cumsum(np.r_[0, (np.diff(place) != 0) | (np.diff(moment) != 0)])
        middle = np.bincount(step, position) / np.bincount(step)
        rank = np.empty(len(order))
        rank[order] = (middle[step] + 0.5) / number[place]
        return rank


def trend_within(sheets: Lateness, late: Flags, score: Floats) -> TrendWithin | None:
    """Take the sheets that have a base and an order; None without enough places on both sides of the cut.

    Parameters
    ----------
    sheets : Lateness
        Those with a base above zero are compared.
    late : bool vector, shape (n,)
        Which are late.
    score : float vector, shape (n,)
        The normal score of the rank of arrival of each; NaN without an order.
    """
    rows = np.flatnonzero((sheets.base > 0) & np.isfinite(score))
    place = np.unique(sheets.leaf[rows], return_inverse=True)[1].astype(np.int64)
    number, number_late = np.bincount(place), np.bincount(place, late[rows])
    if ((number_late > 0) & (number_late < number)).sum() < FEWEST_PLACES:
        return None
    return TrendWithin(
        place=place,
        area=_areas(sheets, rows),
        weight=sheets.base[rows],
        value=sheets.value[rows],
        late=late[rows].astype(np.float64),
        score=score[rows],
        moment=sheets.at[rows].astype(np.int64),
    )


def _areas(sheets: Lateness, rows: Ints) -> Ints:
    """Return the area of each row at the widest level above the places that has several."""
    for of_leaf in reversed(sheets.tree.ancestors[1:]):
        areas, of_row = np.unique(of_leaf[sheets.leaf[rows]], return_inverse=True)
        if len(areas) > 1:
            return of_row.astype(np.int64)
    return np.zeros(len(rows), dtype=np.int64)
