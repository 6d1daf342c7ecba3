"""A made-up count: every expected sheet in its state, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

COUNTED, OUTSTANDING, ASIDE, ANNULLED = "counted", "outstanding", "set aside", "annulled"
CANDIDATES = ("ash", "birch", "cedar", "dogwood")
OTHER = ("blank", "null")
REGIONS = ("Norte", "Sur", "Ñuble", "Valle Alto")
CLOSE = datetime(2030, 5, 5, 22, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Sheet:
    """One expected sheet."""

    region: str
    place: str
    number: int
    registered: int
    state: str
    votes: dict[str, int | None]
    """Nothing for a sheet that is outstanding; None for a cell that is blank."""
    at: datetime
    ballots: int | None = None
    """Where a ballot gives several votes."""
    place_registered: int = 0
    """The register of its place."""

    @property
    def cast(self) -> int:
        """Ballots that are known of."""
        return sum(v or 0 for v in self.votes.values()) if self.ballots is None else self.ballots

    @property
    def where(self) -> tuple[str, str]:
        """Its place."""
        return self.region, self.place


@dataclass(frozen=True)
class Count:
    """All expected sheets."""

    choices: tuple[str, ...]
    sheets: tuple[Sheet, ...]

    @property
    def candidates(self) -> tuple[str, ...]:
        """Those who can win."""
        return tuple(c for c in self.choices if c not in OTHER)

    def of(self, *states: str) -> tuple[Sheet, ...]:
        """The sheets in some states."""
        return tuple(sheet for sheet in self.sheets if sheet.state in states)

    def votes(self, sheets: Iterable[Sheet] | None = None) -> dict[str, int]:
        """Sums of the counted sheets, or of some."""
        summed = tuple(self.of(COUNTED) if sheets is None else sheets)
        return {choice: sum(sheet.votes.get(choice) or 0 for sheet in summed) for choice in self.choices}


def make(rng: random.Random, *, close: bool, decided: bool, votes_allowed: int = 1) -> Count:
    """Make a count of 4 to 14 sheets.

    Parameters
    ----------
    rng : random.Random
        Decides everything.
    close : bool
        Two candidates near one another, so that open sheets matter.
    decided : bool
        Some sheets are set aside or annulled, which only a column of states can say.
    votes_allowed : int
        A ballot gives so many votes at the most.
    """
    choices = (*CANDIDATES[: rng.randint(2, 4)], *OTHER[: rng.randint(0, 2)])
    regions = REGIONS[: rng.randint(1, 3)]
    strength = {c: rng.uniform(0.5, 1.5) for c in choices} | dict.fromkeys(OTHER, 0.08)
    strength[rng.choice(choices[:2])] *= 1 if close else 3
    size = rng.choice((250, 400, 3600))
    sheets: list[Sheet] = []
    whole = rng.random() < 0.4
    for number in range(1, rng.randint(4, 14) + 1):
        region = rng.choice(regions)
        place = f"{rng.choice(('Escuela', 'Liceo', 'Hall'))} {rng.randint(1, 4)}"
        registered = rng.randint(size // 2, size)
        state = rng.choices(
            (COUNTED, OUTSTANDING, ASIDE, ANNULLED), (20, not whole, decided and not whole, decided)
        )[0]
        votes: dict[str, int | None] = {}
        ballots = None
        if state != OUTSTANDING:
            given = rng.randint(registered // 3, registered * 9 // 10)
            votes |= _split(rng, given, {c: strength[c] for c in choices})
            if votes_allowed > 1:
                ballots = _fewest_ballots(votes) + rng.randint(0, 9)
                registered = max(registered, ballots)
        at = CLOSE + timedelta(seconds=rng.randint(0, 40_000))
        sheets.append(Sheet(region, place, number, registered, state, votes, at, ballots))
    if all(sheet.state != COUNTED for sheet in sheets):
        return make(rng, close=close, decided=decided, votes_allowed=votes_allowed)
    return Count(choices, _with_places(sheets))


def _with_places(sheets: list[Sheet]) -> tuple[Sheet, ...]:
    """Add up the registers of each place."""
    places: dict[tuple[str, str], int] = {}
    for sheet in sheets:
        places[sheet.where] = places.get(sheet.where, 0) + sheet.registered
    return tuple(replace(sheet, place_registered=places[sheet.where]) for sheet in sheets)


def _fewest_ballots(votes: dict[str, int | None]) -> int:
    """Say on how few ballots of two votes each these votes fit: nobody gets two from one ballot."""
    people = [v or 0 for c, v in votes.items() if c not in OTHER]
    rest = sum(v or 0 for c, v in votes.items() if c in OTHER)
    return max([*people, -(-sum(people) // 2)]) + rest


def _split(rng: random.Random, ballots: int, strength: dict[str, float]) -> dict[str, int]:
    """Share ballots out; small choices often get none."""
    weights = {c: w * rng.uniform(0.6, 1.4) for c, w in strength.items()}
    whole = sum(weights.values())
    votes = {c: int(ballots * w / whole) if rng.random() > 0.12 else 0 for c, w in weights.items()}
    first = next(iter(votes))
    votes[first] = max(votes[first], 1)
    return votes
