"""What a workbook hides: worksheets, rows, columns; and parts that would pass for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_workbook import HEAD, ROWS, Read, add, book, raw_book, saved, text_row
from veedor.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

OTHER = [["Q1", 5, 4], ["Q2", 6, 1]]


def refused(path: Path, **form: object) -> InputError:
    """Give the error of a workbook that is not read."""
    with pytest.raises(InputError) as caught:
        Read(path, **form)
    return caught.value


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_first_visible_worksheet_is_read(tmp_path: Path, state: str) -> None:
    made = book(HEAD, ["P1", 1, 2], title="old draft")
    add(made, "Final", HEAD, *ROWS)
    made.active = 1
    made["old draft"].sheet_state = state
    path = saved(made, tmp_path)
    read = Read(path)
    assert read.worksheets == ["Final"] * 3
    assert read.notice("hidden_worksheets").values == ("old draft",)
    named = Read(path, sheets=("old draft",))
    assert named.rows == [["P1", "1", "2"]]
    assert named.notice("hidden_worksheet_read").values == ("old draft",)
    assert Read(path, sheets=("*",)).worksheets == ["Final"] * 3


def test_worksheets_of_one_table_are_not_read_in_part(tmp_path: Path) -> None:
    made = book(title="Kern")
    add(made, 'La"ke', HEAD, *OTHER)
    add(made, "Notes", ["Ask the office"])
    path = saved(made, tmp_path)
    problem = refused(path)
    assert 'sheets = ["Kern", "La\\"ke"]' in problem.remedy
    assert 'sheets = ["Kern"]' in problem.remedy
    read = Read(path, sheets=("Kern", 'La"ke'))
    assert read.column("Adler") == ["55", "61", "20", "5", "6"]
    assert read.table.column("source").to_pylist()[-1] == 'results.xlsx#La"ke'
    assert read.numbers == [2, 3, 4, 2, 3]
    assert read.notice("worksheets_left_out").values == ("Notes",)
    assert Read(path, sheets=("Kern",)).column("Adler") == ["55", "61", "20"]


def test_every_visible_worksheet(tmp_path: Path) -> None:
    made = book(title="Kern")
    add(made, "Lake", HEAD, *OTHER)
    add(made, "Sheet3")
    path = saved(made, tmp_path)
    read = Read(path, sheets=("*",))
    assert read.worksheets == ["Kern"] * 3 + ["Lake"] * 2
    assert read.notice("empty_worksheet").values == ("Sheet3",)


def test_a_part_with_another_title_above_or_another_order_is_seen(tmp_path: Path) -> None:
    made = book(title="Kern")
    add(made, "Lake", ["County of Lake"], [], [HEAD[2], HEAD[0], HEAD[1]], [4, "Q1", 5])
    assert "Lake" in str(refused(saved(made, tmp_path)).value)


def test_columns_are_put_together_by_name(tmp_path: Path) -> None:
    made = book(title="Kern")
    add(made, "Lake", ["Brandt\u00a0", "Precinct", " Adler"], [4, "Q1", 5])
    read = Read(saved(made, tmp_path), sheets=("*",))
    assert read.rows[-1] == ["Q1", "5", "4"]


@pytest.mark.parametrize(
    ("head", "said"),
    [([*HEAD, "Cole"], "has 'Cole'"), (HEAD[:2], "lacks 'Brandt'"), (["x", *HEAD[1:]], "has 'x'")],
)
def test_a_difference_of_columns_names_worksheet_and_column(
    tmp_path: Path, head: list[str], said: str
) -> None:
    made = book(title="Kern")
    add(made, "Lake", head, [1, 2, 3, 4][: len(head)])
    problem = refused(saved(made, tmp_path), sheets=("Kern", "Lake"))
    assert said in problem.message
    assert problem.file == "results.xlsx#Lake"


def test_columns_of_one_name_are_told_by_their_turn(tmp_path: Path) -> None:
    made = book(["Id", "Votes", "Votes"], ["a", 1, 2], title="Kern")
    add(made, "Lake", ["Id", "Votes", "Votes"], ["b", 3, 4])
    assert Read(saved(made, tmp_path), sheets=("*",)).rows == [["a", "1", "2"], ["b", "3", "4"]]


def test_a_name_of_a_worksheet_with_blanks(tmp_path: Path) -> None:
    path = saved(book(title="Kern "), tmp_path)
    assert Read(path, sheets=("Kern",)).worksheets[0] == "Kern "
    assert "Did you mean 'Kern '" in refused(path, sheets=("Kerns",)).remedy


@pytest.mark.slow
def test_hidden_rows_are_refused_with_two_remedies(tmp_path: Path) -> None:
    made = book(HEAD, ROWS[0], ROWS[1], ["P2 (old)", 60, 141], ROWS[2])
    made.active.row_dimensions[4].hidden = True
    path = saved(made, tmp_path)
    problem = refused(path)
    assert problem.row == 4
    assert 'hidden = "skip"' in problem.remedy
    assert 'hidden = "read"' in problem.remedy
    skipped, read = Read(path, hidden="skip"), Read(path, hidden="read")
    assert skipped.column("Adler") == ["55", "61", "20"]
    assert skipped.notice("hidden_rows_skip").rows == (4,)
    assert read.column("Adler") == ["55", "61", "60", "20"]
    assert read.notice("hidden_rows_read").number == 1


@pytest.mark.parametrize("how", ['hidden="true"', 'ht="0" customHeight="1"', 'hidden="1" outlineLevel="1"'])
def test_every_way_to_hide_a_row(tmp_path: Path, how: str) -> None:
    hidden = text_row(3, "b", "7").replace("<row ", f"<row {how} ")
    cells = text_row(1, "Id", "Oak") + text_row(2, "a", "5") + hidden + text_row(4, "c", "6")
    path = raw_book(tmp_path, cells)
    assert refused(path).row == 3
    assert Read(path, hidden="skip").column("Oak") == ["5", "6"]


def test_rows_that_a_filter_hides_are_named(tmp_path: Path) -> None:
    made = book(HEAD, *([f"P{i}", i, i] for i in range(20)))
    for row in range(5, 15):
        made.active.row_dimensions[row].hidden = True
    problem = refused(saved(made, tmp_path))
    assert "10: 5, 6, 7, 8, 9 and 5 more" in problem.message


def test_hidden_rows_without_content_or_above_the_header_are_no_matter(tmp_path: Path) -> None:
    made = book(["A title"], HEAD, *ROWS)
    made.active.row_dimensions[1].hidden = True
    made.active.row_dimensions[9].hidden = True
    assert Read(saved(made, tmp_path), skip=1).column("Adler") == ["55", "61", "20"]


@pytest.mark.parametrize("how", ["hidden", "width"])
def test_a_hidden_column_with_figures_is_said(tmp_path: Path, how: str) -> None:
    before = '<cols><col min="2" max="3" hidden="1"/></cols>'
    if how == "width":
        before = '<cols><col min="2" max="3" width="0" customWidth="1"/></cols>'
    cells = text_row(1, "Id", "Oak", "Note", "Elm") + text_row(2, "a", "5", "late", "6")
    read = Read(raw_book(tmp_path, cells, before=before))
    assert read.notice("hidden_columns", "Oak").values == ("5",)
    assert read.keys == {"hidden_columns"}


def test_unnamed_columns_with_figures_are_said_by_letter(tmp_path: Path) -> None:
    read = Read(saved(book(["Id", None, "Oak"], ["a", 7, 5, 3], ["b", None, 6, "see note"]), tmp_path))
    assert read.notice("unnamed_columns", "B").rows == (2,)
    assert read.notice("unnamed_columns", "D").values == ("3",)
    assert read.header == ("Id", "", "Oak")


def test_a_workbook_whose_worksheets_are_all_hidden(tmp_path: Path) -> None:
    path = raw_book(tmp_path, text_row(1, "Id", "Oak") + text_row(2, "a", "5"))
    content = path.read_bytes()
    assert Read(path).rows == [["a", "5"]]
    book_xml = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="S" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
    )
    path = raw_book(
        tmp_path, text_row(1, "Id", "Oak") + text_row(2, "a", "5"), members={"xl/workbook.xml": book_xml}
    )
    assert path.read_bytes() != content
    assert "'S'" in refused(path).remedy
    assert Read(path, sheets=("S",)).keys == {"hidden_worksheet_read"}


def test_an_empty_first_worksheet_names_the_others(tmp_path: Path) -> None:
    made = book([None], title="Cover")
    add(made, "Final", HEAD, *ROWS)
    problem = refused(saved(made, tmp_path))
    assert "no rows" in problem.message
    assert "'Final'" in problem.remedy
