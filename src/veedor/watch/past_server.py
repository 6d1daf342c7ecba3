"""A server that answers as a body did on a night of the past, from what a case has of it."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Made
from veedor.count.questions import deciding
from veedor.errors import MissingDataError
from veedor.intake.case import Fetch
from veedor.intake.locate import locate
from veedor.intake.pages import PageSeries
from veedor.model import SnapshotId
from veedor.watch.asking import Visit
from veedor.watch.capture import Capture, CaptureReading
from veedor.watch.clock import MadeClock
from veedor.watch.targets import WatchGroup
from veedor.watch.totals import CaptureTotals, totals_of_log, totals_of_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veedor.case import Case
    from veedor.count.logs import Publications
    from veedor.count.selection import Selection
    from veedor.model import CountId

TOTALS, SHEETS = "totals.json", "sheets"


@dataclass
class PastServer:
    """Answers as the body did at each moment, from what the case has.

    Parameters
    ----------
    case : Case
        The case.
    count : CountId
        Which count.
    log : Publications
        Its log of publications.
    files : list of (float, str, Path)
        Its dated files: when, which publication, where.
    clock : MadeClock
        The time.
    groups : list of WatchGroup
        Who is asked; the file of sheets joins when there is one.
    """

    case: Case
    count: CountId
    log: Publications
    files: list[tuple[float, str, Path]]
    clock: MadeClock
    groups: list[WatchGroup] = field(default_factory=list)
    _selection: Selection | None = None
    _summed: CaptureTotals | None = None
    _sheets: str = ""

    def ask(self, address: str, known: Mapping[str, str]) -> Visit:
        """Answer a question."""
        now = self.clock.now()
        there = [file for file in self.files if file[0] <= now]
        if address == TOTALS:
            if there and len(self.groups) == 1:
                self.groups.append(WatchGroup(PageSeries(SHEETS, Fetch(SHEETS)), read=True))
            row = int(np.searchsorted(self._times, now, side="right")) - 1
            totals = totals_of_log(self.log.take(np.array([row])))
            body = json.dumps({"at": int(self._times[row]), **totals.to_json()}, sort_keys=True).encode()
        else:
            body = _body(there[-1][2])
        tag = f"{len(body)}-{zlib.crc32(body)}"
        if known.get("ETag") == tag:
            return Visit(address, 304, (("ETag", tag),))
        return Visit(address, 200, (("ETag", tag),), body)

    @property
    def _times(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return self.log.published_at.astype(np.int64)

    def read(
        self, name: str, files: Mapping[str, str], packed: Mapping[str, str], load: Callable[[str], bytes]
    ) -> Capture:
        """Read a capture: the totals as they stand, the sheets where they are other ones than before."""
        del packed
        totals = CaptureTotals.from_json(json.loads(load(files[TOTALS])))
        if files.get(SHEETS, "") != self._sheets:
            self._sheets = files[SHEETS]
            which = next(n for at, n, _ in reversed(self.files) if at <= self.clock.now())
            self._selection = self.case.select(self.count, snapshot=SnapshotId(which))
            self._summed = totals_of_sheets(self._selection)
        contest = self.case.election.contest()
        reading = CaptureReading(
            name,
            contest,
            self.count,
            totals,
            totals,
            self._summed,
            self._selection,
            self.case,
            self._deciding,
        )
        return Capture(name, (reading,))

    def __post_init__(self) -> None:
        self._deciding = deciding(self.case.select(self.count if self.files else None))


@lru_cache(maxsize=1)
def _body(path: Path) -> bytes:
    return path.read_bytes()


def past_server(case: Case) -> PastServer:
    """Make the server of what a case has of the past.

    Raises
    ------
    MissingDataError
        Where it has no log of publications.
    """
    election = case.election
    count = election.logged_count()
    log = election.publications(count) if count else None
    if count is None or log is None or log.made_of is not Made.LOG:
        raise MissingDataError(
            "The case has no log of publications to replay.",
            remedy='Replay one that has a source with layout = "publication", such as cases/bolivia-2019.',
        )
    where = {file.source: file.path for file in locate(election.file)}
    files = []
    for shot in election.snapshots(count) if count in election.counts() else ():
        source = next(
            (
                n
                for n, s in election.file.sources.items()
                if (s.snapshot or n) == shot.snapshot_id and n in where
            ),
            "",
        )
        if source and not np.isnat(shot.taken_at):
            at = float(shot.taken_at.astype("datetime64[s]").astype(np.int64))
            files.append((at, str(shot.snapshot_id), where[source]))
    first, last = (float(at.astype(np.int64)) for at in (log.published_at[0], log.published_at[-1]))
    totals = WatchGroup(PageSeries(TOTALS, Fetch(TOTALS)), read=True)
    return PastServer(case, count, log, sorted(files), MadeClock(first, last), [totals])
