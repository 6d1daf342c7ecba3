"""Each sheet beside the other sheets of its place, as far apart as they usually are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable
from veedor.count.betabinomial import predicted_spread, two_sided
from veedor.count.dispersion import Grouped, fit_overdispersion_by_rate
from veedor.count.grouping import dense
from veedor.count.vectors import UNKNOWN, common_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Floats, Ints
    from veedor.count import Sheets


TURNOUT = "turnout"
"""Name of the series of ballots out of registered voters."""
_SCREEN = 3.0
"""Only sheets this many standard deviations off get an exact tail; the others count with p = 1, which can
only make fewer be named."""
_BLOCK = 32_768
"""Sheets that are looked at together: what is computed of them stays in the cache of a processor."""


@dataclass(frozen=True, eq=False)
class Proportion:
    """Votes of one choice beside what they are out of.

    Parameters
    ----------
    name : str
        Choice id, or ``turnout``.
    hits : int vector, shape (n_sheets,)
        Votes; for the turnout ballots.
    grouped : Grouped
        Ballots by place; for the turnout registered voters.
    """

    name: str
    hits: Ints
    grouped: Grouped

    @property
    def trials(self) -> Ints:
        """What the votes are out of, shape (n_sheets,)."""
        return self.grouped.trials


@dataclass(frozen=True, eq=False)
class FarOff:
    """The sheets that are far off the rest of their place in one series; few of all.

    Parameters
    ----------
    rows : int vector, shape (n_far,)
        Which sheets, ascending.
    p : float vector, shape (n_far,)
        Two-sided p-value. Of all other sheets it counts as 1.
    rest_hits, rest_trials : int vectors, shape (n_far,)
        The other sheets of the place.
    """

    rows: Ints
    p: Floats
    rest_hits: Ints
    rest_trials: Ints


def proportions_of(sheets: Sheets, place: Ints) -> tuple[Proportion, ...]:
    """All choices out of all ballots, and the turnout where registered voters are published.

    Every choice alike, blank and null too.

    Parameters
    ----------
    sheets : Sheets
        The count.
    place : int vector, shape (n_sheets,)
        Code of the polling place, from 0.
    """
    ballots = Grouped(sheets.cast, place)
    choices = tuple(Proportion(str(c), sheets.of(c), ballots) for c in sheets.column)
    if not (sheets.registered != UNKNOWN).any():
        return choices
    registered = np.where(sheets.registered == UNKNOWN, 0, sheets.registered)
    # more ballots than registered voters is a check of its own; here the sheet is simply full
    full = np.minimum(sheets.cast, registered)
    return (*choices, Proportion(TURNOUT, full, Grouped(registered, place)))


def compare(series: Proportion, examined: Flags) -> FarOff:
    """Test each sheet against the pooled others of its place, leave one out.

    With ``rho`` fitted over all places of about the same rate, the others' rate ``r`` (one pseudo-ballot at
    the overall rate added, so that 0 of 150 does not make the impossible certain) has relative variance ``D
    = sum(m (1 + (m - 1) rho)) / M^2`` over the others' ballots ``m``, ``M = sum(m)``. The sheet is then
    beta-binomial with rate ``r`` and ``1 + (n - 1) rho' = 1 + (n - 1) rho + n D``: its own dispersion and
    the uncertainty of the rate together.

    Parameters
    ----------
    series : Proportion
        Votes and what they are out of, by place.
    examined : bool vector, shape (n_sheets,)
        Sheets that have ballots and neighbours.

    Returns
    -------
    FarOff
        With exact two-sided tails, twice the smaller one, at most 1.
    """
    grouped, hits = series.grouped, series.hits
    dispersion = fit_overdispersion_by_rate(hits, grouped)
    pooled = grouped.sums(hits)
    overall = hits.sum() / max(int(grouped.trials.sum()), 1)
    rows: list[Ints] = []
    figures: list[Floats] = []
    for start in range(0, len(hits), _BLOCK):
        here = slice(start, start + _BLOCK)
        x, n, place = hits[here].astype(float), grouped.trials[here].astype(float), grouped.group[here]
        rest_hits, rest = pooled[place] - x, grouped.total[place] - n
        rho = dispersion[place]
        rate = (rest_hits + overall) / (rest + 1.0)
        uncertain = (rest + rho * (grouped.squares[place] - n**2 - rest)) / np.maximum(rest, 1) ** 2
        spread = predicted_spread(n, rho, uncertain)
        sd = np.sqrt(np.maximum(n * rate * (1 - rate) * (1 + (n - 1) * spread), 1e-12))
        far = np.flatnonzero(examined[here] & (np.abs(x - n * rate) > _SCREEN * sd))
        rows.append(far + start)
        figures.append(np.stack([rate, spread, rest_hits, rest])[:, far])
    found = np.concatenate(rows)
    rate, spread, rest_hits, rest = np.concatenate(figures, axis=1)
    p = two_sided(hits[found], grouped.trials[found], rate, spread)
    return FarOff(found, p, rest_hits.astype(np.int64), rest.astype(np.int64))


def cutoff(p: Floats, hypotheses: int, level: float) -> float:
    """Return the largest p-value that stands out if a share ``level`` of those that do may be false.

    Parameters
    ----------
    p : float vector
        P-values below 1, and any others.
    hypotheses : int
        How many were tested in all; those left out of ``p`` have a p-value of 1.
    level : float
        Below 1 (Benjamini, Hochberg 1995).

    Returns
    -------
    float
        -1 where none stands out.
    """
    ranked = np.sort(p)
    passing = np.flatnonzero(ranked <= level * np.arange(1, len(ranked) + 1) / max(hypotheses, 1))
    return float(ranked[passing[-1]]) if len(passing) else -1.0


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
    place = dense(sheets.places.apart(level))
    size = np.bincount(place)[place]
    if not (size > 1).any():
        return Unable("no_neighbours")
    series = proportions_of(sheets, place)
    ballots = series[0].grouped
    examined = (sheets.cast > 0) & (ballots.total[place] > sheets.cast)  # so that others have ballots too
    results = [compare(s, examined & (s.trials > 0)) for s in series]
    every = np.concatenate([r.p for r in results])
    cut = cutoff(every, len(series) * int(examined.sum()), float(dossier.share(check, "false_share")))
    apart = [r.rows[r.p <= cut] for r in results]
    rows = np.unique(np.concatenate(apart))
    p, seen = _seen(series, results, rows)
    worst = p.argmin(axis=0)
    beside = next_in_place(place)[rows]
    here, of, next_door, next_door_of = np.take_along_axis(seen, worst[None, None, :], axis=1)[:, 0]
    return Flagged(
        sheets.ids[rows],
        int(examined.sum()),
        {
            "series": np.array([s.name for s in series])[worst],
            "here": here,
            "here_of": of,
            "next_door": next_door,
            "next_door_of": next_door_of,
            "beside": sheets.ids[beside],
            "beside_votes": np.stack([s.hits[beside] for s in series])[worst, np.arange(len(rows))],
            "beside_of": np.stack([s.trials[beside] for s in series])[worst, np.arange(len(rows))],
            "p": p.min(axis=0, initial=1.0),
        },
        {s.name: np.isin(rows, named) for s, named in zip(series, apart, strict=True)},
        by_choice=True,
    )


def _seen(series: Sequence[Proportion], results: Sequence[FarOff], rows: Ints) -> tuple[Floats, Ints]:
    """Return p-values, shape (n_series, n_rows), and votes and ballots here and next door, a layer each."""
    p = np.ones((len(series), len(rows)))
    seen = np.zeros((4, len(series), len(rows)), dtype=np.int64)
    for i, (one, found) in enumerate(zip(series, results, strict=True)):
        there, at = common_rows(found.rows, rows)
        p[i, at] = found.p[there]
        seen[:2, i] = one.hits[rows], one.trials[rows]
        seen[2:, i, at] = found.rest_hits[there], found.rest_trials[there]
    return p, seen


def next_in_place(place: Ints) -> Ints:
    """Return the next sheet of the same place by id, for the last one the sheet before it, shape (n_sheets,).

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


CHECK = Check(
    "beside_place",
    LooksAt.NEIGHBOURS,
    "Williams (1982), Applied Statistics 31 (overdispersion); Benjamini, Hochberg (1995), JRSS B 57",
    find,
    {"false_share": Fraction(1, 100)},
    ("why_apart", "voters_not_assigned_at_random"),
)
