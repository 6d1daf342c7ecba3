"""What a proof shows that travels without its log: that a leaf stands in it, and who saw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import LedgerError
from veedor.ledger.leaves import read_leaf, seconds_of
from veedor.ledger.proofs import check_proof
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.policies import LogPolicy
    from veedor.ledger.proofs import InclusionProof


@dataclass(frozen=True)
class ProofReport(Result):
    """What a proof that travels alone shows.

    Parameters
    ----------
    shown : Witnessed
        The signed checkpoint.
    pinned : bool
        Whether the policy is the reader's own.
    colluding : tuple of str
        The smallest set of witnesses that could have shown the reader another history than others.
    index : int
        Where the leaf stands.
    leaf : dict
        What it says.
    """

    shown: Witnessed
    pinned: bool
    colluding: tuple[str, ...]
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
