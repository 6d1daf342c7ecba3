"""A question of stakes: a count, what would undo its outcome, and whose votes are at stake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.sheets import UNKNOWN
from veedor.count.without import altered
from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.model import as_counted
from veedor.rules.conditions import negated_form
from veedor.stakes.ground import Ground
from veedor.stakes.measure import Measure, measure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from veedor.count.sheets import IntMatrix, IntVector, Sheets
    from veedor.count.states import States
    from veedor.model import Assertion, ChoiceId, Contest, Outcome, Tally


@dataclass(frozen=True, eq=False)
class Question:
    """A count, the grounds on which its outcome falls, and the two choices at stake.

    Sheets in doubt are counted ones. What is open besides (outstanding sheets, set aside ones, blank cells)
    is always taken at its worst, so that an outcome *changes* when it no longer stands whatever the open
    votes are.

    Parameters
    ----------
    sheets : Sheets
        The counted sheets.
    grounds : tuple of Ground
        The outcome falls when everything in one of them happens.
    binding : Assertion
        The assertion that is nearest to its line: slack, lead and random draws are given of it.
    donor, receiver : ChoiceId
        Whose votes the treatments strike or move, and who gets them.
    outcome : Outcome, optional
        What the rule says of the counted sheets, as if nothing were open.
    decide : callable, optional
        The rule: totals -> outcome. Without it the grounds alone say whether the outcome has fallen.
    divisions : tuple of str
        Levels and divisions whose areas the rule needs.
    states : States, optional
        Every expected sheet in its state; without them nothing is open.
    """

    sheets: Sheets
    grounds: tuple[Ground, ...]
    binding: Assertion
    donor: ChoiceId
    receiver: ChoiceId
    outcome: Outcome | None = None
    decide: Callable[[Tally], Outcome] | None = None
    divisions: tuple[str, ...] = ()
    states: States | None = None

    def __post_init__(self) -> None:
        if not len(self.sheets):
            raise MissingDataError("The count has no sheets, so nothing in it can be in doubt.")
        for choice in (self.donor, self.receiver):
            if choice not in self.sheets.column:
                raise QuestionError(
                    f"There is no choice {choice!r} in this contest.",
                    remedy=nearest(choice, self.sheets.column),
                )

    @cached_property
    def tally(self) -> Tally:
        """The counted sheets, with what is open besides."""
        return tally_of(self.sheets, self.states, self.divisions)

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

    def decided(self, tally: Tally) -> Outcome | None:
        """Say what the rule makes of some totals, with what is open; None without a rule."""
        return None if self.decide is None else self.decide(tally)

    def fallen(self, tally: Tally) -> bool:
        """Whether the outcome is another one on some totals, a win created elsewhere included.

        A winner has lost exactly when no alternative holds any more, which the grounds state, or when no
        valid vote is left. For any other outcome the grounds may go further than the law (ties), so the
        rule decides. Where votes are open the rule decides too: an outcome that they could change is
        another one.
        """
        if self.decide is None or self.outcome is None:
            return any(ground.happened(tally) for ground in self.grounds)
        if self.outcome.winner is not None and not tally.open:
            return not tally.valid or any(ground.happened(tally) for ground in self.grounds)
        return not self.decide(tally).same_as(self.outcome)

    def assertions(self) -> Iterator[Assertion]:
        """Give every assertion of the grounds once, those of quorums left out."""
        yield from dict.fromkeys(a for ground in self.grounds for a in ground.assertions)

    def about(self, *, donor: ChoiceId | None = None, receiver: ChoiceId | None = None) -> Question:
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


def question_of(sheets: Sheets, assertion: Assertion, states: States | None = None) -> Question:
    """Ask how far one assertion is from changing, whatever the rule makes of it.

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
    if not any(assertion.vector(c.choice_id for c in sheets.contest.choices)):
        raise QuestionError(
            f"No sheet can touch {assertion.assertion_id!r}: no choice of this contest has a weight in it.",
            remedy="Ask about an assertion over votes.",
        )
    tally = as_counted(tally_of(sheets, states, divisions))
    at_stake = assertion if assertion.holds(tally) else negated_form(assertion)
    donor, receiver = roles(at_stake, tally)
    return Question(
        sheets, (Ground((at_stake,)),), at_stake, donor, receiver, divisions=divisions, states=states
    )


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
