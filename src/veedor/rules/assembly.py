"""The seats that a rule shares out: by area, above a threshold, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import Assertion, Kind, Result, Scope, measure_of
from veedor.rules.allocation import DIVISORS, Allocation, allocate
from veedor.rules.conditions import Field, negated, share
from veedor.rules.margins import Change
from veedor.rules.seat_areas import located, named
from veedor.rules.seat_change import SeatChange, smallest_changes
from veedor.rules.seat_grounds import seat_assertions
from veedor.rules.seat_rule import admitted_to, lists, passing, scope_of
from veedor.rules.undoing import Undoing
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from veedor.model import AreaId, ChoiceId, Contest, Tally
    from veedor.rules.rule import Rule
    from veedor.rules.seat_rule import SeatRule


@dataclass(frozen=True, slots=True)
class Passing:
    """A list beside the threshold.

    Parameters
    ----------
    choice : ChoiceId
        Which list.
    share : Fraction, optional
        Its share of the base; None where the base is empty.
    slack : Fraction
        Votes above the threshold; negative below.
    admitted : bool
        Whether it may have seats: it reaches the threshold, or is exempt from it.
    """

    choice: ChoiceId
    share: Fraction | None
    slack: Fraction
    admitted: bool


@dataclass(frozen=True)
class Seats(Result):
    """The seats of all areas under one rule of seats.

    Parameters
    ----------
    rule : SeatRule
        Which; its areas are named as the tally has them.
    bases : mapping of str to tuple of Kind
        What the bases of the rule hold.
    tally : Tally
        Votes, in all and by area, with what is open.
    areas : tuple of Allocation
        One an area that has seats, or one for the whole country.
    admitted : mapping of AreaId (or None) to tuple of ChoiceId
        The lists that may have seats there.
    """

    rule: SeatRule
    bases: Mapping[str, tuple[Kind, ...]]
    tally: Tally
    areas: tuple[Allocation, ...]
    admitted: Mapping[AreaId | None, tuple[ChoiceId, ...]]

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.tally.contest

    @cached_property
    def total(self) -> dict[ChoiceId, int]:
        """Seats that are certain, of all areas, most first; equal ones in the order of the ballot paper."""
        sums: dict[ChoiceId, int] = {}
        for allocation in self.areas:
            for choice, n in allocation.seats.items():
                sums[choice] = sums.get(choice, 0) + n
        place = {choice: i for i, choice in enumerate(self.contest.kinds)}
        return dict(sorted(sums.items(), key=lambda item: (-item[1], place[item[0]])))

    @property
    def number(self) -> int:
        """All seats there are."""
        return sum(allocation.number for allocation in self.areas)

    @property
    def open_seats(self) -> int:
        """Seats that equal claims leave open, or that nobody can claim."""
        return sum(allocation.open_seats for allocation in self.areas)

    @property
    def without_seats(self) -> tuple[AreaId, ...]:
        """Areas of the count that the rule gives no seat."""
        if self.rule.level is None:
            return ()
        given = {allocation.area for allocation in self.areas}
        return tuple(area for area in self.tally.areas[self.rule.level] if area not in given)

    @cached_property
    def names(self) -> dict[AreaId | None, str]:
        """The areas of the count by their own name, or by the whole path where two have one name."""
        return {} if self.level is None else named(self.tally.areas[self.level])

    def of(self, area: AreaId | None) -> Tally:
        """Return the tally of an area, or of the whole country."""
        if area is None or self.rule.level is None:
            return self.tally
        return self.tally.areas[self.rule.level][area]

    @property
    def level(self) -> str | None:
        """Level whose areas share out seats each for itself; absent: the whole country is one."""
        return self.rule.level

    @cached_property
    def changes(self) -> Mapping[Change, tuple[SeatChange, ...]]:
        """By way of changing votes, the fewest that change a seat: those moved, area by area."""
        return {change: smallest_changes(self, change) for change in Change}

    def again(self, tally: Tally) -> Seats:
        """Share out the same seats by other votes."""
        return share_out(self.rule, tally, self.bases)

    def again_in(self, area: AreaId | None, tally: Tally) -> Seats:
        """Share out the same seats by totals of which only the votes of one area are others."""
        field = Field(tally, self.bases)
        whole = self.rule.threshold_in != "area"
        admitted = admitted_to(self.rule, field, None if whole else scope_of(self.rule, area))
        if whole and admitted != self.admitted[area]:
            return self.again(tally)
        changed = replace(self, tally=tally, admitted={**self.admitted, area: admitted})
        areas = (_area(changed, area, one.number) if one.area == area else one for one in self.areas)
        return replace(changed, areas=tuple(areas))

    def same_as(self, other: Seats) -> bool:
        """Whether two results give every area the same seats."""
        pairs = zip(self.areas, other.areas, strict=True)
        return all(a is b or (a.area == b.area and a.same_as(b)) for a, b in pairs)

    def stands(self, tally: Tally) -> bool:
        """Whether other totals give the same seats, whatever is open in them."""
        try:
            again = self.again(tally)
        except QuestionError:  # nobody is left to have a seat
            return False
        return self.same_as(again) and not (tally.open and again.undetermined)

    @cached_property
    def grounds(self) -> tuple[Undoing, ...]:
        """On which grounds the seats may be others: everything in one of them happens.

        None of a seat that is open already. Where a threshold is passed, or a whole quota won, the seats may
        turn out to be the same.
        """
        return tuple(_grounds(self, self.areas))

    def grounds_in(self, area: AreaId | None) -> tuple[Undoing, ...]:
        """Return the grounds of the seats of one area, those of who may have seats among them."""
        return tuple(_grounds(self, [found for found in self.areas if found.area == area]))

    @cached_property
    def assertions(self) -> tuple[Assertion, ...]:
        """Assertions that establish the seats together: one of each ground that holds.

        Raises
        ------
        QuestionError
            Where a list is exempt from the threshold for being first in areas, which is no single sum; or
            where Droop's quota, rounded up, decides a seat by a few votes.
        """
        found = []
        for ground in self.grounds:
            holding = [a for a in ground.assertions if a.holds(self.tally)]
            if not holding and len(ground.conditions) == 1 and ground.assertions:
                raise QuestionError(
                    sentence(
                        "The seats ({rule}) lie so near to a quota that no sum establishes them.",
                        rule=self.rule.name,
                    )
                )
            if not holding:
                raise QuestionError(
                    sentence(
                        "Who may have seats ({rule}) rests on areas in which a list is first.",
                        rule=self.rule.name,
                    )
                )
            found.append(holding[0])
        return tuple(found)

    @cached_property
    def passes(self) -> tuple[Passing, ...]:
        """The lists beside a threshold over the whole country, most votes first; none without one."""
        if self.rule.threshold is None or self.rule.threshold_in == "area":
            return ()
        field, tally = Field(self.tally, self.bases), self.tally
        admitted = next(iter(self.admitted.values()), ())
        forms = {choice: share(field, self.rule.threshold, choice) for choice in tally.ranking()}
        return tuple(
            Passing(choice, measure_of(form, self.contest).of(tally), form.slack(tally), choice in admitted)
            for choice, form in forms.items()
        )

    @cached_property
    def undetermined(self) -> tuple[AreaId | None, ...]:
        """Areas whose seats open votes could change; all where those could change who may have any."""
        if not self.tally.open:
            return ()
        fallen = [ground for ground in self.grounds if ground.happened(self.tally)]
        hit = {
            c.scope.area if c.scope else None
            for ground in fallen
            for c in ground.conditions
            if isinstance(c, Assertion)
        }
        if any(not isinstance(c, Assertion) for ground in fallen for c in ground.conditions) or None in hit:
            return tuple(allocation.area for allocation in self.areas)
        return tuple(
            a.area for a in self.areas if a.area in hit or (a.open_seats and self.may_hold_more(a.area))
        )

    def may_hold_more(self, area: AreaId | None) -> bool:
        """Whether any open vote may lie in an area."""
        level = self.rule.level or ""
        return any(group.ballots != 0 and group.areas.get(level, area) == area for group in self.tally.open)


def seats(rule: Rule, tally: Tally, name: str | None = None) -> Seats:
    """Share out the seats that a rule names.

    Parameters
    ----------
    rule : Rule
        A rule with ``[[seats]]``.
    tally : Tally
        Votes, by area where the rule shares out by area.
    name : str, optional
        Which seats; the first ones if absent.

    Raises
    ------
    QuestionError
        Where the rule shares out no such seats.
    MissingDataError
        Where areas are missing.
    """
    if not rule.seats:
        raise QuestionError(
            sentence("{rule_id} shares out no seats.", rule_id=rule.rule_id),
            remedy="Add [[seats]] to the rule.",
        )
    part = rule.seats[0] if name is None else rule.seat_rule(name)
    return share_out(part, tally, rule.bases)


def share_out(part: SeatRule, tally: Tally, bases: Mapping[str, tuple[Kind, ...]]) -> Seats:
    """Share out seats under a rule of seats that need not stand in a rule file.

    Parameters
    ----------
    part : SeatRule
        Method, areas, numbers of seats, threshold.
    tally : Tally
        Votes, by area where the seats are shared out by area. What is open in it counts for nobody.
    bases : mapping of str to tuple of Kind
        What the base of the threshold holds.

    Raises
    ------
    MissingDataError
        Where areas, or the registered voters of the threshold, are missing.
    QuestionError
        Where nobody has a vote in an area with seats and none is open, an exempt list does not stand, or a
        lump of several lists would win some as one.
    """
    part, numbers = located(part, tally)
    field = Field(tally, bases)
    if part.exempt is not None and (strangers := [c for c in part.exempt.lists if c not in field.candidates]):
        raise QuestionError(
            sentence(
                "The seats ({part}) exempt {repr}, and no such list stands.",
                part=part.name,
                repr=", ".join(map(repr, strangers)),
            ),
            remedy=sentence("There is: {candidates}.", candidates=", ".join(field.candidates)),
        )
    if part.threshold_in == "area":
        admitted = {area: admitted_to(part, field, scope_of(part, area)) for area in numbers}
    else:
        admitted = dict.fromkeys(numbers, admitted_to(part, field, None))
    shared = Seats(part, bases, tally, (), admitted)
    return replace(shared, areas=tuple(_area(shared, area, n) for area, n in numbers.items()))


def _area(shared: Seats, area: AreaId | None, number: int) -> Allocation:
    """Share out the seats of one area among the lists that may have them."""
    tally, admitted = shared.of(area), shared.admitted[area]
    votes = {choice: tally.of(choice) for choice in lists(shared.tally)}
    may = {c: votes[c] for c in admitted}
    if number and not any(may.values()) and shared.may_hold_more(area):
        return Allocation(area, {}, number, (), None)
    found = allocate(may, number, shared.rule.method, area=area)
    for lump in tally.contest.of_kind(Kind.OTHERS):
        if found.seats.get(lump) or lump in found.tied:
            raise QuestionError(
                sentence(
                    "{lump!r} is one figure for several lists, and {other_lump:,} votes could win a seat.",
                    lump=lump,
                    other_lump=tally.of(lump),
                ),
                remedy="Give the votes of each of its lists.",
            )
    return replace(found, excluded=tuple(c for c, n in votes.items() if n and c not in admitted))


def _grounds(shared: Seats, areas: Iterable[Allocation]) -> Iterator[Undoing]:
    """Return the grounds of who may have seats, then those of the seats of each of some areas."""
    part, field = shared.rule, Field(shared.tally, shared.bases)
    whole = part.threshold_in != "area"
    seen: set[Scope | None] = set()
    for found in areas:
        scope = scope_of(part, found.area)
        asked_of = None if whole else scope
        admitted = shared.admitted[found.area]
        if asked_of not in seen and found.number:
            seen.add(asked_of)
            held = shared.total if whole else found.seats
            tied = {c for one in (shared.areas if whole else (found,)) for c in one.tied}
            for choice in lists(shared.tally):
                passes = passing(part, field, choice, asked_of)
                if choice not in admitted:
                    yield from (Undoing((negated(condition),)) for condition in passes)
                # under divisors a list without a seat takes none from anybody, whether it may have any or not
                elif passes and (held.get(choice) or choice in tied or part.method not in DIVISORS):
                    yield Undoing(passes)
        if not found.open_seats:
            votes = {choice: shared.of(found.area).of(choice) for choice in admitted}
            yield from (Undoing((form,)) for form in seat_assertions(found, votes, part.method, scope))
