"""A witness: every answer of the specification, over a loopback server and beside it."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from ledger.build_ledger import LOG, ORIGIN, Clock, Wire, begun, key, policy, sheet
from veedor.errors import LedgerError, TamperError
from veedor.ledger import serving, sources
from veedor.ledger.checkpoints import Checkpoint
from veedor.ledger.hashing import EMPTY, consistency_proof
from veedor.ledger.note_keys import COSIGNATURE
from veedor.ledger.notes import read_note, signers
from veedor.ledger.opening import open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.publishing import check_witnesses, publish
from veedor.ledger.serving import witness_server
from veedor.ledger.sources import AnswerError, fetch
from veedor.ledger.witness import LogWitness, read_request, write_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from veedor.ledger.writing import LogWriter

W = key("w.test", COSIGNATURE)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogWriter]:
    with open_log(begun(tmp_path / "log"), LOG) as log:
        yield log


@pytest.fixture
def witness(tmp_path: Path) -> LogWitness:
    return LogWitness(tmp_path / "w", W, [LOG.public], Clock(5_000))


def signed(tree: Checkpoint) -> bytes:
    return bytes(tree) + b"\n" + LOG.sign(bytes(tree)).encode()


def test_a_tree_that_grows_is_cosigned_and_one_that_does_not_again(
    log: LogWriter, witness: LogWitness
) -> None:
    sizes = [0]
    for step in (0, 1, 0, 5, 300):
        log.add([sheet(n) for n in range(log.size, log.size + step)])
        proof = consistency_proof(sizes[-1], log.size, log.tiles.perfect)
        answer = witness.add_checkpoint(write_request(sizes[-1], proof, log.note))
        assert answer.status == 200
        note = read_note(log.note + answer.body)
        assert signers(note, [LOG.public, W.public]) == {LOG.public: 0, W.public: 5_000}
        sizes.append(log.size)
        shown = witness.checkpoint(sha256(ORIGIN.encode()).hexdigest())
        assert shown == log.note + answer.body


def test_every_refusal_of_the_specification(log: LogWriter, witness: LogWitness, tmp_path: Path) -> None:
    other = key("example.org/unknown")
    tree = Checkpoint(other.name, 1, bytes(32))
    unknown = bytes(tree) + b"\n" + other.sign(bytes(tree)).encode()
    spoilt = log.note.replace(b"\n1\n", b"\n2\n")
    fork = Checkpoint(ORIGIN, 1, bytes(32))
    log.add([sheet(1), sheet(2)])

    def answer(old: int, note: bytes, proof: tuple[bytes, ...] = ()) -> tuple[int, bytes, str]:
        found = witness.add_checkpoint(write_request(old, proof, note))
        return found.status, found.body, found.form

    assert answer(0, unknown)[0] == 404
    assert answer(0, spoilt)[0] == 403
    assert answer(0, bytes(fork) + b"\n" + other.sign(bytes(fork)).encode())[0] == 403
    assert answer(4, log.note)[0] == 400
    assert answer(0, log.note, (EMPTY,))[0] == 422
    assert answer(0, signed(Checkpoint(ORIGIN, 0, bytes(32))))[0] == 422
    assert answer(0, signed(Checkpoint(ORIGIN, 0, EMPTY)))[0] == 200
    assert answer(0, log.note)[0] == 200
    assert answer(0, log.note) == (409, b"3\n", "text/x.tlog.size")
    assert answer(3, signed(Checkpoint(ORIGIN, 3, bytes(32))))[0] == 422
    assert answer(3, signed(Checkpoint(ORIGIN, 4, bytes(32))), (EMPTY,))[0] == 422
    assert answer(3, signed(Checkpoint(ORIGIN, 2, bytes(32))))[0] == 400
    for body in (
        b"",
        b"old 1\n",
        b"old 01\n\n" + log.note,
        b"old 3\nAAAA\n\n" + log.note,
        b"new 3\n\n" + log.note,
    ):
        assert witness.add_checkpoint(body).status == 400
    assert witness.last(ORIGIN)[0].size == 3
    again = LogWitness(tmp_path / "w", W, [LOG.public], Clock(4_000))
    assert again.last(ORIGIN) == witness.last(ORIGIN)
    # a clock that was set back does not sign an earlier time
    body = again.add_checkpoint(write_request(3, (), log.note)).body
    assert signers(read_note(log.note + body), [W.public]) == {W.public: 5_000}


def test_requests_are_read_as_they_are_written() -> None:
    found = read_request(write_request(7, [EMPTY, bytes(32)], b"text\n\nlines\n"))
    assert (found.old, found.proof, found.note) == (7, (EMPTY, bytes(32)), b"text\n\nlines\n")
    with pytest.raises(LedgerError):
        read_request(write_request(7, [EMPTY] * 64, b"text\n\nlines\n"))


def test_two_requests_at_once_do_not_roll_back(tmp_path: Path, witness: LogWitness) -> None:
    with open_log(begun(tmp_path / "log"), LOG) as log:
        notes = [log.note]
        for n in range(1, 8):
            log.add([sheet(n)])
            notes.append(log.note)
        assert witness.add_checkpoint(write_request(0, (), notes[0])).status == 200
        bodies = [
            write_request(1, consistency_proof(1, size, log.tiles.perfect), notes[size - 1])
            for size in range(2, 9)
        ]
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda b=body: found.append(witness.add_checkpoint(b).status))
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, *[409] * 6]


def test_a_witness_whose_memory_was_changed_does_not_start(
    tmp_path: Path, log: LogWriter, witness: LogWitness
) -> None:
    witness.add_checkpoint(write_request(0, (), log.note))
    place = next((tmp_path / "w").rglob("checkpoint"))
    place.write_bytes(place.read_bytes().replace(b"\n1\n", b"\n9\n"))
    with pytest.raises(TamperError):
        LogWitness(tmp_path / "w", W, [LOG.public])


@pytest.fixture
def server(witness: LogWitness) -> Iterator[str]:
    made = witness_server(witness, "127.0.0.1", 0)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}/w1"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def test_over_a_loopback_server(log: LogWriter, server: str) -> None:
    rules = read_policy(f"log {LOG.public}\nwitness w {W.public} {server}\nquorum w\n".encode())
    assert check_witnesses(log, rules) == {}
    assert publish(log, rules).shown.times == {"w": 5_000}
    log.add([sheet(1)])
    assert publish(log, rules).shown.quorum
    place = f"{server}/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
    assert fetch(place, 10_000) == (log.path / "checkpoint").read_bytes()
    for address, body, status in (
        (f"{server}/{'0' * 64}/checkpoint", None, 404),
        (f"{server}/nothing", b"x", 404),
        (f"{server}/add-checkpoint", b"x", 400),
    ):
        with pytest.raises(AnswerError) as error:
            fetch(address, 10_000, body)
        assert error.value.status == status


def test_what_is_too_large_is_not_read(server: str) -> None:
    with pytest.raises(LedgerError):
        fetch(f"{server}/add-checkpoint", 10_000, b"x" * 1_100_000)


class Odd(BaseHTTPRequestHandler):
    """Answers as no witness does: what is in it, what it announces, how fast it comes."""

    body = b""
    announced = 0
    pause = 0.0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        if self.announced:
            self.send_header("Content-Length", str(self.announced))
        self.end_headers()
        with suppress(OSError):  # who asked is gone
            for byte in self.body:
                self.wfile.write(bytes([byte]))
                time.sleep(self.pause)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@pytest.mark.parametrize(
    ("body", "announced", "pause", "said"),
    [
        (b"\xe2\x80\x94 w.te", 500, 0.0, "The answer broke off"),
        (b"\xe2\x80\x94 w.test", 0, 0.3, "The answer broke off, or took too long"),
        (b"x" * 50, 50, 0.3, "The answer broke off"),
        ("\u2014 other.test AAAAAAAA\n".encode(), 0, 0.0, "holds no signature of its own"),
    ],
)
def test_an_odd_answer_is_no_signature_and_keeps_nobody_waiting(
    log: LogWriter, monkeypatch: pytest.MonkeyPatch, body: bytes, announced: int, pause: float, said: str
) -> None:
    monkeypatch.setattr(sources, "LONGEST", 0.2)
    odd = type("Odd", (Odd,), {"body": body, "announced": announced, "pause": pause})
    with ThreadingHTTPServer(("127.0.0.1", 0), odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_address[1]}"
        rules = read_policy(f"log {LOG.public}\nwitness w {W.public} {place}\nquorum w\n".encode())
        done = publish(log, rules)
        server.shutdown()
    assert not done.shown.quorum
    assert said in done.silent["w"]


def test_a_witness_that_cannot_keep_what_it_signs_says_so(
    log: LogWriter, server: str, witness: LogWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("veedor.ledger.witness.disk.write", full)
    with pytest.raises(AnswerError) as error:
        fetch(f"{server}/add-checkpoint", 10_000, write_request(0, [], log.note))
    assert error.value.status == 500
    assert witness.last(ORIGIN)[0].size == 0


def test_two_servers_on_one_folder_sign_one_history(tmp_path: Path) -> None:
    """Two histories of the same size, each shown to a server of its own: one of them is signed."""
    notes = []
    for branch, figures in (("one", {"A": 1}), ("two", {"A": 2})):
        with open_log(begun(tmp_path / branch), LOG) as log:
            log.add([sheet(1, figures=figures)])
            notes.append(log.note)
    both = [LogWitness(tmp_path / "w", W, [LOG.public]) for _ in notes]
    meet = threading.Barrier(2, timeout=0.3)

    def sign(text: bytes, time: int, own: Callable[..., str] = W.sign) -> str:
        with suppress(threading.BrokenBarrierError):  # without a lock both come here at once
            meet.wait()
        return own(text, time)

    slow = type("Slow", (), {"public": W.public, "sign": staticmethod(sign)})
    answers: list[int] = []
    for one in both:
        one.key = slow()
    each = [
        threading.Thread(
            target=lambda o=o, n=n: answers.append(o.add_checkpoint(write_request(0, (), n)).status)
        )
        for o, n in zip(both, notes, strict=True)
    ]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()
    assert sorted(answers) == [200, 409]


def test_a_witness_that_is_not_there_is_named(log: LogWriter) -> None:
    rules = read_policy(f"log {LOG.public}\nwitness w {W.public} http://127.0.0.1:9\nquorum w\n".encode())
    assert "does not answer" in check_witnesses(log, rules)["w"]
    done = publish(log, rules)
    assert not done.shown.quorum
    assert "does not answer" in done.silent["w"]
    assert not (log.path / "checkpoint").exists()


@pytest.mark.parametrize("needed", [1, 2, 3, 4, 5])
def test_two_histories_find_no_quorum_unless_the_policy_lets_them(tmp_path: Path, needed: int) -> None:
    """Every way to show one history to some of five witnesses and the other to the rest."""
    names = tuple("abcde")
    rules = read_policy(policy(names, str(needed)))
    made = []
    for branch, figures in (("one", {"A": 1}), ("two", {"A": 2})):
        with open_log(begun(tmp_path / branch), LOG) as log:
            log.add([sheet(1, figures=figures)])
            made.append(log.note)
    for subset in range(32):
        wire = Wire(tmp_path / f"{needed}-{subset}", names, Clock())
        both = 0
        for note, side in zip(made, (0, 1), strict=True):
            lines = b""
            for n, name in enumerate(names):
                if (subset >> n & 1) == side:
                    lines += wire(f"http://{name}.test/add-checkpoint", write_request(0, (), note))
            times = signers(read_note(note + lines), rules.witnesses.values())
            both += rules.is_met([n for n, k in rules.witnesses.items() if k in times])
        assert both == (subset.bit_count() >= needed) + (5 - subset.bit_count() >= needed)
        assert both < 2 or not rules.colluding


def test_clients_that_drip_hold_no_more_threads_than_there_are_places(
    log: LogWriter, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred who say nothing: a log is still answered, and threads stay few."""
    monkeypatch.setattr(serving, "MOST", 8)
    port = int(server.split(":")[2].partition("/")[0])
    before = threading.active_count()
    with ExitStack() as open_ones:
        for _ in range(200):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(b"POST /w1/add-checkpoint HTTP/1.1\r\n")
        assert fetch(f"{server}/add-checkpoint", 10_000, write_request(0, [], log.note)).startswith(
            b"\xe2\x80\x94"
        )
        assert threading.active_count() - before <= 8 + 2  # one comes, one goes


def test_a_connection_ends_however_slowly_its_client_drips(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LONGEST", 0.2)
    port = int(server.split(":")[2].partition("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        with suppress(OSError):
            for _ in range(200):  # each byte comes before the patience with silence ends
                client.sendall(b"G")
                time.sleep(0.05)
        with suppress(OSError):
            assert client.recv(1000) == b""


class Liar(BaseHTTPRequestHandler):
    """A witness that says what it likes of a log, and shows what it has."""

    status, body, shown = 422, b"", b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(self.status, self.body)

    def do_GET(self) -> None:
        self._answer(200 if self.shown else 404, self.shown)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@contextmanager
def liar(status: int, body: bytes, shown: bytes) -> Iterator[str]:
    says = type("Liar", (Liar,), {"status": status, "body": body, "shown": shown})
    with ThreadingHTTPServer(("127.0.0.1", 0), says) as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


LIES = [
    (422, b"The checkpoint does not continue the last one.\n", "has seen another history"),
    (409, b"999999\n", "999999"),
    (200, b"bad signature", "signature"),
]


@pytest.mark.parametrize(("status", "body", "said"), LIES, ids=["another history", "larger", "bad signature"])
def test_one_witness_alone_does_not_stop_a_log_by_its_word(
    log: LogWriter, server: str, status: int, body: bytes, said: str
) -> None:
    other = key("other.test", COSIGNATURE)
    if status == 200:
        body = other.sign(b"another text\n", 5_000).encode()
    with liar(status, body, b"") as place:
        two = f"log {LOG.public}\nwitness w {W.public} {server}\nwitness o {other.public} {place}\n"
        third = key("third.test", COSIGNATURE)
        rules = read_policy(f"{two}witness t {third.public}\ngroup all 2 w o t\nquorum all\n".encode())
        with pytest.raises(TamperError):  # the others are too few: it may well be right
            publish(log, rules)
        split = read_policy(f"{two}group all 1 w o\nquorum all\n".encode())
        with pytest.raises(TamperError):  # the one who signs could sign another history as well
            publish(log, split)
        alone = read_policy(f"{two}quorum w\n".encode())
        check_witnesses(log, alone)
        done = publish(log, alone)
        assert done.shown.quorum
        assert said in done.silent["o"]


def test_a_witness_that_shows_what_it_saw_stops_the_log(tmp_path: Path, log: LogWriter, server: str) -> None:
    """Another history, or a longer one, with the signature of the log: that is no lie."""
    other = key("other.test", COSIGNATURE)
    with open_log(begun(tmp_path / "longer"), LOG) as longer:
        longer.add([sheet(1), sheet(2), sheet(3)])
        note = longer.note
    for status, body in ((422, b""), (409, b"4\n")):
        with liar(status, body, note) as place:
            two = f"log {LOG.public}\nwitness w {W.public} {server}\nwitness o {other.public} {place}\n"
            with pytest.raises(TamperError):
                publish(log, read_policy(f"{two}quorum w\n".encode()))
    with liar(422, b"", log.note) as place:  # the very tree that it denies
        two = f"log {LOG.public}\nwitness w {W.public} {server}\nwitness o {other.public} {place}\n"
        assert publish(log, read_policy(f"{two}quorum w\n".encode())).shown.quorum


@pytest.mark.parametrize("damaged", [b"", b"example.org/count\n4", b"x\n\n\xe2\x80\x94 a b\n"])
def test_a_damaged_checkpoint_is_written_anew_where_it_is_taken_away(log: LogWriter, damaged: bytes) -> None:
    rules = read_policy(f"log {LOG.public}\nquorum none\n".encode())
    publish(log, rules)
    place = log.path / "checkpoint"
    whole = place.read_bytes()
    place.write_bytes(damaged)
    log.add([sheet(1)])
    reachable = read_policy(
        f"log {LOG.public}\nwitness w {W.public} http://127.0.0.1:9\nquorum none\n".encode()
    )
    with pytest.raises(LedgerError, match=r"Take .*checkpoint away"):
        publish(log, rules)
    place.unlink()
    assert publish(log, reachable).shown.quorum
    assert len(place.read_bytes()) >= len(whole) - 2
