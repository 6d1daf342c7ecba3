"""A count that is published by area: what is counted of each area, and what its other sheets could hold.

A row is an area here, and no tally sheet: whoever needs sheets is refused (:func:`refuse_areas`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.capacity import fewest_ballots
from veedor.count.states import areas_of
from veedor.count.vectors import UNKNOWN, known, total
from veedor.errors import QuestionError
from veedor.model import AreaId, OpenVotes, Tally, merged
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.arrays import Flags, Ints, Texts
    from veedor.count.sheets import Sheets
    from veedor.model import Contest, State


@dataclass(frozen=True, eq=False)
class AreaCount:
    """The areas of a count as one publication had them.

    Parameters
    ----------
    figures : Sheets
        The votes of the counted sheets of each area, a row an area; none of an area of which nothing is
        counted. No row of it is a sheet.
    counted, total, observed, pending : int vectors, shape (n,)
        Sheets of each area. ``observed`` is ``UNKNOWN`` where the file does not tell observed sheets from
        pending ones; all of these are pending then.
    registered_counted : int vector, shape (n,)
        Registered voters of the counted sheets, ``UNKNOWN`` where they are not published.
    absent : bool vector, shape (n,)
        Areas that an earlier publication had and this one lacks: with their sheets as they were known, none
        of them counted.
    expected : int, optional
        How many sheets there are in all areas, where the case states it.
    most_ballots : int, optional
        The case states that no sheet can hold more.
    """

    figures: Sheets
    counted: Ints
    total: Ints
    observed: Ints
    pending: Ints
    registered_counted: Ints
    absent: Flags
    expected: int | None = None
    most_ballots: int | None = None

    def __len__(self) -> int:
        return len(self.counted)

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.figures.contest

    @property
    def ids(self) -> Texts:
        """Ids of the areas, ascending, shape (n,)."""
        return self.figures.ids

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each area that this publication has, by its id."""
        return {area: i for i, area in enumerate(self.ids.tolist()) if not self.absent[i]}

    @property
    def registered(self) -> Ints:
        """Registered voters of each whole area, ``UNKNOWN`` where not published, shape (n,)."""
        return self.figures.registered

    @property
    def open_sheets(self) -> Ints:
        """Sheets of each area that are not counted, shape (n,)."""
        return self.total - self.counted

    @property
    def sheets(self) -> int:
        """Counted sheets of all areas."""
        return int(self.counted.sum())

    @property
    def named(self) -> int:
        """Sheets of all areas, counted or not."""
        return int(self.total.sum())

    @property
    def set_aside(self) -> int:
        """Observed sheets, as far as the file tells them from pending ones."""
        return int(np.where(self.observed == UNKNOWN, 0, self.observed).sum())

    @property
    def unnamed(self) -> int:
        """Sheets that should exist beyond those of the areas."""
        return max(0, (self.expected or 0) - self.named)

    @property
    def outstanding(self) -> int:
        """Sheets that are neither counted nor observed, those among them that lie in no area of the file."""
        return self.named - self.sheets - self.set_aside + self.unnamed

    @cached_property
    def voters(self) -> int | None:
        """Registered voters of the counted sheets; None where they are not known of each area."""
        own = np.where(self.counted == self.total, self.registered, self.registered_counted)
        own = np.where(self.counted == 0, 0, own)
        return total(own)

    @cached_property
    def electorate(self) -> int | None:
        """Registered voters of all areas; None where some are not known."""
        return self._voters_of(np.ones(len(self), dtype=np.bool_))

    @cached_property
    def capacity(self) -> Ints:
        """Ballots that the open sheets of each area can hold at the most, shape (n,); ``UNKNOWN``: no bound.

        The least of what the register leaves (a register that is smaller than the votes is wrong, and bounds
        nothing), the voters of the sheets that are not counted, and the largest sheet times their number.
        """
        ballots, open_ = fewest_ballots(self.figures), self.open_sheets
        none = np.iinfo(np.int64).max
        register = (self.registered > 0) & (ballots <= self.registered)
        own = register & (self.registered_counted != UNKNOWN)
        limits = [
            np.where(register, self.registered - ballots, none),
            np.where(own, self.registered - self.registered_counted, none),
            np.full(len(self), none) if self.most_ballots is None else open_ * self.most_ballots,
        ]
        least = np.minimum.reduce(limits)
        found: Ints = np.where(open_ == 0, 0, np.where(least == none, UNKNOWN, np.maximum(least, 0)))
        return found

    @property
    def unbounded(self) -> Texts:
        """Areas of which nothing bounds what their open sheets can hold."""
        found: Texts = self.ids[self.capacity == UNKNOWN]
        return found

    def open_votes(self, divisions: Sequence[str] = ()) -> tuple[OpenVotes, ...]:
        """Return what is not known: the open sheets of the areas, and their blank cells.

        Parameters
        ----------
        divisions : sequence of str
            Levels of place or further divisions by which the rule counts.
        """
        return merged((*self._open(divisions), *self._blank_cells(divisions)))

    def _open(self, divisions: Sequence[str]) -> Iterator[OpenVotes]:
        for row in np.flatnonzero(self.open_sheets > 0).tolist():
            most = int(self.capacity[row])
            yield OpenVotes(known(most), None, self._where(row, divisions))
        if self.unnamed:
            yield OpenVotes(None if self.most_ballots is None else self.most_ballots * self.unnamed)

    def _blank_cells(self, divisions: Sequence[str]) -> Iterator[OpenVotes]:
        """Return the blank cells of areas with counted sheets: the voters that are left bound their votes."""
        blank = self.figures.blank & (self.counted > 0)[:, None]
        ids = [choice.choice_id for choice in self.contest.choices]
        ballots, allowed = fewest_ballots(self.figures), self.contest.votes_allowed
        for row in np.flatnonzero(blank.any(axis=1)).tolist():
            left = int(self.registered[row] - ballots[row]) if self.registered[row] > 0 else None
            if left is None or left < 0:
                left = None if self.most_ballots is None else self.most_ballots * int(self.counted[row])
            choices = frozenset(ids[j] for j in np.flatnonzero(blank[row]).tolist())
            yield OpenVotes(None if left is None else left * allowed, choices, self._where(row, divisions))

    def _where(self, row: int, divisions: Sequence[str]) -> dict[str, AreaId]:
        told = {division: str(self.member_of(division)[row]) for division in divisions}
        return {division: AreaId(area) for division, area in told.items() if area}

    def member_of(self, division: str) -> Texts:
        """Return the place or division that each area lies in, shape (n,)."""
        found: Texts = self.figures.member_of(division)
        return found

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels of place that are known, and further divisions."""
        return (*self.figures.places.levels_known, *self.figures.areas)

    @property
    def apart(self) -> tuple[tuple[State, Sheets], ...]:
        """The figures of sheets that are not counted: nobody publishes them by area."""
        return ()

    def tally(self, divisions: Sequence[str] = ()) -> Tally:
        """Sum the counted sheets of all areas, with the voters of all and what is open.

        Parameters
        ----------
        divisions : sequence of str
            Levels of place or further divisions whose areas the rule needs.
        """
        whole, open_ = self.figures.tally(divisions), self.open_votes(divisions)
        areas = {d: areas_of(whole, d, self.member_of(d), self._voters_of, open_) for d in divisions}
        return replace(whole, registered=self.electorate, areas=areas, open=open_)

    def _voters_of(self, rows: Flags) -> int | None:
        voters = self.registered[rows]
        return None if self.unnamed else total(voters)


def needs_sheets(what: str, count: str, others: Sequence[str]) -> QuestionError:
    """Return the refusal of a question that asks for tally sheets.

    Parameters
    ----------
    what : str
        What asks for them, as the subject of a sentence.
    count : str
        The count that is published by area.
    others : sequence of str
        Counts of the same contest that are published by sheet.
    """
    remedy = (
        sentence("Ask it of a count by sheet: --count {other}.", other=others[0])
        if others
        else sentence(
            "Of this count, ask `outcome`, `timeline`, `compare`, `project`, "
            "`export` or `report`; once its sheets are published, add them as a "
            'count of their own (layout = "wide" or "long").'
        )
    )
    return QuestionError(
        sentence(
            "{what}, and the count {count!r} is published by area: a row says "
            "how many sheets of an area are counted, and no sheet by itself.",
            what=what,
            count=count,
        ),
        remedy=remedy,
    )
