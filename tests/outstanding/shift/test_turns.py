"""A trend that turns sharply is no break: where it explains as much, the count cannot say."""

from __future__ import annotations

import numpy as np
import pytest

from veedor.outstanding.shift.trend import TrendWithin


def _trend(kind: str, seed: int, size: float = 0.06) -> TrendWithin:
    """Four hundred places of eight sheets, cut at 70 %."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(400), 8)
    delay = rng.normal(0, 0.7, 400)[place] + rng.normal(0, 0.7, len(place))
    rank = np.argsort(np.argsort(delay)) / len(place)
    late = (rank >= 0.7).astype(np.float64)
    moved = {"break": size * late, "turn": 4 * size * np.maximum(rank - 0.45, 0), "none": 0 * late}[kind]
    from scipy.stats import norm

    return TrendWithin(
        place=place.astype(np.int64),
        area=(place // 50).astype(np.int64),
        weight=np.full(len(place), 200.0),
        value=rng.normal(0, 0.2, 400)[place] + moved + rng.normal(0, 0.05, len(place)),
        late=late,
        score=norm.ppf((rank * len(place) + 0.5) / len(place)),
        moment=(rank * 1e6).astype(np.int64),
    )


@pytest.mark.parametrize(("kind", "explains"), [("break", False), ("turn", True)])
def test_a_turn_explains_itself_and_no_break(kind: str, explains: bool) -> None:
    told = [_trend(kind, seed).turn_explains() for seed in range(8)]
    assert sum(told) == (8 if explains else 0)


def test_columns_that_others_explain_are_of_no_size() -> None:
    trend = _trend("none", 3)
    columns = trend._with([trend._apart(trend.score)], [])
    assert trend._size_beside(columns, 2 * trend.score) == 0
