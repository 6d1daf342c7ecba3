"""What some measures need of a sheet, as columns of floats: each sum once, and the ratios of totals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import measure_of
from veedor.model.measure import Sum
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.arrays import Floats, Ints
    from veedor.model import Assertion, Contest, Measure


def measure_of_whole(assertion: Assertion, contest: Contest) -> Measure:
    """Return what an assertion measures over the whole roll.

    Raises
    ------
    QuestionError
        Where the assertion sums over one area only.
    """
    if assertion.scope is not None:
        raise QuestionError(
            sentence(
                "{assertion_id} is about one area, and a projection is about the whole roll.",
                assertion_id=assertion.assertion_id,
            ),
            remedy="Project the sheets of that area as a count of their own.",
        )
    return measure_of(assertion, contest)


class Columns:
    """The sums that some measures are ratios of, each once, in the order in which they are first needed.

    Parameters
    ----------
    measures : iterable of Measure
        What is asked for.
    contest : Contest
        Whose choices the votes are of.
    whole : bool
        Whether every choice is to have a column.

    Attributes
    ----------
    at : tuple of (int, int)
        The columns of numerator and denominator of each measure.
    choices : tuple of int
        The columns of the choices, where each has one.
    """

    def __init__(self, measures: Iterable[Measure], contest: Contest, *, whole: bool = False) -> None:
        self.measures = tuple(measures)
        self.contest = contest
        choices = [choice.choice_id for choice in contest.choices]
        found: dict[tuple[float, ...], int] = {}

        def column(part: Sum) -> int:
            weights = map(float, (*part.vector(choices), part.ballots, part.registered))
            return found.setdefault(tuple(weights), len(found))

        self.at = tuple((column(measure.over), column(measure.base)) for measure in self.measures)
        self.choices = tuple(column(Sum({choice: Fraction(1)})) for choice in choices) if whole else ()
        weights = np.array(list(found)).reshape(len(found), len(choices) + 2).T
        self._votes, self._ballots, self._registered = weights[:-2], weights[-2], weights[-1]

    def __len__(self) -> int:
        return int(self._votes.shape[1])

    def gradients(self, totals: Floats) -> Floats:
        """Return how each measure changes with each column, shape (n_measures, n_columns)."""
        found, values = np.zeros((len(self.at), len(self))), self.values(totals)
        for row, (over, base), value in zip(found, self.at, values, strict=True):
            if totals[base] > 0 and np.isfinite(value):
                row[over] += 1 / totals[base]
                row[base] -= value / totals[base]
        return found

    def bounds(
        self, totals: Floats, ballots: float, registered: float | None = None
    ) -> tuple[Floats, Floats]:
        """Return what each measure can become at least and at most, whatever some open ballots hold.

        Both are those of all of them for one choice, or of none of them existing: a ratio of sums takes its
        extremes there. Infinite where nothing bounds them, and where a ballot gives several votes.

        Parameters
        ----------
        totals : float vector, shape (n_columns,)
            What is counted.
        ballots : float
            How many are open; NaN where nothing bounds them.
        registered : float, optional
            Voters of all sheets: those of open ones are part of the base, whether they voted or not. NaN
            where they are not known; left out where the open sheets have as many voters as open ballots.
        """
        none = np.full(len(self.measures), np.inf)
        if not np.isfinite(ballots) or self.contest.votes_allowed > 1:
            return -none, none
        ways = np.vstack([totals, totals + ballots * (self._votes + self._ballots)])
        of_voters = np.flatnonzero(self._registered)
        if registered is None:
            ways[:, of_voters] += ballots * self._registered[of_voters]
        else:
            ways[:, of_voters] = registered * self._registered[of_voters]
        values = self.values(ways)
        empty = np.isnan(values).any(axis=0)
        least = np.where(empty, -np.inf, values.min(axis=0))
        most = np.where(empty, np.inf, values.max(axis=0))
        return least, most

    def first(self, number: int) -> Columns:
        """Return the columns of the first measures only, which are the first of these."""
        return Columns(self.measures[:number], self.contest)

    def of(
        self,
        votes: Ints,
        registered: Floats | float = 0.0,
        ballots: Floats | float | None = None,
    ) -> Floats:
        """Return the columns of some votes, shape (..., n_columns).

        Parameters
        ----------
        votes : int array, shape (..., n_choices)
            Votes in ballot order.
        registered : float array, shape (...,)
            Registered voters of the same sheets; NaN where not published.
        ballots : float array, shape (...,), optional
            Ballots cast, where they are not the sum of votes; None where they are not published.

        Raises
        ------
        QuestionError
            Where a measure is about ballots, and they are not published.
        """
        columns: Floats = votes @ self._votes
        if ballots is None and self._ballots.any():
            raise QuestionError(
                "The law asks for ballots cast, each of several votes, and some sheets have none of them.",
                remedy='Name the column of ballots in the source: numbers = { cast = "<column>" }.',
            )
        for amount, weights in ((ballots, self._ballots), (registered, self._registered)):
            used = np.flatnonzero(weights)
            if len(used):
                columns[..., used] += np.asarray(amount, dtype=np.float64)[..., None] * weights[used]
        return columns

    def values(self, totals: Floats) -> Floats:
        """Return each measure of totals, shape (..., n_measures); NaN where a base is zero or unknown."""
        over, base = (totals[..., [pair[k] for pair in self.at]] for k in (0, 1))
        found: Floats = np.divide(over, base, out=np.full(over.shape, np.nan), where=base > 0)
        return found

    def weight(self, part: Floats, whole: Floats) -> Floats:
        """Return the share of each measure's base that a part of the totals has, shape (n_measures,)."""
        base = [below for _, below in self.at]
        out = np.full(len(base), np.nan)
        found: Floats = np.divide(part[base], whole[base], out=out, where=whole[base] > 0)
        return found
