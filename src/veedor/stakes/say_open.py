"""What stakes say of the sheets beside the counted ones, and of what they could not ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import Figure, Method, State, Unit
from veedor.stakes.say import SORT, finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import Finding
    from veedor.stakes.problem import Problem
    from veedor.stakes.stake import Stake

OPEN = Method("stakes.method.open", "Assertion.range: the least that any content of the open votes leaves")


def given(stake: Stake, command: str) -> tuple[Finding, ...]:
    """Say what is open beside the counted sheets, and what it leaves of the outcome; nothing where none is.

    Every number that follows is on top of it.
    """
    votes = stake.tally.open
    if not votes:
        return ()
    states = stake.states
    unbounded = sum(group.ballots is None for group in votes)
    left = None if stake.taken is None else stake.slack - stake.taken
    figures = (
        Figure("outstanding", _number(stake, State.OUTSTANDING), Unit.SHEETS),
        Figure("set_aside", _number(stake, State.SET_ASIDE), Unit.SHEETS),
        Figure("blank_cells", 0 if states is None else int(states.counted.blank.sum()), Unit.NUMBER),
        Figure("open_ballots", sum(group.ballots or 0 for group in votes), Unit.BALLOTS),
        Figure("slack_before", stake.slack, Unit.VOTES, digits=1),
        Figure("open_takes", stake.taken, Unit.VOTES, digits=1),
        Figure("slack_left", left, Unit.VOTES, digits=1),
    )
    says = "undetermined" if stake.undetermined else "stands"
    if unbounded and stake.undetermined:
        says = "unbounded"
    return (finding("stakes.open", f"stakes.open.{says}", figures, OPEN, command),)


def _number(stake: Stake, state: State) -> int:
    return 0 if stake.states is None else stake.states.number(state)


def limits(left_out: Sequence[str], problems: Sequence[Problem], command: str) -> tuple[Finding, ...]:
    """Say which treatments could not be asked, and how many sheets had no bound under those that were."""
    found = []
    lax = [problem for problem in problems if problem.unbounded]
    if lax:
        figures: tuple[Figure, ...] = (
            Figure("treatments_no_bound", _names([p.treatment.value for p in lax]), Unit.TERM),
            Figure("no_bound", max(p.unbounded for p in lax), Unit.SHEETS),
            Figure("sheets", len(lax[0].stake.sheets), Unit.SHEETS),
        )
        found.append(finding("stakes.no_bound", "stakes.no_bound", figures, SORT, command))
    if left_out:
        figures = (Figure("treatments_left_out", _names(left_out), Unit.TERM),)
        found.append(finding("stakes.left_out", "stakes.left_out", figures, SORT, command))
    return tuple(found)


def _names(treatments: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"stakes.treatment.{name}" for name in treatments)
