"""OpenDocument spreadsheets: what is hidden, merged, an error or without a value, as of other workbooks."""

# ruff: noqa: E501 - tables of cases are read across

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, refused, rows_of

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)
TEXT = '<table:table-cell office:value-type="string"{1}><text:p>{0}</text:p></table:table-cell>'
FIGURE = '<table:table-cell office:value-type="float" office:value="{0}"{1}><text:p>{0}</text:p></table:table-cell>'


def cell(value: object, more: str = "") -> str:
    return (FIGURE if isinstance(value, int) else TEXT).format(value, f" {more}" if more else "")


def row(*cells: object, more: str = "") -> str:
    made = "".join(c if isinstance(c, str) and c.startswith("<") else cell(c) for c in cells)
    return f"<table:table-row {more}>{made}</table:table-row>"


def ods(*rows: str, name: str = "Hoja1", more: str = "") -> bytes:
    content = _HEAD.format(f'<table:table table:name="{name}">{"".join(rows)}</table:table>{more}')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", "<m/>")
    return out.getvalue()


HEADER = row("Mesa", "Roble", "Olmo")
EMPTY = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


@pytest.mark.parametrize("name", ["a.ods", "a.xlsx", "a.csv", "a.zip"])
def test_a_worksheet(tmp_path: Path, name: str) -> None:
    raw = opened(tmp_path, name, ods(HEADER, row("001", 3, 4), row("002", 5, 6), EMPTY))
    assert raw.header == ("Mesa", "Roble", "Olmo")
    assert rows_of(raw) == [(2, ["001", "3", "4"]), (3, ["002", "5", "6"])]
    assert raw.notices == ()


def test_hidden_rows(tmp_path: Path) -> None:
    content = ods(HEADER, row("001", 3, 4), row("002", 5, 6, more='table:visibility="filter"'))
    assert 'hidden = "skip"' in refused(tmp_path, "a.ods", content).remedy
    assert len(rows_of(opened(tmp_path, "a.ods", content, hidden="skip"))) == 1
    assert len(rows_of(opened(tmp_path, "a.ods", content, hidden="read"))) == 2


def test_merged_cells_errors_and_lost_values(tmp_path: Path) -> None:
    error = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    lost = '<table:table-cell table:formula="of:=[.B2]"/>'
    covered = "<table:covered-table-cell/>"
    content = ods(
        HEADER, row(cell("Norte", 'table:number-rows-spanned="2" table:number-columns-spanned="1"'), 3, error), row(covered, lost, 6),
    )  # fmt: skip
    raw = opened(tmp_path, "a.ods", content)
    rows = [cells for _, cells in rows_of(raw)]
    assert [cells[0] for cells in rows] == ["Norte", "Norte"]
    assert rows[0][2] == "#DIV/0!"
    assert "no value" in str(rows[1][1])
    assert {n.key for n in raw.notices} >= {"error_cells", "formulas_without_value", "merged_filled"}


def test_further_worksheets(tmp_path: Path) -> None:
    other = f'<table:table table:name="Hoja2">{HEADER}{row("003", 1, 2)}</table:table>'
    content = ods(HEADER, row("001", 3, 4), more=other)
    assert 'sheets = ["*"]' in refused(tmp_path, "a.ods", content).remedy
    assert len(rows_of(opened(tmp_path, "a.ods", content, sheets=("*",)))) == 2


@pytest.mark.parametrize(
    "rows",
    [
        (HEADER, row("001", 3, 4, more='table:number-rows-repeated="9999999"')),
        (HEADER, row(cell("x", 'table:number-columns-repeated="9999999"'))),
        (HEADER, row(cell("x", 'table:number-columns-repeated="16000"'), more='table:number-rows-repeated="1000000"')),
        (HEADER,), (), (HEADER, "<table:table-row>"),
    ],
)  # fmt: skip
def test_hostile_and_empty_worksheets(tmp_path: Path, rows: tuple[str, ...]) -> None:
    assert refused(tmp_path, "a.ods", ods(*rows)).remedy


def test_entities_and_what_is_cut_short(tmp_path: Path) -> None:
    content = ods(HEADER, row("001", 3, 4))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert "document type" in refused(tmp_path, "a.ods", out.getvalue()).message
    assert refused(tmp_path, "b.ods", content[: len(content) // 2]).remedy
