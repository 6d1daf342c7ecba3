"""What an outcome says of a count that is published by area: what is counted of each, and what is open."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.areas import cannot_turn, lead_of, leaders
from veedor.count.vectors import UNKNOWN, known
from veedor.findings.rows import columns_in
from veedor.findings.words import count_term, outcome_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.by_area import AreaCount
    from veedor.count.outcome import OutcomeResult
    from veedor.model import Value

METHOD = Method("count.method.areas", "the numbers of sheets of each area, as published, and their sums")
NAMED = 10
"""Areas that a sentence names."""
SHEETS = "base.sheets"


def findings_of_areas(result: OutcomeResult) -> Iterator[Finding]:
    """Say how much of the areas is counted, what bounds the rest, and how many of them are settled."""
    areas = result.by_area
    if areas is None:
        return
    yield _completeness(result, areas)
    yield from _voters(areas)
    yield _leads(areas)
    yield from _absent(areas)
    yield _bounds(areas)


def _said(finding_id: str, says: str, *figures: Figure) -> Finding:
    return Finding(finding_id, says, figures, METHOD, cannot_show=("count.cannot.truth_of_sheets",))


def _completeness(result: OutcomeResult, areas: AreaCount) -> Finding:
    """Say how many sheets of the areas are counted, pending and observed."""
    whole = areas.outstanding == 0 and areas.set_aside == 0
    lumped = bool((areas.observed == UNKNOWN).all())
    says = ".whole" if whole else ".expected" if areas.unnamed else ".lumped" if lumped else ""
    all_sheets = areas.named + areas.unnamed
    return _said(
        "outcome.completeness",
        f"areas.outcome{says}",
        Figure("counted_in", count_term(result.count_id), Unit.TERM),
        Figure("areas", len(areas), Unit.AREAS),
        Figure("expected", areas.expected, Unit.SHEETS),
        Figure("known", areas.named, Unit.SHEETS),
        Figure("counted", areas.sheets, Unit.SHEETS),
        Figure(
            "counted_share", Fraction(areas.sheets, all_sheets) if all_sheets else None, Unit.SHARE, SHEETS
        ),
        Figure("outstanding", areas.outstanding, Unit.SHEETS),
        Figure("set_aside", areas.set_aside, Unit.SHEETS),
        Figure("unnamed", areas.unnamed, Unit.SHEETS),
        Figure(
            "as_counted",
            None if result.decided is None else outcome_term(result.decided.as_counted),
            Unit.TERM,
        ),
    )


def _voters(areas: AreaCount) -> Iterator[Finding]:
    """Say what share of the registered voters the counted sheets have, as far as that is published."""
    whole = areas.electorate
    if not whole:
        return
    counted = areas.voters
    complete = int(areas.registered[areas.open_sheets == 0].sum())
    shown = complete if counted is None else counted
    yield _said(
        "outcome.completeness.voters",
        "areas.outcome.voters.complete" if counted is None else "areas.outcome.voters",
        Figure("voters_counted", shown, Unit.VOTERS),
        Figure("voters_all", whole, Unit.VOTERS),
        Figure("voters_share", Fraction(shown, whole), Unit.SHARE, "base.registered"),
    )


def _leads(areas: AreaCount) -> Finding:
    """Say how many areas are complete, partly counted and silent, and in how many who leads is settled."""
    complete = (areas.open_sheets == 0) & (areas.counted > 0)
    silent = areas.counted == 0
    settled = np.array(cannot_turn(areas), dtype=np.bool_)
    return _said(
        "outcome.completeness.leads",
        "areas.outcome.leads",
        Figure("areas_complete", int(complete.sum()), Unit.AREAS),
        Figure("areas_partly", int((~complete & ~silent).sum()), Unit.AREAS),
        Figure("areas_silent", int(silent.sum()), Unit.AREAS),
        Figure("areas_settled", int((settled & ~complete).sum()), Unit.AREAS),
    )


def _absent(areas: AreaCount) -> Iterator[Finding]:
    """Say which areas an earlier publication had and this one lacks."""
    if areas.absent.any():
        names = areas.ids[areas.absent].tolist()
        yield _said(
            "outcome.completeness.absent",
            "areas.outcome.absent" if len(names) <= NAMED else "areas.outcome.absent.more",
            Figure("areas_absent", len(names), Unit.AREAS),
            Figure("absent_ids", tuple(names[:NAMED]), Unit.TEXT),
            Figure("absent_sheets", int(areas.total[areas.absent].sum()), Unit.SHEETS),
        )


def _bounds(areas: AreaCount) -> Finding:
    """Say how many ballots the open sheets can hold at the most, or that nothing bounds some of them."""
    names = areas.unbounded.tolist()
    bounded = areas.capacity[areas.capacity != UNKNOWN]
    extra = 0 if areas.most_ballots is None else areas.most_ballots * areas.unnamed
    loose = bool(names) or (areas.unnamed > 0 and areas.most_ballots is None)
    says = "areas.outcome.unbounded" if loose else "areas.outcome.bounded"
    if loose and not names:
        says = "areas.outcome.unbounded.unnamed"
    return _said(
        "outcome.completeness.bounds",
        says,
        Figure("open_sheets", areas.outstanding + areas.set_aside, Unit.SHEETS),
        Figure("open_ballots", None if loose else int(bounded.sum()) + extra, Unit.BALLOTS),
        Figure("areas_unbounded", len(names), Unit.AREAS),
        Figure("unbounded_ids", tuple(names[:NAMED]), Unit.TEXT),
        Figure("unnamed", areas.unnamed, Unit.SHEETS),
    )


def table_of_areas(areas: AreaCount) -> Table:
    """Return what is counted of each area, who leads there, and what its open sheets could hold."""
    return Table(
        "areas_counted",
        (
            Column("area", Unit.TEXT),
            *columns_in(Unit.SHEETS, "sheets_counted", "sheets_total", "sheets_observed", "sheets_pending"),
            Column("counted_share", Unit.SHARE, SHEETS),
            Column("registered", Unit.VOTERS),
            Column("valid", Unit.VOTES),
            Column("winner", Unit.CHOICE),
            Column("winner_share", Unit.SHARE, "base.valid"),
            Column("runner_up", Unit.CHOICE),
            Column("lead_votes", Unit.VOTES),
            Column("open_ballots", Unit.BALLOTS),
            Column("settled", Unit.TERM),
        ),
        tuple(_rows(areas)),
    )


def _rows(areas: AreaCount) -> Iterator[tuple[Value, ...]]:
    settled, lead, valid = cannot_turn(areas), lead_of(areas).tolist(), areas.figures.valid.tolist()
    for row, (first, second) in enumerate(leaders(areas)):
        total, counted = int(areas.total[row]), int(areas.counted[row])
        votes = 0 if first is None else int(areas.figures.of(first)[row])
        yield (
            str(areas.ids[row]),
            counted,
            total,
            known(int(areas.observed[row])),
            int(areas.pending[row]),
            Fraction(counted, total) if total else None,
            known(int(areas.registered[row])),
            valid[row],
            first,
            Fraction(votes, valid[row]) if valid[row] else None,
            second,
            lead[row] if first is not None else None,
            known(int(areas.capacity[row])),
            "term.yes" if settled[row] else "term.no",
        )
