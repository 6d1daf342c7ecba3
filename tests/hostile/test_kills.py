"""Killed at any step: nothing that was acknowledged is lost, nothing is torn, and the next start sweeps up.

A verb runs in a child that is forked after everything was imported (:mod:`hostile.forked`), so that a kill
costs a fraction of a second: a hunt makes 600 of them in some minutes.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from child import environment
from hostile.build_case import decided_case
from hunt import tries

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

KILLS = tries(30, 100)
"""A verb: at its steps towards the disk, all of them or some, and a fifth at moments of any kind."""
SEED = 20191020


@dataclass
class Ran:
    """How a child ended: its exit code, negative where a signal did it, and the steps it took."""

    ended: int
    steps: int
    took: float
    out: str
    err: str


class Forks:
    """The process that forks children."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, str(Path(__file__).with_name("forked.py"))]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(VEEDOR_PROGRESS="0", HOME=str(folder)),
        )

    def run(self, *arguments: str, **how: Any) -> Ran:  # noqa: ANN401 - what JSON holds
        """Run a verb; ``kill`` and ``full`` name a step, ``after`` seconds, ``clock`` a shift."""
        out, err = self.folder / "stdout", self.folder / "stderr"
        job = {"args": list(arguments), "cwd": str(self.folder), "stdout": str(out), "stderr": str(err)} | how
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return Ran(**told, out=out.read_text(encoding="utf-8"), err=err.read_text(encoding="utf-8"))


@pytest.fixture
def forks(tmp_path: Path) -> Iterator[Forks]:
    made = Forks(tmp_path)
    yield made
    made.process.communicate()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return decided_case(tmp_path / "case")


def kills(whole: Ran) -> list[dict[str, Any]]:
    """Choose where a verb is killed: at its steps, and at any moment."""
    draw = random.Random(SEED)  # noqa: S311 - moments, no secrets
    steps = range(1, whole.steps + 1)
    chosen = sorted(draw.sample(steps, min(len(steps), KILLS * 4 // 5)))
    found: list[dict[str, Any]] = [{"kill": step} for step in chosen]
    return found + [{"after": whole.took * draw.random()} for _ in range(KILLS - len(chosen))]


def left_over(folder: Path) -> list[str]:
    """Name what only a killed program leaves, anywhere in a folder."""
    names = (path.name for path in folder.rglob("*"))
    return sorted(name for name in names if name.startswith((".veedor-", ".act")) or name.endswith(".part"))


def content(path: Path) -> str:
    """Give what a file holds but for the moment at which it was made, which NIST asks for."""
    if not path.name.endswith(".nist.json"):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return json.dumps(json.loads(path.read_bytes()) | {"GeneratedDate": ""})


def forget_tables(case: Path) -> None:
    for seal in (case / ".veedor").glob("*/seal.json"):
        seal.unlink()  # so that it is imported anew


@pytest.mark.parametrize("full", [False, True], ids=["killed", "full disk"])
def test_an_import(forks: Forks, case: Path, full: bool) -> None:
    whole = forks.run("outcome", "case", "--json")
    assert whole.ended == 0, whole.err
    assert whole.steps > 20
    for how in kills(whole):
        if full and "kill" not in how:
            continue
        forget_tables(case)
        ran = forks.run("outcome", "case", "--json", **({"full": how["kill"]} if full else how))
        assert ran.ended != 99, ran.err
        if full and ran.ended:
            assert ran.ended == 2, ran.err
            assert "Traceback" not in ran.err
        again = forks.run("outcome", "case", "--json")
        assert (again.ended, again.out) == (0, whole.out), (how, again.err)
        assert left_over(case) == [], how


def page_of(out: Path) -> None:
    """See that a page is whole, and names the hash of the findings beside it."""
    page, findings = out / "report-en.html", out / "findings.json"
    text = page.read_text(encoding="utf-8")
    assert text.rstrip().endswith("</html>")
    json.loads(findings.read_bytes())
    named = set(re.findall(r'<code class="hash">([0-9a-f]{64})</code>', text))
    assert hashlib.sha256(findings.read_bytes()).hexdigest() in named


@pytest.mark.parametrize("full", [False, True], ids=["killed", "full disk"])
def test_a_report(forks: Forks, case: Path, full: bool) -> None:
    asked = ("report", "case", "--out", str(case / "out"), "--only", "outcome")
    whole = forks.run(*asked)
    whole = forks.run(*asked)
    assert whole.ended == 0, whole.err
    for how in kills(whole):
        ran = forks.run(*asked, **({"full": how["kill"]} if full and "kill" in how else how))
        assert ran.ended != 99, ran.err
        page_of(case / "out")
    assert forks.run(*asked).ended == 0
    assert left_over(case) == []


def test_an_export(forks: Forks, case: Path) -> None:
    out = case / "out"
    asked = ("export", "case", "--to", str(out))
    forks.run(*asked)
    whole = forks.run(*asked)
    assert whole.ended == 0, whole.err
    before = {path.name: content(path) for path in out.iterdir()}
    for how in kills(whole):
        for path in out.iterdir():
            if path.is_file():
                path.unlink()
        forks.run(*asked, **how)
        for path in out.iterdir():
            assert path.is_dir() or path.name.startswith(".veedor-") or content(path) == before[path.name], (
                path
            )
    forks.run(*asked)
    assert {path.name: content(path) for path in out.iterdir()} == before


def test_an_act_of_an_audit(forks: Forks, tmp_path: Path) -> None:
    whole = forks.run(journal=str(tmp_path / "whole"))
    assert whole.ended == 0, whole.err
    for number, how in enumerate(kills(whole)):
        folder = tmp_path / f"audit{number}"
        forks.run(journal=str(folder), **how)
        again = forks.run(journal=str(folder))
        done = (folder / "records" / "12.json.sig").is_file()
        assert done, (how, again.err)
        assert (folder / "records" / "12.json").read_bytes() == b"{}\n"
        if again.ended:  # it was done already, and says so
            assert "Traceback" not in again.err or "AuditError" in again.err, again.err
        assert left_over(folder) == [], how


def test_a_fetch(forks: Forks, case: Path, tmp_path: Path) -> None:
    site, data = tmp_path / "site", case / "data"
    site.mkdir()
    (data / "count.csv").rename(site / "count.csv")
    raw = (site / "count.csv").read_bytes()
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/count.csv"
    text = (case / "case.toml").read_text(encoding="utf-8")
    fetched = f'{{ name = "count.csv", fetch = {{ url = "{address}" }} }}'
    (case / "case.toml").write_text(text.replace('{ name = "count.csv" }', fetched), encoding="utf-8")
    whole = forks.run("fetch", "case")
    assert whole.ended == 0, whole.err
    for how in kills(whole):
        for path in [*data.iterdir(), *(case / ".veedor").glob("*.json")]:
            if path.is_file():
                path.unlink()
        forks.run("fetch", "case", **how)
        there = data / "count.csv"
        assert not there.exists() or there.read_bytes() == raw
        again = forks.run("fetch", "case")
        assert again.ended == 0, (how, again.err)
        assert there.read_bytes() == raw
        assert left_over(case) == [], how
    server.shutdown()
    server.server_close()


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


def test_a_clock_that_goes_back(forks: Forks, case: Path) -> None:
    whole = forks.run("outcome", "case", "--json")
    for shift in (-86_400 * 400, 86_400 * 400, -5):
        assert forks.run("outcome", "case", "--json", clock=shift).out == whole.out
        forget_tables(case)
        assert forks.run("outcome", "case", "--json", clock=shift).out == whole.out
        assert forks.run("outcome", "case", "--json").out == whole.out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(forks: Forks, case: Path) -> None:
    whole = forks.run("outcome", "case", "--json")
    forget_tables(case)
    case.chmod(0o555)
    (case / ".veedor").chmod(0o555)
    ran = forks.run("outcome", "case", "--json")
    (case / ".veedor").chmod(0o755)
    case.chmod(0o755)
    assert ran.ended in {0, 2}
    assert "Traceback" not in ran.err
    assert forks.run("outcome", "case", "--json").out == whole.out
