"""Cells read strictly: what is a figure, a time, a coordinate, and what is not."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.engine import Scratch, connect, fetch_rows
from veedor.intake.case import NumberMap
from veedor.intake.cells import LARGEST, degrees, figure, figure_of, is_blank, number_problems, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@cache
def scratch() -> Scratch:
    return Scratch(connect(threads=1), Path(tempfile.mkdtemp()))


def read(texts: Sequence[str], reading: Callable[[Any], Any]) -> list[Any]:
    """Read texts in one query."""
    table = scratch().put({"i": list(range(len(texts) or 1)), "text": list(texts) or [""]})
    found = fetch_rows(table.order_by("i").select("i", x=reading(table.text)))
    return [row["x"] for row in found][: len(texts)]


PLAIN = NumberMap()
SPANISH = NumberMap(thousands=".", decimal=",")
ENGLISH = NumberMap(thousands=",")
BLANKS = NumberMap(thousands=" ")
ADD = NumberMap(negative="add")
DIGITS = ("0", "٠", "۰", "०", "০", "๐", "０", "௦")
"""Zero in several scripts."""


@pytest.mark.parametrize(
    ("numbers", "text", "value"),
    [
        (PLAIN, "16", 16),
        (PLAIN, "0", 0),
        (PLAIN, "007", 7),
        (PLAIN, "16.0", 16),
        (PLAIN, "16.00", 16),
        (PLAIN, "1.000", None),
        (PLAIN, "16.5", None),
        (PLAIN, "1,234", None),
        (PLAIN, "-1", None),
        (PLAIN, "+1", None),
        (PLAIN, "1e2", None),
        (PLAIN, "1_000", None),
        (PLAIN, "0x10", None),
        (PLAIN, "NaN", None),
        (PLAIN, "١٢", 12),
        (PLAIN, "۱۲", 12),
        (PLAIN, "१२", 12),
        (PLAIN, "１０", 10),
        (PLAIN, "１0", 10),
        (PLAIN, "١2", None),
        (PLAIN, "١۲", None),
        (PLAIN, "\u200e١٢\u200f", 12),
        (PLAIN, "²", None),
        (PLAIN, "12\u00a0", 12),
        (PLAIN, "10000000000", 10**10),
        (PLAIN, "10000000001", None),
        (PLAIN, "0000000000000012", 12),
        (PLAIN, "99999999999999999999", None),
        (PLAIN, "54.9%", None),
        (PLAIN, "(12)", None),
        (PLAIN, "1 150", None),
        (BLANKS, "1 150", 1150),
        (BLANKS, "1\u00a0150", 1150),
        (BLANKS, "1\u202f150", 1150),
        (BLANKS, "1\u2009150", 1150),
        (BLANKS, "1 15", None),
        (NumberMap(thousands="'"), "1’234", 1234),
        (NumberMap(thousands="٬", decimal="٫"), "١٬٢٣٤", 1234),
        (NumberMap(thousands=" '"), "1'234", 1234),
        (NumberMap(thousands=" '"), "1 234", 1234),
        (NumberMap(thousands=" '"), "1 234'567", None),
        (ENGLISH, "12,34,567", 1234567),
        (ENGLISH, "1,2,345", None),
        (ENGLISH, "1，234", 1234),
        (ADD, "-12", -12),
        (ADD, "−12", -12),
        (ADD, "(12)", -12),
        (ADD, "- 12", -12),
        (ADD, "(-12)", None),
        (ADD, "12-", None),
        (ADD, "12", 12),
        (SPANISH, "4.1", None),
        (PLAIN, "1 234", None),
        (SPANISH, "1.234", 1234),
        (SPANISH, "1.234.567", 1234567),
        (SPANISH, "1234", 1234),
        (SPANISH, "1.234,0", 1234),
        (SPANISH, "1.23", None),
        (SPANISH, "16.0", None),
        (SPANISH, "1,234", None),
        (ENGLISH, "1,234", 1234),
        (ENGLISH, "1,234.0", 1234),
        (ENGLISH, "12,34", None),
        (ENGLISH, "1.234", None),
        (NumberMap(decimal=","), "16,0", 16),
        (NumberMap(decimal=","), "16.0", None),
        (NumberMap(thousands="\u00a0", decimal=","), "1\u00a0234", 1234),
        (NumberMap(thousands="'"), "1'234", 1234),
    ],
)
def test_figures(numbers: NumberMap, text: str, value: int | None) -> None:
    assert read([text], lambda t: figure(t, numbers)) == [value]
    assert figure_of(text, numbers) == value


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.text("0123456789.,-+ eE'x\t()%١２", max_size=8) | st.integers(0, 2**70).map(str),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from([PLAIN, SPANISH, ENGLISH, BLANKS, ADD, NumberMap(missing=("1", "x"), zero=("-", "2"))]),
)
def test_the_engine_reads_figures_as_python_does(texts: list[str], numbers: NumberMap) -> None:
    assert read(texts, lambda t: figure(t, numbers)) == [figure_of(t, numbers) for t in texts]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, LARGEST), min_size=1, max_size=20),
    st.sampled_from(DIGITS),
    st.sampled_from(" .,'"),
)
def test_any_figure_in_any_script_and_with_any_mark_is_read(values: list[int], zero: str, mark: str) -> None:
    numbers = NumberMap(thousands=mark, decimal="," if mark == "." else ".")
    script = str.maketrans("0123456789", "".join(chr(ord(zero) + i) for i in range(10)))
    texts = [f"{value:,}".replace(",", mark).translate(script) for value in values]
    assert read(texts, lambda t: figure(t, numbers)) == values


def test_a_stated_text_is_blank_even_where_it_looks_like_a_figure() -> None:
    numbers = NumberMap(missing=("999",), zero=("-", ""))
    texts = ["999", " 999 ", "-", "", "7", "٩٩٩"]
    assert read(texts, lambda t: figure(t, numbers)) == [None, None, 0, 0, 7, 999]
    assert read(texts, lambda t: is_blank(trimmed(t), numbers)) == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (NumberMap(missing=("-",), zero=("- ",)), "numbers.zero"),
        (NumberMap(thousands="."), "numbers.decimal"),
        (NumberMap(thousands=" .", decimal="."), "numbers.decimal"),
        (NumberMap(decimal=".,"), "numbers.decimal"),
        (NumberMap(thousands="5"), "numbers.thousands"),
    ],
)
def test_statements_that_cannot_both_hold(numbers: NumberMap, key: str) -> None:
    assert [k for k, _, _ in number_problems(numbers)] == [key]


def test_blank_is_not_zero() -> None:
    numbers = NumberMap(missing=("s/d",))
    texts = ["", "0", "s/d", " "]
    assert read(texts, lambda t: is_blank(trimmed(t), numbers)) == [True, False, True, True]
    assert read(texts, lambda t: figure(trimmed(t), numbers)) == [None, 0, None, None]


def test_degrees() -> None:
    texts = ["-16.5", "91", "abc", "", "90", "nan", "inf"]
    assert read(texts, lambda t: degrees(t, PLAIN, 90)) == [-16.5, None, None, None, 90.0, None, None]
    assert read(["-16,5"], lambda t: degrees(t, NumberMap(decimal=","), 90)) == [-16.5]
