"""Two records of one count side by side: which answers both watchers saw, and which only one of them.

Whoever asks at other moments misses what was there for a short time; so an answer that one record lacks is
no proof by itself. What both have, with one hash, neither can have made up alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.watch.warc import read_watch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any


@dataclass(frozen=True)
class SeenAnswer:
    """An answer in a record.

    Parameters
    ----------
    at : float
        When it was first seen, in seconds since 1970.
    address : str
        Whose it is.
    sha256 : str
        Its hash.
    """

    at: float
    address: str
    sha256: str


@dataclass(frozen=True)
class RecordsBeside:
    """Two records side by side.

    Parameters
    ----------
    both : tuple of (SeenAnswer, SeenAnswer)
        What both saw: as the first record has it, as the second.
    first, second : tuple of SeenAnswer
        What only one saw, of addresses that both asked, while both watched.
    addresses : int
        Addresses that both asked.
    """

    both: tuple[tuple[SeenAnswer, SeenAnswer], ...]
    first: tuple[SeenAnswer, ...]
    second: tuple[SeenAnswer, ...]
    addresses: int


def lay_beside(first: Path, second: Path) -> RecordsBeside:
    """Lay two records side by side.

    Parameters
    ----------
    first, second : Path
        Folders of two watches.

    Raises
    ------
    MissingDataError
        Where one is not valid.
    """
    seen, spans = [], []
    for folder in (first, second):
        events, _ = read_watch(folder)
        seen.append(_answers(events))
        times = [float(event["at"]) for event in events if event["kind"] in {"capture", "beat"}]
        spans.append((min(times, default=0.0), max(times, default=0.0)))
    start, end = max(s for s, _ in spans), min(e for _, e in spans)
    shared = {a for a, _ in seen[0]} & {a for a, _ in seen[1]}
    keys = [key for key in seen[0] if key in seen[1]]

    def alone(mine: int, other: int) -> tuple[SeenAnswer, ...]:
        return tuple(
            one
            for key, one in seen[mine].items()
            if key not in seen[other] and key[0] in shared and start <= one.at <= end
        )

    both = tuple((seen[0][key], seen[1][key]) for key in keys)
    return RecordsBeside(both, alone(0, 1), alone(1, 0), len(shared))


def _answers(events: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], SeenAnswer]:
    """Return each different answer of a record, with when it was first seen."""
    found: dict[tuple[str, str], SeenAnswer] = {}
    for event in events:
        for one in event.get("files", ()):
            key = (one["address"], one["sha256"])
            found.setdefault(key, SeenAnswer(float(event["at"]), *key))
    return found
