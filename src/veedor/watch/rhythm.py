"""When nothing new is too long: the count's own rhythm says, unless the case does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.interruptions import cadence
from veedor.intake.instants import read_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from veedor.intake.case_watch import WatchAlarms

INTERVALS = 5
"""Intervals between publications from which a rhythm is known."""
UNTIL_KNOWN = 10
"""Times ``every`` that nothing new is no news before a rhythm is known."""
UNANSWERED = 3
"""Times ``every`` that nobody may answer."""


@dataclass
class WatchSilence:
    """What was last seen when, and how long each kind of silence may last.

    Parameters
    ----------
    alarms : WatchAlarms
        What the case states.
    every : float
        Seconds between two questions.
    line : float, optional
        Seconds that nothing new may come, where somebody else states it (a replay, a charter).
    """

    alarms: WatchAlarms
    every: float
    line: float | None = None
    answered: float | None = None
    """When somebody last answered."""
    news: list[float] = field(default_factory=list)
    """When each publication was first seen."""
    figures: float | None = None
    """When a figure last changed."""

    @property
    def silent_after(self) -> float:
        """Seconds without anything new after which that is said."""
        stated = read_seconds(self.alarms.silent) if self.alarms.silent else None
        if stated or self.line:
            return float(stated or self.line or 0)
        if len(self.news) <= INTERVALS:
            return UNTIL_KNOWN * self.every
        times = np.array([int(at) for at in self.news], dtype="datetime64[s]")
        return max(float(cadence(times).line), 2 * self.every)

    @property
    def unanswered_after(self) -> float:
        """Seconds without an answer after which that is said."""
        stated = read_seconds(self.alarms.unanswered) if self.alarms.unanswered else None
        return float(stated or UNANSWERED * self.every)

    @property
    def still_after(self) -> float | None:
        """Seconds without another figure after which that is said; None where nobody wants to know."""
        stated = read_seconds(self.alarms.still) if self.alarms.still else None
        return float(stated) if stated else None

    def take(self, event: Mapping[str, Any]) -> None:
        """Note what an event of the journal says."""
        at = event.get("at")
        if not isinstance(at, int | float):
            return
        if event["kind"] == "capture" or (event["kind"] == "beat" and event.get("answered")):
            self.answered = float(at)
        if event["kind"] == "capture" and event.get("read", True):
            self.news.append(float(at))
        if event["kind"] == "read" and event.get("moved"):
            self.figures = float(event["seen"])

    def due(self, now: float) -> float | None:
        """Return the seconds until a silence would be said, if nothing comes; None where none is ahead."""
        ends = []
        if self.news:
            ends.append(self.news[-1] + self.silent_after)
        if self.answered is not None:
            ends.append(self.answered + self.unanswered_after)
        ahead = [end - now for end in ends if end > now]
        return min(ahead) if ahead else None

    def broken(self, now: float, began: float) -> list[tuple[str, float, float]]:
        """Say which silences last too long: what, since when, and after how many seconds that is said.

        Parameters
        ----------
        now : float
            Seconds since 1970.
        began : float
            When the watch began, for what was never seen.
        """
        found = []
        answered = self.answered if self.answered is not None else began
        if now - answered >= self.unanswered_after:
            found.append(("unanswered", answered, self.unanswered_after))
        elif self.news and now - self.news[-1] >= self.silent_after:
            found.append(("silent", self.news[-1], self.silent_after))
        if (
            self.still_after is not None
            and self.figures is not None
            and now - self.figures >= self.still_after
        ):
            found.append(("still", self.figures, self.still_after))
        return found
