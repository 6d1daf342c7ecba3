"""Questions of the count: who won, when it went dark, what changed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.findings.opened import Opened

if TYPE_CHECKING:
    from veedor.count import Comparison, OutcomeResult, Timeline


class Counting(Opened):
    """What was counted, and when."""

    def outcome(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
    ) -> OutcomeResult:
        """Who won under the rule, and by how much.

        Parameters
        ----------
        count : str, optional
            Which count; by default the one that counts in the end (the last official one).
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        snapshot : str, optional
            As this published file had the count; by default as its last one had it.
        variant : str, optional
            Another reading of the rule.

        Raises
        ------
        QuestionError
            Where there is no such count, contest, snapshot or variant.
        MissingDataError
            Where the case names no rule, or the rule needs what was not published.
        """
        from veedor.count.outcome import outcome

        command = self.command("outcome", count=count, contest=contest, snapshot=snapshot, variant=variant)
        return outcome(
            self.election, count, contest=contest, snapshot=snapshot, variant=variant, command=command
        )

    def timeline(self, count: str | None = None, *, contest: str | None = None) -> Timeline:
        """When the count was published, when it went dark, and what was counted meanwhile.

        Parameters
        ----------
        count : str, optional
            Which count; by default the first that has a log.
        contest : str, optional
            What was voted on; by default the first contest with a rule.

        Raises
        ------
        MissingDataError
            Where the case has no log of publications or verifications.
        """
        from veedor.count.questions import timeline

        return timeline(
            self.election,
            count,
            contest=contest,
            command=self.command("timeline", count=count, contest=contest),
        )

    def compare(
        self, before: str | None = None, after: str | None = None, *, contest: str | None = None
    ) -> Comparison:
        """What changed between two counts, or two snapshots of one.

        Parameters
        ----------
        before, after : str, optional
            ``official``, or ``preliminary@<snapshot>``; by default the last publication of the count
            before the final one, and the final count.
        contest : str, optional
            What was voted on; by default the first contest with a rule.

        Raises
        ------
        QuestionError
            Where there is no such state.
        MissingDataError
            Where the case has one state only.
        """
        from veedor.count.questions import comparison

        first, last = self.election.sides(before, after, contest)
        command = self.command("compare", first, last, contest=contest)
        return comparison(self.election, first, last, contest=contest, command=command)

    def comparisons(self, *, contest: str | None = None) -> tuple[Comparison, ...]:
        """Compare each publication of the counts with the next one."""
        states = self.election.moments(contest)
        return tuple(self.compare(before, after, contest=contest) for before, after in pairwise(states))
