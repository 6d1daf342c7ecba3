"""Answers of servers, kept byte for byte under their hash: whole, or as what they change of another one.

The pieces that are compared end at a line feed, ``}`` or ``>``: rows of tables, objects of JSON, tags of web
pages. What is packed already (ZIP, XLSX) changes everywhere; nothing is saved of it.
"""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING

from veedor import disk
from veedor.canonical import is_hash, sha256
from veedor.errors import MissingDataError, VeedorError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path


WHOLE, CHANGED = ".z", ".d"
LARGEST = 4 << 30
"""Bytes; nothing kept is larger."""
_WORTH = 8
"""A difference is kept where it has at most one part in so many of what the whole has, packed."""


class AnswerStore:
    """A folder of answers. Each is whole on the disk when :meth:`keep` returns; equal ones are kept once.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        disk.make_folder(folder)
        disk.sweep(folder)
        self._bases: dict[str, tuple[str, int]] = {}

    def keep(self, content: bytes, address: str) -> str:
        """Keep an answer.

        Parameters
        ----------
        content : bytes
            As it came.
        address : str
            Whose it is: what changes little of the last whole answer of the same address is kept as that.

        Returns
        -------
        str
            Its SHA-256.

        Raises
        ------
        OSError
            Where it cannot be written; nothing is there of it then.
        """
        name = sha256(content)
        if self._file(name) is not None:
            return name
        base, size = self._bases.get(address, ("", 0))
        if base:
            packed = difference(self.read(base), content)
            if len(packed) * _WORTH <= size:
                self._write(f"{name}{CHANGED}", base.encode() + packed)
                return name
        packed = zlib.compress(content, 6)
        self._write(f"{name}{WHOLE}", packed)
        self._bases[address] = (name, len(packed))
        return name

    def read(self, name: str) -> bytes:
        """Return an answer, and make sure that it is the one that came.

        Parameters
        ----------
        name : str
            Its SHA-256.

        Raises
        ------
        MissingDataError
            Where it is not there.
        VeedorError
            Where it is damaged.
        """
        file = self._file(name) if is_hash(name) else None
        if file is None:
            raise MissingDataError(
                sentence("The answer {name} is not in {folder}.", name=name[:64], folder=str(self.folder))
            )
        packed = disk.read(file, LARGEST)
        try:
            content = (
                zlib.decompress(packed)
                if file.suffix == WHOLE
                else restored(self.read(packed[:64].decode("ascii", "replace")), packed[64:])
            )
        except zlib.error:
            content = b""
        if sha256(content) != name:
            raise VeedorError(
                sentence("{file} is damaged: its SHA-256 is not its name.", file=str(file)),
                remedy="Put it back from a copy.",
            )
        return content

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self.folder.glob("??/*"))

    def _file(self, name: str) -> Path | None:
        for kind in (WHOLE, CHANGED):
            file = self.folder / name[:2] / f"{name}{kind}"
            if file.is_file():
                return file
        return None

    def _write(self, name: str, content: bytes) -> None:
        folder = self.folder / name[:2]
        disk.make_folder(folder)
        disk.write_all({folder / name: content}, self.folder)


_PIECE = re.compile(rb"[^\n}>]*[\n}>]|[^\n}>]+\Z")
_LEVEL = 6


def difference(base: bytes, new: bytes) -> bytes:
    """Return what makes one file of another.

    Parameters
    ----------
    base, new : bytes
        The file that is there, and the other one.

    Returns
    -------
    bytes
        For :func:`restored`: copies of the base and what stands between them, packed.
    """
    old = _PIECE.findall(base)
    starts, place = [], 0
    first: dict[bytes, int] = {}
    for number, piece in enumerate(old):
        first.setdefault(piece, number)
        starts.append(place)
        place += len(piece)
    starts.append(place)
    copies: list[list[int]] = []
    between: list[bytes] = []
    since = next_up = 0  # bytes that stand before the next copy; the piece of the base that is expected next
    following = False
    for piece in _PIECE.findall(new):
        at = next_up if next_up < len(old) and old[next_up] == piece else first.get(piece, -1)
        if at < 0:
            between.append(piece)
            since += len(piece)
            following, next_up = False, next_up + 1  # most often one piece stands in place of another
            continue
        if following and at == next_up:
            copies[-1][2] += len(piece)
        else:
            copies.append([since, starts[at], len(piece)])
            since = 0
        following, next_up = True, at + 1
    head = json.dumps(copies, separators=(",", ":")).encode()
    return zlib.compress(head + b"\n" + b"".join(between), _LEVEL)


def restored(base: bytes, packed: bytes) -> bytes:
    """Make a file of its base and its difference.

    Raises
    ------
    VeedorError
        Where the difference is damaged.
    """
    try:
        head, _, between = zlib.decompress(packed).partition(b"\n")
        parts: list[bytes] = []
        at = 0
        for since, start, length in json.loads(head):
            parts += [between[at : at + since], base[start : start + length]]
            at += since
    except (ValueError, TypeError, zlib.error) as error:
        raise VeedorError(
            sentence("What was kept of an answer is damaged: {error}.", error=str(error))
        ) from error
    return b"".join([*parts, between[at:]])
