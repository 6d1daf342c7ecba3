"""What was read: the parts of a case, each without anything to refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.intake.names import fold

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.controls import Met
    from veedor.intake.locate import Located
    from veedor.intake.notices import Notice
    from veedor.intake.part import Part
    from veedor.intake.raw import Raw
    from veedor.intake.unreadable import Unreadable


@dataclass(frozen=True, eq=False)
class ReadPart:
    """A part that was read without anything to refuse.

    Parameters
    ----------
    part : Part
        What it is.
    rows : table
        Staged, one row a sheet or entry; of a count with ``state`` and ``reason``.
    read : int
        Rows read.
    repeated : int
        Rows left out because the case says which of several rows of a sheet holds.
    repeated_ids : tuple of str
        The sheets of these rows, one entry a row.
    unreadable : tuple of Unreadable
        Cells kept as missing because the case says so.
    met : tuple of Met
        Control totals.
    stated : tuple of Met
        Official totals, which the file need not meet.
    counted : dict of str to int
        Sheets, places, figures and blank cells, as far as the layout has them.
    notices : tuple of Notice
        What changes no figure and must be said.
    """

    part: Part
    rows: Table
    read: int
    repeated: int
    repeated_ids: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]
    met: tuple[Met, ...]
    stated: tuple[Met, ...]
    counted: dict[str, int]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, eq=False)
class ReadSource:
    """A source that was read.

    Parameters
    ----------
    located : tuple of Located
        Its files, in the order in which they were read.
    raw : Raw
        Their text, one below the other.
    rows : int
        Rows of the files.
    parts : tuple of ReadPart
        One for each contest.
    """

    located: tuple[Located, ...]
    raw: Raw
    rows: int
    parts: tuple[ReadPart, ...]

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.located[0].source

    @property
    def dropped(self) -> int:
        """Rows that no part reads: left out by the mapping."""
        return self.rows - sum(part.read for part in self.parts)

    @property
    def unused(self) -> tuple[str, ...]:
        """Published columns that the mapping does not read."""
        used = set().union(*(part.part.used() for part in self.parts))
        return tuple(name for name in self.raw.header if name and fold(name) not in used)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the files and their parts have to say."""
        return (*self.raw.notices, *(notice for part in self.parts for notice in part.notices))
