"""A count of the past, watched as if it were tonight: its publications at their times, on a clock of its own.

The server is the case: each publication of the log of a count is a page of totals, each dated file one of
sheets.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from veedor import disk
from veedor.count.interruptions import cadence_of, find_interruptions
from veedor.errors import MissingDataError
from veedor.intake.case_watch import WatchAlarms
from veedor.model import Unit
from veedor.report.wording import Wording
from veedor.sentence import sentence
from veedor.watch.answers import AnswerStore
from veedor.watch.building import ANSWERS, JOURNAL, PAGES
from veedor.watch.clock import Rhythm
from veedor.watch.journal import WatchJournal
from veedor.watch.loop import Watcher
from veedor.watch.pages import LivePages
from veedor.watch.past_server import past_server
from veedor.watch.rhythm import WatchSilence
from veedor.watch.rounds import RoundMaker, anything
from veedor.watch.state import WatchParts, WatchState

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.case import Case
    from veedor.count.interruptions import Cadence
    from veedor.watch.past_server import PastServer


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
    server = past_server(case)
    rhythm = cadence_of(server.log)
    if rhythm is None:
        raise MissingDataError("The log of the count has one publication only.", remedy="Watch a longer one.")
    say(_begins(server, rhythm, every, seed, words))
    with ExitStack() as stack:
        folder = to or stack.enter_context(disk.temporary())
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
            LivePages(case.election.file, folder / PAGES).show(state)
        return _told(server, state, every, words, say, began)


def _begins(server: PastServer, rhythm: Cadence, every: int, seed: int, words: Wording) -> str:
    """Say what is watched, and how."""
    zone = server.case.election.zone
    start, end = (
        datetime.fromtimestamp(int(at.astype(np.int64)), UTC).astimezone(zone)
        for at in (rhythm.first, rhythm.last)
    )
    return words.text(
        "watch.replay.begins", publications=len(server.log), files=len(server.files), seed=str(seed),
        start=words.value(start, Unit.MOMENT), until=words.value(end, Unit.MOMENT),
        every=words.value(timedelta(seconds=every), Unit.DURATION),
    )  # fmt: skip


def _parts(
    server: PastServer, folder: Path, every: int, seed: int, lang: str, say: Callable[[str], None]
) -> WatchParts:
    election = server.case.election
    store = AnswerStore(folder / ANSWERS)
    return WatchParts(
        folder,
        store,
        RoundMaker(server.groups, server.ask, anything, store, server.clock, 0.0),
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
