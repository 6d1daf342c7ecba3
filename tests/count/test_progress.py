from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CONTEST, lead, moments, publications, share, sheets
from veedor.count import along_publications, along_sheets
from veedor.count.vectors import UNKNOWN
from veedor.model import AreaId, Assertion, Scope

VOTES = st.tuples(*[st.integers(0, 500)] * 4)


@given(st.lists(st.tuples(VOTES, st.integers(0, 3600)), min_size=1, max_size=12))
def test_both_ways_along_a_count_give_the_same_sums(rows: list[tuple[tuple[int, ...], int]]) -> None:
    # sheets verified one by one, and a log that was published after each of them
    rows = sorted(rows, key=lambda r: r[1])
    times = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for _, s in rows]
    count = sheets({f"{i:03}": list(v) for i, (v, _) in enumerate(rows)}, times=times)
    sums = np.cumsum([v for v, _ in rows], axis=0)
    log = publications(
        [(t, i + 1, i + 1, int(sums[i, :3].sum())) for i, t in enumerate(times)],
        {"A": sums[:, 0].tolist(), "B": sums[:, 1].tolist()},
    )
    for form in (lead(), share("A", 40), share("B", 55)):
        by_log, by_sheets = along_publications(form, CONTEST, log), along_sheets(form, count, every=1)
        assert by_log is not None
        assert by_sheets is not None
        last = {t: k for k, t in enumerate(by_log.at.tolist())}
        for k, t in enumerate(by_sheets.at.tolist()):
            there = last[t]
            assert by_sheets.slack(k) == by_log.slack(there)
            assert by_sheets.reached(k) == by_log.reached(there)
            assert by_sheets.sheets[k] == by_log.sheets[there]
        total = form.slack(count.tally())
        assert by_sheets.slack(len(by_sheets.at) - 1) == total


def test_a_log_must_have_what_the_assertion_tells_apart() -> None:
    log = publications([("09:00:00", 1, 1, 100)], {"A": [50]})
    assert along_publications(share("A"), CONTEST, log) is not None
    # B weighs other than C, and the log has neither
    assert along_publications(lead(), CONTEST, log) is None
    # blank votes belong to the base, and the log does not have them
    assert along_publications(share("A", base="cast"), CONTEST, log) is None
    assert along_publications(replace(share(), registered_weight=-1), CONTEST, log) is None
    assert along_publications(replace(share(), scope=Scope("ward", AreaId("W1"))), CONTEST, log) is None


def test_rows_with_a_gap_are_left_out() -> None:
    log = publications(
        [("09:00:00", 1, 1, 100), ("09:05:00", 1, 1, UNKNOWN), ("09:10:00", 1, 1, 110)],
        {"A": [50, 52, UNKNOWN], "B": [30, 30, 30]},
    )
    found = along_publications(lead(), CONTEST, log)
    assert found is not None
    assert found.at.tolist() == moments("09:00:00").tolist()
    assert found.slack(0) == 20 - 10
    assert found.reached(0) == Fraction(20, 100)


def test_steps_end_at_their_minute_and_sheets_without_a_time_are_left_out() -> None:
    count = sheets(
        {"1": [5, 1, 0, 0], "2": [1, 5, 0, 0], "3": [9, 9, 9, 0], "4": [2, 0, 0, 0]},
        times=["09:00:01", "09:00:59", "", "09:01:00"],
    )
    found = along_sheets(lead(), count)
    assert found is not None
    assert found.at.tolist() == moments("09:01:00").tolist()
    assert found.sheets.tolist() == [3]
    assert along_sheets(lead(), sheets({"1": [1, 0, 0, 0]})) is None
    assert along_sheets(lead(), sheets({"1": [1, 0, 0, 0]}, times=[""])) is None


def test_a_moment_before_the_first_has_no_row() -> None:
    found = along_publications(share("A"), CONTEST, publications([("09:00:00", 1, 1, 9)], {"A": [5]}))
    assert found is not None
    early, late = moments("08:59:59", "09:00:00")
    assert found.last_before(early) is None
    assert found.last_before(late) == 0


def test_an_empty_base_has_no_share() -> None:
    found = along_publications(share("A"), CONTEST, publications([("09:00:00", 1, 1, 0)], {"A": [0]}))
    assert found is not None
    assert found.reached(0) is None
    assert isinstance(found.assertion, Assertion)
