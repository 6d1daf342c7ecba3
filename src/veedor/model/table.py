"""A small table of a result: what charts draw, pages print and users export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.model.finding import Unit, Value

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        Stable name; the message key ``column.<name>`` puts it in words.
    unit : Unit
        What its values count.
    base : str
        Message key of the denominator of shares and points.
    digits : int
        Decimals to show.
    """

    name: str
    unit: Unit
    base: str = ""
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A table of values.

    Parameters
    ----------
    name : str
        Stable name; the message key ``table.<name>`` is its caption.
    columns : tuple of Column
        From left to right.
    rows : tuple of tuple of Value
        Each as long as ``columns``.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def records(self) -> Iterator[dict[str, Value]]:
        """Return each row as a dictionary by column name."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))
