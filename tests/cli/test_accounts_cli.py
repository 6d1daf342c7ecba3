"""``veedor accounts``: each step in a process of its own, as at a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

LINE = [sys.executable, "-m", "veedor", "accounts"]


def run(*words: str, cases: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "VEEDOR_DATABASE": "", "VEEDOR_LANG": "en", **more}
    line = [*LINE, *words, "--cases", str(cases)]
    return subprocess.run(
        line, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, check=False, timeout=120
    )


@pytest.mark.slow
def test_an_account_is_added_listed_changed_and_removed(tmp_path: Path) -> None:
    made = run("add", "ana", "--role", "look", "--generate", "--json", cases=tmp_path)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["name"] == "ana"
    assert len(told["password"]) == 24
    assert run("role", "ana", "--role", "bring", cases=tmp_path).returncode == 0
    listed = json.loads(run("list", "--json", cases=tmp_path).stdout)["accounts"]
    assert [(one["name"], one["role"], one["seen"]) for one in listed] == [("ana", "bring", None)]
    assert told["password"].encode() not in b"".join(
        file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()
    )
    wrong = run("remove", "anna", cases=tmp_path)
    assert wrong.returncode == 2
    assert "Did you mean 'ana'" in wrong.stderr
    assert run("remove", "ana", "--lang", "es", cases=tmp_path).stdout == "ana ya no tiene cuenta.\n"
    assert "Nobody has an account" in run("list", cases=tmp_path).stdout


def test_a_password_is_not_read_from_a_pipe(tmp_path: Path) -> None:
    refused = run("add", "ana", "--role", "look", cases=tmp_path)
    assert refused.returncode == 2
    assert "--generate" in refused.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_a_password_is_asked_twice_and_not_shown(tmp_path: Path) -> None:
    password = "lamp-river-nine-oak"  # noqa: S105 - of this test
    ours, theirs = pty.openpty()
    line = [*LINE, "add", "ana", "--role", "ask", "--cases", str(tmp_path)]
    env = {**os.environ, "VEEDOR_DATABASE": "", "VEEDOR_LANG": "en"}
    with subprocess.Popen(
        line, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    ) as process:
        seen = b""
        for number in (1, 2):
            while seen.count(b":") < number and select.select([ours], [], [], 60)[0]:
                seen += os.read(ours, 1000)
            os.write(ours, f"{password}\n".encode())
        while b"ana may" not in seen and select.select([ours], [], [], 60)[0]:
            seen += os.read(ours, 1000)
        assert process.wait(timeout=60) == 0
    os.close(ours)
    os.close(theirs)
    assert b"ana may use the desk: ask." in seen
    assert password.encode() not in seen


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "--behind-tls"),  # noqa: S104 - it is refused
        (["--name", "count.example.org"], "--behind-tls"),
        (["--behind-tls", "127.0.0.1"], "--name"),
        (["--behind-tls", "proxy", "--name", "count.example.org"], "no address of a machine"),
        (["--behind-tls", "127.0.0.1", "--name", "count.example.org"], "veedor accounts add"),
    ],
)
def test_a_desk_for_others_says_what_it_lacks(tmp_path: Path, words: list[str], said: str) -> None:
    line = [sys.executable, "-m", "veedor", "serve", "--new-in", str(tmp_path), "--port", "0", *words]
    env = {**os.environ, "VEEDOR_DATABASE": "", "VEEDOR_LANG": "en"}
    done = subprocess.run(line, capture_output=True, text=True, env=env, check=False, timeout=120)
    assert done.returncode == 2
    assert said in done.stderr
