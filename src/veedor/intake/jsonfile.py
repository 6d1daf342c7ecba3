"""JSON and NDJSON files of records as text: figures stay as they are written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from veedor.errors import CaseError, InputError, nearest
from veedor.intake.document import Rows, check_depth, too_deep
from veedor.intake.formats import Format, format_of
from veedor.intake.inner_table import InnerTable
from veedor.intake.limits import AGAIN, check_bytes
from veedor.intake.record_lists import choose, grid_in, tables_in
from veedor.intake.record_paths import rows_at
from veedor.intake.text import to_utf8
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.raw import Content

_HALF = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
MAX_BYTES = 256 * 1024**2
"""A JSON file is laid out in memory as a whole."""


def read(file: Path, form: FileForm, label: str) -> Content:
    """Read a file of records.

    ``records`` of the form is the path of the records; ``member`` may name the list of an object instead.
    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    data, settings, notices = _load(file, form, label)
    path = form.records or _keyed(data, form, label)
    if path:
        return rows_at(data, path, label).content(settings | {"records": path}, notices)
    rows = Rows(label)
    if (isinstance(data, list) and data and isinstance(data[0], dict)) or form.member:
        found, name = _list_of(data, form, label)
        settings |= {"list": name} if name else {}
        _refuse_nested(data, name, label)
    elif (grid := grid_in(data)) is not None:
        names, values = grid
        found = [dict(zip(names, row, strict=True)) for row in values]
        settings["form"] = "columns and rows"
    elif isinstance(data, dict) and data and not _holds_lists(data):
        found = [data]  # one file a sheet
    else:
        found, name = _list_of(data, form, label)
        settings |= {"list": name} if name else {}
        _refuse_nested(data, name, label)
    numbers = data.numbers if isinstance(data, _Lines) else range(1, len(found) + 1)
    for number, record in zip(numbers, found, strict=True):
        rows.add(number, record)
    return rows.content(settings, notices)


def list_tables(file: Path, form: FileForm, label: str) -> tuple[InnerTable, ...]:
    """List the records of a file by their paths; nothing where it is one table. Errors as of :func:`read`."""
    return tuple(tables_in(_load(file, form, label)[0]))


def _keyed(data: Any, form: FileForm, label: str) -> str:  # noqa: ANN401
    """Return the path of records that are entries of an object, called by their keys; empty without any.

    Raises
    ------
    InputError
        Where they hold lists of records of their own.
    """
    if form.member or not isinstance(data, dict):
        return ""
    tables = tables_in(data)
    return choose(tables, label).name if any("{}" in table.name for table in tables) else ""


class _Lines(list[Any]):
    """Records of a file with one in each line."""

    numbers: list[int]


def _load(file: Path, form: FileForm, label: str) -> tuple[Any, dict[str, str], tuple[Any, ...]]:
    check_bytes(file, MAX_BYTES, label)
    text = to_utf8(file, form, label, file.with_suffix(".utf8"), escapes=False)
    kind = format_of(text.path, label)
    settings = {"format": kind.value, "encoding": text.encoding}
    if kind is Format.NDJSON:
        return _of_lines(text.path, label), settings, text.notices
    data = _parse(text.path.read_text("utf-8-sig"), label, 1)
    check_depth(data, label)
    return data, settings, text.notices


def _of_lines(path: Path, label: str) -> _Lines:
    made = _Lines()
    made.numbers = []
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                made.append(_parse(line.strip(), label, number))
                made.numbers.append(number)
                if not isinstance(made[-1], dict):
                    Rows(label).add(number, made[-1])  # refuses it
    return made


def _parse(text: str, label: str, row: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(
                sentence("a record has the value {twice!r} twice.", twice=twice),
                file=label,
                row=row if row > 1 else None,
                remedy="Which of them holds cannot be told: mend it in a copy of the file.",
            )
        return made

    try:
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=unique)
        if half := _HALF.search(text):
            _refuse_halves(data, text[max(0, half.start() - 30) : half.end() + 30], label, row)
        return data  # noqa: TRY300 - looking for halves may itself go too deep
    except json.JSONDecodeError as error:
        place = row + error.lineno - 1
        raise InputError(
            "it is not JSON, or it is cut short.",
            file=label,
            row=place,
            value=text[max(0, error.pos - 30) : error.pos + 30],
            remedy=AGAIN,
        ) from error
    except RecursionError as error:
        raise too_deep(label, row) from error


def _refuse_halves(data: Any, around: str, label: str, row: int) -> None:  # noqa: ANN401 - whatever JSON holds
    """Refuse half of a letter, or a zero byte: both can be written in JSON, and are no text."""
    written = json.dumps(data, ensure_ascii=False)
    if re.search(r"[\ud800-\udfff]|\\u0000", written):
        raise InputError(
            "it holds a code that is no letter: half of one, or a zero byte.",
            file=label,
            row=row if row > 1 else None,
            value=around,
            expected="whole letters",
            remedy="Mend it in a copy of the file, and name that; the codes begin with \\ud8 to \\udf, or "
            "are \\u0000.",
        )


def _holds_lists(data: dict[str, Any]) -> bool:
    """Whether an object holds a list, however deep."""
    stack: list[Any] = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            return True
        if isinstance(value, dict):
            stack += value.values()
    return False


def _list_of(data: Any, form: FileForm, label: str) -> tuple[list[Any], str]:  # noqa: ANN401
    """Find the list of records: the whole file, or the one list of an object."""
    if isinstance(data, list):
        return data, ""
    if not isinstance(data, dict):
        raise InputError(
            "it holds one value.", file=label, expected="a list of records", remedy="Name the right file."
        )
    lists = {
        name: value for name, value in _lists(data, "") if value and all(isinstance(v, dict) for v in value)
    }
    if form.member:
        if form.member not in lists:
            raise CaseError(
                sentence("there is no list of records {member!r}.", member=form.member),
                file=label,
                remedy=nearest(form.member, lists),
            )
        return lists[form.member], form.member
    if len(lists) == 1:
        return next((value, name) for name, value in lists.items())
    if not lists:
        raise InputError(
            "it holds no list of records.",
            file=label,
            value=", ".join(data),
            expected="a list of records",
            remedy="Save it as CSV, one row a sheet or a figure, and name that file.",
        )
    choose(tables_in(data), label)
    raise AssertionError


def _refuse_nested(data: Any, name: str, label: str) -> None:  # noqa: ANN401
    """Refuse to leave out lists of records within records."""
    tables = tables_in(data)
    inner = [table for table in tables if table.name.startswith(f"{name}[].")]
    if inner:
        choose([table for table in tables if table.name == f"{name}[]"] + inner, label)


def _lists(data: dict[str, Any], path: str) -> Iterator[tuple[str, list[Any]]]:
    """Return the lists of an object and of the objects in it, by their path."""
    for name, value in data.items():
        if isinstance(value, list):
            yield f"{path}{name}", value
        elif isinstance(value, dict):
            yield from _lists(value, f"{path}{name}.")
