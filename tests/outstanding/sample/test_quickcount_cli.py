"""``veedor quickcount`` as a user meets it, and every other verb that must not take a sample for a count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from outstanding.sample.build_sample import STRATA, Country, country, draw, write
from veedor.case import open_case
from veedor.cli.main import EXIT_INPUT, main, veedor
from veedor.errors import QuestionError
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

OF = country()
DRAWN = draw(OF)
ARRIVED = np.sort(DRAWN[np.argsort(OF.delay[DRAWN])][:110])


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thirds of the sample have arrived."""
    return write(tmp_path_factory.mktemp("cases") / "part", OF, ARRIVED, drawn=DRAWN)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the sample."""
    return write(tmp_path_factory.mktemp("cases") / "full", OF, DRAWN, keys=STRATA + "\ndrawn = 160")


def run(*args: str) -> str:
    result = CliRunner().invoke(veedor, list(args), env={"COLUMNS": "100"}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def refused(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(list(args))
    assert stopped.value.code == EXIT_INPUT
    return " ".join(capsys.readouterr().err.split())


def as_json(*args: str) -> dict[str, Any]:
    result = CliRunner().invoke(veedor, [*args, "--json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_a_complete_sample(full: Path) -> None:
    text = run("quickcount", str(full), "--lang", "en")
    assert "All 160 tally sheets of the sample have arrived" in text
    assert "within 8 strata" in text
    assert "missing" not in text
    result = open_case(full).quickcount()
    lead = result.assertions[0]
    sign = 1 if lead.subject == "A" else -1
    assert abs(float(result.estimate.value[0]) - sign * OF.lead) <= result.estimate.half[0]


def test_an_incomplete_sample_says_what_is_missing_and_follows_its_drift(part: Path) -> None:
    text = run("quickcount", str(part), "--lang", "en")
    assert "110 of the 160 tally sheets drawn at random have arrived" in text
    assert "50 tally sheets of the sample are missing" in text
    assert "held by the interval" in text
    result = open_case(part).quickcount()
    sign = 1 if result.assertions[0].subject == "A" else -1
    off = abs(float(result.estimate.value[0]) - sign * OF.lead)
    assert off < abs(float(result.estimate.plain[0]) - sign * OF.lead)
    assert off <= result.estimate.half[0]


def test_it_speaks_spanish(part: Path) -> None:
    text = run("quickcount", str(part), "--lang", "es")
    assert "Faltan 50 actas de la muestra" in text
    assert "estrato" in text


def test_json_has_all_that_is_said(part: Path) -> None:
    found = as_json("quickcount", str(part))
    assert {f["id"] for f in found["findings"]} == {"sample.state", "sample.estimate.1", "sample.late.1"}
    strata = next(table for table in found["tables"] if table["name"] == "sample_strata")
    assert len(strata["rows"]) == 8


@pytest.mark.slow
def test_an_empty_stratum_is_named_with_what_it_was_joined_to(tmp_path: Path) -> None:
    heard = ARRIVED[OF.department[ARRIVED] != 3]
    text = run("quickcount", str(write(tmp_path / "gap", OF, heard, drawn=DRAWN)), "--lang", "en")
    assert "Strata of which no sheet has arrived: 1, with 150 tally sheets in all." in text
    assert "D3 →" in text


@pytest.mark.slow
def test_without_an_order_there_is_no_interval_but_what_it_would_take(tmp_path: Path) -> None:
    text = run(
        "quickcount", str(write(tmp_path / "blind", OF, ARRIVED, drawn=DRAWN, time="")), "--lang", "en"
    )
    assert "No interval is given" in text
    assert "would have to differ by" in text


@pytest.mark.parametrize(
    "verb",
    ["outcome", "timeline", "check", "project", "shift", "audit plan", "stakes"],
)
def test_no_other_verb_takes_it_for_a_count(
    part: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--annul", "1"] if verb == "stakes" else []
    if verb == "stakes":
        with pytest.raises(QuestionError, match="random sample"):
            open_case(part).stakes(None, "quick")
        return
    said = refused(capsys, *verb.split(), str(part), "--count", "quick", *more)
    assert "is a random sample of sheets, and no count" in said
    assert "veedor quickcount" in said
    assert "veedor quickcount" in refused(capsys, *verb.split(), str(part)) or verb == "timeline"


@pytest.mark.slow
def test_a_sample_beside_a_count_is_not_taken_for_the_last_word(tmp_path: Path) -> None:
    official = """
[count.official]
title = "Official"
kind = "official"
[source.official]
layout = "wide"
contest = "president"
count = "official"
files = [{ name = "official.csv" }]
control = "none known"
sheet.id = "table"
"""
    folder = write(tmp_path / "both", OF, DRAWN, keys=STRATA + "\ndrawn = 160", more=official)
    rows = [",".join([i, *map(str, v)]) for i, v in zip(OF.ids, OF.votes.tolist(), strict=True)]
    text = "\n".join(["table,Alder,Birch,Cedar", *rows])
    (folder / "data" / "official.csv").write_text(text + "\n", encoding="utf-8")
    case = open_case(folder)
    assert case.outcome().count_id == "official"
    assert case.election.counts() == ("official",)
    assert case.election.samples() == ("quick",)
    assert case.election.moments() == ("official",)
    plan = case.sample_plan(half=0.02)
    assert [s.name for s in plan.strata] == [f"D{d}" for d in range(8)]
    assert plan.expected_half <= 0.02
    assert "to know the lead" in run("quickcount", str(folder), "--half", "2", "--lang", "en")
    assert "en el cómputo oficial" in " ".join(
        run("quickcount", str(folder), "--half", "2", "--lang", "es").split()
    )
    assert "to tell the lead" in run("quickcount", str(folder), "--tell", "--lang", "en")


WRONG = {
    "undrawn": ("", "does not say how many sheets were drawn", "[count.quick] drawn"),
    "few": ("drawn = 20", "the sample has 110", "Correct the number"),
    "many": ("drawn = 1201", "1201 sheets were drawn, and there are 1200 in all", "Correct the number"),
}


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("name", WRONG)
def test_numbers_that_do_not_fit_are_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, seen, remedy = WRONG[name]
    said = refused(capsys, "quickcount", str(write(tmp_path / name, OF, ARRIVED, keys=keys)))
    assert seen in said
    assert remedy in said


STRATIFIED = {
    "no stratum": ("drawn = { D0 = 20, D9 = 20 }", "names no stratum: 'D9'"),
    "too few": ("drawn = { D0 = 1, D1 = 20 }", "of the stratum 'D0' was drawn, and the sample has"),
    "too many": (
        "drawn = { D0 = 151, D1 = 20, D2 = 20, D3 = 20, D4 = 20, D5 = 20, D6 = 20, D7 = 20 }",
        "151 sheets were drawn from the stratum 'D0', and there are 150 in all",
    ),
    "in all": ("drawn = 160", "nothing says in which strata the others lie"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STRATIFIED)
def test_numbers_by_stratum_that_do_not_fit_are_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, seen = STRATIFIED[name]
    folder = write(tmp_path / "case", OF, ARRIVED, keys=f"{STRATA}\n{keys}")
    assert seen in refused(capsys, "quickcount", str(folder))


KEYS = {
    'strata = "dept"': "there is no level, division or stratum 'dept'",
    "drawn = 0": "0 sheets are no sample",
    "drawn = { D0 = 2 }": "it is by stratum, and no strata are stated",
    'kind = "official"\ndrawn = 3': "only a sample has it",
}


@pytest.mark.parametrize("keys", KEYS)
def test_keys_that_cannot_be_meant_are_refused(
    tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "case", OF, ARRIVED, keys=keys)
    if keys.startswith("kind"):
        text = (folder / "case.toml").read_text(encoding="utf-8").replace('kind = "sample"\n', "", 1)
        (folder / "case.toml").write_text(text, encoding="utf-8")
    assert KEYS[keys] in refused(capsys, "quickcount", str(folder))


def uneven() -> tuple[Country, np.ndarray]:
    of, rng = country(departments=5), np.random.default_rng(3)
    rows = [rng.choice(np.flatnonzero(of.department == d), 10 * (d + 1), replace=False) for d in range(5)]
    return of, np.sort(np.concatenate(rows))


@pytest.mark.slow
def test_a_sample_with_more_of_one_department_was_not_drawn_from_all_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "quickcount", str(write(tmp_path / "case", *uneven(), keys="drawn = 150")))
    assert "it has 50 of 150 of 'D4' and 10 of 150 of 'D0' (department)" in said
    assert 'strata = "department"' in said
    again = write(tmp_path / "again", *uneven(), keys=f"{STRATA}\ndrawn = 150")  # the remedy works
    assert "within 5 strata" in run("quickcount", str(again), "--lang", "en")


def test_what_is_no_sample_is_not_estimated(
    part: Path, full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no sample 'quik'" in refused(capsys, "quickcount", str(part), "--count", "quik")
    assert "no snapshot 'x'" in refused(capsys, "quickcount", str(part), "--snapshot", "x")
    assert "dated" in refused(capsys, "quickcount", str(full), "--at", "2030-05-05 20:00")


@pytest.mark.parametrize(
    "args",
    [
        ("--half", "0"),
        ("--half", "100"),
        ("--half", "1", "--tell"),
        ("--strata", "department"),
        ("--half", "1", "--snapshot", "x"),
        ("--snapshot", "x", "--at", "2030-05-05 20:00"),
    ],
)
def test_a_command_line_that_cannot_be_meant_is_refused(part: Path, args: tuple[str, ...]) -> None:
    result = CliRunner().invoke(veedor, ["quickcount", str(part), *args])
    assert result.exit_code == EXIT_INPUT
    assert "Traceback" not in result.output


@pytest.mark.slow
def test_sheets_beside_the_list_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "case", OF, ARRIVED, drawn=DRAWN)
    file = folder / "data" / "quick.csv"
    file.write_text(file.read_text(encoding="utf-8") + "99999,1,2,3,2030-05-05T23:00:00\n", encoding="utf-8")
    assert "1 sheet of the sample is not on the list" in refused(capsys, "quickcount", str(folder))


def test_a_list_of_drawn_sheets_belongs_to_a_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "case", OF, ARRIVED, drawn=DRAWN)
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(
        text.replace('kind = "sample"\nstrata = "department"', 'kind = "official"', 1), encoding="utf-8"
    )
    assert "a list of sheets belongs to a count only where that is a sample" in refused(
        capsys, "import", str(folder)
    )


@pytest.mark.parametrize("lang", ["en", "es"])
def test_all_of_it_can_be_said(part: Path, lang: str) -> None:
    case = open_case(part)
    for result in (case.quickcount(), case.sample_plan("quick", half=0.01), case.sample_plan("quick")):
        words = Wording(lang).of(result.contest)
        for finding in result.findings:
            assert "{" not in words.say(finding)
            assert all(words.has(key) for key in (*finding.assumptions, *finding.cannot_show))
            assert words.has(finding.method.name)
        assert all(words.has(f"table.{table.name}") for table in result.tables)


def test_the_page_has_a_section_of_it(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("report", str(full), "--only", "quickcount", "--only", "data", "--out", str(out), "--lang", "en")
    assert "What a random sample says" in (out / "report-en.html").read_text(encoding="utf-8")
    found = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    assert "sample.estimate.1" in {finding["id"] for finding in found["findings"]}
