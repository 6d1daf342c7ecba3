"""Audits: how long planning, drawing and measuring take, beside SHANGRLA and Arlo's mathematics.

    python bench/bench_audit.py [--sizes 10000 100000 1000000] [--shangrla PATH] [--arlo PATH]

The paths name checkouts of pbstark/SHANGRLA and votingworks/arlo; without them only our own figures are
printed. Nothing of them is part of this project. On the same samples the P-values have to agree to 1e-9; then
the way from reported results in memory to U and the P-value of 200 sheets drawn in proportion to their bounds
is timed beside Arlo.

Times are seconds of the processor. Every size runs in a process of its own, whose peak memory is printed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from veedor.arrays import Floats, Ints
from veedor.audit import (
    AuditFolder,
    Design,
    OpenedShare,
    Party,
    ReportedContest,
    agreement,
    all_counted,
    draw_sheets,
    enter,
    outlook,
    propose,
    start,
)
from veedor.audit.bets import share_of_full, shrink_truncate
from veedor.audit.risk import martingale, mean_proportional
from veedor.audit.sshsig import public_line
from veedor.count import Places, Sheets
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind
from veedor.rules import explain, load

W, L, BLANK = ChoiceId("W"), ChoiceId("L"), ChoiceId("blank")
CONTEST = Contest(ContestId("p"), "P", (Choice(W, "W"), Choice(L, "L"), Choice(BLANK, "Blank", Kind.BLANK)))
DRAWS, SEED = 200, "31415926535897932384"


def clock(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds of the processor that some work takes, and what it gives."""
    begin = time.process_time()
    done = work()
    return time.process_time() - begin, done


def make_sheets(n: int) -> Sheets:
    """A count of n sheets that W wins."""
    rng = np.random.default_rng(1)
    cast = rng.integers(40, 240, n)
    w = rng.binomial(cast, 0.47)
    rest = rng.binomial(cast - w, 0.7)
    votes = np.column_stack((w, rest, cast - w - rest)).astype(np.int64)
    here = Places(("place",), {"place": np.zeros(n, np.int64)}, {"place": ("",)}, {"place": ("",)})
    ids = np.array([f"{i:07d}" for i in range(n)])
    roll = cast + rng.integers(0, 20, n)
    return Sheets(CONTEST, CountId("c"), ids, votes, np.zeros(votes.shape, bool), roll, here, np.full(n, ""))


def many_assertions(n: int = 86_488, choices: int = 21) -> tuple[float, int]:
    """Say what an audit of a large count takes, one assertion a rival; give seconds and sheets."""
    rng, sheets = np.random.default_rng(1), make_sheets(n)
    share = np.r_[40.0, 38.0, np.full(choices - 2, 22 / (choices - 2))]
    votes = rng.poisson(2 * share, (n, choices))
    names = tuple(Choice(ChoiceId(f"c{i}"), f"C{i}") for i in range(choices))
    large = replace(
        sheets,
        contest=Contest(ContestId("p"), "P", names),
        votes=votes,
        blank=np.zeros(votes.shape, bool),
        registered=votes.sum(axis=1) + rng.integers(0, 80, n),
    )
    decision = explain(load("mx-president-1996"), large.tally())
    seconds, made = clock(lambda: outlook([ReportedContest(all_counted(large), decision, decision.rule)]))
    return seconds, made.planned.sheets


# --- ours --------------------------------------------------------------------------------------------------


def folder(sheets: Sheets) -> tuple[float, float]:
    """Plan and draw an audit in files; give the seconds of each."""
    rule, key = load("mx-president-1996"), Ed25519PrivateKey.generate()
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "audit"

        def plan() -> None:
            made, figures, text = propose(
                [ReportedContest(all_counted(sheets), explain(rule, sheets.tally()), rule)],
                title="bench", design=Design(),
                parties=[Party("A", public_line(key))], quorum=1, place="here",
            )  # fmt: skip
            start(path, made, figures, text, at="2030-01-01T00:00:00+00:00")

        planning, _ = clock(plan)
        digits = SEED * 3
        enter(path, key, agreement(AuditFolder(path), "A", digits), at="2030-01-01T00:00:00+00:00")
        enter(path, key, OpenedShare(digits), at="2030-01-01T00:00:00+00:00")
        drawing, _ = clock(lambda: draw_sheets(path, at="2030-01-01T00:00:00+00:00"))
    return planning, drawing


def our_sheets(sheets: Sheets, rows: Ints, found: Ints) -> float:
    """U and Kaplan-Markov's P-value of drawn sheets, understatements counting as none."""
    gain = sheets.votes[:, 0] - sheets.votes[:, 1]
    slack = int(gain.sum())
    bounds = gain + sheets.cast
    taint = np.maximum(gain[rows] - (found[:, 0] - found[:, 1]), 0) / bounds[rows]
    mu = np.full(len(rows), 1 - slack / float(bounds.sum()))
    return float(np.exp(-martingale(1 - taint, mu, share_of_full(1.0))[-1]))


# --- theirs ------------------------------------------------------------------------------------------------


def package(name: str, path: Path) -> None:
    """Make a folder importable under a name, without what stands around it."""
    made = ModuleType(name)
    made.__path__ = [str(path)]
    sys.modules[name] = made


def shangrla(path: Path) -> ModuleType:
    """Import SHANGRLA's core from a checkout."""
    package("shangrla_core", path / "shangrla" / "core")
    return importlib.import_module("shangrla_core.Audit")


def arlo(path: Path) -> tuple[ModuleType, ModuleType]:
    """Import Arlo's MACRO and its contest from a checkout, without the server around them."""
    package("arlo_math", path / "server" / "audit_math")
    return importlib.import_module("arlo_math.macro"), importlib.import_module("arlo_math.sampler_contest")


def their_sheets(
    modules: tuple[ModuleType, ModuleType],
    sheets: Sheets,
    rows: Ints,
    found: Ints,
) -> tuple[float, float]:
    """The same as :func:`our_sheets` with Arlo."""
    macro, contests = modules
    results = {
        name: {"p": {"W": w, "L": lost, "ballots": w + lost + b}}
        for name, (w, lost, b) in zip(sheets.ids.tolist(), sheets.votes.tolist(), strict=True)
    }
    totals = sheets.votes.sum(axis=0).tolist()
    info = {"W": totals[0], "L": totals[1], "ballots": sum(totals), "numWinners": 1, "votesAllowed": 1}
    contest = contests.Contest("p", info)
    tickets = {f"{k:06d}": str(sheets.ids[row]) for k, row in enumerate(rows.tolist())}
    sampled = {
        str(sheets.ids[row]): {"p": {"W": int(f[0]), "L": int(f[1]), "ballots": 0}}
        for row, f in zip(rows.tolist(), found, strict=True)
    }
    seconds, (p, _) = clock(lambda: macro.compute_risk(5, contest, results, sampled, tickets, []))
    return seconds, p


def agree(core: Any) -> None:  # noqa: ANN401 - a module of a checkout
    """Stop unless the risk functions give the same P-values on the same samples."""
    rng = np.random.default_rng(3)
    kind = core.NonnegMean
    for n in (1_000, 20_000):
        x = rng.choice([0.0, 0.5, 1.0], n // 4, p=[0.2, 0.2, 0.6])
        half = np.full(len(x), 0.5)
        mu = mean_proportional(np.ones(len(x)), x, n, n / 2)
        mu_padded = mean_proportional(np.ones(len(x)), x + 0.1, n, 0.4 * n)
        wald = kind(test=kind.kaplan_wald, u=1, t=0.5, N=np.inf, g=0.1)
        alpha = kind(test=kind.alpha_mart, estim=kind.shrink_trunc, u=1, t=0.5, N=n, eta=0.6, d=100, f=0)
        padded = kind(test=kind.kaplan_kolmogorov, u=1, t=0.5, N=n, g=0.1)
        markov = kind(test=kind.kaplan_markov, u=1, t=0.5, N=np.inf, g=0.1)
        pairs = {
            "Kaplan-Wald": (1 / wald.test(x)[1], martingale(x, half, share_of_full(0.9))),
            "ALPHA": (1 / alpha.test(x)[1], martingale(x, mu, shrink_truncate(0.6, 1.0, 100))),
            "Kaplan-Kolmogorov": (
                1 / padded.test(x)[1],
                martingale(x + 0.1, mu_padded, share_of_full(1.0)),
            ),
            "Kaplan-Markov": (
                1 / markov.test(x)[1],
                martingale(x + 0.1, half + 0.1, share_of_full(1.0)),
            ),
        }
        for name, (theirs, ours) in pairs.items():
            mine = np.minimum(1.0, np.exp(-ours))
            off = float(np.abs(1 / theirs - mine).max())
            print(f"{name:18} n = {len(x):6,}  largest difference of P {off:.1e}")
            if off > 1e-9:
                raise SystemExit(f"{name}: the P-values differ by {off}")


def one_size(n: int, options: argparse.Namespace) -> dict[str, float | None]:
    """Measure everything at one size."""
    sheets = make_sheets(n)
    planning, drawing = folder(sheets)
    gain = sheets.votes[:, 0] - sheets.votes[:, 1] + sheets.cast
    rows = np.random.default_rng(4).choice(n, DRAWS, p=gain / gain.sum(), replace=False)
    found = sheets.votes[rows].copy()
    found[::50, 0] -= 1
    measured, p_sheets = clock(lambda: our_sheets(sheets, rows, found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    given: dict[str, float | None] = {
        "planning": planning, "drawing": drawing, "sheets": measured, "peak GB": peak, "Arlo": None,
    }  # fmt: skip
    if options.arlo:
        given["Arlo"], theirs_p = their_sheets(arlo(options.arlo), sheets, rows, found)
        check("Arlo", np.array([theirs_p]), np.array([min(1.0, p_sheets)]))
    return given


def check(name: str, theirs: Floats, ours: Floats) -> None:
    """Stop where P-values differ."""
    off = float(np.abs(theirs - ours).max())
    if off > 1e-9:
        raise SystemExit(f"{name}: the P-values differ by {off}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 34_555, 100_000, 1_000_000])
    parser.add_argument("--shangrla", type=Path, help="checkout of pbstark/SHANGRLA")
    parser.add_argument("--arlo", type=Path, help="checkout of votingworks/arlo")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one_size(options.one, options)))
        return
    seconds, sheets = many_assertions()
    print(f"What it takes, 86,488 sheets and 20 assertions: {seconds:.2f} s ({sheets} sheets to look at)")
    if options.shangrla:
        agree(shangrla(options.shangrla))
    print("\n| n | plan s | draw s | peak GB | sheets s | Arlo s | ratio |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for n in options.sizes:
        command = [sys.executable, __file__, *sys.argv[1:], "--one", str(n)]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        cells = [f"{done[k]:.2f}" for k in ("planning", "drawing", "peak GB")]
        cells += [f"{done['sheets']:.3f}"]
        known = done["Arlo"] is not None
        cells += [f"{done['Arlo']:.2f}", f"{done['Arlo'] / done['sheets']:.0f}"] if known else ["", ""]
        print(f"| {n:,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
