"""Cells read strictly: what is a figure, a time, a coordinate, and what is not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.engine import connect
from veedor.intake.case import NumberMap, TimeMap
from veedor.intake.cells import degrees, figure, is_blank, moment, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ibis.backends import BaseBackend


@cache
def engine() -> BaseBackend:
    return connect(threads=1)


def read(texts: Sequence[str], reading: Callable[[Any], Any]) -> list[Any]:
    """Read texts in one query."""
    array = ibis.array(list(texts)) if texts else ibis.array([""])
    table = ibis.range(0, len(texts)).unnest().name("i").as_table()
    table = table.mutate(text=array[table.i])
    found: list[Any] = engine().to_pyarrow(table.order_by("i").select(x=reading(table.text)))["x"].to_pylist()
    return found


PLAIN = NumberMap()
SPANISH = NumberMap(thousands=".", decimal=",")
ENGLISH = NumberMap(thousands=",")


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
        (PLAIN, "١٢", None),
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


def by_hand(text: str) -> int | None:
    """Read a figure with Python alone."""
    if not re.fullmatch(r"\s*[0-9]+(\.0{1,2})?\s*", text, re.ASCII):
        return None
    try:
        value = int(Decimal(text.strip()))
    except InvalidOperation:
        return None
    return value if value < 2**63 else None


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text("0123456789.,-+ eE'x\t", max_size=8) | st.integers(0, 2**70).map(str), min_size=1, max_size=40
    )
)
def test_figures_agree_with_reading_by_hand(texts: list[str]) -> None:
    assert read(texts, lambda t: figure(t, PLAIN)) == [by_hand(t) for t in texts]


def test_blank_is_not_zero() -> None:
    numbers = NumberMap(missing=("s/d",))
    texts = ["", "0", "s/d", " "]
    assert read(texts, lambda t: is_blank(trimmed(t), numbers)) == [True, False, True, True]
    assert read(texts, lambda t: figure(trimmed(t), numbers)) == [None, 0, None, None]


def test_degrees() -> None:
    texts = ["-16.5", "91", "abc", "", "90", "nan", "inf"]
    assert read(texts, lambda t: degrees(t, PLAIN, 90)) == [-16.5, None, None, None, 90.0, None, None]
    assert read(["-16,5"], lambda t: degrees(t, NumberMap(decimal=","), 90)) == [-16.5]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001
    st.sampled_from(["UTC", "Europe/Zagreb", "Asia/Kolkata", "Africa/Nairobi"]),
)
def test_times_of_another_zone_are_brought_to_that_of_the_case(moments: list[datetime], zone: str) -> None:
    utc = [m.replace(microsecond=0, tzinfo=ZoneInfo("UTC")) for m in moments]
    case = ZoneInfo("America/La_Paz")
    expected = [m.astimezone(case).replace(tzinfo=None) for m in utc]
    local = [m.astimezone(ZoneInfo(zone)) for m in utc]
    unambiguous = [
        i for i, m in enumerate(local) if m.replace(fold=0).utcoffset() == m.replace(fold=1).utcoffset()
    ]
    texts = [local[i].strftime("%d/%m/%Y %H:%M:%S") for i in unambiguous]
    time = TimeMap(format="%d/%m/%Y %H:%M:%S", tz=zone)
    assert read(texts, lambda t: moment(t, time, "America/La_Paz")) == [expected[i] for i in unambiguous]
    with_offset = [m.isoformat() for m in local]
    assert read(with_offset, lambda t: moment(t, TimeMap(), "America/La_Paz")) == expected


@pytest.mark.parametrize(
    "text", ["", "noon", "2030-13-01T00:00:00", "2030-02-30 10:00", "10:30", "2030-03-10"]
)
def test_texts_that_are_no_time(text: str) -> None:
    assert read([text], lambda t: moment(t, TimeMap(), "UTC")) == [None]


def test_fractions_of_a_second_are_dropped() -> None:
    assert read(["2030-03-10 10:00:00.999"], lambda t: moment(t, TimeMap(), "UTC")) == [
        datetime(2030, 3, 10, 10) + timedelta(0)  # noqa: DTZ001
    ]
