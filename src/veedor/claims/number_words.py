"""Words for numbers: when a printed numeral, with the word before it, is true of a value.

The numeral is text, because its printed digits say how exact it claims to be: ``u`` is one unit of its
last digit.

=================  ============================================  ==============================
word               true when                                     example
=================  ============================================  ==============================
reads              v - u/2 <= x < v + u/2                        47.0758 reads "47"
truncates          v <= x < v + u                                0.2257 truncates to "0.22"
just_over          v < x <= v + t                                10.5649 is just over "10"
just_under         v - t <= x < v                                mirrored
more_than          x > v                                         10.5649 is more than "10"
at_least           x >= v
fewer_than         x < v
at_most            x <= v
about              |x - v| <= t                                  18 days are not about "14"
round_figure       |x - v| <= max(u/2, 10 % of v): only where    22.82 hours for "24"
                   a person says that the figure is a round one
=================  ============================================  ==============================

The tolerance ``t`` of shares and points is ``u``: 47.08 is not just under "52". Of votes, hours and other
things it is a tenth of the value, or ``u`` where that is more.

Where ``about`` or ``round_figure`` is true and ``reads`` is not, the claim holds *approximately*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from veedor.errors import ClaimError

TENTH = Fraction(1, 10)
_NUMERAL = re.compile(r"(-?[0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,12})?)(?: (thousand|million|billion))?")
_SCALES = {None: 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
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
    of_share : bool
        Whether it stands for per cent or points.
    """

    value: Fraction
    unit: Fraction

    of_share: bool = False

    @property
    def tolerance(self) -> Fraction:
        """How far *just over*, *just under* and *about* reach."""
        return self.unit if self.of_share else max(self.unit, abs(self.value) * TENTH)

    @property
    def decimals(self) -> int:
        """Digits behind the point."""
        return len(str(self.unit.denominator)) - 1

    def printed(self, x: Fraction) -> Fraction:
        """Round a value to its digits, as :data:`WORDS` ``reads`` understands it."""
        return (x / self.unit + Fraction(1, 2)).__floor__() * self.unit


def numeral(text: str, *, of_share: bool = False) -> PrintedNumber:
    """Read a printed numeral: ``47``, ``0.22``, ``2,889,359``, ``2.9 million``.

    Raises
    ------
    ClaimError
        Where it is not one.
    """
    found = _NUMERAL.fullmatch(text)
    if not found:
        raise ClaimError(
            "This is no numeral.",
            value=text,
            expected='digits as printed: "47", "0.22", "2,889,359", "2.9 million"',
        )
    plain, scale = found[1].replace(",", ""), _SCALES[found[2]]
    decimals = len(plain.partition(".")[2])
    return PrintedNumber(Fraction(plain) * scale, Fraction(scale, 10**decimals), of_share)


WORDS: dict[str, Callable[[Fraction, PrintedNumber], bool]] = {
    "reads": lambda x, n: n.value - n.unit / 2 <= x < n.value + n.unit / 2,
    "truncates": lambda x, n: n.value <= x < n.value + n.unit,
    "just_over": lambda x, n: n.value < x <= n.value + n.tolerance,
    "just_under": lambda x, n: n.value - n.tolerance <= x < n.value,
    "more_than": lambda x, n: x > n.value,
    "at_least": lambda x, n: x >= n.value,
    "fewer_than": lambda x, n: x < n.value,
    "at_most": lambda x, n: x <= n.value,
    "about": lambda x, n: abs(x - n.value) <= n.tolerance,
    "round_figure": lambda x, n: abs(x - n.value) <= max(n.unit / 2, abs(n.value) * TENTH),
}
"""Word -> test of a value against a numeral."""


def is_true(word: str, x: Fraction, printed: PrintedNumber) -> bool:
    """Say whether a word with its numeral is true of a value."""
    return WORDS[word](x, printed)


def is_approximate(word: str, x: Fraction, printed: PrintedNumber) -> bool:
    """Say whether a true word rests on its tolerance: the printed digits themselves would not be true."""
    return word in _APPROXIMATE and is_true(word, x, printed) and not is_true("reads", x, printed)


def other_words(word: str, x: Fraction, printed: PrintedNumber) -> tuple[str, ...]:
    """Return the nearby words under which the verdict would be the other one.

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
