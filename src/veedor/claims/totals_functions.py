"""Votes, shares, leads, ranks, sizes and outcomes, at a moment and in a place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.case_facts import FINAL, MOMENTS
from veedor.claims.signatures import Argument, Function
from veedor.claims.types import NotKnownError, Reason, Value, ValueType
from veedor.model import OutcomeKind, State

if TYPE_CHECKING:
    from veedor.claims.case_facts import CaseFacts
    from veedor.model import Tally

BASES: dict[str, Callable[[Tally], int | None]] = {
    "valid": lambda tally: tally.valid,
    "cast": lambda tally: tally.cast,
    "registered": lambda tally: tally.registered,
}
"""What a share can be taken of."""
EXPECTED = "expected"
"""Instead of a state: all sheets that should exist."""


def _of_tally(base: str) -> Callable[..., Value]:
    return lambda facts, at, where: Fraction(_published(BASES[base](facts.tally(at, where)), base))


def _published(number: int | None, name: str) -> int:
    if number is None:
        raise NotKnownError(Reason.NOT_PUBLISHED, name)
    return number


def _not_zero(whole: int) -> int:
    if not whole:
        raise NotKnownError(Reason.DIVISION_BY_ZERO)
    return whole


def _winner(facts: CaseFacts, at: str) -> Value:
    elected = facts.outcome(at).elected
    if len(elected) > 1:
        raise NotKnownError(Reason.SEVERAL_ELECTED)
    return str(elected[0]) if elected else ""


def _votes(facts: CaseFacts, choice: str, at: str, where: str) -> Value:
    return Fraction(facts.tally(at, where).of(facts.choice(choice)))


def _share(facts: CaseFacts, choice: str, base: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    whole = _not_zero(_published(BASES[base](tally), base))
    return Fraction(100 * tally.of(facts.choice(choice)), whole)


def _lead(facts: CaseFacts, choice: str, over: str, base: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    whole = _not_zero(_published(BASES[base](tally), base))
    subject = facts.choice(choice)
    rival = facts.choice(over) if over else next(c for c in tally.ranking() if c != subject)
    return Fraction(100 * (tally.of(subject) - tally.of(rival)), whole)


def _rank(facts: CaseFacts, choice: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    subject = tally.of(facts.choice(choice))
    return Fraction(1 + sum(tally.of(c) > subject for c in tally.contest.candidates))


def _sheets(facts: CaseFacts, at: str, where: str, state: str) -> Value:
    """Count sheets in a state; how many are outstanding or expected needs a list or a number."""
    found = facts.expected(at, where)
    if state not in {EXPECTED, State.OUTSTANDING}:
        return Fraction(found.number(State(state)))
    if found.expected is None:
        raise NotKnownError(Reason.NO_LIST)
    return Fraction(found.expected if state == EXPECTED else found.number(State.OUTSTANDING))


def _complete(facts: CaseFacts, at: str, where: str) -> Value:
    """Say whether no expected sheet is open: that takes a list or a number to be complete against."""
    found = facts.expected(at, where)
    if found.number(State.OUTSTANDING) or found.number(State.SET_ASIDE):
        return False
    if found.expected is None:
        raise NotKnownError(Reason.NO_LIST)
    return True


def _turnout(facts: CaseFacts, at: str, where: str) -> Value:
    """Give the ballots of the counted sheets over their registered voters, in per cent."""
    tally, found = facts.tally(at, where), facts.expected(at, where)
    voters = _published(found.voters_counted, "registered")
    return Fraction(100 * _published(tally.turnout, "ballots"), _not_zero(voters))


def _places(facts: CaseFacts, at: str, where: str) -> Value:
    places = facts.sheets(at, where).places
    if not places.known(places.finest).all():
        raise NotKnownError(Reason.NOT_PUBLISHED, "place")
    return Fraction(len(set(places.codes[places.finest].tolist())))


_CHOICE = Argument("choice", ValueType.TEXT)
_OVER = Argument("over", ValueType.TEXT, "")
_BASE = Argument("base", ValueType.TEXT, "valid", tuple(BASES))
_AT = Argument("at", ValueType.TEXT, FINAL, MOMENTS)
_SCOPED = (_AT, Argument("where", ValueType.TEXT, ""))
_STATE = Argument("state", ValueType.TEXT, str(State.COUNTED), (*(str(state) for state in State), EXPECTED))

TOTALS = (
    Function("votes", (_CHOICE, *_SCOPED), ValueType.VOTES, _votes, "votes of a choice"),
    Function("share", (_CHOICE, _BASE, *_SCOPED), ValueType.PERCENT, _share, "share of a base, in per cent"),
    Function(
        "lead",
        (_CHOICE, _OVER, _BASE, *_SCOPED),
        ValueType.POINTS,
        _lead,
        "lead over another choice (by default the next best), in percentage points of a base",
    ),
    Function("rank", (_CHOICE, *_SCOPED), ValueType.COUNT, _rank, "1 for the candidate with the most votes"),
    Function("valid", _SCOPED, ValueType.VOTES, _of_tally("valid"), "votes that the rule calls valid"),
    Function("cast", _SCOPED, ValueType.VOTES, _of_tally("cast"), "ballots of every kind"),
    Function(
        "registered",
        _SCOPED,
        ValueType.VOTES,
        _of_tally("registered"),
        "registered voters of all expected sheets, counted or not",
    ),
    Function(
        "turnout",
        _SCOPED,
        ValueType.PERCENT,
        _turnout,
        "ballots over registered voters, of the counted sheets",
    ),
    Function(
        "sheets",
        (*_SCOPED, _STATE),
        ValueType.SHEETS,
        _sheets,
        "tally sheets in a state, or all expected ones",
    ),
    Function("complete", _SCOPED, ValueType.TRUTH, _complete, "whether no expected sheet is open"),
    Function("places", _SCOPED, ValueType.PLACES, _places, "polling places"),
    Function(
        "parties",
        (),
        ValueType.COUNT,
        lambda facts: Fraction(len(facts.contest.candidates)),
        "candidates of the contest",
    ),
    Function(
        "outcome",
        (_AT,),
        ValueType.TEXT,
        lambda facts, at: str(facts.outcome(at).kind),
        "elected, runoff, void, tie, other_body or undetermined",
    ),
    Function(
        "winner",
        (_AT,),
        ValueType.TEXT,
        _winner,
        "who is elected; empty where nobody is, unknown where several are",
    ),
    Function(
        "elected",
        (_CHOICE, _AT),
        ValueType.TRUTH,
        lambda facts, choice, at: facts.choice(choice) in facts.outcome(at).elected,
        "whether a candidate is elected, alone or with others; of a referendum, whether a side prevails",
    ),
    Function(
        "heads_for_runoff",
        (_AT,),
        ValueType.TRUTH,
        lambda facts, at: facts.outcome(at).kind is OutcomeKind.RUNOFF,
        "whether the count calls for another round",
    ),
    Function(
        "largest",
        (Argument("level", ValueType.TEXT),),
        ValueType.TEXT,
        lambda facts, level: facts.largest(level),
        "place with the most voters",
    ),
)
"""Questions to the totals and to the rule."""
