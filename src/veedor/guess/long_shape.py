"""The columns of a long table by what they are, and the table turned into a wide one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.choice_ids import readable_id
from veedor.guess.columns import FileColumn, FileSample

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from veedor.guess.long_kinds import JoinedName

    Codes = npt.NDArray[np.intp]

MOST_CONTESTS = 1000
"""Contests of one file that are written one by one."""

TURNED = 10_000
"""Place, in the wide table, of the first column that is made of a text of the choices."""

NAMES = 20_000
"""The same of a text that is somebody's name, and no word for anything else."""

MOST_TURNED = 80
"""Texts of choices, those with most votes, that become columns: totals are among them."""


@dataclass(frozen=True)
class LongShape:
    """Which columns of a long table are what.

    Parameters
    ----------
    choice, votes : FileColumn
        What was voted for, and how often.
    sheet : tuple of FileColumn
        Columns that name the sheet, in the order of the file.
    office : FileColumn, optional
        Which contest a row is of.
    modes : tuple of FileColumn
        Modes of voting, over which the rows of a sheet are added.
    party : FileColumn, optional
        Tells two people of one name apart.
    lists : FileColumn, optional
        Lists of one choice, whose rows are added: the leaves of a party.
    of_sheet : tuple of FileColumn
        What is said of the sheet, and is the same in all of its rows.
    beside : tuple of FileColumn
        All other columns.
    named : JoinedName, optional
        How several columns name the choice, where they do.
    people : frozenset of str
        Texts of the choices that are names of somebody, though they have a word for a total, or blank votes.
    """

    choice: FileColumn
    votes: FileColumn
    sheet: tuple[FileColumn, ...]
    office: FileColumn | None = None
    modes: tuple[FileColumn, ...] = ()
    party: FileColumn | None = None
    lists: FileColumn | None = None
    of_sheet: tuple[FileColumn, ...] = ()
    beside: tuple[FileColumn, ...] = ()
    named: JoinedName | None = None
    people: frozenset[str] = frozenset()

    def over(self, sample: FileSample) -> LongShape:
        """Give the same columns with other rows of the table."""
        at = {column.place: column for column in sample.columns}
        return LongShape(
            at[self.choice.place],
            at[self.votes.place],
            tuple(at[c.place] for c in self.sheet),
            None if self.office is None else at[self.office.place],
            tuple(at[c.place] for c in self.modes),
            None if self.party is None else at[self.party.place],
            None if self.lists is None else at[self.lists.place],
            tuple(at[c.place] for c in self.of_sheet),
            tuple(at[c.place] for c in self.beside),
        )

    @property
    def template(self) -> str:
        """How the case names a choice: a column, or a template of several."""
        if self.named is not None:
            return self.named.template
        if self.party is None:
            return self.choice.name
        return f"{{{self.choice.name}}} ({{{self.party.name}|-}})"

    def names(self) -> tuple[str, ...]:
        """Give the name of the choice of each row, as the template makes it."""
        if self.party is None:
            return self.choice.texts
        pairs = zip(self.choice.texts, self.party.texts, strict=True)
        return tuple(f"{name} ({party or '-'})" if name else "" for name, party in pairs)


def codes_of(columns: Sequence[FileColumn]) -> Codes:
    """Give a number for each different row of some columns."""
    made = np.zeros(len(columns[0].texts), dtype=np.intp)
    for column in columns:
        made = np.unique(made * (len(column.different) + 1) + column.codes, return_inverse=True)[1]
    return made


def pairs_of(one: Codes, other: Codes) -> Codes:
    """Give the different pairs of two codes, each as one number."""
    return np.unique(one * (int(other.max()) + 1) + other)


def pivot(shape: LongShape, rows: npt.NDArray[np.bool_] | None = None) -> FileSample:
    """Give the table as a wide one: a row a sheet, a column for each text of the choices.

    Parameters
    ----------
    shape : LongShape
        Which columns are what.
    rows : array of bool, optional
        Only these rows: those of one contest.
    """
    keep = np.ones(len(shape.choice.texts), dtype=np.bool_) if rows is None else rows
    groups = np.unique(codes_of(shape.sheet)[keep], return_inverse=True)[1]
    number = int(groups.max()) + 1 if len(groups) else 0
    first = np.full(number, -1, dtype=np.intp)
    places = np.flatnonzero(keep)
    first[groups[::-1]] = places[::-1]
    columns = [
        _taken(column, first) for column in sorted((*shape.sheet, *shape.of_sheet), key=lambda c: c.place)
    ]
    names = np.array(shape.names(), dtype=object)[keep]
    votes = shape.votes.numbers[keep]
    known = np.nan_to_num(votes)
    there = ~np.isnan(votes)
    for name in _largest(names, known):
        mine = (names == name) & there
        sums = np.bincount(groups[mine], weights=known[mine], minlength=number)
        has = np.bincount(groups[mine], minlength=number) > 0
        texts = tuple(str(int(n)) if h else "" for n, h in zip(sums, has, strict=True))
        columns.append(FileColumn.of(len(columns) + (NAMES if name in shape.people else TURNED), name, texts))
    return FileSample(tuple(columns), number, whole=True)


def _largest(names: npt.NDArray[np.object_], votes: npt.NDArray[np.float64]) -> list[str]:
    """Give the texts with most votes, in order of the file."""
    different, codes = np.unique(names.astype(str), return_inverse=True)
    sums = np.bincount(codes, weights=votes)
    kept = {str(different[place]) for place in np.argsort(-sums, kind="stable")[:MOST_TURNED]}
    return [name for name in dict.fromkeys(names.tolist()) if name and name in kept]


def _taken(column: FileColumn, rows: npt.NDArray[np.intp]) -> FileColumn:
    return FileColumn.of(column.place, column.name, tuple(column.texts[i] for i in rows))


def contest_id(text: str, taken: Sequence[str]) -> str:
    """Give an id for a contest from its published name."""
    plain = re.sub(r"[^a-z0-9-]+", "-", readable_id(text).lower()).strip("-") or "contest"
    made, turn = plain, 2
    while made in taken:
        made, turn = f"{plain}-{turn}", turn + 1
    return made
