"""Findings and tables as JSON that loses nothing: the form of ``--json`` and of ``findings.json``.

How a value is written:

==================  =====================================================================================
bool, int, text     as JSON has them
fraction            ``{"fraction": "34671/10", "decimal": 3467.1}``: exact first, for reading second
float               a number; ``null`` where it is not finite (JSON has no other word for it)
moment, day         ISO 8601 text, a moment with its offset from UTC
duration            seconds
several texts       an array
missing             ``null``
==================  =====================================================================================

``unit`` says what a value counts. Shares and points are fractions of their ``base``: ``0.4708`` is 47.08 %.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from veedor.intake.names import STEERS
from veedor.model import Figure, Finding, Method, Unit
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from veedor.model import Result, Table, Value

FORMAT = "veedor.findings/1"
"""Named in every document. The number changes when a reader of the old form would misread the new one."""

_PLAIN = (str, int, type(None))
_ROW = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
Json = Any
"""What ``json`` can write; its own types cannot say it."""


def value_to_json(value: Value) -> Json:
    """Write one value."""
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            # integers of any size are divided exactly before rounding
            decimal = value.numerator / value.denominator
            return {"fraction": f"{value.numerator}/{value.denominator}", "decimal": decimal}
        case float():
            return value if math.isfinite(value) else None
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            seconds = value.total_seconds()
            return int(seconds) if seconds.is_integer() else seconds
        case tuple():
            return list(value)


def figure_to_json(figure: Figure) -> dict[str, Json]:
    """Write one figure."""
    made = {"value": value_to_json(figure.value), "unit": figure.unit.value}
    if figure.base:
        made["base"] = figure.base
    return made | {"digits": figure.digits}


def finding_to_json(
    finding: Finding, say: Callable[[Finding], str] | None = None, *, of_several: bool = False
) -> dict[str, Json]:
    """Write one finding.

    Parameters
    ----------
    finding : Finding
        Which one.
    say : callable, optional
        Gives its sentence in the reader's language; without it only the message key is written.
    of_several : bool
        Whether the document holds several contests, so that it says of which one it is.
    """
    made: dict[str, Json] = {"id": finding.finding_id, "says": finding.says}
    if of_several and finding.contest:
        made["contest"] = finding.contest
    if say is not None:
        made["text"] = say(finding)
    made |= {
        "figures": {figure.name: figure_to_json(figure) for figure in finding.figures},
        "method": {"name": finding.method.name, "source": finding.method.source},
        "assumptions": list(finding.assumptions),
        "cannot_show": list(finding.cannot_show),
        "command": finding.command,
    }
    if finding.sql is not None:
        made["sql"] = finding.sql
    return made


def _row_to_json(row: Iterable[Value]) -> list[Json]:
    # most values of a row are as JSON has them
    return [value if type(value) in _PLAIN else value_to_json(value) for value in row]


def table_to_json(table: Table) -> dict[str, Json]:
    """Write one table, row by row."""
    return {
        "name": table.name,
        "columns": [
            {"name": c.name, "unit": c.unit.value, "digits": c.digits} | ({"base": c.base} if c.base else {})
            for c in table.columns
        ],
        "rows": [_row_to_json(row) for row in table.rows],
    }


def document(results: Iterable[Result], *, case: Mapping[str, Json]) -> dict[str, Json]:
    """Give some results as one document, as :func:`written` writes it.

    Parameters
    ----------
    results, case
        As for :func:`written`.
    """
    made: dict[str, Json] = json.loads(written(results, case=case))
    return made


def written(
    results: Iterable[Result],
    *,
    case: Mapping[str, Json],
    say: Callable[[Finding], str] | None = None,
    lost: Callable[[Result, Exception], None] | None = None,
    record: Mapping[str, Json] | None = None,
) -> str:
    """Write some results as the text of one document, a row of a table on a line, however many there are.

    Parameters
    ----------
    results : iterable of Result
        In the order of the house.
    case : mapping
        What they rest on: name of the case, title, hash of the data.
    say : callable, optional
        Gives the sentence of a finding.
    lost : callable, optional
        Told of each result that cannot be written, and why; it is left out. Without it the error is raised.
    record : mapping, optional
        By what the document was made: :func:`veedor.case.record.record`.
    """
    several = tuple(results)
    of_several = len({f.contest for result in several for f in result.findings if f.contest}) > 1
    findings: list[str] = []
    tables: list[str] = []
    for result in several:
        try:
            found = [finding_to_json(f, say, of_several=of_several) for f in result.findings]
            texts = [dumps(one) for one in found], [_table(table) for table in result.tables]
        except Exception as error:
            if lost is None:
                raise
            lost(result, error)
        else:
            findings += texts[0]
            tables += texts[1]
    made = {"format": FORMAT, "veedor": __version__, "case": dict(case)}
    head = dumps(made if record is None else made | {"record": dict(record)})[:-2]
    text = f'{head},\n  "findings": {_lines(findings)},\n  "tables": {_lines(tables)}\n}}'
    return STEERS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", text)


def _table(table: Table) -> str:
    """Write a table: its head indented, its rows each on a line."""
    head = dumps(table_to_json(replace(table, rows=())))
    rows = _lines([_ROW.encode(_row_to_json(row)) for row in table.rows])
    return head.removesuffix("[]\n}") + rows + "\n}"


def _lines(texts: list[str]) -> str:
    return "[\n" + ",\n".join(texts) + "\n]" if texts else "[]"


def dumps(made: Mapping[str, Json], *, indent: int | None = 2) -> str:
    """Write a document as text: UTF-8 letters as they are, the same bytes for the same findings."""
    return json.dumps(made, ensure_ascii=False, allow_nan=False, indent=indent)


def finding_from_json(made: Mapping[str, Json]) -> Finding:
    """Read a finding back.

    Parameters
    ----------
    made : mapping
        As :func:`finding_to_json` wrote it.
    """
    return Finding(
        made["id"],
        made["says"],
        tuple(_figure_from_json(name, figure) for name, figure in made["figures"].items()),
        Method(made["method"]["name"], made["method"]["source"]),
        tuple(made["assumptions"]),
        tuple(made["cannot_show"]),
        made["command"],
        made.get("sql"),
        made.get("contest", ""),
    )


def _figure_from_json(name: str, made: Mapping[str, Json]) -> Figure:
    unit = Unit(made["unit"])
    value = value_from_json(made["value"], unit)
    return Figure(name, value, unit, made.get("base", ""), made["digits"])


def value_from_json(made: Json, unit: Unit) -> Value:
    """Read a value back, as the unit says what it is."""
    match made:
        case {"fraction": str(text)}:
            return Fraction(text)
        case str() if unit is Unit.MOMENT:
            return datetime.fromisoformat(made)
        case str() if unit is Unit.DAY:
            return date.fromisoformat(made)
        case list():
            return tuple(made)
        case int() | float() if unit is Unit.DURATION:
            return timedelta(seconds=made)
        case _:
            value: Value = made
            return value
