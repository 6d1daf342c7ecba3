"""The count in order: jumps at the cut, beside those at cuts where nothing happened; the running value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.outstanding.shift.discontinuity import Jump, OrderedSeries

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Floats, Ints
    from veedor.outstanding.shift.lateness import Lateness


FIRST, LAST = 0.10, 0.90
"""Between which shares of the ordered count placebo cuts lie."""
CUTS = 80
ALPHA = 0.05
POINTS = 200
"""Points of a running value that are kept."""


@dataclass(frozen=True, eq=False)
class Running:
    """The running value at some points of the order.

    Parameters
    ----------
    sheets : int vector, shape (k,)
        Sheets counted by then.
    value : float vector, shape (k,)
        Value of what was counted.
    expected : float vector, shape (k,)
        The same, had each sheet been like the other sheets of its place.
    """

    sheets: Ints
    value: Floats
    expected: Floats


@dataclass(frozen=True, eq=False)
class Placebos:
    """One series at many cuts.

    Parameters
    ----------
    series : str
        ``raw``: the measure itself; ``beside``: minus that of the other sheets of its place; ``before``:
        minus that of the place's sheets from before the cut.
    positions : float vector, shape (k,)
        Cuts that could be fitted, in sheets.
    jumps : tuple of Jump
        At each.
    """

    series: str
    positions: Floats
    jumps: tuple[Jump, ...]

    @property
    def estimates(self) -> Floats:
        """Corrected estimates, shape (k,)."""
        return np.array([jump.corrected for jump in self.jumps])

    @property
    def alarms(self) -> float:
        """Share of placebo cuts at which the model's own p-value is below 5 %."""
        return float(np.mean([jump.p_value < ALPHA for jump in self.jumps])) if self.jumps else float("nan")

    def p_value(self, jump: Jump) -> float:
        """How often a placebo cut shows as much: rank of the absolute estimate among all, itself included."""
        more = int((np.abs(self.estimates) >= abs(jump.corrected)).sum())
        return (1 + more) / (1 + len(self.jumps))


@dataclass(frozen=True, slots=True)
class CutJumps:
    """The jump at one cut, in three series.

    Parameters
    ----------
    name : str
        Of the cut.
    moment : datetime64
        When it was, in UTC.
    position : int
        Ordered sheets before it.
    raw, beside, before : Jump, optional
        The measure; minus the other sheets of its place; minus the place's sheets before the cut. None where
        too little lies on one side.
    """

    name: str
    moment: np.datetime64
    position: int
    raw: Jump | None
    beside: Jump | None
    before: Jump | None


class Ordered:
    """The sheets of a count in order, ready for jumps at any cut.

    Parameters
    ----------
    sheets : Lateness
        Sheets with their measure and times.
    """

    def __init__(self, sheets: Lateness) -> None:
        rows = sheets.rows
        self.sheets = sheets
        self.leaf = sheets.leaf[rows]
        self.top, self.base = sheets.top[rows], sheets.base[rows]
        self.value = sheets.value[rows]
        self._cluster = np.unique(self.leaf, return_inverse=True)[1].astype(np.int64)
        self._raw: OrderedSeries | None = None
        self._beside: tuple[OrderedSeries, Ints] | None = None

    def __len__(self) -> int:
        return len(self.value)

    def raw(self, cut: int) -> Jump:
        """Jump of the measure itself after ``cut`` sheets."""
        if self._raw is None:
            self._raw = self._series(self.value)[0]
        return self._raw.jump(cut - 0.5)

    def beside(self, cut: int) -> Jump:
        """Jump of each sheet's difference from the other sheets of the finest place that has any."""
        if self._beside is None:
            self._beside = self._series(self.value - self.others)
        series, before = self._beside
        return series.jump(float(before[cut]) - 0.5)

    def before(self, cut: int) -> Jump:
        """Jump of each sheet's difference from the other sheets of its place from before the cut only."""
        early = np.arange(len(self)) < cut
        top, base = (self._beside_own(self.leaf, amount * early) for amount in (self.top, self.base))
        reference = np.divide(top, base, out=np.full(len(self), np.nan), where=base > 0)
        series, earlier = self._series(self.value - reference)
        return series.jump(float(earlier[cut]) - 0.5)

    def running(self) -> Running:
        """Follow the value through the order of arrival, at `POINTS` of it."""
        known = np.isfinite(self.others)
        weight = self.base * known
        wanted = np.linspace(0, len(self), POINTS + 1).astype(np.int64)[1:]
        ends = self.sheets.ends  # within a moment there is no running value
        kept = np.unique(ends[np.minimum(np.searchsorted(ends, wanted), len(ends) - 1)]) - 1
        expected = np.cumsum(np.where(known, self.others, 0) * weight)[kept]
        share = np.cumsum(weight)[kept]
        return Running(
            kept + 1,
            np.cumsum(self.top)[kept] / np.cumsum(self.base)[kept],
            np.divide(expected, share, out=np.full(len(kept), np.nan), where=share > 0),
        )

    def _series(self, values: Floats) -> tuple[OrderedSeries, Ints]:
        """Number the sheets that have a value; also give how many of them lie before each cut."""
        known = np.isfinite(values)
        earlier = np.concatenate(([0], np.cumsum(known)))
        position = np.cumsum(known) - 1.0
        return OrderedSeries(np.where(known, values, np.nan), position, self._cluster), earlier

    @staticmethod
    def _beside_own(node: Ints, amount: Floats) -> Floats:
        """Sum an amount over the sheets of each sheet's node, without its own."""
        rest: Floats = np.bincount(node, amount)[node] - amount
        return rest

    @cached_property
    def others(self) -> Floats:
        """Value of the other sheets of the finest place that has others with votes."""
        found = np.full(len(self), np.nan)
        for ancestor in self.sheets.tree.ancestors:
            node = ancestor[self.leaf]
            top, base = (self._beside_own(node, amount) for amount in (self.top, self.base))
            fill = np.isnan(found) & (base > 0)
            found[fill] = top[fill] / base[fill]
        return found


def placebo_jumps(ordered: Ordered, series: str, cuts: int = CUTS) -> Placebos:
    """Estimate the jump at evenly spaced cuts between 10 % and 90 % of the order, each between two moments.

    Parameters
    ----------
    ordered, series
        The sheets, and which series of them: ``raw``, ``beside`` or ``before``.
    cuts : int
        How many.

    References
    ----------
    Ganong and Jaeger, *Journal of Business & Economic Statistics* 36(3), 2018 (a permutation test by the
    place of the cut).
    """
    jump: Callable[[int], Jump] = getattr(ordered, series)
    positions, found = [], []
    for _, at in ordered.sheets.cuts(np.linspace(FIRST, LAST, cuts).tolist()):
        try:
            found.append(jump(at))
        except QuestionError:
            continue  # a cut without enough variation near it shows nothing, and is not counted
        positions.append(float(at))
    return Placebos(series, np.array(positions), tuple(found))


def jumps_at(ordered: Ordered, name: str, moment: np.datetime64) -> CutJumps:
    """Estimate the three jumps at a moment.

    Parameters
    ----------
    ordered, name : Ordered, str
        The sheets, and the name of the cut.
    moment : datetime64
        Sheets that arrived from it on are on the right.
    """
    cut = ordered.sheets.position(moment)
    found: list[Jump | None] = []
    for series in (ordered.raw, ordered.beside, ordered.before):
        try:
            found.append(series(cut))
        except QuestionError:
            found.append(None)
    return CutJumps(name, moment, cut, *found)
