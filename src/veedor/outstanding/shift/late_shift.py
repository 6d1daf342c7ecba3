"""The late shift of a case: which sheets were early, and at which moments a jump is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import utc
from veedor.count.selection import select
from veedor.errors import MissingDataError
from veedor.model import State
from veedor.outstanding.publication import national_assertions, publication, running_count
from veedor.outstanding.shift.lateness import lateness
from veedor.outstanding.shift.result import SEED, NotCompared, examine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from veedor.count import Sheets
    from veedor.count.selection import Selection
    from veedor.model import Assertion
    from veedor.outstanding.arrays import Times
    from veedor.outstanding.shift.lateness import Lateness
    from veedor.outstanding.shift.result import Shift

PAUSE = np.timedelta64(1, "h")
"""Verification that stands still for so long has paused; less is the rhythm of the work."""
EDGE = 0.02
"""Share of the ordered sheets that must lie on either side of a pause for a jump to be looked for."""


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
        What was early, as ``preliminary@<snapshot>``; by default the first publication of the count that came
        in over time.
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
    sheets, cuts = _cut(selection, early, at)
    states = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
    return examine(
        sheets,
        not_compared=NotCompared(*(selection.states.number(state) for state in states)),
        cuts=cuts,
        zone=selection.election.zone,
        seed=seed,
        progress=progress,
    )


def _cut(
    selection: Selection, early: str | None, at: datetime | None
) -> tuple[Lateness, list[tuple[str, np.datetime64]]]:
    """Cut the sheets into early and late, and give the moments to look for a jump at."""
    election, contest = selection.election, selection.contest_id
    running = running_count(election, contest)
    logged = election.verifications(running, contest) is not None
    votes = selection.timed_by(running) if logged else selection.sheets
    ordered = selection.of_count(running).sheets if running != selection.count_id else votes
    deciding = _deciding(selection)
    if at is not None:
        cut = utc(at, election.zone)
        return lateness(votes, deciding, cut=cut, ordered=ordered.ids), [("asked", cut)]
    held = _early(selection) if early is None else select(election, early, contest=contest)
    return lateness(votes, deciding, early=held.sheets.ids, ordered=ordered.ids), _cuts(held, ordered)


def _early(selection: Selection) -> Selection:
    """Give the first publication of the count that came in over time."""
    first = publication(selection.election, contest=selection.contest_id)
    final = selection.election.count_id(None, selection.contest_id)
    known = first.snapshots
    if not (len(known) > 1 or (known and first.count_id != final)):
        raise MissingDataError(
            "The case has no earlier snapshot of a count, so nothing says which sheets came late.",
            remedy="Add one to case.toml, or name a moment with --at where there are times of verification.",
        )
    return first


def _deciding(selection: Selection) -> Assertion:
    """Give the lead (or share) that decides the contest."""
    found = national_assertions(selection)
    if not found:
        raise MissingDataError("The rule of this contest rests on no lead or share over the whole country.")
    return found[0]


def _cuts(early: Selection, ordered: Sheets) -> list[tuple[str, np.datetime64]]:
    """Give the moments to look for a jump at: the publication, and the longest pause of verification."""
    taken = [s.taken_at for s in early.snapshots if s.snapshot_id == early.snapshot_id]
    cuts = [("stop", at.astype("datetime64[s]")) for at in taken if not np.isnat(at)]
    at = ordered.verified_at
    resumed = None if at is None else resumption(np.sort(at[~np.isnat(at)]))
    return cuts if resumed is None else [*cuts, ("restart", resumed)]


def resumption(times: Times) -> np.datetime64 | None:
    """Give when verification resumed after its longest pause with enough of the count on both sides."""
    position = np.arange(1, len(times)) / max(1, len(times))
    gaps = np.where((position > EDGE) & (position < 1 - EDGE), np.diff(times), np.timedelta64(0, "s"))
    if not len(gaps) or gaps.max() < PAUSE:
        return None
    resumed: np.datetime64 = times[int(np.argmax(gaps)) + 1]
    return resumed
