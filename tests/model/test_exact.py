"""Exact numbers as people write them, and what asks for more memory than there is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.model.exact import read_fraction


@given(st.fractions(max_denominator=10**9, min_value=-(10**9), max_value=10**9))
def test_what_is_written_is_read(number: Fraction) -> None:
    assert read_fraction(f" {number} ") == number


@pytest.mark.parametrize(("text", "value"), [("0.05", Fraction(1, 20)), (".5", Fraction(1, 2)), ("5.", 5)])
def test_decimals(text: str, value: Fraction) -> None:
    assert read_fraction(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "1e-9999999", "1E5", "1/0", "1/00", "1_0", "٣", "nan", "inf", "1/2/3", "0x1", "9" * 41, "-", "1/-2"],
)
def test_what_is_none_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match="no fraction"):
        read_fraction(text)
