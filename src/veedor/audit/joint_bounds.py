"""Several assertions audited by one sample: the largest relative bound of each sheet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Floats, Ints
    from veedor.audit.bounds import SheetBounds


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
    binding: Ints

    @cached_property
    def size(self) -> Floats:
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
    def leader(self) -> SheetBounds | None:
        """The assertion that binds on every sheet, where there is one: the draw then needs no fractions."""
        first = int(self.binding[0])
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


def _larger(u: Ints, other_slack: Ints, other: Ints, slack: int) -> Flags:
    """Say where ``u / slack`` exceeds ``other / other_slack``, in whole numbers."""
    largest = max(int(u.max(initial=0)), int(other.max(initial=0))) * max(
        int(other_slack.max(initial=0)), slack
    )
    kind = np.int64 if largest < 2**62 else object
    above: Flags = u.astype(kind) * other_slack.astype(kind) > other.astype(kind) * slack
    return above
