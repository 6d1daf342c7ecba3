"""The other kind of silence: a feed that goes on, and repeats the totals that stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.interruptions import Cadence, cadence, cadence_of
from veedor.count.logs import carried
from veedor.count.vectors import known

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.count.logs import Publications


@dataclass(frozen=True, slots=True)
class Repeated:
    """A time in which a feed repeated standing totals: entries came, and nothing in them was new.

    Parameters
    ----------
    start, end : datetime64
        The last entry that changed something, and the next one that did.
    seconds : int
        How long nothing new was published.
    repeats : int
        Entries in between, all with the totals of its start.
    sheets, total : int, optional
        Tally sheets that those totals have, of how many; None where the log does not say.
    """

    start: np.datetime64
    end: np.datetime64
    seconds: int
    repeats: int
    sheets: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class LogEnding:
    """How a log ends.

    Parameters
    ----------
    news, last : datetime64
        The last entry that changed something, and the last entry.
    repeats : int
        Entries after the former, all with its totals.
    sheets, total : int, optional
        Tally sheets that those totals have, of how many; None where the log does not say.
    """

    news: np.datetime64
    last: np.datetime64
    repeats: int
    sheets: int | None
    total: int | None

    @property
    def seconds(self) -> int:
        """How long the last totals were repeated."""
        return int((self.last - self.news) / np.timedelta64(1, "s"))

    @property
    def short(self) -> bool:
        """Whether the log says that it ends before all sheets are in."""
        return self.sheets is not None and self.total is not None and self.sheets < self.total


@dataclass(frozen=True, eq=False)
class Silences:
    """What is new in a log, and when nothing was.

    Parameters
    ----------
    news : int vector
        Entries that change something, ascending; the first of a log always does.
    cadence : Cadence, optional
        How regularly something new was published; absent with fewer than two such moments.
    repeated : tuple of Repeated
        Times in which entries came and nothing new, too long for that cadence; in order of time.
    ending : LogEnding
        How the log ends.
    quiet : Repeated, optional
        The longest time in which entries came and nothing new, where without those entries it would be an
        interruption: of a feed with little news no cadence of news can be told, and a time of hours would go
        unnamed.
    """

    news: Ints
    cadence: Cadence | None
    repeated: tuple[Repeated, ...]
    ending: LogEnding
    quiet: Repeated | None = None

    @property
    def complete(self) -> bool:
        """Whether the log says that all sheets were in at its end."""
        end = self.ending
        return end.sheets is not None and end.total is not None and not end.short

    @property
    def longest(self) -> Repeated | None:
        """The longest time in which standing totals were repeated."""
        return max(self.repeated, key=lambda one: one.seconds, default=self.quiet)


def news_of(log: Publications) -> Ints:
    """Return the entries that change a figure: sheets received or verified, valid votes, votes of a choice.

    A figure that an entry leaves out is taken to stand. How many sheets should come is no news of the count.
    """
    new = np.zeros(len(log), dtype=np.bool_)
    new[:1] = True
    for figures in log.figures.values():
        stands = carried(figures)
        new[1:] |= stands[1:] != stands[:-1]
    rows: Ints = np.flatnonzero(new)
    return rows


def find_silences(log: Publications) -> Silences:
    """Find the times in which a feed repeated standing totals.

    The cadence of news is measured as that of publications is; a time without news that is too long for it,
    with at least one entry in it, is one of standing totals. One without any entry in it is an interruption
    of publication alone. The repeats after the last news are no such time: the log ends in them
    (:class:`LogEnding`), after all sheets were in or before.

    Parameters
    ----------
    log : Publications
        At least one entry, in order of time.
    """
    rows = news_of(log)
    sheets, total = carried(log.sheets), carried(log.sheets_total)
    at = log.published_at

    def said(k: int) -> tuple[int | None, int | None]:
        return known(int(sheets[k])), known(int(total[k]))

    ending = LogEnding(at[rows[-1]], at[-1], len(log) - 1 - int(rows[-1]), *said(int(rows[-1])))
    rhythm = cadence(at[rows]) if len(rows) > 1 else None
    if rhythm is None:
        return Silences(rows, None, (), ending)
    gaps = np.diff(at[rows]).astype("timedelta64[s]").astype(np.int64)
    repeats = np.diff(rows) - 1
    entries = cadence_of(log)
    stood = [
        Repeated(at[rows[k]], at[rows[k + 1]], int(gaps[k]), int(repeats[k]), *said(int(rows[k])))
        for k in np.flatnonzero(repeats > 0).tolist()
    ]
    quiet = max(stood, key=lambda one: one.seconds, default=None)
    if quiet is None or entries is None or quiet.seconds <= entries.line:
        quiet = None
    return Silences(rows, rhythm, tuple(one for one in stood if one.seconds > rhythm.line), ending, quiet)
