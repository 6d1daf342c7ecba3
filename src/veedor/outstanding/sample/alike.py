"""Strata with too few sheets joined to the most alike, and what that costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.outstanding.sample.data import Stratum

LEAST = 2
"""Sheets that a stratum must have to speak for itself: of one alone there is no spread."""


@dataclass(frozen=True, eq=False)
class Joined:
    """Strata in groups, each with enough sheets.

    Parameters
    ----------
    group : int vector, shape (n_strata,)
        The group of each stratum.
    host : int vector, shape (n_strata,)
        The stratum that each was joined to; itself where it stands alone or is joined to.
    empty : int vector
        The strata of which no sheet has arrived.
    """

    group: Ints
    host: Ints
    empty: Ints

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max()) + 1

    @property
    def joined(self) -> Ints:
        """The strata that were joined to another one."""
        return np.flatnonzero(self.host != np.arange(len(self.host)))


def join_strata(strata: Sequence[Stratum], arrived: Ints) -> Joined:
    """Join each stratum with fewer than two sheets to the most alike that has them.

    Where none has, all are one.

    Parameters
    ----------
    strata : sequence of Stratum
        Strata.
    arrived : int vector, shape (n_strata,)
        Sheets of each that have arrived.

    Raises
    ------
    QuestionError
        Where fewer than two sheets have arrived in all.
    """
    if arrived.sum() < LEAST:
        raise QuestionError(
            sentence(
                "{arrived} {arrived:sheet of the sample has|sheets of the sample have} arrived, "
                "and fewer than two have no spread.",
                arrived=int(arrived.sum()),
            ),
            remedy="Ask again when more have arrived.",
        )
    empty = np.flatnonzero(arrived == 0)
    hosts = np.flatnonzero(arrived >= LEAST).tolist()
    if not hosts:  # one sheet here, one there: together they are a sample all the same
        first = int(np.flatnonzero(arrived)[0])
        return Joined(np.zeros(len(strata), dtype=np.int64), np.full(len(strata), first), empty)
    host = np.arange(len(strata))
    for i in np.flatnonzero(arrived < LEAST).tolist():
        host[i] = most_alike(strata, i, hosts)
    group = np.unique(host, return_inverse=True)[1].astype(np.int64)
    return Joined(group, host, empty)


def most_alike(strata: Sequence[Stratum], which: int, among: Sequence[int]) -> int:
    """Return the stratum that shares most levels of place, then that with sheets of the nearest size."""
    own = strata[which]

    def unlike(i: int) -> tuple[int, float, int, str]:
        other = strata[i]
        shared = 0
        for a, b in zip(own.path, other.path, strict=False):
            if a != b:
                break
            shared += 1
        sizes = own.size > 0 and other.size > 0
        ratio = abs(math.log(own.size / other.size)) if sizes else math.inf
        return -shared, ratio, abs(i - which), other.name

    return min((i for i in among if i != which), key=unlike)


def spread_of_alike(strata: Sequence[Stratum], means: Floats, noise: Floats, arrived: Ints) -> Floats:
    """Measure how far a stratum is from the most alike one: a replay of the joining.

    Every stratum that has sheets is taken for empty, and put beside the one that it would be joined to.

    Parameters
    ----------
    strata : sequence of Stratum
        Strata.
    means, noise : float matrices, shape (n_strata, n_measures)
        Mean error of the sheets of each about the ratio, and the variance of that mean.
    arrived : int vector, shape (n_strata,)
        Sheets of each that have arrived.

    Returns
    -------
    float vector, shape (n_measures,)
        The mean square of that distance, less what chance alone gives; infinite with fewer than two strata.
    """
    told = np.flatnonzero(arrived >= LEAST).tolist()
    if len(told) < LEAST:
        return np.full(means.shape[1], np.inf)
    pairs = [(i, most_alike(strata, i, told)) for i in told]
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    square = (means[one] - means[other]) ** 2
    found: Floats = np.maximum(0.0, (square - noise[one] - noise[other]).mean(axis=0))
    return found
