"""The journal of a watch: one line of JSON for each thing that happened, on the disk before anybody is told.

A line that a killed program has written in part was never acknowledged: it is cut off. A full disk refuses a
line and leaves those before it; after an error of the disk itself nobody knows what it holds, and the watch
ends.
"""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.errors import VeedorError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

    Event = dict[str, Any]

LARGEST = 1 << 30
"""Bytes; no honest journal is longer."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a disk says that is full."""


class WatchJournal:
    """A journal that is open for one program alone.

    Parameters
    ----------
    path : Path
        The file; made where it is not there. Its folder is.

    Raises
    ------
    VeedorError
        Where another program has it open, or a line is no event.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        new = not path.exists()
        self._file = path.open("a+b", buffering=0)
        try:
            self._lock()
            self.events, self._good = read_events(path)
            self._cut()
            if new:
                disk.settle_folder(path.parent)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _lock(self) -> None:
        if not disk.lock(self._file, wait=False):
            raise VeedorError(
                sentence("Another program watches into {folder}.", folder=str(self.path.parent)),
                remedy="Let it go on, or name another folder with --to.",
            )

    def append(self, event: Mapping[str, Any]) -> None:
        """Write an event; it is on the disk when this returns.

        Raises
        ------
        OSError
            Where it cannot be written; the journal is as it was.
        """
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            self._cut()
            left = memoryview(line)
            while left:
                left = left[os.write(self._file.fileno(), left) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            if error.errno not in FULL:
                raise VeedorError(
                    sentence(
                        "{file} cannot be written: {reason}. What the disk holds is not known.",
                        file=str(self.path),
                        reason=error.strerror,
                    ),
                    remedy="Mend the disk and start the watch again: it says what it has.",
                ) from error
            raise
        self._good += len(line)
        self.events.append(dict(event))

    def _cut(self) -> None:
        """Cut off what was never acknowledged."""
        if os.fstat(self._file.fileno()).st_size != self._good:
            os.ftruncate(self._file.fileno(), self._good)


def read_events(path: Path) -> tuple[list[Event], int]:
    """Read the events of a journal, and how many bytes of it are whole lines.

    Raises
    ------
    VeedorError
        Where a whole line is no event.
    """
    content = disk.read(path, LARGEST) if path.exists() else b""
    good = content.rfind(b"\n") + 1
    events: list[Event] = []
    for number, line in enumerate(content[:good].splitlines(), 1):
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict) or "kind" not in event:
            raise VeedorError(
                sentence("{file}, line {number}: it is no event of a watch.", file=str(path), number=number),
                remedy="Put the journal back from a copy, or name a new folder with --to; the answers stay.",
            )
        events.append(event)
    return events, good
