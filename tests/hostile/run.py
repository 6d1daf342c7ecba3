"""Import a variant, and say what became of it."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hostile.truths import figures, observed, ordered
from veedor.errors import InputError, InputErrors, MissingDataError, VeedorError
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hostile.drafts import Draft
    from hostile.truths import Truth

SECONDS = 30
"""Of processor time: on a busy machine a minute of the clock says nothing."""
WAITED = 300
"""Seconds of the clock, for what waits and computes nothing."""
SPOILT = (
    "double_encoded",
    "lost_letters",
    "ids_spoilt",
    "odd_letters",
    "escaped_letters",
    "letters_doubtful",
)


@dataclass(frozen=True)
class Outcome:
    """What became of a variant: ``right``, ``named`` (with a word), ``refused``, ``wrong`` or ``crashed``."""

    kind: str
    words: str = ""
    problems: tuple[VeedorError, ...] = field(default=(), repr=False)


@contextmanager
def limited(seconds: int = SECONDS) -> Iterator[None]:
    """Stop what takes too long."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError(f"{number} {frame}")

    before = [(number, signal.signal(number, stop)) for number in (signal.SIGALRM, signal.SIGPROF)]
    signal.alarm(WAITED)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        for number, handler in before:
            signal.signal(number, handler)


def outcome(made: Draft, folder: Path, *, followed: bool = False, mended: bool = False) -> Outcome:
    """Import a case that is written, and hold what comes out against the truth.

    Once a remedy was ``followed``, what it states may hold; once the file was ``mended``, what was true
    before it was spoilt.
    """
    truths = (*made.truths, *(made.after if followed else ()))
    if mended and made.fresh is not None:
        truths += made.fresh.truths
    try:
        with limited():
            imported = import_case(load_case(folder))
            seen = observed(imported.store, made.layout)
            notices = {notice["key"] for notice in imported.store.manifest["notices"]}
    except InputErrors as group:
        return _refused([p for p in group.exceptions if isinstance(p, InputError)], folder)
    except InputError as problem:
        return _refused([problem], folder)
    except MissingDataError as problem:
        return Outcome("refused" if problem.remedy else "crashed", str(problem), (problem,))
    except VeedorError as problem:
        return Outcome("crashed", f"no InputError: {problem!r}")
    except BaseException as crash:
        if isinstance(crash, KeyboardInterrupt):
            raise
        return Outcome("crashed", f"{type(crash).__name__}: {str(crash)[:300]}")
    if any(ordered(seen) == ordered(truth) for truth in truths):
        return Outcome("right")
    if any(figures(seen) == figures(truth) for truth in truths) and notices & {*SPOILT, *made.says}:
        return Outcome("named", str(notices))
    return Outcome("wrong", f"{different(seen, truths)} {sorted(notices)}")


def different(seen: Truth, truths: tuple[Truth, ...]) -> str:
    """Show what is read otherwise than it is true."""
    if not truths:
        return f"read without a truth: {seen[:3]}"
    true, found = ordered(truths[0]), ordered(seen)
    return f"read {[r for r in found if r not in true][:2]}, true {[r for r in true if r not in found][:2]}"


def _refused(problems: list[InputError], folder: Path) -> Outcome:
    words = " || ".join(str(p) for p in problems[:4])
    left = [p.name for p in (folder / ".veedor").glob("*") if p.name != "seen.json"]
    bare = [str(p) for p in problems if not p.file or (not p.remedy and "in all, " not in p.message)]
    if left or bare:
        return Outcome("crashed", f"left {left}, without file or remedy {bare[:1]}: {words}")
    return Outcome("refused", words, tuple(problems))
