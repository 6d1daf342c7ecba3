"""Seats of an assembly from votes: highest averages and largest remainders, exactly.

A divisor method gives each next seat to the list with the largest ``votes / divisor(seats it has)``; D'Hondt
divides by 1, 2, 3, ..., Sainte-Laguë by 1, 3, 5, ..., its modified form by 1.4, 3, 5, ... The method of Hare
gives each list the whole part of ``votes / (all votes / seats)`` and the seats left over to the largest
remainders.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veedor.model import AreaId, ChoiceId

DIVISORS: dict[str, Callable[[int], Fraction]] = {
    "dhondt": lambda seats: Fraction(seats + 1),
    "sainte_lague": lambda seats: Fraction(2 * seats + 1),
    "modified_sainte_lague": lambda seats: Fraction(2 * seats + 1) if seats else Fraction(7, 5),
}
"""Method -> divisor of a list that has so many seats."""


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
        Of the last seat and of the rival: votes over divisor, or for Hare the remainder in votes.
    moved, taken, added : int, optional
        Votes that would have to be moved from the winner to the rival, taken from the winner, or added to
        the rival, for the rival to reach the winner's claim to that seat (a tie counts: it is open then).
        Absent where no number does, or where the change could first change other seats (Hare, whose quota
        changes with the votes).
    """

    winner: ChoiceId
    rival: ChoiceId
    quotient: Fraction
    next_quotient: Fraction
    moved: int | None
    taken: int | None
    added: int | None

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
        Seats that equal claims leave open.
    tied : tuple of ChoiceId
        Who has an equal claim to those.
    last : LastSeat, optional
        The last seat and the next claim of another list; absent where seats are open, or nobody else has one.
    closest : LastSeat, optional
        The seat that the fewest votes moved would open, where that is another one: between lists with
        small divisors fewer votes may do although their quotients lie further apart.
    excluded : tuple of ChoiceId
        Lists below the threshold.
    """

    area: AreaId | None
    seats: Mapping[ChoiceId, int]
    open_seats: int
    tied: tuple[ChoiceId, ...]
    last: LastSeat | None
    closest: LastSeat | None = None
    excluded: tuple[ChoiceId, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A list's claim to one seat: the larger quotient comes first."""

    quotient: Fraction
    choice: ChoiceId
    number: int


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
        ``dhondt``, ``sainte_lague``, ``modified_sainte_lague`` or ``hare``.
    area : AreaId, optional
        For the result.

    Raises
    ------
    QuestionError
        For an unknown method, or where nobody has a vote and there are seats.
    """
    standing = {choice: n for choice, n in votes.items() if n > 0}
    if seats and not standing:
        where = f" in {area}" if area is not None else ""
        raise QuestionError(f"There are {seats} seats{where} and no list that may have them has a vote.")
    if method == "hare":
        return _hare(standing, seats, area)
    if method not in DIVISORS:
        raise QuestionError(
            f"There is no method {method!r}.", remedy=f"There is: hare, {', '.join(DIVISORS)}."
        )
    return _highest(standing, seats, DIVISORS[method], area)


def _highest(
    votes: Mapping[ChoiceId, int], seats: int, divisor: Callable[[int], Fraction], area: AreaId | None
) -> Allocation:
    claims = sorted(
        (Claim(n / divisor(k), choice, k) for choice, n in votes.items() for k in range(seats + 1)),
        key=lambda claim: -claim.quotient,
    )
    given, open_seats, tied = _cut(claims, seats)
    won = dict.fromkeys(votes, 0)
    for claim in given:
        won[claim.choice] += 1
    if not given or open_seats:
        return Allocation(area, won, open_seats, tied, None)
    held = {claim.choice: claim for claim in given}
    wanted = {claim.choice: claim for claim in reversed(claims[seats:])}
    pairs = [
        _last(votes, one, other, divisor)
        for one in held.values()
        for other in wanted.values()
        if one.choice != other.choice
    ]
    last = min(
        (pair for pair in pairs if pair.winner == given[-1].choice),
        key=lambda pair: (pair.gap, pair.moved or 0),
        default=None,
    )
    closest = min(pairs, key=lambda pair: pair.moved or 0, default=None)
    return Allocation(area, won, open_seats, tied, last, closest)


def _cut(claims: list[Claim], seats: int) -> tuple[list[Claim], int, tuple[ChoiceId, ...]]:
    """Give the claims that are certain, how many seats are open, and who has equal claims to those."""
    if seats == 0 or len(claims) <= seats or claims[seats - 1].quotient > claims[seats].quotient:
        return claims[:seats], 0, ()
    line = claims[seats].quotient
    certain = [claim for claim in claims if claim.quotient > line]
    tied = tuple(dict.fromkeys(claim.choice for claim in claims if claim.quotient == line))
    return certain, seats - len(certain), tied


def _last(
    votes: Mapping[ChoiceId, int], final: Claim, rival: Claim, divisor: Callable[[int], Fraction]
) -> LastSeat:
    """Solve ``(a - x) / p <= (b + y) / q`` for the fewest votes changed."""
    p, q = divisor(final.number), divisor(rival.number)
    a, b = votes[final.choice], votes[rival.choice]
    apart = a * q - b * p
    taken = _ceiling(apart / q)
    return LastSeat(
        final.choice,
        rival.choice,
        final.quotient,
        rival.quotient,
        moved=_ceiling(apart / (p + q)),
        taken=taken if taken <= a else None,
        added=_ceiling(apart / p),
    )


def _hare(votes: Mapping[ChoiceId, int], seats: int, area: AreaId | None) -> Allocation:
    total = sum(votes.values())
    if not seats:
        return Allocation(area, dict.fromkeys(votes, 0), 0, (), None)
    quota = Fraction(total, seats)
    won = {choice: int(n / quota) for choice, n in votes.items()}
    claims = sorted(
        (Claim(n - won[choice] * quota, choice, won[choice]) for choice, n in votes.items()),
        key=lambda claim: -claim.quotient,
    )
    given, open_seats, tied = _cut(claims, seats - sum(won.values()))
    last = None
    if given and not open_seats and len(claims) > len(given):
        final, rival = given[-1], claims[len(given)]
        apart = final.quotient - rival.quotient
        # moving votes leaves the quota as it is; both remainders come nearer by one
        last = LastSeat(
            final.choice,
            rival.choice,
            final.quotient,
            rival.quotient,
            moved=_moved_by_remainder(apart, final, rival, quota),
            taken=None,
            added=None,
        )
    for claim in given:
        won[claim.choice] += 1
    return Allocation(area, won, open_seats, tied, last, last)


def _moved_by_remainder(apart: Fraction, final: Claim, rival: Claim, quota: Fraction) -> int | None:
    """Give the votes to move, unless a whole quota is won or lost before the remainders meet."""
    moved = _ceiling(apart / 2)
    stays = final.quotient - moved >= 0 and rival.quotient + moved < quota
    return moved if stays else None


def _ceiling(value: Fraction) -> int:
    return -int(-value // 1)
