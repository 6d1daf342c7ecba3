"""Two records of one log side by side: whether the later one continues the earlier one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import LedgerError
from veedor.ledger.hashing import consistency_proof
from veedor.ledger.leaves import identity, read_leaf
from veedor.ledger.proofs import TwoHistories
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.reading import LogCopy

SAME, GROWN, TRUNCATED, SPLIT = "same", "grown", "truncated", "split"


@dataclass(frozen=True)
class LogComparison(Result):
    """What two records of one log say of each other.

    Parameters
    ----------
    origin : str
        Name of the log.
    earlier, later : Witnessed
        Their signed checkpoints.
    verdict : str
        ``same``; ``grown``: the later one continues the earlier one; ``truncated``: the later one lacks what
        the earlier one had; ``split``: they contradict each other.
    leaf : int or None
        The first leaf that one of them lacks or has otherwise; None where only roots could be compared.
    how : str
        Of a split: ``order`` (the same leaves in another order), ``other`` (the same thing with another
        content), ``another`` (another thing), ``root`` (only roots could be compared).
    about : tuple of str
        What stands there, in the earlier one and in the later one.
    evidence : TwoHistories or None
        That the log has signed both, for anybody to check.
    """

    origin: str
    earlier: Witnessed
    later: Witnessed
    verdict: str
    leaf: int | None = None
    how: str = ""
    about: tuple[str, ...] = ()
    evidence: TwoHistories | None = None

    @property
    def good(self) -> bool:
        """Whether the later one continues the earlier one."""
        return self.verdict in {SAME, GROWN}


def compare_logs(
    earlier: Witnessed, later: Witnessed, first: LogCopy | None = None, second: LogCopy | None = None
) -> LogComparison:
    """Compare two records of one log.

    Parameters
    ----------
    earlier, later : Witnessed
        Their signed checkpoints: what was kept first, and what is shown now.
    first, second : LogCopy, optional
        Their leaves, where they are at hand.

    Raises
    ------
    LedgerError
        Where they are of different logs, or nothing at hand can tell.
    """
    one, other = earlier.checkpoint, later.checkpoint
    if one.origin != other.origin:
        raise LedgerError(
            sentence(
                "These are records of two logs: {origin} and {other_origin}.",
                origin=one.origin,
                other_origin=other.origin,
            ),
            remedy="Compare two records of one log: copies that different people have kept of it.",
        )
    if first is not None and second is not None:
        leaf = _first_difference(first, second)
        if leaf is not None:
            how, about = _difference(first, second, leaf)
            evidence = _evidence(earlier, later, first, second)
            return LogComparison(one.origin, earlier, later, SPLIT, leaf, how, about, evidence)
    elif not _fits(earlier, later, first, second):
        evidence = _evidence(earlier, later, first, second)
        return LogComparison(one.origin, earlier, later, SPLIT, None, "root", (), evidence)
    if one.size == other.size:
        return LogComparison(one.origin, earlier, later, SAME)
    verdict = GROWN if one.size < other.size else TRUNCATED
    return LogComparison(one.origin, earlier, later, verdict, min(one.size, other.size))


def _first_difference(first: LogCopy, second: LogCopy) -> int | None:
    """Return the first leaf in which two copies differ, as far as both go."""
    low, high = 0, min(first.tree.size, second.tree.size)
    if first.tree.root(high) == second.tree.root(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if first.tree.root(middle + 1) == second.tree.root(middle + 1):
            low = middle + 1
        else:
            high = middle
    return low


def _difference(first: LogCopy, second: LogCopy, leaf: int) -> tuple[str, tuple[str, ...]]:
    """Say how two copies differ from a leaf on."""
    about = tuple(_named(copy.entries[leaf], leaf) for copy in (first, second))
    shared = min(len(first.entries), len(second.entries))
    if Counter(first.entries[leaf:shared]) == Counter(second.entries[leaf:shared]):
        return "order", about
    return ("other" if about[0] == about[1] else "another"), about


def _named(entry: bytes, leaf: int) -> str:
    try:
        return " ".join(str(part) for part in identity(read_leaf(entry, leaf)) if part is not None)[:80]
    except LedgerError:
        return ""


def _fits(earlier: Witnessed, later: Witnessed, first: LogCopy | None, second: LogCopy | None) -> bool:
    """Say whether a checkpoint alone is of the history of the other record."""
    one, other = earlier.checkpoint, later.checkpoint
    if one.size == other.size:
        return one.root == other.root
    copy, tree = (first, other) if one.size > other.size else (second, one)
    if copy is None and one.size > other.size:
        return True  # whether they fit or not: what was signed before is not there now
    if copy is None:
        raise LedgerError(
            sentence(
                "Two checkpoints of {size} and {other_size} leaves alone do not tell whether they fit.",
                size=one.size,
                other_size=other.size,
            ),
            remedy="Name a folder or an address of the log with the larger one instead of its checkpoint.",
        )
    return copy.tree.root(tree.size) == tree.root


def _evidence(
    earlier: Witnessed, later: Witnessed, first: LogCopy | None, second: LogCopy | None
) -> TwoHistories | None:
    """Make the proof that the log has signed both."""
    pairs = sorted(((earlier, first), (later, second)), key=lambda pair: pair[0].checkpoint.size)
    (small, _), (large, copy) = pairs
    size = small.checkpoint.size
    if size == large.checkpoint.size:
        return TwoHistories(bytes(small.note), bytes(large.note), large.checkpoint.root, ())
    if copy is None:
        return None
    proof = consistency_proof(size, large.checkpoint.size, copy.tree.perfect)
    return TwoHistories(bytes(small.note), bytes(large.note), copy.tree.root(size), tuple(proof))
