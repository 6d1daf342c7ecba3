"""Leaves that a log writes of itself: the charter, a beat, the end."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from veedor.canonical import sha256

if TYPE_CHECKING:
    from veedor.ledger.note_keys import SigningKey
    from veedor.ledger.writing import LogWriter


def charter(
    key: SigningKey, policy: bytes, title: str, period: int, grace: int, silence: int
) -> dict[str, Any]:
    """Return the first leaf of a log.

    Parameters
    ----------
    key : SigningKey
        Key of the log.
    policy : bytes
        Its policy.
    title : str
        What is counted, for people.
    period, grace, silence : int
        Seconds: how often something is published, how late it may be, and the longest time without a new
        sheet (0: not stated).
    """
    from veedor.ledger.leaves import time_of

    made: dict[str, Any] = {
        "kind": "charter", "at": time_of(time.time()), "origin": key.name, "title": title, "period": period,
        "grace": grace, "policy": sha256(policy), "keys": {"log": str(key.public)},
    }  # fmt: skip
    return {**made, "sheet_silence": silence} if silence else made


def beat(log: LogWriter, at: float | None = None) -> dict[str, Any]:
    """Return the leaf that keeps the witnesses' times of the last publication for good.

    Parameters
    ----------
    log : LogWriter
        The log.
    at : float, optional
        When, in seconds since 1970; by default now.
    """
    from veedor.ledger.leaves import time_of
    from veedor.ledger.notes import LARGEST_NOTE, read_note
    from veedor.ledger.writing import CHECKPOINT

    made: dict[str, Any] = {"kind": "beat", "at": time_of(time.time() if at is None else at)}
    if (log.path / CHECKPOINT).exists():
        note = log.read(CHECKPOINT, LARGEST_NOTE)
        if len(read_note(note).lines) > 1:
            made["checkpoint"] = note.decode()
    return made


def end(log: LogWriter) -> dict[str, Any]:
    """Return the last leaf of a log, with the totals of its sheets where they are of one count."""
    from veedor.ledger.leaves import read_leaf, time_of

    latest: dict[tuple[str, str], dict[str, int]] = {}
    for index, entry in log.known.values():
        leaf = read_leaf(entry, index)
        if leaf["kind"] == "sheet":
            latest[leaf["count"], leaf["sheet"]] = leaf["figures"]
    made: dict[str, Any] = {"kind": "close", "at": time_of(time.time()), "size": log.size}
    if len({count for count, _ in latest}) == 1:
        totals: Counter[str] = Counter()
        for figures in latest.values():
            totals.update(figures)
        made |= {"sheets": len(latest), "totals": dict(totals)}
    return made
