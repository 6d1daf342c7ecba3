"""Each sheet beside the other sheets of its place, as far apart as they usually are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, Reach, Unable, flag
from veedor.count import UNKNOWN
from veedor.count.betabinomial import fit_overdispersion_by_rate, pmf, rest_of_group

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veedor.count import Sheets
    from veedor.count.sheets import BoolVector, IntVector

    FloatVector = NDArray[np.float64]

TURNOUT = "turnout"
"""Name of the series of ballots out of registered voters."""
_SCREEN = 3.0
"""Only sheets this many standard deviations off get an exact tail; the others count with p = 1, which can
only make fewer be named."""


@dataclass(frozen=True, eq=False)
class Proportion:
    """Votes of one choice beside what they are out of.

    Parameters
    ----------
    name : str
        Choice id, or ``turnout``.
    hits, trials : int vectors, shape (n_sheets,)
        Votes and ballots; for the turnout ballots and registered voters.
    """

    name: str
    hits: IntVector
    trials: IntVector


@dataclass(frozen=True, eq=False)
class Beside:
    """One series, each sheet against the rest of its place.

    Parameters
    ----------
    p : float vector, shape (n_sheets,)
        Two-sided p-value; 1 where not examined or not far off.
    rest_hits, rest_trials : int vectors, shape (n_sheets,)
        The other sheets of the place.
    rho : float vector, shape (n_sheets,)
        Fitted overdispersion.
    """

    p: FloatVector
    rest_hits: IntVector
    rest_trials: IntVector
    rho: FloatVector


def proportions_of(sheets: Sheets) -> tuple[Proportion, ...]:
    """All choices out of all ballots, and the turnout where registered voters are published.

    Every choice alike, blank and null too.
    """
    choices = tuple(Proportion(str(c), sheets.of(c), sheets.cast) for c in sheets.column)
    if not (sheets.registered != UNKNOWN).any():
        return choices
    registered = np.where(sheets.registered == UNKNOWN, 0, sheets.registered)
    # more ballots than registered voters is a check of its own; here the sheet is simply full
    return (*choices, Proportion(TURNOUT, np.minimum(sheets.cast, registered), registered))


def compare(series: Proportion, place: IntVector, examined: BoolVector) -> Beside:
    """Test each sheet against the pooled others of its place, leave one out.

    With ``rho`` fitted over all places of about the same rate, the others' rate ``r`` (one pseudo-ballot at
    the overall rate added, so that 0 of 150 does not make the impossible certain) has relative variance ``D
    = sum(m (1 + (m - 1) rho)) / M^2`` over the others' ballots ``m``, ``M = sum(m)``. The sheet is then
    beta-binomial with rate ``r`` and ``1 + (n - 1) rho' = 1 + (n - 1) rho + n D``: its own dispersion and
    the uncertainty of the rate together.

    Parameters
    ----------
    series : Proportion
        Votes and what they are out of.
    place : int vector, shape (n_sheets,)
        Code of the polling place.
    examined : bool vector, shape (n_sheets,)
        Sheets that have ballots and neighbours.

    Returns
    -------
    Beside
        With exact two-sided tails, twice the smaller one, at most 1.
    """
    rho = fit_overdispersion_by_rate(series.hits, series.trials, place)
    hits, trials = rest_of_group(series.hits, place), rest_of_group(series.trials, place)
    overall = series.hits.sum() / max(int(series.trials.sum()), 1)
    n, big = series.trials.astype(float), np.maximum(trials, 1).astype(float)
    rate = (hits + overall) / (trials + 1.0)
    squares = rest_of_group(series.trials**2, place)
    uncertain = (trials + rho * (squares - trials)) / big**2
    inflated = np.where(n > 1, ((n - 1) * rho + n * uncertain) / np.maximum(n - 1, 1), rho)
    spread = np.clip(inflated, 0.0, 0.999)
    sd = np.sqrt(np.maximum(n * rate * (1 - rate) * (1 + (n - 1) * spread), 1e-12))
    far = np.flatnonzero(examined & (np.abs(series.hits - n * rate) > _SCREEN * sd))
    p = np.ones(len(place))
    if len(far):
        p[far] = _two_sided(series.hits[far], series.trials[far], rate[far], spread[far])
    return Beside(p, hits, trials, rho)


def _two_sided(hits: IntVector, trials: IntVector, rate: FloatVector, rho: FloatVector) -> FloatVector:
    chance = pmf(trials, rate, rho, int(trials.max()) + 1)
    below = np.arange(chance.shape[1])[None, :] <= hits[:, None]
    at = chance[np.arange(len(hits)), hits]
    low = (chance * below).sum(axis=1)
    high = np.where(below, 0.0, chance).sum(axis=1) + at
    p: FloatVector = np.minimum(2 * np.minimum(low, high), 1.0)
    return p


def rejected(p: FloatVector, level: float) -> BoolVector:
    """Which hypotheses stand out if a share ``level`` may be false (Benjamini, Hochberg 1995)."""
    order = np.argsort(p, axis=None)
    ranked = p.ravel()[order]
    passing = np.flatnonzero(ranked <= level * np.arange(1, len(ranked) + 1) / len(ranked))
    cut = ranked[passing[-1]] if len(passing) else -1.0
    found: BoolVector = p <= cut
    return found


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets that stand apart from the others of their place on some choice or in turnout.

    At most a share ``false_share`` of the named sheet-by-choice pairs is expected to be chance
    (Benjamini-Hochberg over all sheets and all choices). Each sheet is shown with the choice on which it is
    farthest off, and the same choice on the other sheets of its place. Sheets without a place are not
    examined: nobody knows what they lie beside.
    """
    sheets = dossier.sheets
    level = sheets.places.comparable
    if not level:
        return Unable("no_places")
    place = np.unique(sheets.places.apart(level), return_inverse=True)[1].astype(np.int64)
    size = np.bincount(place)[place]
    if not (size > 1).any():
        return Unable("no_neighbours")
    examined = (size > 1) & (sheets.cast > 0) & (rest_of_group(sheets.cast, place) > 0)
    series = proportions_of(sheets)
    results = [compare(s, place, examined & (s.trials > 0)) for s in series]
    p = np.stack([r.p for r in results])
    false_share = dossier.share(check, "false_share")
    apart = np.zeros(p.shape, dtype=bool)
    apart[:, examined] = rejected(p[:, examined], float(false_share))
    named = apart.sum(axis=0) > 0
    worst = p.argmin(axis=0)
    rows = np.arange(len(sheets))
    beside = next_in_place(place)
    seen = [np.stack(parts)[worst, rows] for parts in _figures(series, results)]
    names = np.array([s.name for s in series])
    return flag(
        sheets,
        named,
        examined,
        {
            "series": names[worst],
            "here": seen[0],
            "here_of": seen[1],
            "next_door": seen[2],
            "next_door_of": seen[3],
            "beside": sheets.ids[beside],
            "beside_votes": np.stack([s.hits for s in series])[worst, beside],
            "beside_of": np.stack([s.trials for s in series])[worst, beside],
            "p": p[worst, rows],
        },
        {s.name: apart[i] for i, s in enumerate(series)},
        by_choice=True,
    )


def next_in_place(place: IntVector) -> IntVector:
    """Give the next sheet of the same place by id, for the last one the sheet before it, shape (n_sheets,).

    A sheet that is alone in its place is its own.
    """
    order = np.argsort(place, kind="stable")
    sorted_place = place[order]
    after = np.append(sorted_place[1:] == sorted_place[:-1], False)
    before = np.append(False, sorted_place[1:] == sorted_place[:-1])
    at = np.arange(len(order))
    step = np.where(after, at + 1, np.where(before, at - 1, at))
    result = np.empty(len(order), dtype=np.int64)
    result[order] = order[step]
    return result


def _figures(series: tuple[Proportion, ...], results: list[Beside]) -> tuple[list[IntVector], ...]:
    return (
        [s.hits for s in series],
        [s.trials for s in series],
        [r.rest_hits for r in results],
        [r.rest_trials for r in results],
    )


CHECK = Check(
    "beside_place",
    Reach.NEIGHBOURS,
    "Williams (1982), Applied Statistics 31 (overdispersion); Benjamini, Hochberg (1995), JRSS B 57",
    find,
    {"false_share": Fraction(1, 100)},
    ("why_apart", "voters_not_assigned_at_random"),
)
