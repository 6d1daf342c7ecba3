"""Headers of several rows, and merged cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_workbook import HEAD, Read, book, saved
from intake.test_workbook_hidden import refused
from veedor.intake.header import join_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GROUPS = ["Precinct", "Adler", None, "Brandt", None, "Invalid"]
PARTS = [None, "Day", "Mail", "Day", "Mail", None]
BODY = [["P1", 55, 5, 40, 6, 1], ["P2", 61, 9, 41, 29, 0]]
JOINED = ("Precinct", "Adler / Day", "Adler / Mail", "Brandt / Day", "Brandt / Mail", "Invalid")


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["a b ", " c\nd"]], ("a b", "c d")),
        ([["Id", "X", "", "Y"], ["", "1", "2", "3"]], ("Id", "X / 1", "X / 2", "Y / 3")),
        ([["Id", "", "X", ""], ["", "Reg", "1", "2"]], ("Id", "Reg", "X / 1", "X / 2")),
        ([["X", ""], ["1", "2", "3"]], ("X / 1", "X / 2", "X / 3")),
        (
            [["A", "", "B", ""], ["x", "", "", "y"], ["1", "2", "3", "4"]],
            ("A / x / 1", "A / x / 2", "B / 3", "B / y / 4"),
        ),
        (
            [["id", "North", "", "South", ""], ["", "X", "", "", "Y"], ["", "a", "b", "c", "d"]],
            ("id", "North / X / a", "North / X / b", "South / c", "South / Y / d"),
        ),
        ([["Total", "X"], ["Total", "1"]], ("Total", "X / 1")),
        ([["X", "", "", "Z"], ["1", "", "2", ""]], ("X / 1", "", "2", "Z")),
        ([], ()),
    ],
)
def test_names_of_several_rows(rows: Sequence[Sequence[str]], names: tuple[str, ...]) -> None:
    assert join_header(rows) == names


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("merged", [(), ("B1:C1", "D1:E1"), ("A1:A2", "B1:C1", "D1:E1", "F1:F2")])
def test_two_rows_of_a_header(tmp_path: Path, merged: tuple[str, ...]) -> None:
    made = book(GROUPS, PARTS, *BODY)
    for area in merged:
        made.active.merge_cells(area)
    path = saved(made, tmp_path)
    problem = refused(path)
    assert problem.row == 2
    assert "header_rows = 2" in problem.remedy
    read = Read(path, header_rows=2)
    assert read.header == JOINED
    assert read.rows[0] == ["P1", "55", "5", "40", "6", "1"]
    assert read.numbers == [3, 4]
    assert not read.notices


def test_merged_groups_end_where_they_end(tmp_path: Path) -> None:
    made = book(["Id", "Votes", None, None, "x"], [None, "Oak", "Elm", "Cast", None], ["a", 1, 2, 3, 4])
    made.active.merge_cells("B1:C1")
    assert Read(saved(made, tmp_path), header_rows=2).header == (
        "Id",
        "Votes / Oak",
        "Votes / Elm",
        "Cast",
        "x",
    )


def test_a_group_row_above_a_full_header(tmp_path: Path) -> None:
    made = book(
        ["Place", None, "Votes", None], ["Town", "Sheet", "Oak", "Elm"], ["T", "a", 1, 2], ["T", "b", 3, 4]
    )
    path = saved(made, tmp_path)
    assert "skip = 1" in refused(path).remedy
    assert Read(path, skip=1).header == ("Town", "Sheet", "Oak", "Elm")
    assert Read(path, header_rows=2).header[2:] == ("Votes / Oak", "Votes / Elm")


def test_three_rows_of_a_header(tmp_path: Path) -> None:
    made = book(
        ["Title"], ["Id", "V", None], [None, "Oak", None], [None, "Day", "Mail"], ["a", 1, 2], ["b", 3, 4]
    )
    path = saved(made, tmp_path)
    assert "header_rows = 3" in refused(path, skip=1, header_rows=2).remedy
    assert Read(path, skip=1, header_rows=3).header == ("Id", "V / Oak / Day", "V / Oak / Mail")


def test_a_first_row_of_words_is_no_header(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Id", "Note", "Oak"], ["a", "late", "NA"], ["b", "", 5]]
    assert len(Read(saved(book(*rows), tmp_path)).rows) == 2


def test_lines_above_a_header_are_told(tmp_path: Path) -> None:
    made = book([None, None], [None, None], HEAD, ["P1", 1, 2])
    assert "`skip = 2`" in refused(saved(made, tmp_path)).remedy


def test_merged_places_are_filled_down_and_said(tmp_path: Path) -> None:
    made = book(
        ["County", *HEAD],
        ["Kern", "K1", 1, 2],
        [None, "K2", 3, 4],
        ["Lake", "L1", 5, 6],
        [None, "L2", 7, 8],
        [None, "X", 9, 9],
    )
    made.active.merge_cells("A2:A3")
    made.active.merge_cells("A4:A5")
    read = Read(saved(made, tmp_path))
    assert read.column("County") == ["Kern", "Kern", "Lake", "Lake", ""]
    notice = read.notice("merged_filled", "County")
    assert (notice.number, notice.rows) == (2, (3, 5))


def test_a_place_merged_over_two_columns_fills_the_first(tmp_path: Path) -> None:
    made = book(["County", *HEAD], ["Abroad", None, 1, 2], [None, None, 3, 4])
    made.active.merge_cells("A2:B3")
    assert Read(saved(made, tmp_path)).rows == [["Abroad", "", "1", "2"], ["Abroad", "", "3", "4"]]


def test_a_figure_merged_over_rows_is_told_apart(tmp_path: Path) -> None:
    made = book([*HEAD, "Registered"], ["P1", 1, 2, 300], ["P2", 3, 4, None])
    made.active.merge_cells("D2:D3")
    read = Read(saved(made, tmp_path))
    assert read.column("Registered") == ["300", "300"]
    assert read.notice("merged_figures", "Registered").rows == (3,)


def test_a_figure_merged_over_columns_is_nobodys(tmp_path: Path) -> None:
    made = book(HEAD, ["P1", 100, None], ["P2", 3, 4])
    made.active.merge_cells("B2:C2")
    read = Read(saved(made, tmp_path))
    assert read.rows[0] == ["P1", "100 (merged B2:C2)", "100 (merged B2:C2)"]
    assert {n.column for n in read.notices} == {"Adler", "Brandt"}


def test_a_merged_footer_and_title_stay(tmp_path: Path) -> None:
    made = book(["Results"], HEAD, ["P1", 1, 2], ["Source: office, 5 May"])
    made.active.merge_cells("A1:C1")
    made.active.merge_cells("A4:C4")
    read = Read(saved(made, tmp_path), skip=1)
    assert read.rows[-1] == ["Source: office, 5 May", "", ""]
    assert not read.notices


def test_merged_rows_without_cells_of_their_own_are_none(tmp_path: Path) -> None:
    made = book(HEAD, ["P1", 1, 2])
    made.active.merge_cells("A2:A9")
    assert Read(saved(made, tmp_path)).numbers == [2]
