"""A table whose totals are looked for: its figures, and which rows are taken for totals so far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from veedor.intake.subtotal_evidence import Freedom, freedom

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.arrays import Flags, Floats, Ints


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


LEADS = 3
"""Columns with the largest sums: all but one of them are met before the others are looked at."""

SLOTS = 1 << 20
"""Size of the sieve."""


class SumTable:
    """Figures of rows, and the totals among them.

    Parameters
    ----------
    matrix, groups, votes, witness, counted
        As of :func:`veedor.intake.subtotal_search.find_totals`.

    Attributes
    ----------
    by_column, x : array of float, columns x rows
        The figures, missing as NaN, and as zero.
    size : array of float
        Votes of each row.
    active : array of bool
        Rows that are not taken for totals.
    found : dict of int to TotalRow
        Those that are, by the row.
    """

    def __init__(
        self,
        matrix: Floats,
        groups: Mapping[str, Ints],
        votes: int | None,
        witness: Flags | None,
        counted: Flags | None,
    ) -> None:
        rows = matrix.shape[0]
        self.by_column = np.ascontiguousarray(matrix.T)
        self.votes = matrix.shape[1] if votes is None else votes
        gaps = np.isnan(self.by_column.sum())
        self.x = np.nan_to_num(self.by_column) if gaps else self.by_column
        self.size = self.x[: self.votes].sum(axis=0)
        self.groups = {"all": np.zeros(rows, np.int64), **groups}
        self.witness = np.zeros(rows, bool) if witness is None else witness
        self.counted = counted
        self.active = np.ones(rows, bool)
        self.found: dict[int, TotalRow] = {}
        self._keys: dict[tuple[int, ...], tuple[Floats, Ints]] = {}

    @cached_property
    def leads(self) -> list[int]:
        """Columns of votes with the largest sums."""
        sums = self.x[: self.votes].sum(axis=1)
        return [int(c) for c in np.argsort(-sums, kind="stable")[:LEADS] if sums[c] > 0]

    @cached_property
    def sheets(self) -> Freedom:
        """How freely the figures vary."""
        return freedom(self.x[: self.votes], self.active & (self.size > 0))

    @cached_property
    def ranked(self) -> Floats:
        """Sizes of the active rows, in order."""
        return np.sort(self.size[self.active & (self.size > 0)])

    @cached_property
    def numbers(self) -> Floats:
        """One number for the votes of each row, the same for the same votes."""
        return numbered(self.x[: self.votes])

    def keyed(self, columns: tuple[int, ...]) -> tuple[Floats, Ints]:
        """Return a number for the figures of each row in some columns, and its slot."""
        if columns not in self._keys:
            keys = numbered(self.x[list(columns)])
            self._keys[columns] = keys, slots_of(keys)
        return self._keys[columns]

    def take(self, totals: Iterable[TotalRow]) -> bool:
        """Take rows for totals; say whether any of them is new."""
        new = {total.row: total for total in totals if total.row not in self.found}
        self.found |= new
        self.active[list(new)] = False
        return bool(new)


def numbered(x: Floats) -> Floats:
    """Make one number of the figures of each row: equal figures have equal numbers, others hardly ever.

    The numbers of rows add up as their figures do, exactly.
    """
    room = int(max(1.0, 2.0**51 / max(1.0, float(x.sum()))))
    factors = np.random.default_rng(1).integers(1, max(2, room), len(x)).astype(np.float64)
    found: Floats = factors @ x
    return found


def slots_of(keys: Floats) -> Ints:
    """Return a small number for each key, by which most that differ are told apart."""
    whole = keys.astype(np.int64)
    found: Ints = (whole ^ (whole >> 20)) & (SLOTS - 1)
    return found
