from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.findings.serial import (
    document,
    dumps,
    figure_to_json,
    finding_from_json,
    finding_to_json,
    table_to_json,
    value_from_json,
    value_to_json,
    written,
)
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit, Value

VALUES: dict[Unit, st.SearchStrategy[Value]] = {
    Unit.VOTES: st.one_of(st.integers(), st.fractions(), st.none()),
    Unit.SHARE: st.fractions(),
    Unit.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Unit.TEXT: st.one_of(st.text(), st.lists(st.text()).map(tuple), st.booleans()),
    Unit.MOMENT: st.datetimes(timezones=st.just(UTC)),
    Unit.DAY: st.dates(),
    Unit.DURATION: st.integers(-(10**9), 10**9).map(lambda s: timedelta(seconds=s)),
}


@given(st.sampled_from(list(VALUES)).flatmap(lambda u: VALUES[u].map(lambda v: (u, v))), st.integers(0, 6))
def test_a_figure_survives_the_round_trip_exactly(drawn: tuple[Unit, Value], digits: int) -> None:
    unit, value = drawn
    base = "base.valid" if unit is Unit.SHARE else ""
    finding = Finding(
        "a.b",
        "says.it",
        (Figure("x", value, unit, base, digits),),
        Method("m", "s"),
        ("p",),
        ("q",),
        "veedor x",
        "SELECT 1",
    )
    again = finding_from_json(json.loads(dumps(finding_to_json(finding))))
    assert again == finding
    assert type(again.figure("x").value) is type(value)


@pytest.mark.parametrize(
    ("value", "unit", "as_json"),
    [
        (Fraction(346_719, 10), Unit.VOTES, {"fraction": "346719/10", "decimal": 34671.9}),
        (Fraction(2, 1), Unit.VOTES, {"fraction": "2/1", "decimal": 2.0}),
        (10**20, Unit.VOTES, 10**20),
        (float("nan"), Unit.NUMBER, None),
        (float("inf"), Unit.NUMBER, None),
        (datetime(2019, 10, 20, 19, 40, 57, tzinfo=UTC), Unit.MOMENT, "2019-10-20T19:40:57+00:00"),
        (date(2019, 10, 20), Unit.DAY, "2019-10-20"),
        (timedelta(seconds=90), Unit.DURATION, 90),
        (timedelta(seconds=1.5), Unit.DURATION, 1.5),
        (("a", "b"), Unit.TEXT, ["a", "b"]),
    ],
)
def test_how_values_are_written(value: Value, unit: Unit, as_json: object) -> None:
    assert value_to_json(value) == as_json
    if not isinstance(value, float):
        assert value_from_json(as_json, unit) == value


def test_a_fraction_too_large_for_a_double_is_still_divided_exactly() -> None:
    written = value_to_json(Fraction(10**400 + 1, 10**400))
    assert written["decimal"] == 1.0
    assert Fraction(written["fraction"]) == Fraction(10**400 + 1, 10**400)


class Small(Result):
    """A result of one finding and one table."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (Finding("a", "says", (Figure("n", 1, Unit.VOTES),), Method("m", "s")),)

    @property
    def tables(self) -> tuple[Table, ...]:
        columns = (Column("share", Unit.SHARE, "base.valid", 1), Column("place", Unit.PLACE))
        return (Table("t", columns, ((Fraction(1, 3), "<b>T</b>"), (None, "="))),)


def test_a_document_holds_findings_tables_and_what_they_rest_on() -> None:
    made = json.loads(written([Small()], case={"name": "x"}, say=lambda f: f"{f.says}!"))
    assert made["case"] == {"name": "x"}
    assert made["findings"][0]["text"] == "says!"
    assert "sql" not in made["findings"][0]
    (table,) = made["tables"]
    assert table["columns"][0] == {"name": "share", "unit": "share", "digits": 1, "base": "base.valid"}
    assert table["rows"] == [[{"fraction": "1/3", "decimal": 1 / 3}, "<b>T</b>"], [None, "="]]


def test_the_same_findings_give_the_same_bytes() -> None:
    assert written([Small()], case={}) == written([Small()], case={})
    assert document([Small()], case={}) == json.loads(written([Small()], case={}))
    assert table_to_json(Small().tables[0])["name"] == "t"
    assert figure_to_json(Figure("n", 1, Unit.VOTES)) == {"value": 1, "unit": "votes", "digits": 2}
