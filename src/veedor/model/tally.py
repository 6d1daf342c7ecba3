"""Totals of a contest: what a rule is applied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from veedor.model.contest import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.model.contest import Contest
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
    ballots : int, optional
        Ballots cast, where they are not the sum of votes; None: a ballot is one vote, and where a ballot may
        give several, it is not known how many were cast.
    """

    contest: Contest
    votes: Votes
    registered: int | None = None
    areas: Mapping[str, Mapping[AreaId, Tally]] = field(default_factory=dict)
    open: tuple[OpenVotes, ...] = ()
    ballots: int | None = None

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
        """All ballots counted, of every kind; all votes where ballots give several and were not counted."""
        return sum(self.votes.values()) if self.ballots is None else self.ballots

    @property
    def turnout(self) -> int | None:
        """Ballots cast; None where only votes are known and a ballot may give several."""
        return None if self.ballots is None and self.contest.votes_allowed > 1 else self.cast

    @property
    def for_candidates(self) -> int:
        """Votes of those who can win."""
        return self.total((Kind.CANDIDATE,))

    def ranking(self) -> tuple[ChoiceId, ...]:
        """Candidates from most to fewest votes; equal votes keep the order of the ballot paper."""
        return tuple(sorted(self.contest.candidates, key=lambda c: -self.of(c)))

    def plus(self, other: Tally) -> Tally:
        """Add the votes of other sheets of the same contest, in all and by area.

        Registered voters stay, as they are those of all expected sheets, and so do the open votes: whoever
        counts sheets in that were open takes them out of ``open``.
        """
        votes = {c: self.of(c) + other.of(c) for c in {**self.votes, **other.votes}}
        areas = {division: dict(members) for division, members in self.areas.items()}
        for division, members in other.areas.items():
            here = areas.setdefault(division, {})
            for area, tally in members.items():
                here[area] = here[area].plus(tally) if area in here else tally
        ballots = None
        if self.ballots is not None or other.ballots is not None:
            both = (self.turnout, other.turnout)
            ballots = None if both[0] is None or both[1] is None else both[0] + both[1]
        return replace(self, votes=votes, areas=areas, ballots=ballots)


def as_counted(tally: Tally) -> Tally:
    """Return a tally as if nothing were open, for questions of the sums alone."""
    if not tally.open and not any(a.open for members in tally.areas.values() for a in members.values()):
        return tally
    areas = {
        division: {area: as_counted(part) for area, part in members.items()}
        for division, members in tally.areas.items()
    }
    return replace(tally, areas=areas, open=())
