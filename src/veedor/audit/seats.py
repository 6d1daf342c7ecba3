"""Seats to assertions: an allocation is right if no seat's quotient is below the next one in line.

If ``a`` has ``s`` seats and ``b`` has ``t``, the last seat of ``a`` stands before the next one of ``b``
when ``v_a / d(s) > v_b / d(t + 1)``, ``d`` being the divisors (1, 2, 3, ... for D'Hondt, 1, 3, 5, ... for
Sainte-Laguë): linear in the votes, so it is audited like any other assertion.

Source: Stark and Teague, "Verifiable European elections: risk-limiting audits for D'Hondt and its
relatives", USENIX JETS 3 (2014) 18.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import Assertion, AssertionKind, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from veedor.model import ChoiceId


def dhondt(seat: int) -> int:
    """Divisor of the n-th seat: 1, 2, 3, ..."""
    return seat


def sainte_lague(seat: int) -> int:
    """Divisor of the n-th seat: 1, 3, 5, ..."""
    return 2 * seat - 1


def seat_assertions(
    seats: Mapping[ChoiceId, int], divisor: Callable[[int], int] = dhondt, scope: Scope | None = None
) -> tuple[Assertion, ...]:
    """Give the assertions that establish an allocation of seats.

    Parameters
    ----------
    seats : mapping of ChoiceId to int
        Seats of every list that took part, those with none too.
    divisor : callable
        Divisor of the n-th seat.
    scope : Scope, optional
        The area whose seats they are.

    Returns
    -------
    tuple of Assertion
        One for each pair of lists of which the first has a seat: its last quotient exceeds the next of
        the second.
    """
    assertions = []
    for winner, won in seats.items():
        for rival, has in seats.items():
            if winner == rival or not won:
                continue
            name = f"seat:{winner}#{won}>{rival}#{has + 1}"
            weights = {winner: divisor(has + 1), rival: -divisor(won)}
            where = f":{scope.division}={scope.area}" if scope else ""
            assertions.append(
                Assertion(
                    name + where,
                    AssertionKind.FIRST,
                    winner,
                    rival,
                    Fraction(0),
                    "valid",
                    weights,
                    True,
                    scope=scope,
                )
            )
    return tuple(assertions)


def first_of_many(
    winners: Sequence[ChoiceId], losers: Sequence[ChoiceId], scope: Scope | None = None
) -> tuple[Assertion, ...]:
    """Give the assertions that establish several winners by plurality: each is ahead of each loser.

    Parameters
    ----------
    winners, losers : sequence of ChoiceId
        Who was elected, and who was not.
    scope : Scope, optional
        The area whose seats they are.

    Raises
    ------
    QuestionError
        Where somebody stands on both sides.

    Notes
    -----
    Stark 2020 (SHANGRLA), section 2.1. A voter may have several votes; a ballot still takes at most one off
    each pair, so the cap is ballots, not votes.
    """
    both = set(winners) & set(losers)
    if both:
        raise QuestionError(f"{min(both)!r} wins and loses.", remedy="Name everybody once.")
    where = f":{scope.division}={scope.area}" if scope else ""
    return tuple(
        Assertion(
            f"first:{winner}>{loser}{where}",
            AssertionKind.FIRST,
            winner,
            loser,
            Fraction(0),
            "valid",
            {winner: 1, loser: -1},
            strict=True,
            scope=scope,
        )
        for winner in winners
        for loser in losers
    )
