"""The count of Bolivia 2019 over time and between its states, beside what was published of it."""

from __future__ import annotations

import csv
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from veedor.case import Case
from veedor.count import Comparison, OutcomeResult, Sheets, Timeline
from veedor.engine import connect
from veedor.findings.comparison_tables import by_place
from veedor.findings.outcome_tables import by_area
from veedor.model import AssertionKind, OutcomeKind, State

pytestmark = pytest.mark.real

FIRST, SECOND = "2019-10-20T19:40:57", "2019-10-21T18:29:53"


def local(text: str) -> np.datetime64:
    """Give an instant that the published files write in Bolivian time."""
    return np.datetime64(text) + np.timedelta64(4, "h")


LA_PAZ = ZoneInfo("America/La_Paz")


@pytest.fixture(scope="module")
def timeline(bolivia: Case) -> Timeline:
    return bolivia.timeline()


@pytest.fixture(scope="module")
def outcome(bolivia: Case) -> OutcomeResult:
    return bolivia.outcome()


def test_publication_stopped_exactly_twice(timeline: Timeline) -> None:
    assert timeline.cadence is not None
    assert timeline.cadence.entries == 2_165
    assert [timeline.cadence.median, timeline.cadence.deviation] == [180, 0]
    first, second = timeline.interruptions
    assert first.seconds == 2_969
    assert first.end == local("2019-10-20T10:17:33")
    assert second.seconds == 82_136
    assert (second.start, second.end) == (local(FIRST), local(SECOND))
    found = next(f for f in timeline.findings if f.finding_id == "timeline.interruption.2")
    assert found.figure("dark_from").value == datetime(2019, 10, 20, 19, 40, 57, tzinfo=LA_PAZ)
    assert (second.backlog_start, second.backlog_end) == (30_845 - 28_973, 34_169 - 32_806)


def test_verification_ran_on_stopped_and_resumed(timeline: Timeline) -> None:
    seen = timeline.interruptions[1].meanwhile
    assert seen is not None
    assert seen.pause is not None
    assert seen.pause.start == local("2019-10-20T20:06:59")
    assert seen.pause.end == local("2019-10-21T10:37:12")
    assert seen.pause.seconds == 52_213
    assert seen.before_pause == 2_130
    assert seen.after_pause == 1_480
    # one of them, sheet 2433, only on the next day, when publication had resumed
    assert seen.after_pause_within == 1_479
    assert seen.unpublished == 461


def test_sheets_that_the_preliminary_count_never_had(timeline: Timeline) -> None:
    assert (timeline.roll, timeline.never) == (34_555, 1_511)


def test_the_first_snapshot_has_two_sheets_more_than_its_row_and_the_second_is_its_row(
    timeline: Timeline,
) -> None:
    first, second = timeline.snapshots
    assert first.differences == {"sheets": 2, "valid": 183, "CC": 109, "MAS": 49}
    assert {s.sheet_id for s in first.suspects} == {"61373", "2433"}
    assert first.explained
    assert second.equal


def test_the_lead_crossed_its_line_while_nothing_was_published(timeline: Timeline) -> None:
    lead = next(p for p in timeline.published if p.assertion.kind is AssertionKind.LEAD)
    before, after = (lead.last_before(local(t)) for t in (FIRST, SECOND))
    assert before is not None
    assert after is not None
    assert lead.reached(before) == Fraction(2_355_595 - 1_949_891, 5_152_796)
    assert lead.reached(after) == Fraction(2_738_136 - 2_145_237, 5_841_452)
    assert lead.slack(before) < 0 < lead.slack(after)
    # the log of single sheets, summed by ourselves, comes to the last publication
    sums = next(p for p in timeline.verified if p.assertion.kind is AssertionKind.LEAD)
    assert sums.sheets[-1] <= 33_044
    assert sums.assertion.assertion_id == lead.assertion.assertion_id


def published_log(public_data: Path) -> list[dict[str, str]]:
    with (public_data / "trep-publicaciones.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_running_shares_are_those_that_were_printed_in_the_log(timeline: Timeline, public_data: Path) -> None:
    rows = published_log(public_data)
    lead = next(p for p in timeline.published if p.assertion.kind is AssertionKind.LEAD)
    assert len(lead.at) == len(rows)
    for k in range(0, len(rows), 97):
        printed = float(rows[k]["% MAS"]) - float(rows[k]["% CC"])
        assert float(lead.reached(k) or 0) * 100 == pytest.approx(printed, abs=2e-5)
        assert lead.at[k] == local(rows[k]["PubResul"])


@pytest.mark.parametrize(
    ("before", "after", "common", "appeared", "changed"),
    [
        (f"preliminary@{FIRST}", f"preliminary@{SECOND}", 28_975, 3_831, 0),
        (f"preliminary@{SECOND}", "official", 32_806, 1_749, 706),
    ],
)
def test_what_changed_between_the_states(
    bolivia: Case, before: str, after: str, common: int, appeared: int, changed: int
) -> None:
    found = bolivia.compare(before, after)
    assert isinstance(found, Comparison)
    assert (found.common, found.appeared, found.vanished, found.changed) == (common, appeared, 0, changed)
    # the same by a dictionary of each file's rows
    old, new = (
        dict(zip(s.ids.tolist(), s.votes.tolist(), strict=True)) for s in sides(bolivia, before, after)
    )
    assert sum(old[i] != new[i] for i in old.keys() & new.keys()) == changed
    for choice, shift in found.choices:
        assert shift.after - shift.before == shift.appeared + shift.vanished + shift.raised + shift.lowered, (
            choice
        )
    for level in ("country", "department", "precinct"):
        rows = list(by_place(found, level).records())
        assert sum(int(str(row["changed"])) for row in rows) == changed
        assert sum(int(str(row["appeared"])) for row in rows) == appeared


def sides(case: Case, *names: str) -> list[Sheets]:
    return [case.select(name).sheets for name in names]


def test_the_default_comparison_is_the_last_file_before_the_final_count(bolivia: Case) -> None:
    found = bolivia.compare()
    assert isinstance(found, Comparison)
    assert (found.before.name, found.after.name) == (f"preliminary@{SECOND}", "official")
    (lead, *_) = found.assertions
    assert lead.slack(lead.shift.after) == Fraction(346_719, 10)


def test_the_outcome_of_the_official_count(outcome: OutcomeResult) -> None:
    assert outcome.outcome.kind is OutcomeKind.ELECTED
    assert outcome.outcome.winner == "MAS"
    assert outcome.outcome.alternative == "share and lead"
    binding = outcome.decision.binding
    assert binding is not None
    assert (binding.subject, binding.rival) == ("MAS", "CC")  # type: ignore[union-attr]
    assert outcome.decision.slack(binding) == Fraction(346_719, 10)  # type: ignore[arg-type]
    assert (outcome.decision.moved, outcome.decision.taken, outcome.decision.added) == (
        17_336,
        38_525,
        31_520,
    )
    assert outcome.tally.valid == 6_137_671
    assert outcome.held[State.OUTSTANDING].sheets == 0
    assert outcome.level == "department"


def test_results_by_area_add_up_at_every_level(outcome: OutcomeResult) -> None:
    binding = outcome.decision.binding
    for level in outcome.levels:
        rows = list(by_area(outcome, level).records())
        assert sum(int(str(r["valid"])) for r in rows) == 6_137_671
        assert sum(Fraction(str(r["slack"])) for r in rows) == outcome.decision.slack(binding)  # type: ignore[arg-type]
    assert len(by_area(outcome, "precinct")) == 5_296
    assert {r["stratum"] for r in by_area(outcome, "stratum").records()} == {
        "term.urban",
        "term.rural",
        "term.abroad",
    }


@pytest.mark.parametrize(
    ("snapshot", "lead"), [(FIRST, Fraction(405_644, 5_152_979)), (SECOND, Fraction(592_899, 5_841_452))]
)
def test_a_snapshot_alone_decides_nothing_yet(bolivia: Case, snapshot: str, lead: Fraction) -> None:
    found = bolivia.outcome("preliminary", snapshot=snapshot)
    assert found.outcome.kind is OutcomeKind.UNDETERMINED
    assert found.findings[0].figure("lead").value == lead
    assert found.decision.as_counted.kind is (
        OutcomeKind.RUNOFF if snapshot == FIRST else OutcomeKind.ELECTED
    )


def test_the_query_kept_with_a_finding_gives_the_totals_with_duckdb_alone(
    bolivia: Case, outcome: OutcomeResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = outcome.findings[0].sql
    assert sql is not None
    monkeypatch.chdir(bolivia.election.store.folder)
    row = connect().rows(sql)[0]
    assert row == (34_555, *(outcome.tally.of(c.choice_id) for c in outcome.contest.choices))
