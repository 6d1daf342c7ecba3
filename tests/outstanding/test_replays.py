"""Projections of counts that nothing was tuned on: how many intervals cover, and how they score."""

from __future__ import annotations

import pytest

from outstanding.build_replays import replays


@pytest.mark.slow
def test_two_hundred_fresh_counts() -> None:
    bench = replays()
    series = bench.synthetic_series(200, 60_000)
    for found in series.values():
        covered, score, simple = bench.summary("", found)
        assert covered >= 0.9
        assert score < simple
    covered, _, _ = bench.summary("", series["synthetic, all"])
    assert 0.92 <= covered <= 0.98
    brier, of_simple = bench.reliability(series["synthetic, all"])
    assert brier < of_simple
