"""In words: what a count of everything by hand gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import outcome_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.full_count import FullCount
    from veedor.model import Tally, Value

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
    contest = count.contest.contest_id
    return Finding("audit.full_count", says, tuple(figures), METHOD, contest=contest)


def full_count_table(counts: Sequence[FullCount], reported: Sequence[Tally]) -> Table:
    """Give the votes reported and found, by choice; of several contests by the labels of each.

    Parameters
    ----------
    counts : sequence of FullCount
        What was found.
    reported : sequence of Tally
        The committed figures of the counted sheets.
    """
    several = len(counts) > 1
    rows: list[tuple[Value, ...]] = []
    for count, tally in zip(counts, reported, strict=True):
        labels = {choice.choice_id: choice.label for choice in count.contest.choices}
        for choice, n in count.votes.items():
            named = (count.contest.title, labels[choice]) if several else (choice,)
            rows.append((*named, tally.votes.get(choice, 0), n))
    columns = (
        *((Column("contest", Unit.CONTEST),) if several else ()),
        Column("choice", Unit.TEXT if several else Unit.CHOICE),
        *columns_in(Unit.VOTES, "votes_reported", "votes_found"),
    )
    return Table("audit_full_count", columns, tuple(rows))
