"""What cannot be in a log of a growing count: totals that fall, more sheets than exist, an early end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Made, carried, last_stated
from veedor.count.vectors import UNKNOWN, known

if TYPE_CHECKING:
    from veedor.count.logs import Publications, Verifications
    from veedor.count.published import Snapshot


@dataclass(frozen=True, slots=True)
class Fall:
    """A published total that went down.

    Parameters
    ----------
    at : datetime64
        When the lower one was published.
    name : str
        The row of the log, or the name of the snapshot; empty where nothing names it.
    region : str
        Of which region; empty where it is of the whole.
    item : str
        ``sheets_total``, ``sheets_in``, ``sheets_verified``, ``valid``, or a choice.
    before, after : int
        The total before, and then.
    """

    at: np.datetime64
    name: str
    region: str
    item: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Excess:
    """More tally sheets than can be.

    Parameters
    ----------
    kind : str
        ``received`` or ``verified`` beyond those that exist, ``unreceived``: verified and not received.
    region : str
        Of which region; empty where it is of the whole.
    at : datetime64
        The first entry of this kind.
    name : str
        Its row of the log; empty where nothing names it.
    entries : int
        Entries of this kind.
    sheets, limit : int
        The sheets of the entry with the largest excess, and how many there can be.
    """

    kind: str
    region: str
    at: np.datetime64
    name: str
    entries: int
    sheets: int
    limit: int


@dataclass(frozen=True, slots=True)
class Beyond:
    """What published files have and the logs of the same count do not.

    Parameters
    ----------
    snapshot : str
        The last published file.
    taken_at : datetime64
        Its time; NaT where not known.
    sheets : int
        Its tally sheets.
    log_ends : datetime64
        The last entry of the log of publications; NaT where there is none.
    log_sheets : int, optional
        Tally sheets of that entry; None where it does not say.
    unlogged : int, optional
        Tally sheets of the files that the log of verifications never had; None without such a log.
    """

    snapshot: str
    taken_at: np.datetime64
    sheets: int
    log_ends: np.datetime64
    log_sheets: int | None
    unlogged: int | None

    @property
    def early(self) -> bool:
        """Whether the log ends before the last file."""
        return bool(self.taken_at > self.log_ends)

    @property
    def more(self) -> bool:
        """Whether the last file has more sheets than the last entry of the log."""
        return self.log_sheets is not None and self.sheets > self.log_sheets


def find_falls(log: Publications, region: str = "") -> tuple[Fall, ...]:
    """Find every published total that is lower than the one before it.

    A figure that an entry leaves out is taken to stand. Of a log by region each region is looked at, and not
    their sum: a total that falls there falls in a region.
    """
    if log.regions:
        return tuple(fall for name, part in log.regions.items() for fall in find_falls(part, name))
    found: list[Fall] = []
    for item, figures in ({"sheets_total": log.sheets_total} | log.figures).items():
        stands = carried(figures)
        found += (
            Fall(log.published_at[k], log.name(k), region, item, int(stands[k - 1]), int(stands[k]))
            for k in (np.flatnonzero(stands[1:] < stands[:-1]) + 1).tolist()
        )
    return tuple(sorted(found, key=lambda fall: fall.at))


def find_excess(log: Publications, region: str = "") -> tuple[Excess, ...]:
    """Find entries with more sheets received or verified than exist, or more verified than received."""
    if log.regions:
        return tuple(one for name, part in log.regions.items() for one in find_excess(part, name))
    pairs = (
        ("received", log.sheets_in, log.sheets_total),
        ("verified", log.sheets_verified, log.sheets_total),
        ("unreceived", log.sheets_verified, log.sheets_in),
    )
    found = []
    for kind, sheets, limit in pairs:
        over = np.where((sheets != UNKNOWN) & (limit != UNKNOWN), sheets - limit, 0)
        rows = np.flatnonzero(over > 0)
        if len(rows):
            first, worst = int(rows[0]), int(over.argmax())
            found.append(
                Excess(
                    kind,
                    region,
                    log.published_at[first],
                    log.name(first),
                    len(rows),
                    int(sheets[worst]),
                    int(limit[worst]),
                )
            )
    return tuple(found)


def find_beyond(
    log: Publications | None,
    verifications: Verifications | None,
    published: frozenset[str],
    last: Snapshot | None,
    sheets: int,
) -> Beyond | None:
    """Compare what the files of a count have with where its logs end.

    Parameters
    ----------
    log : Publications, optional
        Its log of publications; one made of files or sheets does not count.
    verifications : Verifications, optional
        Its log of single sheets.
    published : frozenset of str
        Sheets that some file of the count has counted.
    last : Snapshot, optional
        The last file of the count; None where it has none.
    sheets : int
        Sheets counted in the last file.
    """
    own = log if log is not None and log.made_of is Made.LOG else None
    if last is None or (own is None and verifications is None):
        return None
    unlogged = None
    if verifications is not None:
        unlogged = len(published.difference(verifications.ids.tolist()))
    end = np.datetime64("NaT", "s") if own is None else own.published_at[-1]
    said = None if own is None else known(last_stated(own.sheets))
    found = Beyond(str(last.snapshot_id), last.taken_at, sheets, end, said, unlogged)
    return found if found.early or found.more or found.unlogged else None
