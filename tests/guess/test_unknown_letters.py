"""Choices in letters of which no word of the file is known: what they are is asked, and never elected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from veedor.cli.main import veedor
from veedor.errors import InputErrors
from veedor.guess.unknown_letters import script

GIVEN = ["--title", "P", "--date", "2024-05-07", "--country", "ET", "--rule", "plurality"]


def wide(header: str, choices: int, *, total: bool = False, sheets: int = 40) -> str:
    """Give sheets in columns; the last choice has the most votes."""
    rows = [header]
    for n in range(sheets):
        figures = [30 + (7 * n * (c + 2) + 3 * c) % 23 + 5 * c for c in range(choices)]
        rows.append(",".join([f"R{n // 10}", f"B{n:03}", *map(str, figures + [sum(figures)] * total)]))
    return "\n".join(rows) + "\n"


def long(header: str, choices: tuple[str, ...]) -> str:
    """Give a row a sheet and a choice."""
    rows = [header]
    for n in range(40):
        rows += [f"B{n:03},{c},{30 + (7 * n * (i + 2)) % 23 + 5 * i}" for i, c in enumerate(choices)]
    return "\n".join(rows) + "\n"


def run(folder: Path, text: str, *more: str) -> Result:
    (folder / "f.csv").write_text(text, encoding="utf-8")
    return CliRunner().invoke(veedor, ["new", str(folder / "f.csv"), *more])


def kinds(folder: Path, text: str) -> list[str]:
    done = run(folder, text, "--json")
    assert done.exit_code == 0, done.output
    made: dict[str, Any] = json.loads(done.output)
    return [choice["kind"] for choice in made["proposal"]["choices"]]


UNREAD = {
    "ethiopic": wide("ክልል,ምርጫ ጣቢያ,ብልጽግና,ኢዜማ,ዋጋ የሌለው", 3),
    "ethiopic beside English": wide("Region,Station,ብልጽግና,ኢዜማ,ዋጋ የሌለው", 3),
    "khmer": wide("ខេត្ត,មណ្ឌល,សុខា,ដារា,អសុពលភាព", 3),
    "latin of no language": wide("Brufel,Krodim,Tuvok,Neelix,Wrangol", 3),
    "long": long("Station,Candidate,Votes", ("ብልጽግና", "ኢዜማ", "ዋጋ የሌለው")),
}


@pytest.mark.parametrize("text", UNREAD.values(), ids=UNREAD)
def test_what_no_word_can_say_is_left_open(text: str, tmp_path: Path) -> None:
    assert kinds(tmp_path, text) == ["?"] * 3


READ = {
    "the words are known": wide("Region,Station,Ann,Bob,Cid", 3),
    "in Spanish": wide("Zona,Mesa,Ana,Luis,Eva", 3),
    "in Cyrillic": wide("Регион,Участок,Иванов,Петров,Сидоров", 3),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_where_words_are_known_their_absence_says_something(text: str, tmp_path: Path) -> None:
    assert kinds(tmp_path, text) == ["candidate"] * 3


def test_nobody_is_elected_before_it_is_answered_and_then_the_right_one_is(tmp_path: Path) -> None:
    done = run(tmp_path, UNREAD["ethiopic"], "--yes", "--to", str(tmp_path / "case"), *GIVEN)
    assert done.exit_code == 0, done.output
    case = tmp_path / "case" / "case.toml"
    refused = CliRunner().invoke(veedor, ["outcome", str(case.parent)])
    assert isinstance(refused.exception, InputErrors)  # which `main` says in words, with exit code 2
    said = " ".join(map(str, refused.exception.exceptions))
    lines = case.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):  # as the message says: written into its line
        if 'kind = "?"' in line:
            assert f"line {at + 1}." in said
            lines[at] = line.replace("?", "null" if "ዋጋ የሌለው" in line else "candidate")
    case.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = CliRunner().invoke(veedor, ["outcome", str(case.parent)])
    assert told.exit_code == 0, told.output
    assert "ኢዜማ is elected" in told.output


def test_the_choices_are_asked_one_by_one(tmp_path: Path) -> None:
    made = json.loads(run(tmp_path, UNREAD["khmer"], "--json").output)
    asked = [doubt for doubt in made["doubts"] if doubt["key"].startswith("contest.")]
    assert [doubt["proposed"] for doubt in asked] == ["?"] * 3


def test_the_script_of_a_text() -> None:
    assert script("Ñandú 12") == "LATIN"
    assert script("ዋጋ") == "ETHIOPIC"
    assert script("投票かな") == script("カタカナ") == "CJK"
    assert script("12 %") == ""
