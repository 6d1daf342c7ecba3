"""Several contests: the findings of each, and one table that lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.seats import lists_of
from veedor.findings.words import outcome_term
from veedor.model import Column, Table, Unit
from veedor.rules.margins import Change

if TYPE_CHECKING:
    from veedor.count.contests import Contests
    from veedor.count.outcome import OutcomeResult
    from veedor.model import Finding
    from veedor.model.finding import Value


def findings(result: Contests) -> tuple[Finding, ...]:
    """Return the findings of every contest; each says of which it is."""
    return tuple(finding for outcome in result.outcomes for finding in outcome.findings)


def tables(result: Contests) -> tuple[Table, ...]:
    """Return one row a contest: how it ends, for whom, and the fewest votes that would change it."""
    columns = (
        Column("contest", Unit.CONTEST),
        Column("outcome", Unit.TERM),
        Column("who", Unit.TEXT),
        Column("moved", Unit.VOTES),
    )
    rows = tuple(_row(outcome) for outcome in result.outcomes)
    rows += tuple((lack.of.title, "contests.unanswered", None, None) for lack in result.unanswered)
    return (Table("contests", columns, rows),)


def _row(result: OutcomeResult) -> tuple[Value, ...]:
    if result.decided is None:
        return _of_seats(result)
    labels = {choice.choice_id: choice.label for choice in result.contest.choices}
    outcome = result.outcome
    who = tuple(labels[choice] for choice in outcome.choices) if outcome.approves is None else ()
    return (result.contest.title, outcome_term(outcome), who or None, result.decision.moved)


def _of_seats(result: OutcomeResult) -> tuple[Value, ...]:
    """Return the lists with their seats, and the fewest votes moved that change one."""
    every = [counted.shared for counted in result.seats]
    who = tuple(one for shared in every for one in lists_of(shared, shared.total))
    moves = [least.votes for shared in every for least in shared.changes[Change.MOVE][:1]]
    settled = not any(shared.undetermined or shared.open_seats for shared in every)
    return (
        result.contest.title,
        f"contests.seats.{'settled' if settled else 'open'}",
        who or None,
        min(moves, default=None),
    )
