"""What kind of file it is, told by its content, never by its name; kinds that are not read are named."""

from __future__ import annotations

import json
import re
import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from veedor.errors import InputError
from veedor.intake.archive import DAMAGED
from veedor.sentence import sentence, template, whole

if TYPE_CHECKING:
    from pathlib import Path


class Format(StrEnum):
    """A kind of file that is read."""

    TEXT = "text"
    """CSV and its kin, or columns of a fixed width."""
    WORKBOOK = "workbook"
    PARQUET = "Parquet"
    ARROW = "Arrow"
    ARROW_STREAM = "Arrow stream"
    JSON = "JSON"
    NDJSON = "NDJSON"
    HTML = "web page"
    XML = "XML"
    SQLITE = "SQLite"
    STATA = "Stata"
    SPSS = "SPSS"
    OWN = "own"
    """Whatever the reader of another package reads that the case names."""
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "Zstandard"
    ZIP = "zip"
    TAR = "tar"


PACKED = frozenset({Format.GZIP, Format.BZIP2, Format.XZ, Format.ZSTD, Format.ZIP, Format.TAR})
"""Kinds that hold other files."""
ARCHIVES = frozenset({Format.ZIP, Format.TAR})
"""Those of them that hold several, under names."""

READ = sentence(
    "CSV, a workbook (.xlsx, .xls, .ods), Parquet, Arrow, JSON, NDJSON, "
    "a table of a web page, XML, SQLite, Stata or SPSS"
)

_HEAD = 64 * 1024
_LINE = 1024**2

_AS_CSV = template("Open it where it was made, save it as CSV (UTF-8), and name that file in the case.")
_AS_SHEET = template(
    "Open it in a spreadsheet, save it as .xlsx or CSV (UTF-8), and name that file in the case."
)
_UNPACK = template("Unpack it, and name the unpacked file in the case.")
_EXPORT = template("Export its table as CSV (UTF-8), and name that file in the case.")
_AGAIN = template(
    "Fetch it again; if it is no better, open it in a spreadsheet that mends it, and save it as CSV (UTF-8)."
)
_PICTURE = template(
    "Ask for the table itself; figures that are typed off a picture are checked by a second person."
)
_OUT_OF_PDF = template(
    "Ask who published it for CSV; or take the table out with a program that does so (Tabula, `pdftotext "
    "-layout`), compare its sums with the printed ones, save it as CSV, and name that file in the case."
)
_R_FILE = template(
    'In R, write.csv(readRDS("{name}"), "results.csv", row.names = FALSE) saves it as CSV; '
    "name that file in the case."
)
_R_WORKSPACE = template(
    'In R, load("{name}") brings its tables; write.csv of the one with the results, with row.names = FALSE, '
    "saves it as CSV; name that file in the case."
)

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"SQLite format 3\0", Format.SQLITE),
    (b"$FL2", Format.SPSS),
    (b"$FL3", Format.SPSS),
    (b"<stata_dta>", Format.STATA),
    (b"ARROW1\0\0", Format.ARROW),
    (b"\xff\xff\xff\xff", Format.ARROW_STREAM),
    (b"\x1f\x8b", Format.GZIP),
    (b"\xfd7zXZ\0", Format.XZ),
    (b"\x28\xb5\x2f\xfd", Format.ZSTD),
)
_UNREAD: tuple[tuple[bytes, str, str], ...] = (
    (
        b"%PDF",
        template("a PDF document"),
        _OUT_OF_PDF,
    ),
    (b"RDX2", template("a workspace of R"), _R_WORKSPACE),
    (b"RDX3", template("a workspace of R"), _R_WORKSPACE),
    (b"X\n\0\0\0", template("a file of R"), _R_FILE),
    (
        b"\x1e{",
        template("a sequence of JSON texts"),
        template("Take the marks (0x1E) out in a copy, and name that in the case."),
    ),
    (b"{\\rtf", template("a text document (RTF)"), _AS_SHEET),
    (b"Rar!", template("a RAR archive"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", template("a 7-Zip archive"), _UNPACK),
    (b"\x04\x22\x4d\x18", template("an LZ4 archive"), _UNPACK),
    (b"\x1f\x9d", template("an archive of `compress`"), _UNPACK),
    (b"\x89PNG", template("a picture"), _PICTURE),
    (b"\xff\xd8\xff", template("a picture"), _PICTURE),
    (b"GIF87a", template("a picture"), _PICTURE),
    (b"GIF89a", template("a picture"), _PICTURE),
    (b"II*\0", template("a picture"), _PICTURE),
    (b"MM\0*", template("a picture"), _PICTURE),
    (b"\0\1\0\0Standard Jet DB", template("an Access database"), _EXPORT),
    (b"\0\1\0\0Standard ACE DB", template("an Access database"), _EXPORT),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", template("a SAS file"), _AS_CSV),
    (b"FEA1", template("a Feather file of the first version"), _AS_CSV),
    (b"\x89HDF", template("an HDF5 file"), _AS_CSV),
    (b"\x93NUMPY", template("an array of NumPy"), _AS_CSV),
    (b"Obj\1", template("an Avro file"), _AS_CSV),
    (b"MIME-Version:", template("a web page saved in one file (MHTML)"), _AS_SHEET),
)
_LIKE: tuple[tuple[re.Pattern[bytes], Format], ...] = (
    (re.compile(rb"PAR1(?![,;\t|\"\r\n])"), Format.PARQUET),  # the header of a table may begin so
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), Format.BZIP2),
    (re.compile(rb".{257}ustar", re.DOTALL), Format.TAR),
    (re.compile(rb"[h-s][\x01\x02]\x01"), Format.STATA),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {
    "EncryptedPackage": (
        template("a workbook protected by a password"),
        template("Save it without a password, and name that file in the case."),
    ),
    "WordDocument": (template("a text document of the older kind"), _AS_SHEET),
    "PowerPoint Document": (template("a presentation of the older kind"), _AS_SHEET),
}
_HTML = re.compile(
    rb"<(?:!doctype html|(?:html|head|body|table|thead|tbody|tr|meta|link|style|script|div|center|font"
    rb"|h[1-6]|br|span)[\s>/])"
)
_MARKED = (
    (b'"urn:schemas-microsoft-com:office:spreadsheet"', template("a spreadsheet in XML (Excel 2003)")),
    (
        b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"',
        template("a spreadsheet in flat XML (.fods)"),
    ),
)
_MARKUP = re.compile(rb"<[a-z_][\w:.-]*(?:\s|/?>)")
_ABOVE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_SCRIPT = re.compile(rb"(?:(?:var|let|const)\s+[\w$.]+\s*=|export\s+default|[\w$.]+\s*\()\s*[\[{]")


def format_of(path: Path, label: str) -> Format:
    """Tell what kind of file it is by its content.

    Parameters
    ----------
    path : Path
        The file itself.
    label : str
        Its published name, for messages.

    Raises
    ------
    InputError
        Where it is of a kind that is not read: says what it is, and what to save it as.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for beginning, known in _MAGIC:
        if head.startswith(beginning):
            return known
    for beginning, kind, remedy in _UNREAD:
        if head.startswith(beginning):
            _refuse(kind, remedy, label)
    for pattern, known in _LIKE:
        if pattern.match(head):
            return known
    if head.startswith(_OLD_OFFICE):
        return _old_office(path, label)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path, label)
    if head[:1] in {b"\x03", b"\x83", b"\x8b"} and head[2:3] <= b"\x0c" and b"\0\0" in head[12:32]:
        _refuse(sentence("a dBase file"), _AS_SHEET, label)
    return _of_text(path, head, label)


def _refuse(kind: str, remedy: str, label: str) -> NoReturn:
    name = label.rpartition("!")[2].rpartition("/")[2]
    raise InputError(
        sentence("it is {kind}, which is not read.", kind=whole(kind)),
        file=label,
        expected=READ,
        remedy=sentence(remedy, name=name),
    )


def _of_text(path: Path, head: bytes, label: str) -> Format:
    """Tell markup and JSON from lines of cells, also in UTF-16."""
    for mark, kind in _MARKED:
        if mark in head:
            _refuse(kind, _AS_SHEET, label)
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if plain.startswith(b"<"):
        lower = plain.lower()
        at = 0
        while match := _ABOVE_ROOT.match(lower, at):
            at = match.end()
        root = lower[at:]
        declared = b"<?xml" in lower[:at]
        if root.startswith((b"<html", b"<!doctype html")):
            return Format.HTML
        if not declared and (_HTML.match(root) or b"<td" in lower):
            return Format.HTML
        if at or _MARKUP.match(root) or root.startswith(b"<!doctype"):
            return Format.XML
    if plain[:1] in {b"[", b"{"} and re.match(rb'[\[{]\s*(?:["\[{\]}]|-?[0-9]|true|false|null)', plain):
        return Format.NDJSON if _is_lines(path) else Format.JSON
    if _SCRIPT.match(plain):
        _refuse(
            sentence("a script (JavaScript), not data alone"),
            template(
                "Save what stands between the outer braces or brackets as .json, "
                "and name that file in the case."
            ),
            label,
        )
    return Format.TEXT


def _is_lines(path: Path) -> bool:
    """Whether each of the first two lines is a whole record."""
    with path.open("rb") as file:
        lines: list[bytes] = []
        while len(lines) < 2 and (line := file.readline(_LINE)):
            if line.strip():
                lines.append(line.strip().removeprefix(b"\xef\xbb\xbf"))
    if len(lines) < 2 or not (lines[0].startswith(b"{") and lines[1].startswith(b"{")):
        return False
    try:
        return isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def _old_office(path: Path, label: str) -> Format:
    """Tell a workbook of the older kind by the streams that the directory of its file names."""
    with path.open("rb") as file:
        content = file.read(64 * 1024**2)
    for name, (kind, remedy) in _STREAMS.items():
        if name.encode("utf-16-le") in content:
            _refuse(kind, remedy, label)
    if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return Format.WORKBOOK
    _refuse(
        sentence("an Office file of the older kind without a workbook in it, or it is damaged"),
        _AS_SHEET,
        label,
    )


def _zipped(path: Path, label: str) -> Format:
    """Tell what a zip archive holds: a workbook, a document, or files."""
    try:
        with zipfile.ZipFile(path) as opened:
            names = set(opened.namelist())
            kind = b""
            if "mimetype" in names and opened.getinfo("mimetype").file_size < 200:
                kind = opened.read("mimetype")
    except (*DAMAGED, RuntimeError, NotImplementedError):
        return Format.ZIP  # whoever opens it says what is wrong
    if b"opendocument.spreadsheet" in kind or "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Format.WORKBOOK
    if b"opendocument" in kind:
        _refuse(sentence("an OpenDocument file that is no spreadsheet"), _AS_SHEET, label)
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        _refuse(sentence("a text document or a presentation"), _AS_SHEET, label)
    if any(name.startswith("xl/") for name in names):
        _refuse(
            sentence("a workbook without its list of worksheets (xl/workbook.xml): it is damaged"),
            _AGAIN,
            label,
        )
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        _refuse(sentence("a Numbers document"), _AS_SHEET, label)
    return Format.ZIP
