"""Several contests: the findings of each, and one table that lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import outcome_term
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from veedor.count.contests import Contests
    from veedor.count.outcome import OutcomeResult
    from veedor.model import Finding
    from veedor.model.figure import Value


def findings(result: Contests) -> tuple[Finding, ...]:
    """Give the findings of every contest; each says of which it is."""
    return tuple(finding for outcome in result.outcomes for finding in outcome.findings)


def tables(result: Contests) -> tuple[Table, ...]:
    """Give one row a contest: how it ends, for whom, and the fewest votes that would change it."""
    columns = (
        Column("contest", Unit.TEXT),
        Column("outcome", Unit.TERM),
        Column("who", Unit.TEXT),
        Column("moved", Unit.VOTES),
    )
    rows = tuple(_row(outcome) for outcome in result.outcomes)
    rows += tuple((lack.of.title, "contests.unanswered", None, None) for lack in result.unanswered)
    return (Table("contests", columns, rows),)


def _row(result: OutcomeResult) -> tuple[Value, ...]:
    labels = {choice.choice_id: choice.label for choice in result.contest.choices}
    outcome = result.outcome
    who = tuple(labels[choice] for choice in outcome.choices) if outcome.approves is None else ()
    return (result.contest.title, outcome_term(outcome), who or None, result.decision.moved)
