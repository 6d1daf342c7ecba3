"""The cases that a desk serves, by name. No path ever comes from a request."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from dataclasses import field as value
from typing import TYPE_CHECKING, Any, TypeVar

from veedor.errors import MissingDataError, VeedorError, nearest
from veedor.intake.load import load_case
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from veedor.case import Case
    from veedor.intake.case import CaseFile

T = TypeVar("T")

PATIENCE = 1.5
"""Seconds for which a page waits for an answer before it says that it is being made."""
KEPT = 400
"""Answers kept in memory, those that were asked for last."""
OPENED = 8
"""Cases kept open, those that were asked last."""


class UnknownCaseError(VeedorError):
    """The desk serves no case of a name."""


class StillWorkingError(Exception):
    """An answer is being made.

    Parameters
    ----------
    what : str
        The question, as it is kept.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


@dataclass
class _OpenCase:
    """A case that is open: as its files were, and one question at a time."""

    case: Case
    mark: object
    lock: threading.Lock = value(default_factory=threading.Lock)


class Library:
    """The cases that are served.

    Parameters
    ----------
    cases : mapping of str to Path
        Name in addresses -> folder of the case.
    patience : float
        Seconds for which :meth:`ask` waits.
    hidden : bool
        Whether commands name a case as it is served, not by its folder: others see them, who have the case
        somewhere else and need not know where it is here.
    """

    def __init__(
        self, cases: Mapping[str, Path], *, patience: float = PATIENCE, hidden: bool = False
    ) -> None:
        self._folders = dict(cases)
        self._hidden = hidden
        self._data: dict[str, tuple[str, str]] = {}
        self._patience = patience
        self._open: OrderedDict[str, _OpenCase] = OrderedDict()
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._coming: dict[tuple[str, ...], Future[Any]] = {}
        self._lock = threading.RLock()
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="veedor-desk")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cases, in their order."""
        with self._lock:
            return tuple(self._folders)

    def add(self, folder: Path) -> str:
        """Serve one more case, and give its name in addresses."""
        with self._lock:
            for name, known in self._folders.items():
                if known.resolve() == folder.resolve():
                    return name
            name = free_name(folder.resolve().name, self._folders)
            self._folders[name] = folder
            return name

    def folder(self, name: str) -> Path:
        """Give the folder of a case.

        Raises
        ------
        UnknownCaseError
            Where none of that name is served.
        """
        with self._lock:
            if name in self._folders:
                return self._folders[name]
        raise UnknownCaseError(
            sentence("This desk has no case {name!r}.", name=name), remedy=nearest(name, self.names)
        )

    def spoken(self, name: str) -> str:
        """Say how commands name a case."""
        return name if self._hidden else str(self.folder(name))

    def data(self, name: str) -> str:
        """Give the hash of the data of a case; asked for again it costs a look at its file.

        Raises
        ------
        StillWorkingError, VeedorError, InputErrors
            As :meth:`ask`.
        """
        mark = str(self._mark(name))
        if self._data.get(name, ("", ""))[0] != mark:
            self._data[name] = (mark, self.ask(name, "data", lambda case: str(case.about()["data"])))
        return self._data[name][1]

    def listed(self) -> str:
        """Give what changes where the list of the cases does: their names, and how their files are."""
        return str([(name, self._mark(name)) for name in self.names])

    def file(self, name: str) -> CaseFile:
        """Read ``case.toml`` of a case.

        Raises
        ------
        UnknownCaseError, CaseError, InputErrors
            Where none of that name is served, or its file is not one.
        """
        return load_case(self.folder(name))

    def ask(self, name: str, question: str, answer: Callable[[Case], T]) -> T:
        """Ask a case; import it first where that has not been done.

        Parameters
        ----------
        name : str
            Of the case.
        question : str
            What is asked. Its answer is kept under this and the hash of the data.
        answer : callable
            Gives the answer. It has the case for itself.

        Raises
        ------
        StillWorkingError
            Where the answer is being made. Whoever asks again gets it once it is there.
        VeedorError, InputErrors
            Of the answer; nothing is kept of it.
        """
        return self._kept_or_made(name, question, lambda: self._answer(name, answer))

    def work(self, name: str, what: str, make: Callable[[Path], T]) -> T:
        """Have something made of a case, apart from all who ask it.

        Parameters
        ----------
        name : str
            Of the case.
        what : str
            What is made; kept under this and the hash of the data.
        make : callable
            Makes it of the folder of the case.

        Raises
        ------
        StillWorkingError, VeedorError, InputErrors
            As :meth:`ask`.
        """
        return self._kept_or_made(name, what, lambda: make(self.folder(name)))

    def _kept_or_made(self, name: str, question: str, make: Callable[[], T]) -> T:
        key = (name, str(self._mark(name)), question)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
            coming = self._coming.get(key)
            if coming is None:
                coming = self._workers.submit(make)
                self._coming[key] = coming
        try:
            made: T = coming.result(timeout=self._patience)
        except TimeoutError:
            if not coming.done():
                raise StillWorkingError(question) from None
            raise
        finally:
            if coming.done():
                self._settle(key, coming)
        return made

    def _settle(self, key: tuple[str, ...], coming: Future[Any]) -> None:
        with self._lock:
            self._coming.pop(key, None)
            if coming.exception() is None:
                self._kept[key] = coming.result()
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)

    def _answer(self, name: str, answer: Callable[[Case], T]) -> T:
        opened = self._opened(name)
        with opened.lock:
            return answer(opened.case)

    def _opened(self, name: str) -> _OpenCase:
        from veedor.case.case import open_case

        folder = self.folder(name)
        with self._lock:
            known = self._open.get(name)
            if known is not None and known.mark == self._mark(name):
                self._open.move_to_end(name)
                return known
        case = open_case(folder, name=self.spoken(name))
        with self._lock:
            made = _OpenCase(case, self._mark(name))
            self._open[name] = made
            while len(self._open) > OPENED:
                self._open.popitem(last=False)
            return made

    def _mark(self, name: str) -> object:
        """Give what changes where ``case.toml`` or what was imported of it changes."""
        file = self.folder(name) / "case.toml"
        try:
            written = file.stat().st_mtime_ns, file.stat().st_size
        except OSError:
            raise MissingDataError(
                sentence("The case {name!r} has no case.toml any more.", name=name),
                remedy="Put it back, or start the desk again without it.",
            ) from None
        return written


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Give a name that can stand in an address and that no other case has."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", wanted).strip("-.") or "case"
    names, number, name = set(taken), 1, plain
    while name in names:
        number += 1
        name = f"{plain}-{number}"
    return name


def find_cases(paths: Iterable[Path]) -> dict[str, Path]:
    """Find the cases in some folders: each is one, or holds some.

    Parameters
    ----------
    paths : iterable of Path
        As the user named them.

    Raises
    ------
    MissingDataError
        Where there is none in one of them.
    """
    found: dict[str, Path] = {}
    for path in paths:
        inside = (
            [path] if (path / "case.toml").is_file() else sorted(p.parent for p in path.glob("*/case.toml"))
        )
        if not inside:
            raise MissingDataError(
                sentence("There is no case in {path}.", path=path),
                remedy="Name a folder with a case.toml, or one that holds some; `veedor demo` makes a case.",
            )
        for folder in inside:
            if folder.resolve() not in {known.resolve() for known in found.values()}:
                found[free_name(folder.resolve().name, found)] = folder
    return found
