"""What was captured as a WARC file (ISO 28500, version 1.1), which every web archive reads."""

from __future__ import annotations

import gzip
import uuid
from base64 import b32encode
from hashlib import sha1, sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.errors import MissingDataError
from veedor.ledger.leaves import time_of
from veedor.sentence import sentence
from veedor.version import __version__
from veedor.watch.answers import AnswerStore
from veedor.watch.building import ANSWERS, JOURNAL
from veedor.watch.journal import read_events
from veedor.watch.targets import LastKept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.intake.case import CaseFile

REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_DROPPED = frozenset({"transfer-encoding", "content-length", "connection"})
"""Headers of the connection, which say nothing of what is written here."""
_TRUNCATED = {"cut_off": "disconnect", "slow": "time"}


def read_watch(folder: Path) -> tuple[list[dict[str, Any]], AnswerStore]:
    """Read the journal and the answers of a watch.

    Raises
    ------
    MissingDataError
        Where there is none.
    """
    if not (folder / JOURNAL).is_file():
        raise MissingDataError(
            sentence("{folder} is no folder of a watch.", folder=str(folder)),
            remedy="Name the folder with --to, or watch first.",
        )
    return read_events(folder / JOURNAL)[0], AnswerStore(folder / ANSWERS)


def write_warc(case: CaseFile, folder: Path, file: Path) -> tuple[int, int]:
    """Write everything that a watch was answered; each record is packed alone where the name ends in ``.gz``.

    Parameters
    ----------
    case : CaseFile
        The case.
    folder : Path
        Of the watch.
    file : Path
        Where to.

    Returns
    -------
    int, int
        Answers, and questions whose answer was equal to the last one.
    """
    events, store = read_watch(folder)
    packed = file.name.endswith(".gz")
    counts = {"response": 0, "revisit": 0}
    with disk.aside(file.parent) as new, (new / file.name).open("wb") as out:
        for kind, head, block in _records(case, events, store):
            counts[kind] = counts.get(kind, 0) + 1
            record = _record(kind, head, block)
            out.write(gzip.compress(record, 6, mtime=0) if packed else record)
    return counts["response"], counts["revisit"]


def _records(
    case: CaseFile, events: list[dict[str, Any]], store: AnswerStore
) -> Iterator[tuple[str, dict[str, str], bytes]]:
    about = f"software: Veedor {__version__}\r\nformat: WARC File Format 1.1\r\ndescription: {case.name}\r\n"
    start = time_of(events[0]["at"]) if events else time_of(0)
    yield "warcinfo", {"WARC-Date": start, "Content-Type": "application/warc-fields"}, about.encode()
    last, seen = LastKept(), {}
    for event in events:
        at = time_of(event["at"])
        for one in [*event.get("files", ()), *event.get("faults", ())]:
            if not one["sha256"]:
                continue
            head, block = _response(one, at, store.read(one["sha256"]))
            if one.get("fault") in _TRUNCATED:
                head["WARC-Truncated"] = _TRUNCATED[one["fault"]]
            seen[one["name"]] = at
            yield "response", head, block
        if event["kind"] == "beat" and event["answered"]:
            for name, one in last.files.items():
                yield "revisit", *_revisit(one, at, seen[name])
        last.take(event)


def _response(one: dict[str, Any], at: str, body: bytes) -> tuple[dict[str, str], bytes]:
    lines = [_status(one), *(f"{k}: {v}" for k, v in one["headers"].items() if k.lower() not in _DROPPED)]
    lines.append(f"Content-Length: {len(body)}")
    head = {
        "WARC-Target-URI": one["address"],
        "WARC-Date": at,
        "WARC-Payload-Digest": f"sha256:{one['sha256']}",
        "Content-Type": "application/http;msgtype=response",
    }
    return head, "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def _revisit(one: dict[str, Any], at: str, first: str) -> tuple[dict[str, str], bytes]:
    head = {
        "WARC-Target-URI": str(one["address"]),
        "WARC-Date": at,
        "WARC-Profile": REVISIT,
        "WARC-Payload-Digest": f"sha256:{one['sha256']}",
        "WARC-Refers-To-Target-URI": str(one["address"]),
        "WARC-Refers-To-Date": first,
        "Content-Type": "application/http;msgtype=response",
    }
    return head, (_status(one) + "\r\n\r\n").encode()


def _status(one: dict[str, Any]) -> str:
    try:
        phrase = HTTPStatus(one["status"]).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {one['status']} {phrase}".rstrip()


def _record(kind: str, head: dict[str, str], block: bytes) -> bytes:
    digest = b32encode(sha1(block, usedforsecurity=False).digest()).decode()
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.UUID(bytes=sha256(repr(head).encode() + block).digest()[:16])}>",
        *(f"{name}: {_line(text)}" for name, text in head.items()),
        f"WARC-Block-Digest: sha1:{digest}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def _line(text: str) -> str:
    return " ".join(text.split())
