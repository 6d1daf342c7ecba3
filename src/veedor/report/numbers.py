"""Numbers, durations and moments as a reader of a language writes them.

Everything is rounded as an exact fraction, half to even, and only then written: no float takes part, so a
figure beside its threshold is never carried across it by binary arithmetic. Floats, which only statistics
have, are written from their shortest decimal form.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache
from gettext import c2py
from typing import TYPE_CHECKING

from veedor.intake.instants import shown_twice
from veedor.report.conventions import conventions

if TYPE_CHECKING:
    from collections.abc import Callable

Number = int | float | Fraction

NBSP = "\u00a0"
"""Between a number and its unit, so that a line never breaks there."""
MINUS = "\u2212"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plural(value: object, forms: int, lang: str) -> int:
    """Return which of the forms of a text a number takes; anything but a number takes the last one.

    Parameters
    ----------
    value : object
        The number that decides.
    forms : int
        How many forms there are.
    lang : str
        The language.
    """
    if not isinstance(value, int | float | Fraction) or not math.isfinite(value):
        return forms - 1
    if value < 0 or Fraction(value).denominator != 1:
        return forms - 1
    return min(int(_form(lang)(int(value))), forms - 1)


@lru_cache(maxsize=8)
def _form(lang: str) -> Callable[[int], int]:
    return c2py(conventions(lang).plural)


def scaled(value: Number, digits: int) -> int:
    """Return a number in units of its last decimal, rounded half to even, exactly.

    Parameters
    ----------
    value : int, float or Fraction
        A float is taken by its shortest decimal form (0.1 is one tenth).
    digits : int
        Decimals to keep.

    Raises
    ------
    ValueError
        For an infinite float or one that is no number.
    """
    unit: int = 10**digits
    if isinstance(value, int):
        return value * unit
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} cannot be rounded")
        return int(Decimal(repr(float(value))).scaleb(digits).to_integral_value(ROUND_HALF_EVEN))
    return round(value * unit)


def decimal(value: Number, digits: int, lang: str) -> str:
    """Write a number with grouped thousands and a fixed number of decimals.

    >>> decimal(Fraction("34671.9"), 1, "es")
    '34.671,9'
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "–" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"
    return _written(scaled(value, digits), digits, lang)


def _written(number: int, digits: int, lang: str) -> str:
    """Write a number given in units of its last decimal."""
    own = conventions(lang)
    figures = str(abs(number)).rjust(digits + 1, "0")
    whole, decimals = (figures[:-digits], figures[-digits:]) if digits else (figures, "")
    text = _grouped(whole, own.group, own.sizes) + (f"{own.point}{decimals}" if decimals else "")
    return f"{MINUS}{text}" if number < 0 else text


def _grouped(figures: str, mark: str, sizes: tuple[int, int]) -> str:
    last, other = sizes
    head, groups = figures[:-last], [figures[-last:]]
    while head:
        groups.insert(0, head[-other:])
        head = head[:-other]
    return mark.join(groups)


def whole(value: Number, lang: str, digits: int = 0) -> str:
    """Write something counted: without decimals where it is whole, as votes of slack need not be."""
    is_whole = value.is_integer() if isinstance(value, float) else value.denominator == 1
    return decimal(value, 0 if is_whole else max(digits, 1), lang)


def percent(share: Number, digits: int, lang: str) -> str:
    r"""Write a share in per cent of its base.

    >>> percent(Fraction(8, 17), 2, "en")
    '47.06\xa0%'
    """
    if isinstance(share, float) and not math.isfinite(share):
        return decimal(share, 0, lang)  # without a sign
    return f"{hundredfold(share, digits, lang)}{NBSP}%"


def hundredfold(share: Number, digits: int, lang: str) -> str:
    """Write a difference of shares as bare percentage points, without the word."""
    if isinstance(share, float) and not math.isfinite(share):
        return decimal(share, 0, lang)
    return _written(scaled(share, digits + 2), digits, lang)


def probability(value: Number, digits: int, lang: str) -> str:
    r"""Write a probability; one too small for its digits in powers of ten, never as a plain zero.

    >>> probability(2.04e-19, 2, "es")
    '2,0\xa0×\xa010⁻¹⁹'
    """
    if isinstance(value, float) and not math.isfinite(value):
        return decimal(value, 0, lang)
    if value != 0 and scaled(value, digits) == 0:
        return power_of_ten(value, 1, lang)
    if value != 1 and scaled(value, digits) == 10**digits:
        return f">{NBSP}{decimal(1 - Fraction(1, 10**digits), digits, lang)}"
    return decimal(value, digits, lang)


def power_of_ten(value: Number, digits: int, lang: str) -> str:
    """Write a number as a figure between 1 and 10 and a power of ten."""
    exact = Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)
    exponent = _magnitude(abs(exact))
    if scaled(abs(exact) / Fraction(10) ** exponent, digits) >= 10 ** (digits + 1):
        exponent += 1
    mantissa = decimal(exact / Fraction(10) ** exponent, digits, lang)
    return f"{mantissa}{NBSP}×{NBSP}10{str(exponent).translate(_SUPERSCRIPT)}"


def _magnitude(value: Fraction) -> int:
    """Largest power of ten that is not above a positive fraction."""
    guess = len(str(value.numerator)) - len(str(value.denominator))
    return guess if Fraction(10) ** guess <= value else guess - 1


def duration(value: timedelta, lang: str) -> str:
    """Write a length of time: ``22 h 48 min 56 s``; with days from two days on.

    Parameters
    ----------
    value : timedelta
        Fractions of a second are left out.
    lang : str
        Symbols of the SI and those accepted beside it are the same in both languages, but for the day in
        words.
    """
    del lang  # h, min and s are symbols, not words
    seconds = int(abs(value).total_seconds())
    days, rest = divmod(seconds, 86_400)
    if days < 2:
        days, rest = 0, seconds
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    shown = [f"{n}{NBSP}{symbol}" for n, symbol in parts if n] or [f"0{NBSP}s"]
    return (MINUS if value < timedelta(0) else "") + " ".join(shown)


def moment(value: datetime, lang: str) -> str:
    """Write a moment to the second, in the time of the case; with its offset where clocks showed it twice.

    >>> from datetime import datetime
    >>> moment(datetime(2019, 10, 20, 19, 40, 57), "es")
    '20 oct 2019, 19:40:57'
    """
    offset = f" ({value.isoformat()[-6:]})" if shown_twice(value) else ""
    return f"{day(value, lang)}, {value:%H:%M:%S}{offset}"


def day(value: date, lang: str) -> str:
    """Write a day."""
    return f"{value.day} {conventions(lang).months[value.month - 1]} {value.year}"
