"""A public log beside the floor of this machine: its hashes beside hashlib, its commits beside one fdatasync.

``python bench/bench_ledger.py`` prints ratios within one run; absolute times say how busy the machine is.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ledger.build_ledger import LOG, begun, policy, sheet
from veedor.ledger.hashing import inclusion_proof, is_included, leaf_hash
from veedor.ledger.opening import open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.publishing import publish
from veedor.ledger.reading import check_files, read_log
from veedor.ledger.sources import folder_source
from veedor.ledger.tiles import RightEdge
from veedor.ledger.verifying import verify_log

if TYPE_CHECKING:
    from collections.abc import Callable

LEAVES = 1_000_000
SHEETS = 34_555


def took(act: Callable[[], Any]) -> float:
    """Give the seconds that something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def tree() -> None:
    """Two hashes a leaf are the least that a tree costs."""
    entries = [i.to_bytes(32, "big") for i in range(LEAVES)]
    node = b"\1" * 65

    def floor() -> None:
        for entry in entries:
            sha256(b"\0" + entry).digest()
        for _ in entries:
            sha256(node).digest()

    def tree() -> None:
        edge = RightEdge()
        edge.extend(b"".join(map(leaf_hash, entries)))
        edge.root()

    ratios = [took(tree) / took(floor) for _ in range(3)]
    print(f"tree of {LEAVES:,} leaves: {statistics.median(ratios):.2f} times the hashlib floor (at most 1.5)")


def commits(folder: Path) -> None:
    """One sheet, added and published, beside one append of the same bytes."""
    handle = os.open(folder / "append", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append() -> None:
        os.write(handle, b"x" * 407)
        os.fdatasync(handle)

    rules = read_policy(policy())
    with open_log(begun(folder / "one"), LOG) as log:
        log.add([sheet(n) for n in range(1, 100)])
        ours, floor = [], []
        for n in range(100, 250):
            floor.append(took(append))

            def act(n: int = n) -> None:
                log.add([sheet(n)])
                publish(log, rules)

            ours.append(took(act))
    os.close(handle)
    ratio = statistics.median(ours) / statistics.median(floor)
    print(f"one durable publish: {ratio:.1f} times one append and fdatasync (at most 20)")


def whole(folder: Path) -> None:
    """All sheets of a country: written, checked, and one of them proved."""
    path = begun(folder / "all")
    with open_log(path, LOG) as log:
        leaves = [sheet(n) for n in range(1, SHEETS + 1)]
        print(f"{SHEETS:,} sheets in one commit: {took(lambda: log.add(leaves)):.2f} s")
        publish(log, read_policy(policy()))
    read = folder_source(path)

    def check() -> None:
        found = read_log(read, "log")
        check_files(path, read, found)
        verify_log(found)

    print(f"fsck of {SHEETS:,} leaves: {took(check):.2f} s (under 1 s)")
    found = read_log(read, "log")
    size, root = found.tree.size, found.shown.checkpoint.root
    proof = inclusion_proof(20_456, size, found.tree.perfect)
    leaf = found.tree.leaf(20_456)
    ms = 1000 * min(took(lambda: is_included(leaf, 20_456, size, root, proof)) for _ in range(20))
    print(f"one proof checked: {ms:.3f} ms")


if __name__ == "__main__":
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    tree()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as made:
        commits(Path(made))
        whole(Path(made))
