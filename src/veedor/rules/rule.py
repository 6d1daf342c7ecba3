"""A rule, with its other readings and its fixtures, as read from a rule file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from veedor.errors import QuestionError, nearest
from veedor.model import Kind
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from veedor.model import ChoiceId, Localised, OutcomeKind, RuleId
    from veedor.rules.rule_parts import LawSource, Round
    from veedor.rules.seat_rule import SeatRule


class Variant(NamedTuple):
    """A named reading of the same law."""

    name: str
    reading: Localised
    held_by: str
    bases: Mapping[str, tuple[Kind, ...]]
    rounds: tuple[Round, ...]
    seats: tuple[SeatRule, ...]


class ExpectedOutcome(NamedTuple):
    """What a fixture must give."""

    kind: OutcomeKind
    choices: tuple[ChoiceId, ...] = ()
    by: str | None = None
    reason: str | None = None
    body: str | None = None
    sure: tuple[ChoiceId, ...] | None = None


@dataclass(frozen=True)
class Fixture:
    """Totals with the outcome that they must give.

    Parameters
    ----------
    name, source : str
        Which count, and who published it (``constructed`` for one made up to show a line of the law).
    round : str
        Name of the round.
    votes : mapping of str to int
        By choice; ``blank``, ``null``, ``none``, ``challenged`` and ``others`` are those kinds, every other
        name is a candidate.
    registered : int, optional
        Registered voters.
    areas : mapping of str to mapping of str to mapping of str to int
        By level and area, votes likewise.
    outstanding : int, optional
        Ballots still uncounted.
    expected : ExpectedOutcome
        Under the rule as it stands.
    by_variant : mapping of str to ExpectedOutcome
        Under its other readings.
    seats : mapping of str to mapping of ChoiceId to int
        By the name of ``[[seats]]``, the seats of each list under the rule as it stands; a list that is left
        out has none.
    """

    name: str
    source: str
    round: str
    votes: Mapping[str, int]
    registered: int | None
    areas: Mapping[str, Mapping[str, Mapping[str, int]]]
    outstanding: int | None
    expected: ExpectedOutcome
    by_variant: Mapping[str, ExpectedOutcome]
    seats: Mapping[str, Mapping[ChoiceId, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A law that decides a contest.

    Two rules are equal when their documents are, and they are read in the same way.

    Parameters
    ----------
    rule_id : RuleId
        Stable name: ``bo-president-2009``.
    title : Localised
        For people.
    country : str
        ISO 3166-1 alpha-2; empty for a rule of no country.
    office : str
        ``president``, ...
    valid_from, valid_to : date, optional
        First and last day on which it was law; no last day where it still is, neither where no law is quoted.
    sources : tuple of LawSource
        The articles, quoted; none where the rule is stated by whoever uses it.
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
    note : Localised, optional
        What a user must know.
    variant : str, optional
        The reading this is; absent for the default.
    document : mapping
        The file itself, as plain values.
    """

    rule_id: RuleId
    title: Localised = field(compare=False)
    country: str = field(compare=False)
    office: str = field(compare=False)
    valid_from: date | None = field(compare=False)
    valid_to: date | None = field(compare=False)
    sources: tuple[LawSource, ...] = field(compare=False, repr=False)
    bases: Mapping[str, tuple[Kind, ...]] = field(compare=False, repr=False)
    rounds: tuple[Round, ...] = field(compare=False, repr=False)
    seats: tuple[SeatRule, ...] = field(compare=False, repr=False)
    variants: tuple[Variant, ...] = field(compare=False, repr=False)
    fixtures: tuple[Fixture, ...] = field(compare=False, repr=False)
    held_by: str = field(compare=False)
    note: Localised | None = field(compare=False, repr=False)
    variant: str | None
    document: Mapping[str, Any] = field(hash=False, repr=False)

    def in_force(self, day: date) -> bool:
        """Whether it was law on a day; without days of its own, on any."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def quotes_law(self) -> bool:
        """Whether it quotes a law; a rule without one holds because whoever uses it says so."""
        return bool(self.sources)

    def round(self, name: str | None = None) -> Round:
        """Return a round by its name, the first one without a name.

        Raises
        ------
        QuestionError
            Where there is no such round, or the rule only shares out seats.
        """
        if not self.rounds:
            raise QuestionError(
                sentence("{rule_id} shares out seats, and elects nobody by a round.", rule_id=self.rule_id),
                remedy="`veedor outcome CASE` and `veedor stakes CASE` give the seats.",
            )
        if name is None:
            return self.rounds[0]
        for round_ in self.rounds:
            if round_.name == name:
                return round_
        known = nearest(name, (round_.name for round_ in self.rounds))
        raise QuestionError(
            sentence("{rule_id} has no round {name!r}.", rule_id=self.rule_id, name=name), remedy=known
        )

    def reading(self, name: str | None = None) -> Rule:
        """Return the rule as another reading has it; itself without a name.

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
        raise QuestionError(
            sentence("{rule_id} has no variant {name!r}.", rule_id=self.rule_id, name=name), remedy=known
        )

    def seat_rule(self, name: str) -> SeatRule:
        """Return a rule of seats by its name.

        Raises
        ------
        QuestionError
            Where there is none of that name.
        """
        for seats in self.seats:
            if seats.name == name:
                return seats
        known = nearest(name, (seats.name for seats in self.seats))
        raise QuestionError(
            sentence("{rule_id} shares out no seats named {name!r}.", rule_id=self.rule_id, name=name),
            remedy=known,
        )

    def valid_kinds(self, round_: str | None = None) -> frozenset[Kind]:
        """Return the kinds of choice that are valid votes under this rule: those of its base of valid votes.

        Where no base has that name, it is the base of votes that a share of the round is taken of, unless
        spoiled ballots are in it; else the candidates.
        """
        ways = self.round(round_).ways if self.rounds else ()
        asked = [way.share.base for way in ways if way.share is not None]
        asked += [part.threshold.base for part in self.seats if part.threshold is not None]
        for name in ("valid", *asked, *self.bases):
            kinds = self.bases.get(name, ())
            if kinds and Kind.NULL not in kinds:
                return frozenset(kinds)
        return frozenset({Kind.CANDIDATE, Kind.OTHERS})

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels whose areas a tally must hold for this rule, in the order of the rounds."""
        return tuple(dict.fromkeys(level for round_ in self.rounds for level in round_.divisions))

    @property
    def seat_divisions(self) -> tuple[str, ...]:
        """Levels whose areas a tally must hold for the seats that the rule shares out."""
        return tuple(dict.fromkeys(level for part in self.seats for level in part.divisions))
