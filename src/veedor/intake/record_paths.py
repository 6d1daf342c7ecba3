"""Paths of records within nested data (JSON, XML), such as ``data.actas[].votos[]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.errors import CaseError, nearest
from veedor.intake.document import Field, Rows
from veedor.intake.record_lists import tables_in
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STEP = re.compile(r"(?P<name>[^.\[\]{}]*)(?P<each>\[\]|\{\})?")

KEY = "key"
"""Column that holds the name of an entry, where the entries of an object are the records (``{}``)."""


@dataclass(frozen=True)
class PathStep:
    """One part of a path: the name of a value, and whether each of its entries is meant."""

    name: str
    each: str


def parse_path(text: str, label: str) -> list[PathStep]:
    """Read a path such as ``data.actas[].votos[]``.

    Raises
    ------
    CaseError
        Where it is not one.
    """
    matches = [_STEP.fullmatch(part) for part in text.strip().split(".")]
    steps = [PathStep(m["name"], m["each"] or "") for m in matches if m]
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
    """Return the records at a path, each with the fields of the records around it.

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
        raise CaseError(
            sentence("there are no records at {path!r}.", path=path), file=label, remedy=nearest(path, known)
        )
    return made


def _descend(
    node: Any,  # noqa: ANN401
    steps: list[PathStep],
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


def _entries(value: Any, step: PathStep) -> Iterator[tuple[str | None, Any]]:  # noqa: ANN401
    """Return the records of a list, or the entries of an object and their names; a text has its list's."""
    if isinstance(value, dict) and step.each == "{}":
        pairs: Iterable[tuple[str | None, Any]] = (
            (key, one) for key, held in value.items() for one in (held if isinstance(held, list) else [held])
        )
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
