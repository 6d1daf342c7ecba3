"""Whether a snapshot of a count is what its row in the log of publications says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import moment
from veedor.count.vectors import UNKNOWN, rows_of, total
from veedor.model import Result, SnapshotId

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from veedor.arrays import Flags, Ints, Times
    from veedor.count.logs import Publications, Verifications
    from veedor.count.sheets import Sheets
    from veedor.model import ChoiceId, CountId


@dataclass(frozen=True)
class Suspect:
    """A sheet of a snapshot that the log does not show as verified by then.

    Parameters
    ----------
    sheet_id : str
        Which sheet.
    verified_at : datetime, optional
        When it was verified according to the log; None where the log does not have it.
    valid : int, optional
        Its valid votes in the snapshot; None for a sheet that is not in it.
    """

    sheet_id: str
    verified_at: datetime | None
    valid: int | None


@dataclass(frozen=True)
class SnapshotCheck(Result):
    """A snapshot beside its row in the log of publications.

    Parameters
    ----------
    count_id, snapshot_id : CountId, SnapshotId
        Which snapshot.
    published_at : datetime
        Time of the row that it was compared with.
    sheets : int
        Sheets in the snapshot.
    differences : mapping of str to int
        Snapshot minus row: ``sheets``, ``valid`` and each choice that the log has.
    suspects : tuple of Suspect
        Sheets of the snapshot that were not verified by that time, where they make the difference.
    lacking : tuple of Suspect
        Sheets that were verified by that time and are not in the snapshot, where they make the difference.
    explained : bool
        Whether leaving out the suspects, and adding what is lacking, makes every figure equal to the row.
    """

    count_id: CountId
    snapshot_id: SnapshotId
    published_at: datetime
    sheets: int
    differences: Mapping[str, int]
    suspects: tuple[Suspect, ...]
    lacking: tuple[Suspect, ...]
    explained: bool

    @property
    def equal(self) -> bool:
        """Whether every figure is that of the row."""
        return not any(self.differences.values())


def check_snapshot(
    sheets: Sheets,
    taken_at: np.datetime64,
    publications: Publications,
    verifications: Verifications | None,
    zone: ZoneInfo,
) -> SnapshotCheck | None:
    """Compare a snapshot with the row of the log that carries its time.

    Where they differ, the sheets that the log of verifications shows as verified only later (or not at all)
    are taken out; if then every figure is that of the row, these are exactly the sheets that make the
    difference. If not, the sheets that were verified by then and are not in the file are added, with the
    figures of the log of verifications; if then the number of sheets and each choice that both logs have are
    those of the row, all of these make the difference.

    Parameters
    ----------
    sheets : Sheets
        The snapshot.
    taken_at : datetime64
        Its time, in UTC.
    publications : Publications
        The log.
    verifications : Verifications, optional
        Without it a difference is found, but no sheet named.
    zone : ZoneInfo
        Zone of the case.

    Returns
    -------
    SnapshotCheck or None
        None where the log has no row of that very second.
    """
    at = np.flatnonzero(publications.published_at == taken_at.astype("datetime64[s]"))
    if not len(at) or sheets.snapshot_id is None:
        return None
    row = int(at[-1])
    differences = _differences(sheets, publications, row)
    suspects: tuple[Suspect, ...] = ()
    lacking: tuple[Suspect, ...] = ()
    explained = False
    if any(differences.values()) and verifications is not None:
        suspects, lacking, explained = _explain(sheets, publications, row, verifications, zone)
    return SnapshotCheck(
        sheets.count_id,
        sheets.snapshot_id,
        moment(publications.published_at[row], zone),
        len(sheets),
        differences,
        suspects,
        lacking,
        explained,
    )


def equal_snapshot(
    files: Publications, k: int, publications: Publications, zone: ZoneInfo
) -> SnapshotCheck | None:
    """Return the check of a file whose sums are those of its row of the log.

    Parameters
    ----------
    files : Publications
        The dated files of a count, summed.
    k : int
        Which of them.
    publications : Publications
        The log.
    zone : ZoneInfo
        Zone of the case.

    Returns
    -------
    SnapshotCheck or None
        None where the log has no row of that very second, or a figure differs.
    """
    at = np.flatnonzero(publications.published_at == files.published_at[k])
    if not len(at):
        return None
    row = int(at[-1])
    sums = {name: int(figures[k]) for name, figures in files.votes.items()}
    mine = {"sheets": int(files.sheets_verified[k]), "valid": int(files.valid[k])}
    differences = _minus(mine, sums, publications, row)
    if any(differences.values()):
        return None
    when = moment(publications.published_at[row], zone)
    name = SnapshotId(files.name(k))
    return SnapshotCheck(files.count_id, name, when, mine["sheets"], differences, (), (), False)


def _differences(sheets: Sheets, log: Publications, row: int) -> dict[str, int]:
    """Snapshot minus row, for every figure that the row has."""
    sums = {c: int(sheets.of(c).sum()) for c in log.votes if c in sheets.column}
    return _minus({"sheets": len(sheets), "valid": int(sheets.valid.sum())}, sums, log, row)


def _minus(
    mine: Mapping[str, int], votes: Mapping[ChoiceId, int], log: Publications, row: int
) -> dict[str, int]:
    pairs = [("sheets", mine["sheets"], log.sheets_verified), ("valid", mine["valid"], log.valid)]
    pairs += [(str(c), votes[c], n) for c, n in log.votes.items() if c in votes]
    return {name: ours - int(theirs[row]) for name, ours, theirs in pairs if theirs[row] != UNKNOWN}


def _explain(
    sheets: Sheets, log: Publications, row: int, singles: Verifications, zone: ZoneInfo
) -> tuple[tuple[Suspect, ...], tuple[Suspect, ...], bool]:
    """Find the sheets that make the difference: more in the file, lacking in it, and whether they do."""
    moment_of_row = log.published_at[row]
    seen = singles.of(sheets.ids)
    late = np.isnat(seen) | (seen > moment_of_row)
    rest = _differences(sheets.take(~late), log, row)
    more = _suspects(sheets, late, seen, zone)
    if not any(rest.values()):
        return more, (), True
    absent = _absent(sheets, singles, moment_of_row)
    shared = [c for c in singles.votes if str(c) in rest]
    settled = (
        bool(shared)
        and rest.get("sheets", 0) == -len(absent) < 0
        and all(total(singles.votes[c][absent]) == -rest[str(c)] for c in shared)
    )
    if not settled:
        return (), (), False
    lacking = (Suspect(str(singles.ids[i]), moment(singles.verified_at[i], zone), None) for i in absent)
    return more, tuple(sorted(lacking, key=lambda sheet: sheet.sheet_id)), True


def _absent(sheets: Sheets, singles: Verifications, until: np.datetime64) -> Ints:
    """Rows of the log of sheets that were verified by a moment and are not in the file, each sheet once."""
    by_then = np.flatnonzero(singles.verified_at <= until)[::-1]  # the last entry of a sheet first
    names, first = np.unique(singles.ids[by_then], return_index=True)
    rows: Ints = by_then[first][rows_of(names, sheets.ids) == UNKNOWN]
    return np.sort(rows)


def _suspects(
    sheets: Sheets,
    late: Flags,
    times: Times,
    zone: ZoneInfo,
) -> tuple[Suspect, ...]:
    return tuple(
        Suspect(
            str(sheets.ids[i]),
            None if np.isnat(times[i]) else moment(times[i], zone),
            int(sheets.valid[i]),
        )
        for i in np.flatnonzero(late)
    )
