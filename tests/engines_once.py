"""One DuckDB serves all connections of a process: starting and ending one is a seventh of a small import.

Each connection still has its own temporary tables and settings; what is shared is the memory and the threads.
The tests of the engine itself (``ROOM``) start their own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

ROOM = "engine"


@dataclass
class EnginesOnce:
    """The databases that were started, by process and settings."""

    spill: Path
    start: Callable[..., duckdb.DuckDBPyConnection] = duckdb.connect
    made: dict[tuple[object, ...], duckdb.DuckDBPyConnection] = field(default_factory=dict)

    def __call__(self, *given: object, **named: object) -> duckdb.DuckDBPyConnection:
        """Connect to the database of these settings, or, for who asks for anything else, as DuckDB does."""
        settings = named.get("config")
        if not isinstance(settings, dict) or "memory_limit" not in settings or room() == ROOM:
            return self.start(*given, **named)
        which = (os.getpid(), settings["memory_limit"], settings["threads"])  # a fork has none of the threads
        if which not in self.made:
            self.made[which] = self.start(config=settings | {"temp_directory": str(self.spill)})
        return self.made[which].cursor()


def room() -> str:
    """Name the folder of the test that runs."""
    return Path(os.environ["PYTEST_CURRENT_TEST"]).parts[1]


@pytest.fixture(scope="session", autouse=True)
def engines_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Start one engine a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", EnginesOnce(tmp_path_factory.mktemp("spill")))
        yield
