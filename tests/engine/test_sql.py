"""Queries written in words of Python: quoted, checked before they run, each step written once."""

from __future__ import annotations

import doctest
import importlib
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.build_engine import write_votes
from veedor.engine import connect, fetch_arrow, fetch_rows, sql
from veedor.engine.sql import ColumnError, StoredRows, Table

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Connection

MODULES = ("", ".literal", ".value", ".functions", ".form", ".table")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@cache
def connection() -> Connection:
    return connect(threads=1)


def table(**columns: Any) -> Table:  # noqa: ANN401 - any plain values
    """Give a table of one row."""
    one = Table(StoredRows("(SELECT 1)"), [], connection())
    return one.select(**{name: sql.literal(value) for name, value in columns.items()})


@pytest.fixture
def votes(tmp_path: Path) -> Table:
    return connection().read_parquet(write_votes(tmp_path / "votes.parquet"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_documents_run(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"veedor.engine.sql{name}"))
    assert found.failed == 0


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS.filter(bool))
def test_any_text_is_only_a_text_and_any_name_only_a_name(text: str, name: str) -> None:
    assert fetch_rows(table(**{name: text})) == [{name: text}]
    assert fetch_rows(table(**{name: text}).filter(lambda one: one[name] == text)) == [{name: text}]


@pytest.mark.parametrize("value", [None, True, 0, -7, 10**15, 0.25, datetime(2019, 10, 20, 19, 40, 57)])  # noqa: DTZ001
def test_plain_values_read_back(value: object) -> None:
    assert fetch_rows(table(x=value)) == [{"x": value}]


def test_what_is_no_plain_value_is_refused() -> None:
    with pytest.raises(TypeError, match="give a text, number"):
        sql.literal([1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda t: t.select("place"),
        lambda t: t["place"],
        lambda t: t.place,
        lambda t: t.filter(sql.column("place") == "x"),
        lambda t: t.group_by("place"),
        lambda t: t.order_by("place"),
        lambda t: t.drop("place"),
        lambda t: t.aggregate(n=sql.column("place").sum()),
        lambda t: t.join(t, "place"),
        lambda t: t.mutate(n=sql.row_number().over("place")),
    ],
)
def test_a_wrong_column_is_told_before_anything_runs(votes: Table, wrong: Any) -> None:  # noqa: ANN401
    with pytest.raises(ColumnError, match=r"no column 'place'.*'place_id'"):
        wrong(votes)


def test_tables_of_other_columns_are_not_stacked(votes: Table) -> None:
    with pytest.raises(ColumnError, match="21F"):
        votes.union(votes.drop("21F"))


def test_tables_are_stacked_by_name(votes: Table) -> None:
    one = votes.select("sheet_id", "21F").limit(1)
    found = fetch_rows(one.union(one.select("21F", "sheet_id")))
    assert found == [{"sheet_id": "000", "21F": 1}] * 2


def test_a_value_has_no_truth_in_python(votes: Table) -> None:
    with pytest.raises(TypeError, match="combine values with"):
        assert votes.sheet_id == "000"


def test_a_step_that_is_used_twice_is_written_once(votes: Table) -> None:
    step = votes.mutate(known=votes["21F"].fill_null(0))
    for _ in range(12):  # each step uses the one before twice
        step = step.union(step).filter(step.known > 3)
    assert len(step.query) < 5_000
    assert step.query.count("read_parquet") == 1
    assert fetch_rows(step.aggregate(n=step.count()))[0]["n"] == 7 * 2**12


def test_a_value_that_is_computed_once_is_written_once(votes: Table) -> None:
    value = votes["MAS - IPSP"]
    for _ in range(12):
        value = sql.once(value, lambda x: x + x)
    assert value.text.count("MAS") == 1
    assert fetch_rows(votes.select(x=value).limit(2)) == [{"x": 0}, {"x": 2**12}]


def test_values_computed_once_within_one_another(votes: Table) -> None:
    inner = sql.once(votes["MAS - IPSP"] + 1, lambda x: sql.once(x * 10, lambda y: y + x))
    outer = sql.once(inner, lambda x: x + sql.once(x, lambda y: y * x))
    assert fetch_rows(votes.select(x=outer).limit(2)) == [{"x": 11 + 121}, {"x": 22 + 484}]


def test_order_and_limit_hold_for_further_columns(votes: Table) -> None:
    last = votes.order_by(votes["MAS - IPSP"].desc()).select("sheet_id").limit(2)
    assert [row["sheet_id"] for row in fetch_rows(last)] == ["011", "010"]
    assert [row["sheet_id"] for row in fetch_rows(last.limit(1))] == ["011"]


def test_missing_values_come_last(votes: Table) -> None:
    both = [fetch_rows(votes.order_by(key).select("21F")) for key in ("21F", votes["21F"].desc())]
    assert [[row["21F"] for row in rows][-3:] for rows in both] == [[None] * 3] * 2


def test_joins(votes: Table) -> None:
    few = votes.filter(votes["MAS - IPSP"] < 2).select("sheet_id", raw=votes.raw)
    assert votes.join(few, "sheet_id").columns[-1] == "raw_right"
    left = fetch_rows(votes.left_join(few, "sheet_id").filter(lambda t: t.sheet_id_right.isnull()))
    assert len(left) == 10
    assert len(fetch_rows(votes.semi_join(few, ["sheet_id"]))) == 2
    assert len(fetch_rows(votes.anti_join(few, ["sheet_id"]))) == 10


def test_aggregates_of_some_rows(votes: Table) -> None:
    high = votes["MAS - IPSP"] > 5
    found = votes.aggregate(
        n=votes.count(high),
        also=high.sum(),
        total=votes["21F"].sum(where=high),
        first=votes["21F"].first("sheet_id", high),
        blank=votes["21F"].first(votes.sheet_id.desc(), include_null=True),
        seen=votes.sheet_id.collect(high, "sheet_id")[:2],
        places=votes.place_id.nunique(),
    )
    assert fetch_rows(found) == [
        {
            "n": 6, "also": 6, "total": 45, "first": 7, "blank": None, "seen": ["006", "007"], "places": 2,
        }
    ]  # fmt: skip
    assert str(fetch_arrow(found).schema.field("total").type) == "int64"


def test_only_rows_that_are_numbered_as_they_come_pass_one_by_one(votes: Table) -> None:
    numbered = votes.mutate(n=sql.row_number().over() + 1)
    assert numbered.passing
    assert numbered.filter(numbered.n > 2).limit(1).union(numbered).passing
    assert not votes.mutate(n=sql.row_number().over("place_id")).passing


def test_a_step_that_only_names_columns_is_seen_through(votes: Table) -> None:
    name = votes.columns[0]
    light = votes.select(one=name, kind=sql.literal("x"), nothing=sql.null("int64"), **{name: name})
    above = light.mutate(two=light[name]).select("two", "kind", "one")
    assert above.query.count("SELECT") == 1
    assert fetch_rows(above) == [
        {"two": row[name], "kind": "x", "one": row[name]} for row in fetch_rows(votes.select(name))
    ]


def test_what_a_step_computes_leaves_out_or_orders_is_not_seen_through(votes: Table) -> None:
    name = votes.columns[0]
    renamed = votes.select(one=name)
    text = renamed.one.cast("string")
    assert fetch_rows(renamed.select(two=text)) == [
        {"two": str(row[name])} for row in fetch_rows(votes.select(name))
    ]
    few = renamed.order_by("one").limit(2)
    assert [row["one"] for row in fetch_rows(few.select("one"))] == sorted(
        row[name] for row in fetch_rows(votes.select(name))
    )[:2]
    assert len(fetch_rows(renamed.limit(1).select(again="one"))) == 1
    assert len(fetch_rows(renamed.distinct().limit(1).select(again="one").select("again"))) == 1
