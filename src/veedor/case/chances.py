"""Questions of what may yet change: what is to come, what a late shift is, what could change the outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from veedor.case.sheets import sheet_table
from veedor.errors import QuestionError
from veedor.lookup import SheetQuestion, download
from veedor.model import State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from veedor.case.opened import OpenedElection
    from veedor.lookup import SheetTable
    from veedor.outstanding import Projection
    from veedor.outstanding.sample import QuickCount, SamplePlan
    from veedor.outstanding.shift import Shift
    from veedor.stakes import Flips, InDoubt, NamedSet, StakesRequest

    Steps = Callable[[int, int], None]
    """Told the steps done and their number."""


def project(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    at: datetime | None = None,
    draws: int = 1000,
    seed: int = 1,
    progress: Steps | None = None,
) -> Projection:
    """What the outstanding votes must bring, and what they will, with the record of that method.

    Parameters
    ----------
    count, contest : str, optional
        Which; by default the count that came in over time.
    snapshot : str, optional
        From this published file; by default the last one of the count.
    at : datetime, optional
        From the last file published by this local time.
    draws, seed : int
        Of the nested Monte Carlo.
    progress : callable, optional
        Told the steps done and their number.
    """
    from veedor.outstanding.publication import project_publication, publication

    which: dict[str, Any] = {"contest": contest, "snapshot": snapshot}
    line = case.command(
        "project", count=count, **which, at=_moment(at), draws=draws if draws != 1000 else None, seed=seed
    )

    def ask() -> Projection:
        selection = publication(case.election, count, **which, at=at)
        return project_publication(selection, draws=draws, seed=seed, progress=progress)

    return case.answer(line, ask)


def quickcount(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    at: datetime | None = None,
) -> QuickCount:
    """What a random sample of sheets says, and what those of it that have not arrived may change.

    Parameters
    ----------
    count : str, optional
        Which sample; by default the first of the contest.
    contest : str, optional
        See the class.
    snapshot : str, optional
        As this published file had the sample; by default as its last one had it.
    at : datetime, optional
        As the last file published by this local time had it.
    """
    from veedor.outstanding.sample import quick_count

    which: dict[str, Any] = {"contest": contest, "snapshot": snapshot}
    line = case.command("quickcount", count=count, **which, at=_moment(at))
    return case.answer(line, lambda: quick_count(case.election, count, **which, at=at))


def sample_plan(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    half: float | None = None,
    strata: tuple[str, ...] = (),
) -> SamplePlan:
    """How many sheets of each stratum a random sample needs.

    Parameters
    ----------
    count : str, optional
        What the plan rests on, a count or a sample; by default the count that counts in the end.
    contest : str, optional
        See the class.
    half : float, optional
        Half-width wanted (0.01 is one point); without one, the sample is to tell the value of the first
        assertion from the line of the law.
    strata : tuple of str
        Within what to draw; by default as the sample of the case, else by the published strata.
    """
    from veedor.outstanding.sample import plan_sample

    wanted: dict[str, Any] = {"tell": True} if half is None else {"half": f"{half * 100:.10g}"}
    line = case.command("quickcount", count=count, contest=contest, **wanted, strata=strata)
    return case.answer(
        line,
        lambda: plan_sample(case.election, source=count, contest=contest, half=half, strata=strata),
    )


def shift(
    case: OpenedElection,
    *,
    early: str | None = None,
    count: str | None = None,
    contest: str | None = None,
    at: datetime | None = None,
    seed: int = 1,
    progress: Steps | None = None,
) -> Shift:
    """Whether a late shift is which places came late, or a change within places.

    Parameters
    ----------
    early : str, optional
        What was early, as ``preliminary@<snapshot>``; by default what came before the longest
        gap.
    count, contest : str, optional
        Whose votes are compared; see the class.
    at : datetime, optional
        Instead of ``early``: sheets verified from this local time on are late.
    seed : int
        Of all pseudo-random numbers.
    progress : callable, optional
        Told the steps done and their number.
    """
    from veedor.outstanding.shift.late_shift import late_shift

    def ask() -> Shift:
        selection = case.select(count, contest=contest)
        selection.need_sheets(
            sentence("Whether a late shift is one of places or within places is asked of tally sheets")
        )
        return late_shift(selection, early, at=at, seed=seed, progress=progress)

    line = case.command("shift", early=early, count=count, contest=contest, at=_moment(at), seed=seed)
    return case.answer(line, ask)


def stakes(
    case: OpenedElection,
    request: StakesRequest | None = None,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    variant: str | None = None,
    selected: SheetQuestion | None = None,
    words: tuple[str, ...] = (),
) -> Flips | InDoubt | NamedSet:
    """Whether what is in doubt could change the outcome.

    Parameters
    ----------
    request : StakesRequest, optional
        Treatments, units, a named set or a number; by default the smallest number of sheets under every
        treatment.
    count, contest, snapshot, variant : str, optional
        As for :meth:`outcome`.
    selected : SheetQuestion, optional
        The set in doubt: the counted sheets that this question about sheets means.
    words : tuple of str
        Options that the command line had and the question no longer shows (names of files).
    """
    from veedor.stakes import StakesRequest, stakes
    from veedor.stakes.request import named_twice

    asked = StakesRequest() if request is None else request
    if selected is not None:
        selected = replace(selected, sort="sheet", down=False, columns=(), page=1)
        words = (*words, "--selected", urlencode(selected.written()))
    which: dict[str, Any] = {"contest": contest, "snapshot": snapshot, "variant": variant}
    line = case.command("stakes", *words, *asked.options(), of=count, **which)
    by_hand = asked.named_by_hand and not words

    def ask() -> Flips | InDoubt | NamedSet:
        selection = case.select(count, **which)
        selection.need_sheets(
            sentence("How few tally sheets could change the outcome is asked sheet by sheet")
        )
        if selected is None:
            return stakes(selection, asked)
        if asked.sheets is not None:
            raise named_twice()
        ids = _counted(sheet_table(case, str(selection), contest=contest), selected)
        return stakes(selection, replace(asked, sheets=ids))

    return case.answer(line, ask, keep=not by_hand)


def _counted(table: SheetTable, question: SheetQuestion) -> tuple[str, ...]:
    """Return the ids of the counted sheets that a question means.

    Raises
    ------
    QuestionError
        Where it means none.
    """
    rows = download(table, replace(question, columns=("sheet", "state"))).read_all().to_pylist()
    counted = State.COUNTED.name.lower()
    ids = tuple(str(row["sheet"]) for row in rows if row["state"] == counted)
    if not ids:
        raise QuestionError(
            "No counted tally sheet is like that.",
            remedy="`veedor sheets` lists those that are; ask for fewer things.",
        )
    return ids


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
