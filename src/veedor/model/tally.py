"""Totals of a contest: what a rule is applied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.model.contest import Contest, Kind
    from veedor.model.ids import AreaId, ChoiceId
    from veedor.model.state import OpenVotes

Votes = Mapping["ChoiceId", int]
"""Votes by choice: non-negative integers."""


@dataclass(frozen=True)
class Tally:
    """Totals of one contest, in all and (where the rule needs it) by area.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    votes : mapping of ChoiceId to int
        Votes of every choice, candidates and other kinds alike; a choice left out has none.
    registered : int, optional
        Registered voters of all expected sheets, counted or not; None where any of them is not known.
    areas : mapping of str to mapping of AreaId to Tally
        By division (``county``, ``state``), the tallies of its areas.
    open : tuple of OpenVotes
        What is not known: sheets that are still open, and blank cells of counted ones.
    """

    contest: Contest
    votes: Votes
    registered: int | None = None
    areas: Mapping[str, Mapping[AreaId, Tally]] = field(default_factory=dict)
    open: tuple[OpenVotes, ...] = ()

    def of(self, choice: ChoiceId) -> int:
        """Votes of one choice."""
        return self.votes.get(choice, 0)

    def total(self, kinds: Iterable[Kind]) -> int:
        """Votes of all choices of some kinds."""
        wanted = frozenset(kinds)
        of_kind = self.contest.kinds
        return sum(n for choice, n in self.votes.items() if of_kind[choice] in wanted)

    @property
    def valid(self) -> int:
        """Valid votes, as the rule of the contest understands them."""
        return self.total(self.contest.valid_kinds)

    @property
    def cast(self) -> int:
        """All ballots counted, of every kind."""
        return sum(self.votes.values())

    def ranking(self) -> tuple[ChoiceId, ...]:
        """Candidates from most to fewest votes; equal votes keep the order of the ballot paper."""
        return tuple(sorted(self.contest.candidates, key=lambda c: -self.of(c)))
