"""The functions of the check language: questions to the count, each with a typed signature.

Here stand those of areas and of what could change the outcome; those of totals and of time beside it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from veedor.claims.moments import FINAL
from veedor.claims.signatures import Argument, Function
from veedor.claims.time_functions import TIMES
from veedor.claims.totals_functions import TOTALS
from veedor.claims.types import NotKnownError, Reason, Unknown, Value, ValueType
from veedor.errors import ClaimError
from veedor.sentence import sentence
from veedor.stakes import TREATMENTS, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veedor.claims.case_facts import CaseFacts


def _smallest_flip(facts: CaseFacts, unit: str, change: str) -> Value:
    flip = facts.stakes.flip(unit, change)
    if flip.lower is None:
        raise NotKnownError(Reason.CANNOT_AT_ALL, change)
    if flip.upper != flip.lower:
        raise NotKnownError(Reason.BRACKET, f"{flip.lower}-{flip.upper}")
    return Fraction(flip.lower)


def _can_flip(facts: CaseFacts, units: Fraction, unit: str, change: str) -> Value:
    if units.denominator != 1:
        raise ClaimError(
            sentence("{units:g} units are no whole number.", units=float(units)), remedy="Use share_of(...)."
        )
    word = facts.stakes.word(int(units), unit, change)
    if word is Word.OPEN:
        raise NotKnownError(Reason.BRACKET, change)
    return word is Word.COULD


def _votes_to_flip(facts: CaseFacts, change: str) -> Value:
    votes = getattr(facts.final.decision, MOVES[change])
    if votes is None:
        raise NotKnownError(Reason.CANNOT_AT_ALL, change)
    return Fraction(votes)


def _share_of(facts: CaseFacts, percent: Fraction, unit: str) -> Value:
    number = len(facts.stakes.flip(unit, "annul").problem.units)
    return Fraction(round(percent / 100 * number))


MOVES = {"move": "moved", "take": "taken", "add": "added"}
"""What may happen to votes, and the margin of a decision that says how many change it."""
_UNIT = Argument("unit", ValueType.TEXT, "sheet")
_CHANGE = Argument("change", ValueType.TEXT, "annul", TREATMENTS, "veedor.treatments")

STAKES = (
    Function(
        "smallest_flip",
        (_UNIT, _CHANGE),
        ValueType.COUNT,
        _smallest_flip,
        "fewest tally sheets (or places) that can change the outcome",
    ),
    Function(
        "votes_to_flip",
        (Argument("change", ValueType.TEXT, "move", tuple(MOVES)),),
        ValueType.VOTES,
        _votes_to_flip,
        "fewest votes that change the outcome: moved to another choice, taken away, or added",
    ),
    Function(
        "can_flip",
        (Argument("units", ValueType.COUNT), _UNIT, _CHANGE),
        ValueType.TRUTH,
        _can_flip,
        "whether so many tally sheets (or places) can change the outcome",
    ),
    Function(
        "share_of",
        (Argument("percent", ValueType.PERCENT), _UNIT),
        ValueType.COUNT,
        _share_of,
        "a share of the tally sheets (or places) of the count, rounded to whole ones",
    ),
)
"""Questions of stakes."""


def _areas_won(facts: CaseFacts, choice: str, level: str, at: str) -> Value:
    sums = facts.areas.of(level, at)
    return Fraction(sum(leader == facts.choice(choice) for leader in sums.leaders))


def _area_rank(facts: CaseFacts, choice: str, place: str, level: str, at: str) -> Value:
    """Return the rank of an area by the share of a choice: 1 is its best."""
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


T = TypeVar("T")

ALL: tuple[Function, ...] = (*TOTALS, *AREAS, *TIMES, *STAKES)
"""Every function of the language; each computes from a case first, then from its arguments."""


def functions(facts: CaseFacts) -> Mapping[str, Function]:
    """Return the functions that ask a case.

    Parameters
    ----------
    facts : CaseFacts
        The case, and the facts attested from outside.
    """
    return {
        f.name: replace(
            f,
            compute=partial(_computed, f.compute, facts),
            parts=None if f.parts is None else partial(_computed, f.parts, facts),
        )
        for f in ALL
    }


def _computed(compute: Callable[..., T], facts: CaseFacts, **arguments: Value) -> T | Unknown:
    try:
        return compute(facts.other(str(arguments.pop("case", ""))), **arguments)
    except NotKnownError as error:
        return error.unknown
