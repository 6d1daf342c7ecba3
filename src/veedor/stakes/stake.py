"""What is at stake: a count, on which grounds its outcome is undone, and whose votes carry it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.seats import placed
from veedor.count.vectors import UNKNOWN
from veedor.count.without import altered
from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.model import Assertion, OutcomeKind, as_counted, measure_of
from veedor.rules import decide
from veedor.rules.conditions import negated_form
from veedor.rules.undoing import FallenCondition, Undoing, falls
from veedor.sentence import sentence
from veedor.stakes.exact import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.count.selection import Selection
    from veedor.count.sheets import Sheets
    from veedor.count.states import States
    from veedor.count.vectors import IntMatrix, IntVector
    from veedor.model import ChoiceId, Contest, Measure, Outcome, Tally
    from veedor.rules import Decision, Seats
    from veedor.stakes.exact import VoteColumns


@dataclass(frozen=True, eq=False)
class Stake:
    """A count, the grounds on which its outcome is undone, and the two choices at stake.

    Sheets in doubt are counted ones. What is open besides (outstanding sheets, set aside ones, blank cells)
    is always taken at its worst, so that an outcome *changes* when it no longer stands whatever the open
    votes are.

    Parameters
    ----------
    sheets : Sheets
        The counted sheets.
    grounds : tuple of Undoing
        The outcome is undone when everything in one of them happens.
    binding : Assertion
        The assertion by which slack, lead and random draws are told.
    donor, receiver : ChoiceId
        Whose votes the treatments strike or move, and who gets them.
    decision : Decision, optional
        What the rule says of the counted sheets, as if nothing were open. Without it the grounds alone say
        whether the outcome is undone.
    divisions : tuple of str
        Levels and divisions whose areas the rule needs.
    states : States, optional
        Every expected sheet in its state; without them nothing is open.
    seats : Seats, optional
        The seats that are at stake, instead of the outcome of a round.
    """

    sheets: Sheets
    grounds: tuple[Undoing, ...]
    binding: Assertion
    donor: ChoiceId
    receiver: ChoiceId
    decision: Decision | None = None
    divisions: tuple[str, ...] = ()
    states: States | None = None
    seats: Seats | None = None

    def __post_init__(self) -> None:
        if not len(self.sheets):
            raise MissingDataError("The count has no sheets, so nothing in it can be in doubt.")
        for choice in (self.donor, self.receiver):
            if choice not in self.sheets.column:
                raise QuestionError(
                    sentence("There is no choice {choice!r} in this contest.", choice=choice),
                    remedy=nearest(choice, self.sheets.column),
                )

    @cached_property
    def tally(self) -> Tally:
        """The counted sheets, with what is open besides."""
        return tally_of(self.sheets, self.states, self.divisions)

    @cached_property
    def columns(self) -> VoteColumns:
        """The votes of the counted sheets, choice by choice."""
        return columns_of(self.sheets.votes)

    @cached_property
    def weighs_ballots(self) -> bool:
        """Whether a condition weighs ballots cast that are not the sum of votes."""
        conditions = (condition for ground in self.grounds for condition in ground.conditions)
        forms = (f for c in conditions for f in ((c,) if isinstance(c, Assertion) else c.members))
        return any(form.ballots_weight for form in forms)

    @cached_property
    def bound(self) -> IntVector:
        """Ballots that each sheet can hold at the most, ``UNKNOWN`` where nothing bounds it, shape (n,)."""
        return bound_of(self.sheets, self.states)

    def value(self, assertion: Assertion) -> int:
        """Give the left-hand side of an assertion on the counted sheets."""
        return assertion.value(self.tally)

    def worst(self, assertion: Assertion) -> int | None:
        """Give the left-hand side at the worst content of the open votes; None where nothing bounds them."""
        if not self.tally.open:
            return self.value(assertion)
        if assertion not in self._worst:
            self._worst[assertion] = assertion.range(self.tally)[0]
        return self._worst[assertion]

    @cached_property
    def _worst(self) -> dict[Assertion, int | None]:
        return {}

    def need(self, assertion: Assertion) -> int:
        """Say which loss breaks an assertion, in units of 1/scale votes; zero or less where it is broken.

        What the open votes can take is taken already, which is exact for one assertion and safe for several.
        """
        worst = self.worst(assertion)
        return 0 if worst is None else worst - assertion.to_break + 1

    @cached_property
    def slack(self) -> Fraction:
        """How far the binding assertion is from its line on the counted sheets, in votes."""
        return self.binding.slack(self.tally)

    @cached_property
    def taken(self) -> Fraction | None:
        """What the open votes can take from that slack, in votes; None where nothing bounds it."""
        worst = self.worst(self.binding)
        return None if worst is None else Fraction(self.value(self.binding) - worst, self.binding.scale)

    @cached_property
    def undetermined(self) -> bool:
        """Whether the open votes alone can change the outcome."""
        return bool(self.tally.open) and self.fallen(self.tally)

    @cached_property
    def measure(self) -> Measure:
        """The lead or share by which readers know the binding assertion."""
        return measure_of(self.binding, self.sheets.contest)

    def altered(self, rows: IntVector, contents: IntMatrix | None) -> Tally:
        """Give the exact totals when some sheets hold something else (None: nothing)."""
        return altered(self.sheets, rows, contents, self.divisions, base=self.tally)

    @property
    def outcome(self) -> Outcome | None:
        """What the rule says of the counted sheets, as if nothing were open; None without a rule."""
        return None if self.decision is None else self.decision.as_counted

    def decided(self, tally: Tally) -> Outcome | None:
        """Say what the rule makes of some totals, with what is open; None without a rule."""
        if self.decision is None:
            return None
        return decide(self.decision.rule, tally, round=self.decision.round)

    def fallen(self, tally: Tally) -> bool:
        """Whether the outcome is another one on some totals, a win created elsewhere included."""
        if self.seats is not None:
            return not self.seats.stands(placed(self.seats.rule, tally))
        if self.decision is None:
            return any(ground.happened(tally) for ground in self.grounds)
        return not self.decision.stands(tally)

    def undone_by(self, tally: Tally) -> Assertion | None:
        """Give the condition that some totals undo: the binding one if they do, else one that held before.

        A turnout may be missed while the share of the proposal rises: whoever says why the outcome changes
        has to name the turnout. None where points of areas change it, and no single sum does.
        """
        happened = [ground for ground in self.grounds if ground.happened(tally)]
        if any(self.binding in ground.conditions for ground in happened):
            return self.binding
        fallen = (fall.condition for fall in falls(happened, self.tally, tally))
        return next(
            (c for c in fallen if isinstance(c, Assertion)),
            None if any(ground.quorums for ground in happened) else self.binding,
        )

    def falls(self, tally: Tally) -> tuple[FallenCondition, ...]:
        """Give the conditions that no longer hold on some totals; none where the outcome stands."""
        return falls(self.grounds, self.tally, tally) if self.fallen(tally) else ()

    def assertions(self) -> Iterator[Assertion]:
        """Give every assertion of the grounds once, those of quorums left out."""
        yield from dict.fromkeys(a for ground in self.grounds for a in ground.assertions)

    def about(self, *, donor: ChoiceId | None = None, receiver: ChoiceId | None = None) -> Stake:
        """Ask the same of another pair of choices."""
        return replace(self, donor=donor or self.donor, receiver=receiver or self.receiver)


def tally_of(sheets: Sheets, states: States | None, divisions: Sequence[str] = ()) -> Tally:
    """Sum the counted sheets, with what is open where the states of all sheets are known."""
    return sheets.tally(divisions) if states is None else states.tally(divisions)


def bound_of(sheets: Sheets, states: States | None = None) -> IntVector:
    """Give how many ballots each counted sheet can hold at the most, ``UNKNOWN`` where nothing bounds it.

    Its registered voters, where they are known and above zero, or else the cap that the case states, but no
    fewer than its ballots. Sheets that share a register have no bound of their own.
    """
    registered, cap = sheets.registered, UNKNOWN
    shared = np.zeros(len(sheets), dtype=np.bool_)
    if states is not None:
        rows = states.roll.rows(sheets.ids)
        registered = states.roll.registered[rows]
        shared = states.roll.unit[rows] >= 0
        cap = UNKNOWN if states.most_ballots is None else states.most_ballots
    bound = np.where((registered > 0) & ~shared, registered, cap)
    return np.where(bound == UNKNOWN, UNKNOWN, np.maximum(bound, sheets.cast))


def at_stake(selection: Selection) -> Stake:
    """Give what is at stake in a publication of a count: its outcome, in its round, under its rule.

    Parameters
    ----------
    selection : Selection
        Which contest, count, publication and reading of the rule.

    Raises
    ------
    QuestionError
        Where no candidate has a vote, no change of votes changes the outcome, or the rule has too many
        combinations of conditions.
    MissingDataError
        Where the case has no rule, or the rule needs registered voters or areas that the count lacks.
    """
    states = selection.states
    return stake_of(states.counted, selection.decision, states)


def stake_of(sheets: Sheets, decision: Decision, states: States | None = None) -> Stake:
    """Give what is at stake in some sheets under a decision on their sums.

    Parameters
    ----------
    sheets : Sheets
        The counted sheets.
    decision : Decision
        What the rule says of their sums.
    states : States, optional
        Every expected sheet in its state, of which ``sheets`` are the counted ones; without them nothing is
        open.

    Returns
    -------
    Stake
        Its binding assertion is the pivot of the decision; the choices at stake are the ones whose votes
        carry and break it.

    Raises
    ------
    QuestionError
        As for :func:`at_stake`.
    """
    if decision.as_counted.kind is OutcomeKind.UNDETERMINED:
        raise QuestionError(
            "No candidate has a vote in this count, so it has no outcome that could change.",
            remedy="Ask of a count in which a candidate has votes.",
        )
    if decision.pivot is None:
        raise QuestionError("No vote can change this outcome: the rule asks nothing of the votes.")
    donor, receiver = roles(decision.pivot, decision.tally)
    return Stake(
        sheets, decision.grounds, decision.pivot, donor, receiver, decision, decision.divisions, states
    )


def stake_of_assertion(sheets: Sheets, assertion: Assertion, states: States | None = None) -> Stake:
    """Give what is at stake in one assertion, whatever the rule makes of it.

    Parameters
    ----------
    sheets : Sheets
        The count.
    assertion : Assertion
        The assertion. Where it does not hold, the question is what would make it hold.
    states : States, optional
        Every expected sheet in its state; without them nothing is open.

    Raises
    ------
    QuestionError
        Where no vote can touch the assertion: every choice weighs nothing in it.
    """
    divisions = () if assertion.scope is None else (assertion.scope.division,)
    if not any((*assertion.vector(c.choice_id for c in sheets.contest.choices), assertion.ballots_weight)):
        raise QuestionError(
            sentence(
                "No sheet can touch {assertion_id!r}: no choice of this contest has a weight in it.",
                assertion_id=assertion.assertion_id,
            ),
            remedy="Ask about an assertion over votes.",
        )
    tally = as_counted(tally_of(sheets, states, divisions))
    carried = assertion if assertion.holds(tally) else negated_form(assertion)
    donor, receiver = roles(carried, tally)
    return Stake(sheets, (Undoing((carried,)),), carried, donor, receiver, divisions=divisions, states=states)


def roles(assertion: Assertion, tally: Tally) -> tuple[ChoiceId, ChoiceId]:
    """Say whose votes carry an assertion, and whose break it.

    Parameters
    ----------
    assertion : Assertion
        The assertion.
    tally : Tally
        The count: among choices of equal weight, the ones that the assertion names are preferred, then those
        with more votes, then the order of the ballot paper.

    Returns
    -------
    donor : ChoiceId
        A vote for it helps the assertion most.
    receiver : ChoiceId
        A vote for it hurts the assertion most; another choice than the donor.
    """
    contest: Contest = tally.contest
    named = {assertion.subject, assertion.rival}

    def rank(choice: ChoiceId, sign: int) -> tuple[int, bool, int]:
        return sign * assertion.weight(choice), choice not in named, -tally.of(choice)

    candidates = list(contest.candidates)
    donor = min(candidates, key=lambda c: rank(c, -1))
    others = [c for c in candidates if c != donor] or [
        c.choice_id for c in contest.choices if c.choice_id != donor
    ]
    if not others:
        raise QuestionError("The contest has one choice only, so no vote can be moved to another.")
    return donor, min(others, key=lambda c: rank(c, 1))
