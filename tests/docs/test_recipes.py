"""The recipes of CONTRIBUTING work as they are written, and touch three files at the most."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from docs.pages import ROOT
from report.build_report import small_case

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PART = re.compile(r"^`((?:src/|veedor_xx/|pyproject)[^`]+)`$|^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SAYS = {
    "rule": "Mayors of X",
    "language": "Presupposti",
    "section": "report-en.html",
    "chart": "Where articles differ",
    "verb": "",
    "check": "One ballot",
    "treatment": "spoil the leader's votes",
}
"""Recipe -> what its command prints."""


def recipe(name: str, article: str = "a ") -> list[tuple[str, str, str]]:
    """The blocks of a recipe: file, language, content."""
    text = re.split("\n###? ", TEXT.split(f"### Add {article}{name}\n", 1)[1])[0]
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


def run(command: str, case: Path, folder: Path) -> str:
    """Run the command of a recipe with the source, or the package, in a folder; what it prints."""
    words = [{"CASE": str(case), "OUT": str(folder / "out")}.get(word, word) for word in shlex.split(command)]
    start = ["-m", "veedor"] if words[0] == "veedor" else []
    path = f"{folder / 'src'}{os.pathsep}{folder}{os.pathsep}{ROOT / 'src'}"
    done = subprocess.run(
        [sys.executable, *start, *words[1:]],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "VEEDOR_LANG": "", "LANG": "C"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
    assert SAYS[name] in run(command, case, tmp_path)


def as_installed(folder: Path, project: str) -> None:
    """Write what an installer leaves beside a package: its name and its entry points."""
    told = tomllib.loads(project)["project"]
    info = folder / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n"
    (info / "METADATA").write_text(head, "utf-8")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {where}\n" for name, where in entries.items())
        for group, entries in told["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(points, "utf-8")


@pytest.mark.slow
def test_a_package_of_ones_own_works(case: Path, tmp_path: Path) -> None:
    blocks = recipe("from a package of your own", "one ")
    files = {file: content for file, language, content in blocks if language != "sh"}
    files["veedor_xx/xx-mayor-2001.toml"] = recipe("rule")[0][2]
    check, texts, *_ = recipe("check")
    files["veedor_xx/one_ballot.py"] = check[2]
    words = "\n".join([texts[2], *(text for _, language, text in recipe("treatment") if language == "po")])
    files["veedor_xx/en/own.po"] = words
    files["veedor_xx/it/own.po"] = recipe("language")[0][2]
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    as_installed(tmp_path, files["pyproject.toml"])
    commands = next(content for _, language, content in blocks if language == "sh").splitlines()
    said = [run(command, case, tmp_path) for command in commands]
    assert len(said) == 4
    for name, told in zip(("rule", "language", "check", "treatment"), said, strict=True):
        assert SAYS[name] in told
    (tmp_path / "count.txt").write_text("|Table|Oak|\n|1|7|\n", encoding="utf-8")
    script = (
        "import pathlib, tempfile; from veedor.engine import connect, fetch_rows;"
        "from veedor.intake.case import FileForm; from veedor.intake.read import open_raw;"
        f"form = FileForm('count.txt', reader='bars'); path = pathlib.Path({str(tmp_path / 'count.txt')!r});"
        "raw = open_raw(connect(), path, form, pathlib.Path(tempfile.mkdtemp()));"
        "print(raw.header, [row['c1'] for row in fetch_rows(raw.table)])"
    )
    assert run(shlex.join(["python", "-c", script]), case, tmp_path) == "('Table', 'Oak') ['7']\n"
