"""A log with a row a region and moment: the regions summed, and each of them kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Order, Publications, carried, last_stated
from veedor.count.silences import find_silences
from veedor.count.vectors import UNKNOWN, known
from veedor.errors import MissingDataError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints, Times


SHARED = 2
"""A region that equals the sum of the others at so many moments is a total."""


@dataclass(frozen=True, slots=True)
class Region:
    """One region of a log.

    Parameters
    ----------
    name : str
        As published.
    entries : int
        Its entries.
    first, last_news : datetime64
        The first of them, and the last that changed something.
    sheets, total : int, optional
        Tally sheets that its last entry has, of how many; None where the log does not say.
    quiet : int
        Its longest time without anything new, in seconds; up to the end of the log where it never came to
        all of its sheets.
    quiet_from : datetime64
        Where that began.
    """

    name: str
    entries: int
    first: np.datetime64
    last_news: np.datetime64
    sheets: int | None
    total: int | None
    quiet: int
    quiet_from: np.datetime64


def sum_regions(by_region: Mapping[str, Publications]) -> Publications:
    """Sum the regions of a log at every moment at which one of them has an entry.

    At a moment where a region has no entry its last one stands; of several entries of one region and moment
    the last of the file stands. What some region does not say at a moment is not known of the whole. The
    sheets that should come are known of a region from its first entry, so they are taken as known before it.

    Parameters
    ----------
    by_region : mapping of str to Publications
        At least one region, each in order of time.
    """
    logs = list(by_region.values())
    moments = np.unique(np.concatenate([log.published_at for log in logs]))
    choices = list(dict.fromkeys(chain.from_iterable(log.votes for log in logs)))
    late = chain.from_iterable(log.order.late for log in logs[:1])
    twice = chain.from_iterable(log.order.twice for log in logs[:1])
    return Publications(
        logs[0].contest_id,
        logs[0].count_id,
        moments,
        _summed(moments, logs, [_known_before(log.sheets_total) for log in logs], from_the_start=True),
        _summed(moments, logs, [log.sheets_in for log in logs]),
        _summed(moments, logs, [log.sheets_verified for log in logs]),
        _summed(moments, logs, [log.valid for log in logs]),
        {choice: _summed(moments, logs, [log.votes[choice] for log in logs]) for choice in choices},
        order=Order(tuple(late), tuple(twice)),
        regions={name: replace(log, order=Order()) for name, log in by_region.items()},
    )


def _known_before(total: Ints) -> Ints:
    return carried(total[::-1])[::-1] if total[0] == UNKNOWN else total


def _summed(
    moments: Times, logs: list[Publications], figures: list[Ints], *, from_the_start: bool = False
) -> Ints:
    """Sum one figure over the regions: each as its last entry by then has it."""
    total: Ints = np.zeros(len(moments), dtype=np.int64)
    unknown = np.zeros(len(moments), dtype=np.bool_)
    for log, figure in zip(logs, figures, strict=True):
        at = np.searchsorted(log.published_at, moments, side="right") - 1
        there = (at >= 0) | from_the_start
        value = figure[np.maximum(at, 0)]
        unknown |= there & (value == UNKNOWN)
        total += np.where(there, value, 0)
    return np.where(unknown, UNKNOWN, total)


def refuse_total_regions(by_region: Mapping[str, Publications]) -> None:
    """Refuse a region that is the sum of all the others: with it everything would be counted twice.

    Raises
    ------
    MissingDataError
        Naming it, and how to leave it out.
    """
    if len(by_region) < 3:
        return
    for name, log in by_region.items():
        others = sum_regions({other: rest for other, rest in by_region.items() if other != name})
        last = np.searchsorted(others.published_at, log.published_at, side="right") - 1
        rows = np.flatnonzero(last >= 0)
        pairs = [
            (mine[rows], theirs[last[rows]])
            for mine, theirs in zip(log.figures.values(), others.figures.values(), strict=True)
            if bool((mine[rows] > 0).any()) and bool((theirs[last[rows]] > 0).any())
        ]
        same = [(mine == theirs) for mine, theirs in pairs]
        if same and int(np.logical_and.reduce(same).sum()) >= max(SHARED, len(rows) // 2):
            shown = name or "(empty)"
            pattern = f"^{name}$" if name else "^$"
            raise MissingDataError(
                sentence(
                    "The region {shown!r} of the log of publications of {count_id!r} is "
                    "the sum of all the others: with it everything would be counted twice.",
                    shown=shown,
                    count_id=log.count_id,
                ),
                remedy=sentence(
                    "Leave it out in the source of the log, under [source.<log>.rows], "
                    "by the column of log.region: drop = {{ <column> = '{pattern}' }}.",
                    pattern=pattern,
                ),
            )


def refuse_unnamed_regions(log: Publications) -> None:
    """Refuse a log whose entries of one moment do not grow: they are of parts, and none is of the whole.

    Raises
    ------
    MissingDataError
        Saying which key names the part.
    """
    same = log.published_at[1:] == log.published_at[:-1]
    fall = np.zeros(len(same), dtype=np.bool_)
    for figures in log.figures.values():
        fall |= (figures[1:] < figures[:-1]) & (figures[1:] != UNKNOWN)
    several, falling = (np.unique(log.published_at[1:][which]) for which in (same, same & fall))
    if len(falling) >= SHARED and 2 * len(falling) >= len(several):
        raise MissingDataError(
            sentence(
                "The log of publications of {count_id!r} has several entries at each "
                "of {number_of_several} moments, and at {number_of_falling} of them "
                "a later one has less: they are of parts of the count, not of it all.",
                count_id=log.count_id,
                number_of_several=len(several),
                number_of_falling=len(falling),
            ),
            remedy="Name the column that says which part an entry is of, under [source.<log>.log]: "
            'region = "<column>". They are then summed.',
        )


def look_at_regions(log: Publications) -> tuple[Region, ...]:
    """Say of each region of a log when it was last updated, and how long it had nothing new."""
    return tuple(
        _region(name, part, log.published_at[-1]) for name, part in sorted(log.regions.items()) if len(part)
    )


def _region(name: str, log: Publications, end: np.datetime64) -> Region:
    silences = find_silences(log)
    times = log.published_at[silences.news]
    total, sheets = last_stated(log.sheets_total), last_stated(log.sheets)
    if not silences.complete and end > times[-1]:
        times = np.append(times, end)
    gaps = np.diff(times).astype("timedelta64[s]").astype(np.int64)
    longest = int(gaps.argmax()) if len(gaps) else 0
    return Region(
        name,
        len(log),
        log.published_at[0],
        log.published_at[silences.news[-1]],
        known(sheets),
        known(total),
        int(gaps[longest]) if len(gaps) else 0,
        times[longest],
    )
