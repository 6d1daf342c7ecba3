"""Totals of a contest: what a rule is applied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.model.contest import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.model.contest import Contest
    from veedor.model.ids import AreaId, ChoiceId

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
        Registered voters, where known.
    areas : mapping of str to mapping of AreaId to Tally
        By division (``county``, ``state``), the tallies of its areas.
    """

    contest: Contest
    votes: Votes
    registered: int | None = None
    areas: Mapping[str, Mapping[AreaId, Tally]] = field(default_factory=dict)

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
        """Votes for candidates: the usual meaning of *valid votes*."""
        return self.total((Kind.CANDIDATE,))

    @property
    def cast(self) -> int:
        """All ballots counted, of every kind."""
        return sum(self.votes.values())

    def ranking(self) -> tuple[ChoiceId, ...]:
        """Candidates from most to fewest votes; equal votes keep the order of the ballot paper."""
        return tuple(sorted(self.contest.candidates, key=lambda c: -self.of(c)))
