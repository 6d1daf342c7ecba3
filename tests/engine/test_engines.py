"""The same expressions give the same on every engine: DuckDB always, Spark where it is installed."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING, Any

import ibis
import pytest

from engine.build_engine import write_votes
from veedor.engine import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

HAS_SPARK = bool(importlib.util.find_spec("pyspark")) and bool(shutil.which("java"))

ENGINES = [
    "duckdb",
    pytest.param(
        "spark",
        marks=[
            pytest.mark.spark,
            pytest.mark.skipif(not HAS_SPARK, reason="PySpark or Java is not installed"),
            # PySpark 3.5 itself compares versions in a way that setuptools calls out of date.
            pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
            pytest.mark.filterwarnings("ignore::ResourceWarning"),
        ],
    ),
]


@pytest.fixture(scope="module", params=ENGINES)
def backend(request: pytest.FixtureRequest) -> Iterator[BaseBackend]:
    connection = connect(request.param)
    yield connection
    connection.disconnect()


@pytest.fixture
def votes(backend: BaseBackend, tmp_path: Path) -> ir.Table:
    table: ir.Table = backend.read_parquet(str(write_votes(tmp_path / "votes.parquet")))
    return table


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
            t.group_by(minute=t["at"].truncate("h"))
            .aggregate(v=t["MAS - IPSP"].sum())
            .mutate(so_far=ibis._.v.sum().over(ibis.cumulative_window(order_by="minute")))
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
    "distinct places": (lambda t: t.select(t.place_id).distinct().count(), [(3,)]),
    "text": (
        lambda t: t.filter(t.sheet_id == "000").select(
            up=t.place_id.upper(), n=t.place_id.length(), has=t.place_id.contains("Ñ")
        ),
        [("NORTH / ÑUÑOA", 13, True)],
    ),
    "strict figures": (
        lambda t: t.order_by("sheet_id").select(
            n=ibis.ifelse(t.raw.strip().re_search(r"^[0-9]+$"), t.raw.strip(), None).try_cast("int64")
        ),
        [(None,), (None,), (None,), (7,), (None,), (0,), (12,), (None,), (5,), (9,), (None,), (3,)],
    ),
    "division": (lambda t: t.aggregate(x=t["MAS - IPSP"].sum() / t["21F"].sum()), [(66 / 59,)]),
    "unpivot": (
        lambda t: (
            t.select("sheet_id", "21F", "MAS - IPSP")
            .pivot_longer(["21F", "MAS - IPSP"], names_to="choice_id", values_to="votes")
            .filter(ibis._.votes.isnull())
            .order_by("sheet_id")
            .select("sheet_id", "choice_id")
        ),
        [("001", "21F"), ("004", "21F"), ("011", "21F")],
    ),
    "first of each": (
        lambda t: (
            t.mutate(nth=ibis.row_number().over(ibis.window(group_by="place_id", order_by="sheet_id")))
            .filter(ibis._.nth == 0)
            .order_by("sheet_id")
            .select("sheet_id")
        ),
        [("000",), ("002",), ("003",)],
    ),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_gives_the_same_everywhere(votes: ir.Table, backend: BaseBackend, name: str) -> None:
    make, expected = EXPRESSIONS[name]
    found = backend.to_pyarrow(make(votes).as_table())
    rows = sorted((tuple(r.values()) for r in found.to_pylist()), key=str)
    assert rows == sorted(expected, key=str)
