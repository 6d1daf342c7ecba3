"""The quick count: a random sample of sheets and its estimate, with a standard error.

**The sheets must be drawn at random within each stratum before counting begins.** The first sheets to arrive
are no random sample: for them see `veedor.outstanding.project`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import Result
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.sample_size import LEVEL, SampledStratum, standard_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import Assertion, Contest, Measure
    from veedor.outstanding.arrays import Ints, Texts


@dataclass(frozen=True, eq=False)
class SampleEstimate(Result):
    """What a random sample of sheets says.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    assertion, measure : Assertion, Measure
        What it is about, and the share or lead estimated.
    value, error : float
        Estimate and standard error.
    half : float
        Half-width of the interval at 95 %, with the t distribution.
    strata : tuple of SampledStratum
        As used; strata with fewer than two sampled sheets are joined to the next one.
    joined : int
        How many strata were joined.
    """

    contest: Contest
    assertion: Assertion
    measure: Measure
    value: float
    error: float
    half: float
    strata: tuple[SampledStratum, ...]
    joined: int

    @property
    def sampled(self) -> int:
        """Sheets in the sample."""
        return sum(stratum.sampled for stratum in self.strata)

    @property
    def sheets(self) -> int:
        """Sheets on the roll."""
        return sum(stratum.sheets for stratum in self.strata)


def estimate_sample(
    contest: Contest,
    assertion: Assertion,
    votes: Ints,
    registered: Ints,
    strata: Texts,
    roll: Mapping[str, int],
) -> SampleEstimate:
    """Estimate a share or lead from a stratified random sample of sheets.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    assertion : Assertion
        What to estimate the share or lead of.
    votes : int matrix, shape (n, n_choices)
        Votes of the sampled sheets.
    registered : int vector, shape (n,)
        Their registered voters, for turnouts.
    strata : text vector, shape (n,)
        SampledStratum of each; the same text everywhere for a simple random sample.
    roll : mapping of str to int
        Sheets of each stratum on the roll.

    Raises
    ------
    QuestionError
        Where fewer than two sheets were sampled, or a stratum has more sampled sheets than the roll has.

    Notes
    -----
    ``R = sum_h N_h y_h / sum_h N_h x_h`` and ``se^2 = sum_h N_h^2 (1 - f_h) s_h^2 / n_h / X^2``, where
    ``s_h^2`` is the variance of ``y - R x``. **It assumes that sheets were drawn at random**; those that came
    first were not.
    """
    if len(votes) < 2:
        raise QuestionError(
            f"A sample of {len(votes)} sheets has no standard error.", remedy="Draw at least two sheets."
        )
    groups, joined = _join(strata, roll)
    measure = measure_of_whole(assertion, contest)
    columns = Columns([measure], contest)
    parts = columns.of(votes, np.where(registered < 0, np.nan, registered))[:, columns.at[0]]
    label = np.array([_group_of(name, groups) for name in strata.tolist()])
    sizes = [sum(roll.get(name, 0) for name in group) for group in groups]
    totals = sum(size * parts[label == h].mean(axis=0) for h, size in enumerate(sizes))
    ratio = float(totals[0] / totals[1])
    mean_base = float(totals[1]) / sum(sizes)
    found = []
    for h, (group, size) in enumerate(zip(groups, sizes, strict=True)):
        rows = parts[label == h]
        if len(rows) > size:
            raise QuestionError(
                f"The stratum {', '.join(group)!r} has {len(rows)} sampled sheets, and the roll has {size}."
            )
        spread = float((rows[:, 0] - ratio * rows[:, 1]).std(ddof=1)) / mean_base
        found.append(SampledStratum(", ".join(group), size, len(rows), spread))
    error = standard_error(found)
    half = _t(len(votes) - len(found)) * error
    return SampleEstimate(contest, assertion, measure, ratio, error, half, tuple(found), joined)


def _join(strata: Texts, roll: Mapping[str, int]) -> tuple[list[list[str]], int]:
    """Join each stratum with fewer than two sampled sheets to the next one, in the order of names."""
    names = sorted(set(roll) | set(strata.tolist()))
    sampled = {name: int((strata == name).sum()) for name in names}
    groups: list[list[str]] = []
    pending: list[str] = []
    for name in names:
        pending.append(name)
        if sum(sampled[part] for part in pending) >= 2:
            groups.append(pending)
            pending = []
    if pending and groups:
        groups[-1] += pending
    elif pending:
        groups.append(pending)
    return groups, len(names) - len(groups)


def _group_of(name: str, groups: list[list[str]]) -> int:
    return next(i for i, group in enumerate(groups) if name in group)


def _t(degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(1, degrees), 0.5 + LEVEL / 2))
