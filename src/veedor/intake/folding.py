"""Columns of text in the form in which names are compared, within the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.intake.characters import TEXT, PlainText, not_ascii
from veedor.intake.names import CONTROL, INVISIBLE, fold

if TYPE_CHECKING:
    from collections.abc import Collection

    from veedor.engine import Scratch
    from veedor.engine.sql import Table, Value

_BLANK = "\\s\\x{0085}\\x{00A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
_CHAIN = 300
"""Texts that are replaced one by one; of more, a table is joined."""


@dataclass
class Folder:
    """Brings text to the form of :func:`~veedor.intake.names.fold`, within the engine (DuckDB only).

    Most texts are plain: the engine takes their blanks off. Of the others it removes what is invisible, and
    only the distinct texts that then still differ from their folded form come to Python.

    Parameters
    ----------
    scratch : Scratch
        Holds the tables that are joined.
    """

    scratch: Scratch

    def fold(self, table: Table, columns: list[str], plain: Collection[str] = ()) -> Table:
        """Return a table in which some columns of :func:`visible` text are folded; the plain ones are so."""
        made = table.mutate(**{name: table[name].fill_null("") for name in columns})
        for name, odd in _odd_texts(made, [name for name in columns if name not in plain]).items():
            if odd:
                made = self._replace(made, name, odd)
        return made

    def _replace(self, table: Table, name: str, odd: dict[str, str]) -> Table:
        if len(odd) <= _CHAIN:
            return table.mutate(**{name: table[name].cases(*odd.items(), else_=table[name])})
        pairs = self.scratch.put({name: list(odd), "plain": list(odd.values())})
        joined = table.left_join(pairs, name)
        return joined.mutate(**{name: joined.plain.fill_null(joined[name])}).drop(f"{name}_right", "plain")


def visible(cell: Value, *, steering: str | None = None) -> Value:
    """Return a cell without invisible characters and superfluous blanks; a missing one is the empty text.

    Parameters
    ----------
    cell : Value
        A published cell.
    steering : str, optional
        What stands in place of characters that steer a terminal; they stay where not given.
    """
    if isinstance(cell, PlainText):
        return cell.filled()
    text = cell.fill_null("")
    plain = text.re_search(TEXT)
    seen = text.re_replace(f"[{INVISIBLE}]", "").re_replace(f"[{_BLANK}]+", " ").strip()
    return sql.ifelse(plain, text, seen if steering is None else seen.re_replace(CONTROL, steering))


def _odd_texts(table: Table, columns: list[str]) -> dict[str, dict[str, str]]:
    """Return, by column, the distinct texts that are not in their folded form, with that form."""
    if not columns:
        return {}
    asked = {name: table[name].collect(where=not_ascii(table[name]), distinct=True) for name in columns}
    found = fetch_rows(table.aggregate(**asked))[0]
    return {
        name: {text: plain for text in found[name] or () if (plain := fold(text)) != text} for name in columns
    }
