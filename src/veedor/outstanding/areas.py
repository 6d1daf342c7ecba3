"""A count by area as a projection takes it: what came between two publications, and what is still out.

No sheet is known by itself, so the sheets of an area are taken as equally large, and those that came between
two publications as alike. What they hold together is one observation, however many they are: the spread
between such arrivals, and not between made-up sheets, says how far off the rest of an area may be (an
ultimate cluster; Hansen, Hurwitz and Madow, *Sample Survey Methods and Theory*, 1953, vol. I, section 6.5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.outstanding.expected import BesideTheRoll, RollToCome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.arrays import Floats, Ints
    from veedor.count import Sheets
    from veedor.count.by_area import AreaCount


@dataclass(frozen=True, eq=False)
class AreaRows:
    """A row for each sheet of each area, counted or not; what stands in it is a share of its arrival.

    Parameters
    ----------
    roll : RollToCome
        All of them, of equal size within an area (where the voters of its counted sheets are published, those
        of one kind).
    counted : Sheets
        The counted ones with an equal part of the votes of their arrival.
    publications : tuple of sets of str
        The rows that each publication brought.
    share : float vector, shape (n,)
        What part of an observation each row of the roll is: one over the number of sheets of its arrival.
    beside : BesideTheRoll
        What is known beside them.
    """

    roll: RollToCome
    counted: Sheets
    publications: tuple[frozenset[str], ...]
    share: Floats
    beside: BesideTheRoll


def rows_of_areas(history: Sequence[AreaCount], divisions: Sequence[str] = ()) -> AreaRows:
    """Take a count by area apart into what came with each publication, and what is still out.

    Parameters
    ----------
    history : sequence of AreaCount
        Its publications in their order, the one that is projected last.
    divisions : sequence of str
        Levels and divisions that seats are shared out by.

    Notes
    -----
    A publication in which an area has more sheets or votes than in a later one was corrected: what it says of
    that area is left out, and what came then counts as come with the next that stands.
    """
    last, rows = history[-1], range(len(history[-1]))
    came, share, parts = _by_arrival(history)
    where = np.repeat(np.arange(len(last)), last.total).astype(np.int64)
    size = np.array([n for row in rows for n in _voters(last, row)], dtype=np.int64)
    # by number, and not by the id of the area, they ascend
    ids = [f"{row:07d}#{k:06d}" for row in rows for k in range(int(last.total[row]))]
    names = np.array(ids, dtype=np.str_)
    held = np.flatnonzero(came != UNKNOWN)
    counted = replace(
        last.figures.take(where[held]),
        ids=names[held],
        votes=parts[:, :-1],
        blank=np.zeros((len(held), len(last.contest.choices)), dtype=np.bool_),
        registered=size[held],
        printed={"cast": parts[:, -1]} if "cast" in last.figures.printed else {},
        verified_at=None,
    )
    members = {division: last.member_of(division)[where] for division in divisions}
    stratum = np.full(len(names), "", dtype=np.str_)
    roll = RollToCome(names, last.figures.places.take(where), size, stratum, members)
    brought = tuple(frozenset(names[came == at].tolist()) for at in range(len(history)))
    beside = BesideTheRoll(
        set_aside=last.set_aside, unnamed=last.unnamed, unbounded=tuple(last.unbounded.tolist())
    )
    return AreaRows(roll, counted, brought, share, beside)


def _by_arrival(history: Sequence[AreaCount]) -> tuple[Ints, Floats, Ints]:
    """Return with which publication each row came and what part of that it is, and the figures of those rows.

    ``UNKNOWN`` stands for a row that is still out.
    """
    last = history[-1]
    came: list[int] = []
    share: list[float] = []
    figures: list[Ints] = []
    for row, area in enumerate(last.ids.tolist()):
        before = len(came)
        for at, number, added in _arrivals(history, area, row):
            figures += _parts(added, number)
            came += [at] * number
            share += [1 / number] * number
        out = int(last.total[row]) - (len(came) - before)
        came += [UNKNOWN] * out
        share += [1.0] * out
    held = np.array(figures, dtype=np.int64).reshape(len(figures), len(last.contest.choices) + 1)
    return np.array(came, dtype=np.int64), np.array(share), held


def _arrivals(history: Sequence[AreaCount], area: str, row: int) -> Iterator[tuple[int, int, Ints]]:
    """Return what came of an area with each publication: which, how many sheets, and their figures."""
    stands = [(len(history) - 1, int(history[-1].counted[row]), _figures(history[-1], row))]
    for at in range(len(history) - 2, -1, -1):
        i = history[at].row.get(area)
        if i is None:
            continue
        number, figures = int(history[at].counted[i]), _figures(history[at], i)
        _, later, after = stands[-1]
        same = number == later and bool((figures == after).all())
        if number and same:
            stands[-1] = (at, later, after)  # it came before: nothing is new since
        elif number and number < later and bool((figures <= after).all()):
            stands.append((at, number, figures))
    had, sum_so_far = 0, np.zeros_like(stands[0][2])
    for at, number, figures in reversed(stands):
        if number > had:
            yield at, number - had, figures - sum_so_far
            had, sum_so_far = number, figures


def _figures(areas: AreaCount, row: int) -> Ints:
    """Return the votes of an area in ballot order, and its ballots where they are printed."""
    printed = areas.figures.printed.get("cast")
    ballots = 0 if printed is None else max(int(printed[row]), 0)
    return np.append(areas.figures.votes[row], ballots).astype(np.int64)


def _parts(figures: Ints, number: int) -> list[Ints]:
    """Share figures out to so many rows in whole numbers, as equally as can be."""
    base, rest = figures // number, figures % number
    return [base + (k < rest) for k in range(number)]


def _voters(areas: AreaCount, row: int) -> list[int]:
    """Share the registered voters of an area out to its sheets; ``UNKNOWN`` where they are not published."""
    total, counted = int(areas.total[row]), int(areas.counted[row])
    whole, own = int(areas.registered[row]), int(areas.registered_counted[row])
    if whole <= 0:
        return [UNKNOWN] * total
    if own == UNKNOWN or not 0 < counted < total or not 0 < own < whole:
        return _equal(whole, total)
    return [*_equal(own, counted), *_equal(whole - own, total - counted)]


def _equal(voters: int, sheets: int) -> list[int]:
    return [max(voters // sheets + (k < voters % sheets), 1) for k in range(sheets)]
