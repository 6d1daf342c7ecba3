"""The logs of a count: what was published when, and which sheet was verified when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from veedor.count.sheets import IntVector, TextVector, TimeVector
    from veedor.model import ChoiceId, ContestId, CountId


@dataclass(frozen=True, eq=False)
class Publications:
    """A log of publications, in order of time.

    Parameters
    ----------
    contest_id, count_id : ContestId, CountId
        Of which count.
    published_at : datetime64[s] vector, shape (n,)
        When, local time of the case, ascending.
    sheets_total, sheets_in, sheets_verified, valid : int vectors, shape (n,)
        Sheets that should come, received, verified; valid votes. ``UNKNOWN`` where not published.
    votes : mapping of ChoiceId to int vector, shape (n,)
        Of the choices that the log has; ``UNKNOWN`` where not published.
    """

    contest_id: ContestId
    count_id: CountId
    published_at: TimeVector
    sheets_total: IntVector
    sheets_in: IntVector
    sheets_verified: IntVector
    valid: IntVector
    votes: Mapping[ChoiceId, IntVector] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.published_at)


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
        When, local time of the case, ascending.
    stated_valid : int vector, shape (n,)
        Valid votes as *stated* on the sheet, ``UNKNOWN`` where not published. Shares are never taken of it.
    votes : mapping of ChoiceId to int vector, shape (n,)
        Of the choices that the log has; ``UNKNOWN`` where not published.
    """

    contest_id: ContestId
    count_id: CountId
    ids: TextVector
    verified_at: TimeVector
    stated_valid: IntVector
    votes: Mapping[ChoiceId, IntVector] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, ids: TextVector) -> TimeVector:
        """When each of some sheets was last verified, NaT where the log does not have it.

        Parameters
        ----------
        ids : text vector
            Sheet ids, in any order.
        """
        found: TimeVector = np.full(len(ids), np.datetime64("NaT"), dtype="datetime64[s]")
        if not len(self):
            return found
        # stable sort keeps the order of time within a sheet, so the last of equals is the latest
        order = np.argsort(self.ids, kind="stable")
        known = self.ids[order]
        last = np.searchsorted(known, ids, side="right") - 1
        hit = (last >= 0) & (known[np.maximum(last, 0)] == ids)
        found[hit] = self.verified_at[order][last[hit]]
        return found


def moment(at: np.datetime64, zone: ZoneInfo) -> datetime:
    """Give a local time of the case as a datetime with its zone.

    Parameters
    ----------
    at : datetime64
        Local time, not NaT.
    zone : ZoneInfo
        Zone of the case.
    """
    local: datetime = at.astype("datetime64[s]").item()
    return local.replace(tzinfo=zone)


def seconds(times: TimeVector) -> IntVector:
    """Intervals between consecutive times, in seconds, shape (n - 1,)."""
    gaps: IntVector = np.diff(times).astype("timedelta64[s]").astype(np.int64)
    return gaps
