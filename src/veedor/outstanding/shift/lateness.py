"""Which sheets came late, in which order they came, and what each adds to the share or lead in question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import MissingDataError, QuestionError
from veedor.outstanding.arrival import Basis, arrival, beginnings, step_ends
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.partial_count import ballots_of
from veedor.outstanding.tree import Tree, add_up, grow
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from veedor.arrays import Flags, Floats, Ints, Texts, Times
    from veedor.count import Sheets
    from veedor.model import Assertion, Contest, CountId, Measure


@dataclass(frozen=True, eq=False)
class Lateness:
    """The sheets of a count, cut into early and late, with the share or lead in question.

    Parameters
    ----------
    contest, count_id : Contest, CountId
        Whose votes.
    assertion, measure : Assertion, Measure
        What decides the contest, and what it measures.
    tree : Tree
        Places.
    top, base : float vectors, shape (n,)
        Numerator and denominator of the measure by sheet, as summed from its votes (a declared total is
        never a denominator).
    late : bool vector, shape (n,)
        Sheets that came after the cut.
    at : datetime64[s] vector, shape (n,)
        When each sheet arrived; NaT where unknown, or where the sheet is no part of the ordered count. Sheets
        of one moment have no order among them.
    basis : Basis
        What late rests on: membership in a publication, or the time of verification.
    nameless : int
        Sheets without a named place at the finest level: each is a leaf of its own.
    order : Basis
        Where ``at`` comes from.
    untimed : int
        Sheets on neither side, because the cut is a moment and nothing says when they arrived.
    seed : int
        Of the order in which the sheets of one moment are drawn.
    """

    contest: Contest
    count_id: CountId
    assertion: Assertion
    measure: Measure
    tree: Tree
    top: Floats
    base: Floats
    late: Flags
    at: Times
    basis: Basis
    nameless: int = 0
    order: Basis = Basis.VERIFICATION
    untimed: int = 0
    seed: int = 1

    @property
    def leaf(self) -> Ints:
        """Polling place of each sheet."""
        return self.tree.leaf

    @cached_property
    def rows(self) -> Ints:
        """Sheets with a known order and a base above zero, from first to last; ties are drawn."""
        rows = np.flatnonzero(~np.isnat(self.at) & (self.base > 0))
        drawn = np.random.default_rng(self.seed).random(len(rows))
        return rows[np.lexsort((drawn, self.at[rows]))].astype(np.int64)

    @cached_property
    def ends(self) -> Ints:
        """How many of the ordered sheets had arrived at the end of each moment, shape (n_moments,)."""
        return step_ends(self.at[self.rows].astype(np.int64))

    @cached_property
    def score(self) -> Floats:
        """The normal score of each sheet's rank of arrival, one for all of a moment; NaN without an order."""
        from scipy.special import ndtri

        before = np.r_[0, self.ends[:-1]]
        middle = (before + self.ends) / 2
        found = np.full(len(self.at), np.nan)
        found[self.rows] = np.repeat(ndtri(middle / max(len(self.rows), 1)), self.ends - before)
        return found

    def cuts(self, shares: Sequence[float]) -> list[tuple[float, int]]:
        """Return cuts of the ordered sheets between two moments, near some shares of them."""
        return beginnings(self.ends, shares)

    def at_level(self, level: int) -> Lateness:
        """Take the places of a wider level for polling places; 0 is the finest."""
        tree = self.tree
        wider = Tree(tree.levels[level:], tree.ancestors[level][tree.leaf], tree.parents[level:])
        return replace(self, tree=wider)

    @cached_property
    def value(self) -> Floats:
        """The measure by sheet, NaN where its base is zero, shape (n,)."""
        out = np.full(len(self.top), np.nan)
        np.divide(self.top, self.base, out=out, where=self.base > 0)
        return out

    def sums(self, late: Flags) -> tuple[Floats, Floats]:
        """Sum numerator and denominator by side and place, shape (2, n_leaves): early, late.

        Parameters
        ----------
        late : bool vector, shape (n,)
            Which sheets are late.
        """
        n = self.tree.leaves
        cell = self.leaf + n * late
        top, base = (add_up(cell, amount, 2 * n).reshape(2, n) for amount in (self.top, self.base))
        return top, base

    def alone(self, rows: Ints) -> Lateness:
        """Take the votes of some rows only."""
        top, base = np.zeros_like(self.top), np.zeros_like(self.base)
        top[rows], base[rows] = self.top[rows], self.base[rows]
        return replace(self, top=top, base=base)

    def position(self, moment: np.datetime64) -> int:
        """Return how many ordered sheets came before a moment; a publication of that moment is before it."""
        side: Literal["left", "right"] = "left" if self.order is Basis.VERIFICATION else "right"
        return int(np.searchsorted(self.at[self.rows], moment, side=side))


def lateness(
    sheets: Sheets,
    assertion: Assertion,
    *,
    early: Texts | None = None,
    cut: np.datetime64 | None = None,
    arrived: tuple[Times, Basis] | None = None,
    seed: int = 1,
) -> Lateness:
    """Cut the sheets of a count into early and late.

    Parameters
    ----------
    sheets : Sheets
        The count whose votes are compared, on both sides of the cut.
    assertion : Assertion
        What decides the contest, without a scope.
    early : text vector, optional
        Ids of the sheets that a publication held before the cut.
    cut : datetime64, optional
        Without ``early``: sheets verified from this moment on (or published after it) are late. Sheets of
        which no moment is known are on neither side.
    arrived : (datetime64[s] vector, Basis), optional
        When each sheet arrived and what that rests on; by default its own time of verification.
    seed : int
        Of the order in which the sheets of one moment are drawn.

    Raises
    ------
    MissingDataError
        Where neither a publication nor times say which sheets were early, or no places are published.
    QuestionError
        Where every sheet is early, or every sheet is late, or one side has no votes.
    """
    if not sheets.places.comparable:
        raise MissingDataError(
            "The files name no places, so nothing tells which places came late from a change within places.",
            remedy="Name the columns of the places under [source.<name>.place] of case.toml, and their order "
            "in levels of [election].",
        )
    times, order = arrival(sheets.ids, sheets.verified_at) if arrived is None else arrived
    late, basis, untimed = _late(sheets.ids, (times, order), early, cut), order, 0
    if early is not None:
        basis = Basis.PUBLICATION
    else:
        timed = ~np.isnat(times)
        sheets, times, late, untimed = sheets.take(timed), times[timed], late[timed], int((~timed).sum())
    measure = measure_of_whole(assertion, sheets.contest)
    top, base = _amounts(sheets, measure, late)
    return Lateness(
        contest=sheets.contest,
        count_id=sheets.count_id,
        assertion=assertion,
        measure=measure,
        tree=grow(sheets.places),
        top=top,
        base=base,
        late=late,
        at=times,
        basis=basis,
        nameless=int((~sheets.places.known(sheets.places.comparable)).sum()),
        order=order,
        untimed=untimed,
        seed=seed,
    )


def _amounts(sheets: Sheets, measure: Measure, late: Flags) -> tuple[Floats, Floats]:
    """Return numerator and denominator by sheet; there must be votes on both sides."""
    columns = Columns([measure], sheets.contest)
    voters = np.where(sheets.registered < 0, np.nan, sheets.registered)
    top, base = (columns.of(sheets.votes, voters, ballots_of(sheets))[:, column] for column in columns.at[0])
    base = np.nan_to_num(base)
    if not (base[late].sum() > 0 and base[~late].sum() > 0):
        side = "Every sheet is late" if late.all() else "One side of the cut has no votes"
        raise QuestionError(
            sentence(
                "{which}, so there is nothing to compare it with.",
                which=side if late.any() else sentence("Every sheet is early"),
            ),
            remedy="Choose another snapshot or moment.",
        )
    return top, base


def _late(ids: Texts, arrived: tuple[Times, Basis], early: Texts | None, cut: np.datetime64 | None) -> Flags:
    """Return which sheets are late; where a moment cuts, those without a time may be said to be either."""
    if early is not None:
        return ~np.isin(ids, early)
    times, order = arrived
    if cut is not None and not np.isnat(times).all():
        return times >= cut if order is Basis.VERIFICATION else times > cut
    raise MissingDataError(
        "Neither a published snapshot nor times of verification say which sheets came late.",
        remedy="Add a snapshot of the count from before the cut, or its log of verifications.",
    )
