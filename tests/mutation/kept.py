"""What earlier hunts found, kept so that the next one does only what changed."""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mutation.mutants import Mutant, text_of

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]

Row = tuple[float, bool, dict[str, list[int]]]
"""What one test takes, whether it passes, and the lines of statements that it reaches, by the file."""


@cache
def _hash(*paths: Path) -> str:
    whole = sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


@dataclass
class Kept:
    """The findings of earlier hunts.

    Parameters
    ----------
    file : Path or None
        Where they are kept; None keeps nothing.
    tests : dict
        By the test: hash of its file and of the hunted modules that it reaches, and its row.
    fates : dict
        By the mutant: hash of what it rests on, its fate, and the test that killed it.
    modules : set of str
        Modules that tests load while they run.
    fresh : set of str
        Tests and mutants of which this hunt itself found what stands here, later than what was kept.
    """

    file: Path | None
    tests: dict[str, tuple[str, Row]] = field(default_factory=dict)
    fates: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._read()

    def _read(self) -> None:
        if self.file is not None and self.file.exists():
            told = json.loads(self.file.read_text(encoding="utf-8"))
            self.tests = told["tests"] | {k: v for k, v in self.tests.items() if k in self.fresh}
            self.fates = told["fates"] | {k: v for k, v in self.fates.items() if k in self.fresh}
            self.modules |= set(told["modules"])

    def write(self) -> None:
        """Write them down, beside what another hunt wrote meanwhile."""
        if self.file is None:
            return
        with self.file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # from reading to writing, so that no finding is lost
            self._read()
            told = {"tests": self.tests, "fates": self.fates, "modules": sorted(self.modules)}
            whole = self.file.with_suffix(".new")
            whole.write_text(json.dumps(told), encoding="utf-8")
            whole.replace(self.file)

    def row(self, item: pytest.Item) -> Row | None:
        """Give what a test reaches, where neither it nor any of that changed."""
        known, row = self.tests.get(item.nodeid, ("", None))
        return row if row is not None and known == _of_test(item, row) else None

    def keep_row(self, item: pytest.Item, row: Row) -> None:
        """Keep what a test reaches."""
        ground = _of_test(item, row)
        if self.tests.get(item.nodeid, ("", None))[0] != ground:
            self.tests[item.nodeid] = (ground, row)
            self.fresh.add(item.nodeid)

    def fate(self, mutant: Mutant, tests: list[tuple[float, pytest.Item]]) -> str | None:
        """Give what became of a mutant, where neither its module nor the tests that told changed."""
        ground, fate, killer = self.fates.get(_name(mutant), ("", "", ""))
        by = [item for _, item in tests if not killer or item.nodeid == killer]
        return fate if by and ground == _ground(mutant, by) else None

    def keep(self, mutant: Mutant, tests: list[tuple[float, pytest.Item]], fate: str, killer: Path) -> None:
        """Keep what became of a mutant: killed for as long as its killer stays as it is."""
        name = killer.read_text(encoding="utf-8") if fate.startswith("killed") and killer.exists() else ""
        by = [item for _, item in tests if not name or item.nodeid == name]
        self.fates[_name(mutant)] = (_ground(mutant, by), fate, name)
        self.fresh.add(_name(mutant))
        if len(self.fresh) % 20 == 0:
            self.write()


def _of_test(item: pytest.Item, row: Row) -> str:
    files = [path for name in sorted(row[2]) if (path := ROOT / name).exists()]
    return _hash(item.path, *files)


def _name(mutant: Mutant) -> str:
    place = mutant.path.relative_to(ROOT).as_posix()
    return f"{place}:{mutant.start}:{mutant.end}:{mutant.now}"


def _ground(mutant: Mutant, tests: list[pytest.Item]) -> str:
    told = [text_of(mutant.path), *(f"{item.nodeid} {_hash(item.path)}" for item in tests)]
    return sha256("\n".join(told).encode()).hexdigest()[:16]
