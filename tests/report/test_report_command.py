"""``veedor report`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from report.build_report import CORE
from veedor.case import Case
from veedor.cli.main import veedor

ONLY = [word for name in CORE for word in ("--only", name)]


def test_it_writes_the_files_and_says_where(case: Case, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        veedor, ["report", case.election.name, "--out", str(tmp_path), "--lang", "en", *ONLY]
    )
    assert done.exit_code == 0, done.output
    page, findings = done.output.split()
    assert page == (tmp_path / "report-en.html").as_uri()
    assert Path(findings).is_file()


def test_json_names_the_files(case: Case, tmp_path: Path) -> None:
    words = [
        "report",
        case.election.name,
        "--out",
        str(tmp_path),
        "--lang",
        "es",
        "--json",
        "--only",
        "outcome",
    ]
    done = CliRunner().invoke(veedor, words)
    answer = json.loads(done.output)
    assert Path(answer["page"]).name == "report-es.html"
    assert answer["bytes"] == Path(answer["page"]).stat().st_size
    assert answer["images"] == []


def test_the_default_folder_carries_the_name_of_the_case(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(veedor, ["report", case.election.name, "--lang", "en", "--only", "outcome"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "reports" / case.election.file.name / "report-en.html").is_file()


def test_help_teaches_by_example() -> None:
    done = CliRunner().invoke(veedor, ["report", "--help"])
    assert "veedor report cases/bolivia-2019 --lang es --open" in done.output
