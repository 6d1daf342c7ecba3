"""Small counts for the tests of stakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTEST = Contest(
    ContestId("president"),
    "President",
    (
        Choice(ChoiceId("A"), "Party A"),
        Choice(ChoiceId("B"), "Party B"),
        Choice(ChoiceId("C"), "Party C"),
        Choice(ChoiceId("blank"), "Blank", Kind.BLANK),
        Choice(ChoiceId("null"), "Null", Kind.NULL),
    ),
)


def count(
    votes: Sequence[Sequence[int]],
    registered: Sequence[int] | None = None,
    places: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
    contest: Contest = CONTEST,
) -> Sheets:
    """A count: votes by sheet and choice, voters, polling places, and their regions."""
    n = len(votes)
    matrix = np.array(votes, dtype=np.int64).reshape(n, len(contest.choices))
    region = list(regions) if regions is not None else ["R"] * n
    place = [f"{r} / {p}" for r, p in zip(region, places if places is not None else ["P"] * n, strict=True)]
    codes, ids, names = {}, {}, {}
    for level, path in (("region", region), ("precinct", place)):
        known, code = np.unique(np.array(path, dtype=np.str_), return_inverse=True)
        codes[level] = code.astype(np.int64)
        ids[level] = tuple(known.tolist())
        names[level] = tuple(name.split(" / ")[-1] for name in ids[level])
    voters = [UNKNOWN] * n if registered is None else list(registered)
    return Sheets(
        contest,
        CountId("official"),
        np.array([f"{i:04d}" for i in range(1, n + 1)], dtype=np.str_),
        matrix,
        np.zeros(matrix.shape, dtype=np.bool_),
        np.array(voters, dtype=np.int64),
        Places(("region", "precinct"), codes, ids, names),
        np.array(["urban" if i % 2 else "rural" for i in range(n)], dtype=np.str_),
    )
