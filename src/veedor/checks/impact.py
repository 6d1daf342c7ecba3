"""What follows for the outcome if the named sheets were annulled, or held anything at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.capacity import worst_contents
from veedor.count.states import bounds_of
from veedor.count.vectors import UNKNOWN
from veedor.count.without import altered
from veedor.errors import MissingDataError
from veedor.model import Assertion, OutcomeKind, as_counted, measure_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.arrays import Ints
    from veedor.count import Sheets
    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.model import Choice, Condition, Measure, Tally
    from veedor.rules import Decision
    from veedor.rules.undoing import FallenCondition


class Sway(StrEnum):
    """What some sheets can do to the outcome."""

    WOULD_IF_ANNULLED = "would_if_annulled"
    NOT_IF_ANNULLED = "not_if_annulled"
    """Whether other contents could is neither shown nor excluded."""
    COULD_WITH_OTHER_CONTENTS = "could_with_other_contents"
    CANNOT = "cannot"


@dataclass(frozen=True)
class Impact:
    """The outcome with and without some sheets.

    Parameters
    ----------
    annulled_changes : bool
        Whether annulling the sheets would change the outcome.
    anything : bool, optional
        Whether some contents of the sheets, within their registered voters, would change the outcome. None
        where registered voters are not published, or it is neither shown nor excluded.
    level, level_annulled, level_worst : Fraction, optional
        The lead or share that decides: as counted, without the sheets, and at their worst.
    slack_annulled, slack_worst : Fraction, optional
        Votes over its line then.
    registered : int
        Registered voters of the sheets, where published.
    is_open : bool
        Whether the outcome is open: sheets that are not counted, or blank cells, could change it. Then all of
        this is said of what is counted.
    falls : tuple of FallenCondition
        The conditions that would no longer hold without the sheets, where that changes the outcome.
    """

    annulled_changes: bool
    anything: bool | None = None
    level: Fraction | None = None
    level_annulled: Fraction | None = None
    level_worst: Fraction | None = None
    slack_annulled: Fraction | None = None
    slack_worst: Fraction | None = None
    registered: int = 0
    is_open: bool = False
    falls: tuple[FallenCondition, ...] = ()

    @property
    def sway(self) -> Sway:
        """What these sheets can do."""
        if self.annulled_changes:
            return Sway.WOULD_IF_ANNULLED
        if self.anything is None:
            return Sway.NOT_IF_ANNULLED
        return Sway.COULD_WITH_OTHER_CONTENTS if self.anything else Sway.CANNOT

    @property
    def moved(self) -> Fraction:
        """How far annulling moves the lead or share, up or down."""
        if self.level is None or self.level_annulled is None:
            return Fraction(0)
        return abs(self.level_annulled - self.level)


@dataclass(frozen=True, eq=False)
class Baseline:
    """What impacts are measured against: a count and its decision.

    Parameters
    ----------
    sheets : Sheets
        The count.
    decision : Decision
        What the rule makes of it, as counted.
    is_open : bool
        Whether what is not known could still change the outcome.
    states : States, optional
        Every expected sheet, for what bounds those that are counted; without, their own voters do.
    """

    sheets: Sheets
    decision: Decision
    is_open: bool = False
    states: States | None = None

    @classmethod
    def of(cls, selection: Selection) -> Baseline | None:
        """Take a count as it was selected; None where no rule elects anybody by a round."""
        if not selection.ruled or not selection.rule.rounds:
            return None
        is_open = bool(selection.tally.open) and selection.outcome.kind is OutcomeKind.UNDETERMINED
        return cls(selection.sheets, selection.decision, is_open, selection.states)

    @classmethod
    def or_why(cls, selection: Selection) -> tuple[Baseline | None, str]:
        """Take a count as it was selected, or say why its rule cannot be applied to it."""
        try:
            return cls.of(selection), ""
        except MissingDataError as error:
            return None, error.text

    @cached_property
    def measure(self) -> Measure | None:
        """The lead or share that decides: what the pivot of the decision measures; None without one."""
        pivot = self.decision.pivot
        return None if pivot is None else measure_of(pivot, self.sheets.contest)

    @cached_property
    def most_ballots(self) -> Ints:
        """How many ballots each sheet could hold, shape (n_sheets,); ``UNKNOWN`` where nothing bounds it."""
        return bounds_of(self.sheets, self.states)

    @cached_property
    def level_counted(self) -> Fraction | None:
        """The lead or share that decides, as counted."""
        return self.level(self.decision.tally)

    def level(self, tally: Tally | None = None) -> Fraction | None:
        """Return the lead or share that decides, as counted or on other totals."""
        if tally is None:
            return self.level_counted
        return None if self.measure is None else self.measure.of(tally)

    def impact(self, rows: Ints) -> Impact:
        """Decide again without some sheets, and with their worst contents.

        Parameters
        ----------
        rows : int vector
            Which sheets.
        """
        registered = self.sheets.registered[rows]
        voters = int(registered[registered != UNKNOWN].sum())
        without, pivot = self._totals(rows, None), self.decision.pivot
        changes, fallen = not self.decision.stands(without), self.decision.falls(without)
        if pivot is None:
            return Impact(changes, registered=voters, is_open=self.is_open, falls=fallen)
        contents = self._worst(rows, pivot)
        worst = None if contents is None else self._totals(rows, contents)
        return Impact(
            changes,
            self._anything(rows),
            self.level(),
            self.level(without),
            None if worst is None else self.level(worst),
            pivot.slack(without),
            None if worst is None else pivot.slack(worst),
            voters,
            self.is_open,
            fallen,
        )

    def without(self, votes: Mapping[Choice, int], registered: int) -> Impact | None:
        """Decide again without some sheets, of which only the sums are known.

        Parameters
        ----------
        votes : mapping of Choice to int
            What they hold.
        registered : int
            Their voters.

        Returns
        -------
        Impact or None
            Nothing is said of other contents of these sheets. None where the rule needs more than sums:
            areas, or ballots of several votes.
        """
        pivot, base = self.decision.pivot, as_counted(self.decision.tally)
        if self.decision.divisions or base.ballots is not None:
            return None
        rest = replace(base, votes={c.choice_id: base.of(c.choice_id) - n for c, n in votes.items()})
        return Impact(
            not self.decision.stands(rest),
            None,
            self.level(),
            self.level(rest),
            slack_annulled=None if pivot is None else pivot.slack(rest),
            registered=registered,
            is_open=self.is_open,
            falls=self.decision.falls(rest),
        )

    def _totals(self, rows: Ints, contents: Ints | None) -> Tally:
        """Sum the count without some sheets, or with other contents of them.

        The voters of sheets that are not counted stay on the roll, and so in the base.
        """
        base = as_counted(self.decision.tally)
        return altered(self.sheets, rows, contents, self.decision.divisions, base=base)

    def _anything(self, rows: Ints) -> bool | None:
        """Whether some contents of these sheets would change the outcome.

        The outcome stands when one of the conjunctions that establish it holds. If each condition of one of
        them holds at its own worst contents, no contents can break it: no. If the worst contents for some
        condition give another outcome under the rule: yes, and they are the witness. Else it stays open.
        """
        if bool((self.most_ballots[rows] == UNKNOWN).any()):
            return None
        conditions = [support.alternative.conditions for support in self.decision.supports]
        if any(all(self._survives(condition, rows) for condition in group) for group in conditions):
            return False
        for condition in (c for group in conditions for c in group if isinstance(c, Assertion)):
            contents = self._worst(rows, condition)
            if not self.decision.stands(self._totals(rows, contents)):
                return True
        return None

    def _survives(self, condition: Condition, rows: Ints) -> bool:
        """Whether a condition holds whatever the sheets hold.

        A quorum does when the groups whose members all do are worth enough points.
        """
        if isinstance(condition, Assertion):
            contents = self._worst(rows, condition)
            return contents is not None and condition.satisfied_by(self._value(condition, rows, contents))
        safe = [self._survives(member, rows) for member in condition.members]
        groups = zip(condition.points, condition.groups, strict=True)
        return sum(points for points, group in groups if all(safe[i] for i in group)) >= condition.need

    def _worst(self, rows: Ints, assertion: Assertion) -> Ints | None:
        return worst_contents(self.sheets, rows, assertion, self.most_ballots[rows])

    def _value(self, assertion: Assertion, rows: Ints, contents: Ints) -> int:
        """Value of an assertion when some sheets have other contents."""
        weights = np.array(assertion.vector(c.choice_id for c in self.sheets.contest.choices), dtype=np.int64)
        change = (contents - self.sheets.votes[rows]) @ weights
        if assertion.scope is not None:
            change = change[self.sheets.member_of(assertion.scope.division)[rows] == assertion.scope.area]
        return assertion.value(self.decision.tally) + int(change.sum())


@dataclass(frozen=True)
class ChangeEffect:
    """What changes between two counts did to an assertion.

    Parameters
    ----------
    assertion : Assertion
        Which one.
    net, gross : Fraction
        Sum of the changes in votes of slack, and sum of their sizes.
    """

    assertion: Assertion
    net: Fraction
    gross: Fraction


def effects(before: Sheets, after: Sheets, assertions: Sequence[Assertion]) -> tuple[ChangeEffect, ...]:
    """Add up what changed on some sheets, for each assertion.

    Parameters
    ----------
    before, after : Sheets
        The same sheets in two counts, in the same order.
    assertions : sequence of Assertion
        Those that establish the outcome.
    """

    def effect(assertion: Assertion) -> ChangeEffect:
        change = after.contributions(assertion) - before.contributions(assertion)
        net, gross = int(change.sum()), int(np.abs(change).sum())
        return ChangeEffect(assertion, Fraction(net, assertion.scale), Fraction(gross, assertion.scale))

    return tuple(effect(assertion) for assertion in assertions)
