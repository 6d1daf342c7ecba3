"""Small countries for tests of forensics: clean ones, to be tampered with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count import Places, Sheets
from veedor.count.betabinomial import draw
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind

if TYPE_CHECKING:
    from veedor.arrays import Ints

A = ChoiceId("A")
CONTEST = Contest(
    ContestId("president"),
    "President",
    (
        Choice(ChoiceId("A"), "Party A"),
        Choice(ChoiceId("B"), "Party B"),
        Choice(ChoiceId("null"), "Null", Kind.NULL),
    ),
)


def country(
    seed: int, *, sheets: int = 3000, tables: int = 5, voters: tuple[int, int] = (150, 241)
) -> Sheets:
    """A clean country of unlike places: two choices, overdispersed tables."""
    rng = np.random.default_rng(seed)
    place = np.arange(sheets) // tables
    n = int(place.max()) + 1
    registered = rng.integers(*voters, sheets)
    cast = draw(registered, rng.beta(40, 8, n)[place], 0.003, rng)
    first = draw(cast, rng.beta(6, 6, n)[place], 0.008, rng)
    return of(first, cast - first, registered, place)


def of(first: Ints, second: Ints, registered: Ints, place: Ints) -> Sheets:
    """Make sheets of two choices."""
    names = tuple(f"{i:05d}" for i in range(int(place.max()) + 1))
    votes = np.stack([first, second, np.zeros_like(first)], axis=1).astype(np.int64)
    return Sheets(
        CONTEST,
        CountId("official"),
        np.array([f"{i:06d}" for i in range(len(first))]),
        votes,
        np.zeros(votes.shape, dtype=bool),
        registered.astype(np.int64),
        Places(("place",), {"place": place.astype(np.int64)}, {"place": names}, {"place": names}),
        np.full(len(first), "", dtype=np.str_),
    )


def with_first(sheets: Sheets, first: Ints) -> Sheets:
    """Give the first choice other votes, the second what is left of the ballots."""
    votes = sheets.votes.copy()
    votes[:, 1] = sheets.cast - first
    votes[:, 0] = first
    return replace(sheets, votes=votes)
