"""How a CSV file is written: encoding, delimiter, quotes, header. What is found out is shown."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.errors import CaseError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm

DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1024**2
_SAMPLE = 64 * 1024
MAX_COLUMNS = 2_000


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written.

    Parameters
    ----------
    encoding : str
        Of the file as published; what is read is UTF-8.
    delimiter, quote : str
        One character each.
    header : tuple of str
        Names of the columns as published, outer blanks removed.
    skip : int
        Lines of the file above the first row of data, the header included.
    first_row : int
        Number of the first row of data, as a spreadsheet counts.
    """

    encoding: str
    delimiter: str
    quote: str
    header: tuple[str, ...]
    skip: int
    first_row: int


def to_utf8(path: Path, form: FileForm, label: str, to: Path) -> tuple[Path, str]:
    """Make sure that a text file is UTF-8; one that is not is written anew.

    Parameters
    ----------
    path : Path
        The file.
    form : FileForm
        May name the encoding.
    label : str
        Name of the file, for messages.
    to : Path
        Where to write the file anew if needed.

    Returns
    -------
    path : Path
        A file that is UTF-8.
    encoding : str
        That of the file as published.

    Raises
    ------
    InputError
        Where a byte is not what the encoding allows; nothing is replaced or skipped.
    CaseError
        Where the case names an encoding that does not exist, or that the file plainly does not have.
    """
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    encoding = form.encoding or marked or "utf-8"
    try:
        codec = codecs.lookup(encoding).name
    except LookupError as error:
        raise CaseError(
            f"there is no encoding {encoding!r}.",
            file=label,
            remedy="Write 'utf-8', 'cp1252', 'latin-1', ...",
        ) from error
    if codec in {"utf-8", "utf-8-sig"}:
        _check(path, label)
        return path, "utf-8, with a byte order mark" if marked == "utf-8-sig" else "utf-8"
    if not marked and _is_utf8(path):
        raise CaseError(
            f"the case says {encoding}, but the file is UTF-8.", file=label, remedy="Remove `encoding`."
        )
    _transcode(path, encoding, label, to)
    return to, encoding


def _check(path: Path, label: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    rows = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise _no_text(label, rows + chunk[: chunk.index(b"\0")].count(b"\n"))
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _wrong_encoding(error, chunk, rows, label) from error
            rows += chunk.count(b"\n")


def _no_text(label: str, row: int) -> InputError:
    return InputError(
        "it holds a zero byte: it is not text in this encoding.",
        file=label,
        row=row,
        remedy="State `encoding` (perhaps 'utf-16-le'), or name the right file.",
    )


def _wrong_encoding(error: UnicodeDecodeError, chunk: bytes, rows: int, label: str) -> InputError:
    # The decoder prepends the tail of the former chunk, so positions are those of error.object.
    start = error.start
    row = rows + error.object[:start].count(b"\n")
    around = error.object[max(0, start - 20) : start + 20].split(b"\n")
    piece = next((p for p in around if error.object[start : start + 1] in p), chunk[:0])
    read = ", ".join(f"{name}: {piece.decode(name, 'replace').strip()!r}" for name in ("cp1252", "cp850"))
    return InputError(
        f"byte 0x{error.object[start]:02X} is not UTF-8, and the case names no encoding.",
        file=label,
        row=row,
        value=repr(piece),
        expected="UTF-8, or `encoding` in the case",
        remedy=f"State `encoding` with the file; this place would read {read}.",
    )


def _is_utf8(path: Path) -> bool:
    """Whether the file holds letters beyond ASCII, and all of them are UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond = False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            beyond = beyond or not chunk.isascii()
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    return beyond


def _transcode(path: Path, encoding: str, label: str, to: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    rows = 1
    with path.open("rb") as source, to.open("w", encoding="utf-8", newline="") as target:
        while True:
            chunk = source.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                raise InputError(
                    f"it is not {encoding}: {error}.",
                    file=label,
                    row=rows,
                    remedy="State the right `encoding`, or fetch the file again.",
                ) from error
            if "\0" in text:
                raise _no_text(label, rows)
            rows += text.count("\n")
            target.write(text)
            if not chunk:
                return


def find_dialect(path: Path, form: FileForm, label: str, encoding: str) -> Dialect:
    """Find out how a UTF-8 CSV file is written; what the case states is believed.

    Raises
    ------
    InputError
        Where the file has no header or no rows.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(form.skip):
            file.readline()
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise InputError(
            "it is empty.", file=label, expected="a header and rows", remedy="Fetch the file again."
        )
    quote = form.quote or '"'
    delimiter = form.delimiter or _delimiter(sample, quote)
    reader = _rows(sample, delimiter, quote)
    try:
        header = tuple(name.strip() for name in next(reader))
    except csv.Error as error:
        raise InputError(f"its header cannot be read: {error}.", file=label, row=form.skip + 1) from error
    if next(reader, None) is None:
        raise InputError(
            "it has a header and no rows.", file=label, expected="rows", remedy="Fetch the file again."
        )
    if len(header) > MAX_COLUMNS:
        raise InputError(f"it has {len(header):,} columns.", file=label, expected=f"at most {MAX_COLUMNS:,}")
    return Dialect(
        encoding, delimiter, quote, header, form.skip + _lines(sample, delimiter, quote), form.skip + 2
    )


def _delimiter(sample: str, quote: str) -> str:
    """Choose the delimiter by which most rows have as many cells as the header, and at least two."""
    best, score = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = list(_rows(sample, delimiter, quote))[:200]
        except csv.Error:
            continue
        width = len(rows[0])
        same = Counter(len(row) for row in rows)[width]
        if width > 1 and (same, width) > score:
            best, score = delimiter, (same, width)
    return best


def _rows(sample: str, delimiter: str, quote: str) -> Any:  # noqa: ANN401 - csv's reader has no public name
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=quote)


def _lines(sample: str, delimiter: str, quote: str) -> int:
    """Lines that the header takes: a quoted name may hold a line break."""
    reader = _rows(sample, delimiter, quote)
    next(reader)
    lines: int = reader.line_num
    return lines
