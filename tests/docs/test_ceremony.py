"""The worked ceremony is what happens: every command of the page runs, in order, on a made-up election."""

from __future__ import annotations

import csv
import io
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.pages import DOCS, blocks
from veedor.audit import AuditFolder
from veedor.cli.demo import make
from veedor.cli.main import veedor

PAGE = DOCS / "how-to" / "audit-ceremony.md"


def filled(form: Path, audit: AuditFolder) -> None:
    """Two readers read on the paper what was reported."""
    rows = list(csv.DictReader(io.StringIO(form.read_text(encoding="utf-8"))))
    sheets = audit.population.sheets
    for row in rows:
        votes = sheets.votes[sheets.row[row["sheet_id"]]].tolist()
        for choice, number in zip(audit.plan.contests[0].choices, votes, strict=True):
            row[choice.choice_id] = row[f"second:{choice.choice_id}"] = str(number)
        row.update(by="Ana", second_by="Luis")
    with form.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def words_of(line: str) -> list[str]:
    """The words of a command, with the first sheet of the draw and its figures where the page says so."""
    words = shlex.split(line)
    if "FIRST" in words:
        audit = AuditFolder(Path("audit"))
        first, sheets = audit.drawn[0], audit.population.sheets
        votes = sheets.votes[sheets.row[first]].tolist()
        told = [f"{c.choice_id}={n}" for c, n in zip(audit.plan.contests[0].choices, votes, strict=True)]
        figures = ["--by", "Ana", *(x for one in told for x in ("--votes", one))]
        figures += ["--by", "Rosa", *(x for one in told for x in ("--second", one))]
        words = [first if word == "FIRST" else word for word in words]
        at = words.index("FIGURES") if "FIGURES" in words else len(words)
        words[at : at + 1] = figures if at < len(words) else []
    return words


def run(line: str) -> str:
    """Run one command as it stands."""
    words = words_of(line)
    if words[:2] == ["veedor", "demo"]:  # without its report
        make(Path(words[3]), int(words[5]), int(words[7]))
        return ""
    if words[0] != "veedor":
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout
    to = words[words.index(">") + 1] if ">" in words else ""
    asked = words[1 : words.index(">")] if to else words[1:]
    done = CliRunner().invoke(veedor, asked, env={"VEEDOR_LANG": "en", "COLUMNS": "100"})
    assert done.exit_code == 0, f"{line}\n{done.output}"
    if to:
        Path(to).write_text(done.stdout, encoding="utf-8")
    return " ".join(done.output.split())


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH")
def test_every_command_of_the_ceremony_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for language, code in blocks(PAGE.read_text(encoding="utf-8")):
        assert language == "sh"
        for line in code.splitlines():
            if "import-records" in line:
                filled(Path("form.csv"), AuditFolder(Path("audit")))
            told.append((line, run(line)))
    status, verified = told[-2][1], told[-1][1]
    assert "The outcome is confirmed at a risk limit of 10 %" in status
    assert "Refused by: Blue." in status
    assert (
        "On 1 drawn sheet the records contradict each other. Not settled, and so counted at the worst: 0"
        in status
    )
    assert "Nothing of the older copy is gone holds" in verified
    assert "The committed figures are those of the case holds" in verified
    assert "does not hold" not in verified
