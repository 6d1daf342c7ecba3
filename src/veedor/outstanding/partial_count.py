"""What is known of a count at a moment: the sheets that should exist, and those that a snapshot holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veedor.count.vectors import UNKNOWN, rows_of
from veedor.errors import QuestionError
from veedor.outstanding.arrival import ORDERED_FROM, Basis, arrival, step_ends
from veedor.outstanding.contents import by_contents
from veedor.outstanding.expected import BesideTheRoll
from veedor.outstanding.silent import Regions, SilentPart, regions_of, silent_parts
from veedor.outstanding.tree import Tree, crossed, grow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veedor.arrays import Flags, Floats, Ints, Texts, Times
    from veedor.count import Sheets
    from veedor.count.roll import Roll
    from veedor.model import Contest, CountId, SnapshotId
    from veedor.outstanding.columns import Columns
    from veedor.outstanding.earlier import EarlierMatch
    from veedor.outstanding.expected import RollToCome

_Number = TypeVar("_Number", bound=np.generic)


class Sizing(StrEnum):
    """What stands for the size of an outstanding sheet."""

    REGISTERED = "registered"
    """Registered voters of every sheet are published."""
    FILLED = "filled"
    """Some are missing: those sheets are taken as large as the median of their place, or of all."""
    SHEETS = "sheets"
    """None are published: every sheet counts as one."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Where roll and snapshot do not agree, in sheets.

    Parameters
    ----------
    not_on_roll : int
        In the snapshot but not on the roll: their votes count, but nothing is borrowed from them.
    other_size : int
        With other registered voters than the roll has; the roll's are used.
    no_size : int
        On the roll without registered voters.
    untimed : int
        Counted, but without a known order.
    few_times : int
        Counted with a known time, where they are too few to be an order.
    """

    not_on_roll: int = 0
    other_size: int = 0
    no_size: int = 0
    untimed: int = 0
    few_times: int = 0


@dataclass(frozen=True, eq=False)
class PartialCount:
    """What is known of a count at a moment, sheets in an order of their contents.

    Parameters
    ----------
    contest, count_id, snapshot_id
        Of which contest and count, and which published file says so.
    counted : bool vector, shape (n,)
        Which sheets of the roll the snapshot holds.
    votes : int matrix, shape (n, n_choices)
        Their votes; zero for outstanding sheets.
    beyond : int vector, shape (n_choices,)
        Votes of sheets that are not on the roll.
    size : float vector, shape (n,)
        Size of each sheet, see `Sizing`.
    sizing : Sizing
        What the size is.
    tree : Tree
        Places.
    crossed : Tree
        The same with strata and sizes of places across them.
    strata : Tree, optional
        The same with the strata above them, where strata are published.
    silent : tuple of SilentPart
        Regions and classes of which nothing is counted.
    regions : Regions
        The region of each sheet.
    ballots : float vector, shape (n,), optional
        Ballots cast, zero for outstanding sheets. None where they are the sum of votes, or not published.
    ballots_beyond : float
        Ballots of sheets that are not on the roll.
    arrival : float vector, shape (n,)
        Moment at which counted sheets arrived (any increasing number), NaN where unknown. Equal moments have
        no order among them.
    basis : Basis
        Where that order comes from.
    disagreements : Disagreements
        Where roll and snapshot do not agree.
    beside : BesideTheRoll
        What is known beside the sheets of the roll.
    baseline : EarlierMatch, optional
        What an earlier election says of each sheet.
    members : mapping of str to text vector, shape (n,)
        The area of each sheet in the levels and divisions that seats are shared out by.
    share : float vector, shape (n,), optional
        Of a count by area: what part of an observation each row is; its rows are no sheets by themselves.
    """

    contest: Contest
    count_id: CountId
    snapshot_id: SnapshotId | None
    counted: Flags
    votes: Ints
    beyond: Ints
    size: Floats
    sizing: Sizing
    tree: Tree
    crossed: Tree
    strata: Tree | None
    silent: tuple[SilentPart, ...]
    regions: Regions
    ballots: Floats | None
    ballots_beyond: float
    arrival: Floats
    basis: Basis
    disagreements: Disagreements
    beside: BesideTheRoll = field(default_factory=BesideTheRoll)
    baseline: EarlierMatch | None = None
    members: Mapping[str, Texts] = field(default_factory=dict)
    share: Floats | None = None

    def __len__(self) -> int:
        return len(self.counted)

    @property
    def unbounded(self) -> bool:
        """Whether nothing bounds how much is outstanding, so that a size of it would be made up."""
        filled = self.sizing is not Sizing.SHEETS and bool(self.beside.unbounded)
        return filled or self.beside.unnamed > 0

    def columns(self, columns: Columns) -> tuple[Floats, Floats]:
        """Return the columns of each sheet of the roll, and the totals of all that is counted.

        Raises
        ------
        QuestionError
            Where a measure is about ballots, and they are not published.
        """
        voters = np.full(len(self), np.nan) if self.sizing is Sizing.SHEETS else self.size
        votes = columns.of(self.votes, voters, self.ballots)
        beyond = columns.of(self.beyond, 0.0, None if self.ballots is None else self.ballots_beyond)
        return votes, votes[self.counted].sum(axis=0) + beyond

    @property
    def in_order(self) -> Ints:
        """Counted sheets whose order is known, from first to last; those of one moment as they stand."""
        rows = np.flatnonzero(self.counted & np.isfinite(self.arrival))
        return rows[np.argsort(self.arrival[rows], kind="stable")]

    @property
    def steps(self) -> Ints:
        """How many of the sheets in their order had arrived at the end of each moment, shape (n_moments,)."""
        return step_ends(self.arrival[self.in_order])


def partial_count(
    roll: RollToCome | Roll | Sheets,
    snapshot: Sheets,
    *,
    publications: Sequence[frozenset[str]] = (),
    published_at: Times | None = None,
    beside: BesideTheRoll | None = None,
    baseline: EarlierMatch | None = None,
    share: Floats | None = None,
) -> PartialCount:
    """Put a snapshot beside the roll.

    Parameters
    ----------
    roll : RollToCome, Roll or Sheets
        Every sheet that should exist; a complete count will do.
    snapshot : Sheets
        What one published file holds. Its rows, not any time stamp, decide what was known.
    publications, published_at : sequence of sets of sheet ids, datetime64 vector, optional
        What each publication up to this one held or brought, from the first on, and when each was published.
    beside : BesideTheRoll, optional
        What is known beside the sheets of the roll; by default nothing.
    baseline : EarlierMatch, optional
        What an earlier election says of each sheet of the roll.
    share : float vector, shape (n,), optional
        What part of an observation each sheet of the roll is; by default a whole one.

    Raises
    ------
    QuestionError
        Where the roll is empty.
    """
    if not len(roll.ids):
        raise QuestionError(
            "The roll of sheets is empty, so nothing is outstanding.",
            remedy="Name the file of all sheets (or a complete count) in case.toml.",
        )
    at_roll = rows_of(snapshot.ids, roll.ids)
    known = at_roll != UNKNOWN
    rows = at_roll[known]
    held, strangers = snapshot.take(known), snapshot.take(~known)
    counted = _at(rows, np.ones(len(held), dtype=bool), len(roll.ids))
    votes = _at(rows, held.votes, len(roll.ids))
    printed = ballots_of(snapshot)
    ballots = None if printed is None else _at(rows, printed[known], len(roll.ids))
    size, sizing = _sizes(roll)
    arrived, basis, few = _arrived(len(counted), rows, held, publications, published_at)
    strata, stratum = np.unique(roll.stratum, return_inverse=True)
    order = by_contents(
        roll.places, size, counted, votes, arrived, stratum, *(() if ballots is None else (ballots,))
    )
    places = roll.places.take(order)
    return PartialCount(
        contest=snapshot.contest,
        count_id=snapshot.count_id,
        snapshot_id=snapshot.snapshot_id,
        counted=counted[order],
        votes=votes[order],
        beyond=strangers.votes.sum(axis=0),
        ballots=None if ballots is None else ballots[order],
        ballots_beyond=0.0 if printed is None else float(printed[~known].sum()),
        size=size[order],
        sizing=sizing,
        tree=grow(places),
        strata=grow(places, roll.stratum[order]) if len(strata) > 1 else None,
        crossed=crossed(places, roll.stratum[order], size[order]),
        silent=silent_parts(places, roll.stratum[order], counted[order], size[order]),
        regions=regions_of(places),
        arrival=arrived[order],
        basis=basis,
        disagreements=replace(
            _disagreements(roll, snapshot, rows, known),
            untimed=int((counted & ~np.isfinite(arrived)).sum()),
            few_times=few,
        ),
        beside=BesideTheRoll() if beside is None else beside,
        baseline=None if baseline is None else baseline.take(order),
        members={level: area[order] for level, area in getattr(roll, "members", {}).items()},
        share=None if share is None else share[order],
    )


def _at(rows: Ints, values: NDArray[_Number], size: int) -> NDArray[_Number]:
    """Put what the snapshot holds into rows of the roll; the others have nothing."""
    found = np.zeros((size, *values.shape[1:]), dtype=values.dtype)
    found[rows] = values
    return found


def _disagreements(
    roll: RollToCome | Roll | Sheets, snapshot: Sheets, rows: Ints, known: Flags
) -> Disagreements:
    """Say where the sheets of a snapshot and those of the roll, of the same rows, do not agree."""
    held, listed = snapshot.registered[known], roll.registered[rows]
    return Disagreements(
        not_on_roll=int((~known).sum()),
        other_size=int(((held != UNKNOWN) & (listed != UNKNOWN) & (held != listed)).sum()),
        no_size=int((roll.registered == UNKNOWN).sum()),
    )


def _sizes(roll: RollToCome | Roll | Sheets) -> tuple[Floats, Sizing]:
    """Return the size of every sheet; gaps are filled with the median of the place, or of all."""
    missing = roll.registered == UNKNOWN
    if missing.all():
        return np.ones(len(missing)), Sizing.SHEETS
    size = roll.registered.astype(np.float64)
    if not missing.any():
        return size, Sizing.REGISTERED
    place = roll.places.apart(roll.places.finest)
    size[missing] = np.median(size[~missing])
    for code in np.unique(place[missing]):
        here = (place == code) & ~missing
        if here.any():
            size[(place == code) & missing] = np.median(size[here])
    return size, Sizing.FILLED


def ballots_of(sheets: Sheets) -> Floats | None:
    """Return the ballots cast by sheet, where they are not the sum of votes; None where not published."""
    return None if sheets.ballots is None else sheets.printed["cast"].astype(np.float64)


def _arrived(
    n: int, rows: Ints, held: Sheets, publications: Sequence[frozenset[str]], published_at: Times | None
) -> tuple[Floats, Basis, int]:
    """Return when each row of the roll arrived, what that rests on, and how many times were too few."""
    at, basis = arrival(held.ids, held.verified_at, publications, published_at)
    known = ~np.isnat(at)
    found = np.full(n, np.nan)
    if known.sum() < ORDERED_FROM * len(at):
        return found, Basis.NONE, int(known.sum())
    found[rows[known]] = at[known].astype(np.int64)
    return found, basis, 0
