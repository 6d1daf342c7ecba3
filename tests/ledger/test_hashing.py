"""The tree of RFC 6962: published roots, and every proof against the definition."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.build_ledger import root_of
from veedor.errors import LedgerError, TamperError
from veedor.ledger.hashing import (
    EMPTY,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    perfect_root,
)
from veedor.ledger.tiles import (
    RightEdge,
    TileReader,
    bundles_of,
    pack,
    path_of,
    read_entries,
    tiles_of,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# entries and roots that implementations of Certificate Transparency share
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def defined(hashes: list[bytes]) -> bytes:
    """MTH as section 2.1 of RFC 6962 defines it, of hashes of leaves."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return sha256(b"\1" + defined(hashes[:k]) + defined(hashes[k:])).digest()


def leaves(number: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(number)]


def perfect_of(hashes: list[bytes]) -> Callable[[int, int], bytes]:
    return lambda height, index: perfect_root(b"".join(hashes[index << height : (index + 1) << height]))


def test_published_roots() -> None:
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, root in enumerate(ROOTS, start=1):
        assert root_of(ENTRIES[:size]).hex() == root


def test_published_proofs() -> None:
    """From the same vectors: the path of leaf 5 of 8, and from 6 leaves to 8."""
    perfect = perfect_of([leaf_hash(entry) for entry in ENTRIES])
    assert [one.hex() for one in inclusion_proof(5, 8, perfect)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [one.hex() for one in consistency_proof(6, 8, perfect)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_proof_of_small_trees_and_no_other() -> None:
    hashes = leaves(20)
    perfect, roots = perfect_of(hashes), [defined(hashes[:n]) for n in range(21)]
    for size in range(1, 21):
        for index in range(size):
            proof = inclusion_proof(index, size, perfect)
            assert is_included(hashes[index], index, size, roots[size], proof)
            for other in range(20):
                assert not is_included(hashes[other], index, size, roots[size], proof) or other == index
                assert not is_included(hashes[index], other, size, roots[size], proof) or other == index
            assert not is_included(hashes[index], index, size, roots[size], [*proof, EMPTY])
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, perfect)
            assert is_consistent(old, size, roots[old], roots[size], proof)
            for other in range(21):
                assert not is_consistent(old, size, roots[other], roots[size], proof) or other == old
                assert not is_consistent(old, size, roots[old], roots[other], proof) or other == size


def test_what_has_no_32_bytes_proves_nothing() -> None:
    assert not is_included(b"", 0, 1, b"", [])
    assert not is_consistent(1, 1, b"", b"", [])
    assert not is_consistent(0, 3, leaf_hash(b"x"), leaf_hash(b"y"), [])
    assert not is_consistent(0, 3, EMPTY, leaf_hash(b"y"), [EMPTY])
    assert is_consistent(0, 3, EMPTY, leaf_hash(b"y"), [])
    assert not is_consistent(3, 2, EMPTY, EMPTY, [])
    assert not is_included(EMPTY, -1, 1, EMPTY, [])


@given(st.integers(1, 700), st.data())
def test_one_flipped_bit_proves_nothing(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    perfect, root = perfect_of(hashes), root_of(str(i).encode() for i in range(size))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, perfect)
    assert is_included(hashes[index], index, size, root, proof)
    assert len(proof) <= (size - 1).bit_length()
    whole = b"".join([hashes[index], root, *proof])
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    parts = [bytes(changed[i : i + 32]) for i in range(0, len(changed), 32)]
    assert not is_included(parts[0], index, size, parts[1], parts[2:])


@given(st.lists(st.integers(0, 600), max_size=6))
def test_however_leaves_come_the_tiles_are_the_same(steps: list[int]) -> None:
    edge, made = RightEdge(), 0
    tiles: dict[tuple[int, int, int], bytes] = {}
    for step in steps:
        edge.extend(
            b"".join(leaf_hash(str(i).encode()) for i in range(made, made + step)),
            lambda level, number, tile: tiles.__setitem__((level, number, 256), tile),
        )
        made += step
    tiles |= {(level, number, len(tile) // 32): tile for level, number, tile in edge.partial()}
    hashes = leaves(made)
    assert edge.size == made
    assert edge.root() == defined(hashes)
    assert set(tiles) == set(tiles_of(made))
    files = {path_of(*name): tile for name, tile in tiles.items()}
    reader = TileReader(made, lambda name, _: files[name])
    for index in {0, made // 2, made - 1} if made else ():
        proof = inclusion_proof(index, made, reader.perfect)
        assert is_included(hashes[index], index, made, defined(hashes), proof)
        assert is_consistent(
            index + 1, made, defined(hashes[: index + 1]), defined(hashes),
            consistency_proof(index + 1, made, reader.perfect),
        )  # fmt: skip


def test_paths_of_tiles_as_the_specification_writes_them() -> None:
    assert path_of(0, 1234067) == "tile/0/x001/x234/067"
    assert path_of("entries", 5, 112) == "tile/entries/005.p/112"
    assert path_of(3, 999999, 1) == "tile/3/x999/999.p/1"
    widths = [(level, number, width) for level, number, width in tiles_of(70_000) if width < 256 or level]
    assert widths == [(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(bundles_of(300)) == [(0, 256), (1, 44)]


def test_bundles_are_read_as_they_are_written() -> None:
    entries = [b"", b"a", b"b" * 65_535]
    assert unpack(pack(entries), 3, "a bundle") == entries
    for cut in (1, 2, 3, 5):
        with pytest.raises(TamperError):
            unpack(pack(entries)[:-cut], 3, "a bundle")
    with pytest.raises(TamperError, match="holds 3 entries"):
        unpack(pack(entries), 4, "a bundle")


def test_where_a_partial_bundle_is_gone_the_full_one_is_read() -> None:
    whole = [str(i).encode() for i in range(256)]

    def read(name: str, _most: int) -> bytes:
        if name != "tile/entries/000":
            raise LedgerError(f"{name} is missing.")
        return pack(whole)

    assert read_entries(read, 0, 5) == whole[:5]
    with pytest.raises(LedgerError):
        read_entries(read, 1, 5)


def test_roots_grow_by_doubling() -> None:
    sizes = [2**n for n in range(11)]
    roots = [root_of(str(i).encode() for i in range(n)) for n in sizes]
    perfect = perfect_of(leaves(1024))
    for (old, old_root), (new, new_root) in pairwise(zip(sizes, roots, strict=True)):
        assert is_consistent(old, new, old_root, new_root, consistency_proof(old, new, perfect))
