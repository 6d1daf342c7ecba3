"""What an import read, as a result: sources with hashes, controls, cells and rows that were not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.intake.notices import notice_figures
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.run import Imported

_METHOD = Method("import.method", "the published files; the mapping in case.toml")


@dataclass(frozen=True)
class Reading(Result):
    """What an import read.

    Parameters
    ----------
    case_name : str
        By which the commands name the case.
    sources : dict
        The manifest's entry of each source.
    notices : tuple of dict
        What the import met that changes no figure and must be said.
    tables_rows : dict of str to int
        Rows of each canonical table.
    facts : dict of str to int
        ``polling_places``, ``placed_differently``.
    seconds : float
        How long the import took.
    reused : bool
        Whether the tables were there already.
    """

    case_name: str
    sources: dict[str, Any]
    notices: tuple[dict[str, Any], ...]
    tables_rows: dict[str, int]
    facts: dict[str, int]
    seconds: float
    reused: bool

    def _parts(self) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        for name, source in self.sources.items():
            for part in source["parts"]:
                yield name, source, part

    def _sum(self, field: str) -> int:
        return sum(part.get(field) or 0 for _, _, part in self._parts())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was read, which totals are met, what could not be read, and what is known of no total."""
        controls = [control for _, _, part in self._parts() for control in part["controls"]]
        read = [
            Figure("files", sum(len(s["files"]) for s in self.sources.values()), Unit.NUMBER, digits=0),
            Figure("rows", sum(source["rows"] for source in self.sources.values()), Unit.ROWS),
            Figure("sheets", self.tables_rows.get("sheet", 0), Unit.SHEETS),
            Figure("places", self.facts["polling_places"], Unit.PLACES),
            Figure("figures", self._sum("figures"), Unit.CELLS),
            Figure("duration", self.seconds, Unit.SECONDS, digits=1),
        ]
        cells = [
            Figure("unreadable", self._sum("unreadable"), Unit.CELLS),
            Figure("blank", self._sum("blank_cells"), Unit.CELLS),
            Figure("dropped", sum(source["dropped"] for source in self.sources.values()), Unit.ROWS),
            Figure("repeated", self._sum("repeated"), Unit.ROWS),
        ]
        made = [
            self._finding("import.read", read),
            self._finding("import.cells", cells),
            self._finding(
                "import.controls",
                [
                    Figure("controls", len(controls), Unit.NUMBER, digits=0),
                    Figure("met", sum(control["met"] for control in controls), Unit.NUMBER, digits=0),
                ],
                cannot_show=("import.cannot_show.controls",),
            ),
        ]
        without = tuple(name for name, source in self.sources.items() if source["no_control"])
        if without:
            made.append(self._finding("import.no_control", [Figure("names", without, Unit.TEXT)]))
        if moved := self.facts["placed_differently"]:
            made.append(self._finding("import.placed_differently", [Figure("versions", moved, Unit.SHEETS)]))
        for number, notice in enumerate(self.notices):
            made.append(self._notice(number, notice))
        return tuple(made)

    def _finding(self, key: str, figures: list[Figure], *, cannot_show: tuple[str, ...] = ()) -> Finding:
        return Finding(
            key,
            key,
            tuple(figures),
            _METHOD,
            cannot_show=cannot_show,
            command=f"veedor import {self.case_name}",
        )

    def _notice(self, number: int, notice: dict[str, Any]) -> Finding:
        return Finding(
            f"import.notice.{number}",
            f"import.notice.{notice['key']}",
            notice_figures(notice),
            _METHOD,
            command=f"veedor import {self.case_name}",
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """The sources with their hashes, what each gave, and every control total."""
        return (self._source_table(), self._part_table(), self._control_table())

    def _source_table(self) -> Table:
        columns = (
            Column("source", Unit.TEXT),
            Column("file", Unit.TEXT),
            Column("rows", Unit.ROWS),
            Column("dropped", Unit.ROWS),
            Column("unused_columns", Unit.TEXT),
            Column("written_as", Unit.TEXT),
            Column("bytes", Unit.NUMBER, digits=0),
            Column("sha256", Unit.TEXT),
        )
        rows = tuple(
            (
                name,
                file["name"],
                source["rows"] if number == 0 else None,
                source["dropped"] if number == 0 else None,
                tuple(source["unused_columns"]),
                _settings(source["settings"]),
                file["size"],
                file["sha256"],
            )
            for name, source in self.sources.items()
            for number, file in enumerate(source["files"])
        )
        return Table("import_sources", columns, rows)

    def _part_table(self) -> Table:
        columns = (
            Column("source", Unit.TEXT),
            Column("contest", Unit.TEXT),
            Column("count", Unit.TEXT),
            Column("rows", Unit.ROWS),
            Column("sheets", Unit.SHEETS),
            Column("places", Unit.PLACES),
            Column("figures", Unit.CELLS),
            Column("blank_cells", Unit.CELLS),
            Column("unreadable", Unit.CELLS),
            Column("repeated", Unit.ROWS),
        )
        rows = tuple(
            (
                name,
                part["contest"] or "",
                part["count"],
                part["rows"],
                part.get("sheets"),
                part.get("places"),
                part.get("figures"),
                part.get("blank_cells"),
                part["unreadable"],
                part["repeated"],
            )
            for name, _, part in self._parts()
        )
        return Table("import_parts", columns, rows)

    def _control_table(self) -> Table:
        columns = (
            Column("source", Unit.TEXT),
            Column("contest", Unit.TEXT),
            Column("scope", Unit.TEXT),
            Column("field", Unit.TEXT),
            Column("expected", Unit.NUMBER, digits=0),
            Column("found", Unit.NUMBER, digits=0),
            Column("who", Unit.TEXT),
        )
        rows = tuple(
            (
                name,
                part["contest"] or "",
                control["scope"],
                control["field"],
                control["value"],
                control["found"],
                control["who"],
            )
            for name, _, part in self._parts()
            for control in part["controls"]
        )
        return Table("import_controls", columns, rows)


def _settings(settings: dict[str, str]) -> str:
    return ", ".join(
        f"{key} {value}" if key != "format" else value
        for key, value in settings.items()
        if not (key == "skipped lines" and value == "0")
    )


def reading_of(imported: Imported, name: str = "") -> Reading:
    """Give what an import read, from its manifest.

    Parameters
    ----------
    imported : Imported
        The import.
    name : str
        How commands name the case; by default its folder.
    """
    manifest = imported.store.manifest
    return Reading(
        case_name=name or str(imported.case.folder),
        sources=manifest["sources"],
        notices=tuple(manifest.get("notices", ())),
        tables_rows=manifest["tables"],
        facts=manifest["facts"],
        seconds=manifest["seconds"],
        reused=imported.reused,
    )
