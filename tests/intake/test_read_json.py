"""JSON and NDJSON: records within records, columns and rows, one file a sheet, and what is no table."""

# ruff: noqa: E501 - tables of cases are read across

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

NESTED: dict[str, Any] = {
    "fecha": "2030-05-05",
    "actas": [
        {"id": 1, "lugar": {"nombre": "Norte"}, "votos": [{"id": "roble", "n": 3}, {"id": "olmo", "n": 4}]},
        {"id": 2, "lugar": {"nombre": "Sur"}, "votos": [{"id": "roble", "n": 5}], "firmas": ["a", "b"]},
        {"id": 3, "lugar": {"nombre": "Sur"}, "votos": []},
        {"id": 4, "lugar": {"nombre": "Este"}},
    ],
}
ROWS: list[list[str | None]] = [
    ["2030-05-05", "1", "Norte", "roble", "3"],
    ["2030-05-05", "1", "Norte", "olmo", "4"],
    ["2030-05-05", "2", "Sur", "roble", "5"],
    ["2030-05-05", "3", "Sur", None, None],
    ["2030-05-05", "4", "Este", None, None],
]


def cells(folder: Path, data: Any, name: str = "a.json", **form: Any) -> list[list[str | None]]:  # noqa: ANN401
    text = data if isinstance(data, str) else json.dumps(data)
    return [row for _, row in read(folder, name, text, **form)]


def test_outer_fields_are_repeated_on_each_inner_record(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.json", json.dumps(NESTED), records="actas[].votos[]")
    assert raw.header == ("fecha", "id", "lugar.nombre", "votos.id", "n")
    assert [row for _, row in rows_of(raw)] == ROWS
    assert [(n.key, n.column, n.rows) for n in raw.notices] == [
        ("missing_values", "votos.id", (4, 5)),
        ("missing_values", "n", (4, 5)),
    ]


def test_lists_within_records_are_refused_with_every_path(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a.json", json.dumps(NESTED))
    assert 'records = "actas[].votos[]"' in problem.remedy
    assert "'actas[]' (4 rows; id" in problem.message


def test_one_file_a_sheet(tmp_path: Path) -> None:
    one = {"mesa": "0007", "votos": [{"p": "roble", "n": 3}, {"p": "olmo", "n": 4}]}
    assert cells(tmp_path, one, records="votos[]") == [["0007", "roble", "3"], ["0007", "olmo", "4"]]
    assert cells(tmp_path, {"mesa": "0007", "roble": 3, "lugar": {"n": 1}}) == [["0007", "3", "1"]]


@pytest.mark.parametrize(
    "data",
    [
        {"columns": ["mesa", "roble"], "rows": [["1", 3], ["2", 4]]},
        {"columns": ["mesa", "roble"], "index": [0, 1], "data": [["1", 3], ["2", 4]]},
        {"result": {"fields": [{"name": "mesa"}, {"name": "roble"}], "records": [["1", 3], ["2", 4]]}},
        [["mesa", "roble"], ["1", 3], ["2", 4]],
        {"mesa": ["1", "2"], "roble": [3, 4]},
    ],
)
def test_names_of_columns_and_rows_of_values(tmp_path: Path, data: Any) -> None:  # noqa: ANN401
    raw = opened(tmp_path, "a.json", json.dumps(data))
    assert raw.header == ("mesa", "roble")
    assert [row for _, row in rows_of(raw)] == [["1", "3"], ["2", "4"]]


def test_entries_of_an_object(tmp_path: Path) -> None:
    data = {"mesas": {"0001": {"roble": 3}, "0002": {"roble": 4}}}
    raw = opened(tmp_path, "a.json", json.dumps(data), records="mesas{}")
    assert raw.header == ("key", "roble")
    assert [row for _, row in rows_of(raw)] == [["0001", "3"], ["0002", "4"]]
    deep = {"mesas": {"0001": {"v": [{"p": "roble", "n": 3}]}, "0002": {"v": [{"p": "roble", "n": 4}]}}}
    assert cells(tmp_path, deep, records="mesas{}.v[]") == [["0001", "roble", "3"], ["0002", "roble", "4"]]


def test_a_list_of_lines(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(one) for one in NESTED["actas"])
    found = cells(tmp_path, lines, "a.txt", records="[].votos[]")
    assert found == [row[1:] for row in ROWS]
    assert refused(tmp_path, "b.txt", lines).remedy.startswith('State `records = "[].votos[]"`')


def test_lists_of_single_values_are_said_when_they_are_used(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.json", '[{"a": "1", "point": [1, 2]}, {"a": "2"}]')
    assert raw.header == ("a", "point")
    with pytest.raises(CaseError, match="lists or records"):
        raw.column("point", "k")
    assert raw.column("a", "k") == "c0"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("actas", "no path"), ("", ""), ("actas[]votos[]", "no path"), ("actas[].x[]", "no records"), ("x[]", "no records"),
        ("actas[]..votos[]", "no path"), ("actas[].votos", "no path"), ("fecha[].x[]", "no record"),
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere(tmp_path: Path, path: str, said: str) -> None:
    problem = refused(tmp_path, "a.json", json.dumps(NESTED), records=path)
    assert said in problem.message


def test_a_path_that_is_almost_right(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a.json", json.dumps(NESTED), records="actas[].voto[]")
    assert problem.remedy == "Did you mean 'actas[].votos[]'?"


def test_figures_stay_as_they_are(tmp_path: Path) -> None:
    data = '{"a": [{"n": 90071992547409931, "m": 16.0, "k": 1e400, "j": 0.1, "i": "007"}]}'
    assert cells(tmp_path, data, records="a[]") == [["90071992547409931", "16.0", "1e400", "0.1", "007"]]


@pytest.mark.parametrize("depth", [70, 900, 5_000, 200_000])
@pytest.mark.parametrize("pair", [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_deep_nesting(tmp_path: Path, depth: int, pair: tuple[str, str]) -> None:
    problem = refused(tmp_path, "a.json", pair[0] * depth + "1" + pair[1] * depth)
    assert "levels deep" in problem.message


@pytest.mark.parametrize("number", [20_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_too_many_columns(tmp_path: Path, number: int) -> None:
    wide = "[{" + ",".join(f'"c{i}":{i}' for i in range(number)) + "}]"
    assert f"{number:,} different names" in refused(tmp_path, "a.json", wide).message


@pytest.mark.slow
def test_a_bomb_of_empty_lists_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_READER_MEMORY", "150")
    bomb = "[" + ",".join(["[]"] * 3_000_000) + "]"
    tracemalloc.start()
    problem = refused(tmp_path, "a.json", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "more than 150 MB" in problem.message
    assert peak < 60 * 1024**2


@pytest.mark.parametrize(
    "text", ['{"a": [{"b": 1}', '[{"a": 1}] x', '{"a": [{"b": 1, "b": 2}]}', '[{"a": 1}, 2]', "[[]]", '{"rows": []}', "[null]"]
)  # fmt: skip
def test_what_is_cut_short_or_no_table(tmp_path: Path, text: str) -> None:
    refused(tmp_path, "a.json", text)


def test_a_header_in_brackets_is_no_json(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.json", "[Mesa],[Roble]\n1,3\n2,4\n")
    assert raw.header == ("[Mesa]", "[Roble]")
