"""Columns that need no care: what is one, and that it is read as any other column is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from veedor.engine import Scratch, connect, fetch_rows
from veedor.intake.case import NumberMap, TimeMap
from veedor.intake.cells import figure, is_blank, trimmed
from veedor.intake.characters import PlainNumber, PlainText, plain_cell, plain_columns
from veedor.intake.folding import visible
from veedor.intake.times import moment

if TYPE_CHECKING:
    from veedor.engine.sql import Value

NUMBERS = [
    NumberMap(),
    NumberMap(missing=("999", "-")),
    NumberMap(missing=("",)),
    NumberMap(zero=("", "7")),
    NumberMap(thousands=",.", decimal=""),
    NumberMap(negative="add"),
]
TIMES = [TimeMap(), TimeMap(format="%d/%m/%Y %H:%M"), TimeMap(format="%Y-%m-%d %H:%M", tz="UTC")]

CELLS = [None, *map(str, range(1001)), "999999999"]
TEXTS = [
    *CELLS,
    *("2019-10-20 17:00", "20/10/2019 17:00", "2019-10-20T17:00:00Z", "2019-10-20 17:00:00", "1571590800"),
    *("1.000", "1,000", "16.0", "(7)", "-7", "- 7", "-", "007", "10000000000", "99999999999"),
    *("La Paz", "O'Higgins", "Region 1 / Place 2", "x-1", "?"),
]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "0", "350"], PlainNumber),
        (["1", None], PlainNumber),
        ([None, None], PlainNumber),
        ([], PlainNumber),
        (["1", "007"], PlainText),
        (["1", "1234567890"], PlainText),
        (["1", "-2"], PlainText),
        (["1", "1,000"], PlainText),
        (["La Paz", None], PlainText),
        (["1", ""], PlainText),
        (["1", " 2"], None),
        (["La  Paz"], None),
        (["La Paz "], None),
        (["La\tPaz"], None),
        (["1\n"], None),
        (["Potosí"], None),
        (["٣"], None),
        (["1\u200b"], None),
    ],
)
def test_which_columns_need_no_care(cells: list[str | None], kind: type[PlainText] | None) -> None:
    assert plain_columns(pa.table({"c0": pa.array(cells, pa.string())})).get("c0") is kind


def test_a_column_of_other_than_text_is_not_looked_at() -> None:
    assert plain_columns(pa.table({"row": [1, 2], "c0": ["1", "2"]})) == {"c0": PlainNumber}


def ways(cell: Value) -> dict[str, Value]:
    """Everything that is asked of a cell as it was published."""
    made = {"bare": trimmed(cell), "plain": plain_cell(trimmed(cell)), "visible": visible(cell)}
    made |= {f"blank{i}": is_blank(trimmed(cell), numbers) for i, numbers in enumerate(NUMBERS)}
    made |= {f"figure{i}": figure(cell, numbers) for i, numbers in enumerate(NUMBERS)}
    return made | {f"time{i}": moment(cell, time, "America/La_Paz") for i, time in enumerate(TIMES)}


@pytest.mark.parametrize(("kind", "cells"), [(PlainNumber, CELLS), (PlainText, CELLS), (PlainText, TEXTS)])
def test_a_plain_column_is_read_as_any_other(
    kind: type[PlainText], cells: list[str | None], tmp_path: Path
) -> None:
    table = pa.table({"c0": pa.array(cells, pa.string())})
    assert issubclass(plain_columns(table)["c0"], kind)
    rows = (
        Scratch(connect(threads=1), tmp_path).put({"i": list(range(len(cells))), "c0": cells}).order_by("i")
    )
    known = fetch_rows(rows.select("i", **ways(kind('"c0"', frozenset(["c0"]), "c0"))))
    assert known == fetch_rows(rows.select("i", **ways(rows["c0"])))
    assert any(row["figure0"] is not None for row in known)


def test_outer_blanks_are_no_part_of_a_name(tmp_path: Path) -> None:
    texts = ["La Paz", " La Paz", "La Paz ", " La  Paz", "\tLa Paz", "La Paz\u00a0", ""]
    rows = Scratch(connect(threads=1), tmp_path).put({"i": list(range(len(texts))), "c0": texts})
    found = fetch_rows(rows.order_by("i").select(name=visible(rows["c0"])))
    assert [row["name"] for row in found] == ["La Paz"] * 6 + [""]
