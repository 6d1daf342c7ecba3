"""The turnout-share fingerprint: sheets in the corner where nearly all vote, and nearly all for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import common_rows
from veedor.forensics.law import Chances, Classes, LawKind
from veedor.forensics.result import SeriesTest, excess

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.forensics.series import Series

FINGERPRINT = "fingerprint"
NEARLY = 19, 20
"""Nearly all: at least 95 %."""
LARGE = 50
"""Registered voters that a sheet must have: at small tables all may well agree."""
POSSIBLE = 0.5
"""Places below this rate have no chance of a sheet in the corner: less than one in a million at 50 voters."""
CELLS = 50
"""Cells to each side of the picture."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """Sheets by turnout and share, as they are.

    Parameters
    ----------
    choice : str
        Whose share.
    counts : int matrix, shape (CELLS, CELLS)
        Rows: turnout, columns: share, each in equal steps from 0 to 1.
    """

    choice: str
    counts: Ints


def picture(turnout: Series, series: Series) -> Fingerprint:
    """Count sheets by turnout and share (Klimek et al. 2012, fig. 1)."""
    first, second = common_rows(turnout.row, series.row)
    edges = np.linspace(0, 1, CELLS + 1)
    counts, _, _ = np.histogram2d(turnout.share[first], series.share[second], bins=(edges, edges))
    return Fingerprint(series.name, counts.astype(np.int64))


def fingerprint(
    turnout: Series | None, series: Series, simulations: int, rng: np.random.Generator
) -> SeriesTest:
    """Whether more sheets than in the clean twin lie in the corner of full turnout and full support.

    Klimek, Yegorov, Hanel, Thurner (2012), PNAS 109, 16469-16473, read a cluster there as extreme fraud.
    Their parametric fit takes one bell for a whole country, so that any country of unlike regions looks
    manipulated; here the corner is compared with what the places' own rates make, turnout and support drawn
    independently within each place. Statistic: sheets of at least 50 registered voters with turnout and
    share of at least 95 %.

    Parameters
    ----------
    turnout : Series, optional
        Ballots out of registered voters.
    series : Series
        Votes of one candidate out of ballots.
    simulations : int
        Twins to draw.
    rng : numpy Generator
        Source of chance.
    """
    if turnout is None:
        return SeriesTest(FINGERPRINT, series.name, len(series), "no_registered")
    first, second = common_rows(turnout.row, series.row)
    large = turnout.trials[first] >= LARGE
    came, voted = _rows(turnout, first[large]), _rows(series, second[large])
    both = (_nearly_all(came.hits, came.trials) == 0) & (_nearly_all(voted.hits, voted.trials) == 0)
    near = (came.rate >= POSSIBLE) & (voted.rate >= POSSIBLE)
    (turn,), (support,) = (numbers.take(near).chances((CORNER,)) for numbers in (came, voted))
    chances = Chances(len(came), 1)
    chances.add(np.flatnonzero(near), turn.of_one * support.of_one)
    if chances.mean[0] < 1 and not both.any():
        return SeriesTest(FINGERPRINT, series.name, len(came), "corner_empty")
    observed = np.array([both.sum()], dtype=float)
    return excess(FINGERPRINT, series.name, observed, chances, ["corner"], simulations, rng)


def _rows(series: Series, rows: Ints) -> Series:
    mask = np.zeros(len(series), dtype=bool)
    mask[rows] = True
    return series.take(mask)


def _nearly_all(number: Ints, trials: Ints) -> Ints:
    code: Ints = np.where((number * NEARLY[1] >= trials * NEARLY[0]) & (number <= trials), 0, -1)
    return code


CORNER = Classes(LawKind.POOLED, _nearly_all, 1)
"""Nearly all of the registered voters, or of the ballots."""
