"""Running sums of assertions: where the count stood against the line that decides, at each moment."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.grouping import sums_of
from veedor.count.vectors import UNKNOWN
from veedor.model import measure_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints, Times
    from veedor.count.logs import Publications
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion, Contest, Measure


@dataclass(frozen=True, eq=False)
class Progress:
    """An assertion as it ran.

    Parameters
    ----------
    assertion : Assertion
        What was at stake.
    measure : Measure
        What it measures.
    at : datetime64[s] vector, shape (n,)
        Moments, in UTC, ascending.
    sheets : int vector, shape (n,)
        Sheets summed so far, ``UNKNOWN`` where the log does not say.
    base : int vector, shape (n,)
        The base of the measure so far (valid votes, ...).
    value : int vector, shape (n,)
        Left-hand side so far, in units of 1/scale votes.
    """

    assertion: Assertion
    measure: Measure
    at: Times
    sheets: Ints
    base: Ints
    value: Ints

    def slack(self, k: int) -> Fraction:
        """Return the votes over the line at one moment; negative below it."""
        return Fraction(int(self.value[k]), self.assertion.scale)

    def reached(self, k: int) -> Fraction | None:
        """Return the share or the lead at one moment, as a fraction of the base; None while the base is zero.

        Slack without the constant is what is measured less the threshold times the base, or the opposite
        (:mod:`veedor.model.measure`).
        """
        base, sign = int(self.base[k]), -1 if self.measure.negated else 1
        over = Fraction(int(self.value[k]) - self.assertion.constant, self.assertion.scale)
        return self.measure.threshold + sign * over / base if base else None

    def last_before(self, moment: np.datetime64) -> int | None:
        """Return the row that held at a moment; None before the first."""
        k = int(np.searchsorted(self.at, moment, side="right")) - 1
        return k if k >= 0 else None


def _base_weights(assertion: Assertion, contest: Contest) -> tuple[int, ...] | None:
    """Return the weights of the base by choice; None where the votes of sheets or of a log do not give it."""
    base = measure_of(assertion, contest).base
    weights = base.vector(choice.choice_id for choice in contest.choices)
    if assertion.registered_weight or assertion.ballots_weight or base.registered or base.ballots:
        return None
    return tuple(int(weight) for weight in weights) if all(w.denominator == 1 for w in weights) else None


def along_publications(assertion: Assertion, contest: Contest, log: Publications) -> Progress | None:
    """Run an assertion along a log of publications.

    A log rarely has every choice. It is enough when the choices that it lacks are candidates of one and the
    same weight (their sum is what is valid beyond the ones it has), or weigh nothing.

    Parameters
    ----------
    assertion : Assertion
        Over the whole contest (no scope), of votes alone.
    contest : Contest
        Its contest.
    log : Publications
        Rows with a gap in a figure that is needed are left out.

    Returns
    -------
    Progress or None
        None where the log does not have what the assertion needs.
    """
    weights = _base_weights(assertion, contest)
    if assertion.scope is not None or weights is None:
        return None
    form = _linear(assertion.vector(c.choice_id for c in contest.choices), contest, log)
    total = _linear(weights, contest, log)
    if form is None or total is None:
        return None
    known = (form != _GAP) & (total != _GAP)
    return Progress(
        assertion,
        measure_of(assertion, contest),
        log.published_at[known],
        log.sheets_verified[known],
        total[known],
        form[known] + assertion.constant,
    )


_GAP = np.iinfo(np.int64).min
"""Marks rows of a log that lack a figure; a sum of votes is never that small."""


def _linear(weights: Sequence[int], contest: Contest, log: Publications) -> Ints | None:
    """Sum a linear form over the columns of a log, with ``valid`` standing in for the candidates it lacks."""
    weight = {c.choice_id: w for c, w in zip(contest.choices, weights, strict=True)}
    candidates = frozenset(contest.candidates)
    lacking = [c for c in weight if c not in log.votes]
    if any(weight[c] for c in lacking if c not in candidates):
        return None
    others = {weight[c] for c in lacking if c in candidates}
    if len(others) > 1:
        return None
    rest = others.pop() if others else 0
    terms = [(w - rest * (c in candidates), log.votes[c]) for c, w in weight.items() if c in log.votes]
    terms.append((rest, log.valid))
    used = [(w, column) for w, column in terms if w]
    total = np.zeros(len(log), dtype=np.int64)
    gap = np.zeros(len(log), dtype=np.bool_)
    for w, column in used:
        total += w * column
        gap |= column == UNKNOWN
    total[gap] = _GAP
    return total


def along_sheets(assertion: Assertion, sheets: Sheets, every: int = 60) -> Progress | None:
    """Run an assertion along the times at which sheets were verified.

    Parameters
    ----------
    assertion : Assertion
        Over the whole contest or one area.
    sheets : Sheets
        Sheets without a time are left out.
    every : int
        Seconds of one step; sheets of one step are summed together and stand at its end.

    Returns
    -------
    Progress or None
        None where no sheet has a time, or the measure is not of votes alone.
    """
    weights = _base_weights(assertion, sheets.contest)
    if sheets.verified_at is None or weights is None:
        return None
    rows = np.flatnonzero(~np.isnat(sheets.verified_at))
    if not len(rows):
        return None
    stamp = sheets.verified_at[rows].astype("datetime64[s]").astype(np.int64)
    step, where, counts = np.unique(-(-stamp // every), return_inverse=True, return_counts=True)
    base = sheets.votes[rows] @ np.array(weights, dtype=np.int64)
    return Progress(
        assertion,
        measure_of(assertion, sheets.contest),
        (step * every).astype("datetime64[s]"),
        np.cumsum(counts),
        sums_of(where, base, len(step)).cumsum(),
        sums_of(where, sheets.contributions(assertion)[rows], len(step)).cumsum() + assertion.constant,
    )
