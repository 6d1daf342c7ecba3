"""``veedor audit plan`` on counts with sheets missing, blank, set aside, annulled, or without a bound."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.test_audit_cli import refused, run
from veedor.audit.sshsig import public_line
from veedor.cli.main import EXIT_DIFFERS

NEVER = "no audit of the others can confirm this outcome"
CASE = """\
format = 1
[election]
title = "A town"
date = 2020-01-01
country = "MX"
tz = "America/Mexico_City"
levels = ["town"]
[contest.president]
title = "President"
rule = "mx-president-1996"
{contest}
choices = [ {{ id = "A", label = "A" }}, {{ id = "B", label = "B" }} ]
[count.official]
title = "Official count"
kind = "official"
[source.final]
layout = "wide"
contest = "president"
count = "official"
control = "none known"
files = [{{ name = "s.csv" }}]
[source.final.sheet]
id = "sheet"
{sheet}
[source.final.place]
levels = {{ town = "town" }}
[source.final.numbers]
registered = "registered"
"""
STATES = """\
status = "status"
status_words = { ok = "counted", observed = "set aside", void = "annulled" }
"""


def case(
    folder: Path, rows: list[tuple[object, ...]], *, contest: str = "", sheet: str = "", header: str = ""
) -> str:
    """Write a case of rows (sheet, town, registered, A, B, more)."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(CASE.format(contest=contest, sheet=sheet), encoding="utf-8")
    for place in (folder, folder / "data"):
        with (place / "s.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["sheet", "town", "registered", "A", "B", *header.split()])
            writer.writerows(rows)
    return str(folder)


def counted(n: int, start: int = 0, registered: int = 300) -> list[tuple[object, ...]]:
    """Sheets on which A leads by about a fifth."""
    rng = np.random.default_rng(start + 1)
    a, b = rng.integers(100, 126, n).tolist(), rng.integers(75, 101, n).tolist()
    return [(f"s{start + i:03d}", "T", registered, a[i], b[i]) for i in range(n)]


def blank(n: int, start: int, registered: object = 300) -> list[tuple[object, ...]]:
    return [(f"s{i:03d}", "T", registered, "", "") for i in range(start, start + n)]


def words(result_output: str) -> str:
    return " ".join(result_output.split())


def test_blank_sheets_that_could_turn_it(tmp_path: Path) -> None:
    folder = case(tmp_path / "c", [*counted(70), *blank(30, 70)])
    text = words(run("plan", folder, "--runs", "1").output)
    assert NEVER in text
    assert "Of 100 tally sheets that should exist, 70 are counted" in text
    assert "9,000 votes from a slack of" in text
    spanish = words(run("plan", folder, "--runs", "1", "--lang", "es").output)
    assert "ninguna auditoría de las demás puede confirmar este resultado" in spanish


def test_sheets_that_only_a_number_names(tmp_path: Path) -> None:
    folder = case(tmp_path / "c", counted(70), contest="expected = 100\nmost_ballots = 300")
    assert NEVER in words(
        run("plan", folder, "--runs", "1", "--to", str(tmp_path / "plan"), code=EXIT_DIFFERS).output
    )


def test_sheets_set_aside_that_could_turn_it(tmp_path: Path) -> None:
    rows = [(*row, "ok") for row in counted(70)] + [(*row, "observed") for row in counted(30, 70)]
    folder = case(tmp_path / "c", rows, sheet=STATES, header="status")
    text = words(run("plan", folder, "--runs", "1").output)
    assert NEVER in text
    assert "30 are open (0 outstanding, 30 set aside and not decided)" in text


def test_annulled_sheets_are_named_apart(tmp_path: Path) -> None:
    rows = [(*row, "ok") for row in counted(70)] + [(*row, "void") for row in counted(30, 70)]
    folder = case(tmp_path / "c", rows, sheet=STATES, header="status")
    text = words(run("plan", folder, "--runs", "1").output)
    assert NEVER not in text
    assert "30 tally sheets are annulled" in text
    assert "would confirm the outcome" in text


def test_blank_cells_of_the_rival_that_could_turn_it(tmp_path: Path) -> None:
    half = [(f"s{i:03d}", "T", 300, 110, "") for i in range(70, 100)]
    folder = case(tmp_path / "c", [*counted(70), *half])
    text = words(run("plan", folder, "--runs", "1").output)
    assert NEVER in text
    assert "30 of the counted ones have blank cells" in text


def test_few_open_sheets_are_named_in_a_plan_that_is_signed_and_verified(tmp_path: Path) -> None:
    folder = case(tmp_path / "c", [*counted(80), *blank(2, 80)])
    key = tmp_path / "m.pub"
    key.write_text(public_line(Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))) + "\n")
    to = tmp_path / "audit"
    text = words(
        run("plan", folder, "--runs", "1", "--to", to, "--place", "x.org", "--party", f"M={key}").output
    )
    assert "2 are open (2 outstanding, 0 set aside and not decided)" in text
    assert "s080 outstanding: at its worst 300 300" in text
    plan = json.loads((to / "plan.json").read_text(encoding="utf-8"))
    assert plan["contests"][0]["not_counted"] == [{"ballots": 600, "sheets": 2, "state": "outstanding"}]
    assert (plan["contests"][0]["sheets"], plan["contests"][0]["counted"]) == (82, 80)
    line = plan["contests"][0]["assertions"][0]
    assert (line["taken"], line["slack"]) == (600, line["counted"] - 600)
    figures = (to / "figures.csv").read_text(encoding="utf-8").splitlines()
    assert figures[-1] == "s081,outstanding,300,,300,0,,"
    assert run("verify", to).exit_code == 0


def test_what_nothing_bounds_and_the_remedy_to_the_letter(tmp_path: Path) -> None:
    rows = [*counted(80), *blank(2, 80, registered=0)]
    text = words(run("plan", case(tmp_path / "c", rows), "--runs", "1").output)
    assert NEVER in text
    assert "state most_ballots = N in [contest.president]" in text
    stated = case(tmp_path / "d", rows, contest="most_ballots = 350")
    assert "could take 700" in words(run("plan", stated, "--runs", "1").output)


@pytest.mark.parametrize("registered", ["", "0"])
def test_counted_sheets_that_nothing_bounds_and_both_remedies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registered: str
) -> None:
    rows = [(*row[:2], registered, *row[3:]) if i < 5 else row for i, row in enumerate(counted(80))]
    folder = case(tmp_path / "c", rows)
    said = refused(capsys, "plan", folder, "--runs", "1")
    assert "5 of 80 counted sheets have no registered voters published (or zero)" in said
    assert "most_ballots = N in [contest.president]" in said
    run("plan", case(tmp_path / "d", rows, contest="most_ballots = 500"), "--runs", "1")
    run("plan", folder, "--runs", "1", "--cap", "cast", "--cap-reason", "signed lists")


def test_the_report_has_the_answer_too(tmp_path: Path) -> None:
    from veedor.case import open_case
    from veedor.report.sections import Said
    from veedor.report.sections.audit import build
    from veedor.report.wording import Wording

    opened = open_case(case(tmp_path / "c", [*counted(70), *blank(30, 70)]))
    for lang, says in (("en", NEVER), ("es", "ninguna auditoría de las demás puede confirmar")):
        wording = Wording(lang)
        section = build(opened, wording)
        assert section is not None
        assert says in " ".join(wording.say(part.finding) for part in section.parts if isinstance(part, Said))
