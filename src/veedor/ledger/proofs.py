"""Proofs that travel alone: that a leaf stands in a log, and who saw it; that a log has two histories.

Source: C2SP, tlog-proof (the first); the second is ours, one line of canonical JSON around two signed notes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.canonical import canonical
from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import OfCheckpoint, read_number, witnessed
from veedor.ledger.hashing import SIZE, is_consistent, is_included, leaf_hash
from veedor.ledger.leaves import read_leaf, seconds_of
from veedor.ledger.note_keys import decode64, encode64
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.policies import LogPolicy


HEAD = "c2sp.org/tlog-proof@v1"
TWO_HISTORIES = "veedor-two-histories/1"
MOST_HASHES = 63
LARGEST_PROOF = 2_000_000


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry stands in a log.

    Parameters
    ----------
    index : int
        Where.
    hashes : tuple of bytes
        From the leaf's neighbour up.
    note : bytes
        The signed checkpoint, as it was published.
    extra : bytes or None
        Here: the entry itself.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes | None

    def __bytes__(self) -> bytes:
        lines = [HEAD]
        if self.extra is not None:
            lines.append(f"extra {encode64(self.extra)}")
        lines += [f"index {self.index}", *map(encode64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.note


def read_proof(content: bytes, name: str = "The proof") -> InclusionProof:
    """Read a proof of inclusion.

    Raises
    ------
    LedgerError
        Where it is not one, with the line that is wrong.
    """
    top, gap, note = content.partition(b"\n\n")
    lines = top.decode(errors="replace").split("\n")
    if lines.pop(0) != HEAD or not gap or len(content) > LARGEST_PROOF:
        raise LedgerError(sentence("{name} is no proof: its first line is {head!r}.", name=name, head=HEAD))
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode64(lines.pop(0).removeprefix("extra "))
        if extra is None:
            raise LedgerError(sentence("{name} is no proof: behind 'extra' stands no base64.", name=name))
    index = (
        read_number(lines.pop(0).removeprefix("index ")) if lines and lines[0].startswith("index ") else None
    )
    if index is None:
        raise LedgerError(sentence("{name} is no proof: there is no line 'index N'.", name=name))
    hashes = [decode64(line) for line in lines]
    if len(hashes) > MOST_HASHES or any(one is None or len(one) != SIZE for one in hashes):
        raise LedgerError(
            sentence(
                "{name} is no proof: one of its {number_of_hashes} hashes is not valid.",
                name=name,
                number_of_hashes=len(hashes),
            )
        )
    return InclusionProof(index, tuple(one for one in hashes if one is not None), note, extra)


def check_proof(proof: InclusionProof, entry: bytes, policy: LogPolicy, name: str = "The proof") -> Witnessed:
    """Check that an entry stands in a log that the policy knows.

    Returns
    -------
    Witnessed
        The checkpoint, with who cosigned it; whether they are enough is its ``quorum``.

    Raises
    ------
    LedgerError
        Where the checkpoint is not valid, or of a log that the policy does not know.
    TamperError
        Where a signature is bad, or the entry does not stand where the proof says.
    """
    found = witnessed(proof.note, policy, sentence("{name}: the checkpoint", name=name))
    tree = found.checkpoint
    if not is_included(leaf_hash(entry), proof.index, tree.size, tree.root, proof.hashes):
        raise TamperError(
            sentence(
                "{name}: the entry is not leaf {index} of the log {origin}.",
                name=name,
                index=proof.index,
                origin=tree.origin,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class TwoHistories:
    """That a log has signed two trees of which neither continues the other.

    Parameters
    ----------
    first, second : bytes
        The signed checkpoints; the first is not the larger one.
    root : bytes
        Root of the first size in the tree of the second.
    hashes : tuple of bytes
        That the second tree has that root at the first size.
    """

    first: bytes
    second: bytes
    root: bytes
    hashes: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        return canonical(
            {
                "format": TWO_HISTORIES,
                "first": self.first.decode(),
                "second": self.second.decode(),
                "root": encode64(self.root),
                "hashes": [encode64(one) for one in self.hashes],
            }
        )


def read_two_histories(content: bytes, name: str) -> TwoHistories:
    """Read the proof that a log has shown two histories.

    Raises
    ------
    LedgerError
        Where it is not one.
    """
    try:
        found = json.loads(content[:LARGEST_PROOF])
        hashes = [decode64(one) for one in found["hashes"]]
        root = decode64(found["root"])
        made = TwoHistories(
            found["first"].encode(),
            found["second"].encode(),
            root or b"",
            tuple(one or b"" for one in hashes),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        made = None
    if made is None or found["format"] != TWO_HISTORIES or bytes(made) != content:
        raise LedgerError(sentence("{name} is no proof of two histories.", name=name))
    return made


def check_two_histories(found: TwoHistories, policy: LogPolicy) -> tuple[Witnessed, Witnessed]:
    """Check the proof that a log has shown two histories.

    Raises
    ------
    LedgerError
        Where it proves nothing: the checkpoints are of different logs, or fit together.
    TamperError
        Where a signature is bad.
    """
    first, second = witnessed(found.first, policy), witnessed(found.second, policy)
    one, other = first.checkpoint, second.checkpoint
    proves = (
        one.origin == other.origin
        and one.root != found.root
        and is_consistent(one.size, other.size, found.root, other.root, found.hashes)
    )
    if not proves:
        raise LedgerError("The two checkpoints do not contradict each other: this proves nothing.")
    return first, second


@dataclass(frozen=True)
class ProofReport(OfCheckpoint, Result):
    """What a proof that travels alone shows.

    Parameters
    ----------
    index : int
        Where the leaf stands.
    leaf : dict
        What it says.
    """

    index: int
    leaf: dict[str, object]

    @property
    def stated(self) -> int | None:
        """The time that the leaf states."""
        at = self.leaf.get("at")
        try:
            return seconds_of(at) if isinstance(at, str) else None
        except ValueError:
            return None


def verify_proof(proof: InclusionProof, policy: LogPolicy, name: str) -> ProofReport:
    """Check a proof that carries its leaf.

    Raises
    ------
    LedgerError
        Where it carries none, or is of a log that the policy does not know.
    TamperError
        Where a signature is bad, or the leaf is not the one that stands there.
    """
    if proof.extra is None:
        raise LedgerError(
            sentence("{name} does not carry its leaf.", name=name),
            remedy="Make it with 'veedor log prove', which puts it in.",
        )
    shown = check_proof(proof, proof.extra, policy, name)
    return ProofReport(
        shown=shown,
        pinned=True,
        colluding=policy.colluding,
        index=proof.index,
        leaf=read_leaf(proof.extra, proof.index),
    )
