"""What changed between two counts, or two snapshots of one: which sheets, by how much, and where.

The one place that says when a sheet changed. What is not known is never nothing: a blank cell that became a
written zero is another figure than was published, so the sheet changed, though no sum of votes did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import common_rows
from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Ints
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion


@dataclass(frozen=True, eq=False)
class Versions:
    """Two states of a count laid side by side.

    Parameters
    ----------
    before, after : Sheets
        The two states; choices in the same order.
    old, new : int vectors, shape (n_common,)
        Rows of the sheets that both have, in the same order.
    vanished, appeared : int vectors
        Rows of ``before`` that ``after`` lacks, and of ``after`` that ``before`` lacks.
    """

    before: Sheets
    after: Sheets
    old: Ints
    new: Ints
    vanished: Ints
    appeared: Ints

    @cached_property
    def difference(self) -> Ints:
        """After minus before of the common sheets, shape (n_common, n_choices)."""
        return self.after.votes[self.new] - self.before.votes[self.old]

    @cached_property
    def differs(self) -> Flags:
        """Figures that differ; a blank cell differs from a written zero, shape (n_common, n_choices)."""
        blank = self.after.blank[self.new] != self.before.blank[self.old]
        differs: Flags = (self.difference != 0) | blank
        return differs

    @cached_property
    def is_changed(self) -> Flags:
        """Whether each common sheet differs in some figure, shape (n_common,)."""
        changed: Flags = np.logical_or.reduce(self.differs, axis=1)
        return changed

    @cached_property
    def changed(self) -> Ints:
        """Positions among the common sheets of those that differ in some figure."""
        return np.flatnonzero(self.is_changed)

    @cached_property
    def earlier(self) -> Sheets:
        """The common sheets as the earlier state has them."""
        return self.before.take(self.old)

    @cached_property
    def later(self) -> Sheets:
        """The same sheets, in the same order, as the later state has them."""
        return self.after.take(self.new)


def pair(before: Sheets, after: Sheets) -> Versions:
    """Lay two states of a count side by side, by sheet id.

    Parameters
    ----------
    before, after : Sheets
        Of one contest, ids ascending.

    Raises
    ------
    QuestionError
        Where they are not of one contest with the same choices.
    """
    if before.contest.choices != after.contest.choices:
        raise QuestionError("Only counts of one contest, with the same choices, can be compared.")
    old, new = common_rows(before.ids, after.ids)
    return Versions(before, after, old, new, _others(old, len(before)), _others(new, len(after)))


def _others(rows: Ints, n: int) -> Ints:
    others = np.ones(n, dtype=np.bool_)
    others[rows] = False
    return np.flatnonzero(others)


@dataclass(frozen=True, slots=True)
class SumShift:
    """What the difference between two states does to one sum.

    Parameters
    ----------
    before, after : int
        The sum in each state.
    appeared, vanished : int
        What the sheets add that only the later (only the earlier) state has; ``vanished`` counts negative
        what it takes away.
    raised, lowered : int
        What the changed sheets add and take (``lowered`` is zero or negative).
    sheets_raised, sheets_lowered : int
        On how many changed sheets.
    """

    before: int
    after: int
    appeared: int
    vanished: int
    raised: int
    lowered: int
    sheets_raised: int
    sheets_lowered: int

    @property
    def changed(self) -> int:
        """Net effect of the changed sheets."""
        return self.raised + self.lowered


def shift(versions: Versions, before: Ints, after: Ints) -> SumShift:
    """Split the difference of a sum by its cause.

    Parameters
    ----------
    versions : Versions
        The two states.
    before, after : int vectors, shapes (n_before,), (n_after,)
        What each sheet adds to the sum in each state.
    """
    change = after[versions.new] - before[versions.old]
    up, down = change[change > 0], change[change < 0]
    return SumShift(
        int(before.sum()),
        int(after.sum()),
        int(after[versions.appeared].sum()),
        -int(before[versions.vanished].sum()),
        int(up.sum()),
        int(down.sum()),
        len(up),
        len(down),
    )


@dataclass(frozen=True, slots=True)
class PlaceShift:
    """What differs in one place.

    Parameters
    ----------
    level, place : str
        Where.
    appeared, vanished, changed : int
        Sheets.
    votes : tuple of int
        Net difference by choice (appeared, vanished and changed together).
    values : tuple of int
        Net difference of each assertion, in units of 1/scale votes.
    """

    level: str
    place: str
    appeared: int
    vanished: int
    changed: int
    votes: tuple[int, ...]
    values: tuple[int, ...] = field(default=())


def by_place(versions: Versions, level: str, assertions: Sequence[Assertion]) -> tuple[PlaceShift, ...]:
    """Return what differs in each place of a level, most changed sheets first.

    A sheet that the two states put into different places counts in the place of the later one.

    Parameters
    ----------
    versions : Versions
        The two states.
    level : str
        Level of place (or further division) that both have.
    assertions : sequence of Assertion
        Whose differences are wanted.

    Returns
    -------
    tuple of PlaceShift
        Only places where something differs.
    """
    v = versions
    rows = [v.appeared, v.vanished, v.new[v.changed]]
    amounts = [v.after.votes[v.appeared], -v.before.votes[v.vanished], v.difference[v.changed]]
    sides = (v.after, v.before, v.after)
    # names of the few sheets that differ, not of all
    names = [side.take(r).member_of(level) for side, r in zip(sides, rows, strict=True)]
    where, code = np.unique(np.concatenate(names), return_inverse=True)
    kind = np.repeat(np.arange(3), [len(r) for r in rows])
    sheets = np.zeros((len(where), 3), dtype=np.int64)
    np.add.at(sheets, (code, kind), 1)
    votes = np.zeros((len(where), v.after.votes.shape[1]), dtype=np.int64)
    np.add.at(votes, code, np.concatenate(amounts))
    choices = [c.choice_id for c in v.after.contest.choices]
    weights = np.array([a.vector(choices) for a in assertions], dtype=np.int64).reshape(-1, len(choices))
    values = votes @ weights.T
    order = sorted(
        range(len(where)), key=lambda i: (-int(sheets[i, 2]), -int(sheets[i].sum()), str(where[i]))
    )
    return tuple(
        PlaceShift(
            level,
            str(where[i]),
            int(sheets[i, 0]),
            int(sheets[i, 1]),
            int(sheets[i, 2]),
            tuple(votes[i].tolist()),
            tuple(values[i].tolist()),
        )
        for i in order
    )
