"""Seats of a count: by area, with what is open, annulled or nowhere; in stakes, audit and report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from count.build_parliament import BY_REGION, SEATS, SHEETS, parliament
from veedor.case import open_case
from veedor.cli.main import EXIT_INPUT, main
from veedor.cli.outcome import command
from veedor.errors import MissingDataError, QuestionError
from veedor.model import AssertionKind, State, as_counted
from veedor.report.sections.seats import build
from veedor.report.wording import Wording
from veedor.rules import Change
from veedor.stakes import Flips, StakesRequest

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case

EVERYWHERE = 'level = "region"\nseats = 2\n'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return parliament(tmp_path_factory.mktemp("x") / "parliament")


def test_the_seats_of_each_area_with_what_is_open_and_annulled(case: Case) -> None:
    result = case.outcome()
    (counted,) = result.seats
    found = {str(a.area): dict(a.seats) for a in counted.shared.areas}
    assert found == {
        "North": {"red": 2, "blue": 1, "ox": 1},
        "South": {"red": 1, "blue": 1, "ox": 1},
        "Abroad": {"red": 1, "blue": 0, "ox": 0},
    }
    assert counted.shared.undetermined == ("South",)
    with_them = counted.with_them[State.ANNULLED]
    assert dict(with_them.areas[0].seats) == {"red": 2, "blue": 2, "ox": 0}
    assert any(f.says == "rules.seats.with_them.other" for f in result.findings)
    assert result.findings[0].says == "rules.seats.shared.so_far"
    with pytest.raises(QuestionError, match="shares out seats"):
        _ = result.decision


@pytest.mark.parametrize(
    ("lang", "says"),
    [("en", ("8 seats, not determined yet", "South")), ("es", ("8 escaños", "sin determinar"))],
)
def test_the_command_line_says_them(case: Case, lang: str, says: tuple[str, ...]) -> None:
    folder = str(case.election.file.folder)
    text = " ".join(CliRunner().invoke(command, [folder, "--lang", lang]).output.split())
    assert all(part in text for part in says)
    assert "rules." not in text
    made = json.loads(CliRunner().invoke(command, [folder, "--json"]).output)
    table = next(t for t in made["tables"] if t["name"] == "seats_in_all")
    assert [row[-2] for row in table["rows"]] == [4, 2, 2]


def test_areas_that_the_count_does_not_have_are_named(tmp_path: Path) -> None:
    wrong = parliament(tmp_path / "a", seats={"North": 4, "Suth": 3, "West": 1})
    with pytest.raises(MissingDataError, match=r"'Suth', 'West'.*'Abroad', 'North', 'South'"):
        wrong.outcome()
    level = parliament(tmp_path / "b", rule='level = "district"\nseats = 2\n')
    with pytest.raises(MissingDataError, match=r"no such level: its sheets have region, town"):
        level.outcome()


def test_votes_of_areas_without_a_seat_are_said(tmp_path: Path) -> None:
    some = parliament(tmp_path / "a", seats={"North": 4})
    (counted,) = some.outcome().seats
    assert set(counted.shared.without_seats) == {"South", "Abroad"}
    said = next(f for f in some.outcome().findings if f.finding_id == "seats.without")
    assert {f.name: f.value for f in said.figures}["votes"] == 4 * 121 + 35
    home = parliament(tmp_path / "b", rule=EVERYWHERE + 'except = ["Abroad"]\n')
    assert [a.area for a in home.outcome().seats[0].shared.areas] == ["North", "South"]


def test_sheets_that_name_no_area_are_refused_where_they_matter(tmp_path: Path) -> None:
    few = parliament(
        tmp_path / "a", [*SHEETS[:11], ("", "counted", 2, 1, 1)], rule='level = "region"\nseats = 1\n'
    )
    (counted,) = few.outcome().seats
    assert counted.nowhere == 4
    assert any(f.finding_id == "seats.nowhere" for f in few.outcome().findings)
    many = parliament(
        tmp_path / "b", [*SHEETS[:11], ("", "counted", 2, 90, 1)], rule='level = "region"\nseats = 1\n'
    )
    with pytest.raises(QuestionError, match=r"93 votes lie in no region.*of Abroad"):
        many.outcome()


def test_a_count_of_which_an_area_has_not_reported_is_open_there(tmp_path: Path) -> None:
    early = [*SHEETS[:10], ("Abroad", "pending", 0, 0, 0)]
    (counted,) = parliament(tmp_path / "x", early).outcome().seats
    shared = counted.shared
    assert (shared.open_seats, shared.number) == (1, 8)
    assert "Abroad" in shared.undetermined
    with pytest.raises(QuestionError, match="open already"):
        parliament(tmp_path / "y", early).stakes()


def test_a_tie_is_said_and_left_open(tmp_path: Path) -> None:
    even = [("North", "counted", 50, 50, 0), ("South", "counted", 9, 1, 0)]
    case = parliament(tmp_path / "x", even, rule=EVERYWHERE.replace("2", "1") + 'tie = "lot"\n')
    shared = case.outcome().seats[0].shared
    assert (shared.open_seats, shared.areas[0].tied) == (1, ("red", "blue"))
    said = next(f for f in case.outcome().findings if f.finding_id == "seats.open")
    assert "a lot is drawn" in Wording("en").of(case.outcome().contest).say(said)


def test_the_fewest_sheets_are_those_of_brute_force(tmp_path: Path) -> None:
    sheets = [s for s in SHEETS if s[1] != "pending"]
    case = parliament(tmp_path / "x", sheets)
    result = case.stakes(StakesRequest(treatments=("annul",)))
    assert isinstance(result, Flips)
    shared = case.outcome().seats[0].shared
    by_area = dict(result.areas)
    counted = [s for s in sheets if s[1] == "counted"]
    fewest: dict[str, int] = {}
    for area in SEATS:
        here = [i for i, s in enumerate(counted) if s[0] == area]
        for n in range(len(here) + 1):
            left = [s for i, s in enumerate(counted) if i not in here[:n]]  # the sheets of an area are alike
            if not _same(case, shared.number, left):
                fewest[area] = n
                break
    assert {area: flip.upper for area, flip in by_area.items()} == fewest
    assert result.flips[0].upper == min(fewest.values())


def _same(case: Case, number: int, left: list[tuple[str, str, int, int, int]]) -> bool:
    """Whether the seats are those of the case when some sheets are left."""
    shared = case.outcome().seats[0].shared
    tally = as_counted(shared.tally)
    areas = {}
    for area, of in tally.areas["region"].items():
        rows = [s[2:] for s in left if s[0] == area]
        areas[area] = replace(
            of, votes={c: sum(r[i] for r in rows) for i, c in enumerate(of.contest.candidates)}
        )
    whole = {c: sum(a.votes[c] for a in areas.values()) for c in tally.contest.candidates}
    del number
    return shared.stands(replace(tally, votes=whole, areas={"region": areas}))


def test_each_area_is_asked_about_by_what_was_named_or_by_a_few(tmp_path: Path) -> None:
    case = parliament(tmp_path / "x", [s for s in SHEETS if s[1] == "counted"])
    asked, swap = (case.stakes(StakesRequest(treatments=names)) for names in ((), ("swap",)))
    assert isinstance(asked, Flips)
    assert isinstance(swap, Flips)
    few = {"annul", "move", "anything"} - set(asked.left_out)
    assert len(asked.flips) > len(few) > 1
    assert {flip.problem.treatment.name for _, flip in asked.areas} == few
    assert {flip.problem.treatment.name for _, flip in swap.areas} == {"swap"}
    assert [area for area, _ in swap.areas] == list(dict.fromkeys(area for area, _ in asked.areas))


def test_what_is_open_alone_can_change_a_seat(case: Case) -> None:
    result = case.stakes(StakesRequest(treatments=("annul",), seats="assembly"))
    assert isinstance(result, Flips)
    assert result.flips[0].upper == 0
    assert [f.says for f in result.findings[:2]] == ["stakes.seats.area", "stakes.open.undetermined"]
    with pytest.raises(QuestionError, match="no seats named 'senate'"):
        case.stakes(StakesRequest(seats="senate"))


def test_an_audit_confirms_every_seat(tmp_path: Path) -> None:
    case = parliament(tmp_path / "x", [s for s in SHEETS if s[1] == "counted"] * 30)
    made = case.audit(runs=2)
    shared = case.outcome().seats[0].shared
    assert {m.assertion.assertion_id for m in made.population.members} == {
        a.assertion_id for a in shared.assertions
    }
    assert made.hardest.assertion.kind is AssertionKind.SEAT
    assert [f.says for f in made.findings[-2:]] == ["audit.outlook.seats", "audit.hardest.seat"]


def test_the_report_has_a_section_of_seats(case: Case) -> None:
    section = build(case, Wording("es"))
    names = [type(part).__name__ for part in section.parts]
    assert names.count("Picture") == 2
    assert "Lack" not in names


def test_the_whole_country_with_an_exempt_winner_of_areas(tmp_path: Path) -> None:
    rule = 'method = "sainte_lague"\nseats = 10\nthreshold = { of = "30%", op = ">=", base = "valid" }\n'
    barred = parliament(tmp_path / "a", SHEETS[:11], rule=rule)
    assert barred.outcome().seats[0].shared.total == {"red": 5, "blue": 5}
    rule += '[seats.exempt]\nfirst_in = 1\nlevel = "region"\n'
    strong = [*SHEETS[:11], ("East", "counted", 1, 1, 9)]
    freed = parliament(tmp_path / "b", strong, rule=rule)
    shared = freed.outcome().seats[0].shared
    assert shared.total == {"red": 4, "blue": 4, "ox": 2}
    assert shared.changes[Change.MOVE]
    assert shared.admitted[None] == ("red", "blue", "ox")


def test_seats_that_cannot_be_shared_out_do_not_hide_who_is_elected(tmp_path: Path) -> None:
    case = parliament(
        tmp_path / "x", SHEETS[:11], rule='level = "region"\n[seats.seats]\nNorth = 2\nEast = 1\n'
    )
    path = case.election.file.folder / "rule.toml"
    text = path.read_text(encoding="utf-8")
    first = '[[round]]\nname = "single"\n[[round.win]]\nname = "plurality"\nfirst = true\n\n[[seats]]'
    path.write_text(text.replace("[[seats]]", first), encoding="utf-8")
    result = open_case(case.election.file.folder).outcome()
    assert result.outcome.winner == "red"
    assert "'East'" in result.without_seats
    assert any(f.says == "rules.seats.refused" for f in result.findings)


def test_two_areas_of_one_name_are_told_apart_by_their_path(tmp_path: Path) -> None:
    sheets = [("North", "counted", 60, 40, 20), ("South", "counted", 30, 50, 41)]
    text = 'level = "town"\n[seats.seats]\n"Town 1" = 2\n'
    assert parliament(tmp_path / "a", sheets, rule=text).outcome().seats[0].shared.number == 2
    case = parliament(tmp_path / "b", sheets, rule=text)
    data = case.election.file.folder / "data" / "count.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("Town 2", "Town 1"), encoding="utf-8")
    with pytest.raises(QuestionError, match=r"2 such.*'North / Town 1', 'South / Town 1'"):
        open_case(case.election.file.folder).outcome()


def test_a_table_of_seats_that_cannot_be_read_is_told_by_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = parliament(tmp_path / "x")
    folder = case.election.file.folder
    for text, says in (
        ("area,seats\nNorth,four\n", "row 2, column 'seats'"),
        ("area,seats\nNorth,4\nNorth,4\n", "row 3"),
        ("area,number\nNorth,4\n", "no column 'seats'"),
    ):
        (folder / "seats.csv").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as stopped:
            main(["outcome", str(folder)])
        assert stopped.value.code == EXIT_INPUT
        assert says in capsys.readouterr().err
    assert BY_REGION


def test_among_several_contests_it_says_its_seats(case: Case) -> None:
    (row,) = case.contests().tables[0].rows
    assert row[1:] == ("contests.seats.open", ("Red Fish 4", "Blue Hen 2", "Green Ox 2"), 3)


def test_a_template_of_seats_says_that_no_law_is_quoted(tmp_path: Path) -> None:
    case = parliament(tmp_path / "x", SHEETS[:11])
    path = case.election.file.folder / "case.toml"
    text = path.read_text(encoding="utf-8").replace('"rule.toml"', '"dhondt(3%, seats=2, level=region)"')
    path.write_text(text, encoding="utf-8")
    found = open_case(case.election.file.folder).outcome().findings
    assert [f.finding_id for f in found[:2]] == ["seats.shared", "rules.stated"]


def test_an_open_sheet_that_names_no_area_may_lie_in_any(tmp_path: Path) -> None:
    case = parliament(tmp_path / "x", [*SHEETS[:11], ("", "pending", 0, 0, 0)])
    assert "Abroad" in case.outcome().seats[0].shared.undetermined
    result = case.stakes(StakesRequest(treatments=("annul",)))
    assert isinstance(result, Flips)
    assert result.flips[0].upper == 0
