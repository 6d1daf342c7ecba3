"""The watch: ask, keep, read, compare, ring, show, wait; what was acknowledged survives whatever comes."""

from __future__ import annotations

import errno
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING

from veedor.errors import InputError, InputErrors, VeedorError, reason_of
from veedor.report.catalogue import languages
from veedor.report.sections import LOG
from veedor.report.wording import Wording
from veedor.sentence import joined, whole
from veedor.version import __version__
from veedor.watch.alarms import change_alarms, refusal_alarm, state_alarms
from veedor.watch.bell import WatchBell
from veedor.watch.changes import CaptureChanges, find_changes
from veedor.watch.journal import FULL
from veedor.watch.targets import LastKept

if TYPE_CHECKING:
    from veedor.watch.capture import Capture, CaptureReading
    from veedor.watch.journal import Event
    from veedor.watch.state import WatchParts, WatchState

PROBLEMS_TOLD = 3
"""Of a file that cannot be read; all of them are said when it is imported."""


def inside(error: Exception) -> str:
    """Say that an error is ours."""
    LOG.error("error inside Veedor (watch)", exc_info=error)
    return f"error inside Veedor: {type(error).__name__}: {error}; please report it"


class Watcher:
    """A watch that runs, or goes on where an earlier one ended.

    Parameters
    ----------
    parts : WatchParts
        What it is made of.
    state : WatchState
        What has happened so far.
    """

    def __init__(self, parts: WatchParts, state: WatchState) -> None:
        self.parts = parts
        self.state = state
        self.bell = WatchBell(parts, state, parts.clock.now())
        self._refused = 0

    def run(self, seconds: float, seed: int = 0) -> None:
        """Watch for some time, or until somebody ends it.

        Parameters
        ----------
        seconds : float
            How long.
        seed : int
            Of the chance in the waiting, for the journal.
        """
        clock = self.parts.clock
        until = clock.now() + seconds
        start = {"kind": "start", "at": clock.now(), "version": __version__, "seed": seed}
        self._guarded(lambda: self.state.write(start))
        self._guarded(self._take_up)
        going = True
        while going:
            wait = self.parts.rhythm.next(self._refused, self.round())
            due = self.state.silence.due(clock.now())
            if due is not None and due + 0.5 < wait:
                if self._refused:  # whoever does not answer is not asked more often for it
                    going = clock.now() + due + 0.5 <= until and clock.wait(due + 0.5)
                    self._guarded(self.bell.silences)
                    wait -= due + 0.5
                else:
                    wait = due + 0.5
            going = going and clock.now() + wait <= until and clock.wait(wait)
        self._guarded(lambda: self.state.write({"kind": "stop", "at": clock.now()}))

    def round(self) -> float:
        """Ask everybody once, and do all that follows; give the seconds that a server asks us to wait."""
        wait = 0.0
        try:
            self.bell.clock()
            made = self.parts.rounds.make(self.state.last)
            wait = max(made.wait, self._slowed(*made.slowed))
            self._refused = 0 if made.whole else self._refused + 1
            event = made.event(self.parts.clock.now(), self.state.number)
            self.state.write(event)
            self._say(event)
            if self.state.unread is not None:
                self._read(self.state.unread, self.state.last)
            self.bell.refusals(made)
            self.bell.silences()
        except OSError as error:
            self._failed(error)
        self._guarded(self.bell.tell_again)
        self._guarded(self.bell.put)
        self._guarded(lambda: self.parts.show(self.state))
        return wait

    def _slowed(self, address: str, seconds: float) -> float:
        """Say, once, that a server wants to be asked less often than the case states."""
        if seconds > self.state.silence.every:
            self.state.silence.every = seconds
            self.parts.say("watch.said.slowed", address=address, seconds=ceil(seconds))
        return seconds

    def _guarded(self, act: Callable[[], None]) -> None:
        """Do something that may fail without ending the watch, and say what failed."""
        try:
            act()
        except OSError as error:
            self._failed(error)
        except (VeedorError, InputErrors) as error:
            self.parts.say("watch.said.failed", reason=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours in a page ends no watch
            self.parts.say("watch.said.failed", reason=inside(error))

    def _failed(self, error: OSError) -> None:
        """Go on where a disk is full; end where it fails: what it holds is not known."""
        if error.errno in {errno.EIO, errno.EROFS}:
            raise error
        if error.errno in FULL:
            self.parts.say("watch.said.full", folder=str(self.parts.folder))
        else:
            self.parts.say("watch.said.failed", reason=str(error))

    def _take_up(self) -> None:
        """Read again what an earlier run has read last, and what it did not come to."""
        events = self.state.journal.events
        read = {event["n"]: "problem" not in event for event in events if event["kind"] == "read"}
        last_good = max((number for number, good in read.items() if good), default=0)
        kept = LastKept()
        for event in [e for e in events if e["kind"] == "capture"]:
            kept.take(event)
            if event["n"] == last_good:
                self.state.capture, _ = self._tried(event["n"], kept)
            elif event["read"] and event["n"] not in read:
                self._read(event, kept)

    def _read(self, event: Event, kept: LastKept) -> None:
        """Read a capture and compare it with the one before."""
        number, name = event["n"], f"capture-{event['n']}"
        made: Event = {"kind": "read", "n": number, "name": name, "seen": event["at"]}
        capture, problem = self._tried(number, kept)
        if capture is None:
            in_words = {lang: Wording(lang).said(problem) for lang in languages()}
            self.state.write({**made, "at": self.parts.clock.now(), "problem": in_words})
            self.bell.ring(refusal_alarm("unreadable", name, problem, name))
            return
        changes, found, moved = {}, {}, False
        for reading in capture.readings:
            contest = str(reading.contest.contest_id)
            before = None if self.state.capture is None else self.state.capture.of(contest)
            changes[contest] = CaptureChanges() if before is None else find_changes(before, reading)
            moved |= before is None or before.totals != reading.totals or bool(changes[contest].changed)
            told = None if before is None else changes[contest].to_json()
            found[contest] = {"totals": reading.totals.to_json(), "changes": told}
            self._tell(number, reading, changes[contest])
        # behind the alarms: whoever is stopped before this reads again, and rings for what has not rung
        self.state.write({**made, "at": self.parts.clock.now(), "moved": moved, "contests": found})
        self.state.capture, self.state.changes = capture, changes

    def _tell(self, number: int, reading: CaptureReading, changes: CaptureChanges) -> None:
        """Say what a capture brought of a contest, and ring for what somebody should know."""
        known = changes.comparison is not None
        figures = {
            "number": number,
            "sheets": "–" if reading.totals.sheets is None else reading.totals.sheets,
            "appeared": changes.appeared if known else "–",
            "changed": len(changes.changed) if known else "–",
            "vanished": len(changes.vanished) if known else "–",
        }
        title = self.parts.titles.get(str(reading.contest.contest_id), {}).get(self.parts.lang, "")
        if title:
            self.parts.say("watch.said.read_of", contest=title, **figures)
        else:
            self.parts.say("watch.said.read", **figures)
        for alarm in (*change_alarms(changes, reading, self.parts.alarms), *state_alarms(reading)):
            self.bell.ring(alarm)

    def _tried(self, number: int, kept: LastKept) -> tuple[Capture | None, str]:
        """Read a capture, or say why it cannot be read."""
        files = {name: file for name, file in kept.files.items() if file["read"]}
        packed = {name: kept.headers(name).get("Content-Encoding", "") for name in files}
        try:
            hashes = {name: str(file["sha256"]) for name, file in files.items()}
            return self.parts.read(f"capture-{number}", hashes, packed, self.parts.store.read), ""
        except InputErrors as error:
            some = [one for one in error.exceptions if isinstance(one, InputError | InputErrors)]
            problems = map(reason_of, some[:PROBLEMS_TOLD])
            return None, joined((whole(error.message), *problems), by=" ")
        except VeedorError as error:
            return None, error.text
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a server sends, the next answer is read
            return None, inside(error)

    def _say(self, event: Event) -> None:
        words = Wording(self.parts.lang)
        for fault in event["faults"]:
            reason = words.text(f"watch.fault.{fault['fault']}")
            self.parts.say(
                "watch.said.fault", address=fault["address"], reason=reason, detail=fault["detail"]
            )
        if event["kind"] == "capture":
            size = sum(file["bytes"] for file in event["files"])
            self.parts.say("watch.said.capture", number=event["n"], files=len(event["files"]), bytes=size)
            for file in event["files"]:
                if "again" in file:
                    self.parts.say("watch.said.again", address=file["address"], number=file["again"])
