"""Areas of a level of place: how many, won by whom, and where a choice is best."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.moments import FINAL
from veedor.claims.signatures import Argument, Function
from veedor.claims.types import Value, ValueType
from veedor.errors import ClaimError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.claims.case_facts import CaseFacts


def _areas_won(facts: CaseFacts, choice: str, level: str, at: str) -> Value:
    sums = facts.areas.of(level, at)
    return Fraction(sum(leader == facts.choice(choice) for leader in sums.leaders))


def _area_rank(facts: CaseFacts, choice: str, place: str, level: str, at: str) -> Value:
    """Give the rank of an area by the share of a choice: 1 is its best."""
    sums = facts.areas.of(level, at)
    shares = sums.shares(facts.choice(choice))
    own = shares[sums.row(place)]
    return Fraction(1 + sum(share > own for share in shares))


def _area(facts: CaseFacts, choice: str, level: str, rank: Fraction, at: str) -> Value:
    """Name the area in which a choice has its best share, its second best, ..."""
    sums = facts.areas.of(level, at)
    shares = sums.shares(facts.choice(choice))
    if rank.denominator != 1 or not 1 <= abs(rank) <= len(shares):
        raise ClaimError(
            sentence(
                "There are {number_of_shares} areas of level {level!r}.",
                number_of_shares=len(shares),
                level=level,
            ),
            value=str(rank),
        )
    order = sorted(range(len(shares)), key=lambda k: (-shares[k], sums.names[k]))
    return sums.names[order[int(rank) - 1 if rank > 0 else int(rank)]]


_V = ValueType
_CHOICE = Argument("choice", ValueType.TEXT)
_AT = Argument("at", ValueType.TEXT, FINAL)
_CASE = Argument("case", ValueType.TEXT, "")
_LEVEL = Argument("level", ValueType.TEXT)

AREAS = tuple(
    Function(name, parameters, gives, compute, says)
    for name, gives, parameters, compute, says in (
        (
            "areas",
            _V.COUNT,
            (_LEVEL, _AT, _CASE),
            lambda facts, level, at: Fraction(len(facts.areas.of(level, at).names)),
            "areas of a level of place (department, ...) that have a counted sheet",
        ),
        (
            "areas_won",
            _V.COUNT,
            (_CHOICE, _LEVEL, _AT, _CASE),
            _areas_won,
            "areas of a level in which a choice has the most votes, alone",
        ),
        (
            "area_rank",
            _V.COUNT,
            (_CHOICE, Argument("place", ValueType.TEXT), _LEVEL, _AT, _CASE),
            _area_rank,
            "rank of an area by the share of valid votes of a choice: 1 is its best",
        ),
        (
            "area",
            _V.TEXT,
            (_CHOICE, _LEVEL, Argument("rank", ValueType.COUNT, Fraction(1)), _AT, _CASE),
            _area,
            "area with the best share of a choice (rank 1), its second best, ...; -1 is its worst",
        ),
    )
)
"""Questions to the areas of a level."""
