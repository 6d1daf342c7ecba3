"""Killed at any moment: nothing that was acknowledged is lost, nothing is torn, and the next start sweeps up.

``VEEDOR_KILLS=500`` kills more often than the suite does.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hostile.build_case import decided_case

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("VEEDOR_KILLS", "8"))
"""A verb."""
SEED = 20191020


def veedor(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    command = [sys.executable, "-m", "veedor", *arguments]
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)


def killed(moment: float, *arguments: str, cwd: Path) -> int:
    """Run a verb and kill it after so many seconds; say how it ended."""
    command = [sys.executable, "-m", "veedor", *arguments]
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        time.sleep(moment)
        child.send_signal(signal.SIGKILL)
        return child.wait()


def left_over(folder: Path) -> list[str]:
    """Name what only a killed program leaves, anywhere in a folder."""
    names = (path.name for path in folder.rglob("*"))
    return sorted(name for name in names if name.startswith((".veedor-", ".act")) or name.endswith(".part"))


def moments(took: float) -> list[float]:
    """Give the moments of the kills, all over the time that the verb takes."""
    draw = random.Random(SEED)  # noqa: S311 - moments, no secrets
    return [took * (number + draw.random()) / KILLS for number in range(KILLS)]


def content(path: Path) -> str:
    """Give what a file holds but for the moment at which it was made, which NIST asks for."""
    if not path.name.endswith(".nist.json"):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return json.dumps(json.loads(path.read_bytes()) | {"GeneratedDate": ""})


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return decided_case(tmp_path / "case")


def test_an_import(case: Path) -> None:
    began = time.monotonic()
    whole = veedor("outcome", "case", "--json", cwd=case.parent)
    assert whole.returncode == 0, whole.stderr
    for moment in moments(time.monotonic() - began):
        for table in (case / ".veedor").glob("*/seal.json"):
            table.unlink()  # so that it is imported anew
        killed(moment, "outcome", "case", cwd=case.parent)
        again = veedor("outcome", "case", "--json", cwd=case.parent)
        assert again.stdout == whole.stdout
        assert left_over(case) == []


def test_a_report(case: Path) -> None:
    """The page names the hash of the findings beside it, and each is whole."""
    out = case / "out"
    began = time.monotonic()
    veedor("report", "case", "--out", str(out), "--only", "outcome", cwd=case.parent)
    for moment in moments(time.monotonic() - began):
        killed(moment, "report", "case", "--out", str(out), "--only", "outcome", cwd=case.parent)
        page, findings = out / "report-en.html", out / "findings.json"
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
        json.loads(findings.read_bytes())
        named = set(re.findall(r'<code class="hash">([0-9a-f]{64})</code>', page.read_text(encoding="utf-8")))
        assert hashlib.sha256(findings.read_bytes()).hexdigest() in named
    veedor("report", "case", "--out", str(out), "--only", "outcome", cwd=case.parent)
    assert left_over(case) == []


def test_an_export(case: Path) -> None:
    out = case / "out"
    began = time.monotonic()
    whole = veedor("export", "case", "--to", str(out), cwd=case.parent)
    assert whole.returncode == 0, whole.stderr
    before = {path.name: content(path) for path in out.iterdir()}
    for moment in moments(time.monotonic() - began):
        for path in out.iterdir():
            if path.is_file() and moment > 0:
                path.unlink()
        killed(moment, "export", "case", "--to", str(out), cwd=case.parent)
        for path in out.iterdir():
            assert path.is_dir() or content(path) == before[path.name], path
    veedor("export", "case", "--to", str(out), cwd=case.parent)
    assert {path.name: content(path) for path in out.iterdir()} == before


def test_two_at_once(case: Path) -> None:
    """Both give the same answer, and one of them waits."""
    command = [sys.executable, "-m", "veedor", "outcome", "case", "--json"]
    both = [
        subprocess.Popen(command, cwd=case.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [child.communicate() for child in both]
    assert [child.returncode for child in both] == [0, 0, 0], answers
    assert len({answer for answer, _ in answers}) == 1
    assert left_over(case) == []
