"""One table over all sheets of a count: a row a sheet, with everything that can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.lookup.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Flags
    from veedor.checks import Baseline
    from veedor.count.selection import Selection
    from veedor.count.sheets import Places
    from veedor.lookup.cells import Cells, Wholes
    from veedor.lookup.search import SearchTexts
    from veedor.model import Contest

PLAIN = (
    "sheet", "place", "state", "status", "reason", "stratum", "registered", "cast", "valid", "turnout",
    "winner", "margin", "adds", "checks", "changed", "late", "verified_at",
)  # fmt: skip
"""Columns that every table has beside those of choices; one that nothing is known for is left out."""
MOST = 192 * 2**20
"""Bytes of answers, and of orders to sort by, that a table keeps."""


@dataclass(frozen=True, eq=False)
class SummedFigures:
    """What is added up, a row a sheet; what is not known is zero.

    Parameters
    ----------
    names : tuple of str
        Columns: ``counted`` (one a sheet), ``known`` (one a sheet whose voters are), ``registered``,
        ``cast``, ``valid``, ``adds`` and the votes of each choice.
    matrix : int matrix, shape (n, n_names)
        In 32 bits where every sum fits into them.
    """

    names: tuple[str, ...]
    matrix: Wholes

    def column(self, name: str) -> Wholes:
        """Return one column, shape (n,)."""
        return self.matrix[:, self.names.index(name)]


@dataclass(eq=False)
class SheetTable:
    """The table of one publication of one count of one contest.

    Parameters
    ----------
    selection : Selection
        Which.
    cells : mapping of str to Cells
        Those that can be shown: in which anything is known, of :data:`PLAIN` and of the choices.
    at : mapping of str to int vector, shape (n,)
        Level of place, widest first, as far as any place of it is known -> place of each sheet: an index into
        the places of the selection, or their number where it is not known.
    figures : SummedFigures
        What is added up.
    counted : bool vector, shape (n,)
        Which sheets are counted.
    search : SearchTexts
        What a search looks at.
    checks : tuple of str
        Ids of the checks that name a sheet.
    scale : int
        What is added to the condition that decides (``adds``) counts parts of a vote: so many make one.
    first : str
        The publication that late sheets are not in; empty where there is none before.
    baseline : Baseline, optional
        What annulling is measured against; None without a rule.
    kept : Recent
        What was asked last.
    """

    selection: Selection
    cells: Mapping[str, Cells]
    at: Mapping[str, Wholes]
    figures: SummedFigures
    counted: Flags
    search: SearchTexts
    checks: tuple[str, ...]
    scale: int
    first: str
    baseline: Baseline | None
    kept: Recent = field(default_factory=lambda: Recent(MOST))

    def __len__(self) -> int:
        return len(self.counted)

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.selection.contest

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that can be shown."""
        return tuple(self.cells)

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels of place that are known, widest first."""
        return tuple(self.at)

    @cached_property
    def all_counted(self) -> bool:
        """Whether every sheet is counted."""
        return bool(self.counted.all())

    @cached_property
    def registers(self) -> tuple[list[int], Wholes]:
        """Numbers of voters that occur, and which of them each sheet has, shape (n,)."""
        sizes, code = np.unique(self.cells["registered"].values, return_inverse=True)
        return sizes.tolist(), code.astype(np.int32)

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, int]]:
        """By level the code of each place."""
        ids = self.selection.states.roll.places.ids
        return {level: {name: code for code, name in enumerate(ids[level])} for level in self.levels}

    def by_the_clock(self, at: datetime) -> datetime:
        """Return a time of the table as the clocks of the case showed it."""
        return at.replace(tzinfo=UTC).astimezone(self.selection.election.zone)

    def order(self, column: str, *, down: bool) -> Wholes:
        """Return all rows sorted by a column; those that are alike by their id."""
        return self.kept.or_made(
            ("order", column, down), lambda: self.cells[column].order(down=down), lambda rows: rows.nbytes
        )

    def middles(self, level: str) -> Mapping[int, tuple[float, float]]:
        """Return the middle of the polling places of each place of a level, by its code: latitude, longitude.

        Places of which no coordinates were published have none.
        """
        return self.kept.or_made(
            ("middles", level),
            lambda: _middles(self.selection.states.roll.places, level),
            lambda found: 200 * len(found),
        )

    def trail(self, region: str) -> tuple[tuple[str, str], ...]:
        """Return the places in which a place lies, widest first, itself the last: id and name."""
        names, found, inner = self.selection.states.roll.places.names, [], region
        for level in reversed(self.levels if region else ()):
            if inner in self.codes[level]:
                found.append((inner, names[level][self.codes[level][inner]]))
                inner = inner.rpartition(" / ")[0]
        return tuple(reversed(found))


def _middles(places: Places, level: str) -> dict[int, tuple[float, float]]:
    if places.lat is None or places.lon is None:
        return {}
    finest, code = places.codes[places.finest], places.codes[level]
    lat, lon = places.lat[finest], places.lon[finest]
    known = np.isfinite(lat) & np.isfinite(lon) & places.known(level)
    number = np.bincount(code[known])
    with np.errstate(invalid="ignore"):
        middle = [np.bincount(code[known], weights=values[known]) / number for values in (lat, lon)]
    there = np.flatnonzero(number).tolist()
    return {n: (float(middle[0][n]), float(middle[1][n])) for n in there}
