"""Records within nested data (JSON, XML): where they are, and each as one row of text."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.errors import CaseError, InputError, nearest
from veedor.intake.header import MAX_COLUMNS, looks_like_data
from veedor.intake.inner_table import InnerTable, list_for_message
from veedor.intake.notices import Notice
from veedor.intake.raw import ROW, Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_DEPTH = 64
"""Levels of records within records."""

_LOOK = 200
"""Entries of a list that are looked at to tell what they hold."""

_STEP = re.compile(r"(?P<name>[^.\[\]{}]*)(?P<each>\[\]|\{\})?")
KEY = "key"
"""Column that holds the name of an entry, where the entries of an object are the records (``{}``)."""

LISTED = "lists or records, not one value a row"

Field = tuple[int, str]
"""Level of a record on the path, and name of a value in it."""


@dataclass(frozen=True)
class Step:
    """One part of a path: the name of a value, and whether each of its entries is meant."""

    name: str
    each: str


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

    def content(self, settings: dict[str, str], notices: Iterable[Notice] = ()) -> Content:
        """Give them as a table.

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
                f"its records have {len(fields):,} different names of values.",
                file=self.label,
                expected=f"1 to {MAX_COLUMNS:,} single values",
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
                    f"two values of a record are both {name!r}.",
                    file=self.label,
                    remedy="Save the file as CSV, and name that file.",
                )
        return names

    def _lacking(self, fields: list[Field], header: tuple[str, ...]) -> Iterator[Notice]:
        """Name values that some records have and others lack: they are read as blank."""
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
            Where it is none.
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
                        f"two values of a record are both {path!r}.",
                        file=self.label,
                        row=number,
                        remedy="Save the file as CSV, and name that file.",
                    )
                into[level, path] = _text(value)


def join(path: str, name: str) -> str:
    """Give the path of a value; the text of an element of its own has no name."""
    return f"{path}.{name}" if path and name else path or name


def _text(value: str | bool | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def too_deep(label: str, row: int | None = None) -> InputError:
    """Refuse data that is nested without end."""
    return InputError(
        f"its records are nested more than {MAX_DEPTH} levels deep.",
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


def parse_path(text: str, label: str) -> list[Step]:
    """Read a path such as ``data.actas[].votos[]``.

    Raises
    ------
    CaseError
        Where it is none.
    """
    matches = [_STEP.fullmatch(part) for part in text.strip().split(".")]
    steps = [Step(m["name"], m["each"] or "") for m in matches if m]
    bare = [step for step in steps[1:] if not step.name]
    if len(steps) < len(matches) or bare or not any(step.each for step in steps) or not steps[-1].each:
        raise CaseError(
            "`records` is no path of records.",
            file=label,
            value=text,
            expected='names parted by points, with [] behind each list: "actas[].votos[]"; "[]" where the '
            "whole file is the list; {} behind an object each of whose entries is a record",
            remedy="Write it so; the last name ends in [] or {}.",
        )
    return steps


def rows_at(data: Any, path: str, label: str) -> Rows:  # noqa: ANN401
    """Give the records at a path, each with the fields of the records around it.

    A record whose inner list is empty keeps one row of its own: it is a sheet without figures, not none.

    Raises
    ------
    CaseError
        Where there is nothing at the path.
    InputError
        Where something else is there.
    """
    steps = parse_path(path, label)
    made = Rows(label)
    made.levels += [step.name or "entry" for step in steps if step.each]
    reached = _descend(data, steps, 0, {}, made, 0)
    if not reached:
        known = [table.name for table in tables_in(data)]
        raise CaseError(f"there are no records at {path!r}.", file=label, remedy=nearest(path, known))
    return made


def _descend(
    node: Any,  # noqa: ANN401
    steps: list[Step],
    level: int,
    outer: dict[Field, str | None],
    made: Rows,
    number: int,
) -> bool:
    """Follow a path from a node; say whether any list was there."""
    step, rest = steps[0], steps[1:]
    around = dict(outer)
    if step.name:
        if not isinstance(node, dict):
            made.flatten(node, number, level, around)  # refuses it
        # What only wraps the data (a date, a department) stays beside each of its records.
        made.flatten(node, number, level, around, but=step.name)
        value, there = node.get(step.name), step.name in node
    else:
        value, there = node, True
    if not step.each:
        if isinstance(value, dict):
            return _descend(value, rest, level, around, made, number)
        if level:
            made.rows.append((len(made.rows) + 1, around))
        return False
    hits = []
    entries = list(_entries(value, step))
    for key, record in entries:
        count = len(made.rows) + 1
        inner = around if key is None else around | {(level + 1, KEY): key}
        if rest:
            hits.append(_descend(record, rest, level + 1, inner, made, count))
        else:
            made.add(count, record, level + 1, inner)
    if not entries and level:
        made.rows.append((len(made.rows) + 1, around))
    return there and (any(hits) or not hits)


def _entries(value: Any, step: Step) -> Iterator[tuple[str | None, Any]]:  # noqa: ANN401
    """Give the records of a list, or the entries of an object and their names; a text has its list's."""
    if isinstance(value, dict) and step.each == "{}":
        pairs: Iterable[tuple[str | None, Any]] = value.items()
    else:
        pairs = (
            (None, one) for one in (value if isinstance(value, list) else [] if value is None else [value])
        )
    for key, one in pairs:
        if isinstance(one, dict):
            yield key, {name or step.name: text for name, text in one.items()}
        elif one is None:
            yield key, {}
        else:
            yield key, {step.name: one} if step.name and isinstance(one, str) else one


def tables_in(data: Any) -> list[InnerTable]:  # noqa: ANN401
    """Find the lists of records of nested data, by their path, the outer ones first."""
    found: dict[str, list[Any]] = {}
    if isinstance(data, list):
        if any(isinstance(one, dict) for one in data[:_LOOK]):
            _look("[]", data, found, 0)
    elif isinstance(data, dict):
        _look_into([data], "", found, 0)
    return [
        InnerTable("records", path, tuple(_names(entries)), len(entries) if path.count("[]") == 1 else None)
        for path, entries in found.items()
    ]


def _look(path: str, entries: list[Any], found: dict[str, list[Any]], depth: int) -> None:
    if depth > MAX_DEPTH or len(found) > 1000:
        return
    found[path] = entries
    _look_into([one for one in entries[:_LOOK] if isinstance(one, dict)], path, found, depth + 1)


def _look_into(nodes: list[dict[str, Any]], path: str, found: dict[str, list[Any]], depth: int) -> None:
    lists: dict[str, list[Any]] = {}
    objects: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        for name, value in node.items():
            if isinstance(value, list) and _are_records(value):
                lists.setdefault(name, []).extend(value[: _LOOK if path.count("[]") else None])
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
    """Give the one list of records; refuse to choose among several.

    Raises
    ------
    InputError
        Names all of them, and the key to write.
    """
    if len(tables) == 1:
        return tables[0]
    nested = [table for table in tables if table.name.count("[]") > 1]
    best = max(nested, key=lambda table: table.name.count("[]")).name if nested else tables[0].name
    raise InputError(
        f"it holds {len(tables)} lists of records, and the case does not say which.",
        file=label,
        value=list_for_message(tables),
        expected="`records` in its entry of `files`",
        remedy=f'State `records = "{best}"` (or another of them) beside `name` in `files`'
        + (": each entry of the inner list is then a row, with the fields around it." if nested else "."),
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
    """Give names of columns: texts, or records each with a name; nothing where they are none."""
    if len(value) < 2:
        return []
    names = [
        one.get("name") or one.get("field") or one.get("label") if isinstance(one, dict) else one
        for one in value
    ]
    if not all(isinstance(name, str) and name.strip() for name in names) or len(set(names)) < len(names):
        return []
    return [str(name) for name in names]
