"""Answers of the check language in words."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.types import Type, Unknown, Value
from veedor.model import Unit

if TYPE_CHECKING:
    from veedor.report.wording import Wording

_DIGITS = {Type.PERCENT: 4, Type.POINTS: 4, Type.HOURS: 2, Type.NUMBER: 4}


def answer(value: Value, type_: Type, wording: Wording) -> str:
    """Write an answer with its unit, or why there is none.

    Parameters
    ----------
    value : Value
        What a question gave.
    type_ : Type
        What it counts.
    wording : Wording
        Language.
    """
    match value:
        case Unknown():
            return wording.text(value.reason, detail=value.detail)
        case bool():
            return wording.text(f"truth.{str(value).lower()}")
        case Fraction():
            return _number(value, type_, wording)
        case datetime():
            return wording.value(value, Unit.MOMENT)
        case date():
            return wording.value(value, Unit.DAY)
        case str():
            return value or "–"


def _number(value: Fraction, type_: Type, wording: Wording) -> str:
    if type_ is Type.PERCENT:
        return wording.value(value / 100, Unit.SHARE, _DIGITS[type_])
    if type_ is Type.POINTS:
        return wording.value(value / 100, Unit.POINTS, _DIGITS[type_])
    whole = value.denominator == 1
    digits = 0 if whole else _DIGITS.get(type_, 2)
    text = wording.value(int(value) if whole else value, Unit.NUMBER, digits)
    if type_ in {Type.NUMBER, Type.COUNT}:
        return text
    return f"{text} {wording.text(f'claims.unit.{type_.name.lower()}')}"


def other_word(word: str, other: str, wording: Wording) -> str:
    """Say that a nearby word for a number would have given the opposite answer."""
    words = {"word": wording.text(f"word.{word}"), "other": wording.text(f"word.{other}")}
    return wording.text("claims.other_word", **words)
