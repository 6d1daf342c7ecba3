"""Hunt mutants in the modules that decide, and say which survive.

    python tests/mutation/run.py [--most N] [--seed N] [--fresh] [MODULE ...]

Without modules, every module of ``TARGETS`` by a fixed sample. What ``equal.toml`` names cannot be told from
the module by any test: it is not run, and counts as killed. Every survivor is printed as soon as it is known,
then a table of what became of the mutants of each module. Exits with 1 where fewer than 95 % are killed, with
2 where no hunt was possible. The same tree gives the same answer: sample, order of sets, and examples are
fixed, tests are chosen by their seconds of the processor, and one that uses far more of them than on the
unchanged code kills; one that only waits, on however busy a machine, does not. What was found is kept in
``.mutation.json``, so that the next hunt runs what changed: a mutant is killed for as long as its module and
the file of the test that killed it stay as they are.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCE = ROOT / "src" / "veedor"
sys.path[:0] = [str(ROOT / "src"), str(HERE.parent)]

import pytest  # noqa: E402 - the paths come first

from mutation.hunt import Hunt  # noqa: E402
from mutation.kept import Kept  # noqa: E402
from mutation.mutants import Mutant, mutants, sample  # noqa: E402

TARGETS = {
    "rules": ("rules", "contract/test_rules.py", "model", "property/test_one_binding.py"),
    "stakes": (
        "stakes",
        "property/test_stakes_brute.py",
        "contract/test_treatments.py",
        "count/test_seats.py",
    ),
    "audit": (
        "audit",
        "cli/test_audit_ballots.py",
        "cli/test_audit_cli.py",
        "cli/test_audit_contests.py",
        "cli/test_audit_open.py",
    ),
    "count/states.py": ("count",),
    "count/sheets.py": ("count",),
    "count/interruptions.py": ("count",),
    "count/capacity.py": ("count",),
    "count/versions.py": ("count",),
    "count/vectors.py": ("count",),
    "model/measure.py": ("model", "count", "rules"),
    "model/tally.py": ("model", "count", "rules"),
}
"""Modules or folders of them, with the folders of tests that must kill their mutants."""
FIXED = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""The environment of a hunt: one order of sets, and one thread a process."""
KEPT = ROOT / ".mutation.json"
"""What earlier hunts found; no part of the repository."""
KEY = ("module", "function", "line", "was", "now")
LEAST = 0.95
"""Share of the mutants that must be killed."""


def equal() -> dict[tuple[str, ...], str]:
    """Give the mutants that no test can kill, with the reason why."""
    told = tomllib.loads((HERE / "equal.toml").read_text(encoding="utf-8"))
    return {tuple(m[part] for part in KEY): m["why"] for m in told.get("equal", [])}


def targets(names: list[str]) -> dict[Path, tuple[str, ...]]:
    """Give the modules that are meant, each with its folders of tests."""
    found = {}
    for target, tests in TARGETS.items():
        path = SOURCE / target
        for module in [path] if path.suffix else sorted(path.rglob("*.py")):
            known = module.relative_to(SOURCE).as_posix()
            if not names or any(known == name or known.startswith(f"{name}/") for name in names):
                found[module] = tests
    return found


def hunt(modules: dict[Path, tuple[str, ...]], given: argparse.Namespace) -> dict[Mutant, str]:
    """Hunt a sample of the mutants of each module; those that are known to be equal are not run."""
    known = equal()
    some = [m for module in modules for m in sample(mutants(module), given.most, given.seed)]
    fates = {m: "equal" for m in some if m.key() in known}
    tests = {module: tuple(ROOT / "tests" / name for name in names) for module, names in modules.items()}
    kept = Kept(None if given.fresh else KEPT)
    sought = [m for m in some if m not in fates]
    plugin = Hunt(sought, tests, [*targets([])], given.workers, given.seconds, kept, tell)
    options = [
        "-o",
        "addopts=--import-mode=importlib --strict-markers",
        "-m",
        "not spark and not slow and not real",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:terminal",
    ]
    folders = sorted({str(folder) for names in tests.values() for folder in names})
    code = pytest.main(
        [f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml"), *options, *folders], [plugin]
    )
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print("the tests could not be collected, or the hunt was ended", file=sys.stderr)
        raise SystemExit(2)
    for test in plugin.unfit:
        print(f"left out, for it fails on the unchanged code: {test}", flush=True)
    return fates | plugin.fates


def tell(mutant: Mutant, fate: str) -> None:
    """Print a mutant that lives, as soon as it is known."""
    if fate.startswith("survived"):
        print(
            f"{fate}: {mutant.path.relative_to(SOURCE)}:{mutant.line} {mutant.function}: "
            f"{' '.join(mutant.was.split())}  ->  {mutant.now}",
            flush=True,
        )


def print_table(by_module: dict[Path, Counter[str]]) -> None:
    """Print how many mutants of each module were made, killed, equal, and how many live."""
    print("| module | mutants | killed | equal | live | share |")
    print("|---|---:|---:|---:|---:|---:|")
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for path, words in by_module.items():
        totals[path.relative_to(SOURCE).parts[0]].update(words)
        print_row(path.relative_to(SOURCE).as_posix(), words)
    for folder, words in totals.items():
        print_row(f"**{folder}**", words)


def print_row(name: str, words: Counter[str]) -> None:
    """Print one row of the table; a mutant that cannot be made is none."""
    number = words.total() - words["impossible"]
    share = 1 - words["survived"] / max(number, 1)
    killed, equals, live = words["killed"], words["equal"], words["survived"]
    print(f"| {name} | {number} | {killed} | {equals} | {live} | {share:.0%} |")


def main() -> None:
    """Hunt, and print how many were killed in each module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", help="such as rules/decide.py, or stakes; all if absent")
    parser.add_argument("--most", type=int, default=12, help="mutants a module; 0 takes all")
    parser.add_argument("--seed", type=int, default=20191020)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fresh", action="store_true", help="forget what earlier hunts found")
    parser.add_argument("--seconds", type=float, default=20.0, help="of tests for one mutant")
    given = parser.parse_args()
    given.most = given.most or sys.maxsize
    if FIXED.items() - os.environ.items():
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | FIXED)  # noqa: S606 - itself
    begun = time.monotonic()
    fates = hunt(targets(given.modules), given)
    lost = 0
    by_module: dict[Path, Counter[str]] = defaultdict(Counter)
    for mutant, fate in fates.items():
        word = fate.partition(" ")[0]
        by_module[mutant.path][word] += 1
        lost += word == "survived"
    print_table(by_module)
    hunted = sum(not fate.startswith("impossible") for fate in fates.values())
    share = 1 - lost / max(hunted, 1)
    print(
        f"{hunted - lost} of {hunted} mutants killed or equal ({share:.1%}), "
        f"{'enough' if share >= LEAST else f'fewer than the {LEAST:.0%} asked for'}; "
        f"{time.monotonic() - begun:.0f} s"
    )
    raise SystemExit(share < LEAST)


if __name__ == "__main__":
    main()
