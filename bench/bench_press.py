"""Shared passages among synthetic articles, beside datasketch and rensa: time, memory, recall, precision.

Each runs in a process of its own on the same articles (``tests/press/build_press.py``: spun copies of wire
stories whose origins are known, footers shared by outlet). The settings are not those with which the rules
were written. A pair is right where both articles took twelve equal words in a row from one story.

    python bench/bench_press.py                      # 10,000 articles
    python bench/bench_press.py --articles 100000
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

THRESHOLD = 0.2
"""Of Jaccard similarity, for the peers: the lowest that whole documents are compared with in practice."""
SHINGLE = 5
PERMUTATIONS = 128


def make(folder: Path, articles: int, seed: int) -> None:
    """Write articles, a line each, and the pairs that share a passage."""
    from press.build_press import HELD_BACK, spun

    setting = replace(HELD_BACK[0], articles=articles, seed=seed, outlets=max(15, articles // 50))
    made = spun(setting)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for one in made.articles:
            file.write(json.dumps([one.article_id, one.text, one.outlet]) + "\n")
    np.save(folder / "truth.npy", np.array(sorted(made.pairs()), dtype=np.int64).reshape(-1, 2))


def read(folder: Path) -> list[tuple[str, str, str]]:
    """Read the articles."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as file:
        return [tuple(json.loads(line)) for line in file]


def veedor_pairs(rows: list[tuple[str, str, str]]) -> np.ndarray:
    """Pairs by winnowed passages."""
    from veedor import press

    articles = [press.article(name, text, outlet=outlet) for name, text, outlet in rows]
    found: np.ndarray = press.reuse(articles).pairs
    return found


def _shingles(text: str) -> list[str]:
    words = text.casefold().split()
    return [" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]


def datasketch_pairs(rows: list[tuple[str, str, str]]) -> np.ndarray:
    """Pairs by MinHash and locality-sensitive hashing."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    found = []
    for number, (_, text, _) in enumerate(rows):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        found += [(int(other), number) for other in index.query(sketch)]
        index.insert(str(number), sketch)
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def rensa_pairs(rows: list[tuple[str, str, str]]) -> np.ndarray:
    """Pairs by MinHash and locality-sensitive hashing, in Rust."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=64)
    sketches, found = [], []
    for number, (_, text, _) in enumerate(rows):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(_shingles(text))
        sketches.append(sketch)
        found += [
            (int(other), number)
            for other in index.query(sketch)
            if sketches[int(other)].jaccard(sketch) >= THRESHOLD
        ]
        index.insert(number, sketch)
    return np.array(found, dtype=np.int64).reshape(-1, 2)


METHODS = {"veedor": veedor_pairs, "datasketch": datasketch_pairs, "rensa": rensa_pairs}


def measure(method: str, folder: Path) -> None:
    """Run one method and write its pairs, seconds and peak memory."""
    rows = read(folder)
    before = resource.getrusage(resource.RUSAGE_SELF)
    begin = time.perf_counter()
    pairs = METHODS[method](rows)
    seconds = time.perf_counter() - begin
    used = resource.getrusage(resource.RUSAGE_SELF)
    np.save(folder / f"{method}.npy", pairs)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    cost = {"seconds": seconds, "cpu": cpu, "megabytes": used.ru_maxrss / 1024}
    (folder / f"{method}.json").write_text(json.dumps(cost))


def keys(pairs: np.ndarray, count: int) -> np.ndarray:
    """Write pairs as single numbers, smaller one first, each once."""
    low, high = pairs.min(axis=1, initial=count), pairs.max(axis=1, initial=-1)
    return np.unique(low * count + high) if len(pairs) else np.zeros(0, dtype=np.int64)


def main() -> None:
    """Make articles, run every method, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--only", choices=sorted(METHODS))
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        step, folder = given.step[0], Path(given.step[1])
        make(folder, given.articles, given.seed) if step == "make" else measure(step, folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = [
            sys.executable,
            __file__,
            "--articles",
            str(given.articles),
            "--seed",
            str(given.seed),
            "--step",
        ]
        subprocess.run([*run, "make", name], check=True)
        truth = keys(np.load(folder / "truth.npy"), given.articles)
        print(f"{given.articles:,} articles, {len(truth):,} pairs that share a passage, seed {given.seed}")
        print(f"{'method':<12}{'seconds':>9}{'CPU':>8}{'MB':>8}{'recall':>9}{'precision':>11}")
        for method in [given.only] if given.only else METHODS:
            subprocess.run([*run, method, name], check=True)
            cost = json.loads((folder / f"{method}.json").read_text())
            found = keys(np.load(folder / f"{method}.npy"), given.articles)
            right = len(np.intersect1d(found, truth))
            recall, precision = right / max(1, len(truth)), right / max(1, len(found))
            spent = f"{cost['seconds']:9.1f}{cost['cpu']:8.1f}{cost['megabytes']:8.0f}"
            print(f"{method:<12}{spent}{recall:9.4f}{precision:11.4f}", flush=True)


if __name__ == "__main__":
    main()
