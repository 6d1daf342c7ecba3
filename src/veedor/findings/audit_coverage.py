"""In words: what an audit cannot draw (open, annulled, without paper), and what that leaves of the slack."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import ORDER
from veedor.count.vectors import known
from veedor.findings.audit_words import ASSUMES, CANNOT, METHOD, OF_BALLOTS, contest_of
from veedor.findings.words import assertion_figures
from veedor.model import Column, Figure, Finding, State, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.manifest import SheetManifest
    from veedor.audit.population import Population
    from veedor.model import Value


def coverage_findings(population: Population) -> tuple[Finding, ...]:
    """Say of each contest what cannot be drawn, and what it leaves of the slack.

    Parameters
    ----------
    population : Population
        Every expected sheet, and those that have no paper.
    """
    found = []
    for number, manifest in enumerate(population.manifests):
        members = [member for member in population.members if member.contest == number]
        some = [*_open(manifest, members)]
        if manifest.number(State.ANNULLED):
            figures = (Figure("annulled", manifest.number(State.ANNULLED), Unit.SHEETS),)
            some.append(Finding("audit.annulled", "audit.annulled", figures, METHOD, ASSUMES, CANNOT))
        found += [replace(one, contest=manifest.sheets.contest.contest_id) for one in some]
    if not any(member.slack <= 0 for member in population.members):
        found += _lost(population)
    return tuple(found)


def _open(manifest: SheetManifest, members: Sequence[SheetBounds]) -> tuple[Finding, ...]:
    """Say what open sheets and blank cells can take from the slack; nothing where nothing is open."""
    if not manifest.open and not manifest.blank_sheets:
        return ()
    if manifest.of_ballots:
        return (_unlisted(manifest, members),)
    member = _least_left(members)
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


def _unlisted(manifest: SheetManifest, members: Sequence[SheetBounds]) -> Finding:
    """Say what ballots that no list names can take from the slack."""
    member = _least_left(members)
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


def _least_left(members: Sequence[SheetBounds]) -> SheetBounds:
    """Return the assertion from which what is open takes without bound, or else of which least is left."""
    unbounded = (member for member in members if member.taken is None)
    return next(unbounded, None) or min(members, key=lambda member: member.votes)


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
    contest = contest_of(population, member).contest_id
    return (Finding("audit.lost", says, figures, METHOD, ASSUMES, CANNOT, contest=contest),)


def coverage_tables(population: Population) -> tuple[Table, ...]:
    """Return expected sheets by state, and those that cannot be drawn one by one; none where all can be."""
    some = [
        manifest
        for manifest in population.manifests
        if not manifest.of_ballots and (manifest.open or manifest.number(State.ANNULLED))
    ]
    if not some:
        return ()
    several = len(population.manifests) > 1
    of = (Column("contest", Unit.CONTEST),) if several else ()
    states: list[tuple[Value, ...]] = [
        (*_title(manifest, several), _state(state), manifest.number(state), manifest.most(state))
        for manifest in some
        for state in ORDER
        if manifest.number(state)
    ]
    columns = (
        *of,
        Column("state", Unit.TERM),
        Column("sheets", Unit.SHEETS),
        Column("most_ballots", Unit.BALLOTS),
    )
    rows = [(*_title(manifest, several), *row) for manifest in some for row in _one_by_one(manifest)]
    each = (
        *of,
        Column("sheet", Unit.TEXT),
        Column("state", Unit.TERM),
        Column("registered", Unit.VOTERS),
        Column("most_ballots", Unit.BALLOTS),
    )
    return (
        Table("audit_expected", columns, tuple(states)),
        Table("audit_not_drawn", each, tuple(rows)),
    )


def _title(manifest: SheetManifest, several: bool) -> tuple[str, ...]:
    return (manifest.sheets.contest.title,) if several else ()


def _one_by_one(manifest: SheetManifest) -> Iterator[tuple[Value, ...]]:
    for state in (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED):
        for row in np.flatnonzero(manifest.of_state(state)).tolist():
            voters, most = known(manifest.registered[row]), known(manifest.ballots[row])
            yield str(manifest.ids[row]), _state(state), voters, most


def _state(state: State) -> str:
    """Return the message key of a state of a sheet in an audit."""
    return f"audit.state.{state.name.lower()}"
