"""What a question about sheets finds: a page of them, and the sums of all that it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.lookup.sheet_question import PAGE
from veedor.model import Result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from veedor.checks import Impact
    from veedor.lookup.sheet_question import SheetQuestion
    from veedor.lookup.table import SheetTable
    from veedor.model import Contest, Measure, Value


@dataclass(frozen=True)
class SheetSums:
    """The sums of the sheets that a question means.

    Parameters
    ----------
    sheets : int
        How many.
    counted : int
        How many of them are counted: all other sums are of these.
    registered, cast, valid : int, optional
        Voters, ballots and valid votes; None where no sheet has any.
    votes : tuple of int
        Of each choice, in the order of the ballot paper.
    adds : Fraction, optional
        What they add to the condition that decides, in votes; None without a rule.
    """

    sheets: int
    counted: int
    registered: int | None
    cast: int | None
    valid: int | None
    votes: tuple[int, ...]
    adds: Fraction | None


@dataclass(frozen=True)
class RegionPart:
    """A place one level below the region that is asked, with the sums of the sheets in it that are meant.

    Parameters
    ----------
    place, name : str
        Its id, the whole path; its name alone.
    sums : SheetSums
        Of its sheets.
    lat, lon : float, optional
        The middle of its polling places, in degrees, where published.
    """

    place: str
    name: str
    sums: SheetSums
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, eq=False)
class SheetList(Result):
    """A page of the sheets that a question means, with their sums.

    Parameters
    ----------
    source : SheetTable
        Which sheets were asked.
    question : SheetQuestion
        What was asked.
    columns : tuple of str
        Those of the page.
    rows : tuple of tuple of Value
        The sheets of the page.
    ids : tuple of str
        Their ids.
    sums : SheetSums
        Of all sheets that are meant.
    parts : sequence of RegionPart
        Places one level below the region that is asked, in the order of their ids.
    impact : Impact, optional
        What annulling the counted ones among them would do; None where there is no rule, where none is, and
        where it was not asked.
    """

    source: SheetTable
    question: SheetQuestion
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    ids: tuple[str, ...]
    sums: SheetSums
    parts: Sequence[RegionPart] = ()
    impact: Impact | None = None

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.source.contest

    @property
    def measure(self) -> Measure | None:
        """The lead or share that decides."""
        return None if self.source.baseline is None else self.source.baseline.measure

    @property
    def pages(self) -> int:
        """How many pages of sheets there are, one at the least."""
        return max(1, -(-self.sums.sheets // PAGE))
