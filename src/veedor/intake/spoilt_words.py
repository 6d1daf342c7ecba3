"""Words that were spoilt before they were published: in a file of text, or in the cells of any other."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from veedor.engine import fetch_arrow
from veedor.errors import InputError
from veedor.intake.notices import Notice
from veedor.intake.raw import ROW
from veedor.intake.spoilt import two_spellings
from veedor.intake.words import SHOWN, encoded_once, encoded_twice, escaped, lost, oddness
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from veedor.intake.raw import Content

_LOOKED_AT = 1024**2
"""Letters at the beginning in which spoilt names are looked for: by then, most places were named."""
_JUDGED = 64 * 1024
"""Letters whose words are judged."""
_MOSTLY_ODD = 0.3
_MOST = 10_000
_ROWS, _TEXTS = 100_000, 20_000
"""Rows, and different texts of a column, in which they are looked for in a table."""
_KEYS = {"double_encoded", "escaped_letters", "lost_letters", "odd_letters"}


def in_file(path: Path, label: str, *, known: bool, escapes: bool) -> tuple[Notice, ...]:
    """Say which words of a UTF-8 file were spoilt: codes, lost letters, encodings too many.

    Parameters
    ----------
    path, label
        The file, and its name for messages.
    known : bool
        Whether its letters are known to be spoilt already.
    escapes : bool
        Whether codes in place of letters are strange in this format.

    Raises
    ------
    InputError
        Where letters are written in seven bits, and the case names no encoding.
    """
    if known:
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read(_LOOKED_AT)
    if escapes and text.isascii():
        _refuse_seven_bits(text, label)
    return _notices(text, label, lambda at: text.count("\n", 0, at) + 1, escapes=escapes)


def with_spoilt_cells(content: Content, label: str) -> Content:
    """Add to what a reader found which words in its cells were spoilt, where its text did not tell.

    Parameters
    ----------
    content : Content
        Cells of a workbook, a database, records: of what no bytes of text were looked through.
    label : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        Where a text stands both as it should be and encoded twice, as if it were two names.
    """
    if any(notice.key in _KEYS for notice in content.notices):
        return content
    cells = dict(_cells(content))
    for text, row in cells.items():
        if not text.isascii() and (meant := encoded_once(text)) != text and meant in cells:
            raise two_spellings(label, row, text, meant)
    rows = list(cells.values())
    ends = list(accumulate(len(cell) + 1 for cell in cells))
    found = _notices("\n".join(cells), label, lambda at: rows[bisect_right(ends, at)], escapes=True)
    return replace(content, notices=(*content.notices, *found))


def _cells(content: Content) -> Iterator[tuple[str, int]]:
    """Return the different texts of a table that are no figures, each with the first row that has it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = content.rows
    if not isinstance(rows, pa.Table):
        table = rows()
        rows = fetch_arrow(table.filter(table[ROW] <= _ROWS))
    numbers = rows[ROW].to_numpy()
    for place, name in reversed(list(enumerate(content.header))):
        texts = rows[f"c{place}"].combine_chunks().dictionary_encode()
        codes = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        known, first = np.unique(codes, return_index=True)
        where = numbers[first[known >= 0]]
        words = pc.match_substring_regex(texts.dictionary, r"[^0-9.,\s-]").to_numpy(zero_copy_only=False)
        for at in np.flatnonzero(words[:_TEXTS]):
            yield texts.dictionary[int(at)].as_py(), int(where[at])
        yield name, content.header_row


def _notices(text: str, label: str, row_of: Callable[[int], int], *, escapes: bool) -> tuple[Notice, ...]:
    """Say what was spoilt in a text, by its first kind; rows are told by the place of a letter."""
    told: list[tuple[str, Iterable[tuple[int, str]]]] = []
    if not text.isascii():
        told.append(("double_encoded", ((at, f"{raw} ({meant}?)") for at, raw, meant in encoded_twice(text))))
    if escapes:
        told.append(("escaped_letters", ((at, f"{raw} ({meant}?)") for at, raw, meant in escaped(text))))
    told.append(("lost_letters", lost(text)))
    for key, places in told:  # half of a letter that was encoded twice may be no letter at all
        if notice := _notice(key, label, row_of, places):
            return (notice,)
    if not text.isascii():
        share, odd = oddness(text[:_JUDGED])
        if share >= _MOSTLY_ODD:
            return (Notice("odd_letters", file=label, number=len(odd), values=tuple(odd)),)
    return ()


def _notice(
    key: str, label: str, row_of: Callable[[int], int], places: Iterable[tuple[int, str]]
) -> Notice | None:
    shown: dict[str, int] = {}
    number = 0
    for at, value in places:
        number += 1
        if len(shown) < SHOWN:
            shown.setdefault(value, row_of(at))
        if number == _MOST:
            break
    return (
        Notice(key, file=label, number=number, values=tuple(shown), rows=tuple(shown.values()))
        if number
        else None
    )


def _refuse_seven_bits(text: str, label: str) -> None:
    """Ask for the encoding of letters that are written in seven bits, between marks that no text has."""
    for mark, names in (("\x1b$", ("iso2022_jp", "iso2022_kr", "iso2022_jp_2")), ("~{", ("hz",))):
        at = text.find(mark)
        row = text.count("\n", 0, at) + 1
        for name in names if at >= 0 else ():
            with suppress(UnicodeError):
                line = text.encode("ascii").decode(name).split("\n")[row - 1]
                raise InputError(
                    "its letters are written in seven bits, and the case names no encoding.",
                    file=label,
                    row=row,
                    value=text.split("\n")[row - 1],
                    expected="UTF-8, or `encoding` in the case",
                    remedy=sentence(
                        "State `encoding`; this place would read {name}: {line!r}.",
                        name=name,
                        line=line.strip()[:60],
                    ),
                )
