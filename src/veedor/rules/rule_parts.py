"""The parts of a rule: texts, sources, predicates, ways to win, rounds. Nothing here decides anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from veedor.model import nameless

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from veedor.model import AreaId, ChoiceId, Kind


class Op(StrEnum):
    """How a law compares votes with a share of a base."""

    GT = ">"
    """More than the share: ``c > s B``."""
    GE = ">="
    """At least the share: ``c >= s B``."""
    PLUS_ONE = "plus_one"
    """The share plus one vote: ``c >= s B + 1``; for an odd base stricter than ``more than half``."""
    LT = "<"
    """Less than the share; only for turnout and for grounds of voidness."""
    LE = "<="
    """Not more than the share; only for turnout and for grounds of voidness."""


class TieRule(StrEnum):
    """How a law breaks a tie, for the first place or for the last place in the next round."""

    ALL = "all"
    """All who tie advance."""
    OLDER = "older"
    PREVIOUS_ROUND = "previous_round"
    LOT = "lot"
    BODY = "body"
    REPEAT = "repeat"
    UNSTATED = "unstated"
    """The text read says nothing of ties."""


class LawSource(NamedTuple):
    """Where the law says so.

    Parameters
    ----------
    law, article : str
        Name of the law and the article in it.
    quote : str
        Its words, in the language they were read in.
    language : str
        Of the quotation: ISO 639-1.
    translation : str
        English words where the quotation is not English; may be empty.
    read_in : str
        Public place where the text was read.
    url : str
        Its address, where it has one.
    """

    law: str
    article: str
    quote: str
    language: str
    translation: str
    read_in: str
    url: str


class Threshold(NamedTuple):
    """A share of a named base, and how votes are compared with it."""

    of: Fraction
    op: Op
    base: str


class Spread(NamedTuple):
    """A share of a base in enough areas.

    Parameters
    ----------
    level : str
        Level of place or division whose areas count.
    share : Threshold
        What must be reached in an area.
    need : Fraction or int
        A number of areas (int), or a fraction of them.
    op : Op
        For a fraction: ``>`` (more than half of them) or ``>=`` (two thirds of them, rounded up).
    total : int, optional
        How many areas the law counts, where the tally may lack some.
    must : tuple of AreaId
        Areas in which the share must be reached whatever the others do.
    excluded : tuple of AreaId
        Areas that are not counted.
    """

    level: str
    share: Threshold
    need: Fraction | int
    op: Op
    total: int | None = None
    must: tuple[AreaId, ...] = ()
    excluded: tuple[AreaId, ...] = ()

    def counts(self, area: AreaId) -> bool:
        """Whether an area is one of those that are counted: sheets that name none lie in none."""
        return area not in self.excluded and not nameless(area)


class Weights(NamedTuple):
    """Points (electors) of areas, each taken by whoever is first there.

    Parameters
    ----------
    points : mapping of str to mapping of AreaId to int
        By level, the points of each area.
    need : int
        Points needed.
    """

    points: Mapping[str, Mapping[AreaId, int]]
    need: int

    @property
    def total(self) -> int:
        """All points there are."""
        return sum(n for areas in self.points.values() for n in areas.values())


class Ranked(NamedTuple):
    """A count of ranked ballots from published totals after transfer.

    ``contingent``: all but the first ``keep`` candidates are out, the next preferences of their ballots are
    added to those kept, and the tally holds the totals after that.
    """

    method: str
    keep: int


@dataclass(frozen=True)
class Way:
    """One way to win: all its predicates together.

    ``tie`` says how equal candidates are told apart who all satisfy the way but for being first.
    """

    name: str
    share: Threshold | None = None
    lead: Threshold | None = None
    first: bool = False
    turnout: Threshold | None = None
    spread: Spread | None = None
    weights: Weights | None = None
    ranked: Ranked | None = None
    min_candidates: int | None = None
    max_candidates: int | None = None
    tie: TieRule | None = None

    @property
    def predicates(self) -> tuple[str, ...]:
        """Names of the predicates it has, in the order of the format."""
        every = {
            "share": self.share,
            "lead": self.lead,
            "first": self.first or None,
            "turnout": self.turnout,
            "spread": self.spread,
            "weights": self.weights,
            "ranked": self.ranked,
        }
        return tuple(name for name, value in every.items() if value is not None)

    def open_to(self, candidates: int) -> bool:
        """Whether the way exists when so many candidates stand."""
        return (self.min_candidates is None or candidates >= self.min_candidates) and (
            self.max_candidates is None or candidates <= self.max_candidates
        )


class Void(NamedTuple):
    """A ground on which a round is void: turnout, or the share of some kinds of choice together."""

    reason: str
    turnout: Threshold | None = None
    kinds: tuple[Kind, ...] = ()
    share: Threshold | None = None


class Otherwise(NamedTuple):
    """What follows when nobody wins and the round is not void."""

    advance: int | None = None
    within_days: int | None = None
    tie: TieRule = TieRule.UNSTATED
    body: str | None = None
    void: str | None = None


@dataclass(frozen=True)
class Round:
    """One poll, or one count: who wins it, on which grounds it is void, and what follows when nobody wins.

    Parameters
    ----------
    name : str
        Which.
    ways : tuple of Way
        The ways to win; none where ``elect`` says that the order of votes decides alone.
    voids : tuple of Void
        Grounds on which it is void.
    otherwise : Otherwise
        What follows when nobody wins.
    elect : int, optional
        So many candidates are elected: those with the most votes.
    approve : ChoiceId, optional
        A referendum: the choice for the proposal. The ways are asked for it alone; where it satisfies none of
        them, the other choice prevails.
    """

    name: str
    ways: tuple[Way, ...]
    voids: tuple[Void, ...] = ()
    otherwise: Otherwise = field(default_factory=Otherwise)
    elect: int | None = None
    approve: ChoiceId | None = None

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels whose areas a tally must hold for this round."""
        found: dict[str, None] = {}
        for way in self.ways:
            if way.spread is not None:
                found[way.spread.level] = None
            if way.weights is not None:
                found.update(dict.fromkeys(way.weights.points))
        return tuple(found)

    @property
    def places(self) -> int | None:
        """How many places the order of votes fills: elected, or going on to a next round; None if neither."""
        return self.elect or self.otherwise.advance
