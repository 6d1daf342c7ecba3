"""A question of stakes: a count, what would undo its outcome, and whose votes are at stake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.count.without import altered
from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.rules.conditions import negated_form
from veedor.stakes.ground import Ground
from veedor.stakes.measure import Measure, measure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from veedor.count.sheets import IntMatrix, IntVector, Sheets
    from veedor.model import Assertion, ChoiceId, Contest, Outcome, Tally


@dataclass(frozen=True, eq=False)
class Question:
    """A count, the grounds on which its outcome falls, and the two choices at stake.

    Parameters
    ----------
    sheets : Sheets
        The count.
    grounds : tuple of Ground
        The outcome falls when everything in one of them happens.
    binding : Assertion
        The assertion that is nearest to its line: slack, lead and random draws are given of it.
    donor, receiver : ChoiceId
        Whose votes the treatments strike or move, and who gets them.
    outcome : Outcome, optional
        What the rule says of the count as published.
    decide : callable, optional
        The rule: totals -> outcome. Without it the grounds alone say whether the outcome has fallen.
    divisions : tuple of str
        Levels and divisions whose areas the rule needs.
    """

    sheets: Sheets
    grounds: tuple[Ground, ...]
    binding: Assertion
    donor: ChoiceId
    receiver: ChoiceId
    outcome: Outcome | None = None
    decide: Callable[[Tally], Outcome] | None = None
    divisions: tuple[str, ...] = ()

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
        """The count as published."""
        return self.sheets.tally(self.divisions)

    def value(self, assertion: Assertion) -> int:
        """Give the left-hand side of an assertion on the count as published."""
        return assertion.value(self.tally)

    def need(self, assertion: Assertion) -> int:
        """Say which loss breaks an assertion, in units of 1/scale votes; zero or less where it is broken."""
        return self.value(assertion) - assertion.to_break + 1

    @cached_property
    def slack(self) -> Fraction:
        """How far the binding assertion is from its line, in votes."""
        return self.binding.slack(self.tally)

    @cached_property
    def measure(self) -> Measure:
        """The lead or share by which readers know the binding assertion."""
        return measure_of(self.binding, self.sheets.contest)

    def altered(self, rows: IntVector, contents: IntMatrix | None) -> Tally:
        """Give the exact totals when some sheets hold something else (None: nothing)."""
        return altered(self.sheets, rows, contents, self.divisions, base=self.tally)

    def decided(self, tally: Tally) -> Outcome | None:
        """Say what the rule makes of some totals; None without a rule."""
        return None if self.decide is None else self.decide(tally)

    def fallen(self, tally: Tally) -> bool:
        """Whether the outcome is another one on some totals, a win created elsewhere included.

        A winner has lost exactly when no alternative holds any more, which the grounds state, or when no
        valid vote is left. For any other outcome the grounds may go further than the law (ties), so the
        rule decides.
        """
        if self.decide is None or self.outcome is None:
            return any(ground.happened(tally) for ground in self.grounds)
        if self.outcome.winner is not None:
            return not tally.valid or any(ground.happened(tally) for ground in self.grounds)
        return not self.decide(tally).same_as(self.outcome)

    def assertions(self) -> Iterator[Assertion]:
        """Give every assertion of the grounds once, those of quorums left out."""
        yield from dict.fromkeys(a for ground in self.grounds for a in ground.assertions)

    def about(self, *, donor: ChoiceId | None = None, receiver: ChoiceId | None = None) -> Question:
        """Ask the same of another pair of choices."""
        return replace(self, donor=donor or self.donor, receiver=receiver or self.receiver)


def question_of(sheets: Sheets, assertion: Assertion) -> Question:
    """Ask how far one assertion is from changing, whatever the rule makes of it.

    Parameters
    ----------
    sheets : Sheets
        The count.
    assertion : Assertion
        The assertion. Where it does not hold, the question is what would make it hold.

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
    tally = sheets.tally(divisions)
    at_stake = assertion if assertion.holds(tally) else negated_form(assertion)
    donor, receiver = roles(at_stake, tally)
    return Question(sheets, (Ground((at_stake,)),), at_stake, donor, receiver, divisions=divisions)


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
