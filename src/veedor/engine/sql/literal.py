"""Names and plain values as they stand in a query: quoted and escaped, always."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Plain: TypeAlias = "str | int | float | bool | datetime | None"

TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "uint32": "UINTEGER",
    "float64": "DOUBLE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
    "timestamp(0)": "TIMESTAMP_S",
}
"""Our names of types, and DuckDB's."""


def quoted(name: str) -> str:
    """Write the name of a column or table.

    >>> quoted("MAS - IPSP")
    '"MAS - IPSP"'
    """
    return '"' + name.replace('"', '""') + '"'


def written(value: object) -> str:
    """Write a plain value as a literal.

    >>> print(written("l'urne"), written(None), written(True), written(datetime(2019, 10, 20, 19, 40)))
    'l''urne' NULL TRUE TIMESTAMP '2019-10-20 19:40:00'

    Raises
    ------
    TypeError
        For anything but a text, a number, a truth, a time or None.
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case int() | float():
            return repr(value)
        case datetime():
            return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"{value!r} cannot be written as a literal: give a text, number, truth, time or None.")


Kind = TypeVar("Kind", bound="Operand")
Names: TypeAlias = "str | Operand | Sequence[str | Operand]"
"""A column or several, by name or computed."""


@dataclass(frozen=True, eq=False)
class Operand:
    """A piece of SQL.

    Parameters
    ----------
    text : str
        It may stand beside any operator.
    columns : frozenset of str
        Columns that it needs.
    name : str
        Name of the column, where it is one.
    passing : bool
        Whether it numbers rows as they come, one after the other.
    """

    text: str
    columns: frozenset[str] = frozenset()
    name: str = ""
    passing: bool = False


def made(kind: Callable[..., Kind], template: str, *operands: object) -> Kind:
    """Make a value of others and of plain ones: each stands where the template has braces.

    >>> made(Operand, "least({}, {})", Operand("a", frozenset("a")), "l'urne").text
    "least(a, 'l''urne')"
    """
    values = [one if isinstance(one, Operand) else Operand(written(one)) for one in operands]
    text = template.format(*(value.text for value in values))
    columns = frozenset[str]().union(*(value.columns for value in values))
    return kind(text, columns, passing=any(value.passing for value in values))


def several(names: Names) -> list[Operand]:
    """Return one column or several as a list."""
    listed = [names] if isinstance(names, str | Operand) else names
    return [n if isinstance(n, Operand) else Operand(quoted(n), frozenset([n]), n) for n in listed]


def listed(names: Names) -> Operand:
    """Write columns one after the other."""
    columns = several(names)
    return made(Operand, ", ".join(["{}"] * len(columns)), *columns)


def ordered(names: Names) -> Operand:
    """Write an order; missing values come last, unless a value says otherwise."""
    ends = (" NULLS LAST", " NULLS FIRST")
    columns = several(names)
    return listed([c if c.text.endswith(ends) else made(Operand, "{} NULLS LAST", c) for c in columns])
