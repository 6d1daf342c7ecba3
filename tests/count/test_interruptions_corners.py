"""Ends of logs: two entries, and verifications that all lie on one side of the silence."""

from __future__ import annotations

import numpy as np

from count.build_count import moments, publications
from veedor.count.interruptions import cadence, cadence_of, while_silent


def test_a_cadence_says_from_when_to_when() -> None:
    times = moments("10:00:00", "10:03:00", "10:07:00")
    found = cadence(times)
    assert (found.first, found.last) == (times[0], times[2])


def test_two_publications_have_a_cadence_and_one_has_none() -> None:
    two = publications([("10:00:00", 0, 0, 0), ("10:05:00", 1, 1, 1)])
    found = cadence_of(two)
    assert found is not None
    assert found.median == found.longest == 300
    assert cadence_of(publications([("10:00:00", 0, 0, 0)])) is None


def test_verifications_before_the_silence_or_after_it_show_no_pause() -> None:
    start, end = moments("12:00:00", "14:00:00")
    before = while_silent(moments("09:00:00", "10:00:00", "11:00:00"), start, end, 3)
    assert before.pause is None
    assert (before.verified_before, before.verified_within, before.after_pause) == (3, 0, 0)
    after = while_silent(moments("15:00:00", "16:00:00", "17:00:00"), start, end, 0)
    assert after.pause is None
    assert (after.verified_before, after.verified_within, after.after_pause) == (0, 0, 3)
    assert np.isnat(after.last_before_pause)


def test_a_pause_is_found_where_nothing_was_verified_before_the_silence() -> None:
    start, end = moments("12:00:00", "14:00:00")
    found = while_silent(moments("12:10:00", "13:50:00", "13:55:00", "15:00:00"), start, end, 0)
    assert found.pause is not None
    assert found.pause.seconds == 6_000
    assert (found.before_pause, found.after_pause, found.after_pause_within) == (1, 3, 2)
