"""What is at stake in seats: all that a rule shares out, or those of one area."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import AssertionKind, as_counted
from veedor.rules.margins import Change, condition_margin
from veedor.sentence import sentence
from veedor.stakes.stake import Stake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.model import Assertion
    from veedor.rules import Seats
    from veedor.rules.seat_change import SeatChange


def stake_of_seats(selection: Selection, name: str | None = None) -> Stake:
    """Return what is at stake in the seats that a rule shares out by a count.

    Parameters
    ----------
    selection : Selection
        Which contest, count, publication and reading of the rule.
    name : str, optional
        Which seats of the rule; it need not be named where there are no others.

    Returns
    -------
    Stake
        Its binding assertion is the one that the fewest votes moved break; the choices at stake are those
        between which they are moved.

    Raises
    ------
    QuestionError
        Where the rule shares out no such seats, or several and none is named; where a seat is open already.
    """
    shared = selection.seats_named(name)
    part = shared.rule
    if shared.open_seats:
        raise QuestionError(
            sentence(
                "{open_seats} seats ({part}) are open already, so they cannot be changed.",
                open_seats=shared.open_seats,
                part=part.name,
            ),
            remedy="`veedor outcome CASE` says why: equal claims, or nobody has a vote there.",
        )
    moves = shared.changes[Change.MOVE]
    binding = _binding(shared, moves[0]) if moves else None
    if binding is None:
        raise QuestionError(
            sentence("No votes moved from one list to another change a seat ({part}).", part=part.name)
        )
    return _stake(shared, moves[0], binding, selection.states)


def by_area(stake: Stake) -> Iterator[tuple[str, Stake]]:
    """Return what is at stake in the seats of each area, while the same lists may have seats.

    Areas without any stake, whose seats no votes moved within change, are left out.
    """
    shared, states = stake.seats, stake.states
    if shared is None or shared.level is None or states is None:
        return
    moves = {least.area: least for least in shared.changes[Change.MOVE]}
    for found in shared.areas:
        least = moves.get(found.area)
        binding = None if least is None else _binding(shared, least)
        if least is None or binding is None or binding.scope is None:
            continue
        grounds = tuple(
            ground
            for ground in shared.grounds
            if ground.assertions
            and all(a.scope is not None and a.scope.area == found.area for a in ground.assertions)
        )
        yield shared.names[found.area], replace(_stake(shared, least, binding, states), grounds=grounds)


def _stake(shared: Seats, least: SeatChange, binding: Assertion, states: States) -> Stake:
    donor, receiver = least.transfer.source, least.transfer.target
    if donor is None or receiver is None:
        raise ValueError("a vote that is moved has a source and a target")
    return Stake(
        states.counted,
        shared.grounds,
        binding,
        donor,
        receiver,
        divisions=shared.rule.divisions,
        states=states,
        seats=shared,
    )


def _binding(shared: Seats, least: SeatChange) -> Assertion | None:
    """Find the assertion that the fewest votes break: one of a seat rather than of the threshold."""
    tally = as_counted(shared.tally)
    broken = [
        form
        for ground in shared.grounds
        for form in ground.assertions
        if (form.scope is None or form.scope.area == least.area)
        and form.holds(tally)
        and condition_margin(form, tally, least.transfer) == least.votes
    ]
    of_seats = (form for form in broken if form.kind is AssertionKind.SEAT)
    nearest = min(
        (form for ground in shared.grounds for form in ground.assertions if form.holds(tally)),
        key=lambda form: form.slack(tally),
        default=None,
    )
    return next(of_seats, None) or next(iter(broken), None) or nearest
