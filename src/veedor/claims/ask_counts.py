"""Votes, shares, leads, ranks, sizes and outcomes, at a moment and in a place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.questions import AT, BASE, CHOICE, WHERE, Asked
from veedor.claims.signatures import Parameter
from veedor.claims.types import Type, Unknown, Value
from veedor.model import OutcomeKind, State

if TYPE_CHECKING:
    from veedor.claims.facts import Facts
    from veedor.model import Tally


def _of_tally(number: Callable[[Tally], int | None]) -> Callable[..., Value]:
    def compute(facts: Facts, at: str, where: str) -> Value:
        tally = facts.tally(at, where)
        if isinstance(tally, Unknown):
            return tally
        found = number(tally)
        return Unknown("unknown.not_published", "registered") if found is None else Fraction(found)

    return compute


def _votes(facts: Facts, choice: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    return tally if isinstance(tally, Unknown) else Fraction(tally.of(facts.choice(choice)))


def _share(facts: Facts, choice: str, base: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    if isinstance(tally, Unknown):
        return tally
    whole = facts.base(tally, base)
    return whole if isinstance(whole, Unknown) else Fraction(100 * tally.of(facts.choice(choice)), whole)


def _lead(facts: Facts, choice: str, over: str, base: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    if isinstance(tally, Unknown):
        return tally
    whole = facts.base(tally, base)
    if isinstance(whole, Unknown):
        return whole
    subject = facts.choice(choice)
    rival = facts.choice(over) if over else next(c for c in tally.ranking() if c != subject)
    return Fraction(100 * (tally.of(subject) - tally.of(rival)), whole)


def _rank(facts: Facts, choice: str, at: str, where: str) -> Value:
    tally = facts.tally(at, where)
    if isinstance(tally, Unknown):
        return tally
    subject = tally.of(facts.choice(choice))
    return Fraction(1 + sum(tally.of(c) > subject for c in tally.contest.candidates))


def _sheets(facts: Facts, at: str, where: str, state: str) -> Value:
    """Count sheets in a state; how many are outstanding or expected needs a list or a number."""
    found = facts.expected(at, where)
    if isinstance(found, Unknown):
        return found
    if state not in {EXPECTED, State.OUTSTANDING}:
        return Fraction(found.number(State(state)))
    if found.expected is None:
        return Unknown("unknown.no_list")
    return Fraction(found.expected if state == EXPECTED else found.number(State.OUTSTANDING))


def _complete(facts: Facts, at: str, where: str) -> Value:
    """Say whether no expected sheet is open: that takes a list or a number to be complete against."""
    found = facts.expected(at, where)
    if isinstance(found, Unknown):
        return found
    if found.number(State.OUTSTANDING) or found.number(State.SET_ASIDE):
        return False
    return Unknown("unknown.no_list") if found.expected is None else True


def _turnout(facts: Facts, at: str, where: str) -> Value:
    """Give the ballots of the counted sheets over their registered voters, in per cent."""
    tally, found = facts.tally(at, where), facts.expected(at, where)
    if isinstance(tally, Unknown):
        return tally
    if isinstance(found, Unknown):
        return found
    voters, ballots = found.voters_counted, tally.turnout
    if voters is None or ballots is None:
        return Unknown("unknown.not_published", "registered" if voters is None else "ballots")
    return Fraction(100 * ballots, voters) if voters else Unknown("unknown.division_by_zero")


def _places(facts: Facts, at: str, where: str) -> Value:
    found = facts.sheets(at, where)
    if isinstance(found, Unknown):
        return found
    named = found.places.known(found.places.finest)
    if not named.all():
        return Unknown("unknown.not_published", "place")
    return Fraction(len(set(found.places.codes[found.places.finest].tolist())))


def _parties(facts: Facts) -> Value:
    return Fraction(len(facts.election.contest(facts.contest).candidates))


def _outcome(facts: Facts, at: str) -> Value:
    outcome = facts.outcome(at)
    return outcome if isinstance(outcome, Unknown) else str(outcome.kind)


def _winner(facts: Facts, at: str) -> Value:
    outcome = facts.outcome(at)
    return outcome if isinstance(outcome, Unknown) else str(outcome.winner or "")


def _runoff(facts: Facts, at: str) -> Value:
    outcome = facts.outcome(at)
    return outcome if isinstance(outcome, Unknown) else outcome.kind is OutcomeKind.RUNOFF


def _largest(facts: Facts, level: str) -> Value:
    return facts.largest(level)


_SCOPED = (AT, WHERE)
_OVER = Parameter("over", Type.TEXT, "")
EXPECTED = "expected"
"""Instead of a state: all sheets that should exist."""
_STATE = Parameter("state", Type.TEXT, str(State.COUNTED), (*(str(state) for state in State), EXPECTED))

COUNTS: tuple[Asked, ...] = (
    Asked("votes", (CHOICE, *_SCOPED), Type.VOTES, _votes, "votes of a choice"),
    Asked("share", (CHOICE, BASE, *_SCOPED), Type.PERCENT, _share, "share of a base, in per cent"),
    Asked(
        "lead",
        (CHOICE, _OVER, BASE, *_SCOPED),
        Type.POINTS,
        _lead,
        "lead over another choice (by default the next best), in percentage points of a base",
    ),
    Asked("rank", (CHOICE, *_SCOPED), Type.COUNT, _rank, "1 for the candidate with the most votes"),
    Asked("valid", _SCOPED, Type.VOTES, _of_tally(lambda t: t.valid), "votes that the rule calls valid"),
    Asked("cast", _SCOPED, Type.VOTES, _of_tally(lambda t: t.cast), "ballots of every kind"),
    Asked(
        "registered",
        _SCOPED,
        Type.VOTES,
        _of_tally(lambda t: t.registered),
        "registered voters of all expected sheets, counted or not",
    ),
    Asked(
        "turnout", _SCOPED, Type.PERCENT, _turnout, "ballots over registered voters, of the counted sheets"
    ),
    Asked(
        "sheets", (*_SCOPED, _STATE), Type.SHEETS, _sheets, "tally sheets in a state, or all expected ones"
    ),
    Asked("complete", _SCOPED, Type.TRUTH, _complete, "whether no expected sheet is open"),
    Asked("places", _SCOPED, Type.PLACES, _places, "polling places"),
    Asked("parties", (), Type.COUNT, _parties, "candidates of the contest"),
    Asked("outcome", (AT,), Type.TEXT, _outcome, "elected, runoff, void, tie, other_body or undetermined"),
    Asked("winner", (AT,), Type.TEXT, _winner, "who is elected; empty where nobody is"),
    Asked("heads_for_runoff", (AT,), Type.TRUTH, _runoff, "whether the count calls for another round"),
    Asked("largest", (Parameter("level", Type.TEXT),), Type.TEXT, _largest, "place with the most voters"),
)
"""Questions to the totals and to the rule."""
