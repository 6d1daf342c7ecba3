"""What a synthetic election is made of. Every number of it is here, and the seed gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Geography:
    """Regions, places and sheets.

    Parameters
    ----------
    sheets : int
        Tally sheets in the country.
    regions : int
        Regions at the top.
    municipalities : int
        Municipalities in each region; the first is its capital.
    urban : float
        Share of polling places that are urban, over the country.
    table_size : int
        Registered voters of a full table.
    """

    sheets: int = 12_000
    regions: int = 8
    municipalities: int = 9
    urban: float = 0.3
    table_size: int = 240


@dataclass(frozen=True, slots=True)
class Opinion:
    """How votes differ between places. Effects are standard deviations of log odds.

    Parameters
    ----------
    candidates : tuple of str
        Names, the first two being the front runners.
    shares : tuple of float
        Rough shares of the candidates in the country.
    region, municipality, place : float
        Spread of opinion between them.
    rural : float
        How much more the first candidate is voted for in rural places than in urban ones.
    precision : float
        Beta-binomial-like precision of a sheet around its place: smaller is more uneven.
    turnout : float
        Turnout in the country.
    lead : float or None
        Lead of the first candidate over the second, in points / 100, that the expected votes are brought
        to; None leaves it to chance.
    """

    candidates: tuple[str, ...] = (
        "Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Linden", "Maple", "Oak",
    )  # fmt: skip
    shares: tuple[float, ...] = (0.46, 0.355, 0.075, 0.045, 0.02, 0.015, 0.012, 0.01, 0.008)
    region: float = 0.45
    municipality: float = 0.3
    place: float = 0.3
    rural: float = 0.9
    precision: float = 120.0
    turnout: float = 0.87
    lead: float | None = 0.1048


@dataclass(frozen=True, slots=True)
class Arrival:
    """In which order sheets reach the preliminary count, and when it is published.

    Parameters
    ----------
    rural_delay : float
        How much later rural places are, in standard deviations of the delay.
    place_effect : float
        Share of the variance of the delay that all sheets of a place have in common.
    drift : float
        How much the first candidate's log odds rise within a place from its first to its last sheet:
        a trend that is no break.
    closed, stopped, resumed, published_again, ended : datetime
        Polls close; publication stops; verification resumes; publication resumes; the count ends.
    verified_on : timedelta
        How long verification goes on after publication stopped.
    at_stop, at_silence, at_end : float
        Share of all sheets verified when publication stops, when verification stops, when the count ends.
    cadence : timedelta
        Typical time between two publications.
    """

    rural_delay: float = 1.5
    place_effect: float = 0.7
    drift: float = 0.0
    closed: datetime = datetime(2030, 3, 10, 17, 0)  # noqa: DTZ001 - local time, its zone is the case's
    stopped: datetime = datetime(2030, 3, 10, 20, 41, 7)  # noqa: DTZ001
    verified_on: timedelta = timedelta(minutes=24, seconds=20)
    resumed: datetime = datetime(2030, 3, 11, 10, 12, 44)  # noqa: DTZ001
    published_again: datetime = datetime(2030, 3, 11, 18, 4, 31)  # noqa: DTZ001
    ended: datetime = datetime(2030, 3, 11, 20, 15)  # noqa: DTZ001
    at_stop: float = 0.835
    at_silence: float = 0.895
    at_end: float = 0.957
    cadence: timedelta = timedelta(minutes=2, seconds=30)


@dataclass(frozen=True, slots=True)
class Defects:
    """What is planted, in numbers of sheets. All of it is listed in the documents of the demo.

    Parameters
    ----------
    above_roll : int
        Official sheets with more ballots than registered voters.
    stated_total : int
        Entries of the verification log whose stated valid total includes blanks and nulls.
    exchanged : int
        Preliminary sheets with the figures of two candidates exchanged.
    misread : int
        Preliminary sheets whose figures moved one row down.
    empty : int
        Official sheets without any vote.
    one_choice : int
        Official sheets where one candidate has every valid vote.
    vanished : int
        Sheets that the first snapshot has and the second has not.
    early : int
        Sheets that the first snapshot has beyond its row in the log of publications.
    """

    above_roll: int = 6
    stated_total: int = 140
    exchanged: int = 9
    misread: int = 7
    empty: int = 3
    one_choice: int = 12
    vanished: int = 4
    early: int = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """A synthetic election.

    Parameters
    ----------
    seed : int
        The same seed gives the same election.
    geography, opinion, arrival, defects
        Its parts.
    """

    seed: int = 20191020
    geography: Geography = Geography()
    opinion: Opinion = Opinion()
    arrival: Arrival = Arrival()
    defects: Defects | None = Defects()
