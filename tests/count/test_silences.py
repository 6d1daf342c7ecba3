"""Times in which a feed went on and repeated the totals that stood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CONTEST, ZONE, publications
from veedor.count import Publications, Timeline, build_timeline
from veedor.count.interruptions import find_interruptions
from veedor.count.silences import find_silences, news_of
from veedor.count.vectors import UNKNOWN
from veedor.model import ChoiceId, CountId


def feed(steps: list[tuple[int, bool]], *, total: int = UNKNOWN) -> Publications:
    """A log of entries, each so many seconds after the last, new or a repeat of what stood."""
    at = np.datetime64("2030-05-05T20:00:00", "s") + np.cumsum([s for s, _ in steps]).astype("timedelta64[s]")
    sheets = np.cumsum([new for _, new in steps]).astype(np.int64)
    base = publications([("00:00:00", 0, 0, 0)])
    n = len(steps)
    return Publications(
        base.contest_id,
        base.count_id,
        at,
        np.full(n, total, dtype=np.int64),
        np.full(n, UNKNOWN, dtype=np.int64),
        sheets,
        190 * sheets,
        {ChoiceId("A"): 100 * sheets},
    )


def line(log: Publications) -> Timeline:
    return build_timeline(CONTEST, CountId("preliminary"), ZONE, ["1"], publications=log)


def said(log: Publications) -> list[str]:
    return [f.says for f in line(log).findings]


@given(
    st.integers(1, 900),
    st.integers(10, 60),
    st.lists(st.tuples(st.integers(1, 8), st.integers(2, 40)), max_size=4),
    st.lists(st.tuples(st.integers(1, 8), st.integers(3, 40)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_planted_silences_of_both_kinds_are_found_exactly_and_no_other(  # type: ignore[no-untyped-def]
    step: int,
    calm: int,
    frozen: list[tuple[int, int]],
    dark: list[tuple[int, int]],
    random,  # noqa: ANN001
) -> None:
    # a regular feed in which every entry is new; planted: runs of repeats, and times without any entry
    planted = [("frozen", n) for _, n in frozen] + [("dark", n) for _, n in dark]
    random.shuffle(planted)
    steps = [(0, True), *[(step, True)] * calm]
    expected: dict[str, list[tuple[int, int]]] = {"frozen": [], "dark": []}
    for kind, n in planted:
        if kind == "frozen":
            steps += [(step, False)] * n + [(step, True)]
            expected[kind].append((step * (n + 1), n))
        else:
            steps.append((step * n, True))
            expected[kind].append((step * n, 0))
        steps += [(step, True)] * calm
    log = feed(steps)
    assert [i.seconds for i in find_interruptions(log)] == [s for s, _ in expected["dark"]]
    assert [(s.seconds, s.repeats) for s in find_silences(log).repeated] == expected["frozen"]


@given(st.integers(1, 900), st.integers(1, 3), st.integers(4, 60))
def test_a_regular_feed_has_no_silence_of_either_kind(step: int, repeats: int, news: int) -> None:
    # every new entry is repeated equally often: that is its cadence
    log = feed([(0, True), *[*[(step, False)] * repeats, (step, True)] * news])
    assert find_interruptions(log) == ()
    assert find_silences(log).repeated == ()


def test_ten_hours_of_a_frozen_feed_are_named_with_what_stood() -> None:
    steps = [(0, True), *[(300, True)] * 19, *[(300, False)] * 120, *[(300, True)] * 20]
    result = line(feed(steps, total=40))
    (stood,) = result.silences.repeated if result.silences else ()
    assert (stood.seconds, stood.repeats, stood.sheets, stood.total) == (36_300, 120, 20, 40)
    says = [f.says for f in result.findings]
    assert says[:3] == ["timeline.entries_never_interrupted", "timeline.stood", "timeline.standing_of"]
    assert "timeline.never_interrupted" not in says
    assert result.findings[2].figure("stood_seconds").value == 36_300
    table = next(t for t in result.tables if t.name == "standing")
    assert table.rows[0][3:] == (36_300, 120, 20, 40)


@pytest.mark.parametrize(
    ("total", "repeats", "expected"),
    [
        (10, 50, []),
        (10, 0, []),
        (12, 50, ["timeline.ended_short_repeating"]),
        (12, 0, ["timeline.ended_short"]),
        (UNKNOWN, 50, ["timeline.ended_repeating"]),
        (UNKNOWN, 1, []),
    ],
)
def test_the_end_of_a_log_is_no_silence_and_is_named_unless_all_sheets_were_in(
    total: int, repeats: int, expected: list[str]
) -> None:
    log = feed([(0, True), *[(60, True)] * 9, *[(60, False)] * repeats], total=total)
    assert find_silences(log).repeated == ()
    assert [s for s in said(log) if s.startswith("timeline.ended")] == expected


def test_a_log_that_never_changes_has_one_piece_of_news() -> None:
    log = feed([(0, True), *[(60, False)] * 30], total=9)
    found = find_silences(log)
    assert (found.cadence, found.repeated, found.news.tolist()) == (None, (), [0])
    assert "timeline.ended_short_repeating" in said(log)


def test_a_log_of_one_row_is_said_to_be_one() -> None:
    assert said(feed([(0, True)], total=9))[:2] == ["timeline.one_publication", "timeline.ended_short"]


def test_a_figure_that_an_entry_leaves_out_is_no_news_and_more_sheets_to_come_neither() -> None:
    log = publications(
        [
            ("09:00:00", 1, 1, 9),
            ("09:01:00", UNKNOWN, 1, 9),
            ("09:02:00", 1, 1, UNKNOWN),
            ("09:03:00", 2, 1, 9),
        ]
    )
    assert news_of(log).tolist() == [0, 3]
    grown = replace(log.take(np.array([0, 1])), sheets_total=np.array([40, 41]))
    assert news_of(grown).tolist() == [0]


def test_votes_that_move_while_sheets_stand_are_news() -> None:
    log = publications([("09:00:00", 1, 1, 9), ("09:01:00", 1, 1, 9)], {"A": [5, 6]})
    assert news_of(log).tolist() == [0, 1]


def test_hours_without_news_are_named_though_so_little_news_has_no_cadence() -> None:
    """News at 0, 5 and 10 minutes, then after 140 and twice after 30: medians say nothing here."""
    steps = [(0, True), (300, True), (300, True), *[(300, False)] * 27, (300, True)]
    steps += [*[(300, False)] * 5, (300, True)] * 2
    result = line(feed(steps, total=10))
    assert result.silences is not None
    assert result.silences.repeated == ()
    assert result.silences.longest is not None
    assert (result.silences.longest.seconds, result.silences.longest.repeats) == (8_400, 27)
    says = [f.says for f in result.findings]
    assert says[:2] == ["timeline.entries_never_interrupted", "timeline.standing_of"]


def test_news_as_often_as_entries_may_pause_is_not_named() -> None:
    steps = [(0, True), *[(60, False), (60, True)] * 20]
    assert find_silences(feed(steps, total=40)).longest is None
