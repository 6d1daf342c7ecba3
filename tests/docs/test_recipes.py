"""The recipes of CONTRIBUTING work as they are written, and touch three files at the most."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pages import ROOT
from report.build_report import small_case

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PART = re.compile(r"^`(src/[^`]+)`$|^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SAYS = {
    "rule": "Mayors of X",
    "language": "Pressupostos",
    "section": "report-en.html",
    "chart": "Where articles differ",
    "verb": "",
    "check": "One ballot",
    "treatment": "spoil the leader's votes",
}
"""Recipe -> what its command prints."""


def recipe(name: str) -> list[tuple[str, str, str]]:
    """The blocks of a recipe: file, language, content."""
    text = TEXT.split(f"### Add a {name}\n", 1)[1].split("\n### ", 1)[0]
    found, file = [], ""
    for path, language, content in PART.findall(text):
        file = path or file
        if language:
            found.append((file, language, content))
    return found


def changed(old: str, block: str) -> str:
    """Put the lines with a plus behind the line above them, or take out those with a minus."""
    first, *new = block.splitlines()
    assert old.count(f"\n{first[1:]}\n") == 1, first
    if first.startswith("-"):
        assert not new
        return old.replace(f"\n{first[1:]}\n", "\n")
    assert all(line.startswith("+") for line in new)
    added = "".join(f"{line[1:]}\n" for line in new)
    return old.replace(f"\n{first[1:]}\n", f"\n{first[1:]}\n{added}")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    small_case(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", SAYS)
def test_a_recipe_works(name: str, case: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    touched, command = set(), ""
    for file, language, content in recipe(name):
        target = tmp_path / file
        if language == "sh":
            command = content.strip()
            continue
        touched.add(file)
        old = target.read_text(encoding="utf-8") if target.exists() else ""
        target.parent.mkdir(parents=True, exist_ok=True)
        new = changed(old, content) if language == "diff" else f"{old}\n{content}" if old else content
        target.write_text(new, encoding="utf-8")
    assert 1 <= len(touched) <= 3
    words = [
        {"CASE": str(case), "OUT": str(tmp_path / "out")}.get(word, word) for word in shlex.split(command)
    ]
    start = ["-m", "veedor"] if words[0] == "veedor" else []
    done = subprocess.run(
        [sys.executable, *start, *words[1:]],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "VEEDOR_LANG": "", "LANG": "C"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert SAYS[name] in done.stdout
