"""Votes, shares, leads, ranks, sizes and outcomes, at a moment and in a place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.moments import FINAL
from veedor.claims.signatures import Argument, Function
from veedor.claims.types import NotKnownError, Reason, Value, ValueType
from veedor.model import Kind, OutcomeKind, State

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


def _lead_parts(
    facts: CaseFacts, choice: str, over: str, base: str, at: str, where: str
) -> tuple[Fraction, Fraction]:
    """Return the two shares of which a lead is the difference."""
    tally = facts.tally(at, where)
    whole = _not_zero(_published(BASES[base](tally), base))
    subject = facts.choice(choice)
    rival = facts.choice(over) if over else next((c for c in tally.ranking() if c != subject), None)
    if rival is None:
        raise NotKnownError(Reason.NOT_PUBLISHED, "a second candidate")
    return Fraction(100 * tally.of(subject), whole), Fraction(100 * tally.of(rival), whole)


def _lead(facts: CaseFacts, choice: str, over: str, base: str, at: str, where: str) -> Value:
    own, other = _lead_parts(facts, choice, over, base, at, where)
    return own - other


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
    """Return the ballots of the counted sheets over their registered voters, in per cent."""
    tally, found = facts.tally(at, where), facts.expected(at, where)
    voters = _published(found.voters_counted, "registered")
    return Fraction(100 * _published(tally.turnout, "ballots"), _not_zero(voters))


def _part_counted(facts: CaseFacts, at: str, where: str, of: str) -> Value:
    """Return the counted sheets, or their voters, over the expected ones, in per cent."""
    counted, expected = facts.progress(at, where, of)
    return Fraction(100 * counted, _not_zero(expected))


def _part_open(facts: CaseFacts, at: str, where: str, of: str) -> Value:
    counted, expected = facts.progress(at, where, of)
    return Fraction(100 * (expected - counted), _not_zero(expected))


def _of_kinds(*kinds: Kind) -> Callable[..., Value]:
    """Return the votes of some kinds of choices; unknown where the count has no such choice."""

    def votes(facts: CaseFacts, at: str, where: str) -> Value:
        if not facts.contest.of_kind(*kinds):
            raise NotKnownError(Reason.NOT_PUBLISHED, " ".join(kinds))
        tally = facts.tally(at, where)
        return Fraction(sum(tally.of(choice) for choice in facts.contest.of_kind(*kinds)))

    return votes


def _share_of_kinds(*kinds: Kind) -> Callable[..., Value]:
    votes = _of_kinds(*kinds)

    def share(facts: CaseFacts, base: str, at: str, where: str) -> Value:
        whole = _not_zero(_published(BASES[base](facts.tally(at, where)), base))
        return 100 * Fraction(votes(facts, at, where)) / whole  # type: ignore[arg-type]

    return share


def _places(facts: CaseFacts, at: str, where: str) -> Value:
    places = facts.sheets(at, where).places
    if not places.known(places.finest).all():
        raise NotKnownError(Reason.NOT_PUBLISHED, "place")
    return Fraction(len(set(places.codes[places.finest].tolist())))


_V = ValueType
_CHOICE = Argument("choice", ValueType.TEXT)
_OVER = Argument("over", ValueType.TEXT, "")
_BASE = Argument("base", ValueType.TEXT, "valid", tuple(BASES))
_AT = Argument("at", ValueType.TEXT, FINAL)
_CASE = Argument("case", ValueType.TEXT, "")
_WHERE = Argument("where", ValueType.TEXT, "")
_SCOPED = (_AT, _WHERE, _CASE)
_PROGRESS = (_AT, _WHERE, Argument("of", ValueType.TEXT, "sheets", ("sheets", "voters")), _CASE)
_CAST = Argument("base", ValueType.TEXT, "cast", tuple(BASES))
_LEVEL = Argument("level", ValueType.TEXT)
_STATE = Argument("state", ValueType.TEXT, str(State.COUNTED), (*(str(state) for state in State), EXPECTED))

TOTALS = tuple(
    Function(name, parameters, gives, compute, says, _lead_parts if name == "lead" else None)
    for name, gives, parameters, compute, says in (
        ("votes", _V.VOTES, (_CHOICE, *_SCOPED), _votes, "votes of a choice"),
        ("share", _V.PERCENT, (_CHOICE, _BASE, *_SCOPED), _share, "share of a base, in per cent"),
        (
            "lead",
            _V.POINTS,
            (_CHOICE, _OVER, _BASE, *_SCOPED),
            _lead,
            "lead over another choice (by default the next best), in percentage points of a base",
        ),
        ("rank", _V.COUNT, (_CHOICE, *_SCOPED), _rank, "1 for the candidate with the most votes"),
        ("valid", _V.VOTES, _SCOPED, _of_tally("valid"), "votes that the rule calls valid"),
        ("cast", _V.VOTES, _SCOPED, _of_tally("cast"), "ballots of every kind"),
        (
            "registered",
            _V.VOTES,
            _SCOPED,
            _of_tally("registered"),
            "registered voters of all expected sheets, counted or not",
        ),
        ("turnout", _V.PERCENT, _SCOPED, _turnout, "ballots over registered voters, of the counted sheets"),
        ("sheets", _V.SHEETS, (*_SCOPED, _STATE), _sheets, "tally sheets in a state, or all expected ones"),
        (
            "counted",
            _V.PERCENT,
            _PROGRESS,
            _part_counted,
            "counted sheets (or their voters) over all expected ones",
        ),
        (
            "outstanding",
            _V.PERCENT,
            _PROGRESS,
            _part_open,
            "sheets (or voters) that are not counted over all expected ones",
        ),
        ("blank", _V.VOTES, _SCOPED, _of_kinds(Kind.BLANK), "blank votes"),
        ("null", _V.VOTES, _SCOPED, _of_kinds(Kind.NULL), "null (spoiled, invalid) votes"),
        ("blank_share", _V.PERCENT, (_CAST, *_SCOPED), _share_of_kinds(Kind.BLANK), "blank votes of a base"),
        ("null_share", _V.PERCENT, (_CAST, *_SCOPED), _share_of_kinds(Kind.NULL), "null votes of a base"),
        (
            "invalid_share",
            _V.PERCENT,
            (_CAST, *_SCOPED),
            _share_of_kinds(Kind.BLANK, Kind.NULL),
            "blank and null votes of a base",
        ),
        ("complete", _V.TRUTH, _SCOPED, _complete, "whether no expected sheet is open"),
        ("places", _V.PLACES, _SCOPED, _places, "polling places"),
        (
            "parties",
            _V.COUNT,
            (_CASE,),
            lambda facts: Fraction(len(facts.contest.candidates)),
            "candidates of the contest",
        ),
        (
            "outcome",
            _V.TEXT,
            (_AT, _CASE),
            lambda facts, at: str(facts.outcome(at).kind),
            "elected, runoff, void, tie, other_body or undetermined",
        ),
        (
            "winner",
            _V.TEXT,
            (_AT, _CASE),
            _winner,
            "who is elected; empty where nobody is, unknown where several are",
        ),
        (
            "elected",
            _V.TRUTH,
            (_CHOICE, _AT, _CASE),
            lambda facts, choice, at: facts.choice(choice) in facts.outcome(at).elected,
            "whether a candidate is elected, alone or with others; of a referendum, whether a side prevails",
        ),
        (
            "heads_for_runoff",
            _V.TRUTH,
            (_AT, _CASE),
            lambda facts, at: facts.outcome(at).kind is OutcomeKind.RUNOFF,
            "whether the count calls for another round",
        ),
        (
            "largest",
            _V.TEXT,
            (_LEVEL, _CASE),
            lambda facts, level: facts.largest(level),
            "place with the most voters",
        ),
    )
)
"""Questions to the totals and to the rule."""
