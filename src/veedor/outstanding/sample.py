"""The quick count: a random sample of sheets and its estimate, with a standard error.

**The sheets must be drawn at random within each stratum before counting begins.** The first sheets to arrive
are no random sample: for them see `veedor.outstanding.project`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit
from veedor.outstanding.figures import finite, form, measured, subjects
from veedor.outstanding.measure import Columns, Measure
from veedor.outstanding.sample_size import LEVEL, Stratum, standard_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veedor.model import Contest, Value

    Floats = NDArray[np.float64]
    Texts = NDArray[np.str_]

METHOD = Method(
    "outstanding.method.sample",
    "Cochran, Sampling Techniques, 3rd ed., equations 6.48 and 6.51 (combined ratio)",
)


@dataclass(frozen=True, eq=False)
class SampleEstimate(Result):
    """What a random sample of sheets says.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    measure : Measure
        The share or lead estimated.
    value, error : float
        Estimate and standard error.
    half : float
        Half-width of the interval at 95 %, with the t distribution.
    strata : tuple of Stratum
        As used; strata with fewer than two sampled sheets are joined to the next one.
    joined : int
        How many strata were joined.
    """

    contest: Contest
    measure: Measure
    value: float
    error: float
    half: float
    strata: tuple[Stratum, ...]
    joined: int

    @property
    def sampled(self) -> int:
        """Sheets in the sample."""
        return sum(stratum.sampled for stratum in self.strata)

    @property
    def sheets(self) -> int:
        """Sheets on the roll."""
        return sum(stratum.sheets for stratum in self.strata)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The estimate with its interval."""
        figures = (
            *subjects(self.measure),
            measured("value", self.value, self.measure),
            measured("error", self.error, self.measure),
            measured("low", self.value - self.half, self.measure),
            measured("high", self.value + self.half, self.measure),
            Figure("sampled", self.sampled, Unit.SHEETS),
            Figure("sheets", self.sheets, Unit.SHEETS),
            Figure("strata", len(self.strata), Unit.NUMBER),
            Figure("joined", self.joined, Unit.NUMBER),
        )
        return (
            Finding(
                "outstanding.sample",
                f"outstanding.sample.{form(self.measure)}",
                figures,
                METHOD,
                assumptions=("outstanding.assumes.random_sample",),
                cannot_show=("outstanding.cannot.honest",),
                command=self.command,
            ),
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """The strata."""
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (stratum.name, stratum.sheets, stratum.sampled, finite(stratum.spread)) for stratum in self.strata
        )
        columns = (
            Column("stratum", Unit.TEXT),
            Column("sheets", Unit.SHEETS),
            Column("sampled", Unit.SHEETS),
            Column("spread", self.measure.unit, self.measure.base),
        )
        return (Table("outstanding_sample", columns, rows),)


def estimate_sample(
    contest: Contest,
    measure: Measure,
    votes: NDArray[np.int64],
    registered: NDArray[np.int64],
    strata: Texts,
    roll: Mapping[str, int],
    *,
    command: str = "",
) -> SampleEstimate:
    """Estimate a share or lead from a stratified random sample of sheets.

    Parameters
    ----------
    contest : Contest
        What is voted on.
    measure : Measure
        The share or lead.
    votes : int matrix, shape (n, n_choices)
        Votes of the sampled sheets.
    registered : int vector, shape (n,)
        Their registered voters, for turnouts.
    strata : text vector, shape (n,)
        Stratum of each; the same text everywhere for a simple random sample.
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
    columns = Columns([measure])
    at = columns.column_pair(0)
    parts = columns.of(votes, np.where(registered < 0, np.nan, registered))[:, list(at)]
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
        found.append(Stratum(", ".join(group), size, len(rows), spread))
    error = standard_error(found)
    return SampleEstimate(
        contest,
        measure,
        ratio,
        error,
        _t(len(votes) - len(found)) * error,
        tuple(found),
        joined,
        command=command,
    )


def _join(strata: Texts, roll: Mapping[str, int]) -> tuple[list[list[str]], int]:
    """Join each stratum with fewer than two sampled sheets to the next one, in the order of names."""
    names = sorted(set(roll) | set(strata.tolist()))
    sampled = {name: int((strata == name).sum()) for name in names}
    groups: list[list[str]] = []
    waiting: list[str] = []
    for name in names:
        waiting.append(name)
        if sum(sampled[part] for part in waiting) >= 2:
            groups.append(waiting)
            waiting = []
    if waiting and groups:
        groups[-1] += waiting
    elif waiting:
        groups.append(waiting)
    return groups, len(names) - len(groups)


def _group_of(name: str, groups: list[list[str]]) -> int:
    return next(i for i, group in enumerate(groups) if name in group)


def _t(degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(1, degrees), 0.5 + LEVEL / 2))
