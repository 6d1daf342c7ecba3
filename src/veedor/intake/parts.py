"""Reading the parts of a case: staged, looked at, refused or counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.engine import count_rows
from veedor.errors import InputError, InputErrors, VeedorError
from veedor.intake.case import Layout
from veedor.intake.controls import Met, compare, measure, refuse
from veedor.intake.long import moving_attributes, unknown_choices, widen
from veedor.intake.problems import key_of, look, refuse_rows, repeated_rows
from veedor.intake.read import Raw, explain_reading, open_raw
from veedor.intake.stage import Part, staged
from veedor.intake.unreadable import Unreadable, looks_twelve_hour, refuse_cells, unreadable_cells

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from veedor.intake.case import CaseFile
    from veedor.intake.locate import Located
    from veedor.model import ContestId


@dataclass(frozen=True, eq=False)
class ReadPart:
    """A part that was read without anything to refuse.

    Parameters
    ----------
    part : Part
        What it is.
    rows : ibis table
        Staged, one row a sheet or entry.
    read : int
        Rows read.
    repeated : int
        Rows left out because they repeat another one in everything.
    unreadable : tuple of Unreadable
        Cells kept as missing because the case says so.
    met : tuple of Met
        Control totals.
    counted : dict of str to int
        Sheets, places, figures and blank cells, as far as the layout has them.
    """

    part: Part
    rows: ir.Table
    read: int
    repeated: int
    unreadable: tuple[Unreadable, ...]
    met: tuple[Met, ...]
    counted: dict[str, int]


@dataclass(frozen=True, eq=False)
class ReadSource:
    """A source that was read.

    Parameters
    ----------
    located : Located
        The file.
    raw : Raw
        Its text.
    rows : int
        Rows of the file.
    parts : tuple of ReadPart
        One for each contest.
    """

    located: Located
    raw: Raw
    rows: int
    parts: tuple[ReadPart, ...]

    @property
    def dropped(self) -> int:
        """Rows that no part reads: left out by the mapping."""
        return self.rows - sum(part.read for part in self.parts)

    @property
    def unused(self) -> tuple[str, ...]:
        """Published columns that the mapping does not read."""
        used = set().union(*(part.part.used() for part in self.parts))
        return tuple(name for name in self.raw.header if name and name not in used)


@dataclass
class Reader:
    """Reads sources into one connection.

    Parameters
    ----------
    connection : BaseBackend
        DuckDB.
    case : CaseFile
        The case.
    work : Path
        An empty folder with a harmless name.
    """

    connection: BaseBackend
    case: CaseFile
    work: Path
    _made: int = field(default=0, init=False)

    def read(self, located: Located) -> ReadSource:
        """Read one source.

        Raises
        ------
        InputError, InputErrors
            Everything that is wrong with it.
        """
        self._made += 1  # also where reading fails, so that the next source has a folder of its own
        folder = self.work / f"source{self._made}"
        folder.mkdir()
        raw = open_raw(self.connection, located.path, located.form, folder)
        source = self.case.sources[located.source]
        contests: tuple[ContestId | None, ...] = source.contest_ids or (None,)
        try:
            parts = tuple(self._part(Part(self.case, located.source, raw, contest)) for contest in contests)
            rows = sum(part.read for part in parts)
            if any(part.part.rows() is not None for part in parts):
                rows = count_rows(raw.table)
        except (VeedorError, InputErrors):
            raise
        except Exception as error:  # the engine's own classes; which, only the engine folder may know
            if not _is_engine_error(error):
                raise
            raise explain_reading(error, raw) from error
        return ReadSource(located, raw, rows, parts)

    def _part(self, part: Part) -> ReadPart:
        rows = self._keep(staged(part))
        facts = look(part, rows)
        problems: list[InputError] = refuse_rows(part, rows, facts)
        if facts.repeated and not facts.nameless:
            repeated, identical = repeated_rows(part, rows)
            problems += repeated
            rows = rows if problems else self._keep(_first_of_each(part, rows))
        else:
            identical = 0
        cells = unreadable_cells(part, rows) if facts.bad else []
        if cells and part.source.numbers.unreadable == "refuse":
            problems += refuse_cells(part, cells, facts.bad)
        problems += [
            found for column in part.times() if (found := looks_twelve_hour(part, rows, column)) is not None
        ]
        if part.source.layout is Layout.LONG:
            problems += unknown_choices(part, rows) + moving_attributes(rows)
        _raise(problems, part)
        if part.source.layout is Layout.LONG:
            rows = self._keep(widen(part, rows))
        measured = measure(part, rows) | {"rows": facts.rows}
        met = tuple(compare(part, rows, measured))
        _raise(list(refuse(part, [control for control in met if not control.met])), part)
        return ReadPart(part, rows, facts.rows, identical, tuple(cells), met, _counted(measured))

    def _keep(self, table: ir.Table) -> ir.Table:
        """Compute a table once; everything further reads the result."""
        self._made += 1
        kept: ir.Table = self.connection.create_table(f"staged{self._made}", table, temp=True)
        return kept


def _first_of_each(part: Part, rows: ir.Table) -> ir.Table:
    import ibis

    window = ibis.window(group_by=key_of(part), order_by="row")
    numbered = rows.mutate(nth=ibis.row_number().over(window))
    return numbered.filter(numbered.nth == 0).drop("nth")


def _raise(problems: list[InputError], part: Part) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise InputErrors(f"Source {part.name!r} cannot be read as the case says", problems)


def _counted(measured: dict[str, int | None]) -> dict[str, int]:
    wanted = ("sheets", "places", "figures", "blank_cells", "registered", "valid", "cast")
    return {name: n for name in wanted if (n := measured.get(name)) is not None}


def _is_engine_error(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] in {"duckdb", "_duckdb", "ibis"}
