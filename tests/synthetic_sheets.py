"""A synthetic election as sheets, without the way through files: for simulations and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import Places, Sheets
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind
from veedor.synthetic import LEVELS

if TYPE_CHECKING:
    from veedor.synthetic import SyntheticElection


def contest_of(election: SyntheticElection) -> Contest:
    """Give the contest of a synthetic election: its candidates, blank and null."""
    kinds = {"blank": Kind.BLANK, "null": Kind.NULL}
    choices = tuple(
        Choice(ChoiceId(name.lower()), name, kinds.get(name, Kind.CANDIDATE)) for name in election.choices
    )
    return Contest(ContestId("president"), "President", choices)


def sheets_of(election: SyntheticElection, count: str = "official") -> Sheets:
    """Give one count of a synthetic election as sheets.

    Parameters
    ----------
    election : SyntheticElection
        The election.
    count : str
        ``official`` for every sheet, ``preliminary`` for those that were verified.
    """
    land = election.land
    ids, names, codes = {}, {}, {}
    path = np.full(len(land.urban), "", dtype=object)
    for level in LEVELS:
        path = land.paths[level] if level == LEVELS[0] else path + " / " + land.paths[level]
        known, code = np.unique(path.astype(str), return_inverse=True)
        ids[level] = tuple(known.tolist())
        names[level] = tuple(place.rpartition(" / ")[2] for place in ids[level])
        codes[level] = code.astype(np.int64)[land.of_sheet]
    votes = election.official if count == "official" else election.preliminary
    whole = Sheets(
        contest_of(election),
        CountId(count),
        election.ids,
        votes,
        np.zeros(votes.shape, dtype=bool),
        land.registered,
        Places(LEVELS, codes, ids, names),
        election.stratum,
        verified_at=election.clock.verified_at,
    )
    return whole if count == "official" else whole.take(~np.isnat(election.clock.verified_at))
