"""Parts of a source one below the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intake.build_read import rows_of
from veedor.engine import Scratch, connect, count_rows, fetch_rows
from veedor.errors import InputError
from veedor.intake import csvfile
from veedor.intake.case import FileForm
from veedor.intake.read import open_raw
from veedor.intake.stacked import stack as stack_in

if TYPE_CHECKING:
    from veedor.intake.raw import Raw

A = "Sheet,Oak,Elm\n001,1,2\n002,3,4\n"


def parts(folder: Path, *texts: str, **form: str) -> list[Raw]:
    connection = connect()
    raws = []
    for number, text in enumerate(texts, 1):
        path = folder / f"part{number}.csv"
        path.write_text(text, encoding="utf-8")
        work = folder / f"work{number}"
        work.mkdir()
        raws.append(open_raw(connection, path, FileForm(path.name, **form), work))  # type: ignore[arg-type]
    return raws


def stack(raws: list[Raw]) -> Raw:
    connection = raws[0].table.connection
    return stack_in(raws, Scratch(connection, Path()))


@pytest.fixture(params=["in memory", "in the engine", "one of each"], autouse=True)
def _sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = {"in memory": 10**6, "in the engine": 0, "one of each": 38}[request.param]
    monkeypatch.setattr(csvfile, "SMALL", limit)


def test_columns_are_the_same_by_name_whatever_their_order(tmp_path: Path) -> None:
    raw = stack(
        parts(tmp_path, A, "Elm,O\u00adak ,Sheet\n60,10,003\n70,20,004\n80,30,005\n", A.replace("00", "1"))
    )
    assert raw.header == ("Sheet", "Oak", "Elm")
    assert rows_of(raw)[2] == (2, ["003", "10", "60"])
    found = fetch_rows(raw.table)
    assert [(row["file"], row["row"]) for row in found] == [
        ("part1.csv", 2), ("part1.csv", 3), ("part2.csv", 2), ("part2.csv", 3), ("part2.csv", 4),
        ("part3.csv", 2), ("part3.csv", 3),
    ]  # fmt: skip
    assert {row["source"] for row in found} == {"part1.csv", "part2.csv", "part3.csv"}


def test_one_part_is_itself(tmp_path: Path) -> None:
    (raw,) = parts(tmp_path, A)
    assert stack([raw]) is raw


@pytest.mark.parametrize(
    ("second", "column"),
    [
        ("Sheet,Oak\n003,1\n", "Elm"),
        ("Sheet,Oak,Elm,Ash\n003,1,2,3\n", "Ash"),
        ("Sheet,Oak,Elms\n003,1,2\n", "Elms"),
        ("Sheet,Oak,Elm,Elm\n003,1,2,3\n", "Elm"),
        ("Sheet,Oak,Elm,\n003,1,2,3\n", "(without a name)"),
    ],
)
def test_a_part_with_other_columns_is_refused_by_name(tmp_path: Path, second: str, column: str) -> None:
    with pytest.raises(InputError) as caught:
        stack(parts(tmp_path, A, second))
    assert (caught.value.file, caught.value.column) == ("part2.csv", column)
    assert caught.value.remedy


def test_columns_that_are_empty_everywhere_do_not_matter(tmp_path: Path) -> None:
    raw = stack(
        parts(tmp_path, "Sheet,Oak,Note\n001,1,\n", "Sheet,Oak,Late\n002,2, \n", "Sheet,Oak\n003,3\n")
    )
    assert raw.header == ("Sheet", "Oak")
    assert [cells for _, cells in rows_of(raw)] == [["001", "1"], ["002", "2"], ["003", "3"]]
    folder = tmp_path / "b"
    folder.mkdir()
    later = parts(folder, "Sheet,Oak,Note\n001,1,\n", "Sheet,Oak\n002,2\n", "Sheet,Oak,Note\n003,3,x\n")
    with pytest.raises(InputError):
        stack(later)


def test_further_columns_of_each_part(tmp_path: Path) -> None:
    raw = stack(parts(tmp_path, A, A, named=r"part(?P<nr>\d)"))
    assert raw.header == ("Sheet", "Oak", "Elm", "nr")
    assert [cells[3] for _, cells in rows_of(raw)] == ["1", "1", "2", "2"]


def test_parts_of_different_formats(tmp_path: Path) -> None:
    (first,) = parts(tmp_path, A)
    path = tmp_path / "b.parquet"
    pq.write_table(pa.table({"Elm": [2], "Oak": [1], "Sheet": ["003"]}), path)
    work = tmp_path / "workb"
    work.mkdir()
    second = open_raw(connect(), path, FileForm(path.name), work)
    if first.arrow is not None:
        assert rows_of(stack([first, second]))[-1] == (1, ["003", "1", "2"])


@pytest.mark.slow
def test_a_thousand_small_parts(tmp_path: Path) -> None:
    connection = connect()
    raws = []
    for number in range(1000):
        path = tmp_path / f"mesa_{number}.json"
        path.write_text(json.dumps([{"party": p, "votes": number} for p in "ABC"]))
        work = tmp_path / f"w{number}"
        work.mkdir()
        raws.append(open_raw(connection, path, FileForm(path.name, named=r"mesa_(?P<mesa>\d+)"), work))
    raw = stack(raws)
    assert len(raw.table.sources) == 1
    assert count_rows(raw.table) == 3000
    assert rows_of(raw)[-1] == (3, ["C", "999", "999"])


def test_many_parts_in_the_engine_are_one_table(tmp_path: Path) -> None:
    raw = stack(parts(tmp_path, *[f"Sheet,Oak,Elm\n{number:03},1,2\n" for number in range(20)]))
    assert [cells[0] for _, cells in rows_of(raw)] == [f"{number:03}" for number in range(20)]
    assert len(raw.table.sources) == 1 or csvfile.SMALL == 38
