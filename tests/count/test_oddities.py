"""What cannot be in a log of a growing count."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CONTEST, ZONE, moments, publications, verifications
from veedor.count import Snapshot, build_timeline
from veedor.count.logs import carried
from veedor.count.oddities import find_beyond, find_excess, find_falls
from veedor.count.vectors import UNKNOWN
from veedor.model import CountId, SnapshotId


@given(st.lists(st.integers(UNKNOWN, 5), min_size=1, max_size=20))
def test_a_figure_stands_until_another_is_published(figures: list[int]) -> None:
    stands, last = [], UNKNOWN
    for figure in figures:
        last = figure if figure != UNKNOWN else last
        stands.append(last)
    assert carried(np.array(figures)).tolist() == stands


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20))
def test_every_fall_is_found_and_no_rise_is_one(valid: list[int]) -> None:
    log = publications([(f"09:{m:02}:00", 0, 0, v) for m, v in enumerate(valid)])
    falls = [(a, b) for a, b in pairwise(valid) if b < a]
    assert [(f.before, f.after) for f in find_falls(log)] == falls


def test_a_fall_is_named_with_its_row_and_time() -> None:
    rows = [("09:00:00", 5, 5, 90), ("09:15:00", 6, 6, 40), ("09:30:00", 7, 7, 50)]
    log = replace(publications(rows, {"A": [60, 10, 11]}), names=np.array(["2", "3", "4"]))
    valid, a = find_falls(log)
    assert (valid.item, valid.before, valid.after, valid.name) == ("valid", 90, 40, "3")
    assert (a.item, a.before, a.after, a.at) == ("A", 60, 10, moments("09:15:00")[0])
    result = build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=log)
    told = next(f for f in result.findings if f.finding_id == "timeline.totals_fell")
    assert told.says == "timeline.totals_fell_row"
    assert (told.figure("fell_name").value, told.figure("falls").value) == ("3", 2)
    assert told.figure("fell_at").value.strftime("%M") == "15"  # type: ignore[union-attr]


def test_more_sheets_than_exist_are_named_by_their_first_entry() -> None:
    rows = [("09:00:00", 18, 18, 1), ("09:15:00", 21, 19, 2), ("09:30:00", 22, 23, 3)]
    log = replace(publications(rows), sheets_total=np.array([20, 20, 20]))
    found = {one.kind: (one.at, one.entries, one.sheets, one.limit) for one in find_excess(log)}
    second, third = moments("09:15:00", "09:30:00")
    assert found == {
        "received": (second, 2, 22, 20),
        "verified": (third, 1, 23, 20),
        "unreceived": (third, 1, 23, 22),
    }
    assert find_excess(publications(rows[:2])) == ()


def snapshot(at: str) -> Snapshot:
    return Snapshot(SnapshotId("s9"), moments(at)[0], "s9.csv")


def test_a_log_that_ends_before_the_last_file_or_with_fewer_sheets() -> None:
    log = publications([("09:00:00", 3, 3, 9)])
    late = find_beyond(log, None, frozenset("123"), snapshot("09:00:01"), 3)
    assert late is not None
    assert (late.early, late.more) == (True, False)
    more = find_beyond(log, None, frozenset("1234"), snapshot(""), 4)
    assert more is not None
    assert (more.early, more.more, more.log_sheets) == (False, True, 3)
    assert find_beyond(log, None, frozenset("123"), snapshot("09:00:00"), 3) is None
    assert find_beyond(None, None, frozenset("123"), snapshot("09:00:00"), 3) is None


def test_sheets_of_a_file_that_the_log_of_verifications_never_had() -> None:
    singles = verifications([("1", "09:00:00"), ("2", "09:10:00")])
    found = find_beyond(None, singles, frozenset("123"), snapshot("10:00:00"), 3)
    assert found is not None
    assert (found.unlogged, found.early, found.more) == (1, False, False)
    assert find_beyond(None, singles, frozenset("12"), snapshot("10:00:00"), 2) is None
    # and a sheet that only a file had was in the count
    line = build_timeline(
        CONTEST, CountId("x"), ZONE, ["1", "2", "3", "4"], verifications=singles, published=frozenset("13")
    )
    assert line.never == 1


def test_sheets_that_the_log_counts_beyond_the_roll_never_came_either() -> None:
    log = replace(publications([("09:00:00", 2, 2, 9)]), sheets_total=np.array([5]))
    line = build_timeline(CONTEST, CountId("x"), ZONE, ["1", "2", "3"], publications=log)
    assert (line.roll, line.named, line.never) == (5, 3, 3)
    assert "timeline.never_counted_of_log" in {f.says for f in line.findings}
