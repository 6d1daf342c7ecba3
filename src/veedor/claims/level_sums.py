"""Totals of the areas of a level of place: who leads where, and where a choice is best."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.claims.types import NotKnownError, Reason, of_claim
from veedor.count.areas import sums_by
from veedor.count.vectors import UNKNOWN, known
from veedor.errors import ClaimError, nearest
from veedor.model import Tally
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.count import Sheets
    from veedor.count.areas import AreaSums
    from veedor.count.roll import Roll
    from veedor.intake.case import Abroad
    from veedor.model import ChoiceId


@dataclass(frozen=True, eq=False)
class LevelSums:
    """Sums of the areas of a level.

    Parameters
    ----------
    sums : AreaSums
        The sums; areas without a name are left out.
    sheets : Sheets
        What was summed.
    """

    sums: AreaSums
    sheets: Sheets

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Rows of the areas that have a name."""
        return tuple(k for k, path in enumerate(self.sums.ids) if path)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name of each area, without its path."""
        places = self.sheets.places
        if self.sums.level not in places.names:
            return tuple(self.sums.ids[k] for k in self.rows)
        named = dict(zip(places.ids[self.sums.level], places.names[self.sums.level], strict=True))
        return tuple(named[self.sums.ids[k]] for k in self.rows)

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """Totals of each area."""
        ids = [choice.choice_id for choice in self.sums.contest.choices]
        return tuple(
            Tally(
                self.sums.contest,
                dict(zip(ids, self.sums.votes[k].tolist(), strict=True)),
                ballots=None if self.sums.contest.votes_allowed == 1 else known(self.sums.cast[k]),
            )
            for k in self.rows
        )

    @cached_property
    def leaders(self) -> tuple[ChoiceId | None, ...]:
        """Who has the most votes of each area; None where nobody has them alone."""
        found: list[ChoiceId | None] = []
        for tally in self.tallies:
            order = tally.ranking()
            alone = len(order) == 1 or tally.of(order[0]) > tally.of(order[1])
            found.append(order[0] if alone and tally.of(order[0]) else None)
        return tuple(found)

    def shares(self, choice: ChoiceId) -> tuple[Fraction, ...]:
        """Share of valid votes of a choice in each area, in per cent; zero where there are none."""
        return tuple(Fraction(100 * t.of(choice), t.valid) if t.valid else Fraction(0) for t in self.tallies)

    def row(self, place: str) -> int:
        """Return where an area stands, by its name.

        Raises
        ------
        ClaimError
            Where there is none of that name, or several.
        """
        rows = [k for k, name in enumerate(self.names) if name == place]
        if len(rows) != 1:
            why = (
                sentence("There is no")
                if not rows
                else sentence("There are {number_of_rows} of the name", number_of_rows=len(rows))
            )
            raise ClaimError(
                sentence("{why} {place!r} at level {level!r}.", why=why, place=place, level=self.sums.level),
                remedy=nearest(place, self.names),
            )
        return rows[0]


@dataclass
class CaseAreas:
    """The areas of a case at every level and moment, without those that lie abroad; each summed once.

    Parameters
    ----------
    abroad : Abroad, optional
        How the case tells what lies abroad.
    sheets : callable
        Gives the counted sheets of a moment.
    """

    abroad: Abroad | None
    sheets: Callable[[str], Sheets]
    _home: dict[str, Sheets] = field(default_factory=dict, repr=False)
    _sums: dict[tuple[str, str], LevelSums] = field(default_factory=dict, repr=False)

    def number(self, level: str, at: str) -> int:
        """Count the areas of a level that have a sheet, without summing them."""
        codes = self._of(level, at).places.codes.get(level)
        return 0 if codes is None else int(np.count_nonzero(np.bincount(codes)))

    def of(self, level: str, at: str) -> LevelSums:
        """Return the sums of the areas of a level at a moment."""
        key = (level, at)
        if key not in self._sums:
            sheets = self._of(level, at)
            self._sums[key] = LevelSums(of_claim(lambda: sums_by(sheets, level)), sheets)
        return self._sums[key]

    def _of(self, level: str, at: str) -> Sheets:
        """Return the sheets at home; of the level that tells what is abroad all of them."""
        sheets, abroad = self.sheets(at), self.abroad
        if abroad is None or level == abroad.level or abroad.level not in sheets.places.names:
            return sheets
        if at not in self._home:
            home = np.isin(np.array(sheets.places.names[abroad.level]), abroad.home)
            self._home[at] = sheets.take(home[sheets.places.codes[abroad.level]])
        return self._home[at]


def largest_place(roll: Roll, level: str) -> str:
    """Name the place of a level with the most registered voters, of all expected sheets.

    Raises
    ------
    ClaimError
        Where there is no such level.
    NotKnownError
        Where the voters of a sheet, or every place of the level, are not known.
    """
    if level not in roll.places.codes:
        raise ClaimError(
            sentence("There is no level {level!r}.", level=level),
            remedy=nearest(level, roll.places.levels),
        )
    if (roll.registered == UNKNOWN).any():
        raise NotKnownError(Reason.NOT_PUBLISHED, "registered")
    if not roll.places.known(level).any():
        raise NotKnownError(Reason.NOT_PUBLISHED, level)
    weights = np.where(roll.places.known(level), roll.registered, 0)
    voters = np.bincount(roll.places.codes[level], weights=weights)
    return roll.places.names[level][int(voters.argmax())]
