"""Keys, policies and logs of tests: the same in each run."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from veedor.canonical import sha256 as hash_of
from veedor.errors import LedgerError
from veedor.ledger.hashing import leaf_hash
from veedor.ledger.leaves import time_of
from veedor.ledger.note_keys import COSIGNATURE, NOTE, SigningKey, named_key
from veedor.ledger.opening import begin_log
from veedor.ledger.sources import AnswerError
from veedor.ledger.tiles import RightEdge
from veedor.ledger.witness import LogWitness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

START = 1_571_600_000
ORIGIN = "example.org/count"


def key(name: str, kind: int = NOTE) -> SigningKey:
    seed = sha256(f"{name} {kind}".encode()).digest()
    return named_key(name, kind, Ed25519PrivateKey.from_private_bytes(seed))


LOG = key(ORIGIN)


def root_of(entries: Iterable[bytes]) -> bytes:
    """The root of a tree over entries."""
    edge = RightEdge()
    edge.extend(b"".join(map(leaf_hash, entries)))
    return edge.root()


def policy(witnesses: Sequence[str] = (), quorum: str = "none", addresses: bool = True) -> bytes:
    """A policy: the log, its witnesses, and a quorum (``none``, or how many of all)."""
    lines = [f"log {LOG.public}"]
    for name in witnesses:
        where = f" http://{name}.test" if addresses else ""
        lines.append(f"witness {name} {key(f'{name}.test', COSIGNATURE).public}{where}")
    if quorum != "none":
        lines.append(f"group all {quorum} {' '.join(witnesses)}")
        quorum = "all"
    return "\n".join([*lines, f"quorum {quorum}", ""]).encode()


def charter(rules: bytes, **more: object) -> dict[str, Any]:
    return {
        "kind": "charter", "at": time_of(START), "origin": ORIGIN, "title": "A made-up count", "period": 180,
        "grace": 180, "policy": hash_of(rules), "keys": {"log": str(LOG.public)}, **more,
    }  # fmt: skip


def sheet(number: int, version: int = 1, prev: int | None = None, **more: object) -> dict[str, Any]:
    made = {
        "kind": "sheet", "count": "preliminary", "sheet": str(number), "version": version,
        "figures": {"A": number % 97, "B": 3 * number % 89 + version}, "at": time_of(START + number), **more,
    }  # fmt: skip
    return made if prev is None else {**made, "prev": prev}


def begun(path: Path, rules: bytes | None = None, **more: object) -> Path:
    """A log with its charter."""
    rules = policy() if rules is None else rules
    begin_log(path, LOG, rules, charter(rules, **more))
    return path


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Wire:
    """Takes requests to witnesses without a network; one that is down does not answer."""

    def __init__(self, folder: Path, names: Sequence[str], clock: Clock) -> None:
        self.witnesses = {
            name: LogWitness(folder / name, key(f"{name}.test", COSIGNATURE), [LOG.public], clock)
            for name in names
        }
        self.down: set[str] = set()
        self.asked: list[tuple[str, int]] = []

    def __call__(self, address: str, body: bytes) -> bytes:
        name = address.removeprefix("http://").partition(".")[0]
        if name in self.down:
            raise LedgerError(f"{address} does not answer.")
        answer = self.witnesses[name].add_checkpoint(body)
        self.asked.append((name, answer.status))
        if answer.status != 200:
            raise AnswerError(address, answer.status, answer.body.decode())
        return answer.body


def files_of(path: Path) -> Mapping[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}
