"""A witness: it signs that a log has only grown since it last looked, and when that was.

Source: C2SP, tlog-witness (``add-checkpoint`` and the monitor's retrieval) and tlog-cosignature.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import Checkpoint, read_checkpoint, read_number
from veedor.ledger.hashing import EMPTY, SIZE, is_consistent
from veedor.ledger.note_keys import decode64, encode64
from veedor.ledger.notes import LARGEST_NOTE, SignedNote, read_lines, read_note, signers
from veedor.ledger.proofs import MOST_HASHES
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from veedor.ledger.note_keys import SigningKey, VerifierKey

ADD = "add-checkpoint"
LARGEST_REQUEST = LARGEST_NOTE + 8192


def write_request(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """Write what a witness is asked: from which size, the proof of consistency, and the checkpoint."""
    return "".join([f"old {old}\n", *(f"{encode64(one)}\n" for one in proof), "\n"]).encode() + note


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """What a witness is asked."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


def read_request(body: bytes) -> WitnessRequest:
    """Read what a witness is asked.

    Raises
    ------
    LedgerError
        Where it is not one.
    """
    top, gap, note = body.partition(b"\n\n")
    lines = top.decode(errors="replace").split("\n")
    old = read_number(lines[0].removeprefix("old ")) if lines[0].startswith("old ") else None
    proof = [decode64(line) or b"" for line in lines[1:]]
    if not gap or old is None or len(proof) > MOST_HASHES or any(len(one) != SIZE for one in proof):
        raise LedgerError("This is no request to a witness.")
    return WitnessRequest(old, tuple(proof), note)


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What a witness answers, in the words of HTTP."""

    status: int
    body: bytes
    form: str = "text/plain; charset=utf-8"


class LogWitness:
    """A witness with its key and what it last saw of each log.

    Parameters
    ----------
    folder : Path
        Where it keeps what it has cosigned; made where it is not there.
    key : SigningKey
        Its key, of the type for cosignatures.
    logs : iterable of VerifierKey
        Keys of the logs that it watches.
    clock : callable
        Gives seconds since 1970.
    """

    def __init__(
        self,
        folder: Path,
        key: SigningKey,
        logs: Iterable[VerifierKey],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self.key = key
        self.logs = tuple(logs)
        self.clock = clock
        self._one_at_a_time = Lock()
        disk.make_folder(folder)
        for log in self.logs:
            self.last(log.name)  # refuse to start where what was kept is damaged

    def _place(self, origin: str) -> Path:
        return self.folder / hashlib.sha256(origin.encode()).hexdigest() / "checkpoint"

    def checkpoint(self, origin_hash: str) -> bytes | None:
        """Return the last checkpoint of a log that was cosigned, by the hash of the log's name; or None."""
        for log in self.logs:
            if hashlib.sha256(log.name.encode()).hexdigest() == origin_hash:
                place = self._place(log.name)
                return disk.read(place, LARGEST_NOTE) if place.exists() else None
        return None

    def last(self, origin: str) -> tuple[Checkpoint, int]:
        """Return the last tree of a log that was cosigned, and when.

        Raises
        ------
        TamperError
            Where what was kept is not what this witness signed.
        """
        place = self._place(origin)
        if not place.exists():
            return Checkpoint(origin, 0, EMPTY), 0
        note = read_note(disk.read(place, LARGEST_NOTE), str(place))
        found = signers(note, [self.key.public], str(place))
        tree = read_checkpoint(note.text, str(place))
        if not found or tree.origin != origin:
            raise TamperError(
                sentence("{place} is not signed by this witness.", place=place),
                remedy="Put back the file that was.",
            )
        return tree, found[self.key.public]

    def add_checkpoint(self, body: bytes) -> WitnessAnswer:
        """Check a checkpoint, keep it, and cosign it.

        Parameters
        ----------
        body : bytes
            As of ``add-checkpoint``.

        Returns
        -------
        WitnessAnswer
            200 with the cosignature; 400, 403, 404, 409 or 422 as tlog-witness says.
        """
        try:
            request = read_request(body)
            note = read_note(request.note)
            tree = read_checkpoint(note.text)
        except LedgerError as error:
            return _refusal(400, str(error))
        keys = [log for log in self.logs if log.name == tree.origin]
        if not keys:
            return _refusal(404, "This witness does not know the log.")
        try:
            by_log = signers(note, keys)
        except TamperError:
            by_log = {}
        if not by_log:
            return _refusal(403, "The checkpoint is not signed by the log.")
        if request.old > tree.size:
            return _refusal(400, "The old size is larger than the checkpoint.")
        kept = [line for line in note.lines if any(line.key_id == key.key_id for key in keys)]
        with self._one_at_a_time:
            return self._advance(request, SignedNote(note.text, tuple(kept)), tree)

    def _advance(self, request: WitnessRequest, note: SignedNote, tree: Checkpoint) -> WitnessAnswer:
        """Check a signed checkpoint against the last one, and keep it: nobody else does so meanwhile."""
        last, when = self.last(tree.origin)
        if request.old != last.size:
            return WitnessAnswer(409, f"{last.size}\n".encode(), "text/x.tlog.size")
        if not is_consistent(last.size, tree.size, last.root, tree.root, request.proof):
            return _refusal(422, "The checkpoint does not continue the last one.")
        line = self.key.sign(note.text, max(int(self.clock()), when))
        place = self._place(tree.origin)
        disk.make_folder(place.parent)
        disk.write(
            place, bytes(SignedNote(note.text, (*note.lines, *read_lines(line, sentence("The cosignature")))))
        )
        return WitnessAnswer(200, line.encode())


def _refusal(status: int, text: str) -> WitnessAnswer:
    return WitnessAnswer(status, f"{text}\n".encode())
