"""From an assertion to what an audit of sheets measures: slack, bounds and overstatements.

An assertion is a sum of weights over votes. What a sheet was reported to add to it, ``G_p``, may be
overstated by at most its *error bound* ``u_p``: the reported contribution less the worst that the sheet could
hold, every one of its ``n_p`` possible ballots going to the choice of the smallest weight. The assertion is
false exactly when the overstatements of all sheets add up to more than its slack ``G``.

Sources: Stark, "A sharper discrepancy measure for post-election audits", Ann. Appl. Stat. 2 (2008) 982
(taint and maximum relative overstatement); Blom et al., "Assertion-based approaches to auditing complex
elections", E-Vote-ID 2021 (arXiv 2107.11903), section 3 (linear assertions and their assorters).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import MissingDataError, QuestionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veedor.count import Sheets
    from veedor.model import Assertion, ChoiceId

    IntVector = NDArray[np.int64]
    TextVector = NDArray[np.str_]


class Cap(StrEnum):
    """How many ballots a sheet can hold at the most."""

    REGISTERED = "registered"
    """Its registered voters: safe, because nothing that the sheet says of itself is believed."""
    CAST = "cast"
    """The ballots that it reports: to be justified, for example by the signed list of voters."""


@dataclass(frozen=True, eq=False)
class SheetBounds:
    """What an audit of sheets needs of one assertion, in exact integers of 1/scale votes.

    Parameters
    ----------
    assertion : Assertion
        What is audited.
    ids : text vector, shape (n,)
        Sheets.
    reported : int vector, shape (n,)
        Reported contribution ``G_p`` of each sheet.
    bounds : int vector, shape (n,)
        Error bound ``u_p`` of each sheet: never negative.
    slack : int
        ``G``: the value of the assertion on the reported totals.
    """

    assertion: Assertion
    ids: TextVector
    reported: IntVector
    bounds: IntVector
    slack: int

    @property
    def total(self) -> int:
        """Sum of the bounds."""
        return int(self.bounds.sum())

    @property
    def largest(self) -> int:
        """Largest bound of a sheet."""
        return int(self.bounds.max())

    @property
    def ratio(self) -> Fraction:
        """``U``: the sum of the bounds over the slack. The larger, the more work."""
        return Fraction(self.total, self.slack)

    @property
    def votes(self) -> Fraction:
        """Slack in votes."""
        return Fraction(self.slack, self.assertion.scale)


def worst_weight(assertion: Assertion, choices: Sequence[ChoiceId]) -> int:
    """Give the least that one ballot can add: never above zero, because a ballot may stay unused."""
    return min(0, *assertion.vector(choices))


def sheet_bounds(sheets: Sheets, assertion: Assertion, cap: Cap = Cap.REGISTERED) -> SheetBounds:
    """Work out slack and error bounds of an assertion.

    Parameters
    ----------
    sheets : Sheets
        The reported count.
    assertion : Assertion
        An assertion that holds on it.
    cap : Cap
        How many ballots a sheet can hold. With ``Cap.CAST``, a sheet that reports more ballots than it has
        registered voters keeps the larger figure, so that its bound is never too small.

    Raises
    ------
    MissingDataError
        With ``Cap.REGISTERED`` where a sheet has no registered voters published.
    QuestionError
        Where the assertion does not hold on the reported count: there is nothing to confirm.
    """
    if cap is Cap.REGISTERED and not sheets.has_registered:
        raise MissingDataError(
            "The audit caps a sheet by its registered voters, and some sheets have none published.",
            remedy="Publish them in the case, or choose the cap 'cast' and justify it in the plan.",
        )
    choices = [choice.choice_id for choice in sheets.contest.choices]
    weights = np.array(assertion.vector(choices), dtype=np.int64)
    inside = np.ones(len(sheets), dtype=bool)
    if assertion.scope is not None:
        inside = sheets.member_of(assertion.scope.division) == assertion.scope.area
    reported = np.where(inside, sheets.votes @ weights, 0)
    ballots = sheets.cast if cap is Cap.CAST else np.maximum(sheets.registered, sheets.cast)
    bounds = np.where(inside, reported - worst_weight(assertion, choices) * ballots, 0)
    return SheetBounds(assertion, sheets.ids, reported, bounds, _slack(sheets, assertion, reported))


def _slack(sheets: Sheets, assertion: Assertion, reported: IntVector) -> int:
    slack = int(reported.sum()) + assertion.constant
    if assertion.registered_weight:
        slack += int((sheets.contributions(assertion) - reported).sum())
    if slack <= 0:
        raise QuestionError(
            f"{assertion.assertion_id} has no slack on the reported count ({slack}/{assertion.scale} votes).",
            remedy="Audit an assertion that holds with something to spare, or count everything again.",
        )
    return slack


def overstatement(
    assertion: Assertion, reported: Mapping[ChoiceId, int], found: Mapping[ChoiceId, int]
) -> int:
    """Give by how much a sheet was reported too favourably for an assertion, in 1/scale votes.

    Parameters
    ----------
    assertion : Assertion
        What is audited.
    reported, found : mapping of ChoiceId to int
        Votes on the sheet as reported and as the audit found them.
    """
    return sum(w * (reported.get(c, 0) - found.get(c, 0)) for c, w in assertion.weights.items())


@dataclass(frozen=True, eq=False)
class JointBounds:
    """Several assertions audited by one sample.

    A sheet's joint bound is the largest of its relative bounds ``u_p / G`` over the assertions (the maximum
    relative overstatement, MACRO, of Stark 2008). All sums are of fractions of a slack: the slack is 1.

    Parameters
    ----------
    members : tuple of SheetBounds
        The assertions, over the same sheets in the same order.
    binding : int vector, shape (n,)
        Which assertion each joint bound comes from.
    """

    members: tuple[SheetBounds, ...]
    binding: IntVector

    @cached_property
    def size(self) -> NDArray[np.float64]:
        """Joint bound of each sheet, to which the draw is proportional, shape (n,)."""
        size = np.zeros(len(self.binding))
        for number, member in enumerate(self.members):
            size = np.where(self.binding == number, member.bounds / member.slack, size)
        return size

    @cached_property
    def exact(self) -> tuple[Fraction, ...]:
        """The same, exactly."""
        return tuple(
            Fraction(int(self.members[m].bounds[sheet]), self.members[m].slack)
            for sheet, m in enumerate(self.binding.tolist())
        )

    @property
    def ids(self) -> TextVector:
        """Sheets."""
        return self.members[0].ids

    @property
    def leader(self) -> SheetBounds | None:
        """The assertion that binds on every sheet, where there is one: the draw then needs no fractions."""
        first = int(self.binding[0]) if len(self.binding) else 0
        return self.members[first] if (self.binding == first).all() else None

    @property
    def ratio(self) -> Fraction:
        """Sum of the joint bounds: the ``U`` of the whole outcome."""
        return sum(self.exact, Fraction(0))


def joint_bounds(members: Sequence[SheetBounds]) -> JointBounds:
    """Join the bounds of assertions that are audited by one sample.

    Raises
    ------
    QuestionError
        Where there is no assertion, or the assertions are about different sheets.
    """
    if not members:
        raise QuestionError("There is no assertion to audit.", remedy="Name at least one.")
    if any(not np.array_equal(member.ids, members[0].ids) for member in members):
        raise QuestionError("The assertions are about different sheets.", remedy="Use one count for all.")
    binding = np.zeros(len(members[0].ids), dtype=np.int64)
    best, slack = members[0].bounds, np.full(len(binding), members[0].slack)
    for number, member in enumerate(members[1:], start=1):
        larger = _larger(member.bounds, slack, best, member.slack)
        binding[larger] = number
        best, slack = np.where(larger, member.bounds, best), np.where(larger, member.slack, slack)
    return JointBounds(tuple(members), binding)


def _larger(u: IntVector, other_slack: IntVector, other: IntVector, slack: int) -> NDArray[np.bool_]:
    """Say where ``u / slack`` exceeds ``other / other_slack``, in whole numbers."""
    largest = max(int(u.max(initial=0)), int(other.max(initial=0))) * max(
        int(other_slack.max(initial=0)), slack
    )
    kind = np.int64 if largest < 2**62 else object
    above: NDArray[np.bool_] = u.astype(kind) * other_slack.astype(kind) > other.astype(kind) * slack
    return above
