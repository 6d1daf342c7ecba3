"""The tree as files: tiles of 256 hashes and bundles of 256 entries, which never change once they are full.

Source: C2SP, tlog-tiles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.errors import LedgerError, TamperError
from veedor.ledger.hashing import SIZE, fold, perfect_root
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WIDTH = 256
"""Hashes of a full tile, entries of a full bundle."""
HEIGHT = 8
"""Levels of the tree that one tile spans."""
LARGEST_ENTRY = 65_535
"""Bytes: the length of an entry stands in two bytes."""
LARGEST_BUNDLE = WIDTH * (LARGEST_ENTRY + 2)
ENTRIES = "entries"
"""Stands in the place of a level in the paths of bundles."""


def path_of(level: int | str, number: int, width: int = WIDTH) -> str:
    """Return the path of a tile, or of a bundle where the level is ``entries``.

    Parameters
    ----------
    level : int or str
        0 holds hashes of leaves, each level above it hashes of full tiles below.
    number : int
        Which tile of its level.
    width : int
        Hashes in it; fewer than 256 name a partial tile.
    """
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.insert(0, f"x{number % 1000:03d}")
    end = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(parts)}{end}"


def read_path(parts: Sequence[str]) -> tuple[int | str, int, int] | None:
    """Read what :func:`path_of` writes: level, number and width; None for another file.

    Parameters
    ----------
    parts : sequence of str
        The parts of a path below ``tile``.
    """
    level, *rest = parts
    is_partial = len(rest) > 1 and rest[-2].endswith(".p")
    width = rest.pop() if is_partial else str(WIDTH)
    digits = "".join(one.removeprefix("x") for one in rest).removesuffix(".p")
    if not (digits.isdecimal() and width.isdecimal() and (level.isdecimal() or level == ENTRIES)):
        return None
    return level if level == ENTRIES else int(level), int(digits), int(width)


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Return every tile of a tree: level, number, width."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        for number in range(full):
            yield level, number, WIDTH
        if rest:
            yield level, full, rest
        size, level = full, level + 1


def bundles_of(size: int) -> Iterator[tuple[int, int]]:
    """Return every bundle of entries of a tree: number, width."""
    full, rest = divmod(size, WIDTH)
    yield from ((number, WIDTH) for number in range(full))
    if rest:
        yield full, rest


def pack(entries: Sequence[bytes]) -> bytes:
    """Write a bundle of entries."""
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def unpack(bundle: bytes, width: int, name: str) -> list[bytes]:
    """Read a bundle of entries.

    Raises
    ------
    TamperError
        Where it holds more or fewer entries than its name says, or breaks off.
    """
    found: list[bytes] = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise TamperError(
                sentence(
                    "{name} breaks off behind its entry {number_of_found}.",
                    name=name,
                    number_of_found=len(found),
                )
            )
        found.append(bundle[at + 2 : end])
        at = end
    if len(found) != width:
        raise TamperError(
            sentence(
                "{name} holds {number_of_found} entries, and its name says {width}.",
                name=name,
                number_of_found=len(found),
                width=width,
            )
        )
    return found


@dataclass
class RightEdge:
    """The tiles of a tree that are not full, one a level: all that is needed to go on and to give the root.

    Parameters
    ----------
    size : int
        Leaves of the tree.
    tiles : list of bytes
        The hashes of the partial tile of each level, from the leaves up; empty where it has none.
    """

    size: int = 0
    tiles: list[bytes] = field(default_factory=list)

    def extend(self, hashes: bytes, keep: Callable[[int, int, bytes], None] | None = None) -> None:
        """Add leaves.

        Parameters
        ----------
        hashes : bytes
            Hashes of the leaves, one behind the other.
        keep : callable, optional
            Called with level, number and hashes of each tile that becomes full.
        """
        self.size += len(hashes) // SIZE
        level, count = 0, self.size
        while hashes:
            if level == len(self.tiles):
                self.tiles.append(b"")
            row = self.tiles[level] + hashes
            full = len(row) // (WIDTH * SIZE)
            first = count // WIDTH - full
            above = []
            for n in range(full):
                tile = row[n * WIDTH * SIZE : (n + 1) * WIDTH * SIZE]
                if keep is not None:
                    keep(level, first + n, tile)
                above.append(perfect_root(tile))
            self.tiles[level] = row[full * WIDTH * SIZE :]
            hashes, level, count = b"".join(above), level + 1, count // WIDTH

    def root(self) -> bytes:
        """Return the root of the tree (RFC 6962, section 2.1)."""
        parts = []
        for tile in reversed(self.tiles):
            at = 0
            while at < len(tile):
                length = SIZE << ((len(tile) - at) // SIZE).bit_length() - 1
                parts.append(perfect_root(tile[at : at + length]))
                at += length
        return fold(parts)

    def partial(self) -> Iterator[tuple[int, int, bytes]]:
        """Return level, number and hashes of each partial tile."""
        count = self.size
        for level, tile in enumerate(self.tiles):
            if tile:
                yield level, count // WIDTH, tile
            count //= WIDTH


class TileReader:
    """Hashes of a tree, read from its tiles and kept while they are asked for.

    Parameters
    ----------
    size : int
        Leaves of the tree.
    read : callable
        Gives the content of a path of the log, of at most so many bytes; LedgerError where there is none.
    """

    def __init__(self, size: int, read: Callable[[str, int], bytes]) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def perfect(self, height: int, index: int) -> bytes:
        """Return the hash of a perfect subtree."""
        level, rest = divmod(height, HEIGHT)
        first = index << rest
        tile = self.tile(level, first // WIDTH)
        start = first % WIDTH * SIZE
        return perfect_root(tile[start : start + (SIZE << rest)])

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile, as wide as the tree has it.

        Raises
        ------
        TamperError
            Where it has another length than its name says.
        """
        if (level, number) not in self._tiles:
            width = min(WIDTH, (self.size >> HEIGHT * level) - number * WIDTH)
            name = path_of(level, number, width)
            found = read_tile(self._read, level, number, width)
            if len(found) < width * SIZE:
                raise TamperError(
                    sentence(
                        "{name} has {number_of_found} bytes instead of {width}.",
                        name=name,
                        number_of_found=len(found),
                        width=width * SIZE,
                    )
                )
            self._tiles[level, number] = found[: width * SIZE]
        return self._tiles[level, number]


def read_tile(read: Callable[[str, int], bytes], level: int, number: int, width: int) -> bytes:
    """Read a tile; where the partial one is gone, the full one that took its place."""
    try:
        return read(path_of(level, number, width), WIDTH * SIZE)
    except LedgerError:
        if width == WIDTH:
            raise
        return read(path_of(level, number), WIDTH * SIZE)


def read_entries(read: Callable[[str, int], bytes], number: int, width: int) -> list[bytes]:
    """Read the first entries of a bundle; where the partial one is gone, of the full one."""
    name = path_of(ENTRIES, number, width)
    try:
        return unpack(read(name, LARGEST_BUNDLE), width, name)
    except TamperError:
        raise
    except LedgerError:
        if width == WIDTH:
            raise
        name = path_of(ENTRIES, number)
        return unpack(read(name, LARGEST_BUNDLE), WIDTH, name)[:width]
