"""The risk limit of an audit as a figure: with all the digits that were stated, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import Figure, Unit

if TYPE_CHECKING:
    from fractions import Fraction

MOST_DIGITS = 6
"""Digits of a percentage, at the most."""


def risk_limit_of(limit: Fraction | float) -> Figure:
    """Give the figure of a risk limit: 5 % without a digit, 0.1 % with one, and never 0 %.

    Parameters
    ----------
    limit : Fraction or float
        Share, from 0 to 1.
    """
    exact = round(100 * float(limit), MOST_DIGITS)
    digits = next(number for number in range(MOST_DIGITS + 1) if round(exact, number) == exact)
    return Figure("risk_limit", limit, Unit.SHARE, digits=digits)
