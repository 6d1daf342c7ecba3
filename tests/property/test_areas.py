"""Counts by area with any figures: sums, bounds, and what no order may change."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from count.build_areas import Row, night, text_of, write_night
from veedor.case import open_case
from veedor.count.vectors import UNKNOWN
from veedor.outstanding.areas import rows_of_areas

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def areas(draw: st.DrawFn) -> tuple[Row, ...]:
    """Some areas of one publication that contradict nothing."""
    made = []
    for i in range(draw(st.integers(1, 5))):
        total = draw(st.integers(1, 12))
        counted = draw(st.integers(0, total))
        observed = draw(st.integers(0, total - counted))
        votes = tuple(draw(st.integers(0, 90)) * counted for _ in range(3)) if counted else (None, None, None)
        registered = draw(st.one_of(st.none(), st.integers(100, 5000)))
        made.append(Row(f"P{i % 2}/M{i}x", total, counted, votes, observed, registered))  # type: ignore[arg-type]
    # totals of 100, and a row that is the sum of the others, are refused: neither is made here but by chance
    return tuple(made)


def no_row_is_a_sum(rows: tuple[Row, ...]) -> bool:
    """Whether no row may be taken for the total of others."""
    held = [np.array([0 if v is None else v for v in row.votes]) for row in rows]
    return all(v.sum() % 7 or len(rows) < 3 for v in held) or len(rows) < 3


@SLOW
@given(areas().filter(no_row_is_a_sum))
def test_the_sum_over_areas_is_the_count(rows: tuple[Row, ...]) -> None:
    if all(not row.counted for row in rows):
        return
    with tempfile.TemporaryDirectory() as folder:
        result = night(Path(folder) / "case", {20: rows}).outcome()
    found = result.by_area
    assert found is not None
    sums = [sum((row.votes[j] or 0) for row in rows) for j in range(3)]
    assert list(result.tally.votes.values()) == sums
    assert result.sheets == sum(int(row.counted or 0) for row in rows)
    assert found.outstanding + found.set_aside + result.sheets == sum(int(row.total or 0) for row in rows)
    # nothing is bounded by less than nothing, and what is complete is closed
    assert all(most == UNKNOWN or most >= 0 for most in found.capacity.tolist())
    assert all(most == 0 for most, left in zip(found.capacity, found.open_sheets, strict=True) if not left)
    parts = rows_of_areas([found])
    assert parts.counted.votes.sum(axis=0).tolist() == sums
    assert len(parts.roll.ids) == result.roll


@pytest.mark.slow
@SLOW
@given(areas().filter(no_row_is_a_sum), st.randoms())
def test_the_order_of_rows_and_files_is_irrelevant(rows: tuple[Row, ...], random: object) -> None:
    if all(not row.counted for row in rows):
        return
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        one = night(Path(folder) / "one", {20: rows}).outcome()
        files = {"night-z.csv": text_of(shuffled, 20)}
        other = open_case(write_night(Path(folder) / "other", files=files)).outcome()
    assert one.tally == other.tally
    assert one.outcome == other.outcome
