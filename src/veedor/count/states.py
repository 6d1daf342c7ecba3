"""The state of every expected sheet of a contest at a moment of a count.

Only counted sheets are summed (:class:`~veedor.count.Sheets`); the others stay in sight here, with the voters
they may hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.capacity import Sharing, left_of_registers, most_ballots, most_of_sheets
from veedor.count.vectors import UNKNOWN, coded, known
from veedor.model import AreaId, Brief, OpenVotes, State, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from veedor.arrays import Flags, Ints, Texts
    from veedor.count.roll import Roll
    from veedor.count.sheets import Sheets
    from veedor.model import ChoiceId

ORDER = (State.COUNTED, State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
"""Codes of states are positions in this."""
_NO_LIMIT = np.iinfo(np.int64).max


class Completeness(StrEnum):
    """What is known of how many sheets there should be."""

    LIST = "list"
    """A list names every sheet."""
    NUMBER = "number"
    """A number is stated; sheets beyond those that are known by name have no name."""
    UNKNOWN = "unknown"
    """Neither: the sheets that some published file names are all that is known."""


@dataclass(frozen=True, eq=False)
class States(Brief):
    """Every expected sheet of a contest in its state, as one count had it at a moment.

    Parameters
    ----------
    roll : Roll
        The expected sheets that are known by name.
    code : int vector, shape (n,)
        State of each: position in :data:`ORDER`.
    reason : text vector, shape (n,)
        Why: ``absent`` (no row), ``no figure``, ``status``, ``repeated``, ...
    word : text vector, shape (n,)
        The published word; empty where there is none.
    counted, aside, annulled : Sheets
        The figures of the counted, the set aside and the annulled sheets.
    completeness : Completeness
        What is known of how many sheets there should be.
    expected : int, optional
        How many sheets there should be; None where that is not known.
    most_ballots : int, optional
        The case states that no sheet can hold more.
    """

    roll: Roll
    code: Ints
    reason: Texts
    word: Texts
    counted: Sheets
    aside: Sheets
    annulled: Sheets
    completeness: Completeness
    expected: int | None
    most_ballots: int | None = None

    def of(self, *states: State) -> Flags:
        """Say which sheets of the roll are in one of some states, shape (n,)."""
        return in_states(self.code, *states)

    def number(self, state: State) -> int:
        """Count the sheets in a state; outstanding ones include those that nobody names."""
        named = int(self.of(state).sum())
        return named + self.unnamed if state is State.OUTSTANDING else named

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels of place that are known, and further divisions."""
        return (*self.roll.places.levels_known, *self.roll.areas)

    @property
    def apart(self) -> tuple[tuple[State, Sheets], ...]:
        """The figures of sheets that are not counted, by state."""
        return (State.SET_ASIDE, self.aside), (State.ANNULLED, self.annulled)

    @property
    def unnamed(self) -> int:
        """Sheets that should exist beyond those that are known by name."""
        return max(0, (self.expected or 0) - len(self.roll))

    @property
    def beyond(self) -> Texts:
        """Ids of the counted sheets that the list of expected sheets does not name; none without a list."""
        found: Texts = np.intersect1d(self.roll.unlisted, self.counted.ids, assume_unique=True)
        return found

    @property
    def is_open(self) -> Flags:
        """Which sheets of the roll are open: outstanding, or set aside and not decided, shape (n,)."""
        return self.of(State.OUTSTANDING, State.SET_ASIDE)

    def most_ballots_of(self, sharing: Sharing) -> Ints:
        """Return how many ballots each sheet of the roll can hold at the most, shape (n,).

        ``UNKNOWN`` where nothing bounds it; see :func:`veedor.count.capacity.most_ballots`.
        """
        return most_ballots(
            self.roll, self.counted, (self.aside, self.annulled), cap=self.most_ballots, sharing=sharing
        )

    @cached_property
    def capacity(self) -> Ints:
        """Ballots that each sheet can hold at the most while the counted ones stand, shape (n,)."""
        return self.most_ballots_of(Sharing.LEFT)

    @cached_property
    def left_of_units(self) -> Ints:
        """Voters of each shared register whose ballots no counted sheet holds, shape (n_units,)."""
        return left_of_registers(self.roll, self.counted)

    @cached_property
    def electorate(self) -> int | None:
        """Registered voters of all expected sheets, each register once; None where some are not known."""
        return self._voters(np.ones(len(self.roll), dtype=np.bool_))

    def open_votes(self, divisions: Sequence[str] = ()) -> tuple[OpenVotes, ...]:
        """Return what is not known: the open sheets, and the blank cells of counted ones.

        Parameters
        ----------
        divisions : sequence of str
            Levels of place or further divisions by which the rule counts: what is open is told by its areas.
        """
        groups = _Groups(divisions)
        rows = np.flatnonzero(self.is_open)
        areas = [self.roll.member_of(division)[rows].tolist() for division in divisions]
        units = self.roll.unit[rows].tolist()
        shared: set[int] = set()
        for i, (cap, unit) in enumerate(zip(self.capacity[rows].tolist(), units, strict=True)):
            if unit >= 0 and unit in shared:
                continue  # what is left of a register is open once, however many sheets share it
            shared.add(unit)
            groups.add(known(cap), None, [area[i] for area in areas])
        if self.unnamed:
            cap = None if self.most_ballots is None else self.most_ballots * self.unnamed
            groups.add(cap, None, ["" for _ in divisions])
        for cell in self._blank_cells(divisions):
            groups.add(*cell)
        return groups.made()

    def _blank_cells(
        self, divisions: Sequence[str]
    ) -> Iterator[tuple[int | None, frozenset[ChoiceId], list[str]]]:
        """Return the blank cells of counted sheets: how many votes they can hold, for whom, and where."""
        sheets = self.counted
        rows = np.flatnonzero(sheets.blank.any(axis=1))
        if not len(rows):
            return
        ids = [choice.choice_id for choice in sheets.contest.choices]
        areas = [sheets.member_of(division)[rows] for division in divisions]
        for i, (row, most) in enumerate(zip(rows.tolist(), self.blank_votes[rows].tolist(), strict=True)):
            if most != 0:
                blank = frozenset(ids[j] for j in np.flatnonzero(sheets.blank[row]).tolist())
                yield known(most), blank, [str(area[i]) for area in areas]

    @cached_property
    def blank_votes(self) -> Ints:
        """Votes that blank cells of each counted sheet can hold, ``UNKNOWN`` where nothing bounds them.

        The least of what its voters, its printed ballots and its printed valid votes leave. A limit below
        what is there is wrong: it limits nothing.
        """
        found = np.zeros(len(self.counted), dtype=np.int64)
        rows = np.flatnonzero(self.counted.blank.any(axis=1))
        limits = [np.where(limit >= 0, limit, _NO_LIMIT) for limit in self._limits(rows)]
        least = np.minimum.reduce(limits)
        found[rows] = np.where(least == _NO_LIMIT, UNKNOWN, least)
        return found

    def _limits(self, rows: Ints) -> Iterator[Ints]:
        """Return what bounds the blank cells of some counted sheets; negative where it bounds nothing."""
        sheets, contest = self.counted, self.counted.contest
        allowed, held = contest.votes_allowed, sheets.cast[rows]
        place = self.roll.rows(sheets.ids[rows])
        voters = self.roll.registered[place]
        voters = np.where(voters > 0, voters, coded(self.most_ballots))
        shared = np.r_[self.left_of_units, UNKNOWN][self.roll.unit[place]]
        own = np.where(voters == UNKNOWN, UNKNOWN, voters * allowed - held)
        yield np.where(shared == UNKNOWN, own, shared * allowed)
        if "cast" in sheets.printed and allowed == 1:
            printed = sheets.printed["cast"][rows]
            yield np.where(printed == UNKNOWN, UNKNOWN, printed - held)
        if "valid" in sheets.printed:
            printed = sheets.printed["valid"][rows]
            others = [j for j, c in enumerate(contest.choices) if c.kind not in contest.valid_kinds]
            bounds = (printed != UNKNOWN) & ~sheets.blank[rows][:, others].any(axis=1)
            yield np.where(bounds, printed - sheets.valid[rows], UNKNOWN)

    def tally(self, divisions: Sequence[str] = ()) -> Tally:
        """Sum the counted sheets, with the voters of all expected ones, and what is open.

        Parameters
        ----------
        divisions : sequence of str
            Levels of place or further divisions whose areas the rule needs.
        """
        whole = self.counted.tally(divisions)
        open_votes = self.open_votes(divisions)
        areas = {d: areas_of(whole, d, self.roll.member_of(d), self._voters, open_votes) for d in divisions}
        return replace(whole, registered=self.electorate, areas=areas, open=open_votes)

    def _voters(self, rows: Flags) -> int | None:
        return None if self.unnamed else self.roll.voters(rows)


def bounds_of(sheets: Sheets, states: States | None) -> Ints:
    """Return how many ballots each of some counted sheets could hold at the most if it were in doubt.

    Shape (n,), ``UNKNOWN`` where nothing bounds it; without states, its own voters do.
    """
    if states is None:
        return most_of_sheets(sheets)
    return states.most_ballots_of(Sharing.NONE)[states.roll.rows(sheets.ids)]


def in_states(code: Ints, *states: State) -> Flags:
    """Say which sheets are in one of some states, by their codes, shape (n,)."""
    found: Flags = np.isin(code, [ORDER.index(state) for state in states])
    return found


def areas_of(
    whole: Tally,
    division: str,
    member: Texts,
    voters: Callable[[Flags], int | None],
    open_votes: Sequence[OpenVotes] = (),
) -> dict[AreaId, Tally]:
    """Return the tally of each area of a division that has an expected sheet, counted or not.

    Parameters
    ----------
    whole : Tally
        The counted sheets, with the areas that have any.
    division : str
        Which division.
    member : text vector, shape (n,)
        The area of each expected sheet.
    voters : function
        Gives the registered voters of some sheets, each register once; None where some are not known.
    open_votes : sequence of OpenVotes
        What is open in all areas.
    """
    counted = whole.areas[division]
    found: dict[AreaId, Tally] = {}
    for area in map(AreaId, np.unique(member).tolist()):
        if area or area in counted:
            base = counted.get(area) or Tally(whole.contest, {})
            here = tuple(v for v in open_votes if v.areas.get(division, area) == area)
            found[area] = replace(base, registered=voters(member == area), open=here)
    return found


@dataclass
class _Groups:
    """Open votes of one kind and place, added up."""

    divisions: Sequence[str]
    sums: dict[tuple[bool, frozenset[ChoiceId] | None, tuple[str, ...]], int] = field(default_factory=dict)

    def add(self, ballots: int | None, choices: frozenset[ChoiceId] | None, areas: Sequence[str]) -> None:
        # what nothing bounds stays apart: the rest alone may already change the outcome
        key = (ballots is None, choices, tuple(areas))
        self.sums[key] = self.sums.get(key, 0) + (ballots or 0)

    def made(self) -> tuple[OpenVotes, ...]:
        return tuple(
            OpenVotes(
                None if unbounded else ballots,
                choices,
                {d: AreaId(area) for d, area in zip(self.divisions, areas, strict=True) if area},
            )
            for (unbounded, choices, areas), ballots in self.sums.items()
        )
