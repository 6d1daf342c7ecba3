"""Words for numbers: when a printed numeral, with the word before it, is true of a value.

The numeral is text, because its printed digits say how exact it claims to be: ``u`` is one unit of its
last digit.

=================  ============================================  ==============================
word               true when                                     example
=================  ============================================  ==============================
reads              v - u/2 <= x < v + u/2                        47.0758 reads "47"
truncates          v <= x < v + u                                0.2257 truncates to "0.22"
just_over          v < x <= v + max(u, 10 % of v)                10.5649 is just over "10"
just_under         v - max(u, 10 % of v) <= x < v                mirrored
more_than          x > v                                         10.5649 is more than "10"
at_least           x >= v
fewer_than         x < v
at_most            x <= v
about              |x - v| <= max(u/2, 10 % of v)                18 days are not about "14"
round_figure       as about: only where a person says so         22.82 hours for "24"
=================  ============================================  ==============================

Where ``about`` or ``round_figure`` is true and ``reads`` is not, the claim holds *approximately*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from veedor.errors import ClaimError

TENTH = Fraction(1, 10)
_NUMERAL = re.compile(r"-?[0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,12})?")
_APPROXIMATE = frozenset({"about", "round_figure"})


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as it was printed.

    Parameters
    ----------
    value : Fraction
        What it says.
    unit : Fraction
        One unit of its last printed digit.
    """

    value: Fraction
    unit: Fraction

    @property
    def tolerance(self) -> Fraction:
        """A tenth of the value, or one unit of its last digit where that is more."""
        return max(self.unit, abs(self.value) * TENTH)


def numeral(text: str) -> PrintedNumber:
    """Read a printed numeral: ``47``, ``0.22``, ``2,889,359``.

    Raises
    ------
    ClaimError
        Where it is none.
    """
    if not _NUMERAL.fullmatch(text):
        raise ClaimError(
            "This is no numeral.", value=text, expected='digits as printed: "47", "0.22", "2,889,359"'
        )
    plain = text.replace(",", "")
    decimals = len(plain.partition(".")[2])
    return PrintedNumber(Fraction(plain), Fraction(1, 10**decimals))


WORDS: dict[str, Callable[[Fraction, PrintedNumber], bool]] = {
    "reads": lambda x, n: n.value - n.unit / 2 <= x < n.value + n.unit / 2,
    "truncates": lambda x, n: n.value <= x < n.value + n.unit,
    "just_over": lambda x, n: n.value < x <= n.value + n.tolerance,
    "just_under": lambda x, n: n.value - n.tolerance <= x < n.value,
    "more_than": lambda x, n: x > n.value,
    "at_least": lambda x, n: x >= n.value,
    "fewer_than": lambda x, n: x < n.value,
    "at_most": lambda x, n: x <= n.value,
    "about": lambda x, n: abs(x - n.value) <= max(n.unit / 2, abs(n.value) * TENTH),
    "round_figure": lambda x, n: abs(x - n.value) <= max(n.unit / 2, abs(n.value) * TENTH),
}
"""Word -> test of a value against a numeral."""


def is_true(word: str, x: Fraction, printed: str) -> bool:
    """Say whether a word with its numeral is true of a value."""
    return WORDS[word](x, numeral(printed))


def is_approximate(word: str, x: Fraction, printed: str) -> bool:
    """Say whether a true word rests on its tolerance: the printed digits themselves would not be true."""
    return word in _APPROXIMATE and is_true(word, x, printed) and not is_true("reads", x, printed)


def other_words(word: str, x: Fraction, printed: str) -> tuple[str, ...]:
    """Give the nearby words under which the verdict would be the other one.

    A reader who takes the numeral more strictly, or less so, sees what would change.
    """
    near = {
        "reads": ("truncates", "about"),
        "truncates": ("reads", "about"),
        "just_over": ("reads", "more_than"),
        "just_under": ("reads", "fewer_than"),
        "about": ("reads",),
        "round_figure": ("reads",),
    }
    verdict = is_true(word, x, printed)
    return tuple(other for other in near.get(word, ()) if is_true(other, x, printed) is not verdict)
