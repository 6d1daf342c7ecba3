"""The logs of a count: what was published when, and which sheet was verified when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN, rows_of
from veedor.intake.instants import instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from veedor.arrays import Ints, Texts, Times
    from veedor.model import ChoiceId, ContestId, CountId


class Made(StrEnum):
    """What a count over time is made of."""

    LOG = "log"
    """A log of totals: what was published, as it was published."""
    SNAPSHOTS = "snapshots"
    """Dated files of the whole count, each summed."""
    SHEETS = "sheets"
    """The time of each tally sheet, summed: when it was recorded, not when anybody could see it."""


@dataclass(frozen=True, slots=True)
class Twice:
    """An entry of a log that repeats another one in everything, its time among it.

    Parameters
    ----------
    file : str
        Where it stands.
    row, first : int
        Its row, and the row that it repeats; ``UNKNOWN`` where not known.
    """

    file: str
    row: int
    first: int


@dataclass(frozen=True, slots=True)
class Order:
    """How the entries of a log stand in the published files.

    Parameters
    ----------
    late : tuple of (str, int)
        File and row of the entries that stand below a later one.
    twice : tuple of Twice
        Entries that repeat another in everything; they are left out.
    """

    late: tuple[tuple[str, int], ...] = ()
    twice: tuple[Twice, ...] = ()


@dataclass(frozen=True, eq=False)
class Publications:
    """The publications of a count, in order of time.

    Parameters
    ----------
    contest_id, count_id : ContestId, CountId
        Of which count.
    published_at : datetime64[s] vector, shape (n,)
        When, in UTC, ascending. Entries of one moment stay in the order of the file.
    sheets_total, sheets_in, sheets_verified, valid : int vectors, shape (n,)
        Sheets that should come, received, verified; valid votes. ``UNKNOWN`` where not published.
    votes : mapping of ChoiceId to int vector, shape (n,)
        Of the choices that the log has; ``UNKNOWN`` where not published.
    made_of : Made
        What the entries were made of.
    names : text vector, shape (n,), optional
        What a person calls each entry: the row of a file, the name of a snapshot.
    order : Order
        How they stand in the files.
    regions : mapping of str to Publications
        The entries of each region, where a log has a row a region; their sums are the entries here.
    """

    contest_id: ContestId
    count_id: CountId
    published_at: Times
    sheets_total: Ints
    sheets_in: Ints
    sheets_verified: Ints
    valid: Ints
    votes: Mapping[ChoiceId, Ints] = field(default_factory=dict)
    made_of: Made = Made.LOG
    names: Texts | None = None
    order: Order = Order()
    regions: Mapping[str, Publications] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.published_at)

    @property
    def figures(self) -> dict[str, Ints]:
        """Everything that counts something, by name: sheets received and verified, valid votes, choices."""
        fixed = {"sheets_in": self.sheets_in, "sheets_verified": self.sheets_verified, "valid": self.valid}
        return fixed | {str(choice): votes for choice, votes in self.votes.items()}

    @property
    def sheets(self) -> Ints:
        """Tally sheets that each entry has: verified where it says so, else received, shape (n,)."""
        return np.where(self.sheets_verified != UNKNOWN, self.sheets_verified, self.sheets_in)

    def name(self, k: int) -> str:
        """What a person calls an entry; empty where nothing names it."""
        return "" if self.names is None else str(self.names[k])

    def take(self, rows: Ints) -> Publications:
        """Return some entries, in the order asked for."""
        return replace(
            self,
            published_at=self.published_at[rows],
            sheets_total=self.sheets_total[rows],
            sheets_in=self.sheets_in[rows],
            sheets_verified=self.sheets_verified[rows],
            valid=self.valid[rows],
            votes={choice: votes[rows] for choice, votes in self.votes.items()},
            names=None if self.names is None else self.names[rows],
        )


@dataclass(frozen=True, eq=False)
class Verifications:
    """A log of single sheets, in order of time.

    Parameters
    ----------
    contest_id, count_id : ContestId, CountId
        Of which count.
    ids : text vector, shape (n,)
        The sheet of each entry. A sheet may come more than once.
    verified_at : datetime64[s] vector, shape (n,)
        When, in UTC, ascending.
    stated_valid : int vector, shape (n,)
        Valid votes as *stated* on the sheet, ``UNKNOWN`` where not published. Shares are never taken of it.
    votes : mapping of ChoiceId to int vector, shape (n,)
        Of the choices that the log has; ``UNKNOWN`` where not published.
    """

    contest_id: ContestId
    count_id: CountId
    ids: Texts
    verified_at: Times
    stated_valid: Ints
    votes: Mapping[ChoiceId, Ints] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, ids: Texts) -> Times:
        """When each of some sheets was last verified, NaT where the log does not have it.

        Parameters
        ----------
        ids : text vector
            Sheet ids, in any order.
        """
        found: Times = np.r_[self.verified_at, np.datetime64("NaT", "s")][self.rows(ids)]
        return found

    def rows(self, ids: Texts) -> Ints:
        """Return the last entry of each of some sheets; ``UNKNOWN`` (-1) where the log does not have it."""
        known, first = np.unique(self.ids[::-1], return_index=True)
        last: Ints = np.r_[len(self) - 1 - first, UNKNOWN]
        return last[rows_of(ids, known)]


def moment(at: np.datetime64, zone: ZoneInfo) -> datetime:
    """Return an instant as the clocks of the case showed it, with its zone.

    Parameters
    ----------
    at : datetime64
        In UTC, not NaT.
    zone : ZoneInfo
        Zone of the case.
    """
    return datetime.fromtimestamp(int(at.astype("datetime64[s]").astype(np.int64)), zone)


def utc(at: datetime, zone: ZoneInfo) -> np.datetime64:
    """Return a moment that somebody names as an instant of the tables.

    Parameters
    ----------
    at : datetime
        Local time of the case, or a time with an offset of its own.
    zone : ZoneInfo
        Zone of the case.

    Raises
    ------
    QuestionError
        Where the clocks of the zone never showed that time, or showed it twice.
    """
    return np.datetime64(instant(at, zone).replace(tzinfo=None), "s")


def carried(figures: Ints) -> Ints:
    """Let each figure that was not published be the last one that was; ``UNKNOWN`` before the first."""
    last = np.maximum.accumulate(np.where(figures == UNKNOWN, -1, np.arange(len(figures))))
    stands: Ints = np.where(last < 0, UNKNOWN, figures[np.maximum(last, 0)])
    return stands


def last_stated(figures: Ints) -> int:
    """Return the last figure that was published; ``UNKNOWN`` where none was."""
    return int(carried(figures)[-1])


def seconds(times: Times) -> Ints:
    """Intervals between consecutive times, in seconds, shape (n - 1,)."""
    gaps: Ints = np.diff(times).astype("timedelta64[s]").astype(np.int64)
    return gaps
