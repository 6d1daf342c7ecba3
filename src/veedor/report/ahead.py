"""Questions that take long, asked in a second process while the page is being written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from veedor.errors import VeedorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.case import Case

FORENSICS: Mapping[str, int] = {"simulations": 200, "controls": 1}
"""What the page asks of the forensics: enough twins for a picture; `veedor check --forensics` asks more."""
QUESTIONS: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "shift": ("shift", {}),
    "forensics": ("forensics", FORENSICS),
}
"""Section -> method of the case and its options. The last one can use every processor, so it comes when the
page itself is nearly done."""

Expected = dict[str, tuple[Mapping[str, int], "Future[Any]"]]
"""Method -> options it was asked with, and its answer to come."""


@contextmanager
def ahead(case: Case, sections: Sequence[str]) -> Iterator[Expected]:
    """Ask what takes long in a process of its own.

    Parameters
    ----------
    case : Case
        The case; the process opens it again by its path.
    sections : sequence of str
        Sections that will be written.

    Yields
    ------
    dict
        Answers to come; empty on a machine with one processor.
    """
    asked = {name: question for name, question in QUESTIONS.items() if name in sections}
    if not asked or (os.cpu_count() or 1) < 2:
        yield {}
        return
    from multiprocessing import get_context

    # a fresh process: threads of libraries do not survive a fork
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        election = case.election
        yield {
            method: (
                options,
                pool.submit(_ask, str(election.file.path), election.name, method, dict(options)),
            )
            for method, options in asked.values()
        }


def _ask(path: str, name: str, method: str, options: dict[str, int]) -> object:
    """Answer one question in the second process."""
    from veedor.case import open_case

    case = open_case(path)
    case.election.name = name
    return getattr(case, method)(**options)


def arrived(future: Future[Any]) -> tuple[bool, object]:
    """Wait for an answer.

    Returns
    -------
    bool, object
        Whether it came, and the answer. One that the process could not give is asked again here, so that a
        machine that allows no second process still writes the page.

    Raises
    ------
    VeedorError
        What the question itself was refused with.
    """
    try:
        return True, future.result()
    except VeedorError:
        raise
    except (BrokenProcessPool, OSError, TypeError):
        return False, None
