"""Seats as findings and tables: of votes that were given, and of a count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, share_figure, state_term, threshold_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.rules.margins import Change
from veedor.rules.rule_parts import TieRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.count.seats import CountedSeats
    from veedor.model import AreaId, ChoiceId, Value
    from veedor.rules.assembly import Seats
    from veedor.rules.seat_change import SeatChange

COUNTED = Method("rules.seats.counted", "M. L. Balinski and H. P. Young, Fair Representation (1982)")
"""Divisor methods and largest remainders, and when a seat passes from one list to another."""
NAMED = 12
"""Areas that a sentence names."""


def findings(seats: Seats) -> tuple[Finding, ...]:
    """Return the seats, who passes the threshold, what is open, and the fewest votes that change a seat."""
    found = (
        _shared(seats),
        *_threshold(seats),
        *_open(seats),
        *_undetermined(seats),
        *_closest(seats),
        *_without(seats),
    )
    return tuple(found)


def of_count(counted: CountedSeats, *, apart: bool = False) -> tuple[Finding, ...]:
    """Return the findings of the seats of a count: those of the votes, and of sheets that are in no sum.

    Parameters
    ----------
    counted : CountedSeats
        The seats.
    apart : bool
        Put the name of the seats into the ids: the rule shares out others besides.
    """
    found = (*findings(counted.shared), *_with_them(counted), *_nowhere(counted))
    if not apart:
        return found
    return tuple(replace(one, finding_id=f"{one.finding_id}:{counted.shared.rule.name}") for one in found)


def _finding(seats: Seats, name: str, says: str, *figures: Figure) -> Finding:
    named = (*figures, Figure("assembly", seats.rule.name, Unit.TEXT))
    return Finding(f"seats.{name}", says, named, COUNTED, ("rules.assumes.totals",), ("rules.cannot.votes",))


def lists_of(seats: Seats, total: dict[ChoiceId, int]) -> tuple[str, ...]:
    """Return each list with its seats: "A 3"."""
    labels = {choice.choice_id: choice.label for choice in seats.contest.choices}
    return tuple(f"{labels[choice]} {n}" for choice, n in total.items() if n)


def _shared(seats: Seats) -> Finding:
    figures = (
        Figure("seats", seats.number, Unit.SEATS),
        Figure("areas", len(seats.areas), Unit.NUMBER, digits=0),
        Figure("method", f"rules.seats.{seats.rule.method}", Unit.TERM),
        Figure("lists", lists_of(seats, seats.total), Unit.TEXT),
    )
    says = "rules.seats.shared" if any(seats.total.values()) else "rules.seats.none_yet"
    if seats.undetermined and says == "rules.seats.shared":
        says += ".so_far"
    return _finding(seats, "shared", says, *figures)


def _threshold(seats: Seats) -> Iterator[Finding]:
    """Say who is nearest to the threshold on either side, where it is taken over the whole country."""
    asked = seats.rule.threshold
    if asked is None or seats.rule.threshold_in == "area":
        return
    rows = seats.passes
    above = min(
        (row for row in rows if row.slack >= 0 and row.admitted), key=lambda row: row.slack, default=None
    )
    below = max((row for row in rows if not row.admitted), key=lambda row: row.slack, default=None)
    figures = [
        threshold_figure("of", asked, Unit.SHARE),
        Figure("base", base_key(asked.base), Unit.TERM),
        Figure("passing", sum(row.admitted for row in rows), Unit.NUMBER, digits=0),
        Figure("of_lists", len(rows), Unit.NUMBER, digits=0),
    ]
    for name, row in (("above", above), ("below", below)):
        figures += [
            Figure(name, None if row is None else row.choice, Unit.CHOICE),
            Figure(f"{name}_slack", None if row is None else abs(row.slack), Unit.VOTES, digits=1),
        ]
    side = "both" if above and below else "all" if above else "nobody"
    yield _finding(seats, "threshold", f"rules.seats.threshold.{side}", *figures)


def _open(seats: Seats) -> Iterator[Finding]:
    """Say which seats equal claims leave open, what the law does with them, and which nobody can claim."""
    tied = [found for found in seats.areas if found.tied]
    if tied:
        yield _finding(
            seats,
            "open",
            "rules.seats.open" if seats.rule.tie is TieRule.UNSTATED else "rules.seats.open.law",
            Figure("open", sum(found.open_seats for found in tied), Unit.SEATS),
            Figure("tied", tuple(dict.fromkeys(c for found in tied for c in found.tied)), Unit.CHOICE),
            Figure("tie", f"rules.reason.{seats.rule.tie}", Unit.TERM),
        )
    unclaimed = [found for found in seats.areas if found.open_seats and not found.tied]
    for name in ("no_votes", "left_over"):
        some = [one for one in unclaimed if any(one.seats.values()) is (name == "left_over")]
        if some:
            whole = ".whole" if some[0].area is None else ""
            yield _finding(
                seats,
                name,
                f"rules.seats.{name}{whole}",
                Figure("open", sum(found.open_seats for found in some), Unit.SEATS),
                _places(seats, [found.area for found in some]),
            )


def _undetermined(seats: Seats) -> Iterator[Finding]:
    """Say whether votes that are still open could change a seat, and where."""
    if not seats.tally.open:
        return
    areas = seats.undetermined
    unbounded = any(group.ballots is None for group in seats.tally.open)
    where = "" if not areas else ".unbounded" if unbounded else ".area" if areas[0] is not None else ".whole"
    yield _finding(
        seats,
        "undetermined" if areas else "settled",
        f"rules.seats.undetermined{where}" if areas else "rules.seats.settled",
        Figure("open_ballots", sum(group.ballots or 0 for group in seats.tally.open), Unit.BALLOTS),
        Figure("in_areas", len(areas), Unit.NUMBER, digits=0),
        Figure("areas", len(seats.areas), Unit.NUMBER, digits=0),
        _places(seats, areas),
    )


def _places(seats: Seats, areas: Sequence[AreaId | None]) -> Figure:
    names = [seats.names.get(area, str(area)) for area in areas if area is not None]
    more = [f"… ({len(names) - NAMED})"] if len(names) > NAMED else []
    return Figure("places", (*names[:NAMED], *more) or None, Unit.TEXT)


def _closest(seats: Seats) -> Iterator[Finding]:
    """Say which seat the fewest votes would change, for each way of changing votes."""
    for change in Change:
        if not seats.changes[change]:
            continue
        least = seats.changes[change][0]
        where = "" if least.area is None else ".area"
        yield _finding(
            seats,
            f"closest.{change}",
            f"rules.seats.closest.{change}{where}",
            Figure("votes", least.votes, Unit.VOTES),
            Figure("source", least.transfer.source, Unit.CHOICE),
            Figure("target", least.transfer.target, Unit.CHOICE),
            Figure("loses", least.loses or None, Unit.CHOICE),
            Figure("gains", least.gains or None, Unit.CHOICE),
            Figure("area", seats.names.get(least.area), Unit.PLACE),
        )


def _without(seats: Seats) -> Iterator[Finding]:
    """Name the areas whose votes elect no seat, with their votes."""
    if areas := seats.without_seats:
        votes = sum(seats.of(area).for_candidates for area in areas)
        yield _finding(
            seats,
            "without",
            "rules.seats.without",
            Figure("in_areas", len(areas), Unit.NUMBER, digits=0),
            Figure("votes", votes, Unit.VOTES),
            _places(seats, areas),
        )


def _with_them(counted: CountedSeats) -> Iterator[Finding]:
    """Say what the seats would be if the sheets in another state were counted too."""
    for state, other in counted.with_them.items():
        same = other.same_as(counted.shared)
        yield _finding(
            counted.shared,
            f"with.{state.name.lower()}",
            f"rules.seats.with_them.{'same' if same else 'other'}",
            Figure("state", state_term(state), Unit.TERM),
            Figure("lists", lists_of(other, other.total), Unit.TEXT),
            Figure("open", other.open_seats, Unit.SEATS),
        )


def _nowhere(counted: CountedSeats) -> Iterator[Finding]:
    if counted.nowhere:
        yield _finding(
            counted.shared, "nowhere", "rules.seats.nowhere", Figure("votes", counted.nowhere, Unit.VOTES)
        )


def tables(seats: Seats) -> tuple[Table, ...]:
    """Return the seats of each list, by area where there are several, the last seats, and the threshold."""
    made = [of_list(seats)] if len(seats.areas) > 1 else []
    made += [seats_by_area(seats), _last(seats)]
    if seats.rule.threshold is not None and seats.rule.threshold_in != "area":
        made.append(_passing(seats))
    return tuple(made)


def of_list(seats: Seats) -> Table:
    """Return the seats of each list in all, with its votes and shares of votes and of seats."""
    valid, number = seats.tally.valid, seats.number
    rows = tuple(
        (choice, seats.tally.of(choice), share_figure("", seats.tally.of(choice), valid, "valid").value, n,
         Fraction(n, number) if number else None)
        for choice, n in seats.total.items()
        if n
    )  # fmt: skip
    columns = (
        Column("choice", Unit.CHOICE),
        Column("votes", Unit.VOTES),
        Column("share", Unit.SHARE, "base.valid"),
        Column("seats", Unit.SEATS),
        Column("share_seats", Unit.SHARE, "base.seats"),
    )
    return Table("seats_in_all", columns, rows)


def seats_by_area(seats: Seats) -> Table:
    """Return the seats of each list in each area, with its votes there."""
    rows = tuple(
        (seats.names.get(found.area), choice, seats.of(found.area).of(choice), n)
        for found in seats.areas
        for choice, n in sorted(found.seats.items(), key=lambda item: -item[1])
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
    """Return the last seat of each area, the next claim, and the fewest votes that change a seat there."""
    moves: dict[AreaId | None, SeatChange] = {one.area: one for one in seats.changes[Change.MOVE]}
    rows: list[tuple[Value, ...]] = []
    for found in seats.areas:
        last, least = found.last, moves.get(found.area)
        claims: tuple[Value, ...] = (
            (None,) * 5
            if last is None
            else (last.winner, last.quotient, last.rival, last.next_quotient, last.gap)
        )
        change: tuple[Value, ...] = (
            (None,) * 3 if least is None else (least.votes, least.transfer.source, least.transfer.target)
        )
        state = "open" if found.open_seats else "could" if found.area in seats.undetermined else "stands"
        rows.append(
            (seats.names.get(found.area), found.number, *claims, *change, f"rules.seats.state.{state}")
        )
    columns = (
        Column("area", Unit.PLACE),
        Column("seats", Unit.SEATS),
        Column("winner", Unit.CHOICE),
        Column("quotient", Unit.NUMBER, digits=1),
        Column("rival", Unit.CHOICE),
        *columns_in(Unit.NUMBER, "next_quotient", "gap", digits=1),
        Column("fewest", Unit.VOTES),
        *columns_in(Unit.CHOICE, "moved_from", "moved_to"),
        Column("seats_state", Unit.TERM),
    )
    return Table("seats_last", columns, tuple(rows))


def _passing(seats: Seats) -> Table:
    """Return the votes of each list above or below the threshold."""
    rows = tuple(
        (row.choice, seats.tally.of(row.choice), row.share, row.slack, row.admitted) for row in seats.passes
    )
    base = "" if seats.rule.threshold is None else base_key(seats.rule.threshold.base)
    columns = (
        Column("choice", Unit.CHOICE),
        Column("votes", Unit.VOTES),
        Column("share", Unit.SHARE, base),
        Column("slack", Unit.VOTES, digits=1),
        Column("passes", Unit.TERM),
    )
    return Table("seats_threshold", columns, rows)
