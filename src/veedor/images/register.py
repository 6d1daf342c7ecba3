"""What came, kept under its hash; and a register that says of which sheet it is, from where, and since when.

The register is a file of lines, ``data/images/register.jsonl`` of the case, that only grows: what was asked
and was not there stands in it too. A line that a killed program left unfinished says nothing.
"""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import msgspec

from veedor import disk
from veedor.canonical import is_hash, sha256
from veedor.errors import FetchError
from veedor.images.kinds import LARGEST, SUFFIXES, ImageFacts, examine
from veedor.images.reasons import no_image
from veedor.intake.download import refuse_links
from veedor.intake.locate import DATA
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "images"
REGISTER = "register.jsonl"
MOST_BYTES = 1024**3
"""Bytes of a register: two lines for each of a million sheets."""


@dataclass(frozen=True)
class ImageLine:
    """One line of the register: an image that came, or why none did.

    Parameters
    ----------
    sheet : str
        Of which sheet.
    page : int
        Which of its images, from 1.
    address : str
        Where it was asked for; a path within the case for a file beside it.
    at : str
        When, UTC, ISO 8601.
    sha256 : str
        Of the image; empty where none came.
    kind : str
        One of :data:`veedor.images.kinds.KINDS`.
    size, width, height : int
        Bytes and pixels.
    etag, modified : str
        What the server says that it is known by.
    fault : str
        Why none came: one of :data:`veedor.images.reasons.REASONS`.
    detail : str
        What happened, for people.
    """

    sheet: str
    page: int
    address: str
    at: str
    sha256: str = ""
    kind: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    etag: str = ""
    modified: str = ""
    fault: str = ""
    detail: str = ""

    @property
    def came(self) -> bool:
        """Whether there was an image."""
        return bool(self.sha256)


class ImageRegister:
    """The images of a case that were kept. Lines that other programs add are read when it is asked.

    Parameters
    ----------
    case : Path
        Folder of the case.
    """

    def __init__(self, case: Path) -> None:
        self.folder = case / DATA / FOLDER
        self._read_to = self._which = 0
        self._lines: dict[str, list[ImageLine]] = {}
        self._lock = threading.Lock()

    def lines(self, address: str) -> tuple[ImageLine, ...]:
        """Return what is written of an address, the oldest first."""
        with self._lock:
            self._catch_up()
            return tuple(self._lines.get(address, ()))

    def latest(self, address: str) -> ImageLine | None:
        """Return the last image that came from an address."""
        return next((line for line in reversed(self.lines(address)) if line.came), None)

    def is_kept(self, line: ImageLine) -> bool:
        """Whether the image of a line still lies where it was put, and is the one that came."""
        return sha256(self._bytes(line)) == line.sha256

    def content(self, line: ImageLine) -> tuple[bytes, ImageFacts]:
        """Return the image of a line, and what it is by its own bytes.

        Raises
        ------
        NoImageError
            Where it is gone, is not the one that came, or may not be shown.
        """
        found = self._bytes(line)
        if sha256(found) != line.sha256:
            raise no_image("gone")
        return found, examine(found)

    def _bytes(self, line: ImageLine) -> bytes:
        """Read what lies where an image was put; nothing where nothing can be read."""
        path = self._path(line)
        try:
            return b"" if path.is_symlink() else disk.read(path, LARGEST)
        except OSError:
            return b""

    def keep(self, line: ImageLine, content: bytes | None) -> None:
        """Put an image under its hash where it is not there yet, then write its line.

        Parameters
        ----------
        line : ImageLine
            What the register says of it.
        content : bytes or None
            The image; None where nothing is to be kept: none came, or it is a file beside the case.

        Raises
        ------
        FetchError
            Where they cannot be written.
        """
        path = self._path(line)
        file = self.folder / REGISTER
        refuse_links(self.folder.parent, self.folder, path.parent, path, file)
        try:
            disk.make_folder(path.parent if content is not None else self.folder)
            if content is not None and not self.is_kept(line):
                disk.write(path, content)
            with disk.alone(self.folder):
                _append(file, msgspec.json.encode(asdict(line)) + b"\n")
        except OSError as error:
            raise FetchError(
                sentence("{folder} cannot be written: {strerror}.", folder=self.folder,
                         strerror=whole(error.strerror or "")),
                remedy="Make room there, or copy the case to where you may write.",
            ) from error  # fmt: skip

    def _path(self, line: ImageLine) -> Path:
        """Return where an image lies; every part of it is checked, for the register may be anybody's."""
        name = line.sha256 if is_hash(line.sha256) else "none"
        return self.folder / name[:2] / f"{name}{SUFFIXES.get(line.kind, '')}"

    def _catch_up(self) -> None:
        """Read the lines that are new."""
        file = self.folder / REGISTER
        try:
            seen = os.lstat(file)
            size = seen.st_size if stat.S_ISREG(seen.st_mode) else 0
            which = seen.st_ino
        except OSError:
            size = which = 0
        if size < self._read_to or which != self._which:  # it is another file
            self._read_to, self._which, self._lines = 0, which, {}
        if size > MOST_BYTES:
            raise FetchError(
                sentence("{file} is larger than {most:,} bytes.", file=file, most=MOST_BYTES),
                remedy="Keep it as a record under another name; the images are fetched and noted anew.",
            )
        if size == self._read_to:
            return
        with file.open("rb") as opened:
            opened.seek(self._read_to)
            new = opened.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for text in whole.splitlines():
            try:
                line = msgspec.json.decode(text, type=ImageLine)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue  # cut off by a kill
            self._lines.setdefault(line.address, []).append(line)


def _append(file: Path, line: bytes) -> None:
    """Add a line, behind the end of one that was cut off, and make it reach the disk."""
    with file.open("a+b") as opened:
        if opened.seek(0, os.SEEK_END):
            opened.seek(-1, os.SEEK_END)
            line = line if opened.read(1) == b"\n" else b"\n" + line
        opened.write(line)
        disk.settle(opened)
