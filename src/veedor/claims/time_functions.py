"""Interruptions, first publications and days; and facts from outside the count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.signatures import Argument, Function
from veedor.claims.types import NotKnownError, Reason, Value, ValueType
from veedor.count.silences import find_silences
from veedor.errors import ClaimError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.claims.case_facts import CaseFacts

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _hours(facts: CaseFacts, kind: str) -> Value:
    """Return the length of the longest interruption, of a log or of the count that has a log."""
    moments = facts.moments
    match kind:
        case "publication":
            seconds = moments.longest_interruption.seconds
        case "verification":
            meanwhile = moments.longest_interruption.meanwhile
            if meanwhile is None or meanwhile.pause is None:
                raise NotKnownError(Reason.NO_LOG, kind)
            seconds = meanwhile.pause.seconds
        case "news":
            stood = find_silences(moments.log).longest
            if stood is None:
                raise NotKnownError(Reason.NO_INTERRUPTION)
            seconds = stood.seconds
        case _:
            if kind not in facts.election.counts(facts.contest_id):
                raise ClaimError(sentence("There is neither a log nor a count {kind!r}.", kind=kind))
            if kind != moments.timed.count_id:
                raise NotKnownError(Reason.NO_LOG, kind)
            seconds = moments.longest_interruption.seconds
    return Fraction(seconds, 3600)


def _attested(kind: type[Fraction | date | str]) -> Callable[[CaseFacts, str], Value]:
    return lambda facts, name: facts.attested_as(name, kind)


_NAME = Argument("name", ValueType.TEXT)

TIMES = (
    Function(
        "interruption",
        (Argument("kind", ValueType.TEXT, "publication"),),
        ValueType.HOURS,
        _hours,
        "length of the longest interruption: of publication, of news (a feed that repeats standing totals), "
        "of verification meanwhile, of a named count",
    ),
    Function(
        "interruptions",
        (),
        ValueType.COUNT,
        lambda facts: Fraction(len(facts.moments.interruptions)),
        "interruptions of publication",
    ),
    Function(
        "election_day",
        (Argument("case", ValueType.TEXT, ""),),
        ValueType.DAY,
        lambda facts: facts.election.file.election.date,
        "day of the election",
    ),
    Function(
        "first_met_on",
        (Argument("condition", ValueType.TEXT, "lead", ("lead", "share", "first")),),
        ValueType.DAY,
        lambda facts, condition: facts.moments.first_met(condition).date(),
        "day of the first publication that met the winner's condition",
    ),
    Function(
        "weekday",
        (Argument("day", ValueType.DAY),),
        ValueType.TEXT,
        lambda _, day: DAYS[day.weekday()],
        "monday, tuesday, ...",
    ),
    Function(
        "attested_number", (_NAME,), ValueType.NUMBER, _attested(Fraction), "a number attested from outside"
    ),
    Function("attested_day", (_NAME,), ValueType.DAY, _attested(date), "a day attested from outside"),
    Function("attested_text", (_NAME,), ValueType.TEXT, _attested(str), "a text attested from outside"),
)
"""Questions to the logs and the calendar."""
