"""What the lock files install is held against known advisories, and exceptions of linters have reasons."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REASONED = re.compile(r"# noqa: S\d+(?:, ?[A-Z]+\d+)*\s*(?: - |\()\S+")


def ask(tmp_path: Path, service: str, **environment: str) -> subprocess.CompletedProcess[str]:
    lock = tmp_path / "requirements.lock"
    lock.write_text("good==1.0 \\\n    --hash=sha256:00\nbad-one==2.1 ; python_version < '3.13'\n")
    return subprocess.run(
        [sys.executable, ".ci/advisories.py", str(lock)],
        cwd=ROOT,
        env=os.environ | {"ADVISORIES_SERVICE": service} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("known", [[], [{"id": "PYSEC-2030-1"}]])
def test_an_advisory_that_is_not_settled_is_an_error(tmp_path: Path, known: list[dict[str, str]]) -> None:
    asked = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps({"results": [{"vulns": known}, {}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        ran = ask(tmp_path, f"http://127.0.0.1:{server.server_port}/")
    assert ran.returncode == bool(known), ran.stderr
    assert ("bad-one 2.1: PYSEC-2030-1" in ran.stdout) == bool(known)
    assert [q["package"]["name"] for q in asked[0]["queries"]] == ["bad-one", "good"]


def test_where_nobody_answers_it_says_so(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:1/"
    ran = ask(tmp_path, nobody)
    assert ran.returncode == 0
    assert "ADVISORIES NOT ASKED" in ran.stderr
    assert ask(tmp_path, nobody, ADVISORIES="required").returncode == 1


def test_exceptions_of_the_security_rules_have_reasons() -> None:
    files = [path for folder in ("src", "bench", ".ci") for path in (ROOT / folder).rglob("*.py")]
    lines = [(path, line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    bare = [f"{path.name}: {line.strip()}" for path, line in lines if re.search(r"# noqa: S\d", line)]
    assert not [line for line in bare if not REASONED.search(line)]
