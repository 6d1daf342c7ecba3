"""Run the tests against mutants, each in a process of its own.

The tests are collected once; then every mutant gets a fork of that process, in which the code of one function
is exchanged and the tests run that ever reach the faulty statement, the fastest first, until one fails.
(mutmut 3 passes over every function with a decorator, hence every property, and draws no sample.)

What a test costs is told in seconds of the processor, so that a busy machine answers as an idle one does.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import runtestprotocol

from mutation.mutants import Mutant, text_of

if TYPE_CHECKING:
    from _typeshed import TraceFunction

SURVIVED, KILLED, IMPOSSIBLE = 0, 1, 2
"""What a process says of its mutant; impossible where the exchanged code does not fit its closure."""

Timed = tuple[float, pytest.Item]
"""A test and the seconds of the processor that it takes on the unchanged code."""

Place = tuple[str, int]
"""A file and a line of it."""


@dataclass
class Hunt:
    """The plugin that runs mutants instead of tests.

    Parameters
    ----------
    mutants : list of Mutant
        Those to run.
    tests : dict
        For each module, the folders of the tests that must kill its mutants.
    workers : int
        How many at a time.
    seconds : float
        Of the processor, for the tests of one mutant, at the speed of the unchanged code; those that would
        take longer are left out, the slowest first.
    tell : callable
        Called with each mutant and what became of it.
    """

    mutants: list[Mutant]
    tests: dict[Path, tuple[Path, ...]]
    workers: int
    seconds: float
    tell: Callable[[Mutant, str], None]
    fates: dict[Mutant, str] = field(default_factory=dict)
    unfit: list[str] = field(default_factory=list)

    def pytest_configure(self) -> None:
        """Make hypothesis repeatable, and let it stop at the first failure."""
        from hypothesis import Phase, settings  # pytest must load it first, as a plugin

        settings.register_profile(
            "mutation",
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
        )
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which test reaches which statement; then hunt."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # by way of every `finally`
        with tempfile.TemporaryDirectory(prefix="veedor-mutation-") as name:
            self._hunt(session.items, Path(name))
        return True

    def _hunt(self, items: list[pytest.Item], folder: Path) -> None:
        statements = {path: statements_of(path) for path in {m.path for m in self.mutants}}
        lines = {m: statements[m.path][m.line] for m in self.mutants}
        reached = self._reached(items, {(str(m.path), n) for m in self.mutants for n in lines[m]}, folder)
        live = functions_of({str(m.path) for m in self.mutants})
        gc.freeze()
        waiting = iter(self.mutants)
        running: dict[int, tuple[Mutant, int, float, Path]] = {}
        try:
            while True:
                while len(running) < self.workers and (mutant := next(waiting, None)) is not None:
                    tests = self._tests(reached, mutant, lines[mutant])
                    if not tests:
                        self._settle(mutant, "survived (no test reaches it)")
                        continue
                    at = folder / f"mutant{len(self.fates)}-{len(running)}"
                    process = fork(partial(hunted, mutant, live, tests), at)
                    until = time.monotonic() + 120 + 20 * sum(seconds for seconds, _ in tests)
                    running[os.pidfd_open(process)] = (mutant, process, until, at)
                if not running:
                    return
                ready, _, _ = select.select(list(running), [], [], 1.0)
                late = [fd for fd, (_, _, until, _) in running.items() if time.monotonic() > until]
                for fd in {*ready, *late}:
                    mutant, process, _, at = running.pop(fd)
                    self._settle(mutant, end(process, late=fd in late))
                    os.close(fd)
                    shutil.rmtree(at, ignore_errors=True)
        finally:
            for _, process, _, _ in running.values():
                end(process, late=True)

    def _settle(self, mutant: Mutant, fate: str) -> None:
        self.fates[mutant] = fate
        self.tell(mutant, fate)

    def _tests(self, reached: dict[Place, list[Timed]], mutant: Mutant, lines: frozenset[int]) -> list[Timed]:
        folders = self.tests[mutant.path]
        known = {
            item: seconds
            for line in lines
            for seconds, item in reached[str(mutant.path), line]
            if any(item.path.is_relative_to(folder) for folder in folders)
        }
        chosen: list[Timed] = []
        spent = 0.0
        for item, seconds in sorted(known.items(), key=lambda one: (one[1], one[0].nodeid)):
            spent += seconds
            if spent > self.seconds and chosen:
                break
            chosen.append((seconds, item))
        return chosen

    def _reached(
        self, items: list[pytest.Item], places: set[Place], folder: Path
    ) -> dict[Place, list[Timed]]:
        """Run every test on the unchanged code; give those that reach each place."""
        names = sorted({item.path for item in items})
        shares = [[i for i in items if names.index(i.path) % self.workers == k] for k in range(self.workers)]
        processes: list[int] = []
        found = defaultdict(list)
        try:
            for k, share in enumerate(shares):
                work = partial(watched, share, places, folder / f"reached{k}.json")
                processes.append(fork(work, folder / f"watched{k}"))
            for k in range(self.workers):
                if end(processes.pop(0)) != "survived":
                    raise SystemExit("the tests could not be run on the unchanged code")
                told = json.loads((folder / f"reached{k}.json").read_text())
                for name in told["modules"]:  # so that no mutant's process must load them again
                    with suppress(Exception):
                        importlib.import_module(name)
                for at, seconds, passed, here in told["tests"]:
                    if not passed:
                        self.unfit.append(shares[k][at].nodeid)
                        continue
                    for file, line in here:
                        found[file, line].append((seconds, shares[k][at]))
        finally:
            for process in processes:
                end(process, late=True)
        return found


def fork(work: Callable[[], int], folder: Path) -> int:
    """Start a process that does its work in silence and ends; give its number."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    code = KILLED
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        folder.mkdir(parents=True)
        tempfile.tempdir = str(folder)
        code = work()
    finally:
        os._exit(code)


def end(process: int, *, late: bool = False) -> str:
    """Wait for a process, or end a late one; end all that it started; say what became of its mutant."""
    if late:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(status)
    if late or code == -signal.SIGPROF:
        return "killed (it did not end)"
    return {SURVIVED: "survived", IMPOSSIBLE: "impossible"}.get(code, "killed")


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test; say whether it passes or is skipped."""
    factory = item.config._tmp_path_factory  # type: ignore[attr-defined] # pytest's own
    if factory._basetemp is None:
        factory._given_basetemp = Path(tempfile.gettempdir()) / "pytest"
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def following(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Give each test with the one after it."""
    return zip(items, [*items[1:], None], strict=True)


def hunted(mutant: Mutant, live: dict[tuple[str, str], list[FunctionType]], tests: list[Timed]) -> int:
    """Exchange the code of the mutant's function and run tests until one fails, or takes far too long."""
    fresh = codes(compile(mutant.source(), str(mutant.path), "exec", dont_inherit=True))
    try:
        for function in live[str(mutant.path), mutant.function]:
            function.__code__ = fresh[mutant.function]
    except ValueError:
        return IMPOSSIBLE
    taking = {item: seconds for seconds, item in tests}
    for item, after in following(list(taking)):
        signal.setitimer(signal.ITIMER_PROF, 5 + 10 * taking[item])
        if not passes(item, after):
            return KILLED
    return SURVIVED


def watched(items: list[pytest.Item], places: set[Place], to: Path) -> int:
    """Run tests and write which places each of them reaches, for how long it runs, and what it loaded."""
    wanted: dict[CodeType, frozenset[Place]] = {}
    files = frozenset(file for file, _ in places)
    before = set(sys.modules)
    reached: set[Place] = set()

    def trace(frame: FrameType, _event: str, _argument: object) -> TraceFunction | None:
        code = frame.f_code
        if code.co_filename not in files:
            return None
        if code not in wanted:
            wanted[code] = frozenset((code.co_filename, n or 0) for _, _, n in code.co_lines()) & places
        return None if wanted[code] <= reached else line

    def line(frame: FrameType, event: str, _argument: object) -> TraceFunction:
        if event == "line" and (place := (frame.f_code.co_filename, frame.f_lineno)) in places:
            reached.add(place)
        return line

    rows = []
    for at, (item, after) in enumerate(following(items)):
        reached.clear()
        begun = time.process_time()
        sys.settrace(trace)
        passed = passes(item, after)
        sys.settrace(None)
        rows.append((at, time.process_time() - begun, passed, sorted(reached)))
    loaded = sorted(set(sys.modules) - before)
    to.write_text(json.dumps({"tests": rows, "modules": loaded}), encoding="utf-8")
    return SURVIVED


def statements_of(path: Path) -> dict[int, frozenset[int]]:
    """Give, for each line of a module, all lines of the innermost statement that it belongs to."""
    owner: dict[int, ast.stmt] = {}
    for node in ast.walk(ast.parse(text_of(path))):  # what is within comes later
        if isinstance(node, ast.stmt):
            owner |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node)
    lines: dict[ast.stmt, set[int]] = defaultdict(set)
    for line, node in owner.items():
        lines[node].add(line)
    return {line: frozenset(lines[node]) for line, node in owner.items()}


def codes(code: CodeType) -> dict[str, CodeType]:
    """Give the code of every function of a compiled module by its qualified name."""
    found = {code.co_qualname: code}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found |= codes(one)
    return found


def functions_of(files: Iterable[str]) -> dict[tuple[str, str], list[FunctionType]]:
    """Give the functions of files as they live in this process, also behind decorators."""
    wanted, found = frozenset(files), defaultdict(list)
    gc.unfreeze()  # what the tests froze is not listed
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in wanted:
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found
