"""The stratified ratio estimator with its variance, and the drift of the sheets that have not arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.estimate import quantile
from veedor.outstanding.sample.alike import LEAST, Joined, join_strata, spread_of_alike
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.sample.data import Stratum, Traits

FEW_GROUPS = 10
"""Strata below which the error of a slope is not judged by strata."""
TINY = 1e-9
"""Least spread of a trait, beside the largest, from which a slope is measured."""


@dataclass(frozen=True, eq=False)
class RatioEstimate:
    """Ratios of a stratified sample; vectors have one entry a measure.

    Parameters
    ----------
    plain : float vector
        The estimate where those that have not arrived are like those of their stratum that have.
    value : float vector
        The same, with the drift of those that have not arrived.
    error : float vector
        Its standard error; NaN where drawn sheets are missing and nothing says how they differ.
    degrees : int
        Degrees of freedom of the t distribution.
    gap : float vector
        The part of the error that comes of strata without a sheet.
    joined : Joined
        Which strata were joined.
    spread : float matrix, shape (n_groups, n_measures)
        Standard deviation between the sheets of a group of ``numerator - ratio x denominator``, over the mean
        denominator of a sheet of the roll.
    """

    plain: Floats
    value: Floats
    error: Floats
    degrees: int
    gap: Floats
    joined: Joined
    spread: Floats

    @property
    def half(self) -> Floats:
        """Half-width of the interval at `LEVEL`."""
        return self.error * quantile(self.degrees)

    def probability_above(self, threshold: float, measure: int) -> float:
        """Probability that a measure lies above a threshold."""
        from scipy.special import stdtr

        value, error = float(self.value[measure]), float(self.error[measure])
        if error == 0:
            return float(value > threshold)
        return float(stdtr(self.degrees, (value - threshold) / error))


def ratio_estimate(
    columns: Columns,
    sheets: Floats,
    stratum: Ints,
    strata: Sequence[Stratum],
    arrival: Floats | None = None,
    *,
    traits: Traits | None = None,
    of_drawn: bool = False,
) -> RatioEstimate:
    """Estimate the measures of the whole roll.

    Parameters
    ----------
    columns : Columns
        What is measured.
    sheets : float matrix, shape (n, m)
        The columns of the sheets that have arrived.
    stratum : int vector, shape (n,)
        The stratum of each.
    strata : sequence of Stratum
        Strata.
    arrival : float vector, shape (n,), optional
        Order of arrival, without gaps; None where it is not known.
    traits : Traits, optional
        What is known beforehand of the sheets that have arrived and of those that are missing.
    of_drawn : bool
        Whether the goal is the drawn sheets alone and not the roll: for a replay.

    Notes
    -----
    ``R = sum_h N_h y_h / sum_h N_h x_h`` and ``se^2 = sum_h N_h^2 (1/n_h - 1/N_h) s_h^2 / X^2``, where
    ``s_h^2`` is the variance of ``e = y - R x``. Of drawn sheets that have not arrived it is supposed that,
    within a stratum, ``e`` is linear in the normal score of the rank of arrival and in what is known of
    sheets beforehand, with one slope for all strata.

    References
    ----------
    Cochran, *Sampling Techniques*, 3rd ed., sections 6.11 (combined ratio) and 13.2 (nonresponse).
    """
    arrived = np.bincount(stratum, minlength=len(strata))
    joined = join_strata(strata, arrived)
    group, groups = joined.group[stratum], joined.groups
    whole = add_up(joined.group, np.array([float(s.sheets) for s in strata]), groups)
    drawn = add_up(joined.group, np.array([float(s.drawn) for s in strata]), groups)
    n = np.bincount(group, minlength=groups).astype(np.float64)
    totals = whole @ (add_up(group, sheets, groups) / n[:, None])
    plain = columns.values(totals)
    over, base = ([pair[k] for pair in columns.at] for k in (0, 1))
    error = sheets[:, over] - plain * sheets[:, base]
    apart = _apart(error, group, groups)
    variance = add_up(group, apart**2, groups) / (n - 1)[:, None]
    goal = drawn if of_drawn else whole
    square = (whole[:, None] ** 2 * (1 / n - 1 / np.maximum(goal, n))[:, None] * variance).sum(axis=0)
    gap = _gap(joined, strata, stratum, error, arrived)
    told = None if traits is None else replace(traits, stratum=joined.group[traits.stratum])
    drift, more = _drift(apart, group, arrival, whole, drawn, told)
    scale = totals[base]
    return RatioEstimate(
        plain,
        plain + drift / scale,
        np.sqrt(square + more + gap) / scale,
        len(sheets) - groups,
        np.sqrt(gap) / scale,
        joined,
        np.sqrt(variance) / (scale / whole.sum()),
    )


def _apart(amounts: Floats, group: Ints, groups: int) -> Floats:
    """Take from each row the mean of its group; a group without rows has none."""
    number = np.maximum(np.bincount(group, minlength=groups), 1)
    found: Floats = amounts - (add_up(group, amounts, groups) / number[:, None])[group]
    return found


def _gap(joined: Joined, strata: Sequence[Stratum], stratum: Ints, error: Floats, arrived: Ints) -> Floats:
    """Return the variance, in votes, that strata without a sheet add.

    They are taken for one: what silences several (a time zone, a flood) is likely one cause.
    """
    sheets = sum(strata[i].sheets for i in joined.empty.tolist())
    if not sheets:
        return np.zeros(error.shape[1])
    n = np.maximum(arrived, 1)[:, None]
    mean = add_up(stratum, error, len(strata)) / n
    squares = add_up(stratum, _apart(error, stratum, len(strata)) ** 2, len(strata))
    noise = squares / np.maximum(arrived - 1, 1)[:, None] / n
    found: Floats = sheets**2 * spread_of_alike(strata, mean, noise, arrived)
    return found


def _drift(
    apart: Floats,
    group: Ints,
    arrival: Floats | None,
    whole: Floats,
    drawn: Floats,
    traits: Traits | None,
) -> tuple[Floats, Floats]:
    """Return what the missing sheets add beyond those of their strata that have arrived, and its variance.

    The variance is NaN where sheets are missing, and no order says how they differ.

    Parameters
    ----------
    apart : float matrix, shape (n, n_measures)
        Errors of the sheets about the ratio, less the mean of their stratum.
    group, arrival : vectors, shape (n,)
        Their stratum and order; None where that is not known.
    whole, drawn : float vectors, shape (n_groups,)
        Sheets on the roll, and drawn.
    traits : Traits, optional
        What is known beforehand of these sheets and of the missing ones, with groups for strata.
    """
    total, groups = float(drawn.sum()), len(whole)
    n = np.bincount(group, minlength=groups).astype(np.float64)
    nothing = np.zeros(apart.shape[1])
    if (drawn - n).sum() <= 0:
        return nothing, nothing
    unknown = np.full(apart.shape[1], np.nan)
    if arrival is None:
        return nothing, unknown
    score, late = _scores(arrival, total)
    out = np.maximum(drawn - n, 0)
    known, missing = _known_beforehand(score, late, traits, out)
    mean = add_up(group, known, groups) / n[:, None]
    own = known - mean[group]
    weight = (whole / n)[group][:, None]
    power = own.T @ (weight * own)
    if power[0, 0] <= 0:  # all arrived at one moment: nothing says how later ones differ
        return nothing, unknown
    turned = np.linalg.pinv(power, rcond=TINY, hermitian=True)
    reach = turned @ ((whole * out / drawn)[:, None] * (missing - mean)).sum(axis=0)
    pull = (weight * own) @ reach  # what the error of one sheet moves
    slopes = turned @ (own.T @ (weight * apart))
    push = pull[:, None] * (apart - own @ slopes)
    square = (push**2).sum(axis=0)
    if groups >= FEW_GROUPS:
        square = np.maximum(square, (add_up(group, push, groups) ** 2).sum(axis=0))
    drift: Floats = pull @ apart
    return drift, square


def _known_beforehand(
    score: Floats, late: float, traits: Traits | None, out: Floats
) -> tuple[Floats, Floats]:
    """Return order and traits of the sheets that arrived, and the mean of those ``out`` in each group."""
    known, missing = score[:, None], np.full((len(out), 1), late)
    if traits is None:
        return known, missing
    mean = add_up(traits.stratum, traits.missing, len(out)) / np.maximum(out, 1)[:, None]
    return np.column_stack([known, traits.arrived]), np.column_stack([missing, mean])


def _scores(arrival: Floats, total: float) -> tuple[Floats, float]:
    """Return the normal score of the rank of each sheet among all drawn, and the mean one of the missing.

    Sheets of one moment share the mean of their ranks.
    """
    from scipy.special import ndtri

    _, which, number = np.unique(arrival, return_inverse=True, return_counts=True)
    last = np.cumsum(number)
    rank = (last - (number - 1) / 2)[which] - 0.5
    share, normal = len(arrival) / total, NormalDist()
    late = normal.pdf(normal.inv_cdf(share)) / (1 - share)
    return ndtri(rank / total), late


def in_order(arrival: Floats, ordered_from: float) -> tuple[Floats | None, Flags]:
    """Return an order without gaps, or None where too few sheets have one; and which have one."""
    timed = np.isfinite(arrival)
    if not len(timed) or timed.mean() < ordered_from or len(np.unique(arrival[timed])) < LEAST:
        return None, timed
    return np.where(timed, arrival, np.median(arrival[timed])), timed
