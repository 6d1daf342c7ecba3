"""Several contests in one plan, as somebody types it: from the size to a count of everything."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cli.test_audit_cli import agree, keys, refused, run
from report.build_town import town

__all__ = ["keys"]
BOTH = ("--contest", "mayor", "--contest", "council")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cases") / "town"
    folder.mkdir()
    town(folder)
    return str(folder)


def planned(case: str, keys: Path, to: Path, *more: object) -> None:
    parties = ("--party", f"Mission={keys / 'mission.pub'}", "--party", f"Red={keys / 'red.pub'}")
    run("plan", case, "--runs", "2", "--to", to, "--place", "x.org", *parties, *more)


def test_one_sample_of_two_contests_from_the_plan_to_the_outcome(
    case: str, keys: Path, tmp_path: Path
) -> None:
    asked = run("plan", case, *BOTH, "--runs", "2").output
    assert "One sample confirms all of Mayor and Council." in " ".join(asked.split())
    assert f"veedor audit plan {case} --contest mayor --contest council --runs 2" in " ".join(asked.split())
    folder = tmp_path / "audit"
    planned(case, keys, folder, *BOTH)
    agree(folder, keys, "mission", "red", refusing="")
    assert "<h2>Council</h2>" in run("print", folder, "--case", case, "--what", "forms").stdout
    head, *rows = csv.reader(io.StringIO(run("list", folder, "--form").stdout))
    figures = list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))
    for row in rows:
        of = next(one for one in figures if one["sheet_id"] == row[1])
        row[4], row[5] = "Ana", "Luis"
        for column, name in enumerate(head):
            contest, colon, choice = name.removeprefix("second:").partition(":")
            if colon:
                row[column] = of[f"{contest}/votes:{choice}"]
    filled = tmp_path / "form.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    run("import-records", folder, filled, "--key", keys / "mission")
    status = " ".join(run("status", folder).output.split())
    assert "gives the reported outcome: Alpha is elected" in status
    assert "gives the reported outcome: Ana and Bruno are elected" in status
    run("verify", folder, "--case", case)


def test_a_figure_names_its_contest_where_a_record_is_typed(case: str, keys: Path, tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    planned(case, keys, folder, *BOTH, "--readings", "1")
    agree(folder, keys, "mission", "red", refusing="")
    sheet = (folder / "draw.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[1]
    votes = [x for name in "ABC" for x in ("--votes", f"mayor:{name}=5")]
    said = run("record", folder, "--sheet", sheet, "--key", keys / "mission", "--by", "Ana", *votes)
    assert "it has no figures of Council. It counts at its worst" in said.stderr


def test_what_is_named_for_several_contests_names_each(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "plan", case, *BOTH, "--seats", "assembly")
    assert "write mayor=... or council=..." in said
    assert "stands twice" in refused(capsys, "plan", case, "--contest", "mayor", "--contest", "mayor")
    assert "registered voters" in refused(capsys, "plan", case, "--contest", "park", "--cards", "300")


def test_ballots_of_two_contests_are_compared_by_one_list(case: str, tmp_path: Path) -> None:
    """Each record stands in a column of its contest; both have to add up to what was reported."""
    mayor = [*"A" * 102, *"B" * 70, *"C" * 29]
    park = [*["yes"] * 110, *["no"] * 31]
    park += [""] * (len(mayor) - len(park))
    rows = "".join(f"{n:03d},{a},{b}\n" for n, (a, b) in enumerate(zip(mayor, park, strict=True)))
    path = tmp_path / "ballots.csv"
    path.write_text("ballot,record:mayor,record:park\n" + rows, encoding="utf-8")
    said = run("plan", case, "--contest", "mayor", "--ballots", path, "--runs", "2").output
    assert "ballots" in said
