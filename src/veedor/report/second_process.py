"""Questions that take long, asked in a second process while the page is being written."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from veedor.case import Case
from veedor.count import Election

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from veedor.forensics import ForensicsResult
    from veedor.model import Result
    from veedor.outstanding.shift import Shift


def ask_shift(case: Case) -> Shift:
    """Ask what the page says of a late shift."""
    return case.shift()


def ask_forensics(case: Case) -> ForensicsResult:
    """Ask the forensics with twins enough for a picture; ``veedor check --forensics`` draws more."""
    return case.forensics(simulations=200, controls=1)


LONG: dict[str, Callable[[Case], Result]] = {"shift": ask_shift, "forensics": ask_forensics}
"""Section -> its question. The last one can use every processor, so it comes when the page is nearly done."""


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
    questions = [ask for name, ask in LONG.items() if name in sections]
    if not questions or (os.cpu_count() or 1) < 2:
        yield
        return
    from multiprocessing import get_context

    # a fresh process: threads of libraries do not survive a fork
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for ask in questions:
            answer = pool.submit(_ask, case.election.file.path, case.election.name, ask)
            line: Any = ask(_Told(case.election))
            case.expect(line, partial(_brought, answer))
        yield


def _ask(path: Path, name: str, ask: Callable[[Case], Result]) -> Result:
    """Answer one question in the second process."""
    election = Election.open(path)
    election.name = name
    return ask(Case(election))


def _brought(answer: Future[Result]) -> Result | None:
    """Wait for an answer; None where a machine allows no second process, so that it is asked again."""
    try:
        return answer.result()
    except (BrokenProcessPool, OSError, TypeError):
        return None
