"""Letters of a text file: which bytes are which letters is stated or plain, and never guessed silently."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.errors import CaseError, InputError
from veedor.intake import spoilt_words
from veedor.intake.misread import readings, refuse_misstated, would_read
from veedor.intake.spoilt import Spoilt, refuse_mixed
from veedor.intake.wide_letters import refuse_other_width, refuse_without_order, wide_encoding
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.notices import Notice

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 4 * 1024**2


@dataclass(frozen=True)
class Text:
    """A file that is UTF-8 without a byte order mark problem left in it.

    Parameters
    ----------
    path : Path
        Where.
    encoding : str
        That of the file as published.
    notices : tuple of Notice
        Letters that were spoilt before the file was published.
    """

    path: Path
    encoding: str
    notices: tuple[Notice, ...] = ()


def to_utf8(path: Path, form: FileForm, label: str, to: Path, *, escapes: bool = True) -> Text:
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
    escapes : bool
        Whether codes in place of letters (of HTML, of JSON) are strange in this format.

    Raises
    ------
    InputError
        Where a byte is not what the encoding allows, or letters are written in two ways; nothing is replaced.
    CaseError
        Where the case names an encoding that does not exist, or that the file plainly does not have.
    """
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    encoding = form.encoding or marked or "utf-8"
    codec = _codec(encoding, label)
    if marked and not codec.startswith(marked.removesuffix("-sig")):
        raise CaseError(
            sentence(
                "the case says {encoding}, but the file begins with the mark of {marked}.",
                encoding=encoding,
                marked=marked.removesuffix("-sig"),
            ),
            file=label,
            remedy="Remove `encoding`.",
        )
    if codec in {"utf-8", "utf-8-sig"}:
        found = _with_words(_check(path, label), label, escapes=escapes)
        name = "utf-8, with a byte order mark" if marked == "utf-8-sig" else "utf-8"
        return replace(found, encoding=name)
    if codec in {"utf-16", "utf-32"} and not marked:
        refuse_without_order(path, encoding, label)
    if not marked and is_utf8(path):
        raise CaseError(
            sentence("the case says {encoding}, but the file is UTF-8.", encoding=encoding),
            file=label,
            remedy="Remove `encoding`.",
        )
    refuse_other_width(path, codec, encoding, label)
    _transcode(path, encoding, label, to)
    found = _check(to, label)
    if not codec.startswith("utf") and any(n.key == "double_encoded" for n in found.notices):
        refuse_mixed(to, encoding, label)
    doubtful = refuse_misstated(path, codec, encoding, label)
    found = _with_words(found, label, escapes=escapes)
    return replace(found, encoding=encoding, notices=(*found.notices, *doubtful))


def _codec(encoding: str, label: str) -> str:
    """Return Python's name of an encoding."""
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise CaseError(
            sentence("there is no encoding {encoding!r}.", encoding=encoding),
            file=label,
            remedy="Remove `encoding` where the file is UTF-8; otherwise write 'cp1252', 'latin-1', ...",
        ) from error


def _with_words(found: Text, label: str, *, escapes: bool) -> Text:
    more = spoilt_words.in_file(found.path, label, known=bool(found.notices), escapes=escapes)
    return replace(found, notices=(*found.notices, *more))


def _check(path: Path, label: str) -> Text:
    """Prove that a file is UTF-8 and text, and look for letters that were spoilt before."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    rows = 1
    spoilt = Spoilt(label)
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            if b"\0" in chunk:
                raise _no_text(chunk, label, rows)
            try:
                # Bytes below 128 are letters of their own wherever they stand.
                plain = chunk.isascii() and not decoder.getstate()[0]
                if not plain or not chunk:
                    decoder.decode(chunk, final=not chunk)
                    spoilt.look(chunk, rows)
            except UnicodeDecodeError as error:
                raise _wrong_encoding(error, path, rows, label, ends=not chunk) from error
            rows += chunk.count(b"\n")
            if not chunk:
                break
    notices = spoilt.notices()
    spoilt.refuse_two_spellings(path)
    return Text(path, "utf-8", notices)


def _no_text(chunk: bytes, label: str, rows: int) -> InputError:
    at = chunk.index(b"\0")
    remedy = sentence(
        "Fetch the file again, or take the zero bytes out in a copy, and name that in the case."
    )
    if known := wide_encoding(chunk):
        remedy = sentence(
            'If it is text, state `encoding = "{known}"` beside `name`; otherwise name the right file.',
            known=known,
        )
    return InputError(
        "it holds a zero byte: it is not text in this encoding.",
        file=label,
        row=rows + chunk[:at].count(b"\n"),
        remedy=remedy,
    )


def _wrong_encoding(
    error: UnicodeDecodeError, path: Path, rows: int, label: str, *, ends: bool
) -> InputError:
    # The decoder prepends the tail of the former chunk, so positions are those of error.object.
    start = error.start
    row = rows + error.object[:start].count(b"\n")
    if ends:
        return InputError(
            "it ends within a letter: it is cut short.",
            file=label,
            row=row,
            remedy="Fetch the file again, and compare its size or SHA-256 with the published one.",
        )
    around = error.object[max(0, start - 20) : start + 20].split(b"\n")
    piece = next((p for p in around if error.object[start : start + 1] in p), b"")
    read = ", ".join(f"{name}: {text!r}" for name, text in readings(path, piece))
    if good := _letters_beyond(path):
        return InputError(
            sentence(
                "byte 0x{object:02X} is not UTF-8, but other places are ({good!r}): "
                "the file mixes encodings.",
                object=error.object[start],
                good=good,
            ),
            file=label,
            row=row,
            value=repr(piece),
            expected="one encoding",
            remedy=sentence(
                "Write a copy in which every row is UTF-8, and name it in the case; "
                "this place would read {read}.",
                read=read,
            ),
        )
    return InputError(
        sentence(
            "byte 0x{object:02X} is not UTF-8, and the case names no encoding.", object=error.object[start]
        ),
        file=label,
        row=row,
        value=repr(piece),
        expected="UTF-8, or `encoding` in the case",
        remedy=sentence("State `encoding` with the file; this place would read {read}.", read=read),
    )


def _letters_beyond(path: Path) -> str:
    """Return a word of the file that is UTF-8 beyond ASCII; empty where there is none."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        while text := file.read(CHUNK):
            # Two letters of an older encoding seldom are one of UTF-8, and then rarely within a word.
            if found := re.search(r"[A-Za-z]*[^\W\d_\x00-\x7f]+[A-Za-z]+|[A-Za-z]+[^\W\d_\x00-\x7f]+", text):
                return found[0]
    return ""


def is_utf8(path: Path) -> bool:
    """Tell whether a file holds letters beyond ASCII, and all of them are UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond = False
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            beyond = beyond or not chunk.isascii()
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return False
            if not chunk:
                return beyond


def _transcode(path: Path, encoding: str, label: str, to: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    rows = 1
    first = True
    with path.open("rb") as source, to.open("w", encoding="utf-8", newline="") as target:
        while True:
            chunk = source.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
                if first:
                    text, first = text.removeprefix("\ufeff"), False
                target.write(text)
            except UnicodeError as error:
                raise InputError(
                    sentence("it is not {encoding}: {error}.", encoding=encoding, error=error),
                    file=label,
                    row=rows,
                    remedy=sentence(
                        "State the right `encoding`{would_read}, or fetch it again.",
                        would_read=would_read(path, encoding),
                    ),
                ) from error
            if "\0" in text:
                raise InputError(
                    sentence(
                        "read as {encoding}, it holds a zero byte: it is not text in this encoding.",
                        encoding=encoding,
                    ),
                    file=label,
                    row=rows,
                    remedy="State the right `encoding`, or name the right file.",
                )
            rows += text.count("\n")
            if not chunk:
                return
