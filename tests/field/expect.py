"""What must come out of a case: the tables in ``expected/*.toml`` as records."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark import ParameterSet

HERE = Path(__file__).parent
CASES = HERE / "cases"


@dataclass(frozen=True)
class Step:
    """A refusal, and the edit that its remedy names."""

    when: str
    """Regular expression on what is printed."""
    change: dict[str, Any] = field(default_factory=dict)
    delete: tuple[str, ...] = ()
    maybe: bool = False
    """The command may also go on without it."""
    free: bool = False
    """The value is of the writer's own choice: only the key is searched for in the message."""
    unprinted: bool = False
    """The remedy is no key of case.toml, or is known to somebody who knows the file: not searched for in
    the message."""


@dataclass(frozen=True)
class Expected:
    """What must come out, once every remedy has been followed.

    Figures that are left out are not looked at.
    """

    case: str
    why: str = ""
    file: str = "case.toml"
    told: dict[str, Any] = field(default_factory=dict)
    """Edits before the first command: what the case file says in the language of today."""
    untold: tuple[str, ...] = ()
    """Keys that are deleted before the first command."""
    refused: str = ""
    """It must end with a refusal that says this; there is no way on."""
    may_refuse: str = ""
    """It may also end with a refusal that says this."""
    follow: tuple[Step, ...] = ()
    ask: tuple[str, ...] = ()
    """Options of ``veedor outcome``."""
    votes: dict[str, int] | None = None
    counted: int | None = None
    outstanding: int | None = None
    aside: int | None = None
    annulled: int | None = None
    registered: int | None = None
    turnout: str | None = None
    outcome: tuple[str, ...] = ()
    """One of these."""
    as_counted: str | None = None
    reason: str = ""
    """Regular expression on the sentences of the outcome: why it is undetermined."""
    longest: int | None = None
    """Seconds of the longest interval of the timeline."""
    instants: dict[str, str] = field(default_factory=dict)
    """Snapshot -> when it was taken."""
    verified: tuple[str, ...] = ()
    """First and last instant at which a sheet was verified."""
    says: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Command -> regular expressions on what it prints."""
    never: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The same, of what it must not print."""
    answers: tuple[str, ...] = ()
    """Commands that must answer."""
    asked: tuple[str, ...] = ()
    """Commands that must answer, or refuse in words."""
    way: int = 0
    """Which of several ways to go on."""

    @property
    def name(self) -> str:
        """Name of the test."""
        return f"{self.case}~{self.way}" if self.way else self.case

    @property
    def folder(self) -> Path:
        """Where the case lies."""
        return CASES / self.case


@cache
def expectations() -> tuple[Expected, ...]:
    """Read every table; a case with several ways gives one expectation each."""
    found: list[Expected] = []
    for file in sorted((HERE / "expected").glob("*.toml")):
        for case, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            ways = table.pop("ways", [{}])
            found += [_record(case, table | way, number) for number, way in enumerate(ways)]
    return tuple(found)


def some_slow(expected: Iterable[Expected]) -> list[ParameterSet]:
    """Leave every sixteenth expectation to the quick suite; the others are slow."""
    return [
        pytest.param(one, id=one.name, marks=[pytest.mark.slow] if number % 16 else [])
        for number, one in enumerate(expected)
    ]


def _record(case: str, table: dict[str, Any], way: int) -> Expected:
    known = {f.name for f in fields(Expected)}
    if unknown := set(table) - known:
        raise KeyError(f"{case}: {unknown}")
    made = {key: _frozen(value) for key, value in table.items()}
    made["follow"] = tuple(
        Step(**({"change": step.pop("set", {})} | step | {"delete": tuple(step.get("delete", ()))}))
        for step in map(dict, table.get("follow", ()))
    )
    if isinstance(made.get("outcome"), str):
        made["outcome"] = (made["outcome"],)
    for key in ("says", "never"):
        if key in made:
            made[key] = {verb: (t,) if isinstance(t, str) else tuple(t) for verb, t in made[key].items()}
    return Expected(case=case, way=way, **made)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return tuple(value) if isinstance(value, list) else value
