"""An earlier election in a case, as a user meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from outstanding.earlier.build_earlier import BY_SHEET, EARLIER, LONG, Pair, write
from veedor.case import open_case
from veedor.cli.main import EXIT_INPUT, main, veedor
from veedor.model import ChoiceId
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

PAIR = Pair()


def run(*args: str) -> str:
    result = CliRunner().invoke(veedor, list(args), env={"COLUMNS": "100"}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def refused(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(list(args))
    assert stopped.value.code == EXIT_INPUT
    return " ".join(capsys.readouterr().err.split())


@pytest.fixture(scope="module")
def by_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("cases") / "place", PAIR, 0.6)


@pytest.mark.slow
@pytest.mark.parametrize("source", [EARLIER, BY_SHEET, LONG], ids=["by place", "by sheet", "long"])
def test_a_department_that_is_wholly_last_is_projected(tmp_path: Path, source: str) -> None:
    result = open_case(write(tmp_path / "case", PAIR, 0.6, source)).project()
    assert result.earlier is not None
    assert result.earlier.opens
    assert result.earlier.share == 1
    assert result.estimate is not None
    sign = 1 if result.assertions[0].subject == "A" else -1
    assert result.estimate.low[0] <= sign * PAIR.lead <= result.estimate.high[0]
    assert result.estimate.half[0] < 0.01


def test_without_it_the_gate_refuses(tmp_path: Path) -> None:
    result = open_case(write(tmp_path / "case", PAIR, 0.6, "")).project()
    assert result.estimate is None
    assert result.earlier is None


@pytest.mark.slow
def test_a_first_seventh_is_enough(tmp_path: Path) -> None:
    result = open_case(write(tmp_path / "case", PAIR, 0.15)).project()
    sign = 1 if result.assertions[0].subject == "A" else -1
    assert result.estimate is not None
    assert abs(float(result.current[0]) - sign * PAIR.lead) > 0.15
    assert result.estimate.low[0] <= sign * PAIR.lead <= result.estimate.high[0]


@pytest.mark.slow
def test_an_election_by_town_is_a_baseline_too(tmp_path: Path) -> None:
    by_town = EARLIER.replace(', school = "School" }', " }")
    folder = write(tmp_path / "case", PAIR, 0.6)
    (folder / "case.toml").write_text(
        (folder / "case.toml").read_text(encoding="utf-8").replace(EARLIER, by_town), encoding="utf-8"
    )
    result = open_case(folder).project()
    sign = 1 if result.assertions[0].subject == "A" else -1
    assert result.earlier is not None
    assert result.earlier.opens
    assert result.estimate is not None
    assert result.estimate.low[0] <= sign * PAIR.lead <= result.estimate.high[0]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["no votes", "shuffled"])
def test_an_election_that_explains_nothing_opens_nothing(tmp_path: Path, how: str) -> None:
    folder = write(tmp_path / "case", PAIR, 0.6)
    file = folder / "data" / "before.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    places = [row.split(",")[:3] for row in rows]
    figures = [["400", "0", "0", "0"]] * len(rows) if how == "no votes" else [r.split(",")[3:] for r in rows]
    turned = figures[137:] + figures[:137]
    text = [head, *(",".join([*place, *figure]) for place, figure in zip(places, turned, strict=True))]
    file.write_text("\n".join(text) + "\n", encoding="utf-8")
    result = open_case(folder).project()
    assert result.earlier is not None
    assert not result.earlier.used
    assert result.estimate is None
    assert "is too little to speak for places" in run("project", str(folder), "--lang", "en")


def test_it_says_how_much_is_matched_and_what_it_changes(by_place: Path) -> None:
    text = run("project", str(by_place), "--lang", "en")
    assert "it knows 100.00 % of the sheets" in text
    assert "Only “President, 2025” allows a projection" in text
    assert "without it" in text
    spanish = run("project", str(by_place), "--lang", "es")
    assert "La elección anterior «President, 2025» se cruzó con las actas de hoy" in spanish
    assert "Solo «President, 2025» permite una proyección" in spanish


@pytest.mark.slow
def test_places_that_are_not_matched_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "case", PAIR, 0.6, lost=30)
    text = run("project", str(folder), "--lang", "en")
    assert "It does not know 30 places of today: Región 0 / Pueblo 0 / Escuela 0" in text
    assert "90.75 %" in text


@pytest.mark.slow
def test_ids_given_out_anew_are_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "case", PAIR, 0.6, BY_SHEET, anew=True)
    text = run("project", str(folder), "--lang", "en")
    assert "were given out anew" in text
    assert "0 sheets by their ids" in text


@pytest.mark.slow
def test_json_and_the_page_have_it(by_place: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(veedor, ["project", str(by_place), "--json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(result.output)
    assert "earlier.match" in {f["id"] for f in found["findings"]}
    assert "outstanding_earlier_leads" in {t["name"] for t in found["tables"]}
    run("report", str(by_place), "--only", "project", "--out", str(tmp_path / "out"), "--lang", "en")
    page = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf-8")
    assert "President, 2025" in page


def test_todays_votes_are_not_touched(by_place: Path) -> None:
    case = open_case(by_place)
    assert case.election.counts() == ("preliminary",)
    assert case.election.contests == ("president",)
    votes = case.select().tally.votes
    counted = PAIR.order[: round(0.6 * len(PAIR.school))]
    assert votes[ChoiceId("A")] == PAIR.now[counted, 0].sum()
    assert len(case.election.roll()) == len(PAIR.school)


def test_its_controls_are_met_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    control = 'control = [{ who = "the gazette", votes = { A = 1 } }]'
    source = EARLIER.replace('control = "none known"', control)
    said = refused(capsys, "import", str(write(tmp_path / "case", PAIR, 0.6, source)))
    assert "the gazette" in said


WRONG = {
    "count": ("title =", 'count = "preliminary"\ntitle =', "not one of today's counts"),
    "contest": ('contest = "president"\n', "", "for which contest of today"),
    "places": (
        'place.levels = { department = "Department", town = "Town", school = "School" }\n', "",
        "nothing says where its rows belong",
    ),
    "gap": ('town = "Town", ', "", "no column is named for town"),
    "choice": ('Party" = "A" }', 'Party" = "D" }', "there is no choice 'D'"),
    "columns": (
        'columns = ["Alder Party", "Old Guard", "Rest"], rename = { "Alder Party" = "A" }', "",
        "nothing says which columns of the earlier election hold votes",
    ),
    "half long": ("{ columns", '{ choice = "Party", columns', "needs `choice` and `votes`"),
    "missing column": ('"Old Guard"', '"Young Guard"', "Young Guard"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, seen = WRONG[name]
    assert old in EARLIER
    folder = write(tmp_path / "case", PAIR, 0.3, EARLIER.replace(old, new))
    assert seen in refused(capsys, "import", str(folder))


def test_two_earlier_elections_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "case", PAIR, 0.3)
    case = folder / "case.toml"
    case.write_text(case.read_text() + EARLIER.replace("source.before", "source.again"), encoding="utf-8")
    assert "has an earlier election already" in refused(capsys, "import", str(folder))


def test_a_figure_that_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "case", PAIR, 0.3)
    file = folder / "data" / "before.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ",many"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = refused(capsys, "import", str(folder))
    assert "before.csv" in said
    assert "many" in said


def test_an_earlier_election_without_figures_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "case", PAIR, 0.3)
    file = folder / "data" / "before.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    blank = [",".join([*row.split(",")[:4], "", "", ""]) for row in rows]
    file.write_text("\n".join([head, *blank]) + "\n", encoding="utf-8")
    assert "no row of the earlier election holds figures" in refused(capsys, "project", str(folder))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_all_of_it_can_be_said(by_place: Path, lang: str) -> None:
    result = open_case(by_place).project()
    words = Wording(lang).of(result.contest)
    for finding in result.findings:
        assert "{" not in words.say(finding)
        assert all(words.has(key) for key in (*finding.assumptions, *finding.cannot_show))
        assert words.has(finding.method.name)
    assert all(words.has(f"table.{table.name}") for table in result.tables)
