"""Interruptions, first publications and days; and facts from outside the count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.questions import Asked
from veedor.claims.signatures import Parameter
from veedor.claims.types import Type, Unknown, Value
from veedor.errors import ClaimError

if TYPE_CHECKING:
    from veedor.claims.facts import Facts
    from veedor.count import Timeline

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KINDS = frozenset({"publication", "verification", "news"})


def _hours(facts: Facts, kind: str) -> Value:
    line = facts.timeline()
    if isinstance(line, Unknown):
        return line
    if kind not in _KINDS:
        return _of_count(facts, line, kind)
    return _longest(line, kind)


def _of_count(facts: Facts, line: Timeline, count: str) -> Value:
    """Give the interruption of a named count: unknown where it has no log."""
    if count not in {str(c) for c in facts.election.counts(facts.contest)}:
        raise ClaimError(f"There is neither a log nor a count {count!r}.")
    return _longest(line, "publication") if count == line.count_id else Unknown("unknown.no_log", count)


def _longest(line: Timeline, kind: str) -> Value:
    if kind == "news":
        stood = line.silences.longest if line.silences is not None else None
        return Unknown("unknown.no_interruption") if stood is None else Fraction(stood.seconds, 3600)
    if not line.interruptions:
        return Unknown("unknown.no_interruption")
    gap = max(line.interruptions, key=lambda one: one.seconds)
    if kind == "publication":
        return Fraction(gap.seconds, 3600)
    pause = gap.meanwhile.pause if gap.meanwhile else None
    return Unknown("unknown.no_log", kind) if pause is None else Fraction(pause.seconds, 3600)


def _interruptions(facts: Facts) -> Value:
    line = facts.timeline()
    return line if isinstance(line, Unknown) else Fraction(len(line.interruptions))


def _election_day(facts: Facts) -> Value:
    return facts.election.file.election.date


def _first_met_on(facts: Facts, condition: str) -> Value:
    moment = facts.first_met(condition)
    return moment if isinstance(moment, Unknown) else moment.date()


def _weekday(facts: Facts, day: date) -> Value:
    del facts
    return DAYS[day.weekday()]


def _attested(kind: type) -> Callable[[Facts, str], Value]:
    return lambda facts, name: facts.attested_as(name, kind)


_CONDITION = Parameter("condition", Type.TEXT, "lead", ("lead", "share", "first"))
_KIND = Parameter("kind", Type.TEXT, "publication")
_NAME = Parameter("name", Type.TEXT)

TIMES: tuple[Asked, ...] = (
    Asked(
        "interruption",
        (_KIND,),
        Type.HOURS,
        _hours,
        "length of the longest interruption: of publication, of news (a feed that repeats standing totals), "
        "of verification meanwhile, of a named count",
    ),
    Asked("interruptions", (), Type.COUNT, _interruptions, "interruptions of publication"),
    Asked("election_day", (), Type.DAY, _election_day, "day of the election"),
    Asked(
        "first_met_on",
        (_CONDITION,),
        Type.DAY,
        _first_met_on,
        "day of the first publication that met the winner's condition",
    ),
    Asked("weekday", (Parameter("day", Type.DAY),), Type.TEXT, _weekday, "monday, tuesday, ..."),
    Asked("attested_number", (_NAME,), Type.NUMBER, _attested(Fraction), "a number attested from outside"),
    Asked("attested_day", (_NAME,), Type.DAY, _attested(date), "a day attested from outside"),
    Asked("attested_text", (_NAME,), Type.TEXT, _attested(str), "a text attested from outside"),
)
"""Questions to the logs and the calendar."""
