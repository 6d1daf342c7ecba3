"""What a watch knows: everything is in its journal, and is known again when it is read.

And what a watch is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.report.wording import Wording
from veedor.watch.targets import LastKept
from veedor.watch.totals import CaptureTotals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from veedor.intake.case_watch import WatchAlarms
    from veedor.watch.answers import AnswerStore
    from veedor.watch.capture import Capture
    from veedor.watch.changes import CaptureChanges
    from veedor.watch.clock import Rhythm, WatchClock
    from veedor.watch.journal import Event, WatchJournal
    from veedor.watch.public import WatchLog
    from veedor.watch.rhythm import WatchSilence
    from veedor.watch.rounds import RoundMaker

    ReadCapture = Callable[[str, Mapping[str, str], Mapping[str, str], Callable[[str], bytes]], Capture]


SILENCES = frozenset({"unanswered", "silent", "still"})


@dataclass
class WatchState:
    """What has happened so far.

    Parameters
    ----------
    journal : WatchJournal
        What has happened, event by event.
    silence : WatchSilence
        What was last seen when.
    """

    journal: WatchJournal
    silence: WatchSilence
    number: int = 0
    """The last capture."""
    last: LastKept = field(default_factory=LastKept)
    rows: dict[str, list[tuple[float, str, CaptureTotals]]] = field(default_factory=dict)
    """Contest -> when each capture that could be read was first seen, its name, and what it sums to."""
    told: list[Event] = field(default_factory=list)
    """The alarms so far."""
    keys: set[str] = field(default_factory=set)
    """Their keys."""
    open: dict[str, Event] = field(default_factory=dict)
    """Alarms of silences that have not ended."""
    untold: dict[str, int] = field(default_factory=dict)
    """Alarms that a program or a webhook has not taken, with the attempts."""
    unread: Event | None = None
    """A capture that nobody has tried to read."""
    problem: dict[str, str] = field(default_factory=dict)
    """Why the last capture could not be read, by language; empty where it could."""
    asked_at: float = 0.0
    """When somebody was last asked."""
    logged: int = 0
    """Events that were put into a public log."""
    capture: Capture | None = None
    """The last capture that could be read."""
    changes: dict[str, CaptureChanges] = field(default_factory=dict)
    """Contest -> what it changed in the one before it."""

    def __post_init__(self) -> None:
        for event in self.journal.events:
            self._take(event)

    def write(self, event: Event) -> None:
        """Put an event into the journal, and only then believe it."""
        self.journal.append(event)
        self._take(event)

    def _take(self, event: Event) -> None:
        self.last.take(event)
        self.silence.take(event)
        match event["kind"]:
            case "capture":
                self.number = event["n"]
                self.asked_at = event["at"]
                self.unread = event if event["read"] else self.unread
            case "beat":
                self.asked_at = event["at"]
            case "read":
                self.unread = None
                self.problem = event.get("problem", {})
                for contest, said in event.get("contests", {}).items():
                    totals = CaptureTotals.from_json(said["totals"])
                    self.rows.setdefault(contest, []).append((event["seen"], event["name"], totals))
            case "alarm":
                self._take_alarm(event)
            case "told":
                self.untold.pop(event["key"], None)
            case "logged":
                self.logged = event["events"]

    def _take_alarm(self, event: Event) -> None:
        self.told.append(event)
        self.keys.add(event["key"])
        self.untold[event["key"]] = 0
        if event["alarm"] in SILENCES:
            self.open[event["key"]] = event
        elif event["alarm"] == "over":
            self.open.pop(event["key"].removeprefix("over:"), None)


@dataclass(frozen=True)
class WatchParts:
    """What a watch is made of.

    Parameters
    ----------
    folder : Path
        Where everything of it lies.
    store : AnswerStore
        What has come.
    rounds : RoundMaker
        Asks.
    read : callable
        Reads a capture: its name, the hashes of its files, the encodings in which they came, and what gives
        the bytes of a hash.
    clock : WatchClock
        The time.
    rhythm : Rhythm
        How long to wait.
    alarms : WatchAlarms
        What the case wants to know, and where.
    zone : ZoneInfo
        Of the case.
    title : str
        What is watched.
    lang : str
        Language of what is said.
    print : callable
        Prints a line to whoever sits there.
    show : callable
        Writes the pages.
    log : WatchLog, optional
        A public log.
    count : str
        Which count is watched.
    titles : mapping of str to mapping
        Contest -> its title by language, where there are several and each has to be named.
    """

    folder: Path
    store: AnswerStore
    rounds: RoundMaker
    read: ReadCapture
    clock: WatchClock
    rhythm: Rhythm
    alarms: WatchAlarms
    zone: ZoneInfo
    title: str
    lang: str
    print: Callable[[str], None]
    show: Callable[[WatchState], None]
    log: WatchLog | None = None
    count: str = ""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, key: str, /, **figures: Any) -> None:  # noqa: ANN401 - as the catalogue takes them
        """Say something in the reader's language."""
        self.print(Wording(self.lang).text(key, **figures))
