"""The cases that a desk serves, by name. No path ever comes from a request."""

from __future__ import annotations

import re
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from veedor.desk.data_mark import DataMark, WatchedCase
from veedor.desk.open_cases import OpenCases
from veedor.desk.weight import weight
from veedor.errors import MissingDataError, VeedorError, nearest
from veedor.intake.load import load_case
from veedor.lookup import SheetTable
from veedor.lookup.recent import Recent
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from veedor.case import Case
    from veedor.intake.case import CaseFile

T = TypeVar("T")
Key: TypeAlias = "tuple[str, DataMark | None, str]"
"""Case, its files, question."""

PATIENCE = 1.5
"""Seconds for which a page waits for an answer before it says that it is being made."""
ANSWERS = 256 * 2**20
"""Bytes of answers that are kept, those that were asked for last."""
CASES = 2 * 2**30
"""Bytes that open cases may hold, with their tables."""


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


class Library:
    """The cases that are served.

    Parameters
    ----------
    cases : mapping of str to Path
        Name in addresses -> folder of the case.
    patience : float
        Seconds for which :meth:`ask` waits.
    answers, opened : int
        Bytes of answers, and of open cases, that are kept.
    hidden : bool
        Whether commands name a case as it is served, not by its folder: others see them, who have the case
        somewhere else and need not know where it is here.
    """

    def __init__(
        self,
        cases: Mapping[str, Path],
        *,
        patience: float = PATIENCE,
        answers: int = ANSWERS,
        opened: int = CASES,
        hidden: bool = False,
    ) -> None:
        self._folders = dict(cases)
        self._hidden = hidden
        self._patience = patience
        self._watched: dict[str, WatchedCase] = {}
        self._open = OpenCases(self._opened, lambda name: self._watch(name).now(), self._forget, opened)
        self._kept = Recent(answers)
        self._coming: dict[Key, Future[Any]] = {}
        self._looked = threading.local()
        self._lock = threading.RLock()
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="veedor-desk")
        self._markers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="veedor-mark")

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
        """Return the folder of a case.

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

    def listed(self) -> str:
        """Return what changes where the list of the cases does: their names, and how their files are."""
        return str([(name, self._watch(name).now()) for name in self.names])

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
        return self._kept_or_made(name, question, lambda: self._open.ask(name, answer))

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

    def data(self, name: str) -> str:
        """Return the hash of the data of a case as they are now.

        Raises
        ------
        StillWorkingError, VeedorError, InputErrors
            As :meth:`ask`.
        """
        return self._mark(name).data

    def _kept_or_made(self, name: str, question: str, make: Callable[[], T]) -> T:
        key = (name, self._mark(name), question)
        with suppress(KeyError):
            kept: T = self._kept.get(key)
            return kept
        return self._made(key, lambda: self._keep(key, make()), self._workers)

    def _mark(self, name: str) -> DataMark:
        """Return what changes where a file of the case does; to read those that changed may take a while."""
        marks: dict[str, DataMark] = getattr(self._looked, "marks", {})
        if name not in marks:
            watched = self._watch(name)
            marks[name] = watched.known() or self._made((name, None, "data"), watched.renew, self._markers)
        return marks[name]

    @contextmanager
    def looking_once(self) -> Iterator[None]:
        """Look at the files of a case once for all that this thread asks within: a page asks many things."""
        self._looked.marks = {}
        try:
            yield
        finally:
            del self._looked.marks

    def _made(self, key: Key, make: Callable[[], T], workers: ThreadPoolExecutor) -> T:
        """Wait for what a worker makes.

        Raises
        ------
        StillWorkingError
            Where it takes longer; whoever asks again gets it, or why it failed.
        """
        with self._lock:
            coming = self._coming.get(key)
            if coming is None:
                coming = self._coming[key] = workers.submit(make)
        try:
            made: T = coming.result(timeout=self._patience)
        except TimeoutError:
            if not coming.done():
                raise StillWorkingError(key[-1]) from None
            raise
        finally:
            if coming.done():
                with self._lock:
                    if self._coming.get(key) is coming:
                        del self._coming[key]
        return made

    def _keep(self, key: Key, made: T) -> T:
        """Keep an answer, and let go of those about what the case was before.

        A table of sheets is held by its case, and let go with it: nothing else of it is weighed here.
        """
        of_case = isinstance(made, SheetTable)
        if not of_case or key[0] in self._open:
            self._kept.put(key, made, 0 if of_case else weight(made))
            self._kept.forget(lambda other: other[0] == key[0] and other[1] != key[1])
            with self._lock:
                self._coming.pop(key, None)
        return made

    def _forget(self, name: str) -> None:
        """Let go of the answers about a case: they may hold parts of it."""
        self._kept.forget(lambda key: key[0] == name)

    def _opened(self, name: str) -> Case:
        from veedor.case.case import open_case

        return open_case(self.folder(name), name=self.spoken(name))

    def _watch(self, name: str) -> WatchedCase:
        folder = self.folder(name)
        with self._lock:
            return self._watched.setdefault(name, WatchedCase(name, folder))


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that can stand in an address and that no other case has."""
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
