"""The folder of a publication: what changed is written, what is gone removed, nothing else touched.

``SHA256SUMS`` names every file of a publication (``sha256sum -c`` reads it) and is written last. While files
are moved, ``SHA256SUMS.next`` names those that are to come: who is killed meanwhile leaves a site in which
every page works, of the old data or of the new, and the next publication knows what is ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from veedor import disk
from veedor.errors import InputError, QuestionError
from veedor.sentence import sentence

SUMS = "SHA256SUMS"
NEXT = "SHA256SUMS.next"
SAYS = "publication.json"
"""What a publication says of itself; a list of files that does not name it is somebody else's."""
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_NO_NAME = re.compile(r"(^|/)\.{0,2}(/|$)|[\\\x00-\x1f:]")


@dataclass(frozen=True)
class Changes:
    """What a publication did to its folder.

    Parameters
    ----------
    written, kept, removed : int
        Files that were written, that were so already, and that are gone.
    size, largest : int
        Bytes of all files, and of the largest.
    """

    written: int
    kept: int
    removed: int
    size: int
    largest: int


@dataclass(eq=False)
class SiteFolder:
    """The folder while it is published into.

    Parameters
    ----------
    path : Path
        Of the publication.
    aside : Path
        Where files wait until all are there.
    before : mapping of str to str
        Files that a publication left here -> their hash.
    """

    path: Path
    aside: Path
    before: dict[str, str]
    sums: dict[str, str] = field(default_factory=dict)
    _changed: list[str] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)

    def keep(self, name: str, content: bytes) -> None:
        """Take a file; it is written aside if it is not there already.

        Parameters
        ----------
        name : str
            From the folder, with ``/``.
        content : bytes
            What is in it.

        Raises
        ------
        QuestionError
            Where a file of that name is there that no publication wrote.
        """
        if name in self.sums:
            return
        place = _inside(self.path, name)
        self.sums[name] = hashlib.sha256(content).hexdigest()
        self._sizes.append(len(content))
        if place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content:
            return
        if name not in self.before and (place.exists() or place.is_symlink()):
            raise QuestionError(
                sentence("{file} was not written by a publication.", file=place),
                remedy="Move it away, or publish into another folder.",
            )
        waiting = self.aside / name
        waiting.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(content)
        self._changed.append(name)

    def finish(self) -> Changes:
        """Move what changed into its place, then remove what is gone.

        What pages name comes first, then the pages, those that were reached last first: files were taken in
        the order in which pages lead to them.
        """
        gone = [name for name in self.before if name not in self.sums]
        if self._changed or gone or not (self.path / SUMS).is_file():
            coming = "".join(f"{mark}  {name}\n" for name, mark in sorted(self.sums.items()))
            disk.write(self.path / NEXT, coming)
            self._move()
            (self.path / NEXT).replace(self.path / SUMS)
            self._remove(gone)
        size = sum(self._sizes)
        kept = len(self.sums) - len(self._changed)
        return Changes(len(self._changed), kept, len(gone), size, max(self._sizes, default=0))

    def _move(self) -> None:
        last_first = self._changed[::-1]
        for name in sorted(last_first, key=lambda name: name.endswith(".html")):
            place = self.path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (self.aside / name).replace(place)

    def _remove(self, names: list[str]) -> None:
        for name in names:
            _inside(self.path, name).unlink(missing_ok=True)
        parents = {parent for name in names for parent in Path(name).parents if parent != Path()}
        for folder in sorted(parents, key=lambda path: -len(path.parts)):
            with suppress(OSError):  # something of somebody else is in it
                (self.path / folder).rmdir()


@contextmanager
def publication(path: Path) -> Iterator[SiteFolder]:
    """Open a folder to publish into; alone.

    Parameters
    ----------
    path : Path
        Empty, not there yet, or an earlier publication.

    Raises
    ------
    QuestionError
        Where it is a folder with anything else in it.
    InputError
        Where its list of files cannot be read.
    """
    disk.make_folder(path)
    with disk.alone(path):
        disk.sweep(path)
        before = {**_listed(path / SUMS), **_listed(path / NEXT)}
        begun = (path / SUMS).is_file() or (path / NEXT).is_file()
        if not begun and any(path.iterdir()):
            raise QuestionError(
                sentence("{folder} is not empty, and no publication.", folder=path),
                remedy="Name an empty folder with --to, or one that `veedor publish` wrote.",
            )
        with disk.made_aside(path) as aside:
            yield SiteFolder(path, aside, before)


def _listed(file: Path) -> dict[str, str]:
    """Read a list of files; empty where there is none.

    Raises
    ------
    InputError
        Where it cannot be read, or names what no publication would have.
    QuestionError
        Where it is that of something else.
    """
    if not file.is_file():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(disk.read(file).decode("utf-8", "replace").splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None or _NO_NAME.search(match[2]):
            raise InputError(
                sentence("is no list of a publication: {line!r}.", line=line[:100]),
                file=str(file),
                row=number,
                remedy="Publish into another folder; whoever changed this file knows why.",
            )
        found[match[2]] = match[1]
    if SAYS not in found:
        raise QuestionError(
            sentence("{file} is of something else than a publication.", file=file),
            remedy="Name an empty folder with --to, or one that `veedor publish` wrote.",
        )
    return found


def _inside(folder: Path, name: str) -> Path:
    """Return the place of a file; none behind a link, which could lead elsewhere.

    Raises
    ------
    QuestionError
        Where a folder on the way is a link.
    """
    place = folder
    for part in name.split("/")[:-1]:
        place /= part
        if place.is_symlink():
            raise QuestionError(
                sentence("{folder} is a link, which could lead anywhere.", folder=place),
                remedy="Put a folder in its place, or publish into another one.",
            )
    return folder / name
