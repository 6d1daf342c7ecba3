"""The rows of an entry as it is published, and the truth about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from guess.world.figures import Sheet, make_sheets

OPEN = "outstanding"
_ROLES = {"b": "blank", "u": "null", "v": "valid", "w": "valid", "t": "cast", "r": "registered"}
NUMBERS = ("registered", "valid", "cast")


@dataclass(frozen=True)
class ChoiceTruth:
    """What is known of a choice: words one of which its label must hold, kinds that are right, votes."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    votes: int


@dataclass
class Truth:
    """What a right proposal comes to, over the counted sheets."""

    choices: list[ChoiceTruth] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    sheets: int = 0
    meant: dict[str, set[int]] = field(default_factory=dict)
    offices: dict[str, list[ChoiceTruth]] = field(default_factory=dict)


@dataclass
class Published:
    """A table before it is written: header rows, rows, and the truth."""

    header: list[str]
    rows: list[list[str | int | float]]
    truth: Truth
    sheets: list[Sheet]


@dataclass(frozen=True)
class _Column:
    header: str
    value: str
    role: str
    name: str = ""


def publish(spec: dict[str, Any], seed: int) -> Published:
    """Lay the made-up sheets of an entry out in its columns, one row a sheet or one row a figure."""
    sheets = make_sheets(spec, seed)
    columns = _columns(spec)
    truth = _truth(spec, columns, sheets)
    if "long" in spec:
        rows = [
            [_cell(spec, column, sheet, choice) for column in columns]
            for sheet in sheets
            for choice in _choices(spec)
            if not (spec.get("zeros") == "left out" and sheet.sum(choice["figure"]) == 0)
        ]
    else:
        rows = [[_cell(spec, column, sheet, {}) for column in columns] for sheet in sheets]
    _total_rows(spec, columns, sheets, rows)
    return Published([column.header for column in columns], rows, truth, sheets)


def _columns(spec: dict[str, Any]) -> list[_Column]:
    lines = [line for line in spec["columns"].splitlines() if line.strip()]
    made: list[_Column] = []
    group: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("*"):
            group.append(line[1:])
            continue
        for k, name in enumerate(spec["choices"] if group else ()):
            made += [_column(_of_choice(text, k, name), name) for text in group]
        group = []
        if line:
            made.append(_column(line))
    return made


def _of_choice(text: str, k: int, name: str) -> str:
    first, _, last = name.partition(" ")
    header, _, value = text.partition(" := ")
    for key, filled in (("{name}", name), ("{k}", str(k + 1)), ("{first}", first), ("{last}", last or first)):
        header, value = header.replace(key, filled), value.replace(key, filled)
    value = value if value.startswith("'") else re.sub(r"\bc\b", f"c{k + 1}", value)
    return f"{header} := {value}"


def _column(line: str, name: str = "") -> _Column:
    header, _, value = line.partition(" := ")
    value, _, role = value.partition(" ! ")
    value = value.strip()
    if not role:
        role = "candidate" if value[:1] == "c" and value[1:].isdigit() else _ROLES.get(value, "")
    return _Column(header.strip(), value, role.strip(), name)


def _choices(spec: dict[str, Any]) -> list[dict[str, str]]:
    """The figures of a sheet in the long layout: name, figure, role and further texts."""
    made = []
    for line in spec["long"].splitlines():
        if line.strip():
            name, figure, role, *more = (part.strip() for part in line.split("|"))
            made.append({"choice": name, "figure": figure, "role": role})
            made[-1] |= {f"x{n + 1}": text for n, text in enumerate(more)}
    return made


def _cell(spec: dict[str, Any], column: _Column, sheet: Sheet, choice: dict[str, str]) -> str | int | float:
    value = column.value
    if value.startswith("'"):
        return value.strip("'").format_map(sheet.words | choice)
    if sheet.state == OPEN and column.value not in {"r", "q"} and not spec.get("open_zero"):
        return str(spec.get("missing", ""))
    if value.startswith("%"):
        part, _, whole = value[1:].partition("/")
        total = sheet.sum(whole)
        return round(100 * sheet.sum(part) / total, 2) if total else 0.0
    number = sheet.sum(re.sub(r"\bn\b", choice["figure"], value) if choice else value)
    if number == 0 and "zero" in spec:
        return str(spec["zero"])
    return number


def _truth(spec: dict[str, Any], columns: list[_Column], sheets: list[Sheet]) -> Truth:
    counted = [sheet for sheet in sheets if sheet.state == "counted"]
    truth = Truth(sheets=len(sheets))
    for name, values in (("registered", "r"), ("valid", "vw"), ("cast", "t")):
        rows = sheets if name == "registered" else counted
        also = spec.get("also", {}).get(name, [])
        truth.meant[name] = {sum(sheet.sum(value) for sheet in rows) for value in [*values, *also]}
    entries: list[tuple[str, str, tuple[str, ...]]] = [
        (c.role, c.value, (c.header, c.name or c.header)) for c in columns
    ]
    entries += [(c["role"], c["figure"], (c["choice"],)) for c in _choices(spec)] if "long" in spec else []
    added: dict[tuple[str, ...], ChoiceTruth] = {}
    for stated, value, names in entries:
        role, _, label = stated.partition("=")
        if role in {"", "-"}:
            continue
        votes = sum(sheet.sum(value) for sheet in counted)
        if role in NUMBERS:
            rows = sheets if role == "registered" else counted
            truth.numbers.setdefault(role, sum(sheet.sum(value) for sheet in rows))
            continue
        kinds = tuple(role.split("/"))
        key = (label,) if label else names
        before = added[key].votes if label and key in added else 0
        added[key] = ChoiceTruth((*names, label) if label else names, kinds, votes + before)
    truth.choices = list(added.values())
    if "office_field" in spec:
        for line in _choices(spec):
            choice = next(c for c in truth.choices if line["choice"] in c.names)
            truth.offices.setdefault(line[spec["office_field"]], []).append(choice)
    for name, value in spec.get("numbers", {}).items():
        rows = sheets if name == "registered" else counted
        truth.numbers[name] = sum(sheet.sum(value) for sheet in rows)
    return truth


def _total_rows(
    spec: dict[str, Any], columns: list[_Column], sheets: list[Sheet], rows: list[list[str | int | float]]
) -> None:
    """Put rows of sums below the rows of each unit (or above), as ``totals`` of the entry says."""
    put: list[tuple[float, int, list[str | int | float]]] = []
    for rank, total in enumerate(spec.get("totals", ())):
        groups: dict[str, list[int]] = {}
        for place, sheet in enumerate(sheets):
            groups.setdefault(str(sheet.words.get(total["of"], "")), []).append(place)
        for places in groups.values():
            row = [
                _total_cell(total, c, n, [rows[p] for p in places], sheets[places[0]])
                for n, c in enumerate(columns)
            ]
            put.append((places[0] - 0.5, -rank, row) if total.get("above") else (places[-1] + 0.5, rank, row))
    kept = [(float(place), 0, row) for place, row in enumerate(rows)]
    rows[:] = [row for _, _, row in sorted(kept + put, key=lambda item: item[:2])]


def _total_cell(
    total: dict[str, Any], column: _Column, place: int, rows: list[list[str | int | float]], sheet: Sheet
) -> str | int | float:
    if column.header == total["column"]:
        return str(total["text"]).format_map(sheet.words)
    if column.header in total.get("keep", ()):
        return rows[0][place]
    if column.value.startswith(("%", "'")):
        return ""
    return sum(cell for row in rows if isinstance(cell := row[place], int))
