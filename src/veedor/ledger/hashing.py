"""The Merkle tree of RFC 6962: hashes, and proofs that anyone can check with SHA-256 alone.

Sources: RFC 6962, section 2.1 (trees and proofs); RFC 9162, sections 2.1.3.2 and 2.1.4.2 (checking them).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    PerfectHash = Callable[[int, int], bytes]
    """Gives the hash of the perfect subtree of a height at an index: leaves [i * 2**h, (i + 1) * 2**h)."""

SIZE = 32
"""Bytes of a hash."""
EMPTY = sha256(b"").digest()
"""Root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return sha256(b"\1" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """Return the root over hashes that stand one behind the other; their number is a power of two."""
    level = hashes
    while len(level) > SIZE:
        level = b"".join(
            [sha256(b"\1" + level[i : i + 2 * SIZE]).digest() for i in range(0, len(level), 2 * SIZE)]
        )
    return level


def fold(parts: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees, the largest first."""
    if not parts:
        return EMPTY
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


def range_root(low: int, high: int, perfect: PerfectHash) -> bytes:
    """Return the hash over leaves [low, high), where low is where RFC 6962 divides a tree.

    Parameters
    ----------
    low, high : int
        First leaf, and the one behind the last.
    perfect : callable
        Gives the hash of a perfect subtree by height and index.
    """
    parts = []
    while low < high:
        height = (high - low).bit_length() - 1
        parts.append(perfect(height, low >> height))
        low += 1 << height
    return fold(parts)


def _split(low: int, high: int) -> int:
    """Return where a tree over [low, high) divides: the largest power of two below its size."""
    return low + (1 << (high - low - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, perfect: PerfectHash) -> list[bytes]:
    """Prove that a leaf stands in a tree (RFC 6962, section 2.1.1).

    Parameters
    ----------
    index : int
        The leaf, from 0.
    size : int
        Leaves of the tree.
    perfect : callable
        Gives the hash of a perfect subtree by height and index.

    Returns
    -------
    list of bytes
        Hashes from the leaf's neighbour up.
    """
    low, high, path = 0, size, []
    while high - low > 1:
        middle = _split(low, high)
        if index < middle:
            path.append(range_root(middle, high, perfect))
            high = middle
        else:
            path.append(range_root(low, middle, perfect))
            low = middle
    return path[::-1]


def consistency_proof(old: int, size: int, perfect: PerfectHash) -> list[bytes]:
    """Prove that a tree begins with all leaves of a smaller one (RFC 6962, section 2.1.2).

    Parameters
    ----------
    old, size : int
        Leaves of the smaller tree and of the larger one.
    perfect : callable
        Gives the hash of a perfect subtree by height and index.
    """
    if old in {0, size}:
        return []
    low, high, path, whole = 0, size, [], True
    while old != high:
        middle = _split(low, high)
        if old <= middle:
            path.append(range_root(middle, high, perfect))
            high = middle
        else:
            path.append(range_root(low, middle, perfect))
            low, whole = middle, False
    if not whole:
        path.append(range_root(low, high, perfect))
    return path[::-1]


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(one) == SIZE for one in hashes)


def is_included(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Check that a leaf stands in a tree (RFC 9162, section 2.1.3.2).

    Parameters
    ----------
    leaf : bytes
        Hash of the leaf.
    index, size : int
        Where it is said to stand, and leaves of the tree.
    root : bytes
        Root of the tree.
    proof : sequence of bytes
        From :func:`inclusion_proof`.
    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Check that a tree begins with all leaves of a smaller one (RFC 9162, section 2.1.4.2).

    An empty tree is consistent with every tree, and nothing proves it.

    Parameters
    ----------
    old, size : int
        Leaves of the smaller tree and of the larger one.
    old_root, root : bytes
        Their roots.
    proof : sequence of bytes
        From :func:`consistency_proof`.
    """
    if not 0 <= old <= size or not _are_hashes(old_root, root, *proof):
        return False
    if old == 0:
        return old_root == EMPTY and not proof and (size > 0 or root == EMPTY)
    if old == size:
        return old_root == root and not proof
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, one)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == root
