"""Records of nested data (JSON, XML), each as one row of text."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.limits import MAX_COLUMNS
from veedor.intake.notices import Notice
from veedor.intake.raw import ROW, Content
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_DEPTH = 64
"""Levels of records within records."""

_PLAIN = {str, type(None)}

LISTED = "lists or records, not one value a row"

Field = tuple[int, str]
"""Level of a record on the path, and name of a value in it."""


class _Names(dict[str, Field]):
    """Fields of one level by their names: one object for all records."""

    def __init__(self, level: int) -> None:
        self._level = level

    def __missing__(self, name: str) -> Field:
        return self.setdefault(name, (self._level, name))


class _Levels(dict[int, _Names]):
    def __missing__(self, level: int) -> _Names:
        return self.setdefault(level, _Names(level))


@dataclass
class Rows:
    """Records as rows of text.

    Parameters
    ----------
    label : str
        Name of the file, for messages.
    levels : list of str
        Name of the list of each level.
    rows : list
        Number of the record in the file, and its values.
    listed : set
        Values that are lists in some record: they are no text.
    """

    label: str
    levels: list[str] = field(default_factory=lambda: [""])
    rows: list[tuple[int, dict[Field, str | None]]] = field(default_factory=list)
    listed: set[Field] = field(default_factory=set)
    _fields: _Levels = field(default_factory=_Levels)

    def content(self, settings: dict[str, str], notices: Iterable[Notice] = ()) -> Content:
        """Return the records as a table.

        Raises
        ------
        InputError
            Where there are no records, no values, or far too many columns.
        """
        import pyarrow as pa

        if not self.rows:
            raise InputError(
                "it has no records.", file=self.label, expected="records", remedy="Fetch the file again."
            )
        fields = list(dict.fromkeys(name for _, row in self.rows for name in row)) + [
            name for name in sorted(self.listed) if not any(name in row for _, row in self.rows)
        ]
        if not set(fields) - self.listed or len(fields) > MAX_COLUMNS:
            raise InputError(
                sentence(
                    "its records have {number_of_fields:,} different names of values.",
                    number_of_fields=len(fields),
                ),
                file=self.label,
                expected=sentence("1 to {max_columns:,} single values", max_columns=MAX_COLUMNS),
                remedy="Name the records with `records` beside `name` in `files`, or save it as CSV, and "
                "name that file.",
            )
        header = self._header(fields)
        columns: dict[str, Any] = {
            f"c{i}": pa.array([row.get(name) or None for _, row in self.rows], pa.string())
            for i, name in enumerate(fields)
        }
        columns[ROW] = pa.array([number for number, _ in self.rows], pa.int64())
        unusable = {f"c{i}": LISTED for i, name in enumerate(fields) if name in self.listed}
        return Content(
            header, pa.table(columns), settings, (*notices, *self._lacking(fields, header)), unusable
        )

    def _header(self, fields: list[Field]) -> tuple[str, ...]:
        """Name the columns: a name that two levels have stands behind its list for the inner one."""
        bare = Counter(name for _, name in fields)
        outermost = {name: min(level for level, n in fields if n == name) for name in bare}
        names = tuple(
            (name if level == outermost[name] else f"{self.levels[level]}.{name}").strip()
            for level, name in fields
        )
        for name, number in Counter(names).items():
            if number > 1:
                raise InputError(
                    sentence("two values of a record are both {name!r}.", name=name),
                    file=self.label,
                    remedy="Save the file as CSV, and name that file.",
                )
        return names

    def _lacking(self, fields: list[Field], header: tuple[str, ...]) -> Iterator[Notice]:
        """Name values that some records have and others lack: they are read as blank."""
        if all(len(row) == len(fields) for _, row in self.rows):
            return
        for key, name in zip(fields, header, strict=True):
            if key in self.listed:
                continue
            rows = [number for number, row in self.rows if key not in row]
            if rows:
                yield Notice(
                    "missing_values", file=self.label, column=name, number=len(rows), rows=tuple(rows[:20])
                )

    def add(
        self,
        number: int,
        record: Any,  # noqa: ANN401 - whatever a document holds
        level: int = 0,
        outer: dict[Field, str | None] | None = None,
    ) -> None:
        """Add a record.

        Raises
        ------
        InputError
            Where it is not one.
        """
        made = dict(outer or {})
        self.flatten(record, number, level, made)
        self.rows.append((number, made))

    def flatten(
        self,
        record: Any,  # noqa: ANN401 - whatever a document holds
        number: int,
        level: int,
        into: dict[Field, str | None],
        *,
        but: str = "",
    ) -> None:
        """Put the values of a record into a row as text; those of a record within it by their path."""
        if not isinstance(record, dict):
            raise InputError(
                "this is no record with names.",
                file=self.label,
                row=number,
                value=json.dumps(record, ensure_ascii=False)[:200],
                expected='a record such as {"sheet": "001", "oak": 12}',
                remedy="Save the file as CSV with a header, and name that file.",
            )
        if not (into or but) and _PLAIN.issuperset(map(type, record.values())):
            into.update(zip(map(self._fields[level].__getitem__, record), record.values(), strict=True))
            return
        stack: list[tuple[str, Any, int]] = [("", record, 0)]
        while stack:
            path, value, depth = stack.pop()
            if isinstance(value, dict):
                if depth > MAX_DEPTH:
                    raise too_deep(self.label, number)
                inner = [
                    (join(path, name), one, depth + 1) for name, one in value.items() if path or name != but
                ]
                stack += reversed(inner)
            elif isinstance(value, list):
                if not but:  # beside the path there may be other lists: tables of their own
                    self.listed.add((level, path))
            else:
                if (level, path) in into:
                    raise InputError(
                        sentence("two values of a record are both {path!r}.", path=path),
                        file=self.label,
                        row=number,
                        remedy="Save the file as CSV, and name that file.",
                    )
                into[self._fields[level][path]] = _text(value)


def join(path: str, name: str) -> str:
    """Return the path of a value; the text of an element of its own has no name."""
    return f"{path}.{name}" if path and name else path or name


def _text(value: str | bool | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def too_deep(label: str, row: int | None = None) -> InputError:
    """Refuse data that is nested without end."""
    return InputError(
        sentence("its records are nested more than {max_depth} levels deep.", max_depth=MAX_DEPTH),
        file=label,
        row=row,
        expected="records of a few levels",
        remedy="Save it as CSV, one row a sheet or a figure, and name that file.",
    )


def check_depth(data: Any, label: str) -> None:  # noqa: ANN401
    """Refuse data that is nested without end.

    Raises
    ------
    InputError
        Where it is.
    """
    level, depth = [data] if isinstance(data, dict | list) else [], 0
    while level:
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        depth += 1
        if depth > MAX_DEPTH:
            raise too_deep(label)
