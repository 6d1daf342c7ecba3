"""Whether the files of a case are still those that were read: by size and time, else by their hashes."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.intake.load import load_case
from veedor.intake.locate import data_folders, locate
from veedor.intake.run import key_of_import
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from veedor.intake.case import CaseFile

SETTLED = 2.0
"""A file that changed less than so many seconds ago may change again without a new time."""

Stamp = tuple[int, int, int, int] | None
"""Size, times of change and number of a file; None where there is none."""


@dataclass(frozen=True)
class DataMark:
    """What answers about a case rest on.

    Parameters
    ----------
    data : str
        The hash of files and mapping, by which imported tables are kept.
    written : str
        Changes with any file of the case that says how it is read, told or drawn.
    """

    data: str
    written: str

    def __str__(self) -> str:
        """Return both as one word."""
        return f"{self.data}-{self.written}"


class WatchedCase:
    """The files of a case, looked at again for every question: one that changed changes the mark.

    Parameters
    ----------
    name : str
        Under which the case is served.
    folder : Path
        Of the case.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self._mark: DataMark | None = None
        self._seen: dict[Path, Stamp] = {}
        self._settled = False
        self._lock = threading.Lock()

    def known(self) -> DataMark | None:
        """Return the mark where nothing has changed since it was worked out; None where it is outdated."""
        with self._lock:
            mark, seen, settled = self._mark, self._seen, self._settled
        same = settled and all(_stamp(path) == stamp for path, stamp in seen.items())
        return mark if same else None

    def renew(self) -> DataMark:
        """Work the mark out, reading what changed.

        Raises
        ------
        MissingDataError
            Where the case, or a file of it, is gone.
        CaseError, InputErrors
            Where ``case.toml`` is no case any more.
        """
        if not (self.folder / "case.toml").is_file():
            raise MissingDataError(
                sentence("The case {name!r} has no case.toml any more.", name=self.name),
                remedy="Put it back, or start the desk again without it.",
            )
        now = time.time()
        texts = _texts(self.folder)
        case = load_case(self.folder)
        seen = {path: _stamp(path) for path in (*texts, *_outline(case), self.folder, *_folders(case))}
        written = repr([(path.name, stamp) for path, stamp in seen.items() if not path.is_dir()])
        located = locate(case)
        seen |= {one.path: _stamp(one.path) for one in located}
        mark = DataMark(key_of_import(case, located), sha256(written.encode()).hexdigest()[:12])
        newest = max((stamp[2] for stamp in seen.values() if stamp is not None), default=0)
        with self._lock:
            self._mark, self._seen, self._settled = mark, seen, newest / 1e9 + SETTLED < now
        return mark

    def now(self) -> DataMark:
        """Return the mark as it is now; see :meth:`renew`."""
        return self.known() or self.renew()


def _texts(folder: Path) -> list[Path]:
    """Return the files of a case that its user writes: what it is, its claims, a rule of its own."""
    return sorted(folder.glob("*.toml"))


def _outline(case: CaseFile) -> list[Path]:
    return [case.folder / case.election.outline] if case.election.outline else []


def _folders(case: CaseFile) -> Iterable[Path]:
    """Return the folders in which a file of the case could appear that would be read in place of another."""
    forms = [form for source in case.sources.values() for form in source.files]
    names = {one.name for form in forms for one in (form, *form.copies)}
    return {(folder / name).parent for folder in data_folders(case) for name in names}


def _stamp(path: Path) -> Stamp:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino
