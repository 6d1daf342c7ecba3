"""What an import says of the files that it read: hashes, controls, cells and rows that were not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.sentence import joined, sentence, template, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.intake.reading import Reading
    from veedor.model import Value

_METHOD = Method("import.method", "the published files; the mapping in case.toml")

_TABLES = {
    "import_sources": {
        "source": Unit.TEXT,
        "file": Unit.TEXT,
        "rows": Unit.ROWS,
        "dropped": Unit.ROWS,
        "unused_columns": Unit.TEXT,
        "written_as": Unit.TEXT,
        "bytes": Unit.NUMBER,
        "sha256": Unit.TEXT,
        "url": Unit.TEXT,
    },
    "import_parts": {
        "source": Unit.TEXT,
        "contest": Unit.TEXT,
        "count": Unit.TEXT,
        "rows": Unit.ROWS,
        "sheets": Unit.SHEETS,
        "places": Unit.PLACES,
        "figures": Unit.CELLS,
        "blank_cells": Unit.CELLS,
        "unreadable": Unit.CELLS,
        "repeated": Unit.ROWS,
    },
    "import_controls": {
        "source": Unit.TEXT,
        "contest": Unit.TEXT,
        "scope": Unit.FILE,
        "field": Unit.TEXT,
        "expected": Unit.NUMBER,
        "found": Unit.NUMBER,
        "who": Unit.TEXT,
    },
}


def findings(reading: Reading) -> tuple[Finding, ...]:
    """What was read, which totals are met, what could not be read, and what is known of no total."""
    sources = reading.sources.values()
    controls = [control for _, part in reading.parts for control in part["controls"]]
    read = (
        count_figure("files", sum(len(source["files"]) for source in sources)),
        Figure("rows", sum(source["rows"] for source in sources), Unit.ROWS),
        Figure("sheets", reading.tables_rows.get("sheet", 0), Unit.SHEETS),
        Figure("places", reading.facts["polling_places"], Unit.PLACES),
        Figure("figures", reading.total("figures"), Unit.CELLS),
        Figure("duration", reading.seconds, Unit.SECONDS, digits=1),
    )
    cells = (
        Figure("unreadable", reading.total("unreadable"), Unit.CELLS),
        Figure("blank", reading.total("blank_cells"), Unit.CELLS),
        Figure("dropped", sum(source["dropped"] for source in sources), Unit.ROWS),
        Figure("repeated", reading.total("repeated"), Unit.ROWS),
    )
    met = (
        count_figure("controls", len(controls)),
        count_figure("met", sum(control["met"] for control in controls)),
    )
    by_area = not reading.tables_rows.get("sheet") and reading.tables_rows.get("version", 0) > 0
    made = [
        Finding("import.read", "import.read_areas" if by_area else "import.read", read, _METHOD),
        _finding("import.cells", *cells),
    ]
    if controls:
        made.append(_finding("import.controls", *met, cannot_show=("import.cannot_show.controls",)))
    without = tuple(name for name, source in reading.sources.items() if source["no_control"])
    if without:
        made.append(_finding("import.no_control", Figure("names", without, Unit.TEXT)))
    if moved := reading.facts["placed_differently"]:
        made.append(_finding("import.placed_differently", Figure("versions", moved, Unit.SHEETS)))
    made += [
        Finding(f"import.notice.{number}", f"import.notice.{notice['key']}", notice_figures(notice), _METHOD)
        for number, notice in enumerate(reading.notices)
    ]
    return tuple(made)


def notice_figures(notice: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Return the figures of a notice, as the manifest has it, by the names that its words use."""
    return (
        Figure("source", notice["source"], Unit.TEXT),
        Figure("file", notice["file"], Unit.TEXT),
        Figure("column", notice["column"], Unit.TEXT),
        count_figure("number", notice["number"]),
        Figure("values", tuple(notice["values"]), Unit.TEXT),
        Figure("rows", tuple(str(row) for row in notice["rows"]), Unit.TEXT),
    )


def _finding(key: str, *figures: Figure, cannot_show: tuple[str, ...] = ()) -> Finding:
    return Finding(key, key, figures, _METHOD, cannot_show=cannot_show)


def tables(reading: Reading) -> tuple[Table, ...]:
    """The sources with their hashes, what each gave, and every control total."""
    files: list[dict[str, Value]] = [
        {
            "source": name,
            "file": file["name"],
            # of several files of a source the first carries its rows
            "rows": None if number else source["rows"],
            "dropped": None if number else source["dropped"],
            "unused_columns": tuple(source["unused_columns"]),
            "written_as": _written_as(source["settings"]),
            "bytes": file["size"],
            "sha256": file["sha256"],
            "url": file["url"] or None,
        }
        for name, source in reading.sources.items()
        for number, file in enumerate(source["files"])
    ]
    parts = [part | {"source": name, "contest": part["contest"] or ""} for name, part in reading.parts]
    controls = [
        control | {"source": part["source"], "contest": part["contest"], "expected": control["value"]}
        for part in parts
        for control in part["controls"]
    ]
    return tuple(_table(name, rows) for name, rows in zip(_TABLES, (files, parts, controls), strict=True))


def _table(name: str, rows: list[dict[str, Value]]) -> Table:
    units = _TABLES[name]
    columns = tuple(Column(c, u, digits=0) if u is Unit.NUMBER else Column(c, u) for c, u in units.items())
    return Table(name, columns, tuple(tuple(row.get(column) for column in units) for row in rows))


_SETTINGS = {
    "format": template("{value}"),
    "encoding": template("encoding {value}"),
    "delimiter": template("cells parted by '{value}'"),
    "quote": template("quotation mark {value}"),
    "skipped lines": template("skipped lines {value}"),
    "widths": template("widths {value}"),
    "sheets": template("worksheets {value}"),
    "table": template("table {value}"),
    "records": template("records {value}"),
    "list": template("list {value}"),
    "form": template("{value}"),
    "parts": template("parts {value}"),
}
"""How a file is written, in words, by the key of the reader."""
_VALUES = (
    template("workbook"),
    template("web page"),
    template("fixed width"),
    template("columns and rows"),
    template("the first visible"),
    template("utf-8, with a byte order mark"),
)
"""Values of these that are words."""


def _written_as(settings: dict[str, str]) -> str:
    """Say how a file is written; in another language where it is said in one."""
    parts = [
        sentence(_SETTINGS[key], value=whole(value) if value in _VALUES else value)
        for key, value in settings.items()
        if not (key == "skipped lines" and value == "0")
    ]
    return joined(parts, ", ")
