"""The parts of a rule, as read from a rule file. Nothing here decides anything."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from veedor.errors import QuestionError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from veedor.model import AreaId, ChoiceId, Kind, OutcomeKind, RuleId


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


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages of the reports."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """Give the words in ``es``, or in English for any other language."""
        return self.es if language == "es" else self.en


@dataclass(frozen=True, slots=True)
class Source:
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


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a named base, and how votes are compared with it."""

    of: Fraction
    op: Op
    base: str


@dataclass(frozen=True, slots=True)
class Spread:
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


@dataclass(frozen=True, slots=True)
class Weights:
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


@dataclass(frozen=True, slots=True)
class Ranked:
    """A count of ranked ballots from published totals after transfer.

    ``contingent``: all but the first ``keep`` candidates are out, the next preferences of their ballots are
    added to those kept, and the tally holds the totals after that.
    """

    method: str
    keep: int


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Void:
    """A ground on which a round is void: turnout, or the share of some kinds of choice together."""

    reason: str
    turnout: Threshold | None = None
    kinds: tuple[Kind, ...] = ()
    share: Threshold | None = None


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What follows when nobody wins and the round is not void."""

    advance: int | None = None
    within_days: int | None = None
    tie: TieRule = TieRule.UNSTATED
    body: str | None = None
    void: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One poll, or one count, with its ways to win."""

    name: str
    ways: tuple[Way, ...]
    voids: tuple[Void, ...] = ()
    otherwise: Otherwise = field(default_factory=Otherwise)


@dataclass(frozen=True, slots=True)
class SeatRule:
    """How the seats of an assembly follow from votes.

    Parameters
    ----------
    name : str
        Which seats.
    method : str
        ``dhondt``, ``sainte_lague``, ``modified_sainte_lague`` or ``hare``.
    level : str, optional
        Level whose areas share out seats each for itself; absent: the whole country is one.
    seats : int or mapping of AreaId to int
        In each area, or area by area.
    threshold : Threshold, optional
        Share below which a list gets no seat.
    threshold_in : str
        ``nation`` or ``area``: over which votes the threshold is taken.
    """

    name: str
    method: str
    level: str | None
    seats: int | Mapping[AreaId, int]
    threshold: Threshold | None = None
    threshold_in: str = "nation"


@dataclass(frozen=True, slots=True)
class Variant:
    """A named reading of the same law."""

    name: str
    reading: Text
    held_by: str
    bases: Mapping[str, tuple[Kind, ...]]
    rounds: tuple[Round, ...]
    seats: tuple[SeatRule, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a fixture must give."""

    kind: OutcomeKind
    choices: tuple[ChoiceId, ...] = ()
    by: str | None = None
    reason: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Fixture:
    """Totals with the outcome that they must give.

    Parameters
    ----------
    name, source : str
        Which count, and who published it (``constructed`` for one made up to show a line of the law).
    round : str
        Name of the round.
    votes : mapping of str to int
        By choice; ``blank``, ``null``, ``none`` and ``challenged`` are those kinds, every other name is a
        candidate.
    registered : int, optional
        Registered voters.
    areas : mapping of str to mapping of str to mapping of str to int
        By level and area, votes likewise.
    outstanding : int, optional
        Ballots still uncounted.
    expected : Expected
        Under the rule as it stands.
    by_variant : mapping of str to Expected
        Under its other readings.
    """

    name: str
    source: str
    round: str
    votes: Mapping[str, int]
    registered: int | None
    areas: Mapping[str, Mapping[str, Mapping[str, int]]]
    outstanding: int | None
    expected: Expected
    by_variant: Mapping[str, Expected]


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """What a list of rules shows of one."""

    rule_id: RuleId
    title: Text
    country: str
    office: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Rule:
    """A law that decides a contest.

    Two rules are equal when their documents are, and they are read in the same way.

    Parameters
    ----------
    rule_id : RuleId
        Stable name: ``bo-president-2009``.
    title : Text
        For people.
    country : str
        ISO 3166-1 alpha-2.
    office : str
        ``president``, ...
    valid_from, valid_to : date
        First and last day on which it was law; no last day where it still is.
    sources : tuple of Source
        The articles, quoted.
    bases : mapping of str to tuple of Kind
        Which kinds of choice each named base holds.
    rounds : tuple of Round
        In order.
    seats : tuple of SeatRule
        Seats that the same votes share out.
    variants : tuple of Variant
        Other readings of the same text.
    fixtures : tuple of Fixture
        Totals with the outcome they must give.
    held_by : str
        Who holds the reading that is the default, where there are others.
    note : Text, optional
        What a user must know.
    variant : str, optional
        The reading this is; absent for the default.
    document : mapping
        The file itself, as plain values.
    """

    rule_id: RuleId
    title: Text = field(compare=False)
    country: str = field(compare=False)
    office: str = field(compare=False)
    valid_from: date = field(compare=False)
    valid_to: date | None = field(compare=False)
    sources: tuple[Source, ...] = field(compare=False, repr=False)
    bases: Mapping[str, tuple[Kind, ...]] = field(compare=False, repr=False)
    rounds: tuple[Round, ...] = field(compare=False, repr=False)
    seats: tuple[SeatRule, ...] = field(compare=False, repr=False)
    variants: tuple[Variant, ...] = field(compare=False, repr=False)
    fixtures: tuple[Fixture, ...] = field(compare=False, repr=False)
    held_by: str = field(compare=False)
    note: Text | None = field(compare=False, repr=False)
    variant: str | None
    document: Mapping[str, Any] = field(hash=False, repr=False)

    def summary(self) -> RuleSummary:
        """Give what a list of rules shows."""
        return RuleSummary(
            self.rule_id, self.title, self.country, self.office, self.valid_from, self.valid_to
        )

    def in_force(self, day: date) -> bool:
        """Whether it was law on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def round(self, name: str | None = None) -> Round:
        """Give a round by its name, the first one without a name.

        Raises
        ------
        QuestionError
            Where there is no such round.
        """
        if name is None:
            return self.rounds[0]
        for round_ in self.rounds:
            if round_.name == name:
                return round_
        known = nearest(name, (round_.name for round_ in self.rounds))
        raise QuestionError(f"{self.rule_id} has no round {name!r}.", remedy=known)

    def reading(self, name: str | None = None) -> Rule:
        """Give the rule as another reading has it; itself without a name.

        Raises
        ------
        QuestionError
            Where there is no such variant.
        """
        if name is None or name == self.variant:
            return self
        for variant in self.variants:
            if variant.name == name:
                return replace(
                    self,
                    bases=variant.bases,
                    rounds=variant.rounds,
                    seats=variant.seats,
                    held_by=variant.held_by,
                    variant=name,
                )
        known = nearest(name, (variant.name for variant in self.variants))
        raise QuestionError(f"{self.rule_id} has no variant {name!r}.", remedy=known)

    def seat_rule(self, name: str) -> SeatRule:
        """Give a rule of seats by its name.

        Raises
        ------
        QuestionError
            Where there is none of that name.
        """
        for seats in self.seats:
            if seats.name == name:
                return seats
        known = nearest(name, (seats.name for seats in self.seats))
        raise QuestionError(f"{self.rule_id} shares out no seats named {name!r}.", remedy=known)

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels whose areas a tally must hold for this rule, in the order of the rounds."""
        found: dict[str, None] = {}
        for way in (way for round_ in self.rounds for way in round_.ways):
            if way.spread is not None:
                found[way.spread.level] = None
            if way.weights is not None:
                found.update(dict.fromkeys(way.weights.points))
        return tuple(found)
