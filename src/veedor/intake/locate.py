"""Where the files of a case are, and their hashes without reading again what has not changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.errors import CaseError, MissingDataError, raise_all
from veedor.intake.pages import find_pages, is_paged
from veedor.intake.seal import holds, mark, sealed
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile, FileForm

DATA = "data"
"""Folder of a case into which ``veedor fetch`` downloads."""

ENVIRONMENT = "VEEDOR_DATA"
"""Names a folder that holds the data of several cases, each in a folder of the case's name."""

_SETTLED_NS = 2_000_000_000
"""A file changed in the last two seconds may change again without a new time stamp."""


@dataclass(frozen=True)
class Located:
    """A published file that was found.

    Parameters
    ----------
    source : str
        Name of the source.
    form : FileForm
        The form in which it was found.
    path : Path
        Where.
    size : int
        Bytes.
    sha256 : str
        Of the file.
    """

    source: str
    form: FileForm
    path: Path
    size: int
    sha256: str


def data_folders(case: CaseFile) -> tuple[Path, ...]:
    """Return the folders in which the files of a case are looked for, in this order."""
    folders = [case.folder / DATA]
    if root := os.environ.get(ENVIRONMENT):
        shared = Path(root) / case.name
        folders += [shared, shared / "original"]
    return tuple(folders)


def find(case: CaseFile, form: FileForm) -> list[tuple[FileForm, Path]]:
    """Find a part of a source: the first folder that has it in any form, and there the first form.

    Returns
    -------
    list of tuple of FileForm and Path
        One file; for a pattern every file whose name matches, in order of their names; nothing where there is
        none.
    """
    for folder in data_folders(case):
        for one in (form, *form.copies):
            if is_paged(one):
                pages, lacking = find_pages(folder, one)
                if pages and not lacking:
                    return pages
            elif any(c in one.name for c in "*?"):
                found = _matching(folder, one.name)
                if found:
                    return [(replace(one, name=path.name), path) for path in found]
            elif (path := folder / one.name).is_file():
                return [(one, path)]
    return []


def _either(letter: str) -> str:
    return f"[{letter.lower()}{letter.upper()}]" if len(letter.upper()) == 1 else letter


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a pattern, whatever its capitals; hidden files are left alone as in a shell."""
    hidden = PurePath(pattern).name.startswith(".")
    either = re.sub(r"\[|[^\W\d_]", lambda m: "[[]" if m[0] == "[" else _either(m[0]), pattern)
    found = (path for path in folder.glob(either) if path.is_file())
    return sorted(path for path in found if hidden or not path.name.startswith("."))


def work_folder(case: CaseFile) -> Path:
    """Return the folder that keeps the imported tables of a case: beside it, or in the user's cache.

    The cache (``XDG_CACHE_HOME``) serves where the folder of the case cannot be written.
    """
    beside = case.folder / ".veedor"
    if not beside.is_symlink():  # a link could lead out of the case
        if beside.is_dir() and os.access(beside, os.W_OK):
            return beside
        if not beside.exists() and os.access(case.folder, os.W_OK):
            return beside
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    mark = hashlib.sha256(str(case.folder).encode()).hexdigest()[:12]
    return cache / "veedor" / f"{case.name}-{mark}"


def locate(case: CaseFile) -> tuple[Located, ...]:
    """Find every file of every source of a case and hash it.

    A file whose size and times of change are those of the last time is not read again, unless the case states
    its hash.

    Returns
    -------
    tuple of Located
        In the order of the case; a source with several parts has several.

    Raises
    ------
    MissingDataError
        Where a part is nowhere; names all that are missing.
    CaseError, InputErrors
        Where files are not those whose SHA-256 the case names.
    """
    found = [(name, form, find(case, form)) for name, source in case.sources.items() for form in source.files]
    missing = [(name, form) for name, form, places in found if not places]
    if missing:
        raise _missing(case, missing)
    seen = _Seen(work_folder(case))
    located = [
        Located(name, form, path, path.stat().st_size, seen.sha256(path, form))
        for name, _, places in found
        for form, path in places
    ]
    seen.save()
    _compare(case, located)
    return tuple(located)


def _missing(case: CaseFile, parts: list[tuple[str, FileForm]]) -> MissingDataError:
    files = joined(
        (
            sentence("{source}: {names}", source=name, names=_one_of(case, (form, *form.copies)))
            for name, form in parts
        ),
        by="; ",
    )
    where = ", ".join(str(folder) for folder in data_folders(case))
    fetched = all(any(one.fetch for one in (form, *form.copies)) for _, form in parts)
    remedy = (
        sentence("`veedor fetch {folder}` downloads them.", folder=case.folder)
        if fetched
        else sentence(
            "Put them there; `veedor fetch {folder}` downloads those that have an address.",
            folder=case.folder,
        )
    )
    if not os.environ.get("VEEDOR_DATA"):
        remedy += sentence(" Or set VEEDOR_DATA to the folder that holds the data of cases.")
    several = [name for name, _ in parts if len(case.sources[name].files) > 1]
    if several:
        remedy += sentence(
            " The files of a source are parts, and all of them are read; if "
            "those of {several!r} are alternatives, write files = [{{ name = "
            '"one", copies = [{{ name = "other" }}] }}].',
            several=several[0],
        )
    return MissingDataError(
        sentence("Data of the case are missing ({files}). Looked in: {where}.", files=files, where=where),
        remedy=remedy,
    )


def _one_of(case: CaseFile, forms: tuple[FileForm, ...]) -> str:
    """Name a missing file, or each of its copies."""
    first, *others = (_shown(case, one) for one in forms)
    for other in others:
        first = sentence("{one} or {other}", one=first, other=other)
    return first


def _shown(case: CaseFile, form: FileForm) -> str:
    """Name a missing file; of an address pattern of which some pages are there, those that are not."""
    for folder in data_folders(case):
        pages, lacking = find_pages(folder, form) if is_paged(form) else ([], [])
        if pages:
            names = [repr(name) for name in lacking[:5]]
            if len(lacking) > 5:
                more = len(lacking) - 5
                return sentence(
                    "{name!r} lacks {names} and {more:,} more", name=form.name, names=names, more=more
                )
            return sentence("{name!r} lacks {names}", name=form.name, names=names)
    return repr(form.name)


def _compare(case: CaseFile, located: list[Located]) -> None:
    problems = [
        CaseError(
            "it is not the file that the case names.",
            file=str(file.path),
            value=f"SHA-256 {file.sha256}",
            expected=file.form.expected_hash,
            remedy=sentence(
                "Remove it and fetch it again (`veedor fetch {folder}`); if it is "
                "the file that was meant (ask who published it, or compare its "
                'sums), state `sha256 = "{sha256}"` in its entry of `files`.',
                folder=case.folder,
                sha256=file.sha256,
            ),
        )
        for file in located
        if file.form.expected_hash and file.form.expected_hash != file.sha256
    ]
    raise_all(problems, "Files are not those that the case names")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Seen:
    """Hashes of files by path and what changes with them, sealed, kept beside the tables."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "seen.json"
        self._changed = False
        self._known: dict[str, list[Any]] = {}
        try:
            found = json.loads(disk.read(self._file))
            if holds(found["files"], found["seal"]):
                self._known = found["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return

    def sha256(self, path: Path, form: FileForm) -> str:
        """Return the hash of a file; it is read where the case states one, or anything has changed."""
        seen = mark(path)
        known = self._known.get(str(path))
        if known is not None and known[:-1] == seen and not form.expected_hash:
            return str(known[-1])
        digest = hash_file(path)
        if known != [*seen, digest] and time.time_ns() - max(seen[1:3]) > _SETTLED_NS:
            self._known[str(path)] = [*seen, digest]
            self._changed = True
        return digest

    def save(self) -> None:
        if not self._changed:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            content = {"files": self._known, "seal": sealed(self._known)}
            disk.write(self._file, json.dumps(content))
        except OSError:
            return  # a shortcut that cannot be kept costs time, never an answer
