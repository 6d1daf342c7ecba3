"""Public logs on the command line: what a stranger does, what a tired observer gets wrong, who tampers."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veedor.cli.main import veedor
from veedor.errors import VeedorError
from veedor.ledger.note_keys import read_signing_key, read_vkey
from veedor.ledger.serving import witness_server
from veedor.ledger.witness import LogWitness

SHEETS = "sheet,at,state,A,B\n7,2019-10-20T19:40:57-04:00,counted,10,20\n8,,,,7\n"


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(veedor, words, input=given, catch_exceptions=True)


def done(*words: str, given: str | None = None) -> str:
    result = run(*words, given=given)
    assert result.exit_code == 0, (words, result.output, result.exception)
    return result.output


def refused(*words: str, given: str | None = None) -> str:
    """What is said where the program leaves with 2: an error of ours, or of the command line."""
    result = run(*words, given=given)
    if isinstance(result.exception, VeedorError):
        return str(result.exception)
    assert result.exit_code == 2, (words, result.exit_code, result.output, result.exception)
    return result.output


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    done("note", "keygen", "example.org/count", "--to", "log.key")
    done("log", "init", "log", "--key", "log.key", "--title", "A count", "--period", "2h", "--grace", "30m")
    Path("sheets.csv").write_text(SHEETS)
    shutil.copy("log/policy", "mine")
    return tmp_path / "log"


def test_a_key_is_kept_to_its_owner_and_never_replaced(log: Path) -> None:
    key = Path("log.key")
    assert key.stat().st_mode & 0o077 == 0
    assert "is there already" in refused("note", "keygen", "example.org/count", "--to", "log.key")
    assert "cannot name a key" in refused("note", "keygen", "a b", "--to", "other.key")
    assert not Path("other.key").exists()
    assert log.is_dir()


def test_from_a_table_to_a_proof_in_both_languages(log: Path) -> None:
    added = done(
        "log", "add", "log", "sheets.csv", "--count", "preliminary", "--key", "log.key", "--lang", "es"
    )
    assert "Hojas nuevas: 2; ya estaban: 0" in added
    assert "New leaves: 0; there already: 2" in done(
        "log", "add", "log", "sheets.csv", "--count", "preliminary", "--key", "log.key"
    )
    assert "Published: 4 leaves" in done("log", "publish", "log", "--key", "log.key")
    shown = done("verify", "log", "--policy", "mine", "--sheet", "7", "--lang", "es")
    assert "está íntegro" in shown
    assert "A 10 y B 20" in shown
    assert "Ningún testigo lo firmó" in shown
    done("log", "prove", "log", "--sheet", "8", "--to", "8.tlog-proof")
    assert "Leaf 2 stands in the log example.org/count" in done("verify", "8.tlog-proof", "--policy", "mine")
    found = json.loads(done("verify", "log", "--policy", "mine", "--json"))
    assert found["findings"][0]["id"] == "ledger.log" or found["findings"]
    assert "is closed with" in done("log", "close", "log", "--key", "log.key")
    assert "The log is closed" in done("log", "fsck", "log")
    assert "closed" in refused("log", "add", "log", "-", "--key", "log.key", given=pause_line())
    assert log.is_dir()


def pause_line() -> str:
    leaf = {
        "kind": "pause", "at": "2027-01-01T00:00:00Z", "from": "2027-01-01T00:00:00-04:00",
        "until": "2027-01-02T00:00:00Z", "reason": "r",
    }  # fmt: skip
    return json.dumps(leaf)


def test_a_correction_is_said_and_kept(log: Path) -> None:
    add = ("log", "add", "log", "sheets.csv", "--count", "preliminary", "--key", "log.key")
    done(*add)
    Path("sheets.csv").write_text(SHEETS.replace(",10,", ",11,"))
    assert "stands in the log already, as leaf 1" in refused(*add)
    assert "--correct" in refused(*add)
    assert "New leaves: 1; there already: 1" in done(*add, "--correct")
    assert "New leaves: 0; there already: 2" in done(*add)
    done("log", "publish", "log", "--key", "log.key")
    assert "version 2 (leaf 3): A 11" in done("verify", "log", "--sheet", "7").replace("\n", " ")
    assert log.is_dir()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "row 1: The first row does not name the columns"),
        ("sheet,A\n7,x\n", "row 2, column 'A': Not a figure. Seen: 'x'"),
        ("sheet,A\n7,-1\n", "row 2, column 'A'"),
        ("sheet,A\n7\n", "row 2: The row has another number of cells"),
        ("sheet,A\n,4\n", "row 2: A leaf of the kind sheet needs the field 'sheet'"),
        ("sheet,at,A\n7,2019-10-20 19:40:57,4\n", "row 2: '2019-10-20 19:40:57' is no time with a zone"),
        ("sheet,A\n7,1\n7,2\n", "comes twice in what is handed in"),
    ],
)
def test_a_table_that_is_wrong_is_named_with_its_row(log: Path, text: str, says: str) -> None:
    Path("sheets.csv").write_text(text)
    assert says in refused("log", "add", "log", "sheets.csv", "--count", "c", "--key", "log.key")
    assert log.is_dir()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "row 2: Not a line of JSON"),
        ("[1]", "row 2: Not a line of JSON"),
        ('{"kind": "shet"}', "row 2: 'shet' is no kind of leaf. Did you mean 'sheet'"),
        (
            '{"kind": "beat", "at": "2027-01-01T00:00:00Z", "by": "x"}',
            "row 2: A leaf of the kind beat has no field 'by'",
        ),
        ('{"kind": "beat", "at": "yesterday"}', "row 2: 'yesterday' is no time with a zone"),
    ],
)
def test_a_line_that_is_no_leaf_is_named_with_its_row(log: Path, line: str, says: str) -> None:
    assert says in refused("log", "add", "log", "-", "--key", "log.key", given=f"\n{line}\n")
    assert log.is_dir()


def test_what_cannot_be_asked_is_refused(log: Path) -> None:
    key = ("--key", "log.key")
    assert "one of FILE" in refused("log", "add", "log", *key)
    assert "--count" in refused("log", "add", "log", "sheets.csv", *key)
    assert "--until" in refused("log", "add", "log", "--pause", "r", *key)
    times = ("--from", "2027-01-02T00:00:00Z", "--until", "2027-01-01T00:00:00Z")
    assert "ends before it begins" in refused("log", "add", "log", "--pause", "r", *times, *key)
    assert "write it as 180s" in refused("log", "init", "x", *key, "--title", "t", "--period", "soon")
    assert "not empty" in refused("log", "init", "log", *key, "--title", "t")
    assert "holds no audit" in refused("log", "add", "log", "--audit", "log", *key)
    assert "is no folder and no address" in refused("verify", "nowhere")
    assert "is missing" in refused("verify", "log")  # nothing is published yet
    assert "--leaf or --sheet" in refused("log", "prove", "log", "--to", "x")
    done("log", "publish", "log", *key)
    assert "has 2 leaves" in refused("log", "prove", "log", "--leaf", "2", "--to", "x")
    assert "has no sheets at all" in refused("verify", "log", "--sheet", "1")
    done("note", "keygen", "example.org/other", "--to", "other.key")
    assert "is not signed by" in refused("log", "publish", "log", "--key", "other.key")
    assert "no key of a witness" in refused("witness", "w", *key, "--log", "log.key.vkey")
    Path("p.tlog-proof").write_text("nothing\n\n")
    assert "policy of your own" in refused("verify", "p.tlog-proof")
    assert "is no proof" in refused("verify", "p.tlog-proof", "--policy", "mine")
    assert log.is_dir()


def test_a_log_that_too_few_have_signed_is_not_published_and_not_believed(log: Path) -> None:
    done("note", "keygen", "w.example", "--witness", "--to", "w.key")
    Path("strict").write_text(
        f"log {Path('log.key.vkey').read_text()}witness w {Path('w.key.vkey').read_text()}quorum w\n"
    )
    done("log", "publish", "log", "--key", "log.key")
    assert "Too few witnesses have signed log for this policy: nobody" in refused(
        "verify", "log", "--policy", "strict"
    )
    init = ("log", "init", "two", "--key", "log.key", "--title", "t", "--policy", "strict")
    done(*init)
    result = run("log", "publish", "two", "--key", "log.key")
    assert (result.exit_code, "Not published" in result.output) == (1, True)
    assert not Path("two/checkpoint").exists()
    assert log.is_dir()


def test_a_witness_that_is_away_is_said_in_the_language_and_leaves_no_silence(log: Path) -> None:
    done("note", "keygen", "w.example", "--witness", "--to", "w.key")
    Path("away").write_text(
        f"log {Path('log.key.vkey').read_text()}"
        f"witness w {Path('w.key.vkey').read_text().strip()} http://127.0.0.1:9\nquorum none\n"
    )
    shutil.copy("away", "log/policy")
    said = done("log", "publish", "log", "--key", "log.key", "--lang", "es")
    assert "no responde: Conexión rechazada." in said
    assert "Errno" not in said
    kept = done("verify", "log", "--policy", "away", "--keep", "kept", "--lang", "en")
    assert "No witness has signed again" in kept
    assert len(list(Path("kept").glob("*.note"))) == 1
    assert log.is_dir()


def test_who_tampers_is_found_with_one_command(log: Path) -> None:
    add = ("log", "add", "log", "sheets.csv", "--count", "preliminary", "--key", "log.key", "--publish")
    done(*add)
    shutil.copytree(log, "copy")
    shutil.copy(log / "checkpoint", "kept.note")
    file = log / "tile/entries/000.p/4"
    content = file.read_bytes()
    file.write_bytes(content.replace(b'"A":10', b'"A":90'))
    result = run("verify", "log", "--policy", "mine")
    assert (result.exit_code, "leaf 1 is not the one that the log has signed" in result.output) == (1, True)
    file.write_bytes(content)
    # the owner of the key writes the log anew
    shutil.rmtree(log)
    shutil.copy("mine", "again")
    done(
        "log", "init", "log", "--key", "log.key", "--title", "A count", "--policy", "again", "--period", "2h"
    )
    Path("sheets.csv").write_text(SHEETS.replace(",10,", ",90,"))
    done(*add)
    result = run("compare-logs", "copy", "log", "--evidence", "two.json")
    assert result.exit_code == 1
    assert "shows two histories" in result.output
    result = run("verify", "two.json", "--policy", "mine")
    assert (result.exit_code, "has signed two histories" in result.output) == (1, True)
    result = run("compare-logs", "kept.note", "log", "--policy", "mine", "--lang", "es")
    assert (result.exit_code, "firmó dos historias" in result.output) == (1, True)
    result = run("verify", "log", "--policy", "mine", "--seen", "kept.note")
    assert (result.exit_code, "another history" in result.output) == (1, True)


def test_a_log_that_was_cut_is_found_beside_an_earlier_copy(log: Path) -> None:
    shutil.copytree(log, "short")
    done("log", "publish", "short", "--key", "log.key")
    done("log", "add", "log", "sheets.csv", "--count", "preliminary", "--key", "log.key", "--publish")
    assert run("compare-logs", "log", "log").exit_code == 0
    result = run("compare-logs", "log", "short")
    assert result.exit_code == 1


def test_a_note_is_signed_by_several(log: Path) -> None:
    done("note", "keygen", "b.example", "--to", "b.key")
    Path("text.txt").write_text("We agree.\n\nAll of us.\n")
    done("note", "sign", "text.txt", "--key", "log.key")
    done("note", "sign", "text.txt.note", "--key", "b.key")
    both = done("note", "verify", "text.txt.note", "--key", "log.key.vkey", "--key", "b.key.vkey")
    assert "Good signature of example.org/count" in both
    assert "  All of us." in both
    Path("text.txt.note").write_text(Path("text.txt.note").read_text().replace("agree", "differ"))
    assert run("note", "verify", "text.txt.note", "--key", "b.key.vkey").exit_code == 1
    done("note", "keygen", "c.example", "--to", "c.key")
    done("note", "sign", "text.txt", "--key", "log.key", "--to", "one.note")
    assert run("note", "verify", "one.note", "--key", "c.key.vkey").exit_code == 1
    assert log.is_dir()


def test_an_openssh_key_keeps_a_log(log: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    Path("ssh").write_bytes(made)
    words = ("log", "init", "two", "--key", "ssh", "--title", "t")
    assert "has no name" in refused(*words)
    done(*words, "--name", "example.org/ssh")
    done("log", "publish", "two", "--key", "ssh")
    assert "example.org/ssh" in done("verify", "two")
    assert log.is_dir()


def test_the_papers_of_an_audit_are_leaves(log: Path) -> None:
    stored = Path(__file__).parents[1] / "audit" / "stored_audit"
    shutil.copytree(stored, "audit")
    words = ("log", "add", "log", "--audit", "audit", "--key", "log.key", "--publish")
    first = done(*words)
    rows = len(Path("audit/journal.jsonl").read_text().splitlines())
    assert f"New leaves: {rows}; there already: 0" in first or f"New leaves: {rows + 1};" in first
    assert "New leaves: 0;" in done(*words)
    assert "is whole" in done("verify", "log", "--policy", "mine")
    assert "is whole" in done("log", "fsck", "log")
    assert len(list((log / "blob").iterdir())) >= rows - 1
    file = next(iter((log / "blob").iterdir()))
    file.write_bytes(b"another")
    result = run("log", "fsck", "log")
    assert (result.exit_code, "is not the file that its name says" in result.output) == (1, True)
    Path("audit/plan.json").write_text("{}")
    assert "does not verify" in refused(*words)


def test_a_copy_on_a_plain_server_of_files_is_checked_with_one_command(log: Path) -> None:
    done("log", "add", "log", "sheets.csv", "--count", "preliminary", "--key", "log.key", "--publish")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(log)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        assert "is whole" in done("verify", address, "--policy", "mine", "--sheet", "8")
        done("log", "prove", address, "--sheet", "8", "--to", "8.tlog-proof")
        assert "the same" in done("compare-logs", "log", address)
        assert "answers with 404" in refused("verify", f"{address}/nothing")
        (log / "tile/entries/000.p/4").write_bytes(b"\0\1x")
        assert run("verify", address, "--policy", "mine").exit_code == 1
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_key_of_a_witness_signs_no_text(log: Path) -> None:
    done("note", "keygen", "w.example", "--witness", "--to", "w.key")
    Path("text.txt").write_text("We agree.\n")
    assert "nothing else" in refused("note", "sign", "text.txt", "--key", "w.key")
    assert log.is_dir()


def test_fsck_says_who_has_signed_what_is_published(log: Path, tmp_path: Path) -> None:
    keys = []
    for name in ("a", "b", "c"):
        done("note", "keygen", f"{name}.example/w", "--witness", "--to", f"{name}.key")
        keys.append(Path(f"{name}.key.vkey").read_text().strip())
    lines = [f"witness {key.partition('.')[0]} {key}" for key in keys]
    Path("rules").write_text("\n".join([*lines, "group g 2 a b c", "quorum g"]) + "\n")
    done("note", "keygen", "example.org/seen", "--to", "seen.key")
    servers = []
    for name in ("a", "b", "c"):
        witness = LogWitness(
            tmp_path / f"seen-{name}",
            read_signing_key(Path(f"{name}.key").read_text()),
            [read_vkey(Path("seen.key.vkey").read_text())],
        )
        servers.append(witness_server(witness, "127.0.0.1", 0))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
    try:
        rules = Path("rules").read_text()
        for line, server in zip(lines, servers, strict=True):
            rules = rules.replace(line, f"{line} http://127.0.0.1:{server.server_address[1]}")
        Path("rules").write_text(rules)
        done("log", "init", "seen", "--key", "seen.key", "--title", "A count", "--policy", "rules")
        done("log", "publish", "seen", "--key", "seen.key")
        whole = " ".join(done("log", "fsck", "seen").split())
        Path("more.csv").write_text("sheet,A\n7,10\n")
        done("log", "add", "seen", "more.csv", "--count", "preliminary", "--key", "seen.key")
        more = " ".join(done("log", "fsck", "seen").split())
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
    assert "Signed by witnesses besides the log: a, b and c" in whole
    assert "at least 1, for instance a." in whole, "two of three share one, whichever it is"
    assert "No witness has signed its last leaves." in more
    assert log.is_dir()


def test_a_witness_that_cannot_listen_says_so(log: Path) -> None:
    done("note", "keygen", "a.example/w", "--witness", "--to", "a.key")
    words = ("witness", "seen", "--key", "a.key", "--log", "log.key.vkey", "--port")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"cannot listen on 127.0.0.1, port {port}: Address already in use" in refused(*words, port)
    assert "cannot listen on 300.1.1.1" in refused(*words, "0", "--host", "300.1.1.1")
    assert log.is_dir()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"sheet,A\xf1o\nx,1\n", "not text in UTF-8"),
        (b"sheet,A,B\nx,1,000,5\n", "another number of cells"),
    ],
)
def test_what_can_never_be_taken_back_is_not_guessed(log: Path, content: bytes, says: str) -> None:
    Path("more.csv").write_bytes(content)
    assert says in refused("log", "add", "log", "more.csv", "--count", "final", "--key", "log.key")
    Path("more.csv").write_bytes(b"sheet;A\nx;1\n")
    assert "New leaves: 1" in done("log", "add", "log", "more.csv", "--count", "final", "--key", "log.key")
    assert log.is_dir()
