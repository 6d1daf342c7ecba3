"""An earlier election of a case: its units with their places and votes, as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import integers, texts
from veedor.engine.schemas import VOTES
from veedor.errors import MissingDataError
from veedor.intake.case import Layout
from veedor.intake.earlier import TABLE
from veedor.intake.part import LEVEL
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Ints, Texts
    from veedor.engine.store import Store
    from veedor.intake.case import CaseFile
    from veedor.model import ContestId


@dataclass(frozen=True, eq=False)
class EarlierElection:
    """An earlier election by sheet or by place.

    Parameters
    ----------
    name, title : str
        The source, and what it calls itself.
    ids : text vector, shape (n,)
        Ids of the units, where they are sheets.
    levels : mapping of str to text vector, shape (n,)
        Names of the place of each, from the widest level.
    registered : int vector, shape (n,)
        Registered voters then; below zero where not published.
    choices : tuple of str
        Today's choice ids where the case says that they are the same, else the names of then.
    votes : int matrix, shape (n, n_choices)
        Votes then; a blank cell is zero.
    """

    name: str
    title: str
    ids: Texts
    levels: dict[str, Texts]
    registered: Ints
    choices: tuple[str, ...]
    votes: Ints

    def __len__(self) -> int:
        return len(self.ids)


def load_earlier(store: Store, case: CaseFile, contest_id: ContestId) -> EarlierElection | None:
    """Read the earlier election that a case has as the baseline of a contest; None where it has none.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    case : CaseFile
        The case.
    contest_id : ContestId
        Of today.

    Raises
    ------
    MissingDataError
        Where the earlier election has no figures.
    """
    name = next(
        (n for n, s in case.sources.items() if s.layout is Layout.EARLIER and contest_id in s.contest_ids),
        None,
    )
    if name is None:
        return None
    source, table = case.sources[name], store.arrow(f"{TABLE}{name}")
    if not table.num_rows:
        raise MissingDataError(
            sentence("The earlier election {name!r} has no row with a figure.", name=name),
            remedy=sentence("Name the file that holds its results, or take source.{name} out.", name=name),
        )
    votes = [column for column in table.column_names if column.startswith(VOTES)]
    levels = [c for c in case.election.levels if f"{LEVEL}{c}" in table.column_names]
    return EarlierElection(
        name,
        source.title or name,
        texts(table["sheet_id"]) if source.sheet else np.zeros(table.num_rows, dtype="U1"),
        {level: texts(table[f"{LEVEL}{level}"]) for level in levels},
        integers(table["registered"]),
        tuple(column.removeprefix(VOTES) for column in votes),
        np.stack([np.maximum(integers(table[c]), 0) for c in votes], axis=1),
    )
