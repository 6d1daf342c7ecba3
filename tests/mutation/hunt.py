"""Run the tests against mutants, each in a process of its own.

The tests are collected once; then every mutant gets a fork of that process, in which the code of one function
is exchanged and the tests run that ever reach the faulty statement, until one fails: first those that are
fast and reach little else.
(mutmut 3 passes over every function with a decorator, hence every property, and draws no sample.)

What a test costs is told in seconds of the processor, so that a busy machine answers as an idle one does.
What tests reach is told by a call planted before each statement: a trace would slow down all code.
"""

from __future__ import annotations

import ast
import builtins
import functools
import gc
import importlib
import json
import os
import resource
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
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from mutation.kept import ROOT, Kept, Row
from mutation.mutants import Mutant, functions, text_of

SURVIVED, KILLED, IMPOSSIBLE = 0, 1, 2
"""What a process says of its mutant; impossible where the exchanged code does not fit its closure."""

PATIENCE = 900.0
"""Seconds of the clock after which a process is given up that used too little of the processor to tell."""

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
    watched : list of Path
        Every module of which it is learned what tests reach, so that it is known for the next hunt.
    workers : int
        How many at a time.
    seconds : float
        Of the processor, for the tests of one mutant, at the speed of the unchanged code; those that would
        take longer are left out, those that are slow and reach much first.
    kept : Kept
        What earlier hunts found.
    tell : callable
        Called with each mutant and what became of it.
    """

    mutants: list[Mutant]
    tests: dict[Path, tuple[Path, ...]]
    watched: list[Path]
    workers: int
    seconds: float
    kept: Kept
    tell: Callable[[Mutant, str], None]
    fates: dict[Mutant, str] = field(default_factory=dict)
    unfit: list[str] = field(default_factory=list)
    breadth: dict[pytest.Item, int] = field(default_factory=dict)
    """How many statements of the watched modules each test reaches."""

    def pytest_configure(self) -> None:
        """Make hypothesis repeatable, and let it stop at the first failure."""
        from hypothesis import Phase, settings  # pytest must load it first, as a plugin

        settings.register_profile(
            "mutation",
            deadline=None,
            max_examples=100,  # all that a property asks for, as in the slow suite
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
        begins = {path: statements_of(path) for path in {m.path for m in self.mutants}}
        places = {m: (str(m.path), begins[m.path][m.line]) for m in self.mutants}
        reached = self._reached(items, folder)
        live = functions_of({str(m.path) for m in self.mutants})
        gc.freeze()
        waiting = iter(self.mutants)
        running: dict[int, tuple[Mutant, list[Timed], int, float, Path]] = {}
        try:
            while True:
                while len(running) < self.workers and (mutant := next(waiting, None)) is not None:
                    tests = self._tests(reached[places[mutant]], mutant)
                    fate = self.kept.fate(mutant, tests)
                    if not tests:
                        fate = "survived (no test reaches it)"
                    if fate is not None:
                        self._settle(mutant, fate)
                        continue
                    at = folder / f"mutant{len(self.fates)}-{len(running)}"
                    process = fork(partial(hunted, mutant, live, tests, at / "killer"), at)
                    until = time.monotonic() + PATIENCE
                    running[os.pidfd_open(process)] = (mutant, tests, process, until, at)
                if not running:
                    return
                ready, _, _ = select.select(list(running), [], [], 1.0)
                late = [fd for fd, (*_, until, _) in running.items() if time.monotonic() > until]
                for fd in {*ready, *late}:
                    mutant, tests, process, _, at = running.pop(fd)
                    fate = end(process, late=fd in late)
                    if fd not in late:
                        self.kept.keep(mutant, tests, fate, at / "killer")
                    self._settle(mutant, fate)
                    os.close(fd)
                    shutil.rmtree(at, ignore_errors=True)
        finally:
            for _, _, process, _, _ in running.values():
                end(process, late=True)
            self.kept.write()

    def _settle(self, mutant: Mutant, fate: str) -> None:
        self.fates[mutant] = fate
        self.tell(mutant, fate)

    def _tests(self, reached: list[Timed], mutant: Mutant) -> list[Timed]:
        folders = self.tests[mutant.path]
        known = {
            item: seconds
            for seconds, item in reached
            if any(item.path.is_relative_to(folder) for folder in folders)
        }
        chosen: list[Timed] = []
        spent = 0.0
        # a test that reaches little looks at it closely: of a thousand that load a law, few ask what it says
        order = sorted(known.items(), key=lambda one: (one[1] * self.breadth[one[0]], one[0].nodeid))
        for item, seconds in order:
            if spent + seconds <= self.seconds or not chosen:
                spent += seconds
                chosen.append((seconds, item))
        first: dict[Path, int] = {}
        for k, (_, item) in enumerate(chosen):
            first.setdefault(item.path, k)
        # a file after the other: what is set up once for all tests of a file would be set up at each return
        return sorted(chosen, key=lambda one: first[one[1].path])

    def _reached(self, items: list[pytest.Item], folder: Path) -> dict[Place, list[Timed]]:
        """Run every test on the unchanged code; give those that reach each place."""
        rows = {item: row for item in items if (row := self.kept.row(item)) is not None}
        rows |= self._watch([item for item in items if item not in rows], folder)
        for name in sorted(self.kept.modules):  # so that no mutant's process must load them again
            with suppress(Exception):
                importlib.import_module(name)
        found = defaultdict(list)
        for item in items:
            seconds, passed, here = rows[item]
            self.kept.keep_row(item, rows[item])
            self.breadth[item] = sum(map(len, here.values()))
            if not passed:
                self.unfit.append(item.nodeid)
                continue
            for file, lines in here.items():
                for line in lines:
                    found[str(ROOT / file), line].append((seconds, item))
        self.kept.write()
        return found

    def _watch(self, items: list[pytest.Item], folder: Path) -> dict[pytest.Item, Row]:
        """Run tests on the unchanged code in processes of their own, and learn what they reach."""
        files = [str(path) for path in self.watched]
        names = sorted({item.path for item in items})
        shares = [[i for i in items if names.index(i.path) % self.workers == k] for k in range(self.workers)]
        processes: list[int] = []
        rows: dict[pytest.Item, Row] = {}
        try:
            for k, share in enumerate(shares):
                work = partial(watched, share, files, folder / f"reached{k}.json")
                processes.append(fork(work, folder / f"watched{k}"))
            for k in range(self.workers):
                fate = end(processes[0])
                processes.pop(0)
                if fate != "survived":
                    raise SystemExit("the tests could not be run on the unchanged code")
                told = json.loads((folder / f"reached{k}.json").read_text())
                self.kept.modules |= set(told["modules"])
                rows |= {item: tuple(row) for item, row in zip(shares[k], told["tests"], strict=True)}
        finally:
            for process in processes:
                end(process, late=True)
        return rows


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
    """Wait for a process, or end a late one; end all that it started; say what became of its mutant.

    One that used up its seconds of the processor is killed. One that was only late is not: it may have waited
    for a busy machine.
    """
    if late:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(status)
    if late:
        return "survived (it neither ended nor used up its seconds of the processor)"
    if code in (-signal.SIGPROF, -signal.SIGXCPU):
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
    return zip(items, [*items[1:], None], strict=False)


def hunted(
    mutant: Mutant, live: dict[tuple[str, str], list[FunctionType]], tests: list[Timed], killer: Path
) -> int:
    """Exchange the code of the mutant's function and run tests until one fails, or takes far too long."""
    fresh = codes(compile(mutant.source(), str(mutant.path), "exec", dont_inherit=True))
    try:
        for function in live[str(mutant.path), mutant.function]:
            function.__code__ = fresh[mutant.function]
    except ValueError:
        return IMPOSSIBLE
    taking = {item: seconds for seconds, item in tests}
    limit_processor(60 + 20 * sum(taking.values()))
    forget(mutant.path)
    for item, after in following(list(taking)):
        killer.write_text(item.nodeid, encoding="utf-8")
        signal.setitimer(signal.ITIMER_PROF, 5 + 10 * taking[item])
        if not passes(item, after):
            return KILLED
    return SURVIVED


def limit_processor(seconds: float) -> None:
    """Let this process, and each that it starts, use so many seconds of the processor and then be killed."""
    whole = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))


class Fixtures:
    """The plugin that tells what the setting up of each fixture reaches: all tests that use it reach that.

    Parameters
    ----------
    reached : set of Place
        What was reached since it was last cleared.
    """

    def __init__(self, reached: set[Place]) -> None:
        self.reached = reached
        self.by_fixture: dict[object, set[Place]] = defaultdict(set)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: object) -> Iterator[Any]:
        """Learn what one fixture reaches."""
        before = set(self.reached)
        self.reached.clear()
        try:
            return (yield)
        finally:
            self.by_fixture[fixturedef] |= self.reached
            self.reached |= before

    def used(self, item: pytest.Item) -> set[Place]:
        """Give what the fixtures of a test reached."""
        known = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined] # pytest's own
        return {place for ones in known.values() for one in ones for place in self.by_fixture[one]}


def watched(items: list[pytest.Item], files: list[str], to: Path) -> int:
    """Run tests and write which places each of them reaches, for how long it runs, and what it loaded."""
    before = set(sys.modules)
    reached: set[Place] = set()
    builtins._veedor_reached_ = lambda k: reached.add(PLACES[k])  # type: ignore[attr-defined]
    live = functions_of(files)
    for file in files:
        probed = codes(probes(Path(file)))
        for name, _ in functions(ast.parse(text_of(Path(file)))):
            for function in live[file, name]:
                function.__code__ = probed[name]
    fixtures = Fixtures(reached)
    rows = []
    for item, after in following(items):
        item.config.pluginmanager.register(fixtures, "veedor-mutation-fixtures")
        forget(item.path)
        reached.clear()
        begun = time.process_time()
        passed = passes(item, after)
        seconds = time.process_time() - begun
        item.config.pluginmanager.unregister(fixtures)
        here = defaultdict(list)
        for file, line in sorted(reached | fixtures.used(item)):
            here[Path(file).relative_to(ROOT).as_posix()].append(line)
        rows.append((seconds, passed, here))
    loaded = sorted(set(sys.modules) - before)
    to.write_text(json.dumps({"tests": rows, "modules": loaded}), encoding="utf-8")
    return SURVIVED


PLACES: list[Place] = []
"""The places of the calls that tell what is reached."""


def probes(path: Path) -> CodeType:
    """Compile a module with a call before each statement of its functions."""
    tree = ast.parse(text_of(path))
    for _, function in functions(tree):
        for node in [*ast.walk(function)]:
            for name in ("body", "orelse", "finalbody"):
                body = getattr(node, name, None)
                if isinstance(body, list) and not isinstance(node, ast.ClassDef):
                    setattr(node, name, [each for one in body for each in (_probe(path, one), one)])
    return compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)


def _probe(path: Path, statement: ast.stmt) -> ast.stmt:
    PLACES.append((str(path), statement.lineno))
    call = ast.parse(f"_veedor_reached_({len(PLACES) - 1})").body[0]
    return ast.copy_location(call, statement)


def statements_of(path: Path) -> dict[int, int]:
    """Give, for each line of a module, where the innermost statement begins that it belongs to."""
    begins: dict[int, int] = {}
    for node in ast.walk(ast.parse(text_of(path))):  # what is within comes later
        if isinstance(node, ast.stmt):
            begins |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node.lineno)
    return begins


def forget(path: Path) -> None:
    """Let the functions of a test's module, and ours, that keep what they gave compute it again."""
    for name, module in [*sys.modules.items()]:
        if name.startswith("veedor.") or getattr(module, "__file__", None) == str(path):
            for one in [*vars(module).values()]:
                if isinstance(one, functools._lru_cache_wrapper):
                    one.cache_clear()


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
        if type(one) is FunctionType and one.__code__.co_filename in wanted:  # a lazy one would be made
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found
