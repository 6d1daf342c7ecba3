"""Names and plain values as they stand in a query: quoted and escaped, always."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

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
