"""When a log went dark, how well that is proved, and when a leaf was first seen.

A witness signs "as of this time the largest tree that I have seen is N" (C2SP, tlog-cosignature). So a
tree that is cosigned again without having grown is a signed silence, and the last tree without a leaf and the
first one with it bracket when the leaf came, whatever time the leaf states itself.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Span = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A tree of a log at a time.

    Parameters
    ----------
    time : int
        Seconds since 1970: the median of the witnesses' times, or what the log states.
    size : int
        Leaves.
    cosigned : bool
        Whether witnesses signed it.
    """

    time: int
    size: int
    cosigned: bool


@dataclass(frozen=True, slots=True)
class DarkPeriod:
    """A time in which a log did not grow.

    Parameters
    ----------
    start, until : int
        When it was last seen to grow, and when it next was, in seconds since 1970.
    size : int
        Leaves meanwhile.
    grade : str
        ``A``: witnesses signed meanwhile that it did not grow; ``B``: they signed both ends; ``C``: the times
        are what the log states itself.
    signed : int
        How often witnesses signed meanwhile that it did not grow.
    over : bool
        Whether it grew again; otherwise ``until`` is when somebody last looked.
    """

    start: int
    until: int
    size: int
    grade: str
    signed: int
    over: bool

    @property
    def seconds(self) -> int:
        """How long it lasted."""
        return self.until - self.start


class Growth:
    """The sightings of a log in the order of time: when it grew, and when it was seen not to.

    Parameters
    ----------
    sightings : iterable of Sighting
        In any order.
    """

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self.steps: list[Sighting] = []
        self.again: list[list[Sighting]] = []
        self.smaller: list[tuple[Sighting, Sighting]] = []
        """A tree that witnesses signed after a larger one, with that: a log that was rolled back."""
        for one in sorted(sightings, key=lambda s: (s.time, s.size)):
            if not self.steps or one.size > self.steps[-1].size:
                self.steps.append(one)
                self.again.append([])
            elif one.size == self.steps[-1].size:
                self.again[-1].append(one)
            elif one.cosigned and self.steps[-1].cosigned and one.time > self.steps[-1].time:
                self.smaller.append((self.steps[-1], one))
        self._sizes = [step.size for step in self.steps]

    def dark(
        self, longest: int, pauses: Sequence[Span] = (), now: int | None = None
    ) -> tuple[DarkPeriod, ...]:
        """Return the times in which the log did not grow for longer than it may.

        Parameters
        ----------
        longest : int
            Seconds that may pass.
        pauses : sequence of (int, int)
            Announced pauses: from when to when.
        now : int, optional
            When somebody looked last, for a silence that goes on.
        """
        found = []
        for at, step in enumerate(self.steps):
            over = at + 1 < len(self.steps)
            again = self.again[at]
            if over:
                end, ends_signed = self.steps[at + 1].time, self.steps[at + 1].cosigned
            else:
                end = max([step.time, *(one.time for one in again), *([] if now is None else [now])])
                ends_signed = any(one.cosigned and one.time == end for one in again)
            if _longest_piece(step.time, end, pauses) <= longest:
                continue
            signed = sum(one.cosigned and one.time > step.time for one in again)
            grade = "A" if signed and step.cosigned else "B" if step.cosigned and ends_signed else "C"
            found.append(DarkPeriod(step.time, end, step.size, grade, signed, over))
        return tuple(found)

    def bracket(self, index: int) -> tuple[int | None, int | None]:
        """Say when a leaf came: the last time at which a tree without it was the largest, the first with it.

        Returns
        -------
        int or None, int or None
            None before the first sighting, and behind the last one.
        """
        at = bisect_right(self._sizes, index)
        before = None
        if at:
            before = max([self.steps[at - 1].time, *(one.time for one in self.again[at - 1])])
        after = self.steps[at].time if at < len(self.steps) else None
        if before is not None and after is not None:
            before = min(before, after)
        return before, after


def _longest_piece(start: int, end: int, pauses: Sequence[Span]) -> int:
    """Return the longest piece of a time that no pause covers."""
    longest, at = 0, start
    for begins, ends in sorted(pauses):
        if ends <= at or begins >= end:
            continue
        longest, at = max(longest, begins - at), max(at, ends)
    return max(longest, end - at)
