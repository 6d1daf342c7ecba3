"""The tables of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.areas import no_level
from veedor.count.states import ORDER
from veedor.findings.rows import columns_in
from veedor.findings.words import condition_term, level_term, state_term, unit_of, whom
from veedor.model import Column, State, Table, Unit, measure_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.count.comparison import AssertionShift, Comparison
    from veedor.count.moves import Moves
    from veedor.count.sheets import Sheets
    from veedor.count.versions import PlaceShift, SumShift
    from veedor.model import Assertion, ChoiceId, Contest, Value

_CAUSES = (
    *columns_in(Unit.VOTES, "appeared", "vanished", "raised", digits=1),
    Column("sheets_raised", Unit.SHEETS),
    Column("lowered", Unit.VOTES, digits=1),
    Column("sheets_lowered", Unit.SHEETS),
)


def tables(comparison: Comparison) -> tuple[Table, ...]:
    """Return the tables of a comparison; those without rows are left out."""
    moved = comparison.moves
    made = (
        *(() if moved is None else (_states(moved),)),
        _choices(comparison),
        _assertions(comparison),
        _places(comparison, comparison.places),
        _figures(comparison),
        _sheets("comparison_appeared", comparison.versions.after, comparison.versions.appeared),
        _sheets("comparison_vanished", comparison.versions.before, comparison.versions.vanished),
        *(() if moved is None else (_state_sheets(moved),)),
    )
    return tuple(table for table in made if len(table))


def by_cause(choices: Sequence[tuple[ChoiceId, SumShift]]) -> tuple[tuple[Value, ...], ...]:
    """Return a row a choice: its votes before and after, and what each cause moved."""
    return tuple(
        (
            str(choice), s.before, s.after, s.appeared, s.vanished,
            s.raised, s.sheets_raised, s.lowered, s.sheets_lowered,
        )
        for choice, s in choices
    )  # fmt: skip


def _choices(comparison: Comparison) -> Table:
    return Table(
        "comparison_choices",
        (Column("choice", Unit.CHOICE), *columns_in(Unit.VOTES, "before", "after"), *_CAUSES),
        by_cause(comparison.choices),
    )


def lines_of(assertions: Sequence[AssertionShift], contest: Contest) -> tuple[tuple[Column, ...], Unit]:
    """Return the columns that name an assertion with its line, and the unit that all lines have."""
    units = {unit_of(measure_of(item.assertion, contest)) for item in assertions}
    unit = units.pop() if len(units) == 1 else Unit.SHARE
    named = (Column("assertion", Unit.TERM), *columns_in(Unit.CHOICE, "subject", "rival"))
    return (*named, Column("threshold", unit, "base.of_the_rule", 0)), unit


def line_cells(assertion: Assertion) -> tuple[Value, ...]:
    """Return the cells of :func:`lines_of`."""
    return (condition_term(assertion.kind), whom(assertion), assertion.rival, assertion.threshold)


def _assertions(comparison: Comparison) -> Table:
    def row(item: AssertionShift) -> tuple[Value, ...]:
        s = item.shift
        return (
            *line_cells(item.assertion),
            item.slack(s.before),
            item.slack(s.after),
            item.votes(s.appeared),
            item.votes(s.vanished),
            item.votes(s.raised),
            s.sheets_raised,
            item.votes(s.lowered),
            s.sheets_lowered,
        )

    named, _ = lines_of(comparison.assertions, comparison.contest)
    return Table(
        "comparison_assertions",
        (*named, *columns_in(Unit.VOTES, "before", "after", digits=1), *_CAUSES),
        tuple(row(item) for item in comparison.assertions),
    )


def by_place(comparison: Comparison, level: str) -> Table:
    """Return what differs by one level of place or further division.

    Raises
    ------
    QuestionError
        Where there is no such level.
    """
    sheets = comparison.versions.after
    known = (*sheets.places.levels, *sheets.areas)
    if level not in known:
        raise no_level(level, known)
    return _places(comparison, [place for place in comparison.places if place.level == level])


def _places(comparison: Comparison, places: Sequence[PlaceShift]) -> Table:
    """What differs by place; the slack is that of the assertion that binds, which comes first."""
    contest = comparison.versions.after.contest
    candidates = [i for i, c in enumerate(contest.choices) if c.choice_id in set(contest.candidates)]
    binding = comparison.assertions[0] if comparison.assertions else None
    return Table(
        "comparison_places",
        (
            Column("level", Unit.TERM),
            Column("place", Unit.PLACE),
            *columns_in(Unit.SHEETS, "appeared", "vanished", "changed"),
            Column("valid", Unit.VOTES),
            Column("slack", Unit.VOTES, digits=1),
        ),
        tuple(
            (
                level_term(p.level),
                p.place,
                p.appeared,
                p.vanished,
                p.changed,
                sum(p.votes[i] for i in candidates),
                None if binding is None else binding.votes(p.values[0]),
            )
            for p in places
        ),
    )


def _figures(comparison: Comparison) -> Table:
    """Every figure that differs on a sheet that both states have."""
    v = comparison.versions
    rows, columns = np.nonzero(v.differs)
    choices = [str(c.choice_id) for c in v.after.contest.choices]
    place = _place_of(v.after, v.new[rows])
    return Table(
        "comparison_figures",
        (
            Column("sheet", Unit.TEXT),
            Column("place", Unit.PLACE),
            Column("choice", Unit.CHOICE),
            *columns_in(Unit.VOTES, "before", "after", "difference"),
        ),
        tuple(
            (
                str(v.after.ids[v.new[i]]),
                where,
                choices[j],
                None if v.before.blank[v.old[i], j] else int(v.before.votes[v.old[i], j]),
                None if v.after.blank[v.new[i], j] else int(v.after.votes[v.new[i], j]),
                int(v.difference[i, j]),
            )
            for i, j, where in zip(rows.tolist(), columns.tolist(), place, strict=True)
        ),
    )


def _sheets(name: str, sheets: Sheets, rows: Ints) -> Table:
    return Table(
        name,
        (Column("sheet", Unit.TEXT), Column("place", Unit.PLACE), Column("valid", Unit.VOTES)),
        tuple(
            zip(
                sheets.ids[rows].tolist(),
                _place_of(sheets, rows),
                sheets.valid[rows].tolist(),
                strict=True,
            )
        ),
    )


def _place_of(sheets: Sheets, rows: Ints) -> list[str]:
    finest = sheets.places.finest
    ids = sheets.places.ids[finest]
    return [ids[code] for code in sheets.places.codes[finest][rows].tolist()]


def _states(moved: Moves) -> Table:
    """How many sheets went from which state to which, with the figures published before and after."""
    columns = (
        *columns_in(Unit.TERM, "state_before", "state_after"),
        Column("sheets", Unit.SHEETS),
        *columns_in(Unit.VOTES, "before", "after"),
    )
    rows = tuple(
        (state_term(one), state_term(two), moved.number(one, two), *moved.votes(one, two))
        for one, two in moved.pairs
    )
    return Table("comparison_states", columns, rows)


def _state_sheets(moved: Moves) -> Table:
    """The sheets whose state changed otherwise than by coming in."""
    roll = moved.after.roll
    rows = moved.rows[~moved.of(State.OUTSTANDING, State.COUNTED)].tolist()
    place = roll.member_of(roll.places.finest)
    columns = (
        Column("sheet", Unit.TEXT),
        Column("place", Unit.PLACE),
        *columns_in(Unit.TERM, "state_before", "state_after"),
        Column("word_after", Unit.TEXT),
    )
    return Table(
        "comparison_state_sheets",
        columns,
        tuple(
            (
                str(roll.ids[i]),
                str(place[i]),
                state_term(ORDER[moved.before.code[i]]),
                state_term(ORDER[moved.after.code[i]]),
                str(moved.after.word[i]),
            )
            for i in rows
        ),
    )
