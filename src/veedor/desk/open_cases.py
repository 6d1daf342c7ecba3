"""Cases that are kept open, as their files are now, in bounded memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from dataclasses import field as value
from typing import TYPE_CHECKING, TypeVar

from veedor.desk.weight import weight
from veedor.errors import VeedorError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.case import Case
    from veedor.desk.data_mark import DataMark

T = TypeVar("T")

OPENED = 8
"""Cases kept open, those that were asked last."""
SLOW = 0.2
"""After an answer that took so many seconds a case is weighed: it may have read something large."""
TRIES = 3
"""Times that a case is opened whose files change meanwhile."""


@dataclass
class _OpenCase:
    """A case that is open: as its files were, and one question at a time."""

    case: Case
    mark: DataMark
    lock: threading.Lock = value(default_factory=threading.Lock)
    bytes: int = 0


class OpenCases:
    """The cases that were asked last.

    Parameters
    ----------
    make : callable
        Opens a case by the name under which it is served.
    mark : callable
        Gives what changes where a file of a case does.
    closed : callable
        Told the name of a case that is let go.
    most : int
        Bytes that all of them may hold.
    """

    def __init__(
        self,
        make: Callable[[str], Case],
        mark: Callable[[str], DataMark],
        closed: Callable[[str], None],
        most: int,
    ) -> None:
        self._make, self._mark, self._closed, self._most = make, mark, closed, most
        self._open: OrderedDict[str, _OpenCase] = OrderedDict()
        self._opening: dict[str, threading.Lock] = {}
        self._lock = threading.RLock()

    def __contains__(self, name: str) -> bool:
        return name in self._open

    def ask(self, name: str, answer: Callable[[Case], T]) -> T:
        """Return an answer about a case as its files are now; the answer has it for itself.

        Raises
        ------
        VeedorError, InputErrors
            Where the case cannot be opened, and of the answer.
        """
        opened = self._opened(name)
        with opened.lock:
            began = time.monotonic()
            made = answer(opened.case)
            if time.monotonic() - began > SLOW:
                opened.bytes = weight(opened.case)
                self._make_room(name)
        return made

    def _opened(self, name: str) -> _OpenCase:
        """Return a case; one that is open is opened again where its files changed."""
        with self._lock:
            opening = self._opening.setdefault(name, threading.Lock())
        with opening:  # whoever else asks for it waits: it may be large
            mark = self._mark(name)
            with self._lock:
                known = self._open.get(name)
                if known is not None and known.mark == mark:
                    self._open.move_to_end(name)
                    return known
                self._open.pop(name, None)  # before the other is read: both may be large
            made = self._as_now(name, mark)
            with self._lock:
                self._open[name] = made
                while len(self._open) > OPENED:
                    self._close(next(iter(self._open)))
            return made

    def _as_now(self, name: str, mark: DataMark) -> _OpenCase:
        """Open a case whose files may change while they are read.

        Raises
        ------
        VeedorError
            Where they change again and again.
        """
        for _ in range(TRIES):
            case = self._make(name)
            before, mark = mark, self._mark(name)
            if before == mark and case.election.data_hash == mark.data:
                return _OpenCase(case, mark)
        raise VeedorError(
            sentence("The files of the case {name!r} change while they are read.", name=name),
            remedy="Wait until they are all written, and ask again.",
        )

    def _make_room(self, name: str) -> None:
        """Let go of cases while they hold too much: those asked longest ago, last the one that is asked."""
        with self._lock:
            for other in (*(other for other in self._open if other != name), name):
                if sum(one.bytes for one in self._open.values()) > self._most:
                    self._close(other)

    def _close(self, name: str) -> None:
        self._open.pop(name, None)
        self._closed(name)
