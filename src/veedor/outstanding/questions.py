"""The questions that one asks of an opened case: what the outstanding votes will do, what a late shift is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import moment as shown
from veedor.count.logs import utc
from veedor.count.questions import tightest
from veedor.errors import MissingDataError, QuestionError
from veedor.model import AssertionKind, State
from veedor.outstanding.expected import expected_of
from veedor.outstanding.measure import measure_of
from veedor.outstanding.projection import DRAWS, SEED, project
from veedor.outstanding.situation import situation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from numpy.typing import NDArray

    from veedor.count import Election, Sheets
    from veedor.model import Assertion
    from veedor.outstanding.measure import Measure
    from veedor.outstanding.projection import Projection
    from veedor.outstanding.shift.result import Shift

    Progress = Callable[[int, int], None]

PAUSE = np.timedelta64(1, "h")
"""Verification that stands still for so long has paused; less is the rhythm of the work."""
EDGE = 0.02
"""Share of the ordered sheets that must lie on either side of a pause for a jump to be looked for."""


def projection(
    election: Election,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    at: datetime | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    command: str = "",
    progress: Progress | None = None,
) -> Projection:
    """Project a count of a case from one of its published snapshots.

    Parameters
    ----------
    election : Election
        An opened case.
    count : str, optional
        Which count; by default the first that has a log, else the one that counts in the end.
    contest : str, optional
        Which contest; by default the first with a rule.
    snapshot : str, optional
        Which snapshot; by default the first one of the count, or the last one before ``at``.
    at : datetime, optional
        Local time, or one with its offset: the last snapshot published by then.
    draws, seed : int
        Of the nested Monte Carlo.
    command : str
        The command that computes it again.
    progress : callable, optional
        Told the steps done and their number.

    Raises
    ------
    QuestionError
        Where there is no such count or snapshot, or none was published by then.
    MissingDataError
        Where the case names no rule for the contest.
    """
    contest_id = election.contest_id(contest)
    count_id = _running_count(election, contest_id) if count is None else election.count_id(count)
    name, taken = _snapshot(election, contest_id, count_id, snapshot, at)
    sheets = election.sheets(count_id, contest=contest_id, snapshot=name)
    roll, beside = expected_of(election.states(count_id, contest=contest_id, snapshot=name))
    published = _publications(election, contest_id, count_id, name)
    known = situation(roll, sheets, publications=published, beside=beside)
    return project(
        known,
        asked(election, contest_id, count_id, name),
        election.tally(count_id, contest=contest_id, snapshot=name),
        draws=draws,
        seed=seed,
        taken_at=_moment(taken, election),
        command=command,
        progress=progress,
    )


def asked(
    election: Election, contest: str | None, count: str | None, snapshot: str | None
) -> tuple[Assertion, ...]:
    """Give the assertions that matter at a snapshot: the tightest one of each kind, without a scope.

    Assertions about one area only (a share in each county, a state's electors) need that area's own
    projection, and are left out.
    """
    decision = election.decision(count, contest=contest, snapshot=snapshot)
    found = [assertion for assertion in tightest(decision) if assertion.scope is None]
    leads = [assertion for assertion in found if assertion.kind is AssertionKind.LEAD]
    rest = [assertion for assertion in found if assertion.kind is not AssertionKind.LEAD]
    if leads:  # who leads by ten points is first: that line is far away and no news
        rest = [assertion for assertion in rest if assertion.kind is not AssertionKind.FIRST]
    return (*leads, *rest)


def late_shift(
    election: Election,
    *,
    early: str | None = None,
    count: str | None = None,
    contest: str | None = None,
    at: datetime | None = None,
    seed: int = SEED,
    command: str = "",
    progress: Progress | None = None,
) -> Shift:
    """Examine what changed between an early part of a count and the rest.

    Parameters
    ----------
    election : Election
        An opened case.
    early : str, optional
        What was early, as ``preliminary@<snapshot>``; by default the first snapshot of the first count that
        has several. With ``at``, the time of verification says it instead.
    count : str, optional
        Whose votes are compared on both sides; by default those of the count that counts in the end.
    contest : str, optional
        Which contest; by default the first with a rule.
    at : datetime, optional
        Local time, or one with its offset: sheets verified from then on are late.
    seed : int
        Of all pseudo-random numbers.
    command : str
        The command that computes it again.
    progress : callable, optional
        Told the steps done and their number.

    Raises
    ------
    QuestionError
        Where there is no such state, or it leaves nothing to compare.
    MissingDataError
        Where neither snapshots nor times say what was early.
    """
    from veedor.outstanding.shift.lateness import lateness
    from veedor.outstanding.shift.result import Neither, examine

    contest_id = election.contest_id(contest)
    count_id = election.count_id(count, contest_id)
    logged = _running_count(election, contest_id)
    states = election.states(count_id, contest=contest_id)
    votes = election.sheets(count_id, contest=contest_id, times_of=_times_of(election, contest_id, logged))
    ordered = election.sheets(logged, contest=contest_id) if logged != count_id else votes
    measure = _measure(election, contest_id, count_id)
    if at is not None:
        moment = utc(at, election.zone)
        sheets = lateness(votes, measure, cut=moment, ordered=ordered.ids)
        early_id = at.isoformat(sep=" ")
        cuts: list[tuple[str, np.datetime64]] = [("asked", moment)]
    else:
        state = early or _early_state(election, contest_id, logged)
        early_count, snapshot = election.state(state)
        held = election.sheets(early_count, contest=contest_id, snapshot=snapshot)
        sheets = lateness(votes, measure, early=held.ids, ordered=ordered.ids)
        early_id, cuts = state, _cuts(election, contest_id, early_count, snapshot, ordered)
    return examine(
        sheets,
        votes.contest,
        count_id,
        early_id=early_id,
        neither=Neither(
            *(states.number(state) for state in (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED))
        ),
        cuts=cuts,
        zone=election.zone,
        seed=seed,
        command=command,
        progress=progress,
    )


def _running_count(election: Election, contest: str) -> str:
    """Give the count that came in over time: the first with a log, else the one with most snapshots."""
    logged = election.logged_count(contest)
    counts = election.counts(contest)
    if logged is not None and logged in counts:
        return logged
    if not counts:
        return election.count_id(None, contest)
    return max(counts, key=lambda count: len(election.snapshots(count, contest)))


def _times_of(election: Election, contest: str, logged: str) -> str | None:
    return logged if election.verifications(logged, contest) is not None else None


def _snapshot(
    election: Election, contest: str, count: str, wanted: str | None, at: datetime | None
) -> tuple[str | None, np.datetime64]:
    """Give the snapshot asked for: by name, by time, or the first."""
    known = election.snapshots(count, contest)
    if wanted is not None:
        _, name = election.state(f"{count}@{wanted}")
        return name, next(s.taken_at for s in known if s.snapshot_id == name)
    if at is not None:
        moment = utc(at, election.zone)
        published = [s for s in known if not np.isnat(s.taken_at) and s.taken_at <= moment]
        if not published:
            times = (
                ", ".join(f"{s.snapshot_id} ({_moment(s.taken_at, election) or 'no time'})" for s in known)
                or "none"
            )
            raise QuestionError(
                f"No snapshot of the count {count!r} was published by {at.isoformat(sep=' ')}.",
                remedy=f"Snapshots: {times}.",
            )
        return published[-1].snapshot_id, published[-1].taken_at
    if not known:
        return None, np.datetime64("NaT")
    return known[0].snapshot_id, known[0].taken_at


def _publications(
    election: Election, contest: str, count: str, snapshot: str | None
) -> tuple[frozenset[str], ...]:
    """Give what each snapshot up to this one held: the order where no times are known."""
    names = [str(s.snapshot_id) for s in election.snapshots(count, contest)]
    if snapshot in names:
        names = names[: names.index(snapshot) + 1]
    if len(names) < 2:
        return ()
    return tuple(
        frozenset(election.sheets(count, contest=contest, snapshot=name).ids.tolist()) for name in names
    )


def _early_state(election: Election, contest: str, count: str) -> str:
    known = election.snapshots(count, contest)
    several = len(known) > 1 or (known and count != election.count_id(None, contest))
    if not several:
        raise MissingDataError(
            "The case has no earlier snapshot of a count, so nothing says which sheets came late.",
            remedy="Add one to case.toml, or name a moment with --at where there are times of verification.",
        )
    return f"{count}@{known[0].snapshot_id}"


def _measure(election: Election, contest: str, count: str) -> Measure:
    """Give the lead (or share) that decides the contest."""
    decided = asked(election, contest, count, None)
    if not decided:
        raise MissingDataError("The rule of this contest rests on no lead or share over the whole country.")
    return measure_of(decided[0], election.contest(contest))


def _cuts(
    election: Election, contest: str, count: str, snapshot: str | None, ordered: Sheets
) -> list[tuple[str, np.datetime64]]:
    """Give the moments to look for a jump at: the publication, and the longest pause of verification."""
    cuts = []
    taken = [s.taken_at for s in election.snapshots(count, contest) if s.snapshot_id == snapshot]
    if taken and not np.isnat(taken[0]):
        cuts.append(("stop", taken[0].astype("datetime64[s]")))
    at = ordered.verified_at
    if at is not None:
        resumed = _restart(np.sort(at[~np.isnat(at)]))
        cuts += [] if resumed is None else [("restart", resumed)]
    return cuts


def _restart(times: NDArray[np.datetime64]) -> np.datetime64 | None:
    """Give when verification resumed after its longest pause with enough of the count on both sides."""
    position = np.arange(1, len(times)) / max(1, len(times))
    gaps = np.where((position > EDGE) & (position < 1 - EDGE), np.diff(times), np.timedelta64(0))
    if not len(gaps) or gaps.max() < PAUSE:
        return None
    resumed: np.datetime64 = times[int(np.argmax(gaps)) + 1]
    return resumed


def _moment(taken: np.datetime64, election: Election) -> datetime | None:
    if np.isnat(taken):
        return None
    return shown(taken, election.zone)
