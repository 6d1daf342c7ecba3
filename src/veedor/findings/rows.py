"""Tables with a row an item: each column stands once, beside what fills it."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from veedor.model import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from veedor.model import Unit, Value


def columns_in(unit: Unit, *names: str, base: str = "", digits: int = 2) -> tuple[Column, ...]:
    """Return columns that count the same, by name from left to right.

    Parameters
    ----------
    unit : Unit
        What the values of all of them count.
    *names : str
        Their names.
    base : str
        Message key of the denominator of shares and points.
    digits : int
        Decimals to show.
    """
    return tuple(Column(name, unit, base, digits) for name in names)


def table_of(
    name: str, columns: Sequence[Column], items: Iterable[object], **cells: Callable[[Any], Value]
) -> Table:
    """Return a table of some items.

    Parameters
    ----------
    name : str
        Of the table.
    columns : sequence of Column
        From left to right.
    items : iterable
        One a row.
    **cells : callable
        By column what an item has there; of a column that is not named, its attribute of the same name.
    """
    get = [cells.get(column.name) or attrgetter(column.name) for column in columns]
    return Table(name, tuple(columns), tuple(tuple(cell(item) for cell in get) for item in items))
