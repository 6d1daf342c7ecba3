"""The tables of sheets by state, and of the totals that an authority states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import UNKNOWN
from veedor.count.states import ORDER
from veedor.model import Column, State, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.outcome import OutcomeResult
    from veedor.count.states import States
    from veedor.model import Value

MOST_SHEETS = 400
"""Sheets that are named one by one; the tables of the import have all."""

_COLUMNS = (
    Column("sheet", Unit.TEXT),
    Column("state", Unit.TERM),
    Column("status", Unit.TEXT),
    Column("reason", Unit.TERM),
    Column("registered", Unit.VOTERS),
    Column("votes", Unit.VOTES),
)


def state_term(state: State) -> str:
    """Give the message key of a state."""
    return f"state.{state.value.replace(' ', '_')}"


def by_state(result: OutcomeResult) -> Table:
    """Give how many sheets are in each state, their voters and their votes as published."""
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


def official_totals(result: OutcomeResult) -> Table:
    """Give each total that an authority states beside what the counted sheets give, and what they lack."""
    columns = (
        Column("field", Unit.CHOICE),
        Column("expected", Unit.NUMBER, digits=0),
        Column("found", Unit.NUMBER, digits=0),
        Column("difference", Unit.NUMBER, digits=0),
        Column("who", Unit.TEXT),
    )
    rows = tuple(
        (
            total.field,
            total.stated,
            total.found,
            None if total.found is None else total.found - total.stated,
            total.who,
        )
        for total in result.officials
    )
    return Table("official_totals", columns, rows)


def apart(states: States) -> Table:
    """Name the sheets that are not counted, with the published word and why they are where they are."""
    return Table("sheets_apart", _COLUMNS, tuple(_rows(states)))


def _rows(states: States) -> Iterator[tuple[Value, ...]]:
    held: dict[str, int] = {}
    for part in (states.aside, states.annulled):
        held |= dict(zip(part.ids.tolist(), part.cast.tolist(), strict=True))
    for row in np.flatnonzero(~states.of(State.COUNTED))[:MOST_SHEETS].tolist():
        sheet, voters = str(states.roll.ids[row]), int(states.roll.registered[row])
        yield (
            sheet,
            state_term(ORDER[int(states.code[row])]),
            str(states.word[row]) or None,
            f"state.reason.{str(states.reason[row]).replace(' ', '_')}",
            None if voters == UNKNOWN else voters,
            held.get(sheet),
        )
