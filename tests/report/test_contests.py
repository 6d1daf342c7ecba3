"""Several contests of one case: in short on the terminal, and on one page with an index."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from report.build_town import CONTESTS, town
from veedor.case import open_case
from veedor.cli.main import veedor as command
from veedor.report.write import write_report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("town")
    town(made)
    return made


def run(*args: str, code: int = 0) -> str:
    done = CliRunner().invoke(command, [*args, "--lang", "en"])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_the_outcome_of_every_contest_is_printed_in_short(folder: Path) -> None:
    printed = run("outcome", str(folder))
    assert "Alpha is elected: 50.7463 % of valid votes" in printed  # 102 of 201
    assert "Ana and Bruno are elected, with the most votes." in printed
    assert "The vote is void: 47.0000 % of registered voters took part" in printed
    assert f"veedor outcome {folder} --contest council" in printed
    one = run("outcome", str(folder), "--contest", "council")
    assert "Alpha" not in one
    assert "Votes that would change the outcome" in one


def test_json_says_of_which_contest_a_finding_is_and_that_no_law_is_quoted(folder: Path) -> None:
    made = json.loads(CliRunner().invoke(command, ["outcome", str(folder), "--json", "--lang", "en"]).output)
    said = {f["contest"]: f["text"] for f in made["findings"] if f["id"] == "rules.outcome"}
    assert list(said) == list(CONTESTS)
    assert said["council"].startswith("Ana and Bruno")
    stated = [f for f in made["findings"] if f["id"] == "rules.stated"]
    assert [f["figures"]["law_quoted"]["value"] for f in stated] == [False] * 3
    (table,) = made["tables"]
    assert [row[0] for row in table["rows"]] == ["Mayor", "Council", "The park"]


@pytest.mark.parametrize(
    ("contest", "choice", "code"),
    [("mayor", "A", 0), ("mayor", "B", 1), ("council", "B", 0), ("council", "C", 1), ("park", "yes", 1)],
)
def test_what_is_expected_is_one_of_the_elected(folder: Path, contest: str, choice: str, code: int) -> None:
    args = ["outcome", str(folder), "--contest", contest, "--expect", choice]
    assert CliRunner().invoke(command, args).exit_code == code


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_has_an_index_and_each_contest_with_its_own_names(
    folder: Path, tmp_path: Path, lang: str
) -> None:
    written = write_report(
        open_case(folder), tmp_path, lang=lang, only=("outcome", "results", "contests", "data")
    )
    assert written.faults == ()
    page = written.page.read_text(encoding="utf-8")
    index = page[page.index('class="index"') : page.index("</nav>", page.index('class="index"'))]
    for anchor in ("outcome", "contest-council", "contest-park"):
        assert f'href="#{anchor}"' in index
        assert f'id="{anchor}"' in page
    assert "Ana" in index
    council = page[page.index('id="contest-council"') : page.index('id="contest-park"')]
    assert "Bruno" in council
    assert not re.search(r"Alpha|Beta|Gamma", council)
    found = json.loads(written.findings.read_text(encoding="utf-8"))
    said = [
        f["text"] for f in found["findings"] if f.get("contest") == "council" and f["id"] == "rules.outcome"
    ]
    assert len(said) == 1
    assert "Ana" in said[0]


def test_a_case_with_one_contest_has_neither(tmp_path: Path) -> None:
    case = town(tmp_path, "mayor")
    written = write_report(case, tmp_path / "out", only=("outcome", "contests"))
    page = written.page.read_text(encoding="utf-8")
    assert 'class="index"' not in page
    assert 'id="contests"' not in page
    assert case.outcome().command == case.command("outcome")


def test_a_contest_without_an_outcome_says_why_and_costs_only_itself(tmp_path: Path) -> None:
    town(tmp_path)
    text = (tmp_path / "case.toml").read_text(encoding="utf-8")
    (tmp_path / "case.toml").write_text(text.replace('"approve(1/2, ', '"approve(1/2, yes=si, '), "utf-8")
    result = open_case(tmp_path).contests()
    assert [str(lack.of.contest_id) for lack in result.unanswered] == ["park"]
    assert "yes=yes" in result.unanswered[0].reason
    assert len(result.outcomes) == 2
    assert "cannot be said" in run("outcome", str(tmp_path), code=2)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_nothing_is_said_of_nobody_where_a_turnout_decides(tmp_path: Path, lang: str) -> None:
    case = town(tmp_path, "park")
    written = write_report(case, tmp_path / "out", lang=lang)
    assert written.faults == ()
    page = written.page.read_text(encoding="utf-8")
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", "", page)))
    assert "None" not in text
    found = json.loads(written.findings.read_text(encoding="utf-8"))
    binding = next(f for f in found["findings"] if f["id"] == "rules.binding")
    assert binding["says"] == "rules.binding.not_turnout"
    assert binding["figures"]["subject"]["value"] == "outstanding.turnout"
    for finding in found["findings"]:
        assert not re.search(r"\bNone\b|\b(of|de) –|^[a-z_.]+$", finding["text"]), finding["text"]


@pytest.mark.slow
def test_a_contest_that_shares_out_seats_stands_among_the_others(tmp_path: Path) -> None:
    town(tmp_path)
    text = (tmp_path / "case.toml").read_text(encoding="utf-8").replace('"plurality(2)"', '"dhondt(seats=5)"')
    text = text.replace("votes_allowed = 2", "").replace(', cast = "ballots"', "")
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    printed = run("outcome", str(tmp_path))
    assert "shared out by D'Hondt: Ana 3, Bruno 1 and Carla 1." in printed
    assert "By stated rule, no law quoted: dhondt(seats=5)." in printed
    written = write_report(open_case(tmp_path), tmp_path / "out", only=("outcome", "contests"))
    assert written.faults == ()
    page = written.page.read_text(encoding="utf-8")
    index, rest = page.split('id="contest-council"')
    assert all("shared out by D&#39;Hondt: Ana 3" in part for part in (index, rest))
