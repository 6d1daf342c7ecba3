"""The late shift of a case: which sheets were early, and at which moments a jump is looked for."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import moment, utc
from veedor.count.selection import select
from veedor.count.vectors import rows_of
from veedor.errors import MissingDataError
from veedor.intake.instants import shown_twice
from veedor.model import State
from veedor.outstanding.arrival import Basis
from veedor.outstanding.contents import by_contents
from veedor.outstanding.publication import arrival_of, national_assertions, running_count
from veedor.outstanding.shift.lateness import lateness
from veedor.outstanding.shift.result import SEED, CutMade, NotCompared, examine
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from veedor.arrays import Times
    from veedor.count import Sheets
    from veedor.count.selection import Selection
    from veedor.model import Assertion
    from veedor.outstanding.shift.lateness import Lateness
    from veedor.outstanding.shift.result import Shift

    Moments = list[tuple[str, np.datetime64]]

PAUSE = np.timedelta64(1, "h")
"""Verification that stands still for so long has paused; less is the rhythm of the work."""
NAMED = 5
"""Publications that an error names."""
EDGE = 0.02
"""Share of the sheets that must lie on either side of a pause or gap."""


def late_shift(
    selection: Selection,
    early: str | None = None,
    *,
    at: datetime | None = None,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Shift:
    """Examine what changed between an early part of a count and the rest.

    Parameters
    ----------
    selection : Selection
        Whose votes are compared on both sides.
    early : str, optional
        What was early, as ``preliminary@<snapshot>``; by default what the count that came in over time held
        before the longest gap between its publications, or what was verified before the longest pause.
    at : datetime, optional
        Instead of ``early``: sheets verified from this local time (or one with its offset) on are late.
    seed : int
        Of all pseudo-random numbers.
    progress : callable, optional
        Told the steps done and their number.

    Raises
    ------
    QuestionError
        Where there is no such publication, or it leaves nothing to compare.
    MissingDataError
        Where neither publications nor times say what was early.
    """
    sheets, made, cuts = _cut(selection, early, at, seed)
    states = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
    return examine(
        sheets,
        not_compared=NotCompared(*(selection.states.number(state) for state in states)),
        cut=made,
        cuts=cuts,
        zone=selection.election.zone,
        seed=seed,
        progress=progress,
    )


def _cut(
    selection: Selection, early: str | None, at: datetime | None, seed: int
) -> tuple[Lateness, CutMade, Moments]:
    """Cut the sheets into early and late, say how, and give the moments to look for a jump at."""
    election, contest = selection.election, selection.contest_id
    running = selection.of_count(running_count(election, contest))
    running = selection if running.by_area else running  # areas do not say which sheet came when
    arrived = arrival_of(running)
    if arrived[2] is Basis.NONE and running.count_id != selection.count_id:
        arrived = arrival_of(selection)
    votes, (moments, order) = _in_contents(selection.states.counted, arrived)
    known = moments[~np.isnat(moments)]
    if at is not None:
        made = CutMade("asked", moment=utc(at, election.zone))
        if order in {Basis.PUBLICATION, Basis.NONE}:
            raise _without_times(running)
    elif early is not None:
        made, running = CutMade("named"), select(election, early, contest=contest)
    else:
        made, running = _default(selection, running, known)
    deciding = _deciding(selection)
    if made.how in {"asked", "pause"}:
        cut = made.until if made.how == "pause" else made.moment
        sheets = lateness(votes, deciding, cut=cut, arrived=(moments, order), seed=seed)
        name = "restart" if made.how == "pause" else "asked"
        return sheets, made, [] if cut is None else [(name, cut)]
    held = running.states.counted.ids
    sheets = lateness(votes, deciding, early=held, arrived=(moments, order), seed=seed)
    made, cuts = _dated(made, running)
    resumed = resumption(known) if order is Basis.VERIFICATION else None
    return sheets, made, cuts if resumed is None else [*cuts, ("restart", resumed)]


def _in_contents(sheets: Sheets, arrived: tuple[Sheets, Times, Basis]) -> tuple[Sheets, tuple[Times, Basis]]:
    """Return sheets in an order of their contents, and the moment at which each arrived."""
    running, at, order = arrived
    rows = rows_of(sheets.ids, running.ids)
    moments = np.r_[at, np.datetime64("NaT", "s")][rows]
    printed = sheets.printed.get("cast")
    others = () if printed is None else (printed,)
    by = by_contents(sheets.places, sheets.votes, sheets.registered, moments.astype(np.int64), *others)
    return sheets.take(by), (moments[by], order)


def _default(selection: Selection, running: Selection, known: Times) -> tuple[CutMade, Selection]:
    """Cut at the longest gap between publications, else after the first one, else at the longest pause."""
    snapshots, brought = running.snapshots, running.brought
    before = np.cumsum([len(sheets) for sheets in brought])
    gaps = {
        i: until.taken_at - since.taken_at
        for i, (since, until) in enumerate(pairwise(snapshots))
        if EDGE * before[-1] <= before[i] <= (1 - EDGE) * len(selection.states.counted)
    }
    dated = {i: gap for i, gap in gaps.items() if not np.isnat(gap)}
    if dated:
        even = [i for i, gap in dated.items() if gap == max(dated.values())]
        longest = min(even, key=lambda i: abs(int(before[-1]) - 2 * int(before[i])))
        until = snapshots[longest + 1].taken_at.astype("datetime64[s]")
        how = "gap" if len(even) == 1 else "even"
        return CutMade(how, until=until), running.at(snapshots[longest].snapshot_id)
    if len(snapshots) > 1 or (snapshots and running.count_id != selection.count_id):
        return CutMade("first"), running.at(snapshots[0].snapshot_id)
    paused = longest_pause(known)
    if paused is not None:
        return CutMade("pause", moment=paused[0], until=paused[1]), running
    later = np.sort(known[known > known.min()]) if len(known) else known
    if len(later):
        middle = later[max(0, len(later) - len(known) // 2 - 1)]
        local = moment(middle, selection.election.zone)
        named = (local if shown_twice(local) else local.replace(tzinfo=None)).isoformat(" ")
        raise MissingDataError(
            "The case has no earlier snapshot of a count, and its times of verification have no pause, so "
            "nothing says which sheets came late.",
            remedy=sentence(
                'Name a moment between the first and the last time: --at "{named}".', named=named
            ),
        )
    raise MissingDataError(
        "The case has no earlier snapshot of a count, so nothing says which sheets came late.",
        remedy="Add one to case.toml, or a log of verifications.",
    )


def _without_times(running: Selection) -> MissingDataError:
    """Refuse a moment where nothing says when sheets were verified; name the publications instead."""
    named = ", ".join(str(running.at(snapshot.snapshot_id)) for snapshot in running.snapshots[:NAMED])
    instead = (
        sentence("Name a publication instead, as --early {named}; or add", named=named) if named else "Add"
    )
    return MissingDataError(
        "No times of verification say which sheets came before that moment.",
        remedy=sentence("{instead} the count's log of verifications.", instead=instead),
    )


def _deciding(selection: Selection) -> Assertion:
    """Return the lead (or share) that decides the contest."""
    found = national_assertions(selection)
    if not found:
        raise MissingDataError("The rule of this contest rests on no lead or share over the whole country.")
    return found[0]


def _dated(made: CutMade, early: Selection) -> tuple[CutMade, Moments]:
    """Say which publication was early, and when it was; where that is known, a jump is looked for there."""
    made = replace(made, publication=str(early))
    if early.taken_at is None:
        return made, []
    at = early.taken_at.astype("datetime64[s]")
    return replace(made, moment=at), [("stop" if made.how == "gap" else "named", at)]


def resumption(times: Times) -> np.datetime64 | None:
    """Return when verification resumed after its longest pause of an hour or more."""
    found = longest_pause(times, PAUSE)
    return None if found is None else found[1]


def longest_pause(
    times: Times, least: np.timedelta64 | None = None
) -> tuple[np.datetime64, np.datetime64] | None:
    """Return last time before the longest pause with enough of the count around it, and the first after it.

    Parameters
    ----------
    times : datetime64[s] vector
        Of the sheets.
    least : timedelta64, optional
        How long a pause is at least; by default longer than twice the usual time between two moments.
    """
    times = np.sort(times)
    position = np.arange(1, len(times)) / max(1, len(times))
    gaps = np.where((position > EDGE) & (position < 1 - EDGE), np.diff(times), np.timedelta64(0, "s"))
    seconds = gaps.astype(np.int64)
    if not seconds.any():
        return None
    at = int(np.argmax(seconds))
    if least is None:
        least = np.timedelta64(int(2 * np.median(seconds[seconds > 0])) + 1, "s")
    return (times[at], times[at + 1]) if gaps[at] >= least else None
