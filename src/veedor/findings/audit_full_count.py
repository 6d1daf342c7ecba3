"""In words: what a count of everything by hand gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import outcome_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.audit.full_count import FullCount
    from veedor.model import Tally

METHOD = Method("method.audit_full_count", "the rule that the plan names, applied to the sums found")


def full_count_finding(count: FullCount, things: Unit) -> Finding:
    """Say what the rule gives on the sums found, and whether it is the reported outcome.

    Parameters
    ----------
    count : FullCount
        Every drawn sheet has a record.
    things : Unit
        Sheets or ballots.
    """
    figures = [
        Figure("sheets", count.sheets, things),
        Figure("unread", count.unread, things),
    ]
    if count.outcome is not None:
        figures += [
            Figure("outcome", outcome_term(count.outcome), Unit.TERM),
            Figure("who", tuple(count.outcome.choices), Unit.CHOICE),
        ]
    else:
        figures.append(Figure("seats", ", ".join(count.seats), Unit.TEXT))
    how = {True: "same", False: "other", None: "open"}[count.same]
    what = "seats" if count.outcome is None else "outcome"
    says = "audit.full_count.open" if count.same is None else f"audit.full_count.{what}.{how}"
    return Finding("audit.full_count", says, tuple(figures), METHOD)


def full_count_table(count: FullCount, reported: Tally) -> Table:
    """Give the votes reported and found, by choice.

    Parameters
    ----------
    count : FullCount
        What was found.
    reported : Tally
        The committed figures of the counted sheets.
    """
    rows = tuple((choice, reported.votes.get(choice, 0), n) for choice, n in count.votes.items())
    columns = (
        Column("choice", Unit.CHOICE),
        Column("votes_reported", Unit.VOTES),
        Column("votes_found", Unit.VOTES),
    )
    return Table("audit_full_count", columns, rows)
