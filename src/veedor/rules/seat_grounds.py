"""What an allocation of seats rests on, as linear inequalities over votes.

With ``a``, ``b`` the votes of two lists, ``V`` those of all lists that may have seats and ``S`` the seats:

==============  =========================================  ================================
method          a seat of a stands before a claim of b     integer form
==============  =========================================  ================================
divisors        ``a / p > b / q``                          ``q a - p b > 0``
quota, whole    a has k whole quotas, and not k + 1        ``S a - k V >= 0``, ``(k+1) V - S a > 0``
quota, rest     ``a - k V/S > b - l V/S``                  ``S (a - b) + (l - k) V > 0``
rest by votes   ``a > b``                                  ``a - b > 0``
==============  =========================================  ================================

They hold exactly when the seats are those, while the same lists pass the threshold. Droop's quota is a whole
number, between ``V / (S+1)`` and one more: its forms take the worse of the two, so that they never hold where
the seats are others, and may fail a few votes early.

Source: Stark and Teague, "Verifiable European elections: risk-limiting audits for D'Hondt and its relatives",
USENIX JETS 3 (2014) 18, for divisors.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from veedor.model import Assertion, AssertionKind
from veedor.rules.allocation import BY_VOTES, DIVISORS, whole_quotas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.model import ChoiceId, Scope
    from veedor.rules.allocation import Allocation


def seat_assertions(
    found: Allocation, votes: Mapping[ChoiceId, int], method: str, scope: Scope | None = None
) -> tuple[Assertion, ...]:
    """Return the assertions that establish the seats of an area in which none is open.

    Parameters
    ----------
    found : Allocation
        The seats.
    votes : mapping of ChoiceId to int
        Votes of every list that may have seats, those without any too.
    method : str
        By which they were shared out.
    scope : Scope, optional
        The area.
    """
    if not found.number:
        return ()
    if method in DIVISORS:
        return tuple(_by_divisors(found, votes, method, scope))
    return tuple(_by_quota(found, votes, method, scope))


def _by_divisors(
    found: Allocation, votes: Mapping[ChoiceId, int], method: str, scope: Scope | None
) -> Iterator[Assertion]:
    divisor = DIVISORS[method]
    for winner, won in found.seats.items():
        for rival in votes if won else ():
            if rival == winner:
                continue
            has = found.seats.get(rival, 0)
            p, q = divisor(won - 1), divisor(has)
            factor = lcm(p.denominator, q.denominator)
            weights = {winner: int(q * factor), rival: -int(p * factor)}
            name = f"seat:{winner}#{won}>{rival}#{has + 1}"
            yield _form(name, winner, rival, weights, scope, scale=weights[winner])


def _by_quota(
    found: Allocation, votes: Mapping[ChoiceId, int], method: str, scope: Scope | None
) -> Iterator[Assertion]:
    whole = whole_quotas(votes, found.number, method)
    droop = method == "droop"
    seats = found.number + 1 if droop else found.number
    for one, k in whole.items():
        if k:
            sums = _sum(votes, {one: seats}, -k)
            yield _form(
                f"quota:{one}:>={k}",
                one,
                None,
                sums,
                scope,
                strict=False,
                scale=seats,
                constant=-k * seats * droop,
            )
        sums = _sum(votes, {one: -seats}, k + 1)
        yield _form(f"quota:{one}:<{k + 1}", one, None, sums, scope, strict=not droop, scale=seats)
    for one, k in whole.items():
        for other, has in whole.items() if found.seats.get(one, 0) > k else ():
            if found.seats.get(other, 0) > has:
                continue
            name = f"rest:{one}#{k}>{other}#{has}"
            if method == BY_VOTES:
                yield _form(name, one, other, {one: 1, other: -1}, scope)
                continue
            sums = _sum(votes, {one: seats, other: -seats}, has - k)
            below = droop and has > k  # Droop's quota lies above V / (S+1): an equal sum is enough
            constant = min(0, has - k) * seats * droop
            yield _form(name, one, other, sums, scope, strict=not below, scale=seats, constant=constant)


def _sum(votes: Mapping[ChoiceId, int], own: Mapping[ChoiceId, int], each: int) -> dict[ChoiceId, int]:
    """Return weights: so much for every list, and what some have besides."""
    weights = {choice: each + own.get(choice, 0) for choice in votes}
    return {choice: weight for choice, weight in weights.items() if weight}


def _form(
    name: str,
    subject: ChoiceId,
    rival: ChoiceId | None,
    weights: Mapping[ChoiceId, int],
    scope: Scope | None,
    *,
    strict: bool = True,
    scale: int = 1,
    constant: int = 0,
) -> Assertion:
    where = "" if scope is None else f"@{scope.division}/{scope.area}"
    return Assertion(
        assertion_id=name + where,
        kind=AssertionKind.SEAT,
        subject=subject,
        rival=rival,
        threshold=Fraction(0),
        base="valid",
        weights=weights,
        strict=strict,
        scale=scale,
        constant=constant,
        scope=scope,
    )
