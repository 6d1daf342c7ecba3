from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from count.build_count import (
    CONTEST,
    ZONE,
    case_file,
    publications,
    small_store,
    store,
    verifications,
    version,
)
from veedor.checks.gather import dossier_of, examined, pack_of
from veedor.count import Election, build_timeline
from veedor.count.comparison import Comparison
from veedor.count.outcome import outcome
from veedor.count.questions import comparison, deciding, timed_count, timeline
from veedor.count.selection import select
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError, QuestionError
from veedor.findings.outcome_tables import by_area
from veedor.intake.case import CountEntry
from veedor.model import AssertionKind, ContestId, CountId, OutcomeKind, State


@pytest.fixture
def election(tmp_path: Path) -> Election:
    return Election(case_file(tmp_path), small_store(tmp_path / "t"), name="town")


def test_what_is_meant_when_nothing_is_named(election: Election) -> None:
    assert election.contest_id() == "mayor"
    assert election.counts() == ("preliminary", "official")
    assert election.count_id() == "official"
    assert election.logged_count() == "preliminary"
    assert election.moments() == ("preliminary@s1", "preliminary@s2", "official")
    assert election.sides() == ("preliminary@s2", "official")
    assert election.sides(after="preliminary@s2") == ("preliminary@s1", "preliminary@s2")
    assert election.sides(before="preliminary@s1") == ("preliminary@s1", "official")
    assert [s.snapshot_id for s in election.snapshots("preliminary")] == ["s1", "s2"]
    assert election.data_hash == "0" * 24


@pytest.mark.parametrize("order", [("official", "preliminary"), ("preliminary", "official")])
def test_an_official_count_comes_after_the_others_wherever_it_is_named(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    file = case_file(tmp_path)
    counts = {CountId(name): file.counts[CountId(name)] for name in order}
    election = Election(replace(file, counts=counts), small_store(tmp_path / "t"))
    assert election.moments() == ("preliminary@s1", "preliminary@s2", "official")
    assert election.sides() == ("preliminary@s2", "official")
    assert (
        dossier_of(examined(select(election)), pack_of(election, "none")).counts[-2].count_id == "preliminary"
    )
    both = {name: replace(entry, kind="official") for name, entry in counts.items()}
    alike = Election(replace(file, counts=both), small_store(tmp_path / "u"))
    assert alike.moments()[0].partition("@")[0] == order[0]


def test_without_an_official_count_the_last_preliminary_one_counts(tmp_path: Path) -> None:
    file = case_file(tmp_path)
    partial = replace(file, counts=file.counts | {CountId("official"): CountEntry("Recount", "partial")})
    election = Election(partial, small_store(tmp_path / "t"))
    assert election.count_id() == "preliminary"
    assert election.moments() == ("preliminary@s1", "preliminary@s2")
    only = replace(file, counts={CountId("official"): CountEntry("Recount", "partial")})
    assert Election(only, small_store(tmp_path / "t")).count_id() == "official"


def test_names_that_do_not_exist_are_answered_with_the_nearest(election: Election) -> None:
    with pytest.raises(QuestionError, match="Did you mean 'mayor'"):
        election.contest("mayr")
    with pytest.raises(QuestionError, match="Did you mean 'official'"):
        select(election, "offical")
    with pytest.raises(QuestionError, match="no snapshot 's9'"):
        election.state("preliminary@s9")


def test_a_case_with_one_state_has_nothing_to_compare(tmp_path: Path) -> None:
    file = case_file(tmp_path)
    election = Election(
        replace(file, counts={CountId("official"): file.counts[CountId("official")]}),
        small_store(tmp_path / "t"),
    )
    with pytest.raises(MissingDataError, match=r"one publication.*Add another one to case.toml"):
        election.sides()


def test_a_contest_without_a_rule_says_what_to_add(tmp_path: Path) -> None:
    file = case_file(tmp_path, rule="")
    election = Election(file, small_store(tmp_path / "t"))
    with pytest.raises(MissingDataError, match=r"rule = \"<id>\""):
        _ = select(election).decision
    # what needs no rule still answers
    assert deciding(select(election)) == ()
    assert comparison(select(election, "preliminary@s1"), select(election, "preliminary@s2")).changed == 1
    assert select(election).tally.valid == 85 + 55 + 76 + 25


def test_the_outcome_of_the_final_count(election: Election) -> None:
    result = outcome(select(election))
    # 143 of 241 valid votes, 83 for B: far above both lines
    assert result.outcome.kind is OutcomeKind.ELECTED
    assert result.outcome.winner == "A"
    assert (result.sheets, result.roll, result.held[State.OUTSTANDING].sheets) == (4, 4, 0)
    assert result.levels == ("municipality", "precinct", "ward", "stratum")
    assert next(by_area(result, "precinct").records())["valid"] == 101
    for level in result.levels:
        rows = list(by_area(result, level).records())
        assert sum(row["valid"] for row in rows) == result.tally.valid  # type: ignore[misc]
        binding = result.decision.binding
        assert sum(row["slack"] for row in rows) == result.decision.slack(binding)  # type: ignore[arg-type, misc]
    first, second = by_area(result, "municipality").rows
    # T1 has the most votes, and B leads there
    assert first[1:9] == ("T1", 2, 200, 145, 140, "B", first[7], "A")
    assert second[1] == "T2"
    with pytest.raises(QuestionError, match="no level 'town'"):
        by_area(result, "town")


def test_a_count_with_sheets_missing_says_whether_they_could_change_it(election: Election) -> None:
    result = outcome(select(election, "preliminary", snapshot="s2"))
    # 122 of 215 against 78: a lead of 44 where 21.5 is asked for; the 50 voters of sheet 04 could undo it
    held = result.held[State.OUTSTANDING]
    assert (held.sheets, held.registered) == (1, 50)
    assert result.outcome.kind is OutcomeKind.UNDETERMINED
    assert result.decision.as_counted.winner == "A"
    sheets = next(f for f in result.findings if f.finding_id == "outcome.completeness")
    assert sheets.says.startswith("outcome.completeness.")
    assert sheets.figure("as_counted").value == "outcome_kind.elected"


def test_the_timeline_of_the_logged_count(election: Election) -> None:
    result = timeline(select(election, timed_count(election)))
    (gap,) = result.interruptions
    assert gap.seconds == 3 * 3600
    assert gap.meanwhile is not None
    assert (gap.meanwhile.verified_within, gap.meanwhile.unpublished) == (2, 0)
    assert result.never == 1
    # the first file has a sheet that was verified half an hour later; the second is its row
    first, second = result.snapshots
    assert [s.sheet_id for s in first.suspects] == ["02"]
    assert first.explained
    assert not first.equal
    assert second.equal
    (run,) = [p for p in result.published if p.assertion.kind == "lead"]
    assert run.slack(0) == 20 - 8.5
    assert {p.assertion.kind for p in result.verified} == {"lead", "share"}


def test_a_count_without_logs_has_no_timeline(election: Election) -> None:
    with pytest.raises(MissingDataError, match="no log"):
        timeline(select(election, "official"))


def test_a_timeline_is_of_a_whole_count(election: Election) -> None:
    with pytest.raises(QuestionError, match="Name the count alone: preliminary"):
        timeline(select(election, "preliminary@s1"))


def test_a_comparison_follows_what_decides(election: Election) -> None:
    result = comparison(select(election, "preliminary@s2"), select(election, "official"))
    assert isinstance(result, Comparison)
    assert (result.appeared, result.changed) == (1, 1)
    assert [str(a.assertion.kind) for a in result.assertions] == ["lead", "share"]
    assert result.contest.contest_id == ContestId("mayor")


def test_a_log_of_single_sheets_alone_makes_a_timeline() -> None:
    alone = build_timeline(
        CONTEST, CountId("preliminary"), ZONE, ["1", "2"], verifications=verifications([("1", "09:00:00")])
    )
    assert alone.cadence is None
    assert alone.interruptions == ()
    assert (alone.never, alone.verifications) == (1, 1)
    assert [f.says for f in alone.findings] == ["timeline.never_counted"]
    with pytest.raises(MissingDataError, match="no log of publications and no log of verifications"):
        build_timeline(CONTEST, CountId("preliminary"), ZONE, ["1"])


def test_without_a_log_of_sheets_the_last_publication_says_how_many_never_came() -> None:
    log = publications([("09:00:00", 3, 2, 9), ("09:05:00", 3, 3, 9), ("09:10:00", 3, UNKNOWN, 9)])
    found = build_timeline(CONTEST, CountId("x"), ZONE, ["1", "2", "3", "4"], publications=log)
    assert found.never == 1
    silent = publications([("09:00:00", 3, UNKNOWN, 9)])
    assert build_timeline(CONTEST, CountId("x"), ZONE, ["1"], publications=silent).never == UNKNOWN


def test_a_runoff_is_followed_by_its_lines_turned_round(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    tables = store(
        folder,
        roll=[("1", "T / S", 100, None)],
        versions=[version("1", "official", [40, 35, 10, 0], ("f", "f"))],
        snapshots=[("official", "f", None)],
    )
    election = Election(case_file(tmp_path), tables)
    assert select(election).decision.outcome.kind is OutcomeKind.RUNOFF
    kinds = {a.kind for a in deciding(select(election))}
    assert kinds <= {AssertionKind.LEAD, AssertionKind.SHARE, AssertionKind.FIRST}
    lead = next(a for a in deciding(select(election)) if a.kind is AssertionKind.LEAD)
    # 5 votes ahead where 8.5 are asked for: below the line, so negative
    assert lead.slack(select(election).tally) == Fraction(-7, 2)
