"""Every "compute it again" of the pages of Bolivia is run, and gives the figures that stand there."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from veedor.cli.main import veedor
from veedor.report.write import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case

pytestmark = [pytest.mark.real, pytest.mark.slow]

REPORT = "veedor report "
"""What the report itself says: the order of its summary."""


def again(command: str) -> list[dict[str, Any]]:
    """Run a command as it stands on the page, and give what it finds."""
    words = [*shlex.split(command)[1:], "--json"]
    done = CliRunner().invoke(veedor, words, env={"LANG": "C.UTF-8"}, catch_exceptions=False)
    assert done.exit_code in {0, 1}, f"{command}: {done.output[-500:]}"
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return found


def told(finding: dict[str, Any]) -> str:
    """A finding without what is of a language: its figures, its method, what it rests on."""
    kept = {key: value for key, value in finding.items() if key not in {"text", "sql", "command"}}
    return json.dumps(kept, sort_keys=True)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_command_of_the_page_gives_its_findings_again(
    bolivia: Case, public_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(public_data.parent))
    page = json.loads(write_report(bolivia, tmp_path, lang=lang).findings.read_text(encoding="utf-8"))
    by_command: dict[str, list[dict[str, Any]]] = {}
    for finding in page["findings"]:
        by_command.setdefault(finding["command"], []).append(finding)
    asked = {command: of for command, of in by_command.items() if not command.startswith(REPORT)}
    assert len(asked) > 40
    wrong = []
    for command, of in asked.items():
        given = {told(finding) for finding in again(command)}
        wrong += [(command, finding["id"]) for finding in of if told(finding) not in given]
    assert wrong == []
