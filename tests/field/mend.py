"""A small language for edits of ``case.toml``: what a printed remedy names, written down as data."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomli_w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Toml = Any
"""What ``tomllib`` gives."""

STEP = re.compile(r"'([^']+)'|([^.]+)")


def steps(path: str) -> tuple[str, ...]:
    """Split ``source.official.rows.'a.b'`` at its dots, but for those in quotes."""
    return tuple(quoted or plain for quoted, plain in STEP.findall(path))


def edit(file: Path, *, change: Mapping[str, Toml] | None = None, delete: Sequence[str] = ()) -> None:
    """Set and delete keys of a case file.

    A step of a path names a key of a table, an entry of a list by its position or by its ``id`` or ``name``,
    or everything there is (``*``). Tables on the way are made where they are missing.
    """
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    for path, value in (change or {}).items():
        *way, last = steps(path)
        for table in _reach(document, way):
            put(table, last, value)
    for path in delete:
        *way, last = steps(path)
        for table in _reach(document, way):
            del table[int(last) if isinstance(table, list) else last]
    file.write_text(tomli_w.dumps(document), encoding="utf-8")


def put(table: Toml, key: str, value: Toml) -> None:
    """Write one value into a table or a list."""
    if isinstance(table, list):
        if int(key) == len(table):
            table.append(value)
        else:
            table[int(key)] = value
    else:
        table[key] = value


def _reach(node: Toml, way: Sequence[str]) -> Iterator[Toml]:
    if not way:
        yield node
        return
    first, rest = way[0], way[1:]
    if isinstance(node, list):
        found = [
            entry
            for position, entry in enumerate(node)
            if first in {"*", str(position), entry.get("id"), entry.get("name")}
        ]
        if not found:
            raise KeyError(f"no entry {first!r}")
    elif first == "*":
        found = list(node.values())
    else:
        found = [node.setdefault(first, {})]
    for entry in found:
        yield from _reach(entry, rest)
