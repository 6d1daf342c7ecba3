"""Reading a whole log and believing none of it: every entry is hashed again, up to the signed root."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from veedor import disk
from veedor.canonical import sha256
from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import witnessed
from veedor.ledger.hashing import SIZE, leaf_hash, node_hash, range_root
from veedor.ledger.notes import LARGEST_NOTE
from veedor.ledger.policies import LARGEST_POLICY, read_policy
from veedor.ledger.tiles import (
    HEIGHT,
    WIDTH,
    bundles_of,
    pack,
    path_of,
    read_entries,
    read_path,
    read_tile,
    tiles_of,
)
from veedor.ledger.writing import CHECKPOINT, POLICY
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.policies import LogPolicy
    from veedor.ledger.sources import Source

MOST_LEAVES_READ = 20_000_000
"""No honest log of a count has more; one that says so is not read to its end."""


LARGEST_LOG = 4 << 30
"""Bytes of all leaves together: they are held in memory."""


class TreeInMemory:
    """The hashes of a whole tree.

    Parameters
    ----------
    leaves : bytes
        Hashes of the leaves, one behind the other.
    """

    def __init__(self, leaves: bytes) -> None:
        self.levels = [leaves]
        while len(self.levels[-1]) >= 2 * SIZE:
            row = self.levels[-1]
            ends = range(0, len(row) - len(row) % (2 * SIZE), 2 * SIZE)
            self.levels.append(b"".join([node_hash(row[i : i + 2 * SIZE], b"") for i in ends]))

    @property
    def size(self) -> int:
        """Leaves."""
        return len(self.levels[0]) // SIZE

    def perfect(self, height: int, index: int) -> bytes:
        """Return the hash of a perfect subtree."""
        return self.levels[height][index * SIZE : (index + 1) * SIZE]

    def leaf(self, index: int) -> bytes:
        """Return the hash of a leaf."""
        return self.perfect(0, index)

    def root(self, size: int) -> bytes:
        """Return the root over the first leaves."""
        return range_root(0, size, self.perfect)


@dataclass(frozen=True)
class LogCopy:
    """A log as it was read, with every hash checked.

    Parameters
    ----------
    policy : LogPolicy
        Who is believed.
    pinned : bool
        Whether the policy is the reader's own, and not the log's.
    shown : Witnessed
        The signed checkpoint.
    entries : tuple of bytes
        What the log holds.
    """

    policy: LogPolicy
    pinned: bool
    shown: Witnessed
    entries: tuple[bytes, ...]

    @cached_property
    def tree(self) -> TreeInMemory:
        """The hashes of the tree."""
        return TreeInMemory(b"".join(map(leaf_hash, self.entries)))


def read_log(
    read: Source, name: str, policy: LogPolicy | None = None, note_name: str = CHECKPOINT
) -> LogCopy:
    """Read a log and check every entry against the signed root.

    Parameters
    ----------
    read : callable
        Gives the files of the log.
    name : str
        Folder or address, for messages.
    policy : LogPolicy, optional
        The reader's own; by default the one that lies beside the log.
    note_name : str
        Which checkpoint: the published one, or the head that the log has signed.

    Raises
    ------
    LedgerError
        Where a file cannot be had, or it is not a log.
    TamperError
        Where a signature is bad, or an entry is not the one that was signed; the message names the first.
    """
    pinned = policy is not None
    if policy is None:
        policy = read_policy(read(POLICY, LARGEST_POLICY), f"{name}/{POLICY}")
    shown = witnessed(read(note_name, LARGEST_NOTE), policy, f"{name}/{note_name}")
    size = shown.checkpoint.size
    if size > MOST_LEAVES_READ:
        raise LedgerError(
            sentence(
                "{name} says that it has {size:,} leaves, which no honest log of a count has.",
                name=name,
                size=size,
            )
        )
    entries: list[bytes] = []
    room = LARGEST_LOG
    for bundle in bundles_of(size):
        some = read_entries(read, *bundle)
        room -= sum(map(len, some))
        if room < 0:
            raise LedgerError(
                sentence(
                    "{name} has more than {largest_log:,} bytes of leaves.",
                    name=name,
                    largest_log=LARGEST_LOG,
                )
            )
        entries += some
    found = LogCopy(policy, pinned, shown, tuple(entries))
    if found.tree.root(size) != shown.checkpoint.root:
        raise TamperError(_first_changed(read, found, name))
    return found


def _first_changed(read: Source, found: LogCopy, name: str) -> str:
    """Say which entry is not the one that was signed, as far as the tiles tell it."""
    leaves, size = found.tree.levels[0], found.tree.size
    for number, width in bundles_of(size):
        try:
            tile = read_tile(read, 0, number, width)
        except LedgerError:
            break
        for at in range(width):
            index = number * WIDTH + at
            if tile[at * SIZE : (at + 1) * SIZE] != leaves[index * SIZE : (index + 1) * SIZE]:
                return sentence(
                    "{name}: leaf {index} is not the one that the log has signed.", name=name, index=index
                )
    return sentence(
        "{name}: the {size} leaves do not give the root that the log has signed.", name=name, size=size
    )


def check_files(path: Path, read: Source, found: LogCopy) -> None:
    """Check every tile and every kept original of a log in a folder.

    Raises
    ------
    TamperError
        With the first file that is not as it should be.
    """
    for level, number, width in tiles_of(found.tree.size):
        there, start = read_tile(read, level, number, width), number * WIDTH * SIZE
        right = found.tree.levels[HEIGHT * level][start : start + width * SIZE]
        if there[: width * SIZE] != right:
            at = next(
                i
                for i in range(width)
                if there[i * SIZE : (i + 1) * SIZE] != right[i * SIZE : (i + 1) * SIZE]
            )
            index = (number * WIDTH + at) * WIDTH**level
            raise TamperError(
                sentence(
                    "{path} is not the tile of the leaves from leaf {index}.",
                    path=path / path_of(level, number, width),
                    index=index,
                ),
                remedy="Put it back from a copy of the log.",
            )
    for place in sorted((path / "tile").rglob("*.p/*")):
        known = _partial(place.relative_to(path / "tile").parts, found)
        if known is not None and (not place.is_file() or disk.read(place) != known):
            raise TamperError(
                sentence("{place} is not the beginning of its tile.", place=place),
                remedy="Put it back from a copy of the log, or remove it.",
            )
    for place in sorted((path / "blob").glob("*")):
        if place.is_file() and sha256(place.read_bytes()) != place.name:
            raise TamperError(
                sentence("{place} is not the file that its name says.", place=place),
                remedy="Put it back from a copy.",
            )


def _partial(parts: tuple[str, ...], found: LogCopy) -> bytes | None:
    """Return what a partial tile must hold; None for one beyond what is signed, or that is no tile."""
    tile = read_path(parts)
    if tile is None:
        return None
    level, number, width = tile
    first = number * WIDTH
    if isinstance(level, str):
        some = found.entries[first : first + width]
        return pack(some) if len(some) == width else None
    row = found.tree.levels[HEIGHT * level] if HEIGHT * level < len(found.tree.levels) else b""
    right = row[first * SIZE : (first + width) * SIZE]
    return right if len(right) == width * SIZE else None
