"""Where the records of nested data (JSON, XML) are: lists of records, or names of columns and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.document import MAX_DEPTH
from veedor.intake.header import looks_like_data
from veedor.intake.inner_table import InnerTable, list_for_message
from veedor.intake.limits import MAX_COLUMNS
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOK = 200
"""Entries of a list that are looked at to tell what they hold."""

LEAST_KEYED = 3
"""Entries from which on an object of objects may be a list of records by their keys."""

MANY_KEYED = 10
"""Entries from which on records may hold figures alone: fewer may be the choices of one sheet."""


def tables_in(data: Any) -> list[InnerTable]:  # noqa: ANN401
    """Find the lists of records of nested data, by their path, the outer ones first."""
    found: dict[str, list[Any]] = {}
    if isinstance(data, list):
        if any(isinstance(one, dict) for one in data[:_LOOK]):
            _look("[]", data, found, 0)
    elif isinstance(data, dict):
        _look_into([data], "", found, 0)
    return [
        InnerTable("records", path, tuple(_names(entries)), len(entries) if _depth(path) == 1 else None)
        for path, entries in found.items()
    ]


def keyed_records(data: dict[str, Any]) -> list[Any]:
    """Return the records of an object whose entries are sheets called by their keys; else nothing.

    Parameters
    ----------
    data : dict
        ``{"0101": {"registered": ..., "votes": {...}}, "0102": ...}``; an entry may be a list of records.
    """
    entries = list(data.values())
    if len(entries) < LEAST_KEYED:
        return []
    records = entries
    if all(isinstance(one, list) for one in entries):
        records = [record for one in entries for record in one]
    some = records[:_LOOK]
    if not some or not all(isinstance(one, dict) for one in some):
        return []
    shared = set.intersection(*map(set, some))
    if len(shared) < 2 or 2 * len(shared) < len(set.union(*map(set, some))):
        return []
    inner = any(isinstance(value, dict | list) for one in some for value in one.values())
    return records if inner or records is not entries or len(entries) >= MANY_KEYED else []


def _depth(path: str) -> int:
    """Count the lists, and objects read as such, that a path goes through."""
    return path.count("[]") + path.count("{}")


def _look(path: str, entries: list[Any], found: dict[str, list[Any]], depth: int) -> None:
    if depth > MAX_DEPTH or len(found) > 1000:
        return
    found[path] = entries
    _look_into([one for one in entries[:_LOOK] if isinstance(one, dict)], path, found, depth + 1)


def _look_into(nodes: list[dict[str, Any]], path: str, found: dict[str, list[Any]], depth: int) -> None:
    if not _depth(path) and (records := keyed_records(nodes[0])):
        _look(f"{path}{{}}", records, found, depth)
        return
    lists: dict[str, list[Any]] = {}
    objects: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        for name, value in node.items():
            if isinstance(value, list) and _are_records(value):
                lists.setdefault(name, []).extend(value[: _LOOK if _depth(path) else None])
            elif isinstance(value, dict):
                objects.setdefault(name, []).append(value)
    before = f"{path}." if path else ""
    for name, entries in lists.items():
        _look(f"{before}{name}[]", entries, found, depth)
    if depth <= MAX_DEPTH:
        for name, inner in objects.items():
            _look_into(inner, f"{before}{name}", found, depth + 1)


def _are_records(value: list[Any]) -> bool:
    """Whether a list holds records, of which some may be empty."""
    some = value[:_LOOK]
    return all(one is None or isinstance(one, dict) for one in some) and any(some)


def _names(entries: list[Any]) -> Iterator[str]:
    names: dict[str, None] = {}
    for one in entries[:_LOOK]:
        if isinstance(one, dict):
            names |= dict.fromkeys(n for n, v in one.items() if n and not isinstance(v, list))
    yield from list(names)[:MAX_COLUMNS]


def choose(tables: list[InnerTable], label: str) -> InnerTable:
    """Return the one list of records; refuse to choose among several.

    Raises
    ------
    InputError
        Names all of them, and the key to write.
    """
    if len(tables) == 1:
        return tables[0]
    nested = [table for table in tables if _depth(table.name) > 1]
    best = max(nested, key=lambda table: _depth(table.name)).name if nested else tables[0].name
    raise InputError(
        sentence(
            "it holds {number_of_tables} lists of records, and the case does not say which: {tables}.",
            number_of_tables=len(tables),
            tables=list_for_message(tables),
        ),
        file=label,
        expected="`records` in its entry of `files`",
        remedy=sentence('State `records = "{best}"` (or another of them) beside `name` in `files`', best=best)
        + (
            sentence(": each entry of the inner list is then a row, with the fields around it.")
            if nested
            else "."
        ),
    )


def grid_in(data: Any) -> tuple[list[str], list[list[Any]]] | None:  # noqa: ANN401
    """Find a table that is written as names of columns and rows of values, or as lists by column.

    Returns
    -------
    tuple of list, or None
        Names and rows; None where the data is no such table.
    """
    if isinstance(data, list):
        return _header_first(data)
    if not isinstance(data, dict):
        return None
    rows = [v for v in data.values() if isinstance(v, list) and v and all(isinstance(r, list) for r in v)]
    for names in (_column_names(value) for value in data.values() if isinstance(value, list)):
        fitting = [v for v in rows if names and all(len(r) == len(names) for r in v)]
        if len(fitting) == 1:
            return names, fitting[0]
    columns = list(data.values())
    if len(columns) > 1 and all(isinstance(c, list) and len(c) == len(columns[0]) for c in columns):
        if columns[0] and not any(isinstance(v, dict | list) for c in columns for v in c):
            return list(data), [list(row) for row in zip(*columns, strict=True)]
        return None
    found = [grid for value in data.values() if isinstance(value, dict) and (grid := grid_in(value))]
    return found[0] if len(found) == 1 else None


def _header_first(data: list[Any]) -> tuple[list[str], list[list[Any]]] | None:
    if len(data) < 2 or not all(isinstance(row, list) and len(row) == len(data[0]) for row in data):
        return None
    names = _column_names(data[0])
    return (names, data[1:]) if names and not looks_like_data(names) else None


def _column_names(value: list[Any]) -> list[str]:
    """Return names of columns: texts, or records each with a name; nothing where they are neither."""
    if len(value) < 2:
        return []
    names = [
        one.get("name") or one.get("field") or one.get("label") if isinstance(one, dict) else one
        for one in value
    ]
    if not all(isinstance(name, str) and name.strip() for name in names) or len(set(names)) < len(names):
        return []
    return [str(name) for name in names]
