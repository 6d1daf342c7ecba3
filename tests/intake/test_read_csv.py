"""Rows of CSV files against their lines: read as they stand, or refused with a remedy that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import CaseError
from veedor.intake import csvfile, scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = "Sheet,Place,Oak,Elm\n"
PLAIN = HEAD + "001,North school,40,30\n002,South school,35,41\n003,Hall of town,10,60\n"
ROWS = [
    (2, ["001", "North school", "40", "30"]),
    (3, ["002", "South school", "35", "41"]),
    (4, ["003", "Hall of town", "10", "60"]),
]


@pytest.fixture(params=["row by row", "by the engine where it may"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read every file as a small one and as a large one: both must give the same."""
    if request.param != "row by row":
        monkeypatch.setattr(csvfile, "SMALL", 0)
        monkeypatch.setattr(scan, "_CHUNK", 7)
    return iter([None])


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.rstrip("\n"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("40,30\n", "40,30\r\n"),
        PLAIN + "\n\n",
        PLAIN + ",,,\n , ,,\n",
        PLAIN.replace("North school", '"North school"'),
        PLAIN.replace("\n", ",,\n"),
        PLAIN.replace("\n", ",,\n").replace("Elm,,", "Elm"),
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "|").replace("North school", '"North school"'),
    ],
    ids=[
        "plain",
        "no last line end",
        "crlf",
        "cr",
        "mixed line ends",
        "blank lines at the end",
        "empty rows at the end",
        "quotes",
        "columns without name or content",
        "rows that end in delimiters",
        "byte order mark",
        "semicolons",
        "bars and quotes",
    ],
)
def test_one_table_however_it_is_written(tmp_path: Path, text: str) -> None:
    raw = opened(tmp_path, "a.csv", text)
    assert raw.header == ("Sheet", "Place", "Oak", "Elm")
    assert rows_of(raw) == ROWS
    assert raw.notices == ()


def test_rows_keep_their_number_after_blank_lines_and_quoted_line_breaks(tmp_path: Path) -> None:
    text = '\n\nSheet,"Pla\nce",Oak\n\n001,"a\nb",4\n\n\n002,c,5\n'
    assert read(tmp_path, "a.csv", text) == [(5, ["001", "a\nb", "4"]), (8, ["002", "c", "5"])]
    assert read(tmp_path, "b.csv", "Results\n\n" + text, skip=2)[0][0] == 7


@pytest.mark.slow
def test_a_large_plain_file_is_read_by_the_engine_and_in_order(tmp_path: Path) -> None:
    lines = [f'{i:05},"School {i}, ""A""",{i % 7},{i % 5}' for i in range(30_000)]
    made = read(tmp_path, "a.csv", HEAD + "\n".join(lines) + "\n")
    assert [row for row, _ in made] == list(range(2, 30_002))
    assert made[-1][1] == ["29999", 'School 29999, "A"', "4", "4"]


def test_a_stated_separator_is_the_delimiter(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "sep=;\nSheet;Oak\n001;1,5\n") == [(3, ["001", "1,5"])]
    assert read(tmp_path, "a.csv", "SEP=,\r\nSheet,Oak\r\n001,15\r\n") == [(3, ["001", "15"])]


def test_a_repeated_header_is_left_out_with_a_notice(tmp_path: Path) -> None:
    for again in (HEAD, "\ufeff" + HEAD, HEAD.replace("Oak", " Oak\u00a0")):
        raw = opened(tmp_path, "a.csv", PLAIN + again + "004,Inn,1,2\n")
        assert rows_of(raw) == [*ROWS, (6, ["004", "Inn", "1", "2"])]
        assert [(n.key, n.rows) for n in raw.notices] == [("repeated_header", (5,))]


def test_a_second_header_in_another_order_is_refused(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a.csv", PLAIN + "Sheet,Place,Elm,Oak\n004,Inn,1,2\n", skip=0, foot=0)
    assert problem.row == 5


@pytest.mark.parametrize(
    ("cell", "row"),
    [('"School "La Paz""', 3), ('"School "Sucre", annex"', 3), ('"a" b', 3), ('"never closed', 3)],
)
def test_misquoted_cells_are_named_with_their_row(tmp_path: Path, cell: str, row: int) -> None:
    text = PLAIN.replace("South school", cell)
    problem = refused(tmp_path, "a.csv", text)
    assert problem.row == row
    assert "quote" in problem.message
    mended = text.replace(cell, '"' + cell.replace('"', '""') + '"')
    assert len(read(tmp_path, "a.csv", mended)) == 3


def test_blanks_behind_a_quote_are_named_with_what_to_replace(tmp_path: Path) -> None:
    text = 'Sheet ,Oak ,Elm\n"001" ,40 ,30\n"002" ,35 ,41\n'
    problem = refused(tmp_path, "a.csv", text, quote='"', delimiter=",")
    assert """replace every '" ,' by '",'""" in problem.remedy
    assert len(read(tmp_path, "a.csv", text.replace('" ,', '",'))) == 2


def test_a_quote_within_a_bare_cell_is_a_letter(tmp_path: Path) -> None:
    made = read(tmp_path, "a.csv", PLAIN.replace("South school", 'School 5" pipe'))
    assert made[1] == (3, ["002", 'School 5" pipe', "35", "41"])


def test_a_stray_quote_that_swallows_rows(tmp_path: Path) -> None:
    text = HEAD + '001,"School A,40,30\n002,School B,35,41\n003,School C",10,60\n'
    problem = refused(tmp_path, "a.csv", text)
    assert (problem.row, "stray quote" in problem.message) == (2, True)
    assert len(read(tmp_path, "a.csv", text.replace('"', ""))) == 3
    kept = read(tmp_path, "a.csv", text, line_breaks="keep")
    assert kept == [(2, ["001", "School A,40,30\n002,School B,35,41\n003,School C", "10", "60"])]


def test_short_rows_are_padded_or_left_out_where_the_case_says_so(tmp_path: Path) -> None:
    text = "Sheet,Oak,Elm,Note\n001,40,30,late\n002,35,41\n* provisional\n003,10,60,\n"
    problem = refused(tmp_path, "a.csv", text)
    assert (problem.row, problem.value) == (3, "002,35,41")
    assert 'short_rows = "pad"' in problem.remedy
    assert 'short_rows = "skip"' in problem.remedy
    assert "foot" not in problem.remedy
    assert refused(tmp_path, "a.csv", text, short_rows="pad").row == 4
    assert refused(tmp_path, "a.csv", text, short_rows="skip").row == 3
    raw = opened(tmp_path, "a.csv", text.replace("* provisional\n", ""), short_rows="pad")
    assert rows_of(raw)[1] == (3, ["002", "35", "41", None])
    assert [(n.key, n.number, n.rows) for n in raw.notices] == [("padded_rows", 1, (3,))]
    raw = opened(tmp_path, "a.csv", text.replace("002,35,41\n", ""), short_rows="skip")
    assert [row for row, _ in rows_of(raw)] == [2, 4]
    assert [(n.key, n.values) for n in raw.notices] == [("skipped_rows", ("* provisional",))]


@pytest.mark.parametrize(
    "notes",
    [
        "Source: Electoral office, generated at night\n* provisional\n",
        "Nota: a; b, c\n",
        "Total sheets: 3\n\nx\n",
    ],
)
def test_notes_below_the_table_are_left_out_as_the_remedy_says(tmp_path: Path, notes: str) -> None:
    problem = refused(tmp_path, "a.csv", PLAIN + "\n" + notes)
    assert problem.row == 6
    count = len([line for line in notes.splitlines() if line])
    assert f"`foot = {count}`" in problem.remedy
    raw = opened(tmp_path, "a.csv", PLAIN + "\n" + notes, foot=count)
    assert rows_of(raw) == ROWS
    assert [(n.key, n.number) for n in raw.notices] == [("foot", count)]
    assert refused(tmp_path, "a.csv", PLAIN + "\n" + notes, foot=count + 1).row == 4


def test_a_note_with_a_figure_never_becomes_a_sheet(tmp_path: Path) -> None:
    text = PLAIN + "Source: office, 2030\n"
    assert "pad" not in refused(tmp_path, "a.csv", text).remedy
    assert refused(tmp_path, "a.csv", text, short_rows="pad").row == 5
    assert read(tmp_path, "a.csv", text, foot=1) == ROWS


def test_long_rows_are_refused(tmp_path: Path) -> None:
    for cell in ("1,234", "35,", "a,b"):
        problem = refused(tmp_path, "a.csv", PLAIN.replace("South school,35", f"South school,{cell}"))
        assert (problem.row, "5 cells" in problem.message) == (3, True)


@pytest.mark.parametrize("cut", ["004,Inn,12,", "004,Inn,12", "004,In", '004,"Inn'])
def test_a_file_that_is_cut_short(tmp_path: Path, cut: str) -> None:
    problem = refused(tmp_path, "a.csv", PLAIN + cut)
    assert problem.row == 5
    if not cut.endswith('"Inn'):
        assert "fetch it again" in problem.remedy


def test_a_last_cell_that_is_blank_can_be_stated_as_such(tmp_path: Path) -> None:
    text = PLAIN + "004,Inn,12,"
    raw = opened(tmp_path, "a.csv", text, short_rows="pad")
    assert rows_of(raw)[-1] == (5, ["004", "Inn", "12", None])
    assert [n.key for n in raw.notices] == ["cut_off"]
    assert read(tmp_path, "a.csv", text + "\n") == rows_of(raw)
    often_blank = "Sheet,Oak,Note\n001,1,\n002,2,\n003,3,late\n004,4,"
    assert len(read(tmp_path, "a.csv", often_blank)) == 4


def test_columns_without_a_name_that_hold_something_are_named(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.csv", "Sheet,Oak,,\n001,1,7,\n002,2,,\n")
    assert raw.header == ("Sheet", "Oak", "")
    (notice,) = raw.notices
    assert (notice.key, notice.column, notice.values, notice.rows) == ("nameless_columns", "3", ("7",), (2,))
    problem = refused(tmp_path, "a.csv", "Sheet,Oak\n001,1,7\n002,2,8\n")
    assert "Name all 3 columns" in problem.remedy
    assert "skip = 1" in problem.remedy
    again = opened(tmp_path, "a.csv", "Sheet,Oak\n001,1,7\n002,2,8\n", skip=1, columns=("a", "b", "c"))
    assert rows_of(again) == [(2, ["001", "1", "7"]), (3, ["002", "2", "8"])]


@pytest.mark.parametrize(
    "form",
    [
        {"delimiter": '"'},
        {"delimiter": ";;"},
        {"delimiter": "\n"},
        {"quote": "''"},
        {"delimiter": "'", "quote": "'"},
        {"skip": -1},
        {"skip": 10_000_000_000},
        {"skip": 5},
        {"foot": -2},
        {"header_rows": 0},
    ],
)
def test_forms_that_cannot_be(tmp_path: Path, form: dict[str, str]) -> None:
    assert isinstance(refused(tmp_path, "a.csv", PLAIN, **form), CaseError)


def test_the_engines_words_are_never_shown(tmp_path: Path) -> None:
    for content in (
        HEAD,
        "",
        "\n\n",
        HEAD + "1,2\n",
        HEAD + '1,"2\n',
        "just text\nand more\n",
        "x" * 200_000,
    ):
        text = str(refused(tmp_path, "a.csv", content)).lower()
        assert not any(word in text for word in ("csv error", "sniff", "duckdb", "null_padding", "binder"))


def test_a_cell_longer_than_any_cell(tmp_path: Path) -> None:
    assert "longer than" in refused(tmp_path, "a.csv", PLAIN + "004," + "x" * 600_000 + ",1,2\n").message
