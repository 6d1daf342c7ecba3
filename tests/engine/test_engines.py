"""The same expressions give the same on every engine: DuckDB always, Spark where it is installed."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from engine.build_engine import write_votes
from veedor.engine import connect, fetch_rows, sql
from veedor.intake.case import NumberMap
from veedor.intake.cells import figure
from veedor.intake.times import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from veedor.engine import Connection
    from veedor.engine.sql import Table

HAS_SPARK = bool(importlib.util.find_spec("pyspark")) and bool(shutil.which("java"))

ENGINES = [
    "duckdb",
    pytest.param(
        "spark",
        marks=[
            pytest.mark.spark,
            pytest.mark.skipif(not HAS_SPARK, reason="PySpark or Java is not installed"),
            pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
            pytest.mark.filterwarnings("ignore::ResourceWarning"),
        ],
    ),
]


@pytest.fixture(scope="module", params=ENGINES)
def backend(request: pytest.FixtureRequest) -> Iterator[Connection]:
    connection = connect(request.param)
    yield connection
    connection.close()


@pytest.fixture
def votes(backend: Connection, tmp_path: Path) -> Table:
    return backend.read_parquet(write_votes(tmp_path / "votes.parquet"))


Row = tuple[Any, ...]

EXPRESSIONS: dict[str, tuple[Callable[[Any], Any], list[Row]]] = {
    "sums skip blanks": (
        lambda t: t.aggregate(a=t["21F"].sum(), b=t["MAS - IPSP"].sum(), n=t["21F"].count()),
        [(59, 66, 9)],
    ),
    "sums by place": (
        lambda t: t.group_by("place_id").aggregate(n=t.count(), v=t["MAS - IPSP"].sum()).order_by("v"),
        [("North / Ñuñoa", 6, 27), ("South / School", 3, 18), (None, 3, 21)],
    ),
    "running sum by minute": (
        lambda t: (
            t.group_by(minute=t["at"].truncate("hour"))
            .aggregate(v=t["MAS - IPSP"].sum())
            .mutate(so_far=lambda by: by.v.sum().over(order_by="minute"))
            .order_by("minute")
            .select("v", "so_far")
        ),
        [(6, 6), (22, 28), (38, 66)],
    ),
    "changed sheets by anti-join": (
        lambda t: (
            t.anti_join(t.filter(t["MAS - IPSP"] < 10), ["sheet_id", "MAS - IPSP"])
            .select("sheet_id")
            .order_by("sheet_id")
        ),
        [("010",), ("011",)],
    ),
    "distinct places": (lambda t: t.select(t.place_id).distinct().aggregate(n=t.count()), [(3,)]),
    "text": (
        lambda t: t.filter(t.sheet_id == "000").select(
            up=t.place_id.upper(), n=t.place_id.length(), has=t.place_id.contains("Ñ")
        ),
        [("NORTH / ÑUÑOA", 13, True)],
    ),
    "strict figures": (
        lambda t: t.order_by("sheet_id").select(
            n=sql.ifelse(t.raw.strip().re_search(r"^[0-9]+$"), t.raw.strip(), None).try_cast("int64")
        ),
        [(None,), (None,), (None,), (7,), (None,), (0,), (12,), (None,), (5,), (9,), (None,), (3,)],
    ),
    "division": (lambda t: t.aggregate(x=t["MAS - IPSP"].sum() // t["21F"].sum()), [(1,)]),
    "unpivot": (
        lambda t: (
            t.select("sheet_id", "21F", "MAS - IPSP")
            .unpivot(["21F", "MAS - IPSP"], names_to="choice_id", values_to="votes")
            .filter(lambda long: long.votes.isnull())
            .order_by("sheet_id")
            .select("sheet_id", "choice_id")
        ),
        [("001", "21F"), ("004", "21F"), ("011", "21F")],
    ),
    "first of each": (
        lambda t: (
            t.mutate(nth=sql.row_number().over("place_id", "sheet_id"))
            .filter(lambda one: one.nth == 0)
            .order_by("sheet_id")
            .select("sheet_id")
        ),
        [("000",), ("002",), ("003",)],
    ),
    # what engines do in ways of their own
    "first in an order": (
        lambda t: t.group_by("place_id").aggregate(
            v=t["21F"].first(order_by=t["at"].desc(), include_null=True)
        ),
        [("North / Ñuñoa", 10), ("South / School", 11), (None, None)],
    ),
    "figures without a sign": (
        lambda t: t.order_by("sheet_id").select(
            n=sql.once(
                t.raw.try_cast("uint32"),
                lambda n: sql.ifelse(n.cast("string") == t.raw, n.cast("int64"), None),
            )
        ),
        [(None,), (None,), (None,), (7,), (None,), (0,), (12,), (None,), (None,), (9,), (None,), (3,)],
    ),
    "figures of cells": (
        lambda t: t.order_by("sheet_id").select(n=figure(t.raw, NumberMap())),
        [(16,), (None,), (None,), (7,), (None,), (0,), (12,), (None,), (5,), (9,), (None,), (3,)],
    ),
    "figures in other digits": (
        lambda t: t.limit(1).select(n=figure(sql.literal("\u00a0٤٢ "), NumberMap())),
        [(42,)],
    ),
    "the end of a text": (
        lambda t: t.aggregate(n=sql.concat(t.sheet_id, "\n").re_search("^[0-9]+$").sum()),
        [(0,)],
    ),
    "white space": (
        lambda t: t.limit(1).select(n=sql.literal("a\v \tb").re_replace(r"\s+", "").length()),
        [(3,)],
    ),
    "groups and dollars": (
        lambda t: t.limit(1).select(x=sql.literal("7 US$").re_replace(r"^([0-9]) (.*)$", r"$\2 \1")),
        [("$US$ 7",)],
    ),
    "records and lists": (
        lambda t: t.aggregate(
            x=sql.once(
                sql.struct({"low": t["21F"], "high": t["MAS - IPSP"]}), lambda b: b["high"] - b["low"]
            ).sum(),
            names=t.place_id.collect(order_by=t.place_id)[:1],
        ),
        [(-9, ["North / Ñuñoa"])],
    ),
    "clocks of a zone": (lambda t: t.aggregate(h=clock(t["at"], "America/Santiago").hour().min()), [(5,)]),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_gives_the_same_everywhere(votes: Table, name: str) -> None:
    make, expected = EXPRESSIONS[name]
    rows = sorted((tuple(row.values()) for row in fetch_rows(make(votes))), key=str)
    assert rows == sorted(expected, key=str)
