"""The columns of a published table as they are looked at by a guess: texts, and whole numbers where they are.

A sample of rows from the beginning, the middle and the end: a file sorted by place must not be judged by one
region.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a sample.

    Parameters
    ----------
    place : int
        Where it stands in the file, from 0.
    name : str
        As published.
    texts : tuple of str
        A text a row of the sample, outer blanks removed; empty where the cell is blank.
    numbers : array of float, one a row
        The whole number of each cell, NaN where there is none: in any digits, with the thousands mark that
        the column uses, ``-`` and the like not counted as figures.
    """

    place: int
    name: str
    texts: tuple[str, ...]
    numbers: npt.NDArray[np.float64]

    @cached_property
    def filled(self) -> int:
        """How many cells have a text."""
        return sum(map(bool, self.texts))

    @cached_property
    def distinct(self) -> int:
        """How many different texts there are, the blank one not counted."""
        return len(set(self.texts) - {""})

    @cached_property
    def is_count(self) -> bool:
        """Whether nearly all of its filled cells are whole numbers of zero or more."""
        whole = int((self.numbers >= 0).sum())
        return whole > 0 and whole >= 0.9 * self.filled


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of a published table.

    Parameters
    ----------
    columns : tuple of Column
        In the order of the file, also those without a name.
    rows : int
        Rows of the sample.
    whole : bool
        Whether the sample is the whole table.
    """

    columns: tuple[Column, ...]
    rows: int
    whole: bool

    def named(self, name: str) -> Column:
        """Give the first column of a name.

        Raises
        ------
        KeyError
            Where there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
