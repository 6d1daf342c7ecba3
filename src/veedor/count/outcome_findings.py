"""What an outcome rests on beyond the rule, as findings: sheets, and ballots cast."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.terms import count_term
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from veedor.count.outcome import OutcomeResult

SHEETS = Method("count.method.sheets_of_count", "sheets of the count beside the roll of sheets of the case")
TURNOUT = Method(
    "count.method.turnout", "ballots of every kind, summed over the sheets, over registered voters"
)


def findings(result: OutcomeResult) -> tuple[Finding, ...]:
    """Give the findings of the rule, with the query behind the totals, and what the totals rest on."""
    of_rule = tuple(replace(finding, sql=result.sql) for finding in result.decision.findings)
    turnout = _turnout(result)
    return (*of_rule, _sheets(result), *(() if turnout is None else (turnout,)))


def _sheets(result: OutcomeResult) -> Finding:
    missing = result.missing
    if not missing.sheets:
        says = "outcome.all_sheets"
    else:
        says = "outcome.some_sheets" if missing.registered is not None else "outcome.some_sheets_bare"
    return Finding(
        "outcome.sheets",
        says,
        (
            Figure("counted_in", count_term(result.count_id), Unit.TERM),
            Figure("sheets_counted", result.sheets, Unit.SHEETS),
            Figure("sheets_on_roll", result.roll, Unit.SHEETS),
            Figure("sheets_missing", missing.sheets, Unit.SHEETS),
            Figure("voters_missing", missing.registered, Unit.VOTERS),
            Figure("as_counted", f"outcome_kind.{result.decision.as_counted.kind.value}", Unit.TERM),
        ),
        SHEETS,
        assumptions=("count.assumes.roll_complete",),
        cannot_show=("count.cannot.truth_of_sheets",),
        command=result.command,
    )


def _turnout(result: OutcomeResult) -> Finding | None:
    """Ballots cast of the voters registered on the same sheets; None where they are not published."""
    tally = result.tally
    if not tally.registered:
        return None
    return Finding(
        "outcome.turnout",
        "outcome.turnout",
        (
            Figure("ballots_cast", tally.cast, Unit.BALLOTS),
            Figure("valid_votes", tally.valid, Unit.VOTES),
            Figure("voters", tally.registered, Unit.VOTERS),
            Figure("turnout_share", Fraction(tally.cast, tally.registered), Unit.SHARE, "base.registered"),
            Figure("valid_share", Fraction(tally.valid, tally.cast or 1), Unit.SHARE, "base.cast"),
        ),
        TURNOUT,
        assumptions=("count.assumes.roll_complete",),
        command=result.command,
        sql=result.sql,
    )
