"""Cadence of a log of publications, and the intervals that break it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Made, seconds
from veedor.count.vectors import UNKNOWN, known

if TYPE_CHECKING:
    from veedor.arrays import Ints, Times
    from veedor.count.logs import Publications, Verifications

MEDIANS = 2
"""An interruption lasts longer than so many medians ..."""
DEVIATIONS = 5
"""... and longer than the median and so many median absolute deviations (not scaled to a normal law)."""
PAUSE = 1800
"""Seconds; of the times of single sheets no shorter pause is named: people record them, not a timetable."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """How regularly something was published.

    Parameters
    ----------
    entries : int
        Publications in the log.
    first, last : datetime64
        The first and the last of them.
    median : Fraction
        Median interval between two moments of publication, in seconds.
    deviation : Fraction
        Median absolute deviation of the intervals from their median, in seconds, as it is (no factor
        1.4826: the intervals of a machine follow no normal law).
    longest : int
        The longest interval, in seconds.
    floor : int
        No interval up to so many seconds is an interruption.
    """

    entries: int
    first: np.datetime64
    last: np.datetime64
    median: Fraction
    deviation: Fraction
    longest: int
    floor: int = 0

    @property
    def line(self) -> Fraction:
        """Seconds beyond which an interval is an interruption."""
        line = max(MEDIANS * self.median, self.median + DEVIATIONS * self.deviation)
        return max(line, Fraction(self.floor))


@dataclass(frozen=True, slots=True)
class Pause:
    """The time without any verification that covers most of a window.

    Parameters
    ----------
    start, end : datetime64
        Last verification before it and first after it.
    seconds : int
        How long it lasted.
    """

    start: np.datetime64
    end: np.datetime64
    seconds: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a log of verifications shows for a window without publication.

    Parameters
    ----------
    verified_before : int
        Sheets verified up to the start of the window.
    unpublished : int, optional
        Of these, how many the last publication before the window did not have (negative where it had
        more); None where it does not say how many it had.
    verified_within : int
        Sheets verified within the window: after its start, up to its end.
    pause : Pause, optional
        The time without verification that covers most of the window, from the verification before it to
        the one after it; absent where no verification follows.
    before_pause : int
        Sheets verified within the window before the pause.
    after_pause : int
        Sheets verified after the pause, up to the end of the log.
    after_pause_within : int
        Of these, within the window.
    last_before_pause : datetime64
        The last verification before the pause, or the last of all where there is no pause; NaT where none.
    """

    verified_before: int
    unpublished: int | None
    verified_within: int
    pause: Pause | None
    before_pause: int
    after_pause: int
    after_pause_within: int
    last_before_pause: np.datetime64


@dataclass(frozen=True, slots=True)
class Interruption:
    """An interval between two publications that breaks the cadence.

    Parameters
    ----------
    position : int
        Row of the last publication before it.
    start, end : datetime64
        That publication and the next one.
    seconds : int
        Length.
    backlog_start, backlog_end : int, optional
        Sheets received and not verified, at both ends; None where the log does not say.
    verified_start, verified_end : int, optional
        Sheets verified as published at both ends; None where the log does not say.
    meanwhile : Meanwhile, optional
        What a log of verifications shows, where there is one.
    """

    position: int
    start: np.datetime64
    end: np.datetime64
    seconds: int
    backlog_start: int | None
    backlog_end: int | None
    verified_start: int | None
    verified_end: int | None
    meanwhile: Meanwhile | None


def cadence(times: Times, floor: int = 0) -> Cadence:
    """Measure the cadence of a log.

    Entries of one moment were published at that moment: stamps to the minute, or an entry a region, would
    else have a median interval of nothing, and every pause would be an interruption.

    Parameters
    ----------
    times : datetime64[s] vector, shape (n,)
        Ascending; at least two. Equal ones are one moment.
    floor : int
        No interval up to so many seconds is an interruption.

    Raises
    ------
    ValueError
        With fewer than two times: there is no interval to measure.
    """
    if len(times) < 2:
        raise ValueError("a cadence needs at least two publications")
    gaps = seconds(np.unique(times))
    gaps = gaps if len(gaps) else np.zeros(1, dtype=np.int64)
    middle = median(gaps)
    # doubled, so that the deviations from a median of an even number of intervals stay whole
    deviation = median(np.abs(2 * gaps - int(2 * middle))) / 2
    return Cadence(len(times), times[0], times[-1], middle, deviation, int(gaps.max()), floor)


def cadence_of(log: Publications) -> Cadence | None:
    """Measure the cadence of the publications of a count; None with fewer than two."""
    if len(log) < 2:
        return None
    return cadence(log.published_at, PAUSE if log.made_of is Made.SHEETS else 0)


def median(values: Ints) -> Fraction:
    """Exact median of whole numbers: the mean of the two middle ones where their number is even."""
    n = len(values)
    low, high = (n - 1) // 2, n // 2
    ordered = np.partition(values, (low, high))
    return Fraction(int(ordered[low]) + int(ordered[high]), 2)


def find_interruptions(
    publications: Publications, verifications: Verifications | None = None
) -> tuple[Interruption, ...]:
    """Find the intervals longer than both twice the median and the median and five deviations.

    Parameters
    ----------
    publications : Publications
        With at least two entries; fewer have no interruption.
    verifications : Verifications, optional
        Says what was verified meanwhile.

    Returns
    -------
    tuple of Interruption
        In order of time.
    """
    rhythm = cadence_of(publications)
    if rhythm is None:
        return ()
    line = rhythm.line
    gaps = seconds(publications.published_at)
    long = np.flatnonzero(gaps * line.denominator > line.numerator)
    return tuple(_interruption(publications, verifications, int(k)) for k in long)


def _interruption(log: Publications, verifications: Verifications | None, k: int) -> Interruption:
    start, end = log.published_at[k], log.published_at[k + 1]
    length = int((end - start) / np.timedelta64(1, "s"))
    waiting = backlog(log)
    published = known(int(log.sheets_verified[k]))
    meanwhile = None
    if verifications is not None and len(verifications):
        meanwhile = while_silent(verifications.verified_at, start, end, published)
    return Interruption(
        k,
        start,
        end,
        length,
        waiting[k],
        waiting[k + 1],
        published,
        known(int(log.sheets_verified[k + 1])),
        meanwhile,
    )


def backlog(log: Publications) -> tuple[int | None, ...]:
    """Return the sheets received and not verified at each publication, None where the log does not say.

    Negative where a log says that more were verified than received.
    """
    received, verified = log.sheets_in.tolist(), log.sheets_verified.tolist()
    return tuple(
        None if UNKNOWN in {came, done} else came - done
        for came, done in zip(received, verified, strict=True)
    )


def while_silent(
    verified: Times, start: np.datetime64, end: np.datetime64, published: int | None
) -> Meanwhile:
    """Say what was verified while nothing was published.

    Parameters
    ----------
    verified : datetime64[s] vector, shape (n,)
        Times of verification, ascending.
    start, end : datetime64
        The window; its start does not belong to it, its end does.
    published : int, optional
        Sheets that the last publication before the window had, where it says so.
    """
    first, after = (int(np.searchsorted(verified, t, side="right")) for t in (start, end))
    pause, last = _longest_pause(verified, first, after, start, end)
    resumed = after if pause is None else last + 1
    return Meanwhile(
        verified_before=first,
        unpublished=None if published is None else first - published,
        verified_within=after - first,
        pause=pause,
        before_pause=max(resumed - first, 0),
        after_pause=len(verified) - resumed,
        after_pause_within=max(after - resumed, 0),
        last_before_pause=verified[last] if last >= 0 else np.datetime64("NaT", "s"),
    )


def _longest_pause(
    verified: Times, first: int, after: int, start: np.datetime64, end: np.datetime64
) -> tuple[Pause | None, int]:
    """Find the gap between two verifications that covers most of the window, and the row it begins at."""
    low = max(first - 1, 0)
    around = verified[low : after + 1]
    if len(around) < 2:
        return None, after - 1
    # what lies outside the window does not make a gap longer than another one within it
    at = low + int(seconds(np.clip(around, start, end)).argmax())
    length = int((verified[at + 1] - verified[at]) / np.timedelta64(1, "s"))
    return Pause(verified[at], verified[at + 1], length), at
