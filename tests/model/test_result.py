"""Results print in any terminal and notebook, exactly and escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit, fixed, plain


@pytest.mark.parametrize(
    ("value", "unit", "digits", "text"),
    [
        (Fraction(2, 5), Unit.SHARE, 2, "40.00 %"),
        (Fraction(1, 10), Unit.POINTS, 4, "10.0000 points"),
        (2_889_359, Unit.VOTES, 2, "2,889,359"),
        (None, Unit.VOTES, 2, "-"),
        (True, Unit.TERM, 2, "yes"),
        (Fraction(-1, 3), Unit.NUMBER, 3, "-0.333"),
        (timedelta(seconds=82_136), Unit.DURATION, 2, "22:48:56"),
        (datetime(2019, 10, 20, 19, 40, 57, tzinfo=UTC), Unit.MOMENT, 2, "2019-10-20 19:40:57+00:00"),
        (("a", "b"), Unit.TEXT, 2, "a, b"),
        (0.5, Unit.PROBABILITY, 4, "0.5000"),
    ],
)
def test_values_without_any_language(value: object, unit: Unit, digits: int, text: str) -> None:
    assert plain(value, unit, digits) == text  # type: ignore[arg-type]


@given(st.fractions(max_denominator=10**6), st.integers(0, 6))
def test_fixed_is_the_nearest_decimal(value: Fraction, digits: int) -> None:
    shown = Fraction(fixed(value, digits).replace(",", ""))
    assert abs(shown - value) <= Fraction(1, 2 * 10**digits)


def test_a_figure_beside_its_threshold_is_not_rounded_across_it() -> None:
    assert fixed(Fraction(10) - Fraction(1, 10**20), 6) == "10.000000"
    assert fixed(Fraction(999_985_02, 10_000_000), 4) == "9.9999"


@dataclass(frozen=True)
class Small(Result):
    """A result with one finding and one table."""

    rows: int = 3

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (Finding("a.b", "a.b", (Figure("lead", Fraction(1, 10), Unit.POINTS),), Method("m", "s")),)

    @property
    def tables(self) -> tuple[Table, ...]:
        columns = (Column("name", Unit.TEXT), Column("n", Unit.VOTES))
        return (Table("t", columns, tuple((f"<b>{i}</b>", i) for i in range(self.rows))),)


def test_as_text() -> None:
    text = str(Small(30))
    assert "lead" in text
    assert "10.00 points" in text
    assert "… 10 more" in text


def test_as_html_everything_is_escaped() -> None:
    page = Small(60)._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;0&lt;/b&gt;" in page
    assert "first 50 of 60 rows" in page


def test_rows_as_records() -> None:
    assert list(Small(2).tables[0].records()) == [{"name": "<b>0</b>", "n": 0}, {"name": "<b>1</b>", "n": 1}]


def test_a_figure_by_name() -> None:
    finding = Small().findings[0]
    assert finding.figure("lead").value == Fraction(1, 10)
    with pytest.raises(KeyError):
        finding.figure("none")
