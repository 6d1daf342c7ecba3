"""The result of applying a rule: the outcome, what establishes it, slacks and margins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.model import Assertion, Choice, ChoiceId, Kind, OutcomeKind, Result, as_counted
from veedor.rules.decide import decide
from veedor.rules.margins import Change, easiest
from veedor.rules.undoing import FallenCondition, Undoing, falls, nearest_of, undoings

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.model import Alternative, Condition, Contest, Outcome, Tally
    from veedor.rules.margins import Margin
    from veedor.rules.rule import Rule


@dataclass(frozen=True)
class Support:
    """One conjunction of conditions, and what breaks it.

    Parameters
    ----------
    alternative : Alternative
        The conjunction.
    holds : bool
        Whether all its conditions hold.
    margins : tuple of tuple of Margin
        For each condition the votes moved, taken and added that break it; empty where it does not hold.
    """

    alternative: Alternative
    holds: bool
    margins: tuple[tuple[Margin, ...], ...]


@dataclass(frozen=True, slots=True)
class VariantOutcome:
    """The outcome under one reading of the rule.

    Parameters
    ----------
    variant : str, optional
        Name of the reading; absent for the default.
    outcome : Outcome
        What it gives.
    held_by : str
        Who holds it.
    """

    variant: str | None
    outcome: Outcome
    held_by: str


@dataclass(frozen=True)
class Decision(Result):
    """What a rule says of a tally, and everything that it rests on.

    Parameters
    ----------
    rule : Rule
        In the reading that was applied.
    tally : Tally
        The totals.
    outcome : Outcome
        With what is open taken into account.
    as_counted : Outcome
        As if nothing were open.
    establishing : tuple of Alternative
        The outcome as counted stands exactly when one of them holds (:func:`~veedor.rules.establishing`).
    supports : tuple of Support
        Those of them that hold.
    support : Support, optional
        The one of them that the outcome rests on: the one with the binding condition.
    binding : Assertion or Quorum, optional
        The condition that decides: the one that breaks when the margin to flip is reached, by the change
        that takes the fewest votes. Absent where no change of votes between candidates changes the outcome,
        or nothing establishes it.
    ways : tuple of Support
        The ways to win, for the winner, or for the first candidate where nobody won; of a referendum, for the
        side for the proposal.
    margins : tuple of Margin
        The margin to flip of the outcome as counted: for an elected candidate by rival, else for each
        choice that gains or loses; those that no number of votes reaches are left out. By change, then
        smallest first.
    readings : tuple of VariantOutcome
        The outcome under each reading, the default one first; empty where there is one reading only.
    lump : Lump, optional
        Candidates published as one figure of whom one could change the outcome.
    """

    rule: Rule
    tally: Tally
    outcome: Outcome
    as_counted: Outcome
    establishing: tuple[Alternative, ...]
    supports: tuple[Support, ...]
    support: Support | None
    binding: Condition | None
    ways: tuple[Support, ...]
    margins: tuple[Margin, ...]
    readings: tuple[VariantOutcome, ...]
    lump: Lump | None = None

    @property
    def round(self) -> str:
        """Name of the round."""
        return self.as_counted.round

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels by whose areas the round goes."""
        return self.rule.round(self.round).divisions

    @property
    def outstanding(self) -> int:
        """Ballots that are still open, as far as something bounds them."""
        return sum(group.ballots for group in self.tally.open if group.ballots is not None)

    @property
    def satisfied(self) -> tuple[Alternative, ...]:
        """The ways to win that the winner satisfies; none where nobody won."""
        return tuple(way.alternative for way in self.ways if way.holds)

    @property
    def failed(self) -> tuple[Alternative, ...]:
        """The ways to win that the winner, or else the first candidate, does not satisfy."""
        return tuple(way.alternative for way in self.ways if not way.holds)

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """The assertions that establish the outcome: those of what it rests on."""
        return self.support.alternative.assertions if self.support is not None else ()

    @cached_property
    def binding_margins(self) -> tuple[Margin, ...]:
        """The fewest votes moved, taken and added that break the binding condition; empty without one."""
        if self.binding is None:
            return ()
        return tuple(easiest(self.binding, self.tally, change) for change in Change)

    @cached_property
    def grounds(self) -> tuple[Undoing, ...]:
        """On which grounds the outcome as counted is undone: everything in one of them happens.

        Raises
        ------
        QuestionError
            Where there are more than 20,000 combinations of conditions.
        """
        return undoings(self.rule, as_counted(self.tally), self.as_counted)

    @cached_property
    def pivot(self) -> Assertion | None:
        """The single assertion by which slack and lead are told; None where the rule asks nothing of votes.

        The binding condition itself, or of points of areas the member that holds and is nearest to its line.
        Where no change of votes between candidates changes the outcome, the nearest of the grounds.
        """
        if self.binding is None:
            return nearest_of(self.grounds, as_counted(self.tally))
        if isinstance(self.binding, Assertion):
            return self.binding
        members = [member for member in self.binding.members if member.holds(self.tally)]
        return min(members, key=self.slack, default=None)

    def stands(self, tally: Tally) -> bool:
        """Whether the rule gives the outcome as counted on other totals, whatever is open in them.

        For a winner of the whole electorate, where nothing is open, the grounds say so, beside that a
        candidate has a vote. Elsewhere the rule decides: the grounds may go further than the law (ties), an
        area may get its first votes or lose its last, and an outcome that open votes could change is
        another one.
        """
        if self.as_counted.winner is not None and not tally.open and not self.divisions:
            return bool(tally.for_candidates) and not any(g.happened(tally) for g in self.grounds)
        return decide(self.rule, tally, round=self.round).same_as(self.as_counted)

    def falls(self, tally: Tally) -> tuple[FallenCondition, ...]:
        """Give the conditions that no longer hold on other totals; none where the outcome stands."""
        return () if self.stands(tally) else falls(self.grounds, as_counted(self.tally), tally)

    def slack(self, assertion: Assertion) -> Fraction:
        """How far an assertion is from its line, in votes."""
        return assertion.slack(self.tally)

    def margin(self, change: Change) -> Margin | None:
        """The smallest margin to flip of the outcome for one way of changing votes."""
        return next((margin for margin in self.margins if margin.change is change), None)

    @property
    def moved(self) -> int | None:
        """Votes that would have to be moved to change the outcome."""
        return _votes(self.margin(Change.MOVE))

    @property
    def taken(self) -> int | None:
        """Votes that would have to be taken away to change the outcome."""
        return _votes(self.margin(Change.TAKE))

    @property
    def added(self) -> int | None:
        """Votes that would have to be added to change the outcome."""
        return _votes(self.margin(Change.ADD))


def _votes(margin: Margin | None) -> int | None:
    return margin.votes if margin is not None else None


REST = ChoiceId("the rest of a lump")
"""Those of a lump who have no vote when one of them has all."""


@dataclass(frozen=True, slots=True)
class Lump:
    """A lump of several candidates, of whom one could change the outcome.

    Parameters
    ----------
    choice : ChoiceId
        The figure that is published for all of them.
    votes : int
        How many votes they have together.
    would : Outcome
        What the rule says if one of them has all the votes.
    """

    choice: ChoiceId
    votes: int
    would: Outcome


def lump_that_matters(rule: Rule, tally: Tally, outcome: Outcome) -> Lump | None:
    """Find a lump of which one candidate would change an outcome if all its votes were for that one.

    No other split of a lump can matter where this one does not: what one candidate of it could win, or keep
    others from, takes more votes of one, not fewer.

    Parameters
    ----------
    rule : Rule
        The law, in the reading that applies.
    tally : Tally
        What was counted, and what is open; where the outcome is undetermined by what is open, it is compared
        as counted.
    outcome : Outcome
        What the rule says while nobody of a lump can lead, win or go on.
    """
    if outcome.kind is OutcomeKind.UNDETERMINED:
        tally = as_counted(tally)
        outcome = decide(rule, tally, round=outcome.round)
    for lump in tally.contest.of_kind(Kind.OTHERS):
        if not tally.of(lump) and not tally.open:
            continue
        would = decide(rule, as_one(tally, lump), round=outcome.round)
        if not would.same_as(outcome):
            return Lump(lump, tally.of(lump), would)
    return None


def as_one(tally: Tally, lump: ChoiceId) -> Tally:
    """Give a tally in which a lump is one candidate."""
    contest = _with_candidate(tally.contest, lump)
    areas = {
        division: {area: replace(part, contest=contest) for area, part in members.items()}
        for division, members in tally.areas.items()
    }
    return replace(tally, contest=contest, areas=areas)


def _with_candidate(contest: Contest, lump: ChoiceId) -> Contest:
    """Give a contest in which a lump is a candidate, with as many who stand as before."""
    choices = [
        replace(choice, kind=Kind.CANDIDATE) if choice.choice_id == lump else choice
        for choice in contest.choices
    ]
    return replace(contest, choices=(*choices, Choice(REST, "", Kind.OTHERS)))
