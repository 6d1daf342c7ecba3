"""Answers of the check language in words."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.number_words import numeral
from veedor.claims.types import Unknown, Value, ValueType
from veedor.findings.claims import reason_key, truth_term
from veedor.model import Unit

if TYPE_CHECKING:
    from veedor.claims import Judged
    from veedor.claims.evaluate import PrintedDifference
    from veedor.report.wording import Wording

_DIGITS = {ValueType.PERCENT: 4, ValueType.POINTS: 4, ValueType.HOURS: 2, ValueType.NUMBER: 4}


def answer(value: Value, type_: ValueType, wording: Wording) -> str:
    """Write an answer with its unit, or why there is none.

    Parameters
    ----------
    value : Value
        What a question gave.
    type_ : ValueType
        What it counts.
    wording : Wording
        Language.
    """
    match value:
        case Unknown():
            return wording.text(reason_key(value), detail=wording.value(value.detail, Unit.FILE))
        case bool():
            return wording.text(truth_term(value))
        case Fraction():
            return _number(value, type_, wording)
        case datetime():
            return wording.value(value, Unit.MOMENT)
        case date():
            return wording.value(value, Unit.DAY)
        case str():
            return value or "–"


def _number(value: Fraction, type_: ValueType, wording: Wording) -> str:
    if type_ is ValueType.PERCENT:
        return wording.value(value / 100, Unit.SHARE, _DIGITS[type_])
    if type_ is ValueType.POINTS:
        return wording.value(value / 100, Unit.POINTS, _DIGITS[type_])
    whole = value.denominator == 1
    digits = 0 if whole else _DIGITS.get(type_, 2)
    text = wording.value(int(value) if whole else value, Unit.NUMBER, digits)
    if type_ in {ValueType.NUMBER, ValueType.COUNT}:
        return text
    return f"{text} {wording.text(f'claims.unit.{type_.name.lower()}')}"


def other_word(word: str, other: str, wording: Wording) -> str:
    """Say that a nearby word for a number would have given the opposite answer."""
    words = {"word": wording.text(f"word.{word}"), "other": wording.text(f"word.{other}")}
    return wording.text("claims.other_word", **words)


def printed_difference(found: PrintedDifference, wording: Wording) -> str:
    """Say that a printed number is the difference of printed figures, and not a reading of the value."""
    number = numeral(found.printed)

    def shown(value: Fraction, digits: int = number.decimals) -> str:
        return wording.value(value, Unit.NUMBER, digits)

    return wording.text(
        "claims.difference",
        printed=shown(number.value),
        larger=shown(found.larger),
        smaller=shown(found.smaller),
        value=shown(found.value, 4),
        reads=shown(number.printed(found.value)),
    )


def still_open(judged: Judged, wording: Wording) -> str:
    """Say what the open sheets of an incomplete count could do to a verdict; nothing of a complete one."""
    found = judged.open
    if found is None:
        return ""
    numbers = {"sheets": wording.value(found.sheets, Unit.NUMBER, 0)}
    if found.ballots is None:
        return wording.text("claims.open.unbounded", **numbers)
    numbers["ballots"] = wording.value(found.ballots, Unit.NUMBER, 0)
    if found.other is None:
        return wording.text("claims.open.cannot", **numbers)
    words = {"choice": found.choice, "verdict": wording.text(f"verdict.{found.other}")}
    return wording.text("claims.open.could", **numbers, **words)
