"""JSON and NDJSON files of records as text: figures stay as they are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from veedor.errors import CaseError, InputError, nearest
from veedor.intake.header import MAX_COLUMNS
from veedor.intake.notices import Notice
from veedor.intake.raw import ROW, Content
from veedor.intake.text import to_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.intake.case import FileForm

MAX_BYTES = 256 * 1024**2
"""A JSON file is laid out in memory as a whole."""

Record = tuple[int, dict[str, str | None]]
"""Number of a record, and its values."""


def open_json(file: Path, form: FileForm, label: str, *, lines: bool) -> Content:
    """Read a file of flat records.

    Parameters
    ----------
    file : Path
        The file.
    form : FileForm
        Its ``member`` names the list of an object that has several.
    label : str
        Name of the file, for messages.
    lines : bool
        Whether every line is a record (NDJSON).

    Raises
    ------
    InputError
        Where it is not JSON, or not a list of records without lists in them.
    """
    import pyarrow as pa

    if file.stat().st_size > MAX_BYTES:
        raise InputError(
            f"it has {file.stat().st_size:,} bytes, and a JSON file is laid out in memory.",
            file=label,
            expected=f"at most {MAX_BYTES:,} bytes",
            remedy="Save it as CSV or Parquet, and name that file.",
        )
    text = to_utf8(file, form, label, file.with_suffix(".utf8"))
    settings = {"format": "NDJSON" if lines else "JSON", "encoding": text.encoding}
    if lines:
        records = list(_of_lines(text.path, label))
    else:
        found, name = _list_of(_parse(text.path.read_text("utf-8-sig"), label, 1), form, label)
        settings |= {"list": name} if name else {}
        records = [(number, _flat(record, label, number)) for number, record in enumerate(found, 1)]
    if not records:
        raise InputError("it has no records.", file=label, expected="records", remedy="Fetch the file again.")
    header = tuple(dict.fromkeys(name for _, record in records for name in record))
    if not header or len(header) > MAX_COLUMNS:
        raise InputError(
            f"its records have {len(header):,} different names of values.",
            file=label,
            expected=f"1 to {MAX_COLUMNS:,}",
            remedy="Save it as CSV, and name that file.",
        )
    columns: dict[str, Any] = {
        f"c{i}": pa.array([record.get(name) or None for _, record in records], pa.string())
        for i, name in enumerate(header)
    }
    columns[ROW] = pa.array([number for number, _ in records], pa.int64())
    names = tuple(name.strip() for name in header)
    return Content(names, pa.table(columns), settings, (*text.notices, *_lacking(records, header, label)))


def _lacking(records: list[Record], header: tuple[str, ...], label: str) -> Iterator[Notice]:
    """Name values that some records have and others lack: they are read as blank."""
    for name in header:
        rows = [number for number, record in records if name not in record]
        if rows:
            yield Notice("missing_values", file=label, column=name, number=len(rows), rows=tuple(rows[:20]))


def _of_lines(path: Path, label: str) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _flat(_parse(line.strip(), label, number), label, number)


def _parse(text: str, label: str, row: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(
                f"a record has the value {twice!r} twice.",
                file=label,
                row=row if row > 1 else None,
                remedy="Which of them holds cannot be told: mend it in a copy of the file.",
            )
        return made

    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        place = row + error.lineno - 1
        raise InputError(
            "it is not JSON, or it is cut short.",
            file=label,
            row=place,
            value=text[max(0, error.pos - 30) : error.pos + 30],
            remedy="Fetch it again; a file with a record in every line is named .ndjson or .jsonl.",
        ) from error
    except RecursionError:
        _refuse_nested(label, row, "")


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
    named = form.member if not form.name.lower().endswith((".zip", ".tar.gz", ".tgz", ".tar")) else ""
    if named:
        if named not in lists:
            raise CaseError(
                f"there is no list of records {named!r}.", file=label, remedy=nearest(named, lists)
            )
        return lists[named], named
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
    raise InputError(
        f"it holds {len(lists)} lists of records, and the case does not say which.",
        file=label,
        value=", ".join(lists),
        remedy=f'State `member = "{next(iter(lists))}"` (or another of them) beside `name` in `files`.',
    )


def _lists(data: dict[str, Any], path: str) -> Iterator[tuple[str, list[Any]]]:
    """Give the lists of an object and of the objects in it, by their path."""
    for name, value in data.items():
        if isinstance(value, list):
            yield f"{path}{name}", value
        elif isinstance(value, dict):
            yield from _lists(value, f"{path}{name}.")


def _flat(record: Any, label: str, row: int, path: str = "") -> dict[str, str | None]:  # noqa: ANN401
    """Give the values of a record as text; those of a record within it by their path."""
    if not isinstance(record, dict):
        raise InputError(
            "this is no record with names.",
            file=label,
            row=row,
            value=json.dumps(record, ensure_ascii=False),
            expected='a record such as {"sheet": "001", "oak": 12}',
            remedy="Save the file as CSV with a header, and name that file.",
        )
    made: dict[str, str | None] = {}
    for name, value in record.items():
        key = f"{path}{name}"
        if isinstance(value, dict):
            inner = _flat(value, label, row, f"{key}.")
        elif isinstance(value, list):
            _refuse_nested(label, row, key)
        else:
            inner = {key: _text(value)}
        for place, text in inner.items():
            if place in made:
                raise InputError(
                    f"two values of a record are both {place!r}.",
                    file=label,
                    row=row,
                    remedy="Save the file as CSV, and name that file.",
                )
            made[place] = text
    return made


def _text(value: str | bool | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _refuse_nested(label: str, row: int, key: str) -> NoReturn:
    raise InputError(
        "its records hold lists of their own.",
        file=label,
        row=row,
        column=key or None,
        expected="records of single values",
        remedy='Save it as CSV with a row for each entry of the list (layout = "long"), and name that file.',
    )
