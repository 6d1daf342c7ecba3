"""The tables of an outcome: what the rule has, and the results by place and stratum."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.areas import STRATUM, AreaSums, no_level
from veedor.count.vectors import known
from veedor.findings.decision_tables import votes_of
from veedor.findings.outcome_areas import table_of_areas
from veedor.findings.rows import columns_in, table_of
from veedor.findings.seats import tables as tables_of_seats
from veedor.findings.words import level_term, state_term, stratum_term
from veedor.model import Assertion, Column, State, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.outcome import OutcomeResult
    from veedor.model import Value

MOST_PLACES = 400
"""Levels with more places than this have a table on request only."""

VALID = "base.valid"


def tables(result: OutcomeResult) -> tuple[Table, ...]:
    """Return the tables of an outcome."""
    small = [a for a in result.areas if 1 < len(a) <= MOST_PLACES and a.level != STRATUM]
    made = [_votes(result)] if result.decided is None else [*result.decided.tables]
    for counted in result.seats:
        name = counted.shared.rule.name if len(result.seats) > 1 else ""
        made += [_named(table, name) for table in tables_of_seats(counted.shared)]
    if result.by_area is not None:
        made.append(table_of_areas(result.by_area))
    if any(held.sheets for held in result.held.values()):
        made.append(_by_state(result))
    if result.apart:
        made.append(_apart(result))
    if result.officials:
        made.append(_official_totals(result))
    if small:
        made.append(_table(result, "results_by_place", small))
    strata = [a for a in result.areas if a.level == STRATUM]
    if strata:
        made.append(_table(result, "results_by_stratum", strata))
    return tuple(made)


def _votes(result: OutcomeResult) -> Table:
    """Return the votes of a contest in which nobody is elected by the votes of the whole."""
    tally = result.tally
    return votes_of(tally, "valid", tally.valid, tally.contest.of_kind(*tally.contest.valid_kinds))


def _named(table: Table, name: str) -> Table:
    """Put the name of the seats into the first column, where the rule shares out others besides."""
    if not name:
        return table
    rows = tuple((name, *row) for row in table.rows)
    return Table(table.name, (Column("assembly", Unit.TEXT), *table.columns), rows)


def by_area(result: OutcomeResult, level: str) -> Table:
    """Return the results by one level of place, division or ``stratum``, however many areas it has.

    Raises
    ------
    QuestionError
        Where there is no such level.
    """
    name = "results_by_stratum" if level == STRATUM else "results_by_place"
    return _table(result, name, [_area(result, level)])


def _area(result: OutcomeResult, level: str) -> AreaSums:
    for area in result.areas:
        if area.level == level:
            return area
    raise no_level(level, result.levels)


def _names(area: AreaSums) -> tuple[str, ...]:
    return (
        tuple(stratum_term(s) if s else "term.unknown" for s in area.ids)
        if area.level == STRATUM
        else area.ids
    )


def _table(result: OutcomeResult, name: str, areas: list[AreaSums]) -> Table:
    """Results by area: who is first and second there, and what the area adds to what binds."""
    binding = None if result.decided is None else result.decided.binding
    asked = binding if isinstance(binding, Assertion) and binding.scope is None else None
    stratum = name == "results_by_stratum"
    return Table(
        name,
        (
            *(() if stratum else (Column("level", Unit.TERM),)),
            Column("stratum" if stratum else "place", Unit.TERM if stratum else Unit.PLACE),
            Column("sheets", Unit.SHEETS),
            Column("registered", Unit.VOTERS),
            Column("cast", Unit.BALLOTS),
            Column("valid", Unit.VOTES),
            Column("winner", Unit.CHOICE),
            Column("winner_share", Unit.SHARE, VALID),
            Column("runner_up", Unit.CHOICE),
            Column("runner_up_share", Unit.SHARE, VALID),
            Column("lead", Unit.POINTS, VALID),
            Column("slack", Unit.VOTES, digits=1),
        ),
        tuple(row[stratum:] for area in areas for row in _rows(area, asked)),
    )


def _rows(area: AreaSums, asked: Assertion | None) -> Iterator[tuple[Value, ...]]:
    contest = area.contest
    wanted = frozenset(contest.candidates)
    columns = [j for j, c in enumerate(contest.choices) if c.choice_id in wanted]
    amounts = [None] * len(area) if asked is None else area.contributions(asked).tolist()
    facts = zip(
        _names(area), area.sheets.tolist(), area.registered.tolist(), area.cast.tolist(), area.valid.tolist(),
        area.votes[:, columns].tolist(), amounts, strict=True,
    )  # fmt: skip
    # the places with most votes first; equal ones keep the order of their ids
    for name, sheets, registered, cast, valid, votes, amount in sorted(facts, key=lambda f: -f[4]):
        # equal votes keep the order of the ballot paper
        first, *rest = sorted(range(len(columns)), key=lambda j: -votes[j])
        second = rest[0] if rest else None
        yield (
            level_term(area.level),
            name,
            sheets,
            known(registered),
            known(cast),
            valid,
            str(contest.candidates[first]) if valid else None,
            _share(votes[first], valid),
            str(contest.candidates[second]) if second is not None and valid else None,
            None if second is None else _share(votes[second], valid),
            None if second is None else _share(votes[first] - votes[second], valid),
            None if asked is None or amount is None else Fraction(amount, asked.scale),
        )


def _share(votes: int, whole: int | None) -> Fraction | None:
    return Fraction(votes, whole) if whole else None


def _by_state(result: OutcomeResult) -> Table:
    """Return how many sheets are in each state, their voters and their votes as published."""
    counted: tuple[Value, ...] = (
        state_term(State.COUNTED),
        result.sheets,
        result.voters,
        sum(result.tally.votes.values()),
    )
    rows = [(state_term(s), held.sheets, held.registered, held.votes) for s, held in result.held.items()]
    columns = (
        Column("state", Unit.TERM),
        Column("sheets", Unit.SHEETS),
        Column("registered", Unit.VOTERS),
        Column("votes", Unit.VOTES),
    )
    return Table("sheets_by_state", columns, (counted, *rows))


def _official_totals(result: OutcomeResult) -> Table:
    """Return each total that an authority states beside what the counted sheets give, and what they lack."""
    columns = (
        Column("field", Unit.CHOICE),
        *columns_in(Unit.NUMBER, "expected", "found", "difference", digits=0),
        Column("who", Unit.TEXT),
    )
    return table_of(
        "official_totals",
        columns,
        result.officials,
        expected=lambda total: total.stated,
        difference=lambda total: None if total.found is None else total.found - total.stated,
    )


def _apart(result: OutcomeResult) -> Table:
    """Name the sheets that are not counted, with the published word and why they are where they are."""
    columns = (
        Column("sheet", Unit.TEXT),
        Column("state", Unit.TERM),
        Column("status", Unit.TEXT),
        Column("reason", Unit.TERM),
        Column("registered", Unit.VOTERS),
        Column("votes", Unit.VOTES),
    )
    return table_of(
        "sheets_apart",
        columns,
        result.apart,
        sheet=lambda one: one.sheet_id,
        state=lambda one: state_term(one.state),
        status=lambda one: one.word or None,
        reason=lambda one: f"state.reason.{one.reason.replace(' ', '_')}",
    )
