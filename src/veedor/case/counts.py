"""Questions of what was counted: who won, when it was counted, and what changed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from veedor.errors import InputErrors, VeedorError, reason_of

if TYPE_CHECKING:
    from veedor.case.opened import OpenedElection
    from veedor.count import Comparison, OutcomeResult, Timeline
    from veedor.count.area_comparison import AreaComparison
    from veedor.count.contests import Contests


def outcome(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    variant: str | None = None,
    rule: str | None = None,
) -> OutcomeResult:
    """Who won under the rule, and by how much.

    Parameters
    ----------
    count, contest : str, optional
        Which; see the class.
    snapshot : str, optional
        As this published file had the count; by default as its last one had it.
    variant : str, optional
        Another reading of the rule.
    rule : str, optional
        Another rule than the case names, as a case names one: what it would make of the same votes.
    """
    from veedor.count.outcome import outcome

    if contest is None and len(case.election.ruled) > 1:  # without a name the command is of all of them
        contest = str(case.election.contest_id())
    which: dict[str, Any] = {"contest": contest, "snapshot": snapshot, "rule": rule, "variant": variant}
    line = case.command("outcome", count=count, **which)
    return case.answer(line, lambda: outcome(case.select(count, **which)))


def contests(case: OpenedElection, count: str | None = None) -> Contests:
    """Who won each contest that a rule decides, in the order of the case.

    Parameters
    ----------
    count : str, optional
        Which count of each; by default the one that counts in the end.
    """
    from veedor.count.contests import Contests, Unanswered

    def ask() -> Contests:
        outcomes, unanswered = [], []
        for contest in case.election.ruled:
            try:
                outcomes.append(outcome(case, count, contest=str(contest)))
            except (VeedorError, InputErrors) as error:
                unanswered.append(Unanswered(case.election.contest(contest), reason_of(error)))
        return Contests(tuple(outcomes), tuple(unanswered))

    return case.answer(case.command("outcome", count=count), ask, keep=False)


def timeline(case: OpenedElection, count: str | None = None, *, contest: str | None = None) -> Timeline:
    """When the count was published, when it went dark, and what was counted meanwhile.

    Parameters
    ----------
    count, contest : str, optional
        Which; by default the first count that has a log.
    """
    from veedor.count.questions import timed_count, timeline

    def ask() -> Timeline:
        named = timed_count(case.election, contest) if count is None else count
        return timeline(case.select(named, contest=contest))

    return case.answer(case.command("timeline", count=count, contest=contest), ask)


def compare(
    case: OpenedElection, before: str | None = None, after: str | None = None, *, contest: str | None = None
) -> Comparison | AreaComparison:
    """What changed between two counts, or two publications of one.

    Parameters
    ----------
    before, after : str, optional
        By default the last publication of the count before the final one, and the final count.
    contest : str, optional
        See the class.
    """
    from veedor.count.questions import comparison

    first, last = case.election.sides(before, after, contest)
    line = case.command("compare", first, last, contest=contest)
    return case.answer(
        line, lambda: comparison(case.select(first, contest=contest), case.select(last, contest=contest))
    )


def comparisons(
    case: OpenedElection, *, contest: str | None = None
) -> tuple[Comparison | AreaComparison, ...]:
    """Compare each publication of the counts with the next one."""
    states = case.election.moments(contest)
    return tuple(compare(case, before, after, contest=contest) for before, after in pairwise(states))
