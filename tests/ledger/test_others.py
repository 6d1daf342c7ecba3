"""Others check our logs with their own programs: Go's sumdb (Debian's golang-golang-x-mod-dev), and Node."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.build_ledger import LOG, begun, policy, sheet
from veedor.ledger.hashing import consistency_proof, inclusion_proof, is_included, leaf_hash
from veedor.ledger.note_keys import encode64
from veedor.ledger.opening import open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.proofs import InclusionProof
from veedor.ledger.publishing import publish
from veedor.ledger.reading import LogCopy, read_log
from veedor.ledger.sources import folder_source

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
GOCODE = Path(os.environ.get("VEEDOR_GOCODE", "/usr/share/gocode"))
ROOT = HERE.parents[1]
SHEETS = 34_555


def leaves() -> Iterator[dict[str, Any]]:
    """The sheets of the real count where they are at hand, else as many made-up ones."""
    real = Path(os.environ.get("VEEDOR_DATA", ROOT / "../shared/data")) / "bolivia-2019" / "computo-final.csv"
    if not real.exists():
        yield from (sheet(n) for n in range(1, SHEETS + 1))
        return
    with real.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            figures = {name: int(row[name]) for name in ("CC", "MAS - IPSP", "Blancos", "Nulos")}
            made = {"kind": "sheet", "count": "official", "sheet": row["Número Mesa"], "version": 1}
            yield {**made, "figures": figures}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = begun(tmp_path_factory.mktemp("others") / "log")
    with open_log(path, LOG) as log:
        log.add(list(leaves()))
        publish(log, read_policy(policy()))
    return path


@pytest.fixture(scope="module")
def copy(log: Path) -> LogCopy:
    return read_log(folder_source(log), "log")


def proofs(copy: LogCopy, number: int) -> Iterator[str]:
    rng = random.Random(3)  # noqa: S311 - a test that runs alike each time
    size, perfect, root = copy.tree.size, copy.tree.perfect, copy.shown.checkpoint.root
    for _ in range(number):
        index = rng.randrange(size)
        made = {"Kind": "inclusion", "Old": index, "New": size, "Leaf": encode64(copy.tree.leaf(index))}
        path = inclusion_proof(index, size, perfect)
        yield json.dumps({**made, "NewRoot": encode64(root), "Hashes": list(map(encode64, path))})
        old = rng.randrange(1, size)
        made = {"Kind": "consistency", "Old": old, "New": size, "OldRoot": encode64(copy.tree.root(old))}
        path = consistency_proof(old, size, perfect)
        yield json.dumps({**made, "NewRoot": encode64(root), "Hashes": list(map(encode64, path))})


@pytest.mark.slow
def test_go_checks_a_log_of_ours(log: Path, copy: LogCopy, tmp_path: Path) -> None:
    if shutil.which("go") is None or not (GOCODE / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("GO DID NOT CHECK OUR LOGS: install Debian's golang-go and golang-golang-x-mod-dev")
    (tmp_path / "proofs").write_text("\n".join(proofs(copy, 3_000)) + "\n")
    environment = {
        **os.environ, "GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "", "GOTOOLCHAIN": "local",
        "GOCACHE": os.environ.get("GOCACHE", str(tmp_path / "cache")),
    }  # fmt: skip
    program = tmp_path / "verify"
    subprocess.run(["go", "build", "-o", str(program), str(HERE / "verify.go")], env=environment, check=True)

    def check(path: Path) -> subprocess.CompletedProcess[str]:
        command = [str(program), str(path), str(LOG.public), str(tmp_path / "proofs")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    size = copy.tree.size
    assert check(log).stdout == f"{size} leaves, 3000 inclusion, 3000 consistency, 6000 mutants refused\n"
    for name in ("tile/0/007", "tile/entries/011", "checkpoint", "tile/1/000.p/134"):
        spoilt = tmp_path / "spoilt"
        shutil.copytree(log, spoilt)
        content = bytearray((spoilt / name).read_bytes())
        content[60] ^= 1
        (spoilt / name).write_bytes(bytes(content))
        assert check(spoilt).returncode == 1, name
        shutil.rmtree(spoilt)


def test_node_checks_a_proof_of_ours(log: Path, copy: LogCopy, tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("NODE DID NOT CHECK OUR PROOFS: install Debian's nodejs")
    size = copy.tree.size
    for index in (0, 20_456, size - 1):
        path = inclusion_proof(index, size, copy.tree.perfect)
        proof = InclusionProof(index, tuple(path), (log / "checkpoint").read_bytes(), copy.entries[index])
        file = tmp_path / f"{index}.tlog-proof"
        for content, good in ((bytes(proof), True), (bytes(proof).replace(b"index ", b"index 1"), False)):
            file.write_bytes(content)
            command = ["node", str(HERE / "verify.mjs"), str(file), str(LOG.public)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (done.returncode == 0) == good, done.stderr
            assert not good or done.stdout == copy.entries[index].decode() + "\n"


@pytest.mark.slow
def test_every_proof_of_ours_is_good_and_no_mutant_is(copy: LogCopy) -> None:
    rng = random.Random(4)  # noqa: S311
    size, root = copy.tree.size, copy.shown.checkpoint.root
    for _ in range(3_000):
        index = rng.randrange(size)
        path = inclusion_proof(index, size, copy.tree.perfect)
        leaf = leaf_hash(copy.entries[index])
        assert is_included(leaf, index, size, root, path)
        at, bit = rng.randrange(len(path)), rng.randrange(256)
        changed = bytearray(path[at])
        changed[bit // 8] ^= 1 << bit % 8
        assert not is_included(leaf, index, size, root, [*path[:at], bytes(changed), *path[at + 1 :]])
