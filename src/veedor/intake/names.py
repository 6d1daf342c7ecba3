"""When two texts are the same name: after Unicode normalisation, whatever marks nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.intake.characters import not_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.engine import Scratch
    from veedor.engine.sql import Table, Value

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


Key = tuple[str, int]
"""A folded name, and which of its name it is, from 1."""


def in_turn(names: Iterable[str]) -> tuple[Key, ...]:
    """Tell names that come several times apart by their turn."""
    seen: dict[str, count[int]] = defaultdict(lambda: count(1))
    return tuple((name, next(seen[name])) for name in names)


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

    def fold(self, table: Table, columns: list[str]) -> Table:
        """Give a table in which some columns of :func:`visible` text are folded."""
        made = table.mutate(**{name: table[name].fill_null("") for name in columns})
        for name, odd in _odd_texts(made, columns).items():
            if odd:
                made = self._replace(made, name, odd)
        return made

    def _replace(self, table: Table, name: str, odd: dict[str, str]) -> Table:
        if len(odd) <= _CHAIN:
            return table.mutate(**{name: table[name].cases(*odd.items(), else_=table[name])})
        pairs = self.scratch.put({name: list(odd), "plain": list(odd.values())})
        joined = table.left_join(pairs, name)
        return joined.mutate(**{name: joined.plain.fill_null(joined[name])}).drop(f"{name}_right", "plain")


def visible(cell: Value) -> Value:
    """Give a cell without invisible characters and superfluous blanks; a missing one is the empty text."""
    text = cell.fill_null("")
    plain = text.re_search(r"^[!-~]*( [!-~]+)*$")
    seen = text.re_replace(f"[{INVISIBLE}]", "").re_replace(f"[{_BLANK}]+", " ").strip()
    return sql.ifelse(plain, text, seen)


def _odd_texts(table: Table, columns: list[str]) -> dict[str, dict[str, str]]:
    """Give, by column, the distinct texts that are not in their folded form, with that form."""
    if not columns:
        return {}
    asked = {name: table[name].collect(where=not_ascii(table[name]), distinct=True) for name in columns}
    found = fetch_rows(table.aggregate(**asked))[0]
    return {
        name: {text: plain for text in found[name] or () if (plain := fold(text)) != text} for name in columns
    }
