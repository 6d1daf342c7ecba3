"""Workbooks made for tests: by a library, or by hand where no library would write them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa

from veedor.intake.case import FileForm
from veedor.intake.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.intake.notices import Notice

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

HEAD = ["Precinct", "Adler", "Brandt"]
ROWS: list[list[Any]] = [["P1", 55, 40], ["P2", 61, 41], ["P3", 20, 30]]


class Read:
    """What came of a workbook."""

    def __init__(self, path: Path, **form: Any) -> None:  # noqa: ANN401 - keys of FileForm
        content = read_workbook(path, FileForm(path.name, **form), path.name)
        table, self.header, self.notices = content.rows, content.header, content.notices
        assert isinstance(table, pa.Table)
        self.table = table
        self.rows = [[row[f"c{i}"] for i in range(len(self.header))] for row in table.to_pylist()]
        self.numbers = table.column("row").to_pylist()
        self.worksheets = table.column("worksheet").to_pylist()

    def column(self, name: str) -> list[str]:
        """Give the texts of a column."""
        return [row[self.header.index(name)] for row in self.rows]

    def notice(self, key: str, column: str = "") -> Notice:
        """Give the only notice of a key and column."""
        (found,) = [n for n in self.notices if n.key == key and n.column == column]
        return found

    @property
    def keys(self) -> set[str]:
        """Keys of all notices."""
        return {notice.key for notice in self.notices}


def book(*rows: Sequence[Any], title: str = "Results") -> openpyxl.Workbook:
    """Make a workbook of one worksheet; without rows, of three precincts."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows or (HEAD, *ROWS):
        made.active.append(list(row))
    return made


def add(made: openpyxl.Workbook, title: str, *rows: Sequence[Any], state: str = "visible") -> Any:  # noqa: ANN401 - a worksheet
    """Add a worksheet."""
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    sheet.sheet_state = state
    return sheet


def saved(made: openpyxl.Workbook, folder: Path, name: str = "results.xlsx") -> Path:
    """Save a workbook."""
    path: Path = folder / name
    made.save(path)
    return path


def raw_book(
    folder: Path,
    cells: str,
    *,
    after: str = "",
    before: str = "",
    head: str = "",
    members: dict[str, str] | None = None,
) -> Path:
    """Write a workbook of one worksheet by hand.

    Parameters
    ----------
    folder : Path
        Where.
    cells : str
        Rows, as XML.
    after, before : str
        Elements behind and ahead of the rows.
    head : str
        Ahead of the root of the worksheet.
    members : dict of str to str
        Members that replace or follow the others; a name may come a second time with a blank behind it.
    """
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>'
        f"{after}</worksheet>",
        **(members or {}),
    }
    path = folder / "raw.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in parts.items():
            opened.writestr(name, text)
    return path


def text_row(number: int, *texts: str) -> str:
    """Write a row of texts as XML."""
    cells = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for i, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'
