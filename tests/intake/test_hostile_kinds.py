"""Kinds of files that were read wrongly, or ended in a traceback: three of each."""

from __future__ import annotations

import io
import tarfile
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from intake.build_intake import ROWS, SOURCE, csv_text, importing, refusal, write_case
from intake.build_read import opened, read, refused
from veedor.intake.case import NumberMap
from veedor.intake.cells import figure_of, number_problems
from veedor.intake.instants import instants
from veedor.intake.refused_cells import figure_remedy

if TYPE_CHECKING:
    from pathlib import Path

LOG = """
[source.log]
layout = "publication"
contest = "mayor"
count = "early"
files = [{ name = "log.csv" }]
control = "none known"
[source.log.log]
at = "At"
"""


@pytest.mark.parametrize("first", ["sep=,,", "sep=,,,,", '"sep=,"', "sep=, ", "SEP=,"])
def test_a_line_that_names_the_delimiter_swallows_no_row(tmp_path: Path, first: str) -> None:
    assert read(tmp_path, "a.csv", f"{first}\na,b\n1,2\n3,4\n") == [(3, ["1", "2"]), (4, ["3", "4"])]


@pytest.mark.parametrize(
    "again", ["Sheet,Region,,,,,,", "SHEET,REGION,PLACE,REGISTERED,OAK,ELM,BLANK,NULL", "sheet,,place,,,,,"]
)
def test_a_header_that_comes_again_in_part_is_no_sheet(tmp_path: Path, again: str) -> None:
    text = csv_text(ROWS[:2]) + f"{again}\n" + csv_text(ROWS[2:]).partition("\n")[2]
    store = importing(write_case(tmp_path, files={"count.csv": text})).store
    assert store.arrow("sheet")["sheet_id"].to_pylist() == ["001", "002", "003", "004"]
    assert [notice["key"] for notice in store.manifest["notices"]] == ["repeated_header"]


@pytest.mark.parametrize("missing", ["30", "10", "041"])
def test_a_figure_among_larger_ones_is_not_called_blank(tmp_path: Path, missing: str) -> None:
    source = SOURCE + f'missing = ["{missing}"]\n'
    rows = [
        *ROWS,
        ["005", "South", "Hall", "300", missing, missing, "1", "1"],
        ["006", "S", "H", "9", "50", "70", "0", "0"],
    ]
    problem = refusal(write_case(tmp_path, source, {"count.csv": csv_text(rows)}))[0]
    assert problem.value == missing
    assert "numbers.missing" in problem.remedy


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (NumberMap(missing=("00",)), "numbers.missing"),
        (NumberMap(missing=("0.0",)), "numbers.missing"),
        (NumberMap(missing=("٠",)), "numbers.missing"),
        (NumberMap(zero=("5",)), "numbers.zero"),
        (NumberMap(zero=("1.000",), thousands=".", decimal=","), "numbers.zero"),
        (NumberMap(zero=("-3",)), "numbers.zero"),
    ],
)
def test_a_figure_is_not_stated_to_be_another(numbers: NumberMap, key: str) -> None:
    assert {problem[0] for problem in number_problems(numbers)} == {key}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.123", NumberMap(thousands=".", decimal=",")),
        ("0 123", NumberMap(thousands=" ")),
        ("00,123", NumberMap(thousands=",")),
        ("0,12,345", NumberMap(thousands=",")),
        ("\u202e21\u202c", NumberMap()),
        ("1\u202e2", NumberMap()),
        ("\u202e(12", NumberMap(negative="add")),
        ("9" * 5_000, NumberMap()),
        ("1" + "0" * 15_000, NumberMap()),
        ("9" * 4_301, NumberMap(thousands=",")),
    ],
)
def test_what_is_no_figure(text: str, numbers: NumberMap) -> None:
    assert figure_of(text, numbers) is None
    assert figure_remedy(text, numbers)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59", "0001-01-01T00:00:00", "1800-01-01T00:00:00"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_times_at_the_end_of_time(at: str, zone: str) -> None:
    assert len(instants(datetime.fromisoformat(at), ZoneInfo(zone))) == 1


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_damage_within_a_packed_tar_is_seen(tmp_path: Path, mode: str) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo("a.csv")
        content = b"a,b\n1,2\n"
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    raw = bytearray(out.getvalue())
    name = f"a.tar.{mode[2:]}"
    assert read(tmp_path / "whole", name, bytes(raw)) == [(2, ["1", "2"])]
    raw[-6] ^= 1
    assert "damaged" in refused(tmp_path, name, bytes(raw)).message


@pytest.mark.parametrize("code", ["\\ud83d", "x\\uDE00", "\\u0000"])
def test_half_of_a_letter_in_json(tmp_path: Path, code: str) -> None:
    assert "no letter" in refused(tmp_path, "a.json", f'[{{"a": "1", "b": "{code}"}}]').message
    assert "no letter" in refused(tmp_path / "name", "a.ndjson", f'{{"a": "1", "{code}": "2"}}\n').message


@pytest.mark.parametrize("template", ["{Sheet", "{}", "Sheet}", "{Sheet:0999999999}"])
def test_a_template_without_a_hole_is_the_name_of_no_column(tmp_path: Path, template: str) -> None:
    (problem,) = refusal(write_case(tmp_path, SOURCE.replace('id = "Sheet"', f'id = "{template}"')))
    assert template.strip("{}") in problem.message


@pytest.mark.parametrize("head", ["At,Oaк,Elm,Blank,Null", "At,Ã…sh,Elm,Blank,Null", "At,a,b,c,d"])
def test_a_log_whose_choices_have_other_names_is_asked_about(tmp_path: Path, head: str) -> None:
    problems = refusal(write_case(tmp_path, LOG, {"log.csv": f"{head}\n2030-03-10 20:00:00,5,4,1,1\n"}))
    assert all(problem.remedy for problem in problems)


@pytest.mark.parametrize("key", ['negative = "maybe"', 'unreadable = "yes"', "registered = 7"])
def test_a_wrong_word_in_the_case_has_a_remedy(tmp_path: Path, key: str) -> None:
    problems = refusal(write_case(tmp_path, SOURCE.partition("registered =")[0] + key))
    assert all(problem.remedy for problem in problems)


@pytest.mark.parametrize("encoding", ["cp1252\\u0000", "rot13", "x" * 3000])
def test_no_encoding(tmp_path: Path, encoding: str) -> None:
    name = encoding.encode().decode("unicode_escape")
    assert "no encoding" in refused(tmp_path, "a.csv", b"a,b\n1,2\n", encoding=name).message


def test_zero_bytes_here_and_there_are_no_utf_16(tmp_path: Path) -> None:
    assert "utf" not in refused(tmp_path, "a.csv", b"a,b\n1,2\x00\n" + b"3,4\n" * 50).remedy
    wide = refused(tmp_path / "wide", "a.csv", "a,b\n1,2\n".encode("utf-32-le"))
    assert "utf-32-le" in wide.remedy
    assert opened(
        tmp_path / "right", "a.csv", "a,b\n1,2\n".encode("utf-32-le"), encoding="utf-32-le"
    ).header == (
        "a",
        "b",
    )


@pytest.mark.parametrize("columns", [2_001, 16_384, 40_000])
def test_too_many_columns_are_counted(tmp_path: Path, columns: int) -> None:
    names = ",".join(f"c{i}" for i in range(columns))
    error = refused(tmp_path, "a.csv", f"{names}\n{',' * (columns - 1)}\n")
    assert f"{columns:,} columns" in error.message


@pytest.mark.parametrize("size", [70_000, 131_000])
def test_a_header_longer_than_the_sample_has_rows_below_it(tmp_path: Path, size: int) -> None:
    assert read(tmp_path, "a.csv", f"a,{'b' * size}\n1,2\n") == [(2, ["1", "2"])]


@pytest.mark.parametrize("name", ["x" * 300, "é" * 200, "a/" + "y" * 256])
def test_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    source = SOURCE.replace('name = "count.csv"', f'name = "{name}"')
    assert "no file can have" in refusal(write_case(tmp_path, source))[0].message
