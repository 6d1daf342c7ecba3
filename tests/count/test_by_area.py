"""Counts that are published by area: what is counted, what is open, and what cannot be asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from count.build_areas import FIRST, HEAD, NIGHT, SECOND, SOURCE, Row, night, text_of, write_night
from veedor.case import open_case
from veedor.case.export import export_results
from veedor.claims.case_facts import CaseFacts
from veedor.count.area_comparison import AreaComparison
from veedor.errors import CaseError, MissingDataError, QuestionError
from veedor.model import OutcomeKind
from veedor.report.catalogue import catalogue
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.case import Case
    from veedor.model import Result, Value


def says(result: Result, finding_id: str) -> str:
    """The sentence of a finding, in English."""
    found = next(f for f in result.findings if f.finding_id == finding_id)
    return Wording("en").say(found).replace("\xa0", " ")


def rows_of(result: Result, name: str) -> list[dict[str, Value]]:
    """The rows of a table."""
    table = result.table(name)
    assert table is not None
    return list(table.records())


def test_the_sums_are_those_of_the_areas(tmp_path: Path) -> None:
    result = night(tmp_path / "case").outcome()
    assert {str(c): n for c, n in result.tally.votes.items()} == {"oak": 2600, "elm": 2500, "blank": 130}
    assert (result.sheets, result.roll) == (25, 47)
    areas = result.by_area
    assert areas is not None
    assert (areas.set_aside, areas.outstanding) == (1, 21)
    assert result.outcome.kind is OutcomeKind.UNDETERMINED
    assert result.decision.as_counted.winner == "oak"
    # what the registers leave: 3000 - 1640, 2000 - 710, 9000 - 2880
    assert areas.capacity.tolist() == [1360, 1290, 6120]
    assert "at most 8,770 ballots" in says(result, "outcome.completeness.bounds")
    assert "25 of them are counted (53.19 %), 21 pending and 1 observed" in says(
        result, "outcome.completeness"
    )
    for lang in ("en", "es"):
        words = Wording(lang).of(result.contest)
        assert all("{" not in words.say(finding) for finding in result.findings)


def test_an_earlier_publication_is_as_it_was(tmp_path: Path) -> None:
    result = night(tmp_path / "case").outcome(snapshot="night-20.csv")
    assert (result.sheets, result.roll) == (14, 47)
    assert result.tally.valid == 3000
    # nothing is counted of one area: its whole register is open
    assert result.by_area is not None
    assert result.by_area.capacity.tolist() == [3000 - 820, 2000, 9000 - 2260]


def test_arithmetic_settles_what_the_open_sheets_cannot_change(tmp_path: Path) -> None:
    rows = (Row("North/A", 10, 9, (2000, 300, 20), registered=2500), Row("South/A", 5, 5, (500, 90, 1)))
    result = night(tmp_path / "case", {20: rows}).outcome()
    assert (result.outcome.kind, result.outcome.winner) == (OutcomeKind.ELECTED, "oak")
    assert result.voters is None  # of one area it is not known which voters its counted sheets have


def test_nothing_bounds_areas_without_a_register_unless_the_case_does(tmp_path: Path) -> None:
    rows = (Row("North/A", 10, 9, (2000, 300, 20), registered=None), Row("South/A", 5, 5, (500, 90, 1)))
    case = night(tmp_path / "loose", {20: rows})
    assert case.outcome().outcome.kind is OutcomeKind.UNDETERMINED
    assert "North/A" in says(case.outcome(), "outcome.completeness.bounds")
    bounded = night(
        tmp_path / "capped",
        {20: rows},
        head=HEAD.replace('rule = "plurality"', 'rule = "plurality"\nmost_ballots = 300'),
    )
    assert bounded.outcome().outcome.winner == "oak"


def test_a_register_that_is_smaller_than_the_votes_bounds_nothing(tmp_path: Path) -> None:
    rows = (Row("North/A", 10, 9, (2000, 300, 20), registered=2000), Row("South/A", 5, 5, (500, 90, 1)))
    result = night(tmp_path / "case", {20: rows}).outcome()
    assert result.outcome.kind is OutcomeKind.UNDETERMINED
    assert [n["key"] for n in result.notices] == ["over_register"]


def test_the_voters_of_counted_sheets_bound_the_others_and_give_the_turnout(tmp_path: Path) -> None:
    source = SOURCE.replace('area.observed = "Observadas"', 'area.registered_counted = "Observadas"')
    rows = (Row("North/A", 10, 9, (1500, 300, 20), 2400, 2500), Row("South/A", 5, 5, (500, 90, 1), 800, 800))
    result = night(tmp_path / "case", {20: rows}, source=source).outcome()
    assert result.by_area is not None
    assert result.by_area.capacity.tolist() == [100, 0]
    assert result.voters == 3200
    assert "3,200" in says(result, "outcome.completeness.voters")
    assert "which of those have come in" in says(result, "outcome.completeness")


def test_three_of_the_four_numbers_give_the_fourth(tmp_path: Path) -> None:
    source = SOURCE.replace('area.total = "Actas"', 'area.pending = "Actas"')
    rows = (Row("North/A", 4, 5, (500, 300, 20), 1), Row("South/A", 0, 5, (500, 90, 1)))
    areas = night(tmp_path / "case", {20: rows}, source=source).outcome().by_area
    assert areas is not None
    assert areas.total.tolist() == [10, 5]
    source = SOURCE.replace('area.counted = "Computadas"', 'area.pending = "Computadas"')
    areas = (
        night(tmp_path / "other", {20: (Row("North/A", 10, 4, (500, 300, 20), 1),)}, source=source)
        .outcome()
        .by_area
    )
    assert areas is not None
    assert areas.counted.tolist() == [5]


@pytest.mark.slow
def test_sheets_that_lie_in_no_area_are_open(tmp_path: Path) -> None:
    head = HEAD.replace('rule = "plurality"', 'rule = "plurality"\nexpected = 50')
    result = night(tmp_path / "case", head=head).outcome()
    assert "3 lie in no area" in says(result, "outcome.completeness")
    assert any(group.ballots is None for group in result.tally.open)
    with pytest.raises(CaseError, match="47 sheets in all, and the case expects 40"):
        night(tmp_path / "few", head=head.replace("50", "40")).outcome()


def test_an_area_that_is_missing_later_is_named_and_open(tmp_path: Path) -> None:
    result = night(tmp_path / "case", {20: FIRST, 21: SECOND[:2]}).outcome()
    assert (result.sheets, result.roll) == (11, 47)
    assert "South/A" in says(result, "outcome.completeness.absent")
    assert result.by_area is not None
    assert result.by_area.capacity.tolist()[2] == 9000
    timeline = night(tmp_path / "again", {20: FIRST, 21: SECOND[:2]}).timeline()
    assert [(c.what, c.area) for c in timeline.changes] == [("vanished", "South/A")]


@pytest.mark.parametrize(
    "ask",
    [
        lambda case: case.check(),
        lambda case: case.card("North/A"),
        lambda case: case.cards(3),
        lambda case: case.forensics(),
        lambda case: case.shift(),
        lambda case: case.stakes(),
        lambda case: case.audit(),
        lambda case: case.sample_plan(half=0.01),
        lambda case: CaseFacts(case.election).tally(),
        lambda case: case.select().states,
        lambda case: case.select().sheets,
    ],
)
def test_what_asks_for_sheets_is_refused(tmp_path: Path, ask: Callable[[Case], object]) -> None:
    case = night(tmp_path / "case")
    with pytest.raises(QuestionError, match="is published by area") as caught:
        ask(case)
    assert "outcome" in caught.value.remedy


SHEETS = """
[count.official]
title = "Official"
kind = "official"
[source.official]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "official.csv" }]
control = "none known"
sheet.id = "Mesa"
place.levels = { province = "Provincia", municipality = "Municipio" }
"""
OFFICIAL = (
    "Mesa,Provincia,Municipio,Oak,Elm,Blank\n1,North,A,700,300,10\n2,North,A,400,350,30\n3,North,B,300,400,10\n"
    "4,South,A,900,1000,50\n5,South,A,500,700,40\n"
)


def test_a_count_by_area_beside_one_by_sheet(tmp_path: Path) -> None:
    folder = write_night(tmp_path / "case", source=SOURCE + SHEETS)
    (folder / "data" / "official.csv").write_text(OFFICIAL)
    case = open_case(folder)
    assert case.outcome().sheets == 5  # the roll has sheets alone
    assert len(case.election.roll()) == 5
    assert case.check().findings
    with pytest.raises(QuestionError, match="--count official"):
        case.check("night")
    compared = case.compare("night", "official")
    assert isinstance(compared, AreaComparison)
    assert compared.level == "municipality"
    assert compared.moved == ("North / A", "North / B", "South / A")
    assert next((str(c), s.before, s.after) for c, s in compared.choices) == ("oak", 2600, 2800)
    assert len(case.comparisons()) == 2


def test_what_changed_between_two_publications(tmp_path: Path) -> None:
    later = (
        SECOND[0],
        replace(SECOND[1], total=8),
        replace(SECOND[2], counted=9, votes=(900, 1100, 50), registered=9100),
    )
    case = night(
        tmp_path / "case", {20: FIRST, 21: later, 22: (replace(later[0], votes=(1001, 599, 40)), *later[1:])}
    )
    timeline = case.timeline()
    told = [(c.snapshot, c.what, c.area, c.before, c.after) for c in timeline.changes]
    assert ("night-21.csv", "sheets_total", "North/B", 7, 8) in told
    assert ("night-21.csv", "sheets_counted", "South/A", 10, 9) in told
    assert ("night-21.csv", "registered", "South/A", 9000, 9100) in told
    assert ("night-21.csv", "votes", "South/A", 1000, 900) in told
    assert ("night-22.csv", "same_sheets", "North/A", 1000, 1001) in told
    assert len([r for r in timeline.regions if r.name == "South/A"]) == 1
    assert timeline.publications is not None
    assert timeline.publications.sheets_total.tolist() == [47, 48, 48]
    compared = case.compare("night@night-20.csv", "night@night-21.csv")
    assert isinstance(compared, AreaComparison)
    assert compared.changed == 1
    assert (compared.before.sheets, compared.after.sheets) == (14, 20)
    for result in (timeline, compared):
        for lang in ("en", "es"):
            words = Wording(lang).of(compared.contest)
            assert all("{" not in words.say(finding) for finding in result.findings)


def test_nothing_new_is_a_silence(tmp_path: Path) -> None:
    hours = dict.fromkeys((10, 11, 12, 13), FIRST) | dict.fromkeys((14, 15), SECOND)
    timeline = night(tmp_path / "case", hours).timeline()
    assert timeline.silences is not None
    assert timeline.silences.longest is not None
    assert timeline.silences.longest.repeats == 3


def test_without_times_there_is_no_timeline(tmp_path: Path) -> None:
    source = SOURCE.replace(', taken_at = "{Hora}"', "")
    case = night(tmp_path / "case", source=source)
    assert case.outcome().sheets == 25
    with pytest.raises(MissingDataError, match="dated files"):
        case.timeline()


def test_the_order_of_rows_and_files_is_irrelevant(tmp_path: Path) -> None:
    files = {"night-2.csv": text_of(FIRST[::-1], 20), "night-1.csv": text_of(SECOND[1:] + SECOND[:1], 21)}
    one = night(tmp_path / "one").outcome()
    other = open_case(write_night(tmp_path / "other", files=files)).outcome()
    assert one.tally == other.tally
    assert rows_of(one, "areas_counted") == rows_of(other, "areas_counted")


def test_it_is_written_out_area_by_area(tmp_path: Path) -> None:
    case = night(tmp_path / "case")
    written = export_results(case.select(), tmp_path / "out", level="province")
    text = (tmp_path / "out" / written[0].name).read_text("utf-8-sig").splitlines()
    assert text[0].startswith("area,province,municipality,sheets_counted,sheets_total,sheets_observed")
    assert text[1].startswith("North/A,North,A,8,10,1,1,3000,,yes,1000,600,40")
    with pytest.raises(QuestionError, match="no level 'ward'"):
        export_results(case.select(), tmp_path / "out", level="ward")


def test_the_sums_of_the_rule_by_place(tmp_path: Path) -> None:
    result = night(tmp_path / "case").outcome()
    rows = {(r["level"], r["place"]): r for r in rows_of(result, "results_by_place")}
    assert rows["level.province", "North"]["sheets"] == 11
    assert rows["level.province", "North"]["winner_share"] == Fraction(1300, 2300)


def test_a_count_without_places(tmp_path: Path) -> None:
    source = "\n".join(line for line in SOURCE.splitlines() if not line.startswith("place.levels"))
    head = HEAD.replace('levels = ["province", "municipality"]\n', "")
    result = night(tmp_path / "case", NIGHT, source=source, head=head).outcome()
    assert result.sheets == 25
    assert result.levels == ("area",)


def results(folder: Path) -> list[Result]:
    """Results that between them say everything that a count by area can say."""
    lumped = SOURCE.replace('area.observed = "Observadas"\n', "")
    of_voters = SOURCE.replace('area.observed = "Observadas"', 'area.registered_counted = "Observadas"')
    more = HEAD.replace('rule = "plurality"', 'rule = "plurality"\nexpected = 50')
    whole = (Row("North/A", 10, 10, (2000, 300, 20)), Row("South/A", 5, 5, (500, 90, 1)))
    many = tuple(Row(f"North/{i}", 2, 1, (20, 30, 1)) for i in range(12))
    more_of = tuple(Row(f"South/{i}", 2, 1, (20, 30, 1)) for i in range(12))
    changed = (
        replace(SECOND[0], counted=3, votes=(400, 200, 10)),
        replace(SECOND[1], total=8, registered=2100),
        Row("West/C", 3, 1, (20, 30, 1)),
    )
    loose = tuple(replace(row, registered=None) for row in SECOND)
    case = night(
        folder / "a", {20: FIRST, 21: changed, 22: (replace(changed[0], votes=(401, 199, 10)), *changed[1:])}
    )
    same = night(folder / "b", {20: FIRST, 21: FIRST})
    late = night(folder / "c", {20: FIRST, 21: FIRST, 22: (SECOND[0], *FIRST[1:])})
    both = write_night(folder / "d", source=SOURCE + SHEETS)
    (both / "data" / "official.csv").write_text(OFFICIAL)
    half = HEAD.replace('rule = "plurality"', 'rule = "bo-president-2009"\nrule_reason = "a trial"')
    return [
        case.outcome(),
        case.timeline(),
        case.compare(),
        same.compare(),
        night(folder / "l").timeline(),
        night(folder / "m", {20: FIRST, 21: (*SECOND[:2], loose[2])}).project(draws=10),
        late.timeline(),
        late.project(draws=10),
        open_case(both).compare("night", "official"),
        night(folder / "e", source=lumped).outcome(),
        night(folder / "f", {20: whole}).outcome(),
        night(folder / "g", head=more).outcome(),
        night(folder / "h", {20: (*many, *more_of), 21: more_of}).outcome(),
        night(folder / "i", {20: loose}).outcome(),
        night(
            folder / "j",
            {20: (Row("North/A", 10, 9, (150, 30, 2), 240, 2500), Row("South/A", 5, 5, (5, 9, 1), 80, 80))},
            source=of_voters,
        ).outcome(),
        night(folder / "k", head=half).compare(),
    ]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """Results in which everything is said that is said of areas."""
    return results(tmp_path_factory.mktemp("areas"))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_everything_that_is_said_of_areas_has_words(everything: list[Result], lang: str) -> None:
    wording, known = Wording(lang), catalogue(lang)
    said = set()
    for result in everything:
        for finding in result.findings:
            text = wording.say(finding)
            assert "{" not in text
            if not finding.says.startswith(("areas.", "outstanding.areas")):
                continue
            said.add(finding.says)
            assert "–" not in text, f"{finding.says} speaks of a figure without a value: {text}"
            keys = {finding.method.name, *finding.assumptions, *finding.cannot_show}
            assert keys <= known.keys()
            area = finding.finding_id.partition(".")[0]
            for figure in finding.figures:
                assert {f"figure.{area}.{figure.name}", f"figure.{figure.name}"} & known.keys(), figure.name
        for table in result.tables:
            assert f"table.{table.name}" in known
            for column in table.columns:
                heads = {f"column.{table.name}.{column.name}", f"column.{column.name}", f"term.{column.name}"}
                assert heads & known.keys(), f"{table.name}: {column.name}"
    assert {key for key in known if key.startswith("areas.")} - said == set()
