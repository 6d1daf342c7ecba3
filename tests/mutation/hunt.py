"""Run the tests against mutants, each in a process of its own.

The tests are collected once; then every mutant gets a fork of that process, in which the code of one function
is exchanged and the tests run that ever enter the function, the fastest first, until one fails. (mutmut 3
passes over every function with a decorator, hence every property, and draws no sample.)
"""

from __future__ import annotations

import gc
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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

from mutation.mutants import Mutant

SURVIVED, KILLED, IMPOSSIBLE = 0, 1, 2
"""What a process says of its mutant; impossible where the exchanged code does not fit its closure."""


@dataclass
class Hunt:
    """The plugin that runs mutants instead of tests.

    Parameters
    ----------
    mutants : list of Mutant
        Those to run.
    workers : int
        How many at a time.
    seconds : float
        For the tests of one mutant, at the speed of the unchanged code; those that would take longer are
        left out, the slowest first.
    tell : callable
        Called with each mutant and what became of it.
    """

    mutants: list[Mutant]
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
        """Learn which test enters which function; then hunt."""
        with tempfile.TemporaryDirectory(prefix="veedor-mutation-") as name:
            self._hunt(session.items, Path(name))
        return True

    def _hunt(self, items: list[pytest.Item], folder: Path) -> None:
        files = sorted({str(m.path) for m in self.mutants})
        entered = self._entered(items, files, folder)
        live = functions_of(files)
        waiting = iter(self.mutants)
        running: dict[int, tuple[Mutant, int, float, Path]] = {}
        while True:
            while len(running) < self.workers and (mutant := next(waiting, None)) is not None:
                tests = self._tests(entered, mutant)
                if not tests:
                    self._settle(mutant, "survived (no test enters the function)")
                    continue
                at = folder / str(len(self.fates)) / str(len(running))
                process = fork(partial(hunted, mutant, live, [item for _, item in tests]), at)
                until = time.monotonic() + 20 + 10 * sum(seconds for seconds, _ in tests)
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

    def _settle(self, mutant: Mutant, fate: str) -> None:
        self.fates[mutant] = fate
        self.tell(mutant, fate)

    def _tests(
        self, entered: dict[tuple[str, str], list[tuple[float, pytest.Item]]], mutant: Mutant
    ) -> list[tuple[float, pytest.Item]]:
        chosen: list[tuple[float, pytest.Item]] = []
        spent = 0.0
        for seconds, item in sorted(entered[str(mutant.path), mutant.function], key=lambda one: one[0]):
            spent += seconds
            if spent > self.seconds and chosen:
                break
            chosen.append((seconds, item))
        return chosen

    def _entered(
        self, items: list[pytest.Item], files: list[str], folder: Path
    ) -> dict[tuple[str, str], list[tuple[float, pytest.Item]]]:
        """Run every test on the unchanged code; give those that enter each function, with their seconds."""
        names = sorted({item.path for item in items})
        shares = [[i for i in items if names.index(i.path) % self.workers == k] for k in range(self.workers)]
        processes = [
            fork(partial(watched, share, files, folder / f"entered{k}.json"), folder / f"watched{k}")
            for k, share in enumerate(shares)
        ]
        found = defaultdict(list)
        for k, process in enumerate(processes):
            if end(process) != "survived":
                raise SystemExit("the tests could not be run on the unchanged code")
            for at, seconds, passed, functions in json.loads((folder / f"entered{k}.json").read_text()):
                if not passed:
                    self.unfit.append(shares[k][at].nodeid)
                    continue
                for file, name in functions:
                    found[file, name].append((seconds, shares[k][at]))
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
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        folder.mkdir(parents=True)
        tempfile.tempdir = str(folder)
        code = work()
    finally:
        os._exit(code)


def end(process: int, *, late: bool = False) -> str:
    """Wait for a process, or end it and all that it started; say what became of its mutant."""
    if late:
        os.killpg(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if late:
        return "killed (it did not end)"
    return {SURVIVED: "survived", IMPOSSIBLE: "impossible"}.get(os.waitstatus_to_exitcode(status), "killed")


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test; say whether it passes or is skipped."""
    factory = item.config._tmp_path_factory  # type: ignore[attr-defined] # pytest's own
    if factory._basetemp is None:
        factory._given_basetemp = Path(tempfile.gettempdir()) / "pytest"
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def following(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Give each test with the one after it."""
    return zip(items, [*items[1:], None], strict=True)


def hunted(mutant: Mutant, live: dict[tuple[str, str], list[FunctionType]], items: list[pytest.Item]) -> int:
    """Exchange the code of the mutant's function and run tests until one fails."""
    fresh = codes(compile(mutant.source(), str(mutant.path), "exec", dont_inherit=True))
    try:
        for function in live[str(mutant.path), mutant.function]:
            function.__code__ = fresh[mutant.function]
    except ValueError:
        return IMPOSSIBLE
    return SURVIVED if all(passes(item, after) for item, after in following(items)) else KILLED


def watched(items: list[pytest.Item], files: Iterable[str], to: Path) -> int:
    """Run tests and write which functions of the files each of them enters, and for how long it runs."""
    watched_files, entered, rows = frozenset(files), set(), []

    def trace(frame: FrameType, _event: str, _argument: object) -> None:
        if frame.f_code.co_filename in watched_files:
            entered.add((frame.f_code.co_filename, frame.f_code.co_qualname.partition(".<locals>")[0]))

    for at, (item, after) in enumerate(following(items)):
        entered.clear()
        begun = time.perf_counter()
        sys.settrace(trace)
        passed = passes(item, after)
        sys.settrace(None)
        rows.append((at, time.perf_counter() - begun, passed, sorted(entered)))
    to.write_text(json.dumps(rows), encoding="utf-8")
    return SURVIVED


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
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in wanted:
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found
