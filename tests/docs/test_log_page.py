"""The page on public logs is what happens: every command of it runs, in order, with real witnesses."""

from __future__ import annotations

import re
import shlex
import shutil
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from docs.pages import DOCS, blocks
from veedor.cli.main import veedor
from veedor.ledger.note_keys import read_signing_key, read_vkey
from veedor.ledger.serving import witness_server
from veedor.ledger.witness import LogWitness

if TYPE_CHECKING:
    from collections.abc import Iterator

STORED = Path(__file__).parents[1] / "audit" / "stored_audit"
PAGE = DOCS / "how-to" / "public-log.md"
SHEETS = "sheet,at,A,B\n1,2019-10-20T19:40:57-04:00,10,20\n2,,,7\n"


@contextmanager
def witness(words: list[str]) -> Iterator[str]:
    """What ``veedor witness`` runs, on a free port; gives its address."""
    folder, own, log = Path(words[2]), Path(words[4]), Path(words[6])
    made = LogWitness(folder, read_signing_key(own.read_text()), [read_vkey(log.read_text())])
    server = witness_server(made, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(words: list[str]) -> str:
    done = CliRunner().invoke(veedor, words[1:], catch_exceptions=False)
    assert done.exit_code == 0, (words, done.output)
    return done.output


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    lines = [line for named, code in blocks(text) if named == "sh" for line in code.splitlines()]
    policy = next(code for named, code in blocks(text) if named == "text")
    Path("sheets.csv").write_text(SHEETS)
    Path("statement.txt").write_text("We saw it.\n")
    shutil.copytree(STORED, "audit")
    said = {}
    with ExitStack() as running:
        for line in lines:
            words = shlex.split(line)
            if words[1] == "witness":
                name = words[2].removeprefix("seen-")
                address = running.enter_context(witness(words))
                vkey = Path(f"{name}.key.vkey").read_text().strip()
                policy = re.sub(rf"witness {name} .*", f"witness {name} {vkey} {address}", policy)
                continue
            if words[1:3] == ["log", "init"]:
                Path("policy").write_text(policy)
            said[" ".join(words[1:3])] = run(words)
            if words[1:3] == ["log", "init"]:
                shutil.copy("log/policy", "policy-of-mine")
            if "--audit" in words:
                shutil.copytree("log", "copy")
    assert "is whole" in said["verify log"]
    assert "Both records" in said["compare-logs copy"]
    assert "The log is closed" in said["log fsck"]
    assert "We saw it." in said["note verify"]
    assert len(list(Path("kept").glob("*.note"))) == 1
