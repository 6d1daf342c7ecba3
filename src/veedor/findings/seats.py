"""Seats as findings and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.rules.allocation import Allocation, LastSeat
    from veedor.rules.assembly import Seats

SOURCE = "M. L. Balinski and H. P. Young, Fair Representation (1982)"
"""Divisor methods and largest remainders, and when a seat passes from one list to another."""


def findings(seats: Seats) -> tuple[Finding, ...]:
    """Give the seats, those that equal claims leave open, and the one that the fewest votes would open."""
    total = tuple(f"{choice} {n}" for choice, n in seats.total.items() if n)
    shared = (
        Figure("seats", sum(seats.total.values()) + seats.open_seats, Unit.SEATS),
        Figure("areas", len(seats.areas), Unit.NUMBER),
        Figure("method", f"rules.seats.{seats.rule.method}", Unit.TERM),
        Figure("lists", total, Unit.TEXT),
    )
    found = [_finding("seats.shared", "rules.seats.shared", shared)]
    if seats.open_seats:
        left = (Figure("open", seats.open_seats, Unit.SEATS),)
        found.append(_finding("seats.open", "rules.seats.open", left))
    closest = [(a, a.closest) for a in seats.areas if a.closest is not None and a.closest.moved is not None]
    if closest:
        area, last = min(closest, key=lambda pair: pair[1].moved or 0)
        where = "" if area.area is None else ".area"
        figures = (*_last_figures(last), Figure("area", area.area, Unit.PLACE))
        found.append(_finding("seats.closest", f"rules.seats.closest{where}", figures))
    return tuple(found)


def _finding(finding_id: str, says: str, figures: tuple[Figure, ...]) -> Finding:
    return Finding(
        finding_id=finding_id,
        says=says,
        figures=figures,
        method=Method("rules.seats.counted", SOURCE),
        assumptions=("rules.assumes.totals",),
        cannot_show=("rules.cannot.votes",),
    )


def _last_figures(last: LastSeat) -> tuple[Figure, ...]:
    return (
        Figure("winner", last.winner, Unit.CHOICE),
        Figure("rival", last.rival, Unit.CHOICE),
        Figure("quotient", last.quotient, Unit.NUMBER, digits=1),
        Figure("next_quotient", last.next_quotient, Unit.NUMBER, digits=1),
        Figure("gap", last.gap, Unit.NUMBER, digits=1),
        Figure("moved", last.moved, Unit.VOTES),
    )


def tables(seats: Seats) -> tuple[Table, ...]:
    """Give the seats by area and list, and the last seat of each area."""
    return (_seats(seats), _last(seats))


def _seats(seats: Seats) -> Table:
    rows = tuple(
        (allocation.area, choice, seats.votes[allocation.area].get(choice, 0), n)
        for allocation in seats.areas
        for choice, n in allocation.seats.items()
        if n
    )
    columns = (
        Column("area", Unit.PLACE),
        Column("choice", Unit.CHOICE),
        Column("votes", Unit.VOTES),
        Column("seats", Unit.SEATS),
    )
    return Table("seats", columns, rows)


def _last(seats: Seats) -> Table:
    rows = tuple(
        (
            allocation.area,
            allocation.last.winner,
            allocation.last.rival,
            allocation.last.quotient,
            allocation.last.next_quotient,
            allocation.last.gap,
            allocation.last.moved,
            _closest(allocation),
        )
        for allocation in seats.areas
        if allocation.last is not None
    )
    columns = (
        Column("area", Unit.PLACE),
        Column("winner", Unit.CHOICE),
        Column("rival", Unit.CHOICE),
        Column("quotient", Unit.NUMBER, digits=1),
        Column("next_quotient", Unit.NUMBER, digits=1),
        Column("gap", Unit.NUMBER, digits=1),
        Column("moved", Unit.VOTES),
        Column("fewest", Unit.VOTES),
    )
    return Table("seats_last", columns, rows)


def _closest(allocation: Allocation) -> int | None:
    return allocation.closest.moved if allocation.closest is not None else None
