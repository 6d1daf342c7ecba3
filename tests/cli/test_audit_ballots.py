"""Single ballots as somebody types it: ``veedor audit plan --ballots``, and every verb behind it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cli.test_audit_cli import agree, keys, refused, run
from veedor.case import open_case
from veedor.cli.main import EXIT_DIFFERS
from veedor.synthetic import Geography, Plan, make_election, publish

__all__ = ["keys"]
TOWN = Geography(sheets=6, regions=1, municipalities=1, table_size=70)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cases") / "land"
    publish(
        make_election(
            Plan(seed=5, geography=Geography(sheets=6, regions=1, municipalities=1, table_size=70))
        ),
        folder,
    )
    return str(folder)


@pytest.fixture(scope="module")
def marks(case: str) -> list[str]:
    """What every ballot is marked for."""
    votes = open_case(case).select().tally.votes
    return [choice for choice, n in votes.items() for _ in range(n)]


def listed(path: Path, marks: list[str], *, records: bool) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["box", "ballot", *(["record"] if records else [])])
        for n, mark in enumerate(marks):
            writer.writerow([f"box {n // 100}", f"{n:05d}", *([mark] if records else [])])
    return path


def planned(case: str, keys: Path, to: Path, *more: object) -> None:
    parties = [
        x for name in ("Mission", "Red", "Blue") for x in ("--party", f"{name}={keys / name.lower()}.pub")
    ]
    run("plan", case, "--runs", "20", "--to", to, "--quorum", "2", "--place", "x.org", *parties, *more)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("records", [True, False])
def test_the_whole_chain_from_the_list_to_the_check(
    case: str, keys: Path, marks: list[str], tmp_path: Path, *, records: bool
) -> None:
    ballots = listed(tmp_path / "ballots.csv", marks, records=records)
    asked = json.loads(run("plan", case, "--ballots", ballots, "--runs", "20", "--json").stdout)
    assert asked["findings"][0]["says"] == f"audit.outlook.{'comparison' if records else 'polling'}"
    size = asked["findings"][0]["figures"]["sheets_90"]["value"]
    assert "tally sheet" not in asked["findings"][0].get("text", "")
    folder = tmp_path / "audit"
    planned(case, keys, folder, "--ballots", ballots)
    agree(folder, keys, "mission", "red")
    last = size + 5 if records else len(marks)
    shown = run("list", folder, "--last", last).output
    assert "Ballots to fetch" in shown
    assert "box 1" in shown
    pages = [
        run("print", folder, "--last", "5", "--what", kind).stdout for kind in ("list", "forms", "labels")
    ]
    assert all("box " in page for page in pages)
    form = list(csv.reader(io.StringIO(run("list", folder, "--last", last, "--form").stdout)))
    head, rows = form[0], form[1:]
    choices = head[6 : 6 + (len(head) - 6) // 2]
    for row in rows:
        mark = choices.index(marks[int(row[1])])
        row[4], row[5], row[6 + mark], row[6 + len(choices) + mark] = "Ana", "Luis", "1", "1"
    filled = tmp_path / "form.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    run("import-records", folder, filled, "--key", keys / "mission")
    status = json.loads(run("status", folder, "--json").stdout)
    says = {one["says"]: one["figures"] for one in status["findings"]}
    if records:
        assert says["audit.confirmed.ballots"]["differ"]["value"] == 0
    else:
        # all of them were looked at: there is nothing left to infer
        assert says["audit.full_count.outcome.same.all"]["sheets"]["unit"] == "ballots"
    run("verify", folder, "--case", case, "--party", f"Red={keys / 'red.pub'}")


def test_a_ballot_is_recorded_by_what_it_is_for(
    case: str, keys: Path, marks: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "audit"
    planned(
        case, keys, folder, "--ballots", listed(tmp_path / "b.csv", marks, records=True), "--draw", "simple"
    )
    agree(folder, keys, "mission", "red")
    first, second, third = (row.split(",")[1] for row in (folder / "draw.csv").read_text().splitlines()[1:4])
    mark = f"{marks[int(first)]}=1"
    by = ("--key", keys / "mission", "--by", "Ana", "--by", "Luis")
    run("record", folder, "--sheet", first, *by, "--votes", mark, "--second", mark)
    run("record", folder, "--sheet", second, *by)
    run("record", folder, "--sheet", third, "--key", keys / "mission", "--not-auditable", "Not in its box.")
    table = json.loads(run("status", folder, "--all", "--json").stdout)
    path = next(one for one in table["tables"] if one["name"] == "audit_path")
    found = path["columns"].index("found") if isinstance(path["columns"][0], str) else 2
    assert [row[found] for row in path["rows"]] == ["found.agrees", "found.differs", "found.not_auditable"]


def test_ballots_without_a_list_bear_numbers(case: str, keys: Path, marks: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    planned(case, keys, folder, "--cards", len(marks) + 7)
    agree(folder, keys, "mission", "red")
    drawn = [row.split(",")[1] for row in (folder / "draw.csv").read_text().splitlines()[1:]]
    width = len(str(len(marks) + 7))
    assert sorted(drawn) == [str(n + 1).zfill(width) for n in range(len(marks) + 7)]
    run("verify", folder, "--case", case)


def test_totals_that_are_not_those_of_the_case_are_found(
    case: str, keys: Path, marks: list[str], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    publish(
        make_election(
            Plan(seed=6, geography=Geography(sheets=6, regions=1, municipalities=1, table_size=70))
        ),
        other,
    )
    folder = tmp_path / "audit"
    planned(case, keys, folder, "--cards", len(marks))
    assert "and the case has" in run("verify", folder, "--case", other, code=EXIT_DIFFERS).output


@pytest.mark.slow
def test_lists_that_cannot_be_read_are_refused(
    case: str, marks: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    for text, says in (
        ("ballot\na\nb\n", "2 ballots are listed, and"),
        ("ballot\na\na\n", "row 2 already"),
        ("ballot,record\na,nobody\n", "No choice of the contest"),
        ("id,record\na,\n", "needs a column ballot"),
        ("ballot,box,box\na,1,2\n", "Two columns have one name"),
        ("ballot\na\u200bb\n", "that nobody sees"),
    ):
        path.write_text(text, encoding="utf-8")
        assert says in refused(capsys, "plan", case, "--ballots", path)
    good = listed(path, marks, records=False)
    few = refused(capsys, "plan", case, "--ballots", good, "--cards", "5")
    assert "5 ballots in all are fewer" in few
    for option in (("--cap", "registered"), ("--pending", "5"), ("--question", "paper")):
        assert "is about tally sheets" in refused(capsys, "plan", case, "--ballots", good, *option)
    moved = [marks[-1], *marks[1:]]
    assert "The records add up to" in refused(
        capsys, "plan", case, "--ballots", listed(path, moved, records=True)
    )
