"""Exact numbers as people write them."""

from __future__ import annotations

import re
from fractions import Fraction

_WRITTEN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:/0*[1-9]\d*)?")
_LONGEST = 40


def read_fraction(text: str) -> Fraction:
    """Read ``1/20``, ``0.05`` or ``5``: at most 40 characters, and no exponent, which could ask for any size.

    Raises
    ------
    ValueError
        Where it is not one.

    Examples
    --------
    >>> read_fraction("1/20") == read_fraction("0.05")
    True
    """
    plain = text.strip()
    if len(plain) > _LONGEST or not _WRITTEN.fullmatch(plain) or not plain.isascii():
        raise ValueError(f"no fraction: {plain[:_LONGEST]!r}")
    above, _, below = plain.partition("/")
    return Fraction(above) / int(below or 1)
