"""What a watch knows: everything is in its journal, and is known again when it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.watch.targets import LastKept
from veedor.watch.totals import CaptureTotals

if TYPE_CHECKING:
    from veedor.watch.capture import Capture
    from veedor.watch.changes import CaptureChanges
    from veedor.watch.journal import Event, WatchJournal
    from veedor.watch.rhythm import WatchSilence

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
