"""Tables of web pages: which, what is merged, hidden or a note, and pages that are no table."""

# ruff: noqa: E501 - tables of cases are read across
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.intake import html_tables

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "<tr><th>Mesa</th><th>Roble</th><th>Olmo</th></tr>"
ROWS = "<tr><td>001</td><td>3</td><td>4</td></tr><tr><td>002</td><td>5</td><td></td></tr>"
TABLE = f"<table>{HEAD}{ROWS}</table>"
CELLS = [["001", "3", "4"], ["002", "5", None]]


def cells(folder: Path, page: str, name: str = "a.html", **form: object) -> list[list[str | None]]:
    return [[cell or None for cell in row] for _, row in read(folder, name, page, **form)]


@pytest.mark.parametrize("name", ["a.html", "a.xls", "a.csv", "a"])
@pytest.mark.parametrize(
    "page",
    [
        TABLE,
        f"<!DOCTYPE html><html><head><title>x</title></head><body><p>Acta</p>{TABLE}</body></html>",
        f"\n<!-- made by x -->\n<?xml version='1.0'?><html>{TABLE}</html>",
        TABLE.replace("</td>", "").replace("</th>", "").replace("</tr>", ""),
        TABLE.upper().replace("MESA", "Mesa").replace("ROBLE", "Roble").replace("OLMO", "Olmo"),
        f"<table><tr><td>menu</td><td>{TABLE}</td></tr></table>",
        f"<table><tr><td>1</td></tr></table>{TABLE}<script>'<table>'</script>",
    ],
)
def test_the_one_table_of_a_page(tmp_path: Path, name: str, page: str) -> None:
    raw = opened(tmp_path, name, page)
    assert raw.header == ("Mesa", "Roble", "Olmo")
    assert [[cell or None for cell in row] for _, row in rows_of(raw)] == CELLS


def test_which_of_several_tables(tmp_path: Path) -> None:
    other = (
        f'<table id="sur"><caption>Región Sur</caption>{HEAD}<tr><td>9</td><td>8</td><td>7</td></tr></table>'
    )
    page = TABLE + other + f'<div style="display: none">{TABLE}</div>'
    problem = refused(tmp_path, "a.html", page)
    assert "3 tables" in problem.message
    assert "'2' 'Región Sur' (1 row; Mesa, Roble, Olmo)" in problem.message
    assert "hidden" in problem.message
    assert 'table = "1"' in problem.remedy
    for table in ("2", "sur", " Región  Sur"):
        raw = opened(tmp_path, "a.html", page, table=table)
        assert [row for _, row in rows_of(raw)] == [["9", "8", "7"]]
    assert raw.label == "a.html"
    for table in ("4", "norte"):
        assert "no table" in refused(tmp_path, "a.html", page, table=table).message


def test_cells_that_span_rows_and_columns(tmp_path: Path) -> None:
    page = (
        "<table><thead><tr><th rowspan=2>Zona<th rowspan=2>Mesa<th colspan=2>Votos</tr>"
        "<tr><th>Roble<th>Olmo</tr></thead>"
        "<tr><td rowspan=2>Norte<td>1<td>3<td>4<tr><td>2<td>5<td>6<tr><td>Sur<td>3<td colspan=2>12</table>"
    )
    raw = opened(tmp_path, "a.html", page)
    assert raw.header == ("Zona", "Mesa", "Votos / Roble", "Votos / Olmo")
    rows = [row for _, row in rows_of(raw)]
    assert rows[:2] == [["Norte", "1", "3", "4"], ["Norte", "2", "5", "6"]]
    # one figure for two columns belongs to none of them
    assert rows[2][:2] == ["Sur", "3"]
    assert all("merged" in str(cell) for cell in rows[2][2:])


def test_figures_that_span_rows_are_said(tmp_path: Path) -> None:
    page = (
        f"<table>{HEAD}<tr><td>1</td><td rowspan=2>9</td><td>2</td></tr><tr><td>2</td><td>3</td></tr></table>"
    )
    raw = opened(tmp_path, "a.html", page)
    assert ("merged_figures", "Roble") in {(n.key, n.column) for n in raw.notices}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("12<sup>1</sup>", "12 [1]"), ("12<sup></sup>", "12"), ("<s>120</s>130", "[120] 130"), ("<b>1</b>20", "120"),
        ("<div>27</div><div>31</div>", "27 / 31"), ("27<br>31", "27 / 31"), ("La<br/>Paz", "La Paz"), ("1&nbsp;234", "1 234"),
        ("<span style='display:none'>0007</span>7", "7"), ("<!-- 3 -->4", "4"), ("&lt;5", "<5"), ("<p>8</p>", "8"),
        ("<script>var x=1</script>9", "9"), ("<a href=x>Mesa 1</a>", "Mesa 1"), ("5<del>4</del>", "5 [4]"),
    ],
)  # fmt: skip
def test_what_is_seen_of_a_cell(tmp_path: Path, cell: str, text: str) -> None:
    page = f"<table>{HEAD}<tr><td>1</td><td>{cell}</td><td>2</td></tr></table>"
    assert [" ".join((row[1] or "").split()) for row in cells(tmp_path, page)] == [text]


def test_hidden_rows_are_asked_about(tmp_path: Path) -> None:
    page = TABLE.replace("<tr><td>002", '<tr style="DISPLAY:none"><td>002')
    problem = refused(tmp_path, "a.html", page)
    assert 'hidden = "skip"' in problem.remedy
    assert len(cells(tmp_path, page, hidden="skip")) == 1
    assert len(cells(tmp_path, page, hidden="read")) == 2


def test_a_table_without_a_header(tmp_path: Path) -> None:
    page = "<table><tr><td>1</td><td>3</td></tr><tr><td>2</td><td>4</td></tr></table>"
    assert "columns = [...]" in refused(tmp_path, "a.html", page).remedy
    assert read(tmp_path, "a.html", page, columns=("Mesa", "Roble")) == [(1, ["1", "3"]), (2, ["2", "4"])]
    title = page.replace("<table>", "<table><tr><td colspan=2>Acta</td></tr>")
    assert read(tmp_path, "a.html", title, columns=("Mesa", "Roble"), skip=1) == [
        (2, ["1", "3"]),
        (3, ["2", "4"]),
    ]


def test_the_encoding_that_a_page_states(tmp_path: Path) -> None:
    page = f'<html><meta charset="ISO-8859-1">{TABLE.replace("Olmo", "Ñandú")}</html>'.encode("cp1252")
    assert opened(tmp_path, "a.html", page).header == ("Mesa", "Roble", "Ñandú")
    wrong = page.replace(b'<meta charset="ISO-8859-1">', b"")
    assert "UTF-8" in refused(tmp_path, "a.html", wrong).message
    assert opened(tmp_path, "b.html", TABLE.encode("utf-16")).header == ("Mesa", "Roble", "Olmo")


@pytest.mark.parametrize(
    "page",
    [
        "<html><p>Please log in", "<!doctype html><div id=app></div><script src=x></script>", "<table></table>",
        "<table><tr><td>1</td></tr></table>", f"<table>{HEAD}</table>", "<html>" + "<table>" * 500, "<p>" * 50_000,
        f"<!-- {TABLE}", "<table><tr><td>" * 3_000,
    ],
)  # fmt: skip
def test_pages_without_a_table(tmp_path: Path, page: str) -> None:
    assert refused(tmp_path, "a.html", page).remedy


def test_cells_that_span_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = f"<table>{HEAD}" + "<tr>" + "<td colspan=1000 rowspan=65534>1</td>" * 50 + "</tr></table>"
    assert "columns" in refused(tmp_path, "a.html", wide).message
    monkeypatch.setattr(html_tables, "MAX_CELLS", 1000)
    assert "cells" in refused(tmp_path, "a.html", f"<table>{HEAD}{ROWS * 400}</table>").message


@pytest.mark.slow
def test_a_million_columns(tmp_path: Path) -> None:
    page = "<table>" + ("<tr>" + "<td>1" * 1_000_000) * 2 + "</table>"
    assert "columns" in refused(tmp_path, "a.html", page).message


def test_a_large_page_in_a_process_of_its_own(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{i}</td><td>{i % 7}</td><td>{i % 5}</td></tr>" for i in range(8_000))
    raw = opened(tmp_path, "a.html", f"<table>{HEAD}{rows}</table>")
    found = rows_of(raw)
    assert len(found) == 8_000
    assert sum(int(row[1] or 0) for _, row in found) == sum(i % 7 for i in range(8_000))
