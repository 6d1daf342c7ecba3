"""Seats of one area from votes: highest averages and quotas, exactly.

A divisor method gives each next seat to the list with the largest ``votes / divisor(seats it has)``: D'Hondt
divides by 1, 2, 3, ..., Sainte-Laguë by 1, 3, 5, ..., its modified form by 1.4, 3, 5, ... A quota method
gives each list the whole part of ``votes / quota``, and the seats left over one by one to the largest
remainders, or to the lists with the most votes. Hare's quota is ``all votes / seats``, Droop's the whole
number above ``all votes / (seats + 1)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veedor.model import AreaId, ChoiceId

DIVISORS: dict[str, Callable[[int], Fraction]] = {
    "dhondt": lambda seats: Fraction(seats + 1),
    "sainte_lague": lambda seats: Fraction(2 * seats + 1),
    "modified_sainte_lague": lambda seats: Fraction(2 * seats + 1) if seats else Fraction(7, 5),
}
"""Method -> divisor of a list that has so many seats."""

QUOTAS: dict[str, Callable[[int, int], Fraction]] = {
    "hare": Fraction,
    "hare_by_votes": Fraction,
    "droop": lambda votes, seats: Fraction(votes // (seats + 1) + 1),
}
"""Method -> votes for a whole seat, from all votes and seats."""

BY_VOTES = "hare_by_votes"
"""The quota method that gives the seats left over to the lists with the most votes: Georgia 2024."""

METHODS = (*DIVISORS, *QUOTAS)
"""Every method, by the name that rule files and the command line use."""


@dataclass(frozen=True, slots=True)
class LastSeat:
    """The last seat that was given, beside the first that was not.

    Parameters
    ----------
    winner : ChoiceId
        Who got the last seat.
    rival : ChoiceId
        Who would have got the next one: another list.
    quotient, next_quotient : Fraction
        The claims of the two to it: votes over divisor, a remainder in votes, or votes.
    """

    winner: ChoiceId
    rival: ChoiceId
    quotient: Fraction
    next_quotient: Fraction

    @property
    def gap(self) -> Fraction:
        """Difference of the two quotients."""
        return self.quotient - self.next_quotient


@dataclass(frozen=True, slots=True)
class Allocation:
    """The seats of one area.

    Parameters
    ----------
    area : AreaId, optional
        Which; absent for the whole country.
    seats : mapping of ChoiceId to int
        Seats that are certain.
    open_seats : int
        Seats that equal claims leave open, for which nobody has a vote yet, or that are more than whole
        quotas and one remainder a list come to.
    tied : tuple of ChoiceId
        Who has an equal claim to those.
    last : LastSeat, optional
        The last seat and the next claim of another list; absent where seats are open, nobody else has a
        claim, or whole quotas fill all seats.
    excluded : tuple of ChoiceId
        Lists below the threshold.
    """

    area: AreaId | None
    seats: Mapping[ChoiceId, int]
    open_seats: int
    tied: tuple[ChoiceId, ...]
    last: LastSeat | None
    excluded: tuple[ChoiceId, ...] = ()

    @property
    def number(self) -> int:
        """All seats of the area."""
        return sum(self.seats.values()) + self.open_seats

    def same_as(self, other: Allocation) -> bool:
        """Whether two allocations give the same seats to the same lists, and leave the same ones open."""
        mine, theirs = ({c: n for c, n in one.seats.items() if n} for one in (self, other))
        return mine == theirs and (self.open_seats, set(self.tied)) == (other.open_seats, set(other.tied))


@dataclass(frozen=True, slots=True)
class Claim:
    """A list's claim to one more seat than it has: the larger quotient comes first, then who has fewer."""

    quotient: Fraction
    choice: ChoiceId
    has: int


def allocate(
    votes: Mapping[ChoiceId, int], seats: int, method: str = "dhondt", *, area: AreaId | None = None
) -> Allocation:
    """Share out seats among lists.

    Parameters
    ----------
    votes : mapping of ChoiceId to int
        Votes of the lists that may have seats; a list without a vote has no claim.
    seats : int
        How many.
    method : str
        One of :data:`METHODS`.
    area : AreaId, optional
        For the result.

    Raises
    ------
    QuestionError
        For an unknown method, or where nobody has a vote and there are seats.
    """
    claimants = {choice: n for choice, n in votes.items() if n > 0}
    if method not in METHODS:
        raise QuestionError(
            sentence("There is no method {method!r}.", method=method),
            remedy=sentence("There is: {methods}.", methods=", ".join(METHODS)),
        )
    if not seats:
        return Allocation(area, dict.fromkeys(claimants, 0), 0, (), None)
    if not claimants:
        where = sentence(" in {area}", area=area) if area is not None else ""
        raise QuestionError(
            sentence(
                "There are {seats} seats{where} and no list that may have them has a vote.",
                seats=seats,
                where=where,
            ),
            remedy="Where sheets are still out, say how many there should be (expected). Else write in the "
            "rule who may have seats all the same: exempt, a lower threshold, or no seats there (except).",
        )
    if method in DIVISORS:
        divisor = DIVISORS[method]
        claims = [
            Claim(n / divisor(k), choice, k) for choice, n in claimants.items() for k in range(seats + 1)
        ]
        return _given(dict.fromkeys(claimants, 0), claims, seats, area)
    quota = QUOTAS[method](sum(claimants.values()), seats)
    whole = whole_quotas(claimants, seats, method)
    left = {c: Fraction(n) if method == BY_VOTES else n - whole[c] * quota for c, n in claimants.items()}
    claims = [Claim(rest, choice, whole[choice]) for choice, rest in left.items()]
    return _given(whole, claims, seats - sum(whole.values()), area)


def whole_quotas(votes: Mapping[ChoiceId, int], seats: int, method: str) -> dict[ChoiceId, int]:
    """Return the seats that lists have by whole quotas, for a method with a quota."""
    total = sum(votes.values())
    quota = QUOTAS[method](total, seats)
    return {choice: int(n / quota) if total else 0 for choice, n in votes.items()}


def _given(won: dict[ChoiceId, int], claims: list[Claim], seats: int, area: AreaId | None) -> Allocation:
    """Return seats to the largest claims; equal ones at the line leave seats open."""
    claims.sort(key=lambda claim: (-claim.quotient, claim.has))
    certain = claims[:seats]
    tied: tuple[ChoiceId, ...] = ()
    if 0 < seats < len(claims) and claims[seats - 1].quotient == claims[seats].quotient:
        line = claims[seats].quotient
        certain = [claim for claim in claims if claim.quotient > line]
        tied = tuple(dict.fromkeys(claim.choice for claim in claims if claim.quotient == line))
    for claim in certain:
        won[claim.choice] += 1
    open_seats = seats - len(certain)
    last = None
    if certain and not open_seats:
        final = certain[-1]
        rival = next((claim for claim in claims[seats:] if claim.choice != final.choice), None)
        if rival is not None:
            last = LastSeat(final.choice, rival.choice, final.quotient, rival.quotient)
    return Allocation(area, won, open_seats, tied, last)
