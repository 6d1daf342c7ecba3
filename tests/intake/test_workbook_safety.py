"""Damaged, hostile and overlarge workbooks: one message of ours, whatever they do to a reader."""

from __future__ import annotations

import subprocess
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from intake.build_workbook import HEAD, MAIN, Read, book, raw_book, saved, text_row
from intake.test_workbook_hidden import refused
from veedor.intake import apart

if TYPE_CHECKING:
    from pathlib import Path

HEADER = text_row(1, *HEAD)


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    "cell",
    [
        '<row r="6"><c r="EEEEEEEE6"><v>1</v></c></row>',
        '<row r="6"><c r="EEEEE6"><v>1</v></c></row>',
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="2"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="2"><c r="A1"><v>1</v></c></row>',
        '<row r="2"><c r="A0"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="2"><c r=""/><c r="2"/></row>',
    ],
)
def test_cells_where_none_can_be(tmp_path: Path, cell: str) -> None:
    assert "none can be" in refused(raw_book(tmp_path, HEADER + cell)).message


@pytest.mark.parametrize(
    "cell",
    ['<c r="XFD1048576"><v>1</v></c>', '<c s="0" r="XFD1048576"><v>1</v></c>', "<c s='0'\n r='XFD1048576'/>"],
)
def test_a_far_cell_is_seen_whatever_the_order_of_its_attributes(tmp_path: Path, cell: str) -> None:
    problem = refused(raw_book(tmp_path, f'{HEADER}<row r="1048576">{cell}</row>'))
    assert "row 1,048,576 and column 16,384" in problem.message


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    "value", ["1<!--x-->2", "1<?p x?>2", "&#49;2", "12&#51;", "1<![CDATA[2]]>", "<![CDATA[12]]>"]
)
@pytest.mark.parametrize("tag", ["v", 'v xml:space="preserve"'])
def test_a_figure_that_is_no_plain_text_is_refused(tmp_path: Path, tag: str, value: str) -> None:
    """Readers of workbooks take 1 for the 12 in two of them, and nothing for others."""
    cells = f'<row r="2"><c r="A2"><{tag}>{value}</v></c></row>'
    assert "lose a part or all" in refused(raw_book(tmp_path, HEADER + cells)).message


def test_cells_without_a_reference(tmp_path: Path) -> None:
    cells = '<row><c t="inlineStr"><is><t>Id</t></is></c><c t="inlineStr"><is><t>Oak</t></is></c></row>'
    cells += '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
    assert Read(raw_book(tmp_path, cells)).rows == [["1", "#N/A"]]


@pytest.mark.parametrize(
    "cells",
    [
        f"{HEADER}<row r='2'><c r='A2' t='s'><v>5</v></c></row>",
        f"{HEADER}<row",
        f"{HEADER}<row r='2'><c r='A2' t='x'><v>5</v></c></row>",
    ],
)
def test_damaged_worksheets(tmp_path: Path, cells: str) -> None:
    assert refused(raw_book(tmp_path, cells)).remedy


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_declared_document_type_is_refused(tmp_path: Path, member: str) -> None:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    text = f'<?xml version="1.0"?>{entity}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert "document type" in refused(raw_book(tmp_path, HEADER, members={member: text})).message


def test_two_members_of_one_name(tmp_path: Path) -> None:
    path = saved(book(), tmp_path)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as opened:
        warnings.simplefilter("ignore")
        opened.writestr("xl/worksheets/Sheet1.xml", "<worksheet/>")
    assert "same name" in refused(path).message or "twice" in refused(path).message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "not a workbook"),
        ("page.xlsx", b"\xef\xbb\xbf\n<?xml version='1.0'?>", "not a workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
        ("text.xlsx", b"a;b", "not a workbook"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refused(path).message


def test_another_kind_of_workbook(tmp_path: Path) -> None:
    path = tmp_path / "v.ods"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        opened.writestr("content.xml", "<x/>")
    assert ".xlsx" in refused(path).remedy


def test_a_workbook_with_the_ending_of_another_form(tmp_path: Path) -> None:
    assert Read(saved(book(), tmp_path).rename(tmp_path / "results.xls")).column("Adler") == [
        "55",
        "61",
        "20",
    ]


@pytest.mark.slow
def test_memory_is_bounded_and_can_be_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = HEADER + "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="ZZ{r}"><v>1</v></c></row>' for r in range(2, 6000)
    )
    path = raw_book(tmp_path, cells)
    monkeypatch.setenv(apart.MEMORY, "100")
    problem = refused(path)
    assert "more than 100 MB" in problem.message
    assert f"{apart.MEMORY}=400" in problem.remedy
    monkeypatch.setenv(apart.MEMORY, "800")
    assert len(Read(path).rows) == 5998


@pytest.mark.parametrize("text", ["much", "0", "-5", "٣"])
def test_a_bound_that_is_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(apart.SECONDS, text)
    assert refused(saved(book(), tmp_path)).value == text


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        (-6, "memory allocation of 1294054216416 bytes failed\nstack backtrace:", "MB of memory"),
        (-24, "", "seconds"),
        (-11, "", "damaged or hostile"),
        (1, "thread panicked at\nindex out of bounds", "damaged or hostile"),
    ],
)
def test_a_reader_that_dies_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str, expected: str
) -> None:
    def run(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], code, "", said)

    path = saved(book(), tmp_path)
    monkeypatch.setattr(subprocess, "run", run)
    problem = refused(path)
    assert expected in problem.message
    assert problem.file == "results.xlsx"


def test_a_reader_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("reader", 1)

    path = saved(book(), tmp_path)
    monkeypatch.setattr(subprocess, "run", run)
    assert apart.SECONDS in refused(path).remedy
