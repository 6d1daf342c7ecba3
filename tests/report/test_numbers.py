"""Numbers are rounded exactly and written as readers of each language write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.report import numbers


@pytest.mark.parametrize(
    ("value", "digits", "en", "es"),
    [
        (Fraction("34671.9"), 1, "34,671.9", "34.671,9"),
        (2889359, 0, "2,889,359", "2.889.359"),
        (4814, 0, "4,814", "4.814"),
        (Fraction(-1, 3), 2, "−0.33", "−0,33"),
        (Fraction(-1, 1000), 2, "0.00", "0,00"),
        (0.1, 1, "0.1", "0,1"),
        (float("nan"), 2, "–", "–"),
        (float("-inf"), 2, "−∞", "−∞"),
        (10**40 + 1, 1, f"10{',000' * 12},001.0", None),
    ],
)
def test_decimal(value: numbers.Number, digits: int, en: str, es: str | None) -> None:
    assert numbers.decimal(value, digits, "en") == en
    if es is not None:
        assert numbers.decimal(value, digits, "es") == es


def test_percent_beside_a_threshold_is_not_rounded_by_binary_arithmetic() -> None:
    # as a float this share is 0.09999999999999999167, and two decimals of it depend on the machine
    share = Fraction(1, 10) - Fraction(1, 10**17)
    assert numbers.percent(share, 17, "en") == "9.99999999999999900\u00a0%"
    assert numbers.percent(Fraction("0.470758"), 2, "es") == "47,08\u00a0%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.04e-19, "2.0\u00a0×\u00a010⁻¹⁹"),
        (0.00999, "0.01"),
        (0.004, "4.0\u00a0×\u00a010⁻³"),
        (9.99e-20, "1.0\u00a0×\u00a010⁻¹⁹"),
        (0, "0.00"),
        (1, "1.00"),
        (0.9999, ">\u00a00.99"),
        (0.5, "0.50"),
    ],
)
def test_probability_is_never_a_false_zero_or_one(value: float, text: str) -> None:
    assert numbers.probability(value, 2, "en") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (82_136, "22 h 48 min 56 s"),
        (2_969, "49 min 29 s"),
        (0, "0 s"),
        (-60, "−1 min"),
        (172_800, "2 d"),
        (172_799, "47 h 59 min 59 s"),
        (200_000, "2 d 7 h 33 min 20 s"),
    ],
)
def test_duration(seconds: int, text: str) -> None:
    written = numbers.duration(timedelta(seconds=seconds), "en")
    assert written.replace(numbers.NBSP, " ") == text


def test_moment_and_day() -> None:
    when = datetime(2019, 10, 20, 19, 40, 57)  # noqa: DTZ001 - local time of the case
    assert numbers.moment(when, "en") == "20 Oct 2019, 19:40:57"
    assert numbers.day(date(2020, 1, 3), "es") == "3 ene 2020"


@given(st.fractions(), st.integers(0, 8))
def test_scaled_is_the_nearest_decimal(value: Fraction, digits: int) -> None:
    result = Fraction(numbers.scaled(value, digits), 10**digits)
    assert abs(result - value) <= Fraction(1, 2 * 10**digits)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 8))
def test_a_float_is_rounded_as_its_shortest_decimal_form(value: float, digits: int) -> None:
    assert numbers.scaled(value, digits) == round(Fraction(repr(value)) * 10**digits)


@given(st.integers(-(10**30), 10**30), st.sampled_from(["en", "es"]))
def test_whole_reads_back(value: int, lang: str) -> None:
    mark = {"en": ",", "es": "."}[lang]
    assert int(numbers.whole(value, lang).replace(mark, "").replace("−", "-")) == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_every_float_can_be_written(value: float, digits: int) -> None:
    assert numbers.decimal(value, digits, "es")
    assert numbers.probability(abs(value), digits, "es")


def test_what_is_no_number_cannot_be_rounded() -> None:
    with pytest.raises(ValueError, match="inf"):
        numbers.scaled(float("inf"), 2)


def test_a_float_of_numpy_is_written_like_any_other() -> None:
    value = np.float64(0.88)
    assert numbers.percent(value, 0, "en") == numbers.percent(0.88, 0, "en")
    assert numbers.hundredfold(value, 1, "es") == "88,0"
    assert numbers.decimal(value, 2, "en") == "0.88"
    assert numbers.probability(value, 2, "en") == numbers.probability(0.88, 2, "en")


@pytest.mark.parametrize(
    ("at", "zone", "told"),
    [
        ("2026-10-25T00:30+00:00", "Europe/Lisbon", "25 Oct 2026, 01:30:00 (+01:00)"),
        ("2026-10-25T01:30+00:00", "Europe/Lisbon", "25 Oct 2026, 01:30:00 (+00:00)"),
        ("2026-10-25T02:30+00:00", "Europe/Lisbon", "25 Oct 2026, 02:30:00"),
        ("2026-04-05T03:15+00:00", "America/Santiago", "4 Apr 2026, 23:15:00 (-04:00)"),
        ("2026-04-04T14:40+00:00", "Australia/Lord_Howe", "5 Apr 2026, 01:40:00 (+11:00)"),
        ("2026-10-25T01:30+00:00", "America/La_Paz", "24 Oct 2026, 21:30:00"),
    ],
)
def test_a_moment_that_clocks_showed_twice_says_which_it_is(at: str, zone: str, told: str) -> None:
    assert numbers.moment(datetime.fromisoformat(at).astimezone(ZoneInfo(zone)), "en") == told
