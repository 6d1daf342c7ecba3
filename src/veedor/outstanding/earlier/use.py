"""Whether a projection rests on an earlier election: replayed with it and without, the better is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.earlier.model import BaselineModel
from veedor.outstanding.methods import calibrated_method, recorded, replayed

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.outstanding.backtest import Backtest
    from veedor.outstanding.calibration import CalibrationRecord
    from veedor.outstanding.earlier.match import EarlierMatch
    from veedor.outstanding.estimate import Forecast
    from veedor.outstanding.guess import Coverage
    from veedor.outstanding.methods import SplitCount


ENOUGH = 0.25
"""Part of what counted places differ by that an earlier election must explain to speak for silent ones."""


@dataclass(frozen=True, eq=False)
class LearntWay:
    """One way to project, with what it would have said so far.

    Parameters
    ----------
    parts : SplitCount
        The count with the method.
    record : CalibrationRecord, optional
        Its replays.
    outlook : Forecast, optional
        What it says; absent where it gives nothing.
    """

    parts: SplitCount
    record: CalibrationRecord | None
    outlook: Forecast | None

    @property
    def coverage(self) -> Coverage:
        """Whether a projection is given in this way."""
        return self.parts.coverage

    @property
    def gives(self) -> bool:
        """Whether it gives an interval."""
        return self.outlook is not None and self.outlook.degrees > 0


@dataclass(frozen=True, eq=False)
class EarlierUse:
    """An earlier election, and whether the projection rests on it.

    Parameters
    ----------
    baseline : EarlierMatch
        The earlier election, matched to today's sheets.
    share : float
        The part of all voters in sheets that are matched, themselves or by their place.
    explained : float
        The part of what the counted places differ by that it explains.
    used : bool
        Whether the projection rests on it.
    by_it, without : LearntWay
        Both ways.
    """

    baseline: EarlierMatch
    share: float
    explained: float
    used: bool
    by_it: LearntWay
    without: LearntWay

    @property
    def opens(self) -> bool:
        """Whether only it allows a projection."""
        return self.used and not self.without.coverage.passes


def way_of(parts: SplitCount, past: Backtest | None) -> LearntWay:
    """Say what a method gives, by its replays."""
    record = None if past is None else recorded(parts, past)
    outlook = None if past is None or record is None else calibrated_method(parts, past)
    return LearntWay(parts, record, outlook)


def best_way(
    parts: SplitCount, past: Backtest | None, asked: int, progress: Callable[[int, int], None] | None
) -> tuple[LearntWay, EarlierUse | None]:
    """Return the better way to project a count of so many measures, and what an earlier election gives."""
    without = way_of(parts, past)
    earlier = _learn(without, asked, progress)
    return (earlier.by_it if earlier is not None and earlier.used else without), earlier


def _learn(without: LearntWay, asked: int, progress: Callable[[int, int], None] | None) -> EarlierUse | None:
    """Project by an earlier election too, and say which way was the better one so far."""
    parts = without.parts.by_earlier()
    if parts is None or parts.known.baseline is None:
        return None
    baseline = parts.known.baseline
    by_it = way_of(parts, replayed(parts, progress))
    size = parts.known.size
    share = float(size[baseline.matched].sum() / max(size.sum(), 1e-9))
    explained = parts.model.explained if isinstance(parts.model, BaselineModel) else 0.0
    used = by_it.gives and explained >= ENOUGH and (not without.gives or _better(by_it, without, asked))
    return EarlierUse(baseline, share, explained, used, by_it, without)


def _better(one: LearntWay, other: LearntWay, asked: int) -> bool:
    """Compare mean interval scores over the replays in which both gave an interval."""
    if one.record is None or other.record is None:
        return one.record is not None
    truth = one.record.truth
    both = zip(one.record.points, other.record.points, strict=True)
    ahead = [
        theirs.estimate.score(truth)[i] - mine.estimate.score(truth)[i]
        for mine, theirs in both
        for i in range(max(asked, 1))
        if mine.given(i) and theirs.given(i)
    ]
    return bool(not ahead or np.mean(ahead) > 0)
