"""Types and values of the check language: every number says what it counts, and *unknown* says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from veedor.errors import ClaimError, MissingDataError, QuestionError
from veedor.sentence import Translatable, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


class ValueType(StrEnum):
    """What an expression stands for. Per cent and percentage points are different types."""

    TRUTH = "truth"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    """A plain number: a literal, a ratio. It takes the unit of what it is compared with."""
    VOTES = "votes"
    PERCENT = "per cent"
    POINTS = "percentage points"
    HOURS = "hours"
    DAYS = "days"
    YEARS = "years"
    SHEETS = "sheets"
    PLACES = "places"
    COUNT = "count"
    """A number of things that are not among the above: candidates, interruptions."""

    @property
    def is_number(self) -> bool:
        """Whether it can be added and compared."""
        return self not in {ValueType.TRUTH, ValueType.TEXT, ValueType.DAY, ValueType.MOMENT}

    @property
    def said(self) -> Translatable:
        """What it is called in a sentence."""
        return _SAID[self]


_SAID: Mapping[ValueType, Translatable] = {
    ValueType.TRUTH: sentence("something true or false"),
    ValueType.TEXT: sentence("a text"),
    ValueType.DAY: sentence("a day"),
    ValueType.MOMENT: sentence("a moment"),
    ValueType.NUMBER: sentence("a plain number"),
    ValueType.VOTES: sentence("votes"),
    ValueType.PERCENT: sentence("per cent"),
    ValueType.POINTS: sentence("percentage points"),
    ValueType.HOURS: sentence("hours"),
    ValueType.DAYS: sentence("days"),
    ValueType.YEARS: sentence("years"),
    ValueType.SHEETS: sentence("tally sheets"),
    ValueType.PLACES: sentence("places"),
    ValueType.COUNT: sentence("a number of things"),
}


class Reason(StrEnum):
    """Why there is no answer."""

    NO_LOG = "no_log"
    NO_INTERRUPTION = "no_interruption"
    NO_SNAPSHOT = "no_snapshot"
    NO_LIST = "no_list"
    NO_RUNNING = "no_running"
    NOT_PUBLISHED = "not_published"
    NOT_ATTESTED = "not_attested"
    NEVER_MET = "never_met"
    CANNOT_AT_ALL = "cannot_at_all"
    BRACKET = "bracket"
    DIVISION_BY_ZERO = "division_by_zero"
    SEVERAL_ELECTED = "several_elected"


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, and why not: the third truth value.

    Parameters
    ----------
    reason : Reason
        What is missing.
    detail : str
        The name of the missing thing.
    """

    reason: Reason
    detail: str = ""


class NotKnownError(Exception):
    """The case does not hold what an answer needs; a check then evaluates to *unknown*, with the reason."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.unknown = Unknown(reason, detail)


def of_claim(answer: Callable[[], T]) -> T:
    """Ask an analysis.

    Raises
    ------
    ClaimError
        For what the analysis refuses: the claim asked for it.
    """
    try:
        return answer()
    except (QuestionError, MissingDataError) as error:
        raise ClaimError(error.message, remedy=error.remedy) from None


Known = bool | Fraction | str | date | datetime
Value = Known | Unknown
"""What an expression evaluates to; numbers are exact."""


def both(left: Value, right: Value) -> Value:
    """Kleene's *and*: false if either is false, else unknown if either is."""
    if left is False or right is False:
        return False
    return first_unknown(left, right) or True


def either(left: Value, right: Value) -> Value:
    """Kleene's *or*: true if either is true, else unknown if either is."""
    if left is True or right is True:
        return True
    return first_unknown(left, right) or False


def negated(value: Value) -> Value:
    """Kleene's *not*: unknown stays unknown."""
    return value if isinstance(value, Unknown) else not value


def first_unknown(*values: Value) -> Unknown | None:
    """Return the first of some values that is not known."""
    return next((value for value in values if isinstance(value, Unknown)), None)


@dataclass(frozen=True, slots=True)
class Attested:
    """A fact from outside the count.

    Parameters
    ----------
    name : str
        By which checks ask for it.
    value : str, Fraction or date
        What is attested.
    source : str
        Where it stands.
    by : str
        Who attests it.
    """

    name: str
    value: str | Fraction | date
    source: str
    by: str
