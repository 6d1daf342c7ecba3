"""Totals of the areas of a level of place: who leads where, and where a choice is best."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.count.vectors import known
from veedor.errors import ClaimError, nearest
from veedor.model import Tally
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.areas import AreaSums
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
