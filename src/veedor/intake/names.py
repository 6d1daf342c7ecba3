"""When two texts are the same name: after Unicode normalisation, whatever marks nobody sees."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from veedor.engine import Scratch

INVISIBLE = (
    "\\x{00AD}\\x{034F}\\x{061C}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180E}\\x{200B}-\\x{200F}"
    "\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FE00}-\\x{FE0F}\\x{FEFF}"
)
"""Characters without a shape of their own (soft hyphens, joiners, marks of direction, byte order marks), as
the inside of a class of the engine's regular expressions."""

_BLANK = "\\s\\x{0085}\\x{00A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
_INVISIBLE = re.compile("[" + re.sub(r"\\x\{([0-9A-F]+)\}", lambda m: f"\\u{m[1]}", INVISIBLE) + "]")
_BLANKS = re.compile(r"\s+")
_CHAIN = 300
"""Texts that are replaced one by one; of more, a table is joined."""


def fold(text: str) -> str:
    """Give the form in which names are compared and ids are kept.

    Compatibility forms become plain (NFKC: full-width letters, ligatures), invisible characters go, runs of
    white space of any kind become one blank, outer blanks go. Case and digits stay: ``000001`` is not ``1``,
    ``Ana`` is not ``ANA``.
    """
    if text.isascii():
        return _BLANKS.sub(" ", text).strip()
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return _BLANKS.sub(" ", plain).strip()


@dataclass
class Folder:
    """Brings columns of text to the form of :func:`fold`, within the engine (DuckDB only).

    Most texts are plain: the engine takes their blanks off. Of the others it removes what is invisible, and
    only the distinct texts that then still differ from their folded form come to Python.

    Parameters
    ----------
    scratch : Scratch
        Holds the tables that are joined.
    """

    scratch: Scratch

    def fold(self, table: ir.Table, columns: list[str]) -> ir.Table:
        """Give a table in which some columns of :func:`visible` text are folded."""
        made = table.mutate(**{name: table[name].fill_null("") for name in columns})
        for name, odd in _odd_texts(made, columns).items():
            if odd:
                made = self._replace(made, name, odd)
        return made

    def _replace(self, table: ir.Table, name: str, odd: dict[str, str]) -> ir.Table:
        if len(odd) <= _CHAIN:
            return table.mutate(**{name: table[name].cases(*odd.items(), else_=table[name])})
        pairs = self.scratch.put({"odd": list(odd), "plain": list(odd.values())})
        joined = table.left_join(pairs, table[name] == pairs.odd)
        return joined.mutate(**{name: joined.plain.fill_null(joined[name])}).drop("odd", "plain")


def visible(cell: ir.StringValue) -> ir.StringValue:
    """Give a cell without invisible characters and superfluous blanks; a missing one is the empty text."""
    import ibis

    text = cell.fill_null("")
    plain = text.re_search(r"^[!-~]*( [!-~]+)*$")
    seen = text.re_replace(f"[{INVISIBLE}]", "").re_replace(f"[{_BLANK}]+", " ").strip()
    return ibis.ifelse(plain, text, seen)


def not_ascii(text: ir.StringValue) -> ir.BooleanValue:
    """Say whether a text has more bytes than characters, which costs a tenth of a search (DuckDB only)."""
    found: ir.BooleanValue = _strlen()(text) != text.length()
    return found


@cache
def _strlen() -> Any:  # noqa: ANN401 - Ibis has no types
    """Give DuckDB's number of bytes of a text, for which Ibis has no expression."""
    import ibis
    import ibis.expr.datatypes as dt

    def strlen(text: object) -> object: ...

    return ibis.udf.scalar.builtin(strlen, signature=((dt.string,), dt.int64))


def _odd_texts(table: ir.Table, columns: list[str]) -> dict[str, dict[str, str]]:
    """Give, by column, the distinct texts that are not in their folded form, with that form."""
    if not columns:
        return {}
    asked = {name: table[name].collect(where=not_ascii(table[name]), distinct=True) for name in columns}
    found = fetch_rows(table.aggregate(**asked))[0]
    return {
        name: {text: plain for text in found[name] or () if (plain := fold(text)) != text} for name in columns
    }
