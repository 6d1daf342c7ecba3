"""Checkpoints: what a log says it holds, signed by the log and by those who watched it.

Source: C2SP, tlog-checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING

from veedor.errors import LedgerError, TamperError
from veedor.ledger.hashing import SIZE
from veedor.ledger.note_keys import decode64, encode64
from veedor.ledger.notes import SignedNote, read_note, signers
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.ledger.policies import LogPolicy

MOST_LEAVES = 2**62


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree as a log states it.

    Parameters
    ----------
    origin : str
        Name of the log.
    size : int
        Leaves.
    root : bytes
        Root of the tree.
    """

    origin: str
    size: int
    root: bytes

    def __bytes__(self) -> bytes:
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n".encode()


def read_number(text: str) -> int | None:
    """Read a decimal number that is written in the one canonical way, or give None."""
    is_plain = text.isascii() and text.isdigit() and len(text) <= 19 and (text == "0" or text[0] != "0")
    return int(text) if is_plain and int(text) <= MOST_LEAVES else None


def read_checkpoint(text: bytes, name: str = "The checkpoint") -> Checkpoint:
    """Read the text of a checkpoint.

    Raises
    ------
    LedgerError
        Where it has no origin, size and root, or they are written in an unusual way.
    """
    lines = text.decode(errors="replace").split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or lines[-1]:
        raise LedgerError(
            sentence(
                "{name} is no checkpoint: its first three lines are not a name, a size and a root.", name=name
            )
        )
    size, root = read_number(lines[1]), decode64(lines[2])
    if size is None:
        raise LedgerError(
            sentence("{name} has no size in its second line: {line!r}.", name=name, line=lines[1][:40])
        )
    if root is None or len(root) != SIZE:
        raise LedgerError(
            sentence("{name} has no root in its third line: {line!r}.", name=name, line=lines[2][:60])
        )
    return Checkpoint(lines[0], size, root)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint whose signatures were checked under a policy.

    Parameters
    ----------
    note : SignedNote
        The checkpoint as it was signed.
    checkpoint : Checkpoint
        What it says.
    times : dict of str to int
        Witness, as the policy calls it -> time of its cosignature, in seconds since 1970.
    quorum : bool
        Whether they are as many as the policy asks for.
    """

    note: SignedNote
    checkpoint: Checkpoint
    times: dict[str, int]
    quorum: bool

    @property
    def time(self) -> int | None:
        """The median of the witnesses' times (of an even number, the lower one); None without witnesses."""
        return median_low(self.times.values()) if self.times else None


@dataclass(frozen=True)
class OfCheckpoint:
    """What is found under a checkpoint that was signed.

    Parameters
    ----------
    shown : Witnessed
        The signed checkpoint.
    pinned : bool
        Whether the policy is the reader's own.
    colluding : tuple of str
        The smallest set of witnesses that could have shown the reader another history than others.
    """

    shown: Witnessed
    pinned: bool
    colluding: tuple[str, ...]


def witnessed(content: bytes, policy: LogPolicy, name: str = "The checkpoint") -> Witnessed:
    """Read a signed checkpoint and check its signatures.

    Parameters
    ----------
    content : bytes
        The signed note.
    policy : LogPolicy
        Which logs and witnesses are known.
    name : str
        What it is called in messages.

    Raises
    ------
    LedgerError
        Where it is no checkpoint, or of a log that the policy does not know.
    TamperError
        Where no key of the log has signed it, or a signature of a known key is bad.
    """
    note = read_note(content, name)
    checkpoint = read_checkpoint(note.text, name)
    logs = [key for key in policy.logs if key.name == checkpoint.origin]
    if not logs:
        raise LedgerError(
            sentence(
                "{name} is of the log {origin!r}, which the policy does not know.",
                name=name,
                origin=checkpoint.origin[:80],
            ),
            remedy="Take the policy of this log, with a line 'log' for its key.",
        )
    found = signers(note, [*logs, *policy.witnesses.values()], name)
    if not any(key in found for key in logs):
        raise TamperError(
            sentence("{name} is not signed by the log {origin}.", name=name, origin=checkpoint.origin)
        )
    times = {who: found[key] for who, key in policy.witnesses.items() if key in found}
    return Witnessed(note, checkpoint, times, policy.is_met(times))
