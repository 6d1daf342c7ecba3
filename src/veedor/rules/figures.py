"""Figures that decisions and rules in words share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model import Figure, Unit

if TYPE_CHECKING:
    from veedor.rules.parts import Op, Threshold

OPS = {">": "more", ">=": "least", "plus_one": "plus_one", "<": "less", "<=": "most"}


def op_key(predicate: str, op: Op) -> str:
    """Message key of an operator: before a share, points, or a number."""
    return f"rules.op.{predicate}.{OPS[op]}"


def way_key(name: str) -> str:
    """Message key of the name of a way to win; a name without a text is shown as it is."""
    return f"rules.way.{name}"


def base_key(base: str) -> str:
    """Message key of a base of the rules."""
    return f"base.{base}"


def digits_of(value: Fraction) -> int | None:
    """Decimals that a share in per cent needs to be written exactly; None where four are too few."""
    return next((n for n in range(5) if (value * 100 * 10**n).denominator == 1), None)


def exact_figure(name: str, value: Fraction, unit: Unit, base: str = "") -> Figure:
    """A share that a law names, written exactly: in per cent, or as the fraction (two thirds) it is."""
    digits = digits_of(value)
    if digits is None:
        return Figure(name, str(value), Unit.TEXT, base)
    return Figure(name, value, unit, base, digits)


def share_figure(name: str, votes: int, whole: int, base: str) -> Figure:
    """Votes as a share of a base; without a value where the base is empty."""
    return Figure(name, Fraction(votes, whole) if whole else None, Unit.SHARE, base_key(base), 4)


def threshold_figure(name: str, threshold: Threshold, unit: Unit) -> Figure:
    """The share that a threshold names."""
    return exact_figure(name, threshold.of, unit, base_key(threshold.base))
