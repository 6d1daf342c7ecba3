"""The seats that a rule shares out by a count: by area, with what is open, set aside, annulled or nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.count.levels import need_levels
from veedor.errors import QuestionError
from veedor.model import PATH, Assertion, OpenVotes, State, as_counted, nameless, own_name
from veedor.rules.assembly import Seats, share_out
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from veedor.count.by_area import AreaCount
    from veedor.count.states import States
    from veedor.model import AreaId, Tally
    from veedor.rules import Rule
    from veedor.rules.seat_rule import SeatRule


@dataclass(frozen=True)
class CountedSeats:
    """The seats of one ``[[seats]]`` of a rule, by the counted sheets.

    Parameters
    ----------
    shared : Seats
        The seats, with what is open in the count.
    nowhere : int
        Votes on counted sheets whose area is not known: they are in none. They could not change a seat.
    with_them : mapping of State to Seats
        The seats if the set aside, or the annulled, sheets were counted too; only where those have figures.
    """

    shared: Seats
    nowhere: int
    with_them: Mapping[State, Seats]


def count_seats(rule: Rule, states: States | AreaCount) -> tuple[CountedSeats, ...]:
    """Share out all seats that a rule names, by the sheets of a count.

    Parameters
    ----------
    rule : Rule
        In the reading that applies.
    states : States or AreaCount
        Every expected sheet in its state, or the areas of a count by area.

    Raises
    ------
    MissingDataError
        Where the sheets have no such areas, or lack some that have seats.
    QuestionError
        Where sheets that lie in no area could change a seat, or nobody has a vote where there are seats.
    """
    if not rule.seats:
        return ()
    for part in rule.seats:
        need_levels(rule, part.divisions, states.divisions, seats=part.name)
    divisions = rule.seat_divisions
    tally = states.tally(divisions)
    apart = {
        state: as_counted(tally).plus(sheets.tally(divisions))
        for state, sheets in states.apart
        if sheets.cast.any()
    }
    return tuple(_counted(rule, part, tally, apart) for part in rule.seats)


def _counted(rule: Rule, part: SeatRule, tally: Tally, apart: Mapping[State, Tally]) -> CountedSeats:
    here = placed(part, tally)
    shared = share_out(part, here, rule.bases)
    return CountedSeats(
        shared,
        _nowhere(shared, tally),
        {state: shared.again(placed(part, other)) for state, other in apart.items()},
    )


def placed(part: SeatRule, tally: Tally) -> Tally:
    """Give a tally without the areas that have no name; what is open in them may lie in any area."""
    if part.level is None or not any(map(nameless, tally.areas[part.level])):
        return tally
    level = part.level
    areas = {area: of for area, of in tally.areas[level].items() if not nameless(area)}
    freed = tuple(
        replace(group, areas={d: a for d, a in group.areas.items() if d != level or not nameless(a)})
        for group in tally.open
    )
    return replace(tally, areas={**tally.areas, level: areas}, open=freed)


def _nowhere(shared: Seats, tally: Tally) -> int:
    """Count the votes in areas without a name; refuse them where they could change a seat."""
    level = shared.level
    if level is None:
        return 0
    total = 0
    for area, lost in tally.areas[level].items():
        votes = sum(lost.of(choice) for choice in shared.contest.candidates)
        if not votes or not nameless(area):
            continue
        parent = area.removesuffix(PATH) if area else None
        there = [
            a.area
            for a in shared.areas
            if a.area and (parent is None or a.area.rpartition(PATH)[0] == parent)
        ]
        if hit := [one for one in there if _could_change(shared, one, lost)]:
            raise QuestionError(
                sentence(
                    "{votes:,} votes lie in no {level}: the sheets name none. They could "
                    "change seats ({rule}) of {hit}.",
                    votes=votes,
                    level=level,
                    rule=shared.rule.name,
                    hit=_named(hit),
                ),
                remedy=sentence(
                    "Name the {level} of these sheets in the source, or in a source of attributes.",
                    level=level,
                ),
            )
        total += votes if there else 0
    return total


def _could_change(shared: Seats, area: AreaId, lost: Tally) -> bool:
    """Whether votes that may belong to an area could change its seats."""
    groups = tuple(
        OpenVotes(n, frozenset({choice}), {shared.level or "": area})
        for choice, n in lost.votes.items()
        if n and choice in shared.contest.candidates
    )
    if any(found.open_seats for found in shared.areas if found.area == area):
        return bool(groups)
    tally = replace(as_counted(shared.tally), open=groups)
    return any(
        ground.happened(tally)
        for ground in shared.grounds
        if all(
            isinstance(c, Assertion) and c.scope is not None and c.scope.area == area
            for c in ground.conditions
        )
    )


def _named(areas: Sequence[AreaId | None]) -> str:
    named: Iterable[str] = (own_name(str(area)) for area in areas[:10])
    return ", ".join(named) + (
        sentence(" and {number_of_areas} more", number_of_areas=len(areas) - 10) if len(areas) > 10 else ""
    )
