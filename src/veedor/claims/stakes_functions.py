"""Whether what is in doubt could change the outcome, by unit and by what may be wrong with one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.signatures import Argument, Function
from veedor.claims.types import NotKnownError, Reason, Value, ValueType
from veedor.errors import ClaimError
from veedor.sentence import sentence
from veedor.stakes import TREATMENTS, Word

if TYPE_CHECKING:
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
