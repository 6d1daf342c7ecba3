"""Votes, shares, leads, ranks, sizes and outcomes, at a moment and in a place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.moments import FINAL
from veedor.claims.signatures import Argument, Function
from veedor.claims.types import NotKnownError, Reason, Value, ValueType
from veedor.errors import ClaimError
from veedor.model import Kind, OutcomeKind, State
from veedor.sentence import sentence

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
    """Give the two shares of which a lead is the difference."""
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
    """Give the ballots of the counted sheets over their registered voters, in per cent."""
    tally, found = facts.tally(at, where), facts.expected(at, where)
    voters = _published(found.voters_counted, "registered")
    return Fraction(100 * _published(tally.turnout, "ballots"), _not_zero(voters))


def _part_counted(facts: CaseFacts, at: str, where: str, of: str) -> Value:
    """Give the counted sheets, or their voters, over the expected ones, in per cent."""
    counted, expected = facts.progress(at, where, of)
    return Fraction(100 * counted, _not_zero(expected))


def _part_open(facts: CaseFacts, at: str, where: str, of: str) -> Value:
    counted, expected = facts.progress(at, where, of)
    return Fraction(100 * (expected - counted), _not_zero(expected))


def _of_kinds(*kinds: Kind) -> Callable[..., Value]:
    """Give the votes of some kinds of choices; unknown where the count has no such choice."""

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


def _areas_won(facts: CaseFacts, choice: str, level: str, at: str) -> Value:
    sums = facts.areas(level, at)
    return Fraction(sum(leader == facts.choice(choice) for leader in sums.leaders))


def _area_rank(facts: CaseFacts, choice: str, place: str, level: str, at: str) -> Value:
    """Give the rank of an area by the share of a choice: 1 is its best."""
    sums = facts.areas(level, at)
    shares = sums.shares(facts.choice(choice))
    own = shares[sums.row(place)]
    return Fraction(1 + sum(share > own for share in shares))


def _area(facts: CaseFacts, choice: str, level: str, rank: Fraction, at: str) -> Value:
    """Name the area in which a choice has its best share, its second best, ..."""
    sums = facts.areas(level, at)
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


def _places(facts: CaseFacts, at: str, where: str) -> Value:
    places = facts.sheets(at, where).places
    if not places.known(places.finest).all():
        raise NotKnownError(Reason.NOT_PUBLISHED, "place")
    return Fraction(len(set(places.codes[places.finest].tolist())))


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

TOTALS = (
    Function("votes", (_CHOICE, *_SCOPED), ValueType.VOTES, _votes, "votes of a choice"),
    Function("share", (_CHOICE, _BASE, *_SCOPED), ValueType.PERCENT, _share, "share of a base, in per cent"),
    Function(
        "lead",
        (_CHOICE, _OVER, _BASE, *_SCOPED),
        ValueType.POINTS,
        _lead,
        "lead over another choice (by default the next best), in percentage points of a base",
        parts=_lead_parts,
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
    Function(
        "counted",
        _PROGRESS,
        ValueType.PERCENT,
        _part_counted,
        "counted sheets (or their voters) over all expected ones",
    ),
    Function(
        "outstanding",
        _PROGRESS,
        ValueType.PERCENT,
        _part_open,
        "sheets (or voters) that are not counted over all expected ones",
    ),
    Function("blank", _SCOPED, ValueType.VOTES, _of_kinds(Kind.BLANK), "blank votes"),
    Function("null", _SCOPED, ValueType.VOTES, _of_kinds(Kind.NULL), "null (spoiled, invalid) votes"),
    Function(
        "blank_share",
        (_CAST, *_SCOPED),
        ValueType.PERCENT,
        _share_of_kinds(Kind.BLANK),
        "blank votes of a base",
    ),
    Function(
        "null_share", (_CAST, *_SCOPED), ValueType.PERCENT, _share_of_kinds(Kind.NULL), "null votes of a base"
    ),
    Function(
        "invalid_share",
        (_CAST, *_SCOPED),
        ValueType.PERCENT,
        _share_of_kinds(Kind.BLANK, Kind.NULL),
        "blank and null votes of a base",
    ),
    Function(
        "areas",
        (_LEVEL, _AT, _CASE),
        ValueType.COUNT,
        lambda facts, level, at: Fraction(len(facts.areas(level, at).names)),
        "areas of a level of place (department, ...) that have a counted sheet",
    ),
    Function(
        "areas_won",
        (_CHOICE, _LEVEL, _AT, _CASE),
        ValueType.COUNT,
        _areas_won,
        "areas of a level in which a choice has the most votes, alone",
    ),
    Function(
        "area_rank",
        (_CHOICE, Argument("place", ValueType.TEXT), _LEVEL, _AT, _CASE),
        ValueType.COUNT,
        _area_rank,
        "rank of an area by the share of valid votes of a choice: 1 is its best",
    ),
    Function(
        "area",
        (_CHOICE, _LEVEL, Argument("rank", ValueType.COUNT, Fraction(1)), _AT, _CASE),
        ValueType.TEXT,
        _area,
        "area with the best share of a choice (rank 1), its second best, ...; -1 is its worst",
    ),
    Function("complete", _SCOPED, ValueType.TRUTH, _complete, "whether no expected sheet is open"),
    Function("places", _SCOPED, ValueType.PLACES, _places, "polling places"),
    Function(
        "parties",
        (_CASE,),
        ValueType.COUNT,
        lambda facts: Fraction(len(facts.contest.candidates)),
        "candidates of the contest",
    ),
    Function(
        "outcome",
        (_AT, _CASE),
        ValueType.TEXT,
        lambda facts, at: str(facts.outcome(at).kind),
        "elected, runoff, void, tie, other_body or undetermined",
    ),
    Function(
        "winner",
        (_AT, _CASE),
        ValueType.TEXT,
        _winner,
        "who is elected; empty where nobody is, unknown where several are",
    ),
    Function(
        "elected",
        (_CHOICE, _AT, _CASE),
        ValueType.TRUTH,
        lambda facts, choice, at: facts.choice(choice) in facts.outcome(at).elected,
        "whether a candidate is elected, alone or with others; of a referendum, whether a side prevails",
    ),
    Function(
        "heads_for_runoff",
        (_AT, _CASE),
        ValueType.TRUTH,
        lambda facts, at: facts.outcome(at).kind is OutcomeKind.RUNOFF,
        "whether the count calls for another round",
    ),
    Function(
        "largest",
        (_LEVEL, _CASE),
        ValueType.TEXT,
        lambda facts, level: facts.largest(level),
        "place with the most voters",
    ),
)
"""Questions to the totals and to the rule."""
