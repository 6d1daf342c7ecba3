from __future__ import annotations

import statistics
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import moments, publications, verifications
from veedor.count import Meanwhile, Publications, cadence, find_interruptions
from veedor.count.interruptions import backlog, median, while_silent
from veedor.count.logs import Made
from veedor.count.vectors import UNKNOWN

if TYPE_CHECKING:
    from veedor.arrays import Times


def log_of(seconds: list[int]) -> Publications:
    """A log whose intervals are these."""
    times = np.datetime64("2020-01-01T00:00:00", "s") + np.cumsum([0, *seconds]).astype("timedelta64[s]")
    n = len(times)
    count = np.full(n, UNKNOWN, dtype=np.int64)
    base = publications([("00:00:00", 0, 0, 0)])
    return Publications(base.contest_id, base.count_id, times, count, count, count, count)


def silent(times: Times, published: int | None = 0) -> Meanwhile:
    """What happened between ten and twelve."""
    start, end = moments("10:00:00", "12:00:00")
    return while_silent(times, start, end, published)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_the_median_is_that_of_the_standard_library(values: list[int]) -> None:
    assert median(np.array(values, dtype=np.int64)) == statistics.median([Fraction(v) for v in values])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_the_cadence_is_that_of_the_definition(gaps: list[int]) -> None:
    found = cadence(log_of(gaps).published_at)
    # entries of one moment were published at that moment
    between = [g for g in gaps if g] or [0]
    middle = statistics.median([Fraction(g) for g in between])
    deviation = statistics.median([abs(g - middle) for g in between])
    assert (found.median, found.deviation, found.longest) == (middle, deviation, max(gaps))
    assert found.entries == len(gaps) + 1
    assert found.line == max(2 * middle, middle + 5 * deviation)
    long = [g for g in gaps if g > 2 * middle and g > middle + 5 * deviation]
    assert [i.seconds for i in find_interruptions(log_of(gaps))] == long


def test_an_interval_of_exactly_the_line_is_no_interruption() -> None:
    assert find_interruptions(log_of([180] * 9 + [360])) == ()
    assert [i.seconds for i in find_interruptions(log_of([180] * 9 + [361]))] == [361]


@given(
    st.integers(1, 900),
    st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=8, max_size=60),
    st.integers(3, 50),
)
def test_planted_silences_of_publication_are_found_exactly(
    step: int, moments_: list[tuple[int, bool]], length: int
) -> None:
    # a regular feed with several entries a moment; a silence of several steps where one was planted
    planted = [k for k, (_, silent_) in enumerate(moments_[:-1]) if silent_]
    planted = planted[: (len(moments_) - 1) // 3]
    gaps: list[int] = []
    for k, (entries, _) in enumerate(moments_):
        gaps += [0] * (entries - 1)
        if k < len(moments_) - 1:
            gaps.append(step * (length if k in planted else 1))
    found = find_interruptions(log_of(gaps))
    assert [i.seconds for i in found] == [step * length] * len(planted)
    assert all(i.end - i.start == np.timedelta64(step * length, "s") for i in found)


def test_stamps_to_the_minute_make_no_interruption_of_every_minute() -> None:
    # three entries a minute: the median of all intervals is zero, and nothing was interrupted
    assert find_interruptions(log_of([0, 0, 60] * 10)) == ()
    assert [i.seconds for i in find_interruptions(log_of([0, 0, 60] * 10 + [600, 0, 0]))] == [600]
    assert find_interruptions(log_of([0, 0, 0])) == ()


def test_the_times_of_sheets_have_no_pause_shorter_than_half_an_hour() -> None:
    sheets_ = replace(log_of([20] * 30 + [1800] + [20] * 30 + [1801]), made_of=Made.SHEETS)
    assert [i.seconds for i in find_interruptions(sheets_)] == [1801]


def test_the_deviations_decide_where_a_log_is_irregular() -> None:
    # median 100, deviations 0 20 20 40 40: median 20, so the line is 200 either way; widen them
    gaps = [40, 70, 100, 130, 160, 260]
    found = cadence(log_of(gaps).published_at)
    assert found.median == Fraction(115)
    assert found.deviation == 45
    assert found.line == 115 + 5 * 45
    assert find_interruptions(log_of(gaps)) == ()


def test_two_publications_are_needed_for_a_cadence() -> None:
    with pytest.raises(ValueError, match="at least two"):
        cadence(log_of([]).published_at)
    assert find_interruptions(log_of([])) == ()


def test_the_backlog_is_unknown_where_the_log_is_silent_and_may_be_negative() -> None:
    log = publications([("09:00:00", 5, 3, 0), ("09:01:00", 2, 3, 0), ("09:02:00", UNKNOWN, 3, 0)])
    assert backlog(log) == (2, -1, None)


def test_what_was_verified_while_nothing_was_published() -> None:
    times = moments("08:00:00", "10:00:00", "10:00:01", "10:05:00", "11:30:00", "11:59:00", "12:30:00")
    seen = silent(times, published=1)
    assert seen.verified_before == 2
    assert seen.unpublished == 1
    assert seen.verified_within == 4
    assert seen.pause is not None
    assert (seen.pause.start, seen.pause.end) == tuple(moments("10:05:00", "11:30:00"))
    assert seen.pause.seconds == 85 * 60
    assert (seen.before_pause, seen.after_pause, seen.after_pause_within) == (2, 3, 2)
    assert seen.last_before_pause == times[3]


def test_a_gap_counts_for_its_part_within_the_window_only() -> None:
    # the longest gap, until the next day of counting, has ten minutes in the window
    times = moments("09:59:00", "10:40:00", "11:50:00", "23:00:00")
    seen = silent(times, published=None)
    assert seen.unpublished is None
    assert seen.pause is not None
    assert seen.pause.seconds == 70 * 60


@pytest.mark.parametrize(
    ("times", "within", "before"),
    [(("11:00:00",), 1, 1), (("09:00:00",), 0, 0), (("09:00:00", "11:00:00"), 1, 0)],
)
def test_a_log_that_ends_in_the_window_shows_no_pause_beyond_it(
    times: tuple[str, ...], within: int, before: int
) -> None:
    seen = silent(moments(*times))
    assert seen.verified_within == within
    assert seen.before_pause == before
    assert (seen.pause is None) == (len(times) == 1)


def test_verification_after_the_window_only() -> None:
    seen = silent(moments("13:00:00"))
    assert (seen.verified_within, seen.before_pause, seen.after_pause) == (0, 0, 1)
    assert np.isnat(seen.last_before_pause)


def test_a_log_without_verifications_says_nothing_of_an_interruption() -> None:
    log = publications([(f"09:{m:02}:00", m, m, 0) for m in range(1, 9)] + [("12:00:00", 30, 20, 0)])
    (gap,) = find_interruptions(log, verifications([]))
    assert gap.meanwhile is None


def test_an_interruption_says_what_the_log_has_at_both_ends() -> None:
    rows = [(f"09:{m:02}:00", m, m - 1, 0) for m in range(1, 9)] + [("12:00:00", 30, 20, 0)]
    (gap,) = find_interruptions(publications(rows), verifications([("x", "10:00:00")]))
    assert (gap.position, gap.verified_start, gap.verified_end) == (7, 7, 20)
    assert (gap.backlog_start, gap.backlog_end) == (1, 10)
    assert gap.meanwhile is not None
    assert gap.meanwhile.unpublished == -7
