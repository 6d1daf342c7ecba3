"""Whether every line of a CSV file is one row of the right width, seen from its bytes alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from veedor.arrays import Flags
    from veedor.intake.dialect import Dialect

_CHUNK = 4 * 1024**2
MAX_LINE = 512 * 1024
"""Longer lines are left to the careful reader: the engine has a limit of its own."""

_NEWLINE = 10
_RETURN = 13
_MARK = b"\xef\xbb\xbf"


@dataclass
class _State:
    """What a chunk hands on to the next one."""

    quoted: int = 0
    """1 within a quoted cell."""
    line: int = 0
    """Bytes of the line that is begun."""
    cells: int = 0
    """Delimiters in it."""
    last: int = _NEWLINE
    """The last byte."""
    returns: int | None = None
    """Whether lines end in CR LF; not known before the first."""
    rows: int = 0
    empty: int = 0
    """Lines without anything that no row has followed yet."""


def count_regular_rows(text: Path, dialect: Dialect, start: int) -> int | None:
    """Count the rows below the header of a file that any reader reads alike.

    Parameters
    ----------
    text : Path
        UTF-8.
    dialect : Dialect
        How it is written.
    start : int
        The byte at which the rows begin.

    Returns
    -------
    int or None
        None where a line is not a row as wide as the header, a cell holds a line break, a quote stands within
        a cell, line ends differ, a line between rows is empty, the header comes again, or the last cell of a
        file without a last line end is empty: the careful reader knows what to do with each.
    """
    if len(dialect.header) < 2 or not (dialect.delimiter.isascii() and dialect.quote.isascii()):
        return None
    again = _header_begins(text, start, dialect)
    state = _State()
    with text.open("rb") as file:
        file.seek(start)
        tail = b""
        while chunk := file.read(_CHUNK):
            joined = tail + chunk
            if (not joined.isascii() and _MARK in joined) or (again and again in joined):
                return None
            if not _is_regular(chunk, state, dialect):
                return None
            tail = joined[-len(again) - 3 :]
    return _end(state, dialect)


def _header_begins(text: Path, start: int, dialect: Dialect) -> bytes:
    """Return the first cell of the header with the line end before it, by which a second header is found."""
    with text.open("rb") as file:
        head = file.read(start).removeprefix(_MARK)
    mark = dialect.delimiter.encode()
    lines = [line for line in head.splitlines() if line.strip()]
    first = lines[-1].split(mark)[0] if lines else b""
    return b"\n" + (first + mark if first else lines[-1]) if lines else b""


def _is_regular(chunk: bytes, state: _State, dialect: Dialect) -> bool:
    import numpy as np

    data = np.frombuffer(chunk, np.uint8)
    delimiters = data == ord(dialect.delimiter)
    newlines = data == _NEWLINE
    quote = dialect.quote.encode()
    # What follows a quote that ends a chunk is seen with the next one.
    if state.last == quote[0] and not state.quoted and chunk[:1] not in _after(dialect):
        return False
    if state.quoted or quote in chunk:
        quotes = data == quote[0]
        inside = np.logical_xor.accumulate(quotes)
        if state.quoted:
            inside = ~inside
        if bool((newlines & inside).any()) or not _quotes_fit(data, np.flatnonzero(quotes), state, dialect):
            return False
        delimiters &= ~inside
        state.quoted = int(inside[-1])
    ends = np.flatnonzero(newlines)
    if not _returns_fit(data, ends, chunk, state):
        return False
    return _lines_fit(delimiters, ends, data, state, dialect, quoted=quote in chunk)


def _after(dialect: Dialect) -> tuple[bytes, ...]:
    return (dialect.delimiter.encode(), b"\n", b"\r", dialect.quote.encode())


def _quotes_fit(
    data: npt.NDArray[np.uint8],
    at: Any,  # noqa: ANN401 - positions, of the platform's integers
    state: _State,
    dialect: Dialect,
) -> bool:
    """Whether quotes open at the begin of a cell and close at its end, or come in pairs within."""
    import numpy as np

    outer = np.zeros(256, bool)
    outer[[ord(mark) for mark in _after(dialect)]] = True
    opening, closing = at[state.quoted :: 2], at[1 - state.quoted :: 2]
    if len(opening) and opening[0] == 0:
        if not outer[state.last]:
            return False
        opening = opening[1:]
    if not bool(outer[data[opening - 1]].all()):
        return False
    if len(closing) and closing[-1] == len(data) - 1:
        closing = closing[:-1]
    return bool(outer[data[closing + 1]].all())


def _returns_fit(data: npt.NDArray[np.uint8], ends: Any, chunk: bytes, state: _State) -> bool:  # noqa: ANN401
    """Whether every line ends like the first one, and no carriage return stands elsewhere."""
    returns = chunk.count(b"\r")
    if state.returns is None and len(ends):
        first = int(ends[0])
        state.returns = int((data[first - 1] if first else state.last) == _RETURN)
    if not state.returns:
        return returns == 0
    last_open = int(data[-1] == _RETURN)
    carried = int(state.last == _RETURN)
    pairs = chunk.count(b"\r\n")
    if carried and data[0] != _NEWLINE:
        return False
    return pairs + last_open == returns and pairs + carried == len(ends)


def _lines_fit(
    delimiters: Flags,
    ends: Any,  # noqa: ANN401 - positions, of the platform's integers
    data: npt.NDArray[np.uint8],
    state: _State,
    dialect: Dialect,
    *,
    quoted: bool,
) -> bool:
    """Whether every line that ends in this chunk is a row, and no empty one lies before a row."""
    import numpy as np

    width = len(dialect.header)
    places = np.flatnonzero(delimiters)
    if len(ends):
        before = np.searchsorted(places, ends)
        cells = np.diff(before, prepend=0)
        cells[0] += state.cells
        lengths = np.diff(ends, prepend=-1) - 1 - int(state.returns or 0)
        lengths[0] += state.line
        bare = width - 1 + (2 * width if quoted else 0)
        rows = lengths > 0
        if bool((rows & ((cells != width - 1) | (lengths <= bare))).any()):
            return False
        if bool((lengths > MAX_LINE).any()):
            return False
        if not _empty_lines_fit(rows, state):
            return False
        state.rows += int(rows.sum())
        state.cells = len(places) - int(before[-1])
        state.line = len(data) - int(ends[-1]) - 1
    else:
        state.cells += len(places)
        state.line += len(data)
    state.last = int(data[-1])
    return state.line <= MAX_LINE


def _empty_lines_fit(rows: Flags, state: _State) -> bool:
    import numpy as np

    if state.empty and bool(rows.any()):
        return False
    filled = np.flatnonzero(rows)
    last = int(filled[-1]) + 1 if len(filled) else 0
    if not bool(rows[:last].all()):
        return False
    state.empty += len(rows) - last
    return True


def _end(state: _State, dialect: Dialect) -> int | None:
    """Judge the last line, which may lack its end."""
    if state.quoted or state.last == _RETURN:
        return None
    if state.last == _NEWLINE:
        return state.rows
    bare = len(dialect.header) - 1
    whole = state.cells == bare and state.line > 3 * (bare + 1) and state.last != ord(dialect.delimiter)
    if not whole or state.empty or state.last == ord(dialect.quote):
        return None
    return state.rows + 1
