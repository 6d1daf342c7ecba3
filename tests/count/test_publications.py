"""The count over time from its dated files, or from the times of its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from count.build_count import CONTEST, at, case_file, moments, sheets, store
from veedor.count import Election, Timeline
from veedor.count.logs import Made
from veedor.count.publications import publications_from_sheets, publications_from_snapshots
from veedor.count.questions import timed_count, timeline
from veedor.count.selection import select
from veedor.errors import MissingDataError
from veedor.model import ChoiceId, CountId

NOON = at(12)


def line_of(case: Election) -> Timeline:
    """The timeline of the count that comes by default."""
    return timeline(select(case, timed_count(case)))


def version(
    sheet: str, first: int, last: int, seq: int, votes: list[int | None], **more: object
) -> dict[str, Any]:
    return {
        "sheet_id": sheet,
        "count_id": "official",
        "seq": seq,
        "votes": votes,
        "first_snapshot": f"s{first}",
        "last_snapshot": f"s{last}",
        **more,
    }


def election(folder: Path, versions: list[dict[str, Any]], minutes: Sequence[int | None]) -> Election:
    """A case with one count and some files of it, each so many minutes after noon."""
    taken = [None if m is None else NOON + timedelta(minutes=m) for m in minutes]
    tables = store(
        folder / "tables",
        roll=[(s, "T / S", 100, None) for s in sorted({str(v["sheet_id"]) for v in versions})],
        versions=versions,
        snapshots=[("official", f"s{i}", at) for i, at in enumerate(taken)],
    )
    return Election(case_file(folder), tables, name="town")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.data())
def test_the_sums_of_files_are_those_of_each_file_read_alone(tmp_path: Path, data: st.DataObject) -> None:
    files = data.draw(st.integers(2, 6))
    versions = []
    for sheet in range(data.draw(st.integers(1, 5))):
        cuts = sorted(data.draw(st.sets(st.integers(0, files), min_size=2, max_size=4)))
        for seq, (first, end) in enumerate(pairwise(cuts), 1):
            votes = [data.draw(st.none() | st.integers(0, 300)) for _ in range(4)]
            versions.append(version(f"{sheet}", first, end - 1, seq, votes))
    case = election(tmp_path, versions, [10 * i for i in range(files)])
    found = publications_from_snapshots(case.store, CONTEST, CountId("official"), case.snapshots("official"))
    assert found is not None
    assert found.made_of is Made.SNAPSHOTS
    for k in range(files):
        held = [v for v in versions if int(v["first_snapshot"][1:]) <= k <= int(v["last_snapshot"][1:])]
        assert found.sheets_verified[k] == len(held)
        assert found.votes[ChoiceId("A")][k] == sum(v["votes"][0] or 0 for v in held)
        assert found.valid[k] == sum(sum(n or 0 for n in v["votes"][:3]) for v in held)


def growing(files: int) -> list[dict[str, Any]]:
    return [version(f"{k:03}", k, files - 1, 1, [5, 3, 1, 0]) for k in range(files)]


def test_eighty_files_are_eighty_publications(tmp_path: Path) -> None:
    minutes = [3 * k + (60 if k >= 40 else 0) for k in range(80)]
    result = line_of(election(tmp_path, growing(80), minutes))
    assert result.made_of is Made.SNAPSHOTS
    assert result.cadence is not None
    assert [result.cadence.entries, result.cadence.median] == [80, 180]
    (gap,) = result.interruptions
    assert (gap.seconds, gap.verified_start, gap.verified_end) == (63 * 60, 40, 41)
    assert {"timeline.files_interrupted", "timeline.interruption_files"} <= {f.says for f in result.findings}
    assert result.published
    assert result.published[0].sheets.tolist() == list(range(1, 81))


def test_files_that_repeat_the_same_totals_are_a_silence_too(tmp_path: Path) -> None:
    # from the tenth file on nothing changes for twenty files, then the count goes on
    begun = [k if k < 10 else k + 20 for k in range(20)]
    versions = [version(f"{k:03}", first, 39, 1, [5, 3, 1, 0]) for k, first in enumerate(begun)]
    result = line_of(election(tmp_path, versions, [3 * k for k in range(40)]))
    assert result.silences is not None
    assert [(s.seconds, s.repeats) for s in result.silences.repeated] == [(21 * 180, 20)]
    assert "timeline.standing" in {f.says for f in result.findings}


def test_a_file_with_lower_totals_is_named_by_its_file(tmp_path: Path) -> None:
    versions = [*growing(4), version("x", 0, 1, 1, [50, 0, 0, 0])]
    result = line_of(election(tmp_path, versions, [0, 3, 6, 9]))
    told = next(f for f in result.findings if f.finding_id == "timeline.totals_fell")
    assert (told.says, told.figure("fell_name").value) == ("timeline.totals_fell_file", "s2")


def test_only_counted_sheets_are_summed(tmp_path: Path) -> None:
    versions = [*growing(2), version("x", 0, 1, 1, [50, 0, 0, 0], state="set aside")]
    case = election(tmp_path, versions, [0, 3])
    found = publications_from_snapshots(case.store, CONTEST, CountId("official"), case.snapshots("official"))
    assert found is not None
    assert found.sheets_verified.tolist() == [1, 2]
    assert found.votes[ChoiceId("A")].tolist() == [5, 10]


def test_the_times_of_sheets_are_summed_where_there_is_no_log(tmp_path: Path) -> None:
    versions = [
        version(
            f"{k:03}", 0, 0, 1, [5, 3, 1, 0], verified_at=NOON + timedelta(minutes=k + (90 if k > 6 else 0))
        )
        for k in range(12)
    ]
    result = line_of(election(tmp_path, versions, [None]))
    assert result.made_of is Made.SHEETS
    assert [i.seconds for i in result.interruptions] == [91 * 60]
    says = [f.says for f in result.findings]
    assert says[:2] == ["timeline.sheets_paused", "timeline.pause"]
    assert not [s for s in says if s.startswith(("timeline.across", "timeline.ended", "timeline.never"))]
    lead = next(p for p in result.published if p.assertion.kind == "lead")
    assert lead.sheets.tolist()[-1] == 12
    tables = {t.name: t for t in result.tables}
    assert tables["progress_lead"].rows[0][0] == "count.log.sheets"


def test_sheets_of_one_moment_are_one_entry_and_those_without_a_time_none() -> None:
    count = sheets(
        {"1": [5, 1, 0, 0], "2": [1, 5, 0, 2], "3": [9, 9, 9, 0], "4": [2, 0, 0, 0]},
        times=["09:00:01", "09:00:01", "", "08:01:00"],
    )
    found = publications_from_sheets(count)
    assert found is not None
    assert found.published_at.tolist() == moments("08:01:00", "09:00:01").tolist()
    assert found.sheets_verified.tolist() == [1, 3]
    assert found.votes[ChoiceId("A")].tolist() == [2, 8]
    assert found.valid.tolist() == [2, 14]
    assert publications_from_sheets(replace(count, verified_at=None)) is None
    never = np.full(4, np.datetime64("NaT", "s"))
    assert publications_from_sheets(replace(count, verified_at=never)) is None


@pytest.mark.parametrize("minutes", [[0], [None, None], [None]])
def test_one_file_or_files_without_a_time_are_no_count_over_time(
    tmp_path: Path, minutes: Sequence[int | None]
) -> None:
    case = election(tmp_path, growing(len(minutes)), minutes)
    with pytest.raises(MissingDataError, match=r"no log.*dated files.*times of sheets") as caught:
        line_of(case)
    assert "taken_at" in caught.value.remedy
    assert "sheet.verified_at" in caught.value.remedy
