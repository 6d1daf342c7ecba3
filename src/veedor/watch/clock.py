"""Time that goes on evenly whatever is done to the clock of the machine, and a clock for replays."""

from __future__ import annotations

import random
import threading
import time
from typing import Protocol


class WatchClock(Protocol):
    """What a watch asks of time."""

    def now(self) -> float:
        """Return seconds since 1970 that never jump."""
        ...

    def off(self) -> float:
        """Return by how much the clock of the machine has left them."""
        ...

    def wait(self, seconds: float) -> bool:
        """Let time pass; say whether to go on."""
        ...


class SteadyClock:
    """The clock of the machine when the watch began, and from there the seconds that have passed.

    Parameters
    ----------
    not_before : float
        Where the machine's clock was put back since an earlier run: time goes on from there.
    """

    def __init__(self, not_before: float = 0.0) -> None:
        # where a system has it, a clock that also counts while the machine sleeps
        self._kind = (
            getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC) if hasattr(time, "clock_gettime") else None
        )
        self._began = self._passed()
        self._start = max(time.time(), not_before)
        self._over = threading.Event()

    def _passed(self) -> float:
        return time.monotonic() if self._kind is None else time.clock_gettime(self._kind)

    def now(self) -> float:
        """Return seconds since 1970 that never jump."""
        return self._start + self._passed() - self._began

    def off(self) -> float:
        """Return by how much the clock of the machine has left them."""
        return time.time() - self.now()

    def wait(self, seconds: float) -> bool:
        """Let time pass; say whether to go on."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            if self._over.wait(min(left, 5.0)):  # short, so that a machine that slept notices
                return False
        return not self._over.is_set()

    def stop(self) -> None:
        """Let whoever waits end."""
        self._over.set()


class MadeClock:
    """A clock of its own, for replays: waiting takes no time.

    Parameters
    ----------
    start, end : float
        Seconds since 1970 at which it begins, and after which nobody goes on.
    """

    def __init__(self, start: float, end: float) -> None:
        self._now, self._end = start, end

    def now(self) -> float:
        """Return the made time."""
        return self._now

    def off(self) -> float:
        """Return nothing: there is no other clock."""
        return 0.0

    def wait(self, seconds: float) -> bool:
        """Let made time pass; say whether to go on."""
        self._now += max(seconds, 0.0)
        return self._now <= self._end


class Rhythm:
    """How long to wait until somebody is asked again: never longer than stated, a little shorter by chance.

    Many who watch one server would else ask all at once.

    Parameters
    ----------
    every : float
        Seconds.
    seed : int
        Of the chance; printed, so that a run can be followed.
    """

    def __init__(self, every: float, seed: int) -> None:
        self.every = every
        self._chance = random.Random(seed)  # noqa: S311 - it spreads questions, and protects nothing

    def next(self, refused: int = 0, asked: float = 0.0) -> float:
        """Return the seconds to wait.

        Parameters
        ----------
        refused : int
            How often in a row nobody has answered: each time twice as long, up to eight times.
        asked : float
            Seconds that a server has asked us to wait; at most an hour.
        """
        backed_off = self.every * (1, 2, 4, 8)[min(refused, 3)]
        wait: float = backed_off - self._chance.uniform(0, self.every / 10)
        return max(wait, min(asked, 3600.0))
