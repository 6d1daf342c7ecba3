"""Whether a snapshot of a count is what its row in the log of publications says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import moment
from veedor.count.sheets import UNKNOWN
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from veedor.count.logs import Publications, Verifications
    from veedor.count.sheets import BoolVector, Sheets, TimeVector
    from veedor.model import CountId, SnapshotId

METHOD = Method(
    "count.method.snapshot_check", "totals of the file minus the row of the log with the same time"
)


@dataclass(frozen=True)
class Suspect:
    """A sheet of a snapshot that the log does not show as verified by then.

    Parameters
    ----------
    sheet_id : str
        Which sheet.
    verified_at : datetime, optional
        When it was verified according to the log; None where the log does not have it.
    valid : int
        Its valid votes in the snapshot.
    """

    sheet_id: str
    verified_at: datetime | None
    valid: int


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
        Sheets of the snapshot that were not verified by that time. Empty where it equals its row.
    explained : bool
        Whether leaving out the suspects makes every figure equal to the row.
    command : str
        The command that computes it again.
    """

    count_id: CountId
    snapshot_id: SnapshotId
    published_at: datetime
    sheets: int
    differences: Mapping[str, int]
    suspects: tuple[Suspect, ...]
    explained: bool
    command: str = ""

    @property
    def equal(self) -> bool:
        """Whether every figure is that of the row."""
        return not any(self.differences.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding: equal, different by exactly these sheets, or different."""
        if self.equal:
            says = "snapshot.equals_its_publication"
        elif self.explained:
            says = "snapshot.differs_by_named_sheets"
        else:
            says = "snapshot.differs"
        figures = (
            Figure("snapshot_name", str(self.snapshot_id), Unit.TEXT),
            Figure("published_at", self.published_at, Unit.MOMENT),
            Figure("sheets_counted", self.sheets, Unit.SHEETS),
            Figure("more_sheets", self.differences.get("sheets", 0), Unit.SHEETS),
            Figure("more_valid", self.differences.get("valid", 0), Unit.VOTES),
            Figure("sheets_named", tuple(s.sheet_id for s in self.suspects), Unit.TEXT),
        )
        return (
            Finding(
                f"snapshot.{self.count_id}.{self.snapshot_id}",
                says,
                figures,
                METHOD,
                assumptions=("count.assumes.log_complete",),
                cannot_show=("count.cannot.why_it_differs",)
                if not self.equal
                else ("count.cannot.truth_of_sheets",),
                command=self.command,
            ),
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """The differences, and the sheets that make them."""
        shown = Table(
            "snapshot_differences",
            (Column("item", Unit.TERM), Column("difference", Unit.NUMBER, digits=0)),
            # what is no choice is named by the head of its column; a choice has no such words and stays
            tuple((f"column.{n}" if n in {"sheets", "valid"} else n, d) for n, d in self.differences.items()),
        )
        if not self.suspects:
            return (shown,)
        named = Table(
            "snapshot_sheets",
            (Column("sheet", Unit.TEXT), Column("verified_at", Unit.MOMENT), Column("valid", Unit.VOTES)),
            tuple((s.sheet_id, s.verified_at, s.valid) for s in self.suspects),
        )
        return shown, named


def check_snapshot(
    sheets: Sheets,
    taken_at: np.datetime64,
    publications: Publications,
    verifications: Verifications | None,
    zone: ZoneInfo,
    *,
    command: str = "",
) -> SnapshotCheck | None:
    """Compare a snapshot with the row of the log that carries its time.

    Where they differ, the sheets that the log of verifications shows as verified only later (or not at all)
    are taken out; if then every figure is that of the row, these are exactly the sheets that make the
    difference.

    Parameters
    ----------
    sheets : Sheets
        The snapshot.
    taken_at : datetime64
        Its time, local.
    publications : Publications
        The log.
    verifications : Verifications, optional
        Without it a difference is found, but no sheet named.
    zone : ZoneInfo
        Zone of the case.
    command : str
        The command that computes it again.

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
    explained = False
    if any(differences.values()) and verifications is not None:
        times = verifications.of(sheets.ids)
        late = np.isnat(times) | (times > publications.published_at[row])
        explained = bool(late.any()) and not any(_differences(sheets.take(~late), publications, row).values())
        suspects = _suspects(sheets, late, times, zone) if explained else ()
    return SnapshotCheck(
        sheets.count_id,
        sheets.snapshot_id,
        moment(publications.published_at[row], zone),
        len(sheets),
        differences,
        suspects,
        explained,
        command,
    )


def _differences(sheets: Sheets, log: Publications, row: int) -> dict[str, int]:
    """Snapshot minus row, for every figure that the row has."""
    pairs = [("sheets", len(sheets), log.sheets_verified), ("valid", int(sheets.valid.sum()), log.valid)]
    pairs += [(str(c), int(sheets.of(c).sum()), n) for c, n in log.votes.items() if c in sheets.column]
    return {name: mine - int(theirs[row]) for name, mine, theirs in pairs if theirs[row] != UNKNOWN}


def _suspects(
    sheets: Sheets,
    late: BoolVector,
    times: TimeVector,
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
