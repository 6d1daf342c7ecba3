"""Characters that mean the same in a figure or a time: digits of any script, blanks, dashes, marks.

Columns of a small table whose cells need no care are told apart: the time of a small import goes into the
planning of its queries, most of it for cells that nobody wrote.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.engine.sql import Value

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.engine.sql import Value

_NUMBER = "^(0|[1-9][0-9]{0,8})$"
TEXT = "^([!-~]+( [!-~]+)*)?$"
"""What is printable ASCII without superfluous blanks."""


class PlainText(Value):
    """A text that in every row is printable ASCII without superfluous blanks, or missing."""

    def filled(self) -> PlainText:
        """Return the empty text where it is missing."""
        return PlainText(self.fill_null("").text, self.columns)


class PlainNumber(PlainText):
    """A text that in every row is a whole number as the engine itself writes it, or missing."""


def plain_columns(table: pa.Table) -> dict[str, type[PlainText]]:
    """Find the plain columns of a table in memory; of others nothing is said.

    Parameters
    ----------
    table : pyarrow.Table
        Its published columns are text.
    """
    import pyarrow as pa

    texts = [name for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
    plain = [name for name in texts if _all(table[name], TEXT)]
    return {name: PlainNumber if _all(table[name], _NUMBER) else PlainText for name in plain}


def _all(cells: pa.ChunkedArray, pattern: str) -> bool:
    """Say whether every cell that is not missing is as a pattern says."""
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(cells, pattern), min_count=0).as_py())


_UNSEEN = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters without a shape: soft hyphens, joiners, marks of direction, byte order marks. Not the one
(U+202E) that shows 12 as 21."""
_APOSTROPHES = "\u2018\u2019\u02bc\u00b4`\u2032\uff07"
_DASHES = "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_WIDE = {
    "\uff0c": ",",
    "\uff0e": ".",
    "\uff08": "(",
    "\uff09": ")",
    "\uff1a": ":",
    "\uff0f": "/",
    "\uff05": "%",
    "\u066a": "%",  # Arabic
    "\u066b": ".",
    "\u066c": ",",
    "\u060c": ",",
}


_SCRIPTS = 0x20000
"""End of the planes of Unicode in which scripts and their digits lie; to look further costs every import."""


@cache
def _blanks() -> str:
    others = [chr(i) for i in range(128, 0x3001) if unicodedata.category(chr(i)) == "Zs"]
    return "\t\n\v\f\r \u0085\u2028\u2029" + "".join(others)


@cache
def _digits() -> dict[str, tuple[int, str]]:
    """Return every digit that is not ASCII with its value and the zero of its script.

    Full-width and mathematical digits are ASCII's own in another dress, and may stand beside them.
    """
    found = {}
    for code in range(128, _SCRIPTS):
        mark = chr(code)
        if unicodedata.category(mark) == "Nd":
            value = unicodedata.digit(mark)
            found[mark] = value, "0" if unicodedata.normalize("NFKC", mark).isascii() else chr(code - value)
    return found


@cache
def _plain() -> dict[str, str]:
    """Return what stands for each character that is not ASCII and has a meaning in a figure or a time."""
    table = {mark: str(value) for mark, (value, _) in _digits().items()}
    table |= dict.fromkeys(_blanks(), " ")
    table |= dict.fromkeys(_APOSTROPHES, "'")
    table |= dict.fromkeys(_DASHES, "-")
    return table | _WIDE


def bare(text: str) -> str:
    """Return a text without outer blanks and characters that nobody sees."""
    return text.strip(_blanks() + _UNSEEN)


def plain(text: str) -> str:
    """Return a text with ASCII digits, blanks, dashes and apostrophes, as the engine makes it.

    A text whose digits come from two scripts is left with them: it is no figure.
    """
    text = bare(text)
    if text.isascii():
        return text.replace("\t", " ")
    zeros = {_digits()[c][1] if c in _digits() else "0" for c in text if unicodedata.category(c) == "Nd"}
    if len(zeros) > 1:
        return text
    return "".join(_plain().get(c, c) for c in text if c not in _UNSEEN)


def not_ascii(text: Value) -> Value:
    """Say whether a text has more bytes than characters, which costs a tenth of a search."""
    return sql.call("strlen", text) != text.length()


def bare_cell(cell: Value) -> Value:
    """Return a cell as :func:`bare` does; a missing one is the empty text."""
    if isinstance(cell, PlainText):
        return cell.filled()
    # to look at both ends of a text in ASCII costs a third of taking blanks off
    bare_ends = (cell >= "!") & (sql.call("right", cell, 1) >= "!") & ~not_ascii(cell)
    return sql.ifelse(bare_ends, cell, sql.call("trim", cell.fill_null(""), _blanks() + _UNSEEN))


def plain_cell(text: Value) -> Value:
    """Return a text without outer blanks as :func:`plain` does; one that is all ASCII costs nothing."""
    if isinstance(text, PlainText):
        return text
    ascii_only = text.replace("\t", " ")
    return sql.ifelse(not_ascii(text), sql.once(text, _in_plain), ascii_only)


def _in_plain(text: Value) -> Value:
    """Write a text that is not all ASCII in plain characters."""
    digits = _digits()
    zeros = sql.call(
        "translate",
        text.re_replace(r"[^\p{Nd}]", ""),
        "123456789" + "".join(digits),
        "0" * 9 + "".join(zero for _, zero in digits.values()),
    )
    mixed = sql.once(zeros, lambda z: z.replace(z.substr(0, 1), "") != "")
    table = _plain()
    # what has no counterpart at the end of the second text is taken out
    made = sql.call("translate", text, "".join(table) + _UNSEEN, "".join(table.values()))
    return sql.ifelse(mixed.fill_null(False), text, made)
