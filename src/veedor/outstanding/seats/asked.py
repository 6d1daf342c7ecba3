"""Seats to project: those of the count, and which sheets and votes lie in which of their areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.grouping import sums_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints, Texts
    from veedor.count import Sheets
    from veedor.rules.assembly import Seats


@dataclass(frozen=True, eq=False)
class SeatsAsked:
    """Seats whose future is asked for.

    A cell is an area of each level that the rule of the seats names, all together.

    Parameters
    ----------
    shared : Seats
        The seats by what is counted, with what is open.
    cell : int vector, shape (n,)
        The cell of each expected sheet, in the order of the partial count.
    names : mapping of str to text vector, shape (n_cells,)
        By level, the area of each cell; empty where it has none.
    known : int matrix, shape (n_cells, n_choices)
        Counted votes.
    """

    shared: Seats
    cell: Ints
    names: Mapping[str, Texts]
    known: Ints

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.known)


def seats_asked(shared: Seats, members: Mapping[str, Texts], number: int, counted: Sheets) -> SeatsAsked:
    """Put sheets and votes in the areas of some seats.

    Parameters
    ----------
    shared : Seats
        The seats.
    members : mapping of str to text vector, shape (number,)
        By level, the area of each expected sheet.
    number : int
        How many sheets are expected.
    counted : Sheets
        Those that are counted.
    """
    levels = shared.rule.divisions
    codes, names = np.zeros(number, dtype=np.int64), np.zeros(len(counted), dtype=np.int64)
    for level in levels:
        both = np.concatenate((members[level], counted.member_of(level)))
        code = np.unique(both, return_inverse=True)[1].astype(np.int64)
        width = int(code.max(initial=0)) + 1
        codes, names = codes * width + code[:number], names * width + code[number:]
    every, first, cell = np.unique(np.concatenate((codes, names)), return_index=True, return_inverse=True)
    where = {level: np.concatenate((members[level], counted.member_of(level)))[first] for level in levels}
    known = sums_of(cell[number:].astype(np.int64), counted.votes, len(every))
    return SeatsAsked(shared, cell[:number].astype(np.int64), where, known)
