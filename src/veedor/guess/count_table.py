"""The columns of counts of a sample: their figures as one matrix, their sums, and what their names say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.words import PAPERS, TOTALS, is_clear, meaning, meanings
from veedor.intake.column_sums import Sums, find_sums
from veedor.intake.header import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn


@dataclass(frozen=True, eq=False)
class CountTable:
    """Columns of whole numbers.

    Parameters
    ----------
    columns : tuple of FileColumn
        In the order of the file.
    spoken : mapping of int to str
        Column -> what its name says without the words that its parts share: "Rossi" of "Rossi Total".
    """

    columns: tuple[FileColumn, ...]
    spoken: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def figures(self) -> npt.NDArray[np.float64]:
        """Rows x columns, NaN where there is no figure."""
        if not self.columns:
            return np.empty((0, 0))
        return np.stack([c.numbers for c in self.columns]).T

    @cached_property
    def sums(self) -> Sums:
        """The columns that are sums of others."""
        named = [i for i in range(len(self.columns)) if set(self.words(i)) & set(TOTALS)]
        return find_sums(self.figures, named)

    @cached_property
    def spoilt(self) -> frozenset[int]:
        """The columns that are parts of a total of blank or null votes."""
        named = [t for t in self.sums.totals if self.word(t) in {"null", "blank"}]
        return frozenset(c for total in named for c in self.sums.totals[total].addends)

    def words(self, column: int) -> tuple[str, ...]:
        """Give all meanings of a name."""
        return tuple(m for m in meanings(self._said(column)) if m not in {"time", "coordinate", "status"})

    def word(self, column: int) -> str:
        """Give the meaning of a name; empty where it has none, or may be a surname."""
        return next(iter(self.words(column)), "") if is_clear(self._said(column)) else ""

    def _said(self, column: int) -> str:
        """Give what a name says: of two header rows the lower alone where that is the word for a kind.

        A cell above that spans several columns is filled to the right, over those that stand beside it too:
        "Liberal / Blank votes".
        """
        said = self.spoken.get(column, self.columns[column].name)
        below = said.rpartition(BETWEEN)[2]
        alone = below != said and meaning(below) in PAPERS and is_clear(below)
        return below if alone else said

    def name(self, column: int) -> str:
        """Give the published name."""
        return self.columns[column].name

    def names(self, columns: Iterable[int]) -> tuple[str, ...]:
        """Give several published names."""
        return tuple(self.columns[c].name for c in columns)

    def total(self, columns: Sequence[int]) -> npt.NDArray[np.float64]:
        """Add columns row by row, a missing figure as nothing; NaN where all are missing."""
        part = self.figures[:, list(columns)]
        added: npt.NDArray[np.float64] = np.nansum(part, axis=1)
        return np.where(np.isnan(part).all(axis=1), np.nan, added)

    def votes(self, columns: Sequence[int]) -> int:
        """Give the sum over all rows."""
        return int(np.nansum(self.figures[:, list(columns)]))

    def not_below(self, column: int, others: Sequence[int]) -> float:
        """Give the share of rows in which a column is at least the sum of others."""
        one, sums = self.figures[:, column], self.total(others)
        told = ~np.isnan(one) & ~np.isnan(sums) & (sums > 0)
        return float((one[told] >= sums[told]).mean()) if told.any() else 0.0

    def ratio(self, column: int, others: Sequence[int]) -> float:
        """Give the usual ratio of a column to the sum of others; NaN where nothing tells it."""
        one, sums = self.figures[:, column], self.total(others)
        told = ~np.isnan(one) & (sums > 0)
        return float(np.median(one[told] / sums[told])) if told.any() else float("nan")
