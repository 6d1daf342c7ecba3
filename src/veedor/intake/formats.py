"""What kind of file it is, by its first bytes and its name; kinds that are not read are named."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from veedor.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOKS = {".xlsx", ".xlsm", ".xls"}
PARQUET = {".parquet", ".pq"}
ARROW = {".arrow", ".feather"}
JSON = {".json", ".geojson"}
LINES = {".ndjson", ".jsonl"}

_AS_CSV = "Open it where it was made, save it as CSV (UTF-8), and name that file in the case."
_AS_SHEET = "Open it in a spreadsheet, save it as .xlsx or CSV (UTF-8), and name that file in the case."
_UNPACK = "Unpack it, and name the unpacked file in the case."

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"%PDF",
        "a PDF document",
        "Ask for the table itself, or copy it into a spreadsheet and save it as CSV.",
    ),
    (b"SQLite format 3\0", "an SQLite database", "Export the table as CSV, and name that file in the case."),
    (b"$FL2", "an SPSS file", _AS_CSV),
    (b"$FL3", "an SPSS file", _AS_CSV),
    (b"<stata_dta>", "a Stata file", _AS_CSV),
    (b"RDX2", "a file of R", _AS_CSV),
    (b"RDX3", "a file of R", _AS_CSV),
    (b"X\n\0\0\0", "a file of R", _AS_CSV),
    (b"{\\rtf", "a text document (RTF)", _AS_SHEET),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"\x89PNG", "a picture", "Name the file that holds the table."),
    (b"\xff\xd8\xff", "a picture", "Name the file that holds the table."),
)
_NAMES = {
    ".sav": ("an SPSS file", _AS_CSV),
    ".dta": ("a Stata file", _AS_CSV),
    ".rds": ("a file of R", _AS_CSV),
    ".rdata": ("a file of R", _AS_CSV),
    ".sas7bdat": ("a SAS file", _AS_CSV),
    ".mdb": ("an Access database", "Export the table as CSV, and name that file in the case."),
    ".accdb": ("an Access database", "Export the table as CSV, and name that file in the case."),
    ".sqlite": ("an SQLite database", "Export the table as CSV, and name that file in the case."),
    ".db": ("a database", "Export the table as CSV, and name that file in the case."),
    ".dbf": ("a dBase file", _AS_SHEET),
    ".ods": ("an OpenDocument spreadsheet", _AS_SHEET),
    ".fods": ("an OpenDocument spreadsheet", _AS_SHEET),
    ".xlsb": ("a binary Excel workbook", _AS_SHEET),
    ".numbers": ("a Numbers document", _AS_SHEET),
    ".doc": ("a text document", _AS_SHEET),
    ".docx": ("a text document", _AS_SHEET),
    ".zst": ("a Zstandard archive", _UNPACK),
    ".xml": ("an XML file", _AS_SHEET),
    ".html": ("a web page", _AS_SHEET),
    ".htm": ("a web page", _AS_SHEET),
    ".pdf": ("a PDF document", _BEGINNINGS[0][2]),
}
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse_other_formats(path: Path, suffix: str, label: str) -> None:
    """Refuse a file that is no table of text, figures or a workbook, whatever its name says.

    Parameters
    ----------
    path : Path
        The file itself.
    suffix : str
        End of its published name, in lower case.
    label : str
        Its published name, for messages.

    Raises
    ------
    InputError
        Says what it is, and what to save it as.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if (found := _kind(path, head, suffix)) is None:
        return
    kind, remedy = found
    named = "" if suffix in _NAMES or not suffix else f", though its name ends in {suffix}"
    raise InputError(
        f"it is {kind}{named}.",
        file=label,
        expected="CSV, a workbook (.xlsx, .xls), Parquet, JSON or NDJSON",
        remedy=remedy,
    )


def _kind(path: Path, head: bytes, suffix: str) -> tuple[str, str] | None:
    for beginning, kind, remedy in _BEGINNINGS:
        if head.startswith(beginning):
            return kind, remedy
    if (marked := _markup(head)) is not None:
        return marked
    if head.startswith(_OLD_WORKBOOK) and suffix != ".xls":
        if suffix in {".xlsx", ".xlsm"}:
            return "a workbook of the older kind, or one with a password", _AS_SHEET
        return "an Office file of the older kind", _AS_SHEET
    if head.startswith(b"PK\x03\x04") and suffix not in {".xlsx", ".xlsm", ".zip"}:
        return _zipped(path)
    if head.startswith(b"PAR1") and suffix not in PARQUET:
        return "a Parquet file", "Give a copy of it a name that ends in .parquet, and name that in the case."
    if suffix in _NAMES:
        return _NAMES[suffix]
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")):
        return (
            "a compressed file",
            "Give a copy of it a name that ends in .gz, .bz2 or .xz as it was compressed, and name that.",
        )
    return None


def _markup(head: bytes) -> tuple[str, str] | None:
    """Tell web pages and XML, also in UTF-16."""
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if plain.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<div")):
        return "a web page", _AS_SHEET
    if plain.startswith((b"<?xml", b"<!--")):
        return ("a web page", _AS_SHEET) if b"<html" in plain else ("an XML file", _AS_SHEET)
    return None


def _zipped(path: Path) -> tuple[str, str]:
    """Tell what a zip archive with another name is."""
    try:
        with zipfile.ZipFile(path) as opened:
            names = set(opened.namelist())
            if "mimetype" in names and b"opendocument" in opened.read("mimetype")[:200]:
                return "an OpenDocument file", _AS_SHEET
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "a damaged zip archive", "Fetch it again."
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "an Excel workbook", "Give a copy of it a name that ends in .xlsx, and name that in the case."
    return "a zip archive", "Give a copy of it a name that ends in .zip, and name that in the case."
