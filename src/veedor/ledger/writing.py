"""Adding to a log: what is acknowledged is on the disk, and what is on the disk is whole.

The order of a commit: bundles and tiles reach the disk, then the head that the log has signed, and only then
may a witness see it (:mod:`veedor.ledger.publishing`). A program that is stopped before the head was renamed
has done nothing; what it left is written over. Whoever meets an error of the disk stops: what the disk holds
then is known only after the log was opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import Checkpoint, read_checkpoint
from veedor.ledger.hashing import SIZE, leaf_hash
from veedor.ledger.leaves import identity, read_leaf, to_entry
from veedor.ledger.notes import LARGEST_NOTE, read_note, signers
from veedor.ledger.policies import LARGEST_POLICY, read_policy
from veedor.ledger.sources import folder_source
from veedor.ledger.tiles import (
    ENTRIES,
    WIDTH,
    RightEdge,
    TileReader,
    bundles_of,
    pack,
    path_of,
    read_entries,
    read_path,
    read_tile,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from veedor.ledger.leaves import Leaf
    from veedor.ledger.note_keys import SigningKey
    from veedor.ledger.policies import LogPolicy

STATE = ".state"
HEAD = f"{STATE}/head"
"""The latest checkpoint that the log has signed: the record of what is committed."""
LOCK = f"{STATE}/lock"
CHECKPOINT = "checkpoint"
POLICY = "policy"


class LogWriter:
    """A log that is open for adding; get one from :func:`veedor.ledger.opening.open_log`.

    Parameters
    ----------
    path : Path
        Folder of the log.
    key : SigningKey
        Key of the log.
    """

    def __init__(self, path: Path, key: SigningKey) -> None:
        self.path = path
        self.key = key
        self.read = folder_source(path)
        self.edge = RightEdge()
        self.bundle: list[bytes] = []
        self.note = b""
        self.broken = False
        self.is_clear = False
        self._known: dict[tuple[object, ...], tuple[int, bytes]] | None = None

    @property
    def size(self) -> int:
        """Leaves that are committed."""
        return self.edge.size

    @property
    def checkpoint(self) -> Checkpoint:
        """The tree that is committed."""
        return Checkpoint(self.key.name, self.edge.size, self.edge.root())

    @property
    def tiles(self) -> TileReader:
        """The hashes of the committed tree, for proofs."""
        return TileReader(self.size, self.read)

    @property
    def known(self) -> dict[tuple[object, ...], tuple[int, bytes]]:
        """Identity of each leaf -> where it stands, and its bytes."""
        if self._known is None:
            self._known = {}
            for number, width in bundles_of(self.size):
                for at, entry in enumerate(read_entries(self.read, number, width)):
                    index = number * WIDTH + at
                    self._known.setdefault(identity(read_leaf(entry, index)), (index, entry))
        return self._known

    @property
    def policy(self) -> LogPolicy:
        """Which keys sign the log, who its witnesses are, and how many are enough."""
        return read_policy(self.read(POLICY, LARGEST_POLICY), str(self.path / POLICY))

    def recover(self) -> None:
        """Read what is committed, and check it.

        Raises
        ------
        LedgerError
            Where there is no log.
        TamperError
            Where the head is signed by another key, the tiles are not those of the head, or more was
            published than is here.
        """
        disk.sweep(self.path / STATE)
        self.note = self.read(HEAD, LARGEST_NOTE)
        note = read_note(self.note, HEAD)
        head = read_checkpoint(note.text, HEAD)
        own = [key for key in self.policy.logs if key.name == head.origin]
        if self.key.public not in own or not signers(note, own, HEAD):
            raise TamperError(
                sentence(
                    "{path} is not signed by {key}, or its policy does not name that key.",
                    path=self.path / HEAD,
                    key=self.key.name,
                ),
                remedy="Name the key with which the log was begun, or the one that its policy names since.",
            )
        self._load(head)
        published = 0
        if (self.path / CHECKPOINT).exists():
            published = read_checkpoint(read_note(self.read(CHECKPOINT, LARGEST_NOTE), CHECKPOINT).text).size
        if published > head.size:
            raise older_copy(sentence("The published checkpoint"), published, head.size)

    def _load(self, head: Checkpoint) -> None:
        """Read the right edge of the tree and the last bundle."""
        count, level, tiles = head.size, 0, []
        while count:
            width = count % WIDTH
            found = read_tile(self.read, level, count // WIDTH, width) if width else b""
            tiles.append(found[: width * SIZE])
            count, level = count // WIDTH, level + 1
        self.edge = RightEdge(head.size, tiles)
        width = head.size % WIDTH
        self.bundle = read_entries(self.read, head.size // WIDTH, width) if width else []
        hashes = b"".join(map(leaf_hash, self.bundle))
        if self.edge.root() != head.root or hashes != (tiles[0] if tiles else b""):
            raise TamperError(
                sentence("The tiles of {path} are not those of its head.", path=self.path),
                remedy="'veedor log fsck' names the first file that is wrong; put it back from a copy.",
            )

    def add(self, leaves: Sequence[Leaf]) -> list[int]:
        """Add leaves; each is on the disk when this returns.

        A leaf that the log has already keeps its place.

        Parameters
        ----------
        leaves : sequence of mapping
            From :mod:`veedor.ledger.leaves`.

        Returns
        -------
        list of int
            Where each stands.

        Raises
        ------
        LedgerError
            Where one is no leaf, says something else than one of the same name, or the log is closed.
        OSError
            Where the disk does not take it. Nothing more can be added before the log was opened again.
        """
        self.check()
        places: list[int] = []
        new: dict[tuple[object, ...], tuple[int, bytes]] = {}
        for leaf in leaves:
            entry, name = to_entry(leaf), identity(leaf)
            self._check_version(leaf, new)
            index, there = self.known.get(name) or new.get(name) or (self.size + len(new), entry)
            if there != entry:
                raise LedgerError(
                    sentence(
                        "The {kind} {name} stands in the log already, as leaf {index}, and "
                        "says something else.",
                        kind=leaf["kind"],
                        name=_shown(name),
                        index=index,
                    ),
                    remedy=sentence(
                        "Nothing is ever replaced: add a corrected sheet as its next "
                        "version, with prev = {index} ('veedor log add --correct' does so).",
                        index=index,
                    ),
                )
            if index >= self.size:
                new[name] = (index, entry)
            places.append(index)
        if new and ("close",) in self.known:
            raise LedgerError("The log is closed: nothing is added any more.")
        self._commit([entry for _, entry in new.values()])
        self.known.update(new)
        return places

    def _check_version(self, leaf: Leaf, new: dict[tuple[object, ...], tuple[int, bytes]]) -> None:
        """Refuse a version of a sheet that does not name the one before it."""
        if leaf["kind"] != "sheet":
            return
        before = identity({**leaf, "version": leaf["version"] - 1})
        place = (self.known.get(before) or new.get(before) or (None, b""))[0]
        if leaf["version"] < 1 or leaf.get("prev") != place:
            raise LedgerError(
                sentence(
                    "Version {version} of sheet {sheet!r} does not name the one before it.",
                    version=leaf["version"],
                    sheet=leaf["sheet"][:40],
                ),
                remedy="Version 1 has no prev; each later one names the leaf of the version before as prev.",
            )

    def check(self) -> None:
        """Refuse to go on behind an error of the disk.

        Raises
        ------
        LedgerError
            Says so.
        """
        if self.broken:
            raise LedgerError(
                "The disk failed while the log was written; what it holds is not known.",
                remedy="Stop this program, mend the disk and open the log again: it says what it holds.",
            )

    def _commit(self, entries: Sequence[bytes]) -> None:
        """Write what changes: bundles and tiles, then the head."""
        if not entries:
            return
        edge = RightEdge(self.edge.size, list(self.edge.tiles))
        files: dict[str, bytes] = {}
        waiting = [*self.bundle, *entries]
        number = edge.size // WIDTH
        while len(waiting) >= WIDTH:
            files[path_of(ENTRIES, number)] = pack(waiting[:WIDTH])
            del waiting[:WIDTH]
            number += 1
        if waiting:
            files[path_of(ENTRIES, number, len(waiting))] = pack(waiting)
        edge.extend(
            b"".join(map(leaf_hash, entries)),
            lambda level, number, tile: files.__setitem__(path_of(level, number), tile),
        )
        for level, number, tile in edge.partial():
            if self.edge.tiles[level : level + 1] != [tile]:  # else it is there already, as it was committed
                files[path_of(level, number, len(tile) // SIZE)] = tile
        text = bytes(Checkpoint(self.key.name, edge.size, edge.root()))
        note = text + b"\n" + self.key.sign(text).encode()
        try:
            self._clear()
            self.write({HEAD: note}, new=files)
        except BaseException:
            self.broken = True
            raise
        self.edge, self.bundle, self.note = edge, waiting, note

    def _clear(self) -> None:
        """Remove, once, the tiles and bundles beyond the head that a stopped program has left."""
        if self.is_clear:
            return
        for place in (self.path / "tile").rglob("*"):
            tile = read_path(place.relative_to(self.path / "tile").parts)
            if tile is None or not place.is_file():
                continue
            level, number, width = tile
            below = 1 if isinstance(level, str) else WIDTH**level
            if (number * WIDTH + width) * below > self.size:
                place.unlink()
        self.is_clear = True

    def write(self, files: Mapping[str, bytes], new: Mapping[str, bytes] | None = None) -> None:
        """Write files of the log, each whole, behind new ones that they name: all are on the disk then."""
        places = [
            {self.path / name: content for name, content in some.items()} for some in (files, new or {})
        ]
        for folder in dict.fromkeys(place.parent for some in places for place in some):
            disk.make_folder(folder)
        disk.write_all(places[0], self.path / STATE, new=places[1])


def _shown(name: tuple[object, ...]) -> str:
    return " ".join(map(str, name[1:]))[:80]


def older_copy(who: str, size: int, here: int) -> TamperError:
    """Return the error of a log that was put back from an older copy."""
    return TamperError(
        sentence(
            "{who} has {size} leaves of this log, and here are only {here}: this is an older copy of it.",
            who=who,
            size=size,
            here=here,
        ),
        remedy="Put back the newest copy of the log; never go on from an older one.",
    )
