"""Questions of what came late or is still out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from veedor.outstanding import Projection
    from veedor.outstanding.shift import Shift


class Waiting(Opened):
    """What is outstanding, and what a late shift needs to be explained."""

    def project(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        at: datetime | None = None,
        draws: int = 1000,
        seed: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> Projection:
        """What the outstanding votes must bring, and what they will, with the record of that method.

        Parameters
        ----------
        count : str, optional
            Which count; by default the one that came in over time.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        snapshot : str, optional
            From this published file; by default the first one of the count.
        at : datetime, optional
            From the last file published by this local time.
        draws, seed : int
            Of the nested Monte Carlo.
        progress : callable, optional
            Told the steps done and their number.

        Raises
        ------
        QuestionError
            Where there is no such count or snapshot, or none was published by then.
        MissingDataError
            Where the case names no rule for the contest.
        """
        from veedor.outstanding.questions import projection

        moment = None if at is None else at.isoformat(timespec="seconds")
        command = self.command(
            "project",
            count=count,
            contest=contest,
            snapshot=snapshot,
            at=moment,
            draws=draws if draws != 1000 else None,
            seed=seed,
        )
        return projection(
            self.election,
            count,
            contest=contest,
            snapshot=snapshot,
            at=at,
            draws=draws,
            seed=seed,
            command=command,
            progress=progress,
        )

    def shift(
        self,
        *,
        early: str | None = None,
        count: str | None = None,
        contest: str | None = None,
        at: datetime | None = None,
        seed: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> Shift:
        """Whether a late shift is which places came late, or a change within places.

        Parameters
        ----------
        early : str, optional
            What was early, as ``preliminary@<snapshot>``; by default the first published file.
        count : str, optional
            Whose votes are compared; by default those of the last official count.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        at : datetime, optional
            Instead of ``early``: sheets verified from this local time on are late.
        seed : int
            Of all pseudo-random numbers.
        progress : callable, optional
            Told the steps done and their number.

        Raises
        ------
        QuestionError
            Where there is no such state, or it leaves nothing to compare.
        MissingDataError
            Where neither snapshots nor times say what was early.
        """
        from veedor.outstanding.questions import late_shift

        moment = None if at is None else at.isoformat(timespec="seconds")
        command = self.command("shift", early=early, count=count, contest=contest, at=moment, seed=seed)
        return late_shift(
            self.election,
            early=early,
            count=count,
            contest=contest,
            at=at,
            seed=seed,
            command=command,
            progress=progress,
        )
