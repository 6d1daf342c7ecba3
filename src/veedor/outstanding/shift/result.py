"""The late shift as one result: composition, contrast, jumps with their placebos, well-known methods."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import Result
from veedor.outstanding.shift.contrast import (
    FEWEST_CUTS,
    Contrast,
    LevelContrast,
    allowed,
    contrast_at,
    permutation_p,
    permuted_contrasts,
)
from veedor.outstanding.shift.decomposition import Decomposition, decompose
from veedor.outstanding.shift.known_methods import PERMUTATIONS, KnownMethod, known_methods
from veedor.outstanding.shift.placebo import (
    CUTS,
    CutJumps,
    Ordered,
    Placebos,
    Running,
    jumps_at,
    placebo_jumps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from zoneinfo import ZoneInfo

    from veedor.model import Contest, Measure
    from veedor.outstanding.shift.lateness import Lateness


EXCHANGES = 999
"""Permutations within places for the contrast."""
SEED = 1
ORDERED_AT_LEAST = 200
"""Ordered sheets below which no jump is estimated."""
STEPS = 5
"""Steps of which progress is told."""


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Sheets that are neither early nor late, because the compared count has no figures of them.

    Parameters
    ----------
    outstanding, set_aside, annulled : int
        How many, by state.
    """

    outstanding: int = 0
    set_aside: int = 0
    annulled: int = 0

    @property
    def sheets(self) -> int:
        """How many in all."""
        return self.outstanding + self.set_aside + self.annulled


@dataclass(frozen=True, slots=True)
class CutMade:
    """What was taken for early, and why.

    Parameters
    ----------
    how : str
        ``gap``: the publication before the longest gap; ``even``: of several such, the one nearest
        to half; ``pause``: what was verified before the longest pause; ``first``: the only (or first)
        publication; ``named``: the publication asked for; ``asked``: the moment asked for.
    publication : str
        Which publication was early; empty where a moment cuts.
    moment : datetime64[s], optional
        When that was, in UTC.
    until : datetime64[s], optional
        When the gap ended.
    """

    how: str = "named"
    publication: str = ""
    moment: np.datetime64 | None = None
    until: np.datetime64 | None = None


@dataclass(frozen=True, eq=False)
class Shift(Result):
    """Whether a late shift needs more than geography to explain it.

    Parameters
    ----------
    sheets : Lateness
        Sheets with the share or lead in question, cut into early and late.
    decomposition : Decomposition
        Composition, and change within places by level of matching.
    same_places : LevelContrast
        The same place on both sides, and at placebo cuts.
    p_by_late, p_harmonic : float
        Permutation p-values of the two plain versions of the contrast.
    cuts : tuple of CutJumps
        Jumps at the cuts asked for.
    placebos : tuple of Placebos
        For each series of the jumps.
    known_methods : tuple of KnownMethod
        Well-known methods on this count.
    running : Running, optional
        The running value; None without an order.
    exchanges, seed : int
        Of the permutations.
    zone : ZoneInfo, optional
        In which the moments of the cuts are shown; in UTC where it is not known.
    not_compared : NotCompared
        Sheets on neither side.
    """

    sheets: Lateness
    decomposition: Decomposition
    same_places: LevelContrast
    p_by_late: float
    p_harmonic: float
    cuts: tuple[CutJumps, ...]
    placebos: tuple[Placebos, ...]
    known_methods: tuple[KnownMethod, ...]
    running: Running | None
    exchanges: int
    seed: int
    zone: ZoneInfo | None = None
    not_compared: NotCompared = NotCompared()
    cut: CutMade = CutMade()

    @property
    def contrast(self) -> Contrast:
        """The same place on both sides."""
        return self.same_places.contrast

    @property
    def placebo_contrasts(self) -> tuple[tuple[float, Contrast], ...]:
        """The same at other cuts, each with its share of the ordered sheets; empty without an order."""
        return self.same_places.placebos

    @property
    def trusted(self) -> dict[str, bool]:
        """Whether the jumps of each series can be trusted: their placebo cuts are seldom significant."""
        return {
            cloud.series: cloud.alarms * len(cloud.jumps) <= allowed(len(cloud.jumps))
            for cloud in self.placebos
        }

    @property
    def contest(self) -> Contest:
        """What is voted on."""
        return self.sheets.contest

    @property
    def measure(self) -> Measure:
        """The share or lead in question."""
        return self.sheets.measure

    @property
    def ordered(self) -> int:
        """Sheets whose order is known."""
        return len(self.sheets.rows)

    def placebo(self, series: str) -> Placebos | None:
        """Return the placebo cuts of one series (``raw``, ``beside``, ``before``)."""
        return next((found for found in self.placebos if found.series == series), None)


def examine(
    sheets: Lateness,
    *,
    not_compared: NotCompared | None = None,
    cut: CutMade | None = None,
    cuts: Sequence[tuple[str, np.datetime64]] = (),
    zone: ZoneInfo | None = None,
    placebos: int = CUTS,
    exchanges: int = EXCHANGES,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Shift:
    """Examine a late shift.

    Parameters
    ----------
    sheets : Lateness
        Sheets with the share or lead in question, cut into early and late.
    not_compared : NotCompared, optional
        Sheets that the compared count has no figures of; by default none.
    cut : CutMade, optional
        What was taken for early, and why.
    cuts : sequence of (str, datetime64)
        Moments (UTC) to look for a jump at, each with its name.
    zone : ZoneInfo, optional
        In which they are shown.
    placebos, exchanges, permutations : int
        Placebo cuts; exchanges within places for the contrast; copies for the well-known methods.
    seed : int
        Of all pseudo-random numbers.
    progress : callable, optional
        Told the steps done and their number.
    """
    tell = progress or (lambda _done, _steps: None)
    ordered = Ordered(sheets) if len(sheets.rows) >= ORDERED_AT_LEAST else None
    places = _same_places(sheets)
    same, wider = places.contrast, sheets.at_level(sheets.tree.levels.index(places.level))
    drawn = permuted_contrasts(wider, exchanges, seed) if same.places else np.empty((0, 2))
    tell(1, STEPS)
    clouds = () if ordered is None else _clouds(ordered, placebos, tell)
    found = tuple(jumps_at(ordered, name, moment) for name, moment in cuts) if ordered and clouds else ()
    # without an order, or in a few steps only, no method can ask what came just before or after
    first = found[0].position if found else int((~sheets.late[sheets.rows]).sum()) if clouds else 0
    methods = known_methods(sheets, first, permutations=permutations, seed=seed)
    tell(STEPS, STEPS)
    return Shift(
        sheets=sheets,
        decomposition=decompose(sheets),
        same_places=places,
        p_by_late=permutation_p(same.by_late, drawn[:, 0]),
        p_harmonic=permutation_p(same.harmonic, drawn[:, 1]),
        cuts=found,
        placebos=clouds,
        known_methods=methods,
        running=None if ordered is None else ordered.running(),
        exchanges=exchanges,
        seed=seed,
        zone=zone,
        not_compared=not_compared or NotCompared(),
        cut=cut or CutMade(),
    )


def _same_places(sheets: Lateness) -> LevelContrast:
    """Compare within places of the finest level that has enough of them; without one, of the finest of all.

    Where that level cannot be trusted, no wider one is tried: of many tries one would come out by chance.
    """
    found = []
    for level in range(len(sheets.tree.levels) - 1):
        found.append(contrast_at(sheets, level))
        if found[-1].compares:
            return found[-1]
    return found[0]


def _clouds(ordered: Ordered, cuts: int, tell: Callable[[int, int], None]) -> tuple[Placebos, ...]:
    """Return the placebo cuts of each series that has any."""
    found = []
    for step, series in enumerate(("raw", "beside", "before"), start=2):
        with suppress(QuestionError):  # no place has two ordered sheets: there is nothing beside or before
            found.append(placebo_jumps(ordered, series, cuts))
        tell(step, STEPS)
    return tuple(cloud for cloud in found if len(cloud.jumps) >= FEWEST_CUTS)
