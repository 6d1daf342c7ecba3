"""Figures that no file says: widths that cut, pages that end early, texts around elements, notes in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import importing, refusal, write_case
from intake.build_read import read, refused

if TYPE_CHECKING:
    from pathlib import Path

LINED = "Sheet  Place     Oak  Elm\n001    School    120   35\n002    Old Hall   98   41\n"
PAGE = "<html><body><table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3<td>4"


@pytest.mark.parametrize("widths", [[7, 11, 3, 4], [7, 10, 2, 6], [2, 15, 4, 4]])
def test_widths_that_cut_a_figure_in_two(tmp_path: Path, widths: list[int]) -> None:
    problem = refused(tmp_path, "a.txt", LINED, widths=tuple(widths))
    assert "cuts a word or a figure in two" in problem.message
    assert "remove `widths`" in problem.remedy


def test_a_line_of_fixed_width_that_was_cut(tmp_path: Path) -> None:
    cut = LINED.replace("002    Old Hall   98   41\n", "002    Old\n")
    assert refused(tmp_path, "a.txt", cut, widths=(7, 10, 4, 5)).row == 3
    blank = LINED.replace("   41\n", "\n")  # a blank last cell is often left out
    assert read(tmp_path, "b.txt", blank, widths=(7, 10, 4, 5))[-1] == (3, ["002", "Old Hall", "98", None])


@pytest.mark.parametrize("end", ["", "</td>", "<td", "</tr>"])
def test_a_page_that_ends_within_its_table(tmp_path: Path, end: str) -> None:
    assert "it is cut short" in refused(tmp_path, "a.html", PAGE + end).message


@pytest.mark.parametrize("end", ["</table>", "</body>", "</html>"])
def test_a_page_that_is_closed_is_whole(tmp_path: Path, end: str) -> None:
    assert len(read(tmp_path, "a.html", PAGE + end)) == 2


@pytest.mark.parametrize("cell", ["<b>1</b>46", "1<b>46</b>", "14<i/>6"])
def test_a_text_around_elements_is_no_figure(tmp_path: Path, cell: str) -> None:
    rows = f"<row><Sheet>001</Sheet><Oak>{cell}</Oak></row><row><Sheet>002</Sheet><Oak>7</Oak></row>"
    source = """
[source.official]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "count.xml" }]
control = "none known"
sheet = { id = "Sheet" }
choices = { absent = ["elm", "blank", "null"] }
"""
    problem = refusal(write_case(tmp_path, source, {"count.xml": f"<rows>{rows}</rows>"}))[0]
    assert "lists or records" in problem.message


def test_letters_of_another_encoding_than_the_document_says(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><r><a><n>Peña</n></a><a><n>x</n></a></r>'
    assert "its letters are UTF-8" in refused(tmp_path, "a.xml", text).message
    assert read(tmp_path, "b.xml", text.encode("latin-1"))[0][1] == ["Peña"]


def test_a_note_below_a_list_is_no_sheet(tmp_path: Path) -> None:
    source = """
[source.official]
layout = "attributes"
files = [{ name = "list.csv" }]
control = "none known"
sheet = { id = "Sheet" }
place = { levels = { region = "Region", place = "Place" } }
"""
    text = "Sheet,Region,Place\n001,North,School\n002,South,Hall\nSource: the commission,,\n"
    problem = refusal(write_case(tmp_path, source, {"list.csv": text}))[0]
    assert "a note below the table" in problem.message
    case = write_case(tmp_path / "bare", source + 'rows.bare = "outstanding"\n', {"list.csv": text})
    assert len(importing(case).store.arrow("sheet")) == 3
