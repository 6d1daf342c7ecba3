"""A count of the past, watched as if it were tonight: its publications at their times, on a clock of its own.

The server is the case: each publication of the log of a count is a page of totals, each dated file one of
sheets.
"""

from __future__ import annotations

import json
import time
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from veedor import disk
from veedor.count.interruptions import cadence_of, find_interruptions
from veedor.count.logs import Made
from veedor.count.questions import deciding
from veedor.errors import MissingDataError
from veedor.intake.case import Fetch
from veedor.intake.case_watch import WatchAlarms
from veedor.intake.locate import locate
from veedor.intake.pages import PageSeries
from veedor.model import SnapshotId, Unit
from veedor.report.wording import Wording
from veedor.sentence import sentence
from veedor.watch.answers import AnswerStore
from veedor.watch.asking import Visit
from veedor.watch.building import ANSWERS, JOURNAL, PAGES
from veedor.watch.clock import MadeClock, Rhythm
from veedor.watch.journal import WatchJournal
from veedor.watch.loop import Watcher
from veedor.watch.pages import LivePages
from veedor.watch.parts import WatchParts
from veedor.watch.reading import CaptureReading
from veedor.watch.rhythm import WatchSilence
from veedor.watch.rounds import RoundMaker
from veedor.watch.state import WatchState
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
    ) -> CaptureReading:
        """Read a capture: the totals as they stand, the sheets where they are other ones than before."""
        del packed
        totals = CaptureTotals.from_json(json.loads(load(files[TOTALS])))
        if files.get(SHEETS, "") != self._sheets:
            self._sheets = files[SHEETS]
            which = next(n for at, n, _ in reversed(self.files) if at <= self.clock.now())
            self._selection = self.case.select(self.count, snapshot=SnapshotId(which))
            self._summed = totals_of_sheets(self._selection)
        contest = self.case.election.contest()
        return CaptureReading(
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

    def __post_init__(self) -> None:
        self._deciding = deciding(self.case.select(self.count if self.files else None))


@lru_cache(maxsize=1)
def _body(path: Path) -> bytes:
    return path.read_bytes()


def replay(
    case: Case,
    to: Path | None,
    *,
    every: int,
    seed: int,
    lang: str,
    say: Callable[[str], None],
) -> bool:
    """Watch a count of the past.

    Parameters
    ----------
    case : Case
        With a log of publications.
    to : Path, optional
        Folder for the record and the page; without it nothing is left.
    every : int
        Seconds between two questions.
    seed : int
        Of the chance in the waiting.
    lang : str
        Language of what is said.
    say : callable
        Takes each line.

    Returns
    -------
    bool
        Whether every silence of the log, and nothing else, was told in time.

    Raises
    ------
    MissingDataError
        Where the case has no log.
    """
    began, words = time.monotonic(), Wording(lang)
    server = _server(case)
    log, rhythm = server.log, cadence_of(server.log)
    if rhythm is None:
        raise MissingDataError("The log of the count has one publication only.", remedy="Watch a longer one.")
    zone = case.election.zone
    start, end = (
        datetime.fromtimestamp(int(at.astype(np.int64)), UTC).astimezone(zone)
        for at in (rhythm.first, rhythm.last)
    )
    say(
        words.text(
            "watch.replay.begins", publications=len(log), files=len(server.files), seed=str(seed),
            start=words.value(start, Unit.MOMENT), until=words.value(end, Unit.MOMENT),
            every=words.value(timedelta(seconds=every), Unit.DURATION),
        )
    )  # fmt: skip
    with ExitStack() as stack:
        folder = to or Path(stack.enter_context(TemporaryDirectory(prefix="veedor-replay-")))
        if to is not None and (to / JOURNAL).exists():
            raise MissingDataError(
                sentence("{folder} holds a watch.", folder=str(to)), remedy="Name a new folder."
            )
        disk.make_folder(folder)
        journal = stack.enter_context(WatchJournal(folder / JOURNAL))
        parts = _parts(server, folder, every, seed, lang, say)
        state = WatchState(journal, WatchSilence(parts.alarms, float(every), float(rhythm.line)))
        Watcher(parts, state).run(float("inf"), seed)
        if to is not None:
            LivePages(case.election.file, folder / PAGES, float(every)).show(state)
        return _told(server, state, every, words, say, began)


def _server(case: Case) -> PastServer:
    """Make the server of what the case has of the past."""
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


def _parts(
    server: PastServer, folder: Path, every: int, seed: int, lang: str, say: Callable[[str], None]
) -> WatchParts:
    election = server.case.election
    store = AnswerStore(folder / ANSWERS)
    return WatchParts(
        folder,
        store,
        RoundMaker(server.groups, server.ask, lambda _address, _now: "", store, server.clock, 0.0),
        server.read,
        server.clock,
        Rhythm(float(every), seed),
        WatchAlarms(),
        ZoneInfo(election.file.election.tz),
        election.title,
        lang,
        lambda line: say(line) if line.startswith(("!!", "✓")) else None,
        lambda _state: None,
    )


def _told(
    server: PastServer,
    state: WatchState,
    every: int,
    words: Wording,
    say: Callable[[str], None],
    began: float,
) -> bool:
    """Lay the alarms beside the silences of the log."""
    log, zone = server.log, server.case.election.zone
    gaps = find_interruptions(log)
    rung = [float(event["at"]) for event in state.told if event["alarm"] in {"silent", "unanswered"}]
    good, matched = True, 0
    for gap in gaps:
        start, end = (float(at.astype(np.int64)) for at in (gap.start, gap.end))
        inside = [at for at in rung if start < at <= end]
        matched += len(inside)
        in_time = len(inside) == 1 and inside[0] - start <= state.silence.silent_after + every + 1
        good = good and in_time
        if inside:
            say(
                words.text(
                    "watch.replay.gap",
                    lasts=words.value(timedelta(seconds=gap.seconds), Unit.DURATION),
                    seconds=gap.seconds,
                    since=words.value(datetime.fromtimestamp(int(start), zone), Unit.MOMENT),
                    until=words.value(datetime.fromtimestamp(int(end), zone), Unit.MOMENT),
                    after=int(inside[0] - start),
                )
            )
    wrong = len(rung) - matched
    kinds = [event["kind"] for event in state.journal.events]
    say(
        words.text(
            "watch.replay.done",
            gaps=matched,
            wrong=wrong,
            normal=len(np.unique(log.published_at)) - 1 - len(gaps),
            captures=kinds.count("capture"),
            beats=kinds.count("beat"),
            seconds=int(time.monotonic() - began),
        )
    )
    return good and not wrong
