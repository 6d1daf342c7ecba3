"""Whether a printed quantity can be a fact: by its digits and its hedge, and how easily by chance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.number_words import TENTH, WORDS, PrintedNumber
from veedor.claims.types import ValueType
from veedor.press.numerals import last_place

if TYPE_CHECKING:
    from veedor.claims.fact import Fact
    from veedor.press.quantities import Quantity

_BY_HEDGE = {
    "": ("reads", "truncates"),
    "exactly": ("reads",),
    "only": ("reads", "truncates"),
    "about": ("reads", "about"),
    "just_over": ("just_over",),
    "just_under": ("just_under",),
    "more_than": ("more_than",),
    "at_least": ("at_least",),
    "less_than": ("fewer_than",),
    "at_most": ("at_most",),
}
"""Words of the check language by the hedge of a quantity, the strictest first."""
THOUSAND = 1_000
_OPEN = frozenset(("more_than", "at_least", "fewer_than", "at_most"))


@dataclass(frozen=True, slots=True)
class FactReading:
    """One thing that a printed number can mean.

    Parameters
    ----------
    check : str
        The check to propose.
    fact : Fact, optional
        What it reads; None where words alone say what is claimed.
    difference : bool
        Whether the number is the difference of printed figures.
    """

    check: str
    fact: Fact | None = None
    difference: bool = False


def numeral_of(quantity: Quantity) -> str:
    """Write the number of a quantity as a check wants it; empty where there is no number."""
    if quantity.printed or quantity.value is None:
        return quantity.printed
    value = quantity.value
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if quantity.step >= size and value.denominator == 1:
            return f"{value / size} {word}"
    return str(value) if value.denominator == 1 else ""


def read_as(quantity: Quantity, fact: Fact, *, exact: bool = True) -> FactReading | None:
    """Read a quantity as a fact.

    Parameters
    ----------
    quantity : Quantity
        With a number.
    fact : Fact
        A fact whose type the unit of the quantity allows.
    exact : bool
        Whether words name the fact, so that "about" may reach as far as it does.

    Returns
    -------
    FactReading, optional
        None where the fact does not read so.
    """
    scale = Fraction(1, 24) if quantity.unit == "day" and fact.type is ValueType.HOURS else Fraction(1)
    value, check = fact.value * scale, fact.check if scale == 1 else f"{fact.check} / 24"
    text = numeral_of(quantity)
    if not text or quantity.value is None:
        return None
    if quantity.hedge == "between" and quantity.upper is not None:
        low, high = (
            str(n) if n.denominator == 1 else f"{float(n):g}" for n in (quantity.value, quantity.upper)
        )
        held = quantity.value <= value <= quantity.upper
        return FactReading(f"{check} between {low} and {high}", fact) if held else None
    number = PrintedNumber(quantity.value, quantity.step, fact.of_share)
    words = [word for word in _BY_HEDGE.get(quantity.hedge, ()) if exact or word != "about"]
    if fact.type is ValueType.HOURS and not quantity.hedge:
        words = ["reads", "round_figure"]
    elif not fact.of_share or number.unit == 1:
        words = [word for word in words if word != "truncates"]  # nobody cuts off whole numbers
    for word in words:
        if WORDS[word](value, number) and (word not in _OPEN or _near(value, number)):
            return FactReading(_written(word, check, fact, text), fact)
    if (rounded := _rounded(quantity)) is not None and not fact.of_share and "reads" in words:
        number, text = rounded
        if WORDS["reads"](value, number):
            return FactReading(_written("reads", check, fact, text), fact)
    if fact.kind == "lead" and "reads" in words and _is_difference(fact, number):
        return FactReading(_written("reads", check, fact, text), fact, difference=True)
    return None


def asked_as(quantity: Quantity, fact: Fact) -> str:
    """Write the check that a quantity is a fact, whether it is true or not."""
    word = _BY_HEDGE.get(quantity.hedge, ("reads",))[0]
    scale = " / 24" if quantity.unit == "day" and fact.type is ValueType.HOURS else ""
    return _written(word, f"{fact.check}{scale}", fact, numeral_of(quantity))


def _written(word: str, check: str, fact: Fact, text: str) -> str:
    """Write a word with its number; counts of a few things are simply equal."""
    if word == "reads" and fact.type is ValueType.COUNT:
        return f"{check} == {text}"
    return f'{word}({check}, "{text}")'


def _near(value: Fraction, number: PrintedNumber) -> bool:
    """Say whether a value is so near that one would print the number: "more than 10" is no word for 47."""
    return abs(value - number.value) <= max(number.tolerance, abs(number.value) * TENTH)


def _is_difference(fact: Fact, number: PrintedNumber) -> bool:
    """Say whether a printed lead can be the difference of two shares printed with its digits.

    Such a difference is less than one unit of the last digit away from the lead.
    """
    return abs(fact.value - number.value) < number.unit and number.unit < 1


def _rounded(quantity: Quantity) -> tuple[PrintedNumber, str] | None:
    """Take 59,000 for one rounded to thousands, 6,100 to hundreds; None for a number that is not round."""
    value, place = quantity.value, quantity.step
    if value is None or value.denominator != 1 or value < THOUSAND or place >= THOUSAND:
        return None
    place = min(last_place(value), Fraction(THOUSAND))
    if place < THOUSAND // 10:
        return None
    return PrintedNumber(value, place), f"{float(value / THOUSAND):g} thousand"


def chance(quantity: Quantity, fact: Fact) -> float:
    """Return how easily a number printed like this would read as a fact of about its size by chance."""
    value = abs(float(quantity.value or 0))
    rounded = _rounded(quantity)
    width = float(rounded[0].unit if rounded and not fact.of_share else quantity.step)
    if quantity.hedge in _OPEN or quantity.hedge in {"just_over", "just_under"}:
        width = max(2 * width, 0.0 if fact.of_share else 0.2 * value)
    if quantity.upper is not None and quantity.value is not None:
        width = float(quantity.upper - quantity.value)
    return min(1.0, width / max(value, width, 1e-9))
