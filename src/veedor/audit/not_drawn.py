"""What an audit cannot draw (open sheets, annulled ones, those without paper), and what that leaves."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit import naming
from veedor.count import UNKNOWN
from veedor.count.states import ORDER
from veedor.model import Column, Figure, Finding, Method, State, Table, Unit

if TYPE_CHECKING:
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.expected import Expected
    from veedor.audit.measure import Population
    from veedor.model import Value

METHOD = Method(
    "method.audit_sheets",
    "Stark, Ann. Appl. Stat. 2 (2008) 982 (bounds); Stark, Ann. Appl. Stat. 17 (2023) 641 (ALPHA, "
    "proportional draws without replacement); Blom et al., E-Vote-ID 2021 (assertions of complex elections); "
    "Bañuelos and Stark, arXiv 1207.3413, 2012 (what is missing counts at its worst)",
)
ASSUMES = ("assume.audit_paper", "assume.audit_cap", "assume.audit_seed", "assume.audit_expected")
CANNOT = ("cannot.audit_paper_trail", "cannot.audit_roll")


def left_findings(population: Population, command: str) -> tuple[Finding, ...]:
    """Say what cannot be drawn, and what it leaves of the slack.

    Parameters
    ----------
    population : Population
        Every expected sheet, and those that have no paper.
    command : str
        Computes it again.
    """
    expected = population.expected
    found = [*_open(population, command)]
    if not any(member.slack <= 0 for member in population.members):
        found += _lost(population, command)
    if expected.number(State.ANNULLED):
        figures = (Figure("annulled", expected.number(State.ANNULLED), Unit.SHEETS),)
        found.append(Finding("audit.annulled", "audit.annulled", figures, METHOD, ASSUMES, CANNOT, command))
    return tuple(found)


def _open(population: Population, command: str) -> tuple[Finding, ...]:
    """Say what open sheets and blank cells can take from the slack; nothing where nothing is open."""
    expected = population.expected
    if not expected.open and not expected.blank_sheets:
        return ()
    member = _least_left(population)
    scale = member.assertion.scale
    figures = (
        Figure("expected", len(expected), Unit.SHEETS),
        Figure("counted", len(expected.sheets), Unit.SHEETS),
        Figure("open", expected.open, Unit.SHEETS),
        Figure("outstanding", expected.number(State.OUTSTANDING), Unit.SHEETS),
        Figure("set_aside", expected.number(State.SET_ASIDE), Unit.SHEETS),
        Figure("blank_sheets", expected.blank_sheets, Unit.SHEETS),
        Figure("slack", Fraction(member.counted, scale), Unit.VOTES, digits=1),
        Figure(
            "could_take",
            None if member.taken is None else Fraction(member.taken, scale),
            Unit.VOTES,
            digits=1,
        ),
        Figure("left", None if member.taken is None else member.votes, Unit.VOTES, digits=1),
        Figure("contest", str(expected.sheets.contest.contest_id), Unit.TEXT),
        *naming.figures(member.assertion),
    )
    says = "audit.open_some" if member.slack > 0 else "audit.open_too_many"
    if member.taken is None:
        says = "audit.open_unbounded"
    return (Finding("audit.not_counted", says, figures, METHOD, ASSUMES, CANNOT, command),)


def _least_left(population: Population) -> SheetBounds:
    """Give the assertion from which what is open takes without bound, or else of which least is left."""
    unbounded = population.unbounded
    return unbounded[0] if unbounded else min(population.members, key=lambda member: member.votes)


def _lost(population: Population, command: str) -> tuple[Finding, ...]:
    """Say what sheets without paper leave of the slack; nothing where there are none."""
    if not population.lost.any():
        return ()
    member = population.tightest
    left = Fraction(population.remaining(member), member.assertion.scale)
    figures = (
        Figure("sheets", int(population.lost.sum()), Unit.SHEETS),
        Figure("could_hold", member.votes - left, Unit.VOTES, digits=1),
        Figure("slack", member.votes, Unit.VOTES, digits=1),
        Figure("left", left, Unit.VOTES, digits=1),
        *naming.figures(member.assertion),
    )
    says = "audit.lost_too_many" if left <= 0 else "audit.lost_some"
    return (Finding("audit.lost", says, figures, METHOD, ASSUMES, CANNOT, command),)


def not_drawn_tables(population: Population) -> tuple[Table, ...]:
    """Give the expected sheets by state, and those that cannot be drawn one by one; none where all can be."""
    expected = population.expected
    if not expected.open and not expected.number(State.ANNULLED):
        return ()
    states: list[tuple[Value, ...]] = [
        (term(state), expected.number(state), expected.most(state))
        for state in ORDER
        if expected.number(state)
    ]
    columns = (
        Column("state", Unit.TERM),
        Column("sheets", Unit.SHEETS),
        Column("most_ballots", Unit.BALLOTS),
    )
    return (Table("audit_expected", columns, tuple(states)), _one_by_one(expected))


def _one_by_one(expected: Expected) -> Table:
    rows: list[tuple[Value, ...]] = []
    for state in (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED):
        for row in np.flatnonzero(expected.of_state(state)).tolist():
            voters, most = int(expected.registered[row]), int(expected.ballots[row])
            rows.append(
                (
                    str(expected.ids[row]),
                    term(state),
                    None if voters == UNKNOWN else voters,
                    None if most == UNKNOWN else most,
                )
            )
    columns = (
        Column("sheet", Unit.TEXT),
        Column("state", Unit.TERM),
        Column("registered", Unit.VOTERS),
        Column("most_ballots", Unit.BALLOTS),
    )
    return Table("audit_not_drawn", columns, tuple(rows))


def term(state: State) -> str:
    """Give the message key of a state of a sheet."""
    return f"audit.state.{state.name.lower()}"
