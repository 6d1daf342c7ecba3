"""A total as stated beside the sum of its parts, and in which way the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Flags, Ints


WAYS = (
    "with_blank_and_null",
    "with_blank",
    "with_null",
    "off_by_one",
    "exchanged_digits",
    "one_digit",
    "other",
)
"""In which way a stated total differs, in the order in which they are tried: the first that fits counts."""


def ways(stated: Ints, summed: Ints, blank: Ints, null: Ints) -> Mapping[str, Flags]:
    """Say in which way stated totals differ from sums.

    Parameters
    ----------
    stated, summed : int vectors, shape (n,)
        The total as stated, and the sum of its parts.
    blank, null : int vectors, shape (n,)
        Blank and null votes of the same sheet. A total that takes them in is the commonest slip.

    Returns
    -------
    mapping of str to bool vector, shape (n,)
        One of :data:`WAYS` for each sheet that differs; none for one that does not.
    """
    digits = _digits(stated), _digits(summed)
    tests = {
        "with_blank_and_null": (stated == summed + blank + null) & (blank > 0) & (null > 0),
        "with_blank": (stated == summed + blank) & (blank > 0),
        "with_null": (stated == summed + null) & (null > 0),
        "off_by_one": np.abs(stated - summed) == 1,
        "exchanged_digits": (np.sort(digits[0], axis=1) == np.sort(digits[1], axis=1)).all(axis=1),
        "one_digit": (digits[0] != digits[1]).sum(axis=1) == 1,
    }
    left = stated != summed
    found = {}
    for way, fits in tests.items():
        found[way] = left & fits
        left = left & ~fits
    found["other"] = left
    return found


def _digits(numbers: Ints, places: int = 12) -> Ints:
    """Decimal digits, least first, padded with zeros."""
    powers = 10 ** np.arange(places, dtype=np.int64)
    digits: Ints = np.abs(numbers)[:, None] // powers % 10
    return digits
