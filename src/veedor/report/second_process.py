"""Questions that take long, asked in a second process while the page is being written.

A late shift is asked there whole, and first. The forensic tests are parts that need nothing of each other:
the second process takes them from the front, and the one that writes the page, once it has nothing else to
do, from the back. Neither waits while there is a part left.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from veedor.case import Case
from veedor.case.sheets import forensic_work
from veedor.count import Election

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from veedor.forensics import ForensicsResult, ForensicWork
    from veedor.forensics.run import Part
    from veedor.outstanding.shift import Shift

T = TypeVar("T")

TWINS: dict[str, Any] = {"seed": 1, "simulations": 200, "controls": 1}
"""Twins enough for a picture; ``veedor check --forensics`` draws more."""
LONG = ("forensics", "shift")
"""Sections whose answers take long, in the order in which they are written: what is shared comes first."""


def ask_shift(case: Case) -> Shift:
    """Ask what the page says of a late shift."""
    return case.shift()


def ask_forensics(case: Case) -> ForensicsResult:
    """Ask the forensics of the page."""
    return case.forensics(**TWINS)


class _Told(Case):
    """Gives the command line of a question instead of its answer."""

    def answer(self, command: str, ask: object, *, keep: bool = True) -> Any:  # noqa: ANN401 - a text
        del ask, keep
        return command


@contextmanager
def asked_meanwhile(case: Case, sections: Sequence[str]) -> Iterator[None]:
    """Ask what takes long in a process of its own, which brings the answers to the case.

    Parameters
    ----------
    case : Case
        The case; the process opens it again by its path. On a machine with one processor it asks itself.
    sections : sequence of str
        Sections that will be written.
    """
    if not set(LONG) & set(sections) or (os.cpu_count() or 1) < 2:
        yield
        return
    from multiprocessing import get_context

    told: Any = _Told(case.election)
    opened = case.election.file.path, case.election.name
    # a fresh process: threads of libraries do not survive a fork
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        # a process is handed more than it works at, and what it was handed cannot be taken back: so a thread
        # of ours hands it one question after another
        hands = ThreadPoolExecutor(1)

        def there(answer: Callable[..., T], *words: int) -> Future[T]:
            return hands.submit(lambda: process.submit(answer, *opened, *words).result())

        line: Any
        if "shift" in sections:
            line = ask_shift(told)
            case.expect(line, partial(_brought, there(_shift)))
        if "forensics" in sections:
            line = ask_forensics(told)
            parts = [there(_part, number) for number in range(_most_parts(case))]
            case.expect(line, partial(_shared, case, parts))
        try:
            yield
        finally:
            hands.shutdown(cancel_futures=True)


@cache
def _opened(path: Path, name: str) -> Case:
    """Open the case in the second process."""
    election = Election.open(path)
    election.name = name
    return Case(election)


@cache
def _work(path: Path, name: str) -> ForensicWork:
    return forensic_work(_opened(path, name), **TWINS)


def _shift(path: Path, name: str) -> Shift:
    return ask_shift(_opened(path, name))


def _part(path: Path, name: str, number: int) -> Part | None:
    """Do a part of the forensics; None where there are not as many."""
    work = _work(path, name)
    return work.part(number) if number < len(work) else None


def _most_parts(case: Case) -> int:
    """Say how many parts the forensics can have: two a series (turnout, candidates), and clean elections."""
    controls: int = TWINS["controls"]
    return 2 * (1 + len(case.election.contest().candidates) + controls)


def _brought(answer: Future[T]) -> T | None:
    """Wait for an answer; None where a machine allows no second process, so that it is asked again."""
    try:
        return answer.result()
    except (BrokenProcessPool, OSError, TypeError):
        return None


def _shared(case: Case, parts: Sequence[Future[Part | None]]) -> ForensicsResult:
    """Do the parts that the second process has not begun, from the last; then wait for its own."""
    work = forensic_work(case, **TWINS)
    own = {number: work.part(number) for number in reversed(range(len(work))) if parts[number].cancel()}
    found = (own.get(number) or _brought(parts[number]) or work.part(number) for number in range(len(work)))
    return work.joined(tuple(found))
