"""The parts of an answer that two processes share: whoever does one, and whatever happens to the other."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from veedor.case.sheets import forensic_work
from veedor.report.second_process import TWINS, _most_parts, _shared, ask_forensics

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.forensics.run import Part


def test_parts_not_begun_are_done_here_and_those_of_a_broken_process_again(case: Case) -> None:
    whole, work = ask_forensics(case), forensic_work(case, **TWINS)
    assert len(work) <= _most_parts(case)
    parts: list[Future[Part | None]] = [Future() for _ in range(_most_parts(case))]
    for number, future in enumerate(parts):
        if number % 3 == 0:  # the other process did it
            future.set_running_or_notify_cancel()
            future.set_result(work.part(number) if number < len(work) else None)
        elif number % 3 == 1:  # it ended while it was at it
            future.set_running_or_notify_cancel()
            future.set_exception(BrokenProcessPool())
    joined = _shared(case, parts)
    assert joined.tests == whole.tests
    assert joined.rates == whole.rates
    assert joined.controls == whole.controls
    assert all(future.cancelled() for future in parts[2 : len(work) : 3])
