"""What may be done with a sheet in doubt: a register of treatments.

A treatment is an object: its name, what it needs, and what a sheet holds afterwards. What an assertion loses
follows from that (:mod:`veedor.stakes.treated`), so that no treatment can say one thing and prove another.
All of them act on each sheet by itself, so losses add up. To add one, register it here and give its name a
text in the catalogues (``stakes.treatment.<name>``); the contract test then tries it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError
from veedor.model import Kind
from veedor.plugins import of_own_or_brought
from veedor.sentence import sentence
from veedor.stakes.replaced import Replacement, replacement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints
    from veedor.count.sheets import Sheets
    from veedor.model import ChoiceId
    from veedor.stakes.units import Units


@dataclass(frozen=True, eq=False)
class Setting:
    """What a treatment may look at.

    Parameters
    ----------
    sheets : Sheets
        The count.
    donor, receiver : ChoiceId
        Whose votes carry the binding assertion, and whose break it.
    units : Units
        What is treated as one piece.
    bound : int vector, shape (n_sheets,)
        Ballots that each sheet can hold at the most, ``UNKNOWN`` where nothing bounds it: such a sheet is
        taken to hold what it holds.
    """

    sheets: Sheets
    donor: ChoiceId
    receiver: ChoiceId
    units: Units
    bound: Ints

    @property
    def columns(self) -> tuple[int, int]:
        """Columns of donor and receiver."""
        column = self.sheets.column
        return column[self.donor], column[self.receiver]

    @property
    def abstainers(self) -> Ints:
        """Voters of each sheet who did not vote, shape (n_sheets,)."""
        left: Ints = np.maximum(self.bound - self.sheets.cast, 0)
        return left

    def columns_of(self, *kinds: Kind) -> list[int]:
        """Columns of the choices of some kinds."""
        return [self.sheets.column[choice] for choice in self.sheets.contest.of_kind(*kinds)]

    @cached_property
    def replacement(self) -> Replacement:
        """What each sheet would hold after the rest of its place."""
        return replacement(self.sheets, self.units)


@dataclass(frozen=True, eq=False)
class VoteChange:
    """Votes added to some columns of every sheet, negative where they are taken.

    Parameters
    ----------
    columns : list of int, length k
        Which.
    votes : int matrix, shape (n_sheets, k)
        How many.
    """

    columns: list[int]
    votes: Ints


class Ballots(StrEnum):
    """What becomes of the ballots of a sheet, where a ballot gives several votes and they were counted."""

    KEPT = "kept"
    """As many were cast as before."""
    GONE = "gone"
    """The sheet is not counted at all."""
    OPEN = "open"
    """The treatment does not say how many it then holds."""


@dataclass(frozen=True)
class Treatment:
    """What is done with a sheet.

    Parameters
    ----------
    name : str
        As users write it.
    needs_registered : bool
        Whether it means nothing without registered voters.
    empties : bool
        Whether it may leave no valid vote at all.
    ballots : Ballots
        What becomes of the ballots where they are not the sum of votes.
    """

    name: str
    needs_registered: bool = False
    empties: bool = False
    ballots: Ballots = Ballots.OPEN
    free: ClassVar[bool] = False
    """Whether it leaves the content open."""

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def check(self, setting: Setting) -> None:
        """Refuse a count that lacks what the treatment needs.

        Raises
        ------
        MissingDataError
            Where it needs registered voters and no sheet has them.
        """
        if self.needs_registered and bool((setting.bound == UNKNOWN).all()):
            raise MissingDataError(
                sentence(
                    "The treatment {name!r} needs registered voters by sheet, and none "
                    "of the {number_of_sheets:,} counted sheets has any of its own.",
                    name=self.name,
                    number_of_sheets=len(setting.sheets),
                ),
                remedy="Ask with 'refill-cast' (bounded by ballots cast), or add the voters to the case.",
            )


@dataclass(frozen=True, kw_only=True)
class Fixed(Treatment):
    """A treatment that says exactly what a sheet holds afterwards.

    Parameters
    ----------
    change : callable
        Setting -> the votes that come and go on every sheet.
    """

    change: Callable[[Setting], VoteChange]


@dataclass(frozen=True, kw_only=True)
class Refill(Treatment):
    """A treatment that leaves the content open within a bound: the worst is chosen for the assertion at hand.

    Parameters
    ----------
    columns : callable
        Setting -> the columns that may be filled; the others stay as published.
    capacity : callable
        Setting -> how many ballots they hold on each sheet, shape (n_sheets,).
    at_most : bool
        Whether they may hold fewer.
    """

    free: ClassVar[bool] = True
    columns: Callable[[Setting], list[int]]
    capacity: Callable[[Setting], Ints]
    at_most: bool = False


def _annul(setting: Setting) -> VoteChange:
    votes = setting.sheets.votes
    return VoteChange(list(range(votes.shape[1])), -votes)


def _strike(setting: Setting) -> VoteChange:
    donor, _ = setting.columns
    return VoteChange([donor], -setting.sheets.votes[:, [donor]])


def _given(setting: Setting, source: list[int]) -> VoteChange:
    """Return all votes of some columns to the receiver."""
    _, receiver = setting.columns
    taken = setting.sheets.votes[:, source]
    return VoteChange([*source, receiver], np.column_stack([-taken, taken.sum(axis=1)]))


def _swap(setting: Setting) -> VoteChange:
    donor, receiver = setting.columns
    difference = setting.sheets.votes[:, donor] - setting.sheets.votes[:, receiver]
    return VoteChange([donor, receiver], np.column_stack([-difference, difference]))


def _abstainers(setting: Setting) -> VoteChange:
    return VoteChange([setting.columns[1]], setting.abstainers[:, None])


def _replace(setting: Setting) -> VoteChange:
    votes = setting.sheets.votes
    return VoteChange(list(range(votes.shape[1])), setting.replacement.votes - votes)


def _every(setting: Setting) -> list[int]:
    return list(range(setting.sheets.votes.shape[1]))


def _candidates(setting: Setting) -> list[int]:
    return setting.columns_of(Kind.CANDIDATE)


def _for_candidates(setting: Setting) -> Ints:
    votes: Ints = setting.sheets.votes[:, _candidates(setting)].sum(axis=1)
    return votes


def _cast(setting: Setting) -> Ints:
    return setting.sheets.cast


def _at_the_most(setting: Setting) -> Ints:
    return np.maximum(setting.bound, setting.sheets.cast)


_REGISTER: dict[str, Treatment] = {}
TREATMENTS: Mapping[str, Treatment] = _REGISTER
"""Every registered treatment by its name, in the order in which they are shown."""


def register(treatment: Treatment) -> Treatment:
    """Make a treatment known by its name, and give it back.

    Raises
    ------
    ValueError
        Where another one has that name.
    """
    if treatment.name in _REGISTER:
        raise ValueError(f"there is a treatment {treatment.name!r} already")
    _REGISTER[treatment.name] = treatment
    return treatment


ANNUL = register(Fixed("annul", empties=True, ballots=Ballots.GONE, change=_annul))
"""Its ballots leave the count; its voters stay on the roll."""
STRIKE = register(Fixed("strike", empties=True, ballots=Ballots.KEPT, change=_strike))
"""The donor's votes are struck; nobody else gets them."""
MOVE = register(
    Fixed("move", ballots=Ballots.KEPT, change=lambda setting: _given(setting, [setting.columns[0]]))
)
"""The donor's votes are given to the receiver."""
SWAP = register(Fixed("swap", ballots=Ballots.KEPT, change=_swap))
"""The votes of donor and receiver change places."""
BLANKS = register(Fixed("blanks", change=lambda setting: _given(setting, setting.columns_of(Kind.BLANK))))
"""Blank ballots become votes for the receiver."""
NULLS = register(Fixed("nulls", change=lambda setting: _given(setting, setting.columns_of(Kind.NULL))))
"""Null ballots become votes for the receiver."""
ABSTAINERS = register(Fixed("abstainers", needs_registered=True, change=_abstainers))
"""Registered voters who did not vote become votes for the receiver."""
REPLACE = register(Fixed("replace", empties=True, ballots=Ballots.KEPT, change=_replace))
"""It holds what the rest of its polling place voted (:mod:`veedor.stakes.replaced`)."""
REFILL_VALID = register(Refill("refill-valid", columns=_candidates, capacity=_for_candidates))
"""As many votes for candidates as before, for any of them; all other ballots stay."""
REFILL_CAST = register(Refill("refill-cast", columns=_every, capacity=_cast))
"""As many ballots as before, of any kind."""
ANYTHING = register(
    Refill("anything", needs_registered=True, columns=_every, capacity=_at_the_most, at_most=True)
)
"""Any ballots up to its registered voters (up to its ballots cast, should these be more)."""


def treatment_of(treatment: str | Treatment) -> Treatment:
    """Return a treatment by its name, also one of another package; an object is given back.

    Raises
    ------
    QuestionError
        Where none of that name is registered; the message gives the nearest.
    PluginError
        Where what a package brings is no treatment.
    """
    if isinstance(treatment, Treatment):
        return treatment
    return of_own_or_brought(TREATMENTS, treatment, "veedor.treatments", Treatment)
