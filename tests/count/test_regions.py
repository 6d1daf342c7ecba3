"""A log with a row a region and moment, and how the entries of a log stand in its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CONTEST, ZONE, moments, publications, write
from veedor.count import Publications, build_timeline, load_publications
from veedor.count.regions import look_at_regions, sum_regions
from veedor.count.vectors import UNKNOWN
from veedor.engine import TABLES, Store
from veedor.errors import MissingDataError
from veedor.model import ContestId, CountId

Entry = tuple[str, str, int, int]
"""Time, region, sheets verified, votes of A."""


def logged(folder: Path, entries: Sequence[Entry], *, rows: Sequence[int] = ()) -> Publications:
    """Write a log as an import does, in order of time, and read it."""
    numbers = rows or range(2, len(entries) + 2)
    table: list[dict[str, Any]] = [
        {
            "contest_id": "mayor",
            "count_id": "preliminary",
            "published_at": moments(at)[0].item(),
            "entry": row,
            "source": "log.csv",
            "region": region,
            "sheets_total": 10,
            "sheets_verified": sheets,
            "valid": a,
            "votes:A": a,
        }
        for (at, region, sheets, a), row in zip(entries, numbers, strict=True)
    ]
    write(folder, TABLES["publication"], table, ["votes:A"])
    found = load_publications(Store(folder), ContestId("mayor"), CountId("preliminary"))
    assert found is not None
    return found


def test_entries_of_one_moment_are_summed_and_the_last_entry_of_a_region_stands(tmp_path: Path) -> None:
    log = logged(
        tmp_path,
        [
            ("09:00:00", "N", 1, 10),
            ("09:00:00", "S", 2, 5),
            ("09:10:00", "N", 3, 30),
            ("09:20:00", "S", 4, 9),
        ],
    )
    assert log.published_at.tolist() == moments("09:00:00", "09:10:00", "09:20:00").tolist()
    assert log.sheets_verified.tolist() == [3, 5, 7]
    assert log.figures["A"].tolist() == [15, 35, 39]
    assert log.sheets_total.tolist() == [20, 20, 20]
    assert {name: len(part) for name, part in log.regions.items()} == {"N": 2, "S": 2}
    north, south = look_at_regions(log)
    assert (north.last_news, north.quiet, north.sheets) == (moments("09:10:00")[0], 600, 3)
    assert (south.quiet, south.quiet_from) == (1200, moments("09:00:00")[0])
    result = build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=log)
    told = next(f for f in result.findings if f.says == "timeline.regions")
    assert told.figure("region_first_done").value == "N"
    assert told.figure("region_quiet").value == "S"
    assert len(next(t for t in result.tables if t.name == "regions").rows) == 2


def test_a_region_that_comes_later_counts_among_the_sheets_to_come_from_the_start(tmp_path: Path) -> None:
    log = logged(tmp_path, [("09:00:00", "N", 1, 10), ("09:10:00", "S", 2, 5)])
    assert log.sheets_total.tolist() == [20, 20]
    assert log.sheets_verified.tolist() == [1, 3]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from("NSE"), st.integers(0, 50)), min_size=1, max_size=20
    )
)
def test_the_sum_at_a_moment_is_that_of_the_last_entries_by_then(rows: list[tuple[int, str, int]]) -> None:
    rows.sort(key=lambda row: row[0])
    parts = {
        name: publications([(f"09:0{m}:00", n, n, n) for m, of, n in rows if of == name])
        for name in {of for _, of, _ in rows}
    }
    found = sum_regions(parts)
    minutes = sorted({m for m, _, _ in rows})
    assert len(found) == len(minutes)
    for k, minute in enumerate(minutes):
        stands = {of: n for m, of, n in rows if m <= minute}
        assert found.valid[k] == sum(stands.values())


def test_a_region_that_is_the_sum_of_the_others_is_refused(tmp_path: Path) -> None:
    entries = [
        (f"09:{m}0:00", region, k * (m + 1), 7 * k * (m + 1))
        for m in range(3)
        for region, k in (("N", 1), ("S", 2), ("Total", 3))
    ]
    with pytest.raises(MissingDataError, match=r"'Total'.*sum of all") as caught:
        logged(tmp_path, entries)
    assert "'^Total$'" in caught.value.remedy
    # without it everything is counted once
    whole = logged(tmp_path, [e for e in entries if e[1] != "Total"])
    assert whole.sheets_verified.tolist() == [3, 6, 9]


def test_entries_of_regions_that_the_case_does_not_name_are_refused(tmp_path: Path) -> None:
    parts = [(f"09:{m}0:00", "", k * (m + 1), k * (m + 1)) for m in range(3) for k in (1, 9, 2)]
    with pytest.raises(MissingDataError, match=r"3 moments.*parts of the count") as caught:
        logged(tmp_path, parts)
    assert 'region = "<column>"' in caught.value.remedy
    # followed to the letter
    named = [(at, "NSE"[i % 3], *rest) for i, (at, _, *rest) in enumerate(parts)]
    assert logged(tmp_path, named).sheets_verified.tolist() == [12, 24, 36]  # type: ignore[arg-type]


def test_a_total_that_falls_in_one_region_is_found_though_the_sum_grows(tmp_path: Path) -> None:
    log = logged(
        tmp_path,
        [
            ("09:00:00", "N", 5, 50),
            ("09:00:00", "S", 5, 50),
            ("09:10:00", "N", 4, 40),
            ("09:10:00", "S", 9, 90),
        ],
    )
    assert log.sheets_verified.tolist() == [10, 13]
    result = build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=log)
    assert {(f.region, f.item) for f in result.falls} == {
        ("N", "sheets_verified"), ("N", "valid"), ("N", "A"),
    }  # fmt: skip


def test_equal_stamps_stay_in_the_order_of_the_file(tmp_path: Path) -> None:
    # the table may come in any order; the row of the file tells
    log = logged(
        tmp_path, [("09:00:00", "", 2, 20), ("09:00:00", "", 1, 10), ("09:01:00", "", 3, 30)], rows=[3, 2, 4]
    )
    assert log.sheets_verified.tolist() == [1, 2, 3]
    assert (log.order.late, log.order.twice) == ((), ())


def test_a_file_that_begins_with_the_newest_is_read_from_its_end(tmp_path: Path) -> None:
    log = logged(
        tmp_path,
        [("09:02:00", "", 4, 40), ("09:01:00", "", 3, 30), ("09:01:00", "", 2, 20), ("09:00:00", "", 1, 1)],
    )
    assert log.sheets_verified.tolist() == [1, 2, 3, 4]
    assert log.order.late == ()


def test_entries_out_of_order_and_entries_that_repeat_are_named(tmp_path: Path) -> None:
    log = logged(
        tmp_path,
        [
            ("09:10:00", "", 2, 20),
            ("09:20:00", "", 3, 30),
            ("09:00:00", "", 1, 10),
            ("09:20:00", "", 3, 30),
            ("09:30:00", "", 3, 30),
        ],
    )
    assert log.sheets_verified.tolist() == [1, 2, 3, 3]
    assert log.order.late == (("log.csv", 4),)
    assert [(t.row, t.first) for t in log.order.twice] == [(5, 3)]
    result = build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=log)
    assert {"timeline.out_of_order", "timeline.twice"} <= {f.says for f in result.findings}


def test_what_a_region_does_not_say_is_not_known_of_the_whole() -> None:
    parts = {"N": publications([("09:00:00", 1, UNKNOWN, 5)]), "S": publications([("09:05:00", 2, 2, 6)])}
    found = sum_regions(parts)
    assert found.sheets_verified.tolist() == [UNKNOWN, UNKNOWN]
    assert found.sheets_in.tolist() == [1, 3]
    assert np.array_equal(found.sheets_total, [UNKNOWN, UNKNOWN])
