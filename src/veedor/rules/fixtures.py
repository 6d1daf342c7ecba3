"""Tallies from plain numbers, and the fixtures of a rule tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from veedor.model import AreaId, Choice, ChoiceId, Contest, ContestId, Kind, OpenVotes, Tally
from veedor.rules.decide import decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import Outcome
    from veedor.rules.assembly import Seats
    from veedor.rules.rule import ExpectedOutcome, Fixture, Rule

OTHER_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.CANDIDATE}
"""Names that stand for a kind of choice instead of a candidate."""


def tally_of(
    votes: Mapping[str, int],
    *,
    registered: int | None = None,
    areas: Mapping[str, Mapping[str, Mapping[str, int]]] | None = None,
    outstanding: int | None = None,
) -> Tally:
    """Make a tally from votes by name.

    Parameters
    ----------
    votes : mapping of str to int
        By choice; ``blank``, ``null``, ``none``, ``challenged`` and ``others`` (candidates published as one
        figure) are those kinds, every other name is a candidate.
    registered : int, optional
        Registered voters.
    areas : mapping of str to mapping of str to mapping of str to int, optional
        By level and area, votes likewise.
    outstanding : int, optional
        Ballots that are open: for anybody, anywhere, or for nobody.

    Examples
    --------
    >>> tally_of({"A": 51, "B": 50, "blank": 3}).valid
    101
    """
    by_area = areas or {}
    names = dict.fromkeys(votes)
    for level in by_area.values():
        for area in level.values():
            names.update(dict.fromkeys(area))
    choices = tuple(Choice(ChoiceId(name), name, OTHER_KINDS.get(name, Kind.CANDIDATE)) for name in names)
    contest = Contest(ContestId("contest"), "", choices)
    return Tally(
        contest,
        _ids(votes),
        registered,
        {
            level: {AreaId(area): Tally(contest, _ids(n)) for area, n in members.items()}
            for level, members in by_area.items()
        },
        open=(OpenVotes(outstanding),) if outstanding else (),
    )


def _ids(votes: Mapping[str, int]) -> dict[ChoiceId, int]:
    return {ChoiceId(name): n for name, n in votes.items()}


class FixtureTrial(NamedTuple):
    """A fixture tried under one reading.

    Parameters
    ----------
    fixture : Fixture
        Which one.
    variant : str, optional
        Under which reading; absent for the default.
    expected : ExpectedOutcome
        What it must give.
    outcome : Outcome
        What it gives.
    """

    fixture: Fixture
    variant: str | None
    expected: ExpectedOutcome
    outcome: Outcome

    @property
    def passes(self) -> bool:
        """Whether the outcome is the expected one; what the fixture leaves out is not compared."""
        want, got = self.expected, self.outcome
        return (
            got.kind is want.kind
            and got.choices == want.choices
            and want.by in {None, got.alternative}
            and want.reason in {None, got.reason}
            and want.body in {None, got.body}
            and want.sure in {None, got.sure}
        )


class SeatTrial(NamedTuple):
    """A fixture tried for seats, under the rule as it stands.

    Parameters
    ----------
    fixture : Fixture
        Which one.
    found : Seats
        The seats that the rule gives.
    """

    fixture: Fixture
    found: Seats

    @property
    def passes(self) -> bool:
        """Whether every list has the seats that the fixture expects, and none is open."""
        total = {choice: n for choice, n in self.found.total.items() if n}
        expected = {choice: n for choice, n in self.fixture.seats[self.found.rule.name].items() if n}
        return total == expected and not self.found.open_seats


def try_seats(rule: Rule) -> tuple[SeatTrial, ...]:
    """Share out the seats of each fixture that expects some."""
    if not rule.seats:
        return ()
    from veedor.rules.assembly import seats  # late, as most rules share out no seats

    return tuple(
        SeatTrial(fixture, seats(rule, _tally(fixture), name))
        for fixture in rule.fixtures
        for name in fixture.seats
    )


def _tally(fixture: Fixture) -> Tally:
    return tally_of(
        fixture.votes,
        registered=fixture.registered,
        areas=fixture.areas,
        outstanding=fixture.outstanding,
    )


def try_fixtures(rule: Rule) -> tuple[FixtureTrial, ...]:
    """Apply a rule to each of its fixtures, under each of its readings; none of a rule without a round."""
    if not rule.rounds:
        return ()
    return tuple(
        FixtureTrial(
            fixture,
            variant,
            fixture.by_variant.get(variant, fixture.expected) if variant else fixture.expected,
            decide(rule, _tally(fixture), round=fixture.round, variant=variant),
        )
        for fixture in rule.fixtures
        for variant in (None, *(variant.name for variant in rule.variants))
    )
