"""``veedor audit measure``, and the caps and seats of ``veedor audit plan``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from count.build_parliament import SHEETS, parliament
from veedor.audit.folder import AuditFolder
from veedor.audit.verification import verify_audit
from veedor.cli.main import EXIT_INPUT, main, veedor
from veedor.synthetic import Geography, Plan, make_election, publish

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c mission\n"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cases") / "land"
    publish(make_election(Plan(seed=5, geography=Geography(sheets=120, regions=2, municipalities=2))), folder)
    return str(folder)


@pytest.fixture(scope="module")
def figures(case: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("audits") / "a"
    key = folder.parent / "mission.pub"
    key.write_text(KEY, encoding="utf-8")
    said("plan", case, "--runs", "2", "--to", folder, "--place", "x.org", "--party", f"M={key}")
    return list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))


def said(*args: object) -> str:
    env = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "110"}
    result = CliRunner().invoke(veedor, ["audit", *map(str, args)], env=env, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(capsys: pytest.CaptureFixture[str], *args: object) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(["audit", *map(str, args)])
    assert stopped.value.code == EXIT_INPUT
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return " ".join(err.split())


def choices(figures: list[dict[str, str]]) -> list[str]:
    return [column.removeprefix("votes:") for column in figures[0] if column.startswith("votes:")]


def drawn(path: Path, figures: list[dict[str, str]], sheets: list[int]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sheet", *choices(figures)])
        for n in sheets:
            writer.writerow([figures[n]["sheet_id"], *(figures[n][f"votes:{c}"] for c in choices(figures))])
    return path


@pytest.mark.slow
def test_their_audit_is_measured_from_a_file(
    case: str, figures: list[dict[str, str]], tmp_path: Path
) -> None:
    path = drawn(tmp_path / "d.csv", figures, [3, 7, 3, 50, 60])
    made = json.loads(said("measure", case, "--drawn", path, "--json"))
    figure = made["findings"][0]["figures"]
    assert (figure["draws"]["value"], figure["units"]["value"]) == (5, 4)
    assert 0 < figure["attained"]["value"] < 1
    assert "after 5 draws of 4 units" in " ".join(said("measure", case, "--drawn", path).split())


def test_files_of_draws_that_cannot_be_read_are_refused(
    case: str, figures: list[dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = drawn(tmp_path / "d.csv", figures, [3, 3])
    assert "drawn twice" in refused(capsys, "measure", case, "--drawn", path, "--no-replacement")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sheet,", "mesa,"), encoding="utf-8")
    assert "There is no column 'sheet'" in refused(capsys, "measure", case, "--drawn", path)
    path.write_text(text.replace("\n", "x\n", 2).replace("x\n", "\n", 1), encoding="utf-8")
    assert "row 2" in refused(capsys, "measure", case, "--drawn", path)
    path.write_text(text.replace("\n", ",9\n").replace(",9\n", "\n", 1), encoding="utf-8")
    assert "another number of cells" in refused(capsys, "measure", case, "--drawn", path)
    assert "--arlo" in refused(capsys, "measure", case)
    path.write_text(text.replace(",", ";"), encoding="utf-8")
    said("measure", case, "--drawn", path)
    path.write_text(text, encoding="utf-8")
    assert "write A>B" in refused(capsys, "measure", case, "--drawn", path, "--own", "A<B")
    sheet = figures[3]["sheet_id"]
    path.write_text(text.replace(sheet, "x9"), encoding="utf-8")
    assert "row 2, column 'sheet': 'x9' was drawn" in refused(capsys, "measure", case, "--drawn", path)
    path.write_text(text.partition("\n")[0], encoding="utf-8")
    assert "no draw is named" in refused(capsys, "measure", case, "--drawn", path).lower()


def test_what_counts_at_its_worst_is_named(case: str, figures: list[dict[str, str]], tmp_path: Path) -> None:
    path = drawn(tmp_path / "d.csv", figures, [3, 4])
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    sheets = [rows[1][0], rows[2][0]]
    rows[1][1:] = [""] * (len(rows[1]) - 1)
    rows[2][1] = "99999"
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    text = " ".join(said("measure", case, "--drawn", path).split())
    assert f"Nothing was found of these drawn sheets, so that they count at their worst: {sheets[0]}." in text
    assert f"more votes than they can hold, and count at their worst: {sheets[1]}." in text


def test_a_plan_with_a_list_of_what_sheets_can_hold(
    case: str, figures: list[dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(row["sheet_id"], sum(int(row[f"votes:{c}"]) for c in choices(figures))) for row in figures]
    path = tmp_path / "cap.csv"
    path.write_text("sheet,most\n" + "".join(f"{sheet},{n}\n" for sheet, n in rows), encoding="utf-8")
    asked = ("plan", case, "--cap", "listed", "--cap-list", path, "--cap-reason", "signed", "--json")
    listed = json.loads(said(*asked))["findings"][0]["figures"]["sheets"]["value"]
    usual = json.loads(said("plan", case, "--json"))["findings"][0]["figures"]["sheets"]["value"]
    assert listed < usual
    path.write_text("sheet,most\n" + f"{rows[0][0]},12\n", encoding="utf-8")
    assert "lacks" in refused(capsys, *asked)
    path.write_text("sheet,most\nnowhere,12\n", encoding="utf-8")
    assert "'nowhere'" in refused(capsys, *asked)
    path.write_text(f"sheet,most\n{rows[0][0]},many\n", encoding="utf-8")
    assert "row 2" in refused(capsys, *asked)
    assert "go together" in refused(capsys, "plan", case, "--cap", "listed")


def test_what_a_cap_of_ballots_cast_risks_is_said(case: str) -> None:
    words = " ".join(said("plan", case, "--cap", "cast", "--cap-reason", "signed lists").split())
    assert "the whole sheet counts as wrong" in words


def test_pending_ballots_make_a_plan_dearer_or_end_it(case: str) -> None:
    usual, some = (
        json.loads(said("plan", case, *more, "--json"))["findings"][-2]["figures"]["sheets"]["value"]
        for more in ((), ("--pending", "300"))
    )
    assert some > usual
    assert "no audit of the others can confirm" in said("plan", case, "--pending", "999999")


def test_a_plan_for_seats_can_be_signed_and_verified(tmp_path: Path) -> None:
    key = tmp_path / "m.pub"
    key.write_text(KEY, encoding="utf-8")
    rule = 'method = "sainte_lague"\nseats = 10\nthreshold = { of = "30%", op = ">=", base = "valid" }\n'
    parliament(tmp_path / "p", [s for s in SHEETS if s[1] == "counted"] * 30, rule=rule)
    said(
        "plan",
        tmp_path / "p",
        "--runs",
        "2",
        "--to",
        tmp_path / "a",
        "--place",
        "x.org",
        "--party",
        f"M={key}",
    )
    plan = AuditFolder(tmp_path / "a").plan
    assert (plan.contests[0].outcome, plan.contests[0].elected) == ("seats", ("red=5", "blue=5"))
    assert {line.kind for line in plan.assertions} == {"share", "not_share", "seat"}
    assert not any(check.problems for check in verify_audit(tmp_path / "a"))


def test_seats_that_others_have_audited_are_measured(tmp_path: Path) -> None:
    case = parliament(tmp_path / "p", [s for s in SHEETS if s[1] == "counted"] * 30)
    choices = [str(choice.choice_id) for choice in case.select().contest.choices]
    sheets = case.select().sheets
    path = tmp_path / "d.csv"
    lines = [",".join([sheets.ids[n], *map(str, sheets.votes[n].tolist())]) for n in range(20)]
    path.write_text("\n".join([",".join(["sheet", *choices]), *lines]) + "\n", encoding="utf-8")
    made = json.loads(said("measure", tmp_path / "p", "--drawn", path, "--json"))
    named = json.loads(said("measure", tmp_path / "p", "--drawn", path, "--seats", "assembly", "--json"))
    figures = made["findings"][0]["figures"]
    assert figures["assertions"]["value"] > 10
    assert 0 < figures["attained"]["value"] < 1
    assert named["findings"][0]["figures"]["attained"] == figures["attained"]
