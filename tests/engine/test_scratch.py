"""Tables that are kept on the way, and thrown away once the next one is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from veedor.engine import Scratch, connect, count_rows, fetch_rows

if TYPE_CHECKING:
    from pathlib import Path


def test_what_an_expression_reads_stays(tmp_path: Path) -> None:
    scratch = Scratch(connect("duckdb"), tmp_path)
    published = scratch.keep(scratch.put({"row": [1, 2, 3]}))
    empty = scratch.keep(published.filter(published["row"] == 2))
    rows = published.anti_join(empty, ["row"])
    made = scratch.instead(rows.mutate(twice=rows["row"] * 2), rows)
    assert sorted(row["twice"] for row in fetch_rows(made)) == [2, 6]
    assert (count_rows(published), count_rows(empty)) == (3, 1)


def test_a_kept_table_goes_with_the_next(tmp_path: Path) -> None:
    scratch = Scratch(connect("duckdb"), tmp_path)
    first = scratch.keep(scratch.put({"row": [1, 2, 3]}))
    second = scratch.instead(first.filter(first["row"] > 1), first)
    assert count_rows(second) == 2
    with pytest.raises(duckdb.CatalogException):
        count_rows(first)
