"""The count over time: cadence, interruptions, backlog, what was verified meanwhile, and the running sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.count.interruptions import Cadence, Interruption, cadence_of, find_interruptions
from veedor.count.logs import Made, last_stated
from veedor.count.oddities import Excess, Fall, find_excess, find_falls
from veedor.count.progress import Progress, along_publications, along_sheets
from veedor.count.regions import Region, look_at_regions
from veedor.count.silences import Silences, find_silences
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from veedor.count.area_history import AreaChange
    from veedor.count.logs import Publications, Verifications
    from veedor.count.oddities import Beyond
    from veedor.count.sheets import Sheets
    from veedor.count.snapshots import SnapshotCheck
    from veedor.model import Assertion, Contest, CountId


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
        Zone of the case, in which moments are shown.
    publications : Publications, optional
        The publications: of a log, of dated files, or of the times of the sheets.
    cadence : Cadence, optional
        How regularly it was published; absent with fewer than two publications.
    interruptions : tuple of Interruption
        Intervals that break the cadence, in order of time: nothing was published.
    silences : Silences, optional
        When something new was published, and when entries came that repeated standing totals.
    verifications : int
        Entries of the log of verifications; zero where there is none.
    roll : int
        Tally sheets that should exist: those known by name, or as many as the log says if that is more.
    named : int
        Of these, those known by name.
    never : int
        Of these, how many the count never had, in a log or in a file; ``UNKNOWN`` where neither tells.
    published, verified : tuple of Progress
        The rule's assertions along the publications, and along the times of verification.
    snapshots : tuple of SnapshotCheck
        Snapshots beside their rows of the log.
    falls : tuple of Fall
        Published totals that went down, in order of time.
    excess : tuple of Excess
        Entries with more sheets than can be.
    beyond : Beyond, optional
        What the published files have and the logs do not.
    regions : tuple of Region
        Of a log with a row a region.
    listed : bool
        Whether every expected sheet is known by name; else the files alone name them.
    changes : tuple of AreaChange
        Of a count by area: what areas do that a growing count does not.
    by_area : bool
        Whether the count is published by area; its regions are the areas then.
    """

    contest: Contest
    count_id: CountId
    zone: ZoneInfo
    publications: Publications | None
    cadence: Cadence | None
    interruptions: tuple[Interruption, ...]
    silences: Silences | None
    verifications: int
    roll: int
    named: int
    never: int
    published: tuple[Progress, ...]
    verified: tuple[Progress, ...]
    snapshots: tuple[SnapshotCheck, ...]
    falls: tuple[Fall, ...] = ()
    excess: tuple[Excess, ...] = ()
    beyond: Beyond | None = None
    regions: tuple[Region, ...] = ()
    listed: bool = True
    changes: tuple[AreaChange, ...] = ()
    by_area: bool = False

    @property
    def made_of(self) -> Made:
        """What the count over time is made of."""
        return Made.LOG if self.publications is None else self.publications.made_of

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
    published: frozenset[str] = frozenset(),
    assertions: Sequence[Assertion] = (),
    snapshots: tuple[SnapshotCheck, ...] = (),
    beyond: Beyond | None = None,
    listed: bool = True,
    changes: tuple[AreaChange, ...] = (),
    by_area: bool = False,
) -> Timeline:
    """Put the publications of a count in order of time.

    Parameters
    ----------
    roll : sequence of str
        Ids of the sheets that should exist.
    publications, verifications : optional
        The publications, and the log of single sheets; at least one.
    sheets : Sheets, optional
        The count with its times of verification, for the running sums between publications.
    published : frozenset of str
        Sheets that some file of the count has.
    assertions : sequence of Assertion
        What decides: followed over time as far as the logs have the figures.
    contest, count_id, zone, snapshots, beyond, listed, changes, by_area
        As :class:`Timeline` has them.

    Raises
    ------
    MissingDataError
        Without either.
    """
    if not publications and not verifications:
        raise MissingDataError(
            sentence(
                "the case has no log of publications and no log of verifications of "
                "the count {count_id!r}, no two dated files of it and no times of "
                "its sheets.",
                count_id=count_id,
            ),
            remedy=NO_TIME,
        )
    log = publications or None
    runs, steps = _sums(assertions, contest, log, sheets)
    return Timeline(
        contest,
        count_id,
        zone,
        log,
        cadence_of(log) if log else None,
        find_interruptions(log, verifications) if log else (),
        find_silences(log) if log else None,
        len(verifications) if verifications else 0,
        _expected(roll, log),
        len(roll),
        UNKNOWN if by_area else never_counted(roll, log, verifications, published),
        runs,
        steps,
        snapshots,
        # what falls in areas is among their changes
        find_falls(log) if log and not (by_area and log.made_of is Made.SNAPSHOTS) else (),
        find_excess(log) if log else (),
        beyond,
        look_at_regions(log) if log else (),
        listed,
        changes,
        by_area,
    )


NO_TIME = sentence(
    'Add a source with layout = "publication" or "verification" to '
    "case.toml; or state when each file of the count was published "
    "(taken_at), or the column that says when a sheet was recorded "
    "(sheet.verified_at)."
)
"""How a case comes to have a count over time."""


def _sums(
    assertions: Sequence[Assertion], contest: Contest, log: Publications | None, sheets: Sheets | None
) -> tuple[tuple[Progress, ...], tuple[Progress, ...]]:
    """Follow assertions along the publications, and along the times of the sheets."""
    steps = [step for a in assertions if sheets and (step := along_sheets(a, sheets)) is not None]
    if log is not None and log.made_of is Made.SHEETS:
        # the sums along the sheets are all there is; minute by minute they are enough
        return tuple(step for step in steps if len(step.at)), ()
    runs = [run for a in assertions if log and (run := along_publications(a, contest, log)) is not None]
    return tuple(run for run in runs if len(run.at)), tuple(steps)


def _expected(roll: Sequence[str], log: Publications | None) -> int:
    """How many sheets there should be: by name, or as many as the log says if that is more."""
    return len(roll) if log is None else max(len(roll), last_stated(log.sheets_total))


def never_counted(
    roll: Sequence[str],
    publications: Publications | None,
    verifications: Verifications | None,
    published: frozenset[str] = frozenset(),
) -> int:
    """How many of the sheets that should exist a count never had, neither in a log nor in a file.

    By the log of verifications and the published files, sheet by sheet; without such a log by the last
    publication that says how many sheets it had, or by the files if they have more; ``UNKNOWN`` where
    nothing tells. Files that are all there is of a count do not show that it was complete.
    """
    expected = _expected(roll, publications)
    if verifications:
        had = published.union(verifications.ids.tolist())
        return len(set(roll).difference(had)) + expected - len(roll)
    last = UNKNOWN if publications is None else last_stated(publications.sheets_verified)
    had_at_most = max(last, len(published))
    if had_at_most <= 0 and last == UNKNOWN:
        return UNKNOWN
    never = max(expected - had_at_most, 0)
    logged = publications is not None and publications.made_of is Made.LOG
    return never if never or logged else UNKNOWN
