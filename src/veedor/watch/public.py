"""A watch in a public log: captures and beats as leaves that nobody can take back, the watcher neither.

An alarm is no leaf: it follows from the captures and the case, and whoever has both computes it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.ledger.leaves import time_of
from veedor.ledger.opening import open_log
from veedor.ledger.own_leaves import beat
from veedor.ledger.publishing import check_witnesses, publish

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from veedor.ledger.note_keys import SigningKey
    from veedor.ledger.writing import LogWriter
    from veedor.watch.journal import Event

HEADERS = ("Content-Encoding", "Content-Type", "Date", "ETag", "Last-Modified")
"""Headers of an answer that go into its leaf."""


class WatchLog:
    """A public log into which a watch puts what it has seen.

    Parameters
    ----------
    path : Path
        Folder of the log, begun with ``veedor log init``.
    key : SigningKey
        Its key.
    """

    def __init__(self, path: Path, key: SigningKey) -> None:
        self.path = path
        self._key = key
        self._asked = False

    def put(self, events: Sequence[Event], count: str) -> tuple[int, dict[str, str]]:
        """Put events of the journal into the log, and publish it.

        Parameters
        ----------
        events : sequence of dict
            In order; what a log has no leaf for is left out.
        count : str
            Of which count the captures are; may be empty.

        Returns
        -------
        int
            Leaves of the log.
        dict of str to str
            Witness -> why it has not signed.

        Raises
        ------
        LedgerError, TamperError, OSError
            Where the log does not take them; they can be put again: nothing stands in it twice.
        """
        with open_log(self.path, self._key) as log:
            policy = log.policy
            if not self._asked:
                check_witnesses(log, policy)
                self._asked = True
            log.add([leaf for event in events for leaf in _leaves(event, log, count)])
            shown = publish(log, policy)
            return log.size, {} if shown.shown.quorum else shown.silent or {"": ""}


def _leaves(event: Event, log: LogWriter, count: str) -> Iterator[dict[str, Any]]:
    match event["kind"]:
        case "capture":
            for file in event["files"]:
                headers = {name: text for name in HEADERS if (text := file["headers"].get(name))}
                made = {
                    "kind": "capture", "address": file["address"], "at": time_of(event["at"]),
                    "status": file["status"], "sha256": file["sha256"], "bytes": file["bytes"],
                }  # fmt: skip
                yield made | ({"count": count} if count else {}) | ({"headers": headers} if headers else {})
        case "beat":
            yield beat(log, event["at"])
