"""The count over time: cadence, interruptions, backlog, what was verified meanwhile, and the running sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count import timeline_findings, timeline_tables
from veedor.count.interruptions import Cadence, Interruption, cadence, find_interruptions
from veedor.count.progress import Progress, along_publications, along_sheets
from veedor.count.sheets import UNKNOWN
from veedor.errors import MissingDataError
from veedor.model import Result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from veedor.count.logs import Publications, Verifications
    from veedor.count.sheets import Sheets
    from veedor.count.snapshots import SnapshotCheck
    from veedor.model import Assertion, Contest, CountId, Finding, Table


@dataclass(frozen=True, eq=False)
class Timeline(Result):
    """The count over time.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    zone : ZoneInfo
        Zone of the case; every ``datetime64`` here is local time in it.
    publications : Publications, optional
        The log of publications.
    cadence : Cadence, optional
        How regularly it was published; absent with fewer than two publications.
    interruptions : tuple of Interruption
        Intervals that break the cadence, in order of time.
    verifications : int
        Entries of the log of verifications; zero where there is none.
    verified_from, verified_to : datetime64
        Its first and last time; NaT where there is none.
    roll : int
        Tally sheets that should exist.
    never : int
        Of these, how many the count never had; ``UNKNOWN`` where no log tells.
    published, verified : tuple of Progress
        The rule's assertions along the publications, and along the times of verification.
    snapshots : tuple of SnapshotCheck
        Snapshots beside their rows of the log.
    command : str
        The command that computes it again.
    """

    contest: Contest
    count_id: CountId
    zone: ZoneInfo
    publications: Publications | None
    cadence: Cadence | None
    interruptions: tuple[Interruption, ...]
    verifications: int
    verified_from: np.datetime64
    verified_to: np.datetime64
    roll: int
    never: int
    published: tuple[Progress, ...]
    verified: tuple[Progress, ...]
    snapshots: tuple[SnapshotCheck, ...]
    command: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Cadence, each interruption with what happened meanwhile, what was never counted, the snapshots."""
        return timeline_findings.findings(self)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Interruptions, verification meanwhile, publications and running sums."""
        return timeline_tables.tables(self)

    @property
    def longest(self) -> Interruption | None:
        """The longest interruption."""
        return max(self.interruptions, key=lambda i: i.seconds, default=None)


def build_timeline(
    contest: Contest,
    count_id: CountId,
    zone: ZoneInfo,
    roll: Sequence[str],
    *,
    publications: Publications | None = None,
    verifications: Verifications | None = None,
    sheets: Sheets | None = None,
    assertions: Sequence[Assertion] = (),
    snapshots: tuple[SnapshotCheck, ...] = (),
    command: str = "",
) -> Timeline:
    """Put the logs of a count in order of time.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    zone : ZoneInfo
        Zone of the case.
    roll : sequence of str
        Ids of the sheets that should exist.
    publications, verifications : optional
        The logs; at least one.
    sheets : Sheets, optional
        The count with its times of verification, for the running sums between publications.
    assertions : sequence of Assertion
        What decides: followed over time as far as the logs have the figures.
    snapshots : tuple of SnapshotCheck
        Made by :func:`veedor.count.check_snapshot`.
    command : str
        The command that computes it again.

    Raises
    ------
    MissingDataError
        Without either log.
    """
    if not publications and not verifications:
        raise MissingDataError(
            f"the case has no log of publications and no log of verifications of the count {count_id!r}.",
            remedy='Add a source with layout = "publication" or "verification" to case.toml.',
        )
    runs = [along_publications(a, contest, publications) for a in assertions if publications]
    steps = [along_sheets(a, sheets) for a in assertions if sheets]
    nat = np.datetime64("NaT", "s")
    return Timeline(
        contest,
        count_id,
        zone,
        publications or None,
        cadence(publications.published_at) if publications and len(publications) > 1 else None,
        find_interruptions(publications, verifications) if publications else (),
        len(verifications) if verifications else 0,
        verifications.verified_at[0] if verifications else nat,
        verifications.verified_at[-1] if verifications else nat,
        len(roll),
        never_counted(roll, publications, verifications),
        tuple(run for run in runs if run is not None and len(run.at)),
        tuple(step for step in steps if step is not None),
        snapshots,
        command,
    )


def never_counted(
    roll: Sequence[str], publications: Publications | None, verifications: Verifications | None
) -> int:
    """How many sheets of the roll a count never had.

    By the log of verifications, sheet by sheet; without one by the last publication that says how many
    sheets it had; ``UNKNOWN`` where neither tells.
    """
    if verifications:
        return len(set(roll).difference(verifications.ids.tolist()))
    if publications:
        said = publications.sheets_verified[publications.sheets_verified != UNKNOWN]
        if len(said):
            return max(len(roll) - int(said[-1]), 0)
    return UNKNOWN
