"""A table within a file that may hold several: a worksheet, a table of a page, a list of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veedor.sentence import joined, sentence

_SHOWN = 8
"""Tables that a message names."""


@dataclass(frozen=True)
class InnerTable:
    """A table within a file.

    Parameters
    ----------
    key : str
        Key beside ``name`` in ``files`` that chooses it: ``sheets``, ``table`` or ``records``.
    name : str
        What to write there.
    columns : tuple of str
        The first names of its columns, as far as they can be told without reading it whole.
    rows : int, optional
        How many it has; None where it was not counted.
    hidden : bool
        Whether whoever opens the file does not see it.
    title : str
        A name for people, where it has another (the caption of a table).
    head : tuple of tuple of str
        The first rows of a worksheet as they stand.
    """

    key: Literal["sheets", "table", "records"]
    name: str
    columns: tuple[str, ...] = ()
    rows: int | None = None
    hidden: bool = False
    title: str = ""
    head: tuple[tuple[str, ...], ...] = ()

    def describe(self) -> str:
        """Return one line for a message: name, title, rows and the first columns."""
        more: list[str] = (
            [sentence("{rows:,} {rows:row|rows}", rows=self.rows)] if self.rows is not None else []
        )
        more += [", ".join(self.columns[:4]) + (", ..." if len(self.columns) > 4 else "")] * bool(
            self.columns
        )
        more += [sentence("hidden")] * self.hidden
        title = f" {self.title!r}" if self.title else ""
        name = f"{self.name!r}{title}"
        return sentence("{name} ({more})", name=name, more=joined(more, by="; ")) if more else name


def list_for_message(tables: tuple[InnerTable, ...] | list[InnerTable]) -> str:
    """Return the tables of a file in one line, the first few of many."""
    shown = joined((table.describe() for table in tables[:_SHOWN]), by="; ")
    return shown + (
        sentence("; and {number_of_tables} more", number_of_tables=len(tables) - _SHOWN)
        if len(tables) > _SHOWN
        else ""
    )
