"""The manifest of an audit of sheets: every expected sheet in its state, never only those that were counted.

Only counted sheets can be drawn, as only they have figures that paper could contradict. What the others hold
is not known, so it counts at its worst, as if they had been audited and found with the largest overstatement
that they allow: Bañuelos and Stark, "Limiting risk by turning manifest phantoms into evil zombies", 2012
(arXiv 1207.3413). Annulled sheets hold nothing that counts and are not in the population.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.capacity import Sharing, most_ballots
from veedor.count.levels import need_levels
from veedor.count.states import areas_of, in_states
from veedor.count.vectors import UNKNOWN, known, rows_of, total, total_of
from veedor.errors import QuestionError
from veedor.model import AreaId, OpenVotes, State, Tally
from veedor.model.bounds import extremes, reach
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from veedor.arrays import Flags, Ints, Texts
    from veedor.count import Sheets
    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.model import Assertion


OPEN = (State.OUTSTANDING, State.SET_ASIDE)


@dataclass(frozen=True, eq=False)
class SheetManifest:
    """Every expected sheet of a contest, with what an audit needs of it.

    Parameters
    ----------
    sheets : Sheets
        The counted ones.
    ids : text vector, shape (n,)
        All that are known by name, ascending.
    code : int vector, shape (n,)
        State of each: position in :data:`veedor.count.states.ORDER`.
    registered : int vector, shape (n,)
        Registered voters of each, or of the register that it shares; ``UNKNOWN`` where not published.
    register : int vector, shape (n,)
        Which shared register the voters of each stand in; -1 where it has its own.
    ballots : int vector, shape (n,)
        Ballots that each can hold at the most, by its voters or by what the case states; ``UNKNOWN`` where
        nothing bounds it.
    blanks : int vector, shape (n_counted,)
        Votes that the blank cells of each counted sheet can hold at the most; ``UNKNOWN`` where nothing
        bounds them.
    areas : mapping of str to text vector, shape (n,)
        Areas of all of them in the divisions that the audit needs.
    unnamed : int
        Sheets that should exist beyond those that are known by name.
    most_ballots : int, optional
        The case states that no sheet can hold more.
    of_ballots : bool
        Whether each sheet is a single ballot.
    polled : bool
        Whether nothing is recorded of these ballots one by one: the votes of ``sheets`` are then the reported
        totals, dealt out over them.
    """

    sheets: Sheets
    ids: Texts
    code: Ints
    registered: Ints
    register: Ints
    ballots: Ints
    blanks: Ints
    areas: Mapping[str, Texts]
    unnamed: int = 0
    most_ballots: int | None = None
    of_ballots: bool = False
    polled: bool = False

    @classmethod
    def of(cls, selection: Selection, further: Iterable[str] = ()) -> SheetManifest:
        """List the sheets of a publication of a count, with the divisions of its rule and further ones.

        Raises
        ------
        MissingDataError
            Where the sheets lack a level by which the rule goes.
        QuestionError
            Where there is no such division.
        """
        rule = selection.rule
        need_levels(rule, selection.divisions, selection.states.divisions)
        divisions = dict.fromkeys((*selection.divisions, *rule.seat_divisions, *further))
        return cls.of_states(selection.states, divisions)

    @classmethod
    def of_states(cls, states: States, divisions: Iterable[str] = ()) -> SheetManifest:
        """List the sheets of a contest.

        Raises
        ------
        QuestionError
            Where there is no such division.
        """
        _check(divisions, [*states.roll.places.levels, *states.roll.areas])
        roll = states.roll
        n, registers = len(roll), len(roll.unit_registered)
        register = roll.unit if registers else np.full(n, -1, dtype=np.int64)
        registered = roll.registered
        if registers:
            registered = np.where(register >= 0, roll.unit_registered[register], registered)
        # what a counted sheet reports of itself is no part of the manifest: its bound adds that to it
        ballots = most_ballots(
            roll, states.aside, (states.annulled,), cap=states.most_ballots, sharing=Sharing.WHOLE
        )
        return cls(
            states.counted,
            roll.ids,
            states.code,
            registered,
            register,
            ballots,
            states.blank_votes,
            {division: roll.member_of(division) for division in divisions},
            states.unnamed,
            states.most_ballots,
        )

    def __len__(self) -> int:
        return len(self.ids) + self.unnamed

    @cached_property
    def rows(self) -> Ints:
        """The row of each counted sheet among all, shape (n_counted,)."""
        return rows_of(self.sheets.ids, self.ids)

    def of_state(self, *states: State) -> Flags:
        """Say which sheets are in one of some states, shape (n,)."""
        return in_states(self.code, *states)

    def number(self, state: State) -> int:
        """Count the sheets in a state; outstanding ones include those that nobody names."""
        return int(self.of_state(state).sum()) + (self.unnamed if state is State.OUTSTANDING else 0)

    @property
    def open(self) -> int:
        """How many sheets are open: outstanding, or set aside and not decided."""
        return sum(self.number(state) for state in OPEN)

    @property
    def blank_sheets(self) -> int:
        """How many counted sheets have blank cells that can hold votes."""
        return int((self.blanks != 0).sum())

    def most(self, state: State) -> int | None:
        """Return how many ballots the sheets in a state can hold together; None where nothing bounds it.

        Of a register that they share with counted sheets, what those leave.
        """
        rows = self.of_state(state)
        parts = [known(n) for n in self.ballots[rows & (self.register < 0)].tolist()]
        parts += self._left(rows)
        if state is State.OUTSTANDING and self.unnamed:
            parts.append(None if self.most_ballots is None else self.most_ballots * self.unnamed)
        return total_of(parts)

    def _left(self, rows: Flags, area: Flags | None = None) -> Iterator[int | None]:
        """Return for each shared register of some sheets what the counted sheets (of an area) leave of it."""
        for number in np.unique(self.register[rows & (self.register >= 0)]).tolist():
            voters = self.voters_of(number)
            if voters is None:
                # no register bounds them: each can hold what the case states, if it states anything
                yield total(self.ballots[rows & (self.register == number)])
            else:
                yield max(0, voters - self._held(number, area))

    def voters_of(self, register: int) -> int | None:
        """Return the voters of a shared register; None where they are not known."""
        found = int(self.registered[self.register == register].max())
        return found if found > 0 else None

    def _held(self, register: int, area: Flags | None) -> int:
        """Count the ballots of a shared register that counted sheets hold; none if votes are no ballots."""
        if self.sheets.contest.votes_allowed > 1:
            return 0
        mine = self.register[self.rows] == register
        return int(self.sheets.cast[mine if area is None else mine & area[self.rows]].sum())

    # what is open

    def member_of(self, division: str) -> Texts:
        """Return the area of every expected sheet in a division, shape (n,).

        Raises
        ------
        QuestionError
            Where the manifest was made without it.
        """
        _check((division,), [*self.areas])
        return self.areas[division]

    def shared_and_open(self) -> Ints:
        """Return the shared registers whose voters are known and of which some sheet is open."""
        found = np.unique(self.register[self.of_state(*OPEN) & (self.register >= 0)])
        return np.array([r for r in found.tolist() if self.voters_of(r) is not None], dtype=np.int64)

    def taken(self, form: Assertion) -> int | None:
        """Return what the open sheets can take away from an assertion at most; None where nothing bounds it.

        Blank cells of counted sheets are not in it: they count at their worst on their sheets.
        """
        groups = [reach(form, self.sheets.contest, group) for group in self._groups(form)]
        least, _ = extremes(0, groups)
        return None if least is None else -least

    def _groups(self, form: Assertion) -> Iterator[OpenVotes]:
        """Return the open votes by area: of sheets with a register of their own, of shared ones, unnamed."""
        division = None if form.scope is None else form.scope.division
        rows = self.of_state(*OPEN)
        areas = None if division is None else self.member_of(division)
        names = [""] if areas is None else np.unique(areas[rows]).tolist()
        for name in names:
            here = rows if areas is None else rows & (areas == name)
            where = {} if division is None or not name else {division: AreaId(name)}
            own = self.ballots[here & (self.register < 0)]
            yield OpenVotes(int(own[own != UNKNOWN].sum()), areas=where)
            if (own == UNKNOWN).any():
                yield OpenVotes(None, areas=where)
            for left in self._left(here, None if areas is None else areas == name):
                yield OpenVotes(left, areas=where)
        if self.unnamed:
            yield OpenVotes(None if self.most_ballots is None else self.most_ballots * self.unnamed)

    # totals

    def electorate(self, rows: Flags | None = None) -> int | None:
        """Return the registered voters of some sheets, each register once; None where some are not known."""
        some = np.ones(len(self.ids), dtype=np.bool_) if rows is None else rows
        if self.unnamed or bool((self.registered[some] == UNKNOWN).any()):
            return None
        own = self.registered[some & (self.register < 0)]
        shared = np.unique(self.register[some & (self.register >= 0)]).tolist()
        return int(own.sum()) + sum(int(self.registered[self.register == r].max()) for r in shared)

    def tally(self, divisions: Sequence[str] = ()) -> Tally:
        """Sum the counted sheets, with the voters of all expected ones, as the rule needs it."""
        whole = self.sheets.tally(divisions)
        areas = {d: areas_of(whole, d, self.areas[d], self.electorate) for d in divisions}
        return Tally(whole.contest, whole.votes, self.electorate(), areas)


def _check(divisions: Iterable[str], of_sheets: Sequence[str]) -> None:
    for division in divisions:
        if division not in of_sheets:
            raise QuestionError(
                sentence("The sheets have no division {division!r}.", division=division),
                remedy=sentence("They have {of_sheets}.", of_sheets=", ".join(of_sheets)),
            )


def all_counted(sheets: Sheets, divisions: Sequence[str] = ()) -> SheetManifest:
    """Take some sheets for all that are expected: for counts that are complete by what is known elsewhere."""
    _check(divisions, [*sheets.places.levels, *sheets.areas])
    n = len(sheets)
    ballots = np.where(sheets.registered > 0, sheets.registered, UNKNOWN)
    return SheetManifest(
        sheets,
        sheets.ids,
        np.zeros(n, dtype=np.int64),
        sheets.registered,
        np.full(n, -1, dtype=np.int64),
        ballots,
        np.where(sheets.blank.any(axis=1), UNKNOWN, 0),
        {division: sheets.member_of(division) for division in divisions},
    )
