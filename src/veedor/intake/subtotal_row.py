"""A row that is the sum of other rows, as the search tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TotalRow:
    """A row whose figures are the sums of other rows.

    Parameters
    ----------
    row : int
        Position in the matrix.
    kind : str
        ``grand`` for a sum of everything, ``sub`` for a part.
    of : str
        ``all``, ``above``, ``below``, or the name of the group whose rows it sums.
    member : int
        Position of one of the rows that it sums (with ``above`` and ``below``: the farthest).
    rows : int
        How many rows with figures it sums.
    off : tuple of int
        Columns in which it is not exactly the sum.
    twice : bool
        Whether other totals were added once more.
    """

    row: int
    kind: Literal["grand", "sub"]
    of: str
    member: int
    rows: int
    off: tuple[int, ...] = ()
    twice: bool = False
