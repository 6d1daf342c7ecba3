"""The order in which sheets arrived: by publications, by times, or both. Within one stamp there is none."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints, Texts, Times


ORDERED_FROM = 0.8
"""Share of some sheets whose times must be known for these to say in which order all of them came."""
NEAREST = 0.05
"""How far a beginning may lie from the share that is asked for, where only one is."""


class Basis(StrEnum):
    """Where the order of arrival comes from."""

    VERIFICATION = "verification"
    """Times at which sheets were verified."""
    PUBLICATION = "publication"
    """The first publication that held them."""
    BOTH = "both"
    """Publications; within those whose sheets have times, the times."""
    NONE = "none"
    """Not known, or for too few sheets."""


def arrival(
    ids: Texts,
    times: Times | None,
    publications: Sequence[frozenset[str]] = (),
    published_at: Times | None = None,
) -> tuple[Times, Basis]:
    """Say when sheets arrived; equal moments have no order among them.

    The order is that of publications or that of times, whichever covers more sheets (times where they cover
    all). Within a publication, times tell the order where at least `ORDERED_FROM` of its sheets have one;
    the others of its sheets then have no place in the order.

    Parameters
    ----------
    ids : text vector, shape (n,)
        The sheets.
    times : datetime64 vector, shape (n,), optional
        When each was verified, NaT where unknown.
    publications : sequence of sets of sheet ids
        What each publication held, or what it brought, from the first on: a sheet arrived with the first that
        has it.
    published_at : datetime64 vector, optional
        When each was published; NaT where not known.

    Returns
    -------
    datetime64[s] vector, shape (n,)
        NaT where unknown. Where publications have no times, their numbers in seconds.
    Basis
        What it rests on.
    """
    at = np.full(len(ids), "NaT", dtype="datetime64[s]") if times is None else times.astype("datetime64[s]")
    timed = ~np.isnat(at)
    axis, share = _axis(published_at), float(timed.mean()) if len(at) else 0.0
    if len(publications) < 2 or share == 1 or (axis is None and share >= ORDERED_FROM):
        return at, Basis.VERIFICATION if timed.any() else Basis.NONE
    step = _first(ids, publications)
    if axis is None:
        return step.astype("datetime64[s]"), Basis.PUBLICATION
    number = np.bincount(step, minlength=len(axis))
    fine = np.bincount(step, timed, len(axis)) >= ORDERED_FROM * np.maximum(number, 1)
    if not fine.any():
        return axis[step], Basis.PUBLICATION
    second = np.timedelta64(1, "s")
    after = np.r_[np.minimum(at[timed].min(), axis[0]), np.minimum(axis[:-1] + second, axis[1:])]
    inside = np.where(timed, np.clip(at, after[step], axis[step]), np.datetime64("NaT", "s"))
    return np.where(fine[step], inside, axis[step]), Basis.BOTH


def _axis(published_at: Times | None) -> Times | None:
    """Say when each publication was, never before an earlier one; None where that is not known of all."""
    if published_at is None or np.isnat(published_at).any():
        return None
    return np.maximum.accumulate(published_at.astype("datetime64[s]"))


def _first(ids: Texts, publications: Sequence[frozenset[str]]) -> Ints:
    """Return the first publication that has each sheet; the last one where none has it."""
    known: dict[str, int] = {}
    for step, sheets in enumerate(publications):
        for sheet in sheets:
            known.setdefault(sheet, step)
    last = len(publications) - 1
    return np.array([known.get(sheet, last) for sheet in ids.tolist()], dtype=np.int64)


def step_ends(arrived: Floats) -> Ints:
    """Return how many of some sheets in their order had arrived at the end of each step, shape (n_steps,)."""
    if not len(arrived):
        return np.empty(0, dtype=np.int64)
    ends: Ints = np.r_[np.flatnonzero(np.diff(arrived)) + 1, len(arrived)]
    return ends


def beginnings(ends: Ints, shares: Sequence[float]) -> list[tuple[float, int]]:
    """Return beginnings of a count that are whole steps: for each share the nearest end of a step.

    An end farther away than half of what lies between two shares is the beginning of neither.

    Parameters
    ----------
    ends : int vector
        From :func:`step_ends`; the last one is the whole.
    shares : sequence of float
        Of the sheets, ascending.

    Returns
    -------
    list of (float, int)
        The share asked for and the number of sheets, ascending, each number once.
    """
    if len(ends) < 2:
        return []
    n, inner = int(ends[-1]), ends[:-1]
    farthest = min((b - a for a, b in pairwise(shares)), default=2 * NEAREST) / 2
    found: dict[int, float] = {}
    for share in shares:
        wanted = round(share * n)
        nearest = int(inner[np.argmin(np.abs(inner - wanted))])
        if abs(nearest - wanted) > max(farthest * n, 1):
            continue
        before = found.get(nearest)
        if before is None or abs(share * n - nearest) < abs(before * n - nearest):
            found[nearest] = share
    return [(share, number) for number, share in sorted(found.items())]
