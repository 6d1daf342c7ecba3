"""In words: what an audit cannot draw (open, annulled, without paper), and what that leaves of the slack."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import ORDER
from veedor.count.vectors import known
from veedor.findings.words import assertion_figures
from veedor.model import Column, Figure, Finding, Method, State, Table, Unit

if TYPE_CHECKING:
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.manifest import SheetManifest
    from veedor.audit.papers import Design
    from veedor.audit.population import Population
    from veedor.model import Value

METHOD = Method(
    "method.audit_sheets",
    "Stark, Ann. Appl. Stat. 2 (2008) 982 (bounds); Stark, Ann. Appl. Stat. 17 (2023) 641 (ALPHA, "
    "proportional draws without replacement); Blom et al., E-Vote-ID 2021 (assertions of complex elections); "
    "Bañuelos and Stark, arXiv 1207.3413, 2012 (what is missing counts at its worst)",
)
ASSUMES = ("assume.audit_paper", "assume.audit_cap", "assume.audit_seed", "assume.audit_expected")
CANNOT = ("cannot.audit_paper_trail", "cannot.audit_roll")
OF_BALLOTS = Method(
    "method.audit_ballots",
    "Stark, arXiv 1911.10035 (SHANGRLA: polling and comparison); Stark, Ann. Appl. Stat. 17 (2023) 641 "
    "(ALPHA); Blom et al., E-Vote-ID 2021 (assorters)",
)


def method_of(design: Design) -> Method:
    """Give the method of an audit of sheets, or of single ballots."""
    return OF_BALLOTS if design.of_ballots else METHOD


def assumes_of(design: Design) -> tuple[str, ...]:
    """Give what an audit of sheets, or of single ballots, takes for granted."""
    return ("assume.audit_ballots", "assume.audit_seed") if design.of_ballots else ASSUMES


def things(design: Design) -> Unit:
    """Give what is drawn: sheets or ballots."""
    return Unit.BALLOTS if design.of_ballots else Unit.SHEETS


def coverage_findings(population: Population) -> tuple[Finding, ...]:
    """Say what cannot be drawn, and what it leaves of the slack.

    Parameters
    ----------
    population : Population
        Every expected sheet, and those that have no paper.
    """
    manifest = population.manifest
    found = [*_open(population)]
    if not any(member.slack <= 0 for member in population.members):
        found += _lost(population)
    if manifest.number(State.ANNULLED):
        figures = (Figure("annulled", manifest.number(State.ANNULLED), Unit.SHEETS),)
        found.append(Finding("audit.annulled", "audit.annulled", figures, METHOD, ASSUMES, CANNOT))
    return tuple(found)


def _open(population: Population) -> tuple[Finding, ...]:
    """Say what open sheets and blank cells can take from the slack; nothing where nothing is open."""
    manifest = population.manifest
    if not manifest.open and not manifest.blank_sheets:
        return ()
    if manifest.of_ballots:
        return (_unlisted(population),)
    member = _least_left(population)
    scale = member.scale
    figures = (
        Figure("expected", len(manifest), Unit.SHEETS),
        Figure("counted", len(manifest.sheets), Unit.SHEETS),
        Figure("open", manifest.open, Unit.SHEETS),
        Figure("outstanding", manifest.number(State.OUTSTANDING), Unit.SHEETS),
        Figure("set_aside", manifest.number(State.SET_ASIDE), Unit.SHEETS),
        Figure("blank_sheets", manifest.blank_sheets, Unit.SHEETS),
        Figure("slack", Fraction(member.counted, scale), Unit.VOTES, digits=1),
        Figure(
            "could_take",
            None if member.taken is None else Fraction(member.taken, scale),
            Unit.VOTES,
            digits=1,
        ),
        Figure("left", None if member.taken is None else member.votes, Unit.VOTES, digits=1),
        Figure("contest", str(manifest.sheets.contest.contest_id), Unit.TEXT),
        *assertion_figures(member.assertion),
    )
    says = "audit.open_some" if member.slack > 0 else "audit.open_too_many"
    if member.taken is None:
        says = "audit.open_unbounded"
    return (Finding("audit.not_counted", says, figures, METHOD, ASSUMES, CANNOT),)


def _unlisted(population: Population) -> Finding:
    """Say what ballots that no list names can take from the slack."""
    member, manifest = _least_left(population), population.manifest
    figures = (
        Figure("listed", len(manifest.sheets), Unit.BALLOTS),
        Figure("unlisted", manifest.unnamed, Unit.BALLOTS),
        Figure("slack", Fraction(member.counted, member.scale), Unit.VOTES, digits=1),
        Figure("could_take", Fraction(member.taken or 0, member.scale), Unit.VOTES, digits=1),
        Figure("left", member.votes, Unit.VOTES, digits=1),
        *assertion_figures(member.assertion),
    )
    says = "audit.unlisted_some" if member.slack > 0 else "audit.unlisted_too_many"
    return Finding("audit.not_counted", says, figures, OF_BALLOTS, (), CANNOT)


def _least_left(population: Population) -> SheetBounds:
    """Give the assertion from which what is open takes without bound, or else of which least is left."""
    unbounded = population.unbounded
    return unbounded[0] if unbounded else min(population.members, key=lambda member: member.votes)


def _lost(population: Population) -> tuple[Finding, ...]:
    """Say what sheets without paper leave of the slack; nothing where there are none."""
    if not population.lost.any():
        return ()
    member = population.tightest
    left = Fraction(population.remaining(member), member.scale)
    of_ballots = population.manifest.of_ballots
    figures = (
        Figure("sheets", int(population.lost.sum()), Unit.BALLOTS if of_ballots else Unit.SHEETS),
        Figure("could_hold", member.votes - left, Unit.VOTES, digits=1),
        Figure("slack", member.votes, Unit.VOTES, digits=1),
        Figure("left", left, Unit.VOTES, digits=1),
        *assertion_figures(member.assertion),
    )
    says = "audit.lost_too_many" if left <= 0 else "audit.lost_some"
    says += ".ballots" if of_ballots else ""
    return (Finding("audit.lost", says, figures, METHOD, ASSUMES, CANNOT),)


def coverage_tables(population: Population) -> tuple[Table, ...]:
    """Give the expected sheets by state, and those that cannot be drawn one by one; none where all can be."""
    manifest = population.manifest
    if manifest.of_ballots or (not manifest.open and not manifest.number(State.ANNULLED)):
        return ()
    states: list[tuple[Value, ...]] = [
        (_state(state), manifest.number(state), manifest.most(state))
        for state in ORDER
        if manifest.number(state)
    ]
    columns = (
        Column("state", Unit.TERM),
        Column("sheets", Unit.SHEETS),
        Column("most_ballots", Unit.BALLOTS),
    )
    return (Table("audit_expected", columns, tuple(states)), _one_by_one(manifest))


def _one_by_one(manifest: SheetManifest) -> Table:
    rows: list[tuple[Value, ...]] = []
    for state in (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED):
        for row in np.flatnonzero(manifest.of_state(state)).tolist():
            voters, most = known(manifest.registered[row]), known(manifest.ballots[row])
            rows.append((str(manifest.ids[row]), _state(state), voters, most))
    columns = (
        Column("sheet", Unit.TEXT),
        Column("state", Unit.TERM),
        Column("registered", Unit.VOTERS),
        Column("most_ballots", Unit.BALLOTS),
    )
    return Table("audit_not_drawn", columns, tuple(rows))


def _state(state: State) -> str:
    """Give the message key of a state of a sheet in an audit."""
    return f"audit.state.{state.name.lower()}"
