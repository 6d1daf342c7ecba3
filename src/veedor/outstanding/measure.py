"""What an assertion compares: a share or a lead over a base, and the threshold it must meet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.model import AssertionKind, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from veedor.model import Assertion, ChoiceId, Contest

    Floats = NDArray[np.float64]

_NEGATED = {AssertionKind.NOT_SHARE, AssertionKind.NOT_LEAD, AssertionKind.NOT_TURNOUT}
_LEADS = {AssertionKind.LEAD, AssertionKind.NOT_LEAD, AssertionKind.FIRST}


@dataclass(frozen=True)
class Measure:
    """A ratio of two totals, ``numerator . votes / (denominator . votes)``.

    Parameters
    ----------
    name : str
        The assertion's id, or ``share:<choice>``.
    numerator, denominator : tuple of Fraction
        Weights of the choices, in ballot order. An empty denominator means the registered voters.
    threshold : Fraction, optional
        What an assertion compares it with.
    negated : bool
        Whether the assertion asks that the threshold is *not* reached.
    strict : bool
        Whether the threshold itself does not satisfy the assertion.
    unit : Unit
        ``POINTS`` for a lead, ``SHARE`` otherwise.
    base : str
        Message key of the denominator.
    subject, rival : ChoiceId, optional
        Whom it is about.
    """

    name: str
    numerator: tuple[Fraction, ...]
    denominator: tuple[Fraction, ...]
    threshold: Fraction | None
    negated: bool
    strict: bool
    unit: Unit
    base: str
    subject: ChoiceId | None = None
    rival: ChoiceId | None = None

    def satisfied(self, value: float) -> bool:
        """Whether a value of the ratio satisfies the assertion."""
        threshold = float(self.threshold or 0)
        reached = value > threshold or (value == threshold and self.strict == self.negated)
        return reached != self.negated


def measure_of(assertion: Assertion, contest: Contest) -> Measure:
    """Say what an assertion compares, from its integer weights.

    With ``scale s`` and threshold ``t`` its weights are ``s (numerator - t denominator)``, or the opposite
    where it says that the threshold is not reached.

    Parameters
    ----------
    assertion : Assertion
        Of one contest, without a scope.
    contest : Contest
        What is voted on.

    Raises
    ------
    QuestionError
        Where the assertion sums over one area only: take the sheets of that area first.
    """
    if assertion.scope is not None:
        raise QuestionError(
            f"{assertion.assertion_id} is about one area, and a projection is about the whole roll.",
            remedy="Project the sheets of that area as a count of their own.",
        )
    ids = [choice.choice_id for choice in contest.choices]
    sign = -1 if assertion.kind in _NEGATED else 1
    weights = [Fraction(sign * w, assertion.scale) for w in assertion.vector(ids)]
    threshold = assertion.threshold
    denominator: tuple[Fraction, ...]
    if assertion.registered_weight:
        numerator, denominator = tuple(Fraction(w != 0) for w in weights), ()
    elif assertion.subject is None:
        # a share of several choices together: the slack itself, which must not be negative
        numerator, threshold = tuple(weights), Fraction(0)
        denominator = _valid(contest)
    else:
        numerator = _numerator(assertion, ids)
        denominator = _denominator(numerator, weights, threshold) if threshold else _valid(contest)
    return Measure(
        name=assertion.assertion_id,
        numerator=numerator,
        denominator=denominator,
        threshold=threshold,
        negated=sign < 0,
        strict=assertion.strict,
        unit=Unit.POINTS if assertion.kind in _LEADS else Unit.SHARE,
        base=f"base.{assertion.base or 'valid'}",
        subject=assertion.subject,
        rival=assertion.rival,
    )


def _numerator(assertion: Assertion, ids: list[ChoiceId]) -> tuple[Fraction, ...]:
    return tuple(
        Fraction(choice == assertion.subject) - Fraction(choice == assertion.rival) for choice in ids
    )


def _denominator(
    numerator: tuple[Fraction, ...], weights: list[Fraction], threshold: Fraction
) -> tuple[Fraction, ...]:
    return tuple((n - w) / threshold for n, w in zip(numerator, weights, strict=True))


def _valid(contest: Contest) -> tuple[Fraction, ...]:
    return tuple(Fraction(choice.kind in contest.valid_kinds) for choice in contest.choices)


def share_of(choice: ChoiceId, contest: Contest) -> Measure:
    """Give the share of valid votes of one choice, without a threshold."""
    return Measure(
        name=f"share:{choice}",
        numerator=tuple(Fraction(c.choice_id == choice) for c in contest.choices),
        denominator=_valid(contest),
        threshold=None,
        negated=False,
        strict=False,
        unit=Unit.SHARE,
        base="base.valid",
        subject=choice,
    )


class Columns:
    """The totals that some measures need, each once; the last column is the registered voters.

    Parameters
    ----------
    measures : iterable of Measure
        What is asked for.
    """

    def __init__(self, measures: Iterable[Measure]) -> None:
        self.measures = tuple(measures)
        vectors: dict[tuple[Fraction, ...], int] = {}
        self._at: list[tuple[int, int]] = []
        for measure in self.measures:
            top = vectors.setdefault(measure.numerator, len(vectors))
            # -1 is the last column: registered voters
            below = vectors.setdefault(measure.denominator, len(vectors)) if measure.denominator else -1
            self._at.append((top, below))
        self._weights = np.array([[float(w) for w in vector] for vector in vectors]).T
        self.kept = list(range(len(vectors) + 1))

    def __len__(self) -> int:
        return int(self._weights.shape[1]) + 1

    def first(self, number: int) -> Columns:
        """Give the columns of the first measures only; ``kept`` says which of these columns they are."""
        few = Columns(self.measures[:number])
        # measures are read in order, so their columns are the first ones, and the registered voters
        few.kept = [*range(len(few) - 1), len(self) - 1]
        return few

    def of(self, votes: NDArray[np.int64], registered: Floats | float) -> Floats:
        """Give the columns of some votes, shape (..., n_columns).

        Parameters
        ----------
        votes : int array, shape (..., n_choices)
            Votes in ballot order.
        registered : float array, shape (...,)
            Registered voters of the same sheets; NaN where not published.
        """
        columns: Floats = votes @ self._weights
        voters = np.broadcast_to(np.asarray(registered, dtype=np.float64), columns.shape[:-1])
        return np.concatenate((columns, voters[..., None]), axis=-1)

    def values(self, totals: Floats) -> Floats:
        """Give each measure of some totals, shape (..., n_measures); NaN where a base is zero or unknown."""
        parts = []
        for top, below in self._at:
            base = totals[..., below]
            with np.errstate(divide="ignore", invalid="ignore"):
                parts.append(np.where(base > 0, totals[..., top] / base, np.nan))
        return np.stack(parts, axis=-1)

    def parts(self, measure: int, totals: Floats) -> tuple[float, float]:
        """Give numerator and denominator of one measure."""
        top, below = self._at[measure]
        return float(totals[top]), float(totals[below])

    def weight(self, part: Floats, whole: Floats) -> Floats:
        """Give the share of each measure's base that a part of the totals has, shape (n_measures,)."""
        below = [at for _, at in self._at]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(whole[below] > 0, part[below] / whole[below], np.nan)

    def column_pair(self, measure: int) -> tuple[int, int]:
        """Give the columns that hold numerator and denominator of one measure."""
        return self._at[measure]
