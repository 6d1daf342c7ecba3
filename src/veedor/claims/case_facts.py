"""What the functions of the check language ask of a case: each answer computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veedor.claims.expected_sheets import ExpectedSheets
from veedor.claims.types import NotKnownError, Reason
from veedor.count.logs import Made, moment
from veedor.count.questions import timed_count, timeline
from veedor.count.selection import select
from veedor.count.vectors import UNKNOWN
from veedor.errors import ClaimError, MissingDataError, QuestionError, nearest
from veedor.stakes import Stake, Word, at_stake, can_flip, smallest_flip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from fractions import Fraction

    from numpy.typing import NDArray

    from veedor.count import Election, Interruption, Sheets, Timeline
    from veedor.count.selection import Selection
    from veedor.model import Assertion, ChoiceId, Contest, Outcome, Tally
    from veedor.stakes import Flip

T = TypeVar("T")

FINAL = "final"
MOMENTS = (FINAL, "before", "after")
"""The count that counts in the end; as last published before the longest interruption, and first after it."""


@dataclass(frozen=True, slots=True)
class Attested:
    """A fact from outside the count.

    Parameters
    ----------
    name : str
        By which checks ask for it.
    value : str, Fraction or date
        What is attested.
    source : str
        Where it stands.
    by : str
        Who attests it.
    """

    name: str
    value: str | Fraction | date
    source: str
    by: str


@dataclass
class CaseFacts:
    """Answers about one case.

    Where the case does not hold what an answer needs, :class:`~veedor.claims.types.NotKnownError` says what;
    what an analysis refuses is an error of the claim.

    Parameters
    ----------
    election : Election
        The case.
    contest_id : str, optional
        What was voted on.
    attested : mapping of str to Attested
        Facts from outside the count.
    """

    election: Election
    contest_id: str | None = None
    attested: Mapping[str, Attested] = field(default_factory=dict)
    _places: dict[tuple[Selection, str], ExpectedSheets] = field(default_factory=dict, repr=False)
    _flips: dict[tuple[str, str], Flip] = field(default_factory=dict, repr=False)

    @cached_property
    def final(self) -> Selection:
        """The count that counts in the end."""
        return select(self.election, contest=self.contest_id)

    @property
    def contest(self) -> Contest:
        """What was voted on, with its choices."""
        return self.election.contest(self.contest_id)

    @cached_property
    def timeline(self) -> Timeline:
        """The count over time."""
        try:
            timed = timed_count(self.election, self.contest_id)
            line = timeline(self.final.of_count(timed))
        except MissingDataError:
            raise NotKnownError(Reason.NO_LOG, "publication") from None
        if line.made_of is Made.SHEETS:  # the times of sheets do not say when anything was published
            raise NotKnownError(Reason.NO_LOG, "publication")
        return line

    @property
    def longest_interruption(self) -> Interruption:
        """The longest interruption of publication."""
        gap = self.timeline.longest
        if gap is None:
            raise NotKnownError(Reason.NO_INTERRUPTION)
        return gap

    def selection(self, at: str = FINAL) -> Selection:
        """Select the publication that the count was at one of :data:`MOMENTS`."""
        if at == FINAL:
            return self.final
        gap, line = self.longest_interruption, self.timeline
        edge = gap.start if at == "before" else gap.end
        of_log = self.final.of_count(line.count_id)
        for snapshot in of_log.snapshots:
            if snapshot.taken_at == edge:
                return of_log.at(snapshot.snapshot_id)
        raise NotKnownError(Reason.NO_SNAPSHOT, moment(edge, line.zone).isoformat(sep=" "))

    def expected(self, at: str = FINAL, place: str = "") -> ExpectedSheets:
        """Give the expected sheets of a moment in their states, all of them or those of a place."""
        key = (self.selection(at), place)
        if key not in self._places:
            found = ExpectedSheets(*key)
            _of_claim(lambda: found.rows)  # a condition that cannot be read is an error of the claim
            self._places[key] = found
        return self._places[key]

    def sheets(self, at: str = FINAL, place: str = "") -> Sheets:
        """Give the counted sheets of a moment, all of them or those of a place."""
        found = self.expected(at, place)
        return _of_claim(lambda: found.counted)

    def tally(self, at: str = FINAL, place: str = "") -> Tally:
        """Give the totals of a moment, in all or of a place; registered voters are those of all sheets."""
        found = self.expected(at, place)
        return _of_claim(lambda: found.tally)

    def outcome(self, at: str = FINAL) -> Outcome:
        """Give what the rule says of the count at a moment.

        Of the final count with what is open in it; of an earlier moment as its sheets were counted then.
        """
        selection = self.selection(at)
        return selection.outcome if at == FINAL else selection.decision.outcome

    def choice(self, name: str) -> ChoiceId:
        """Give a choice by id or label.

        Raises
        ------
        ClaimError
            Where there is none.
        """
        for choice in self.contest.choices:
            if name in {choice.choice_id, choice.label}:
                return choice.choice_id
        known = [choice.choice_id for choice in self.contest.choices]
        raise ClaimError(f"There is no choice {name!r} in this contest.", remedy=nearest(name, known))

    @cached_property
    def stake(self) -> Stake:
        """What would undo the outcome."""
        return at_stake(self.final)

    def flip(self, unit: str, treatment: str) -> Flip:
        """Give the smallest number of units that can change the outcome under a treatment."""
        key = (unit, treatment)
        if key not in self._flips:
            self._flips[key] = _of_claim(lambda: smallest_flip(self.stake, treatment, unit))
        return self._flips[key]

    def word(self, k: int, unit: str, treatment: str) -> Word:
        """Say whether k units can change the outcome."""
        return _of_claim(lambda: can_flip(self.stake, k, treatment, unit))

    def first_met(self, kind: str) -> datetime:
        """Give the first publication at which a condition of the winner's alternative held."""
        line = self.timeline
        runs = [run for run in line.published if str(run.assertion.kind) == kind]
        if not runs:
            raise NotKnownError(Reason.NO_RUNNING, kind)
        met = [_first_held(run.assertion, run.value) for run in runs]
        if None in met:
            raise NotKnownError(Reason.NEVER_MET, kind)
        return moment(runs[0].at[max(k for k in met if k is not None)], line.zone)

    def largest(self, level: str) -> str:
        """Name the place of a level with the most registered voters, of all expected sheets."""
        roll = self.final.states.roll
        if level not in roll.places.codes:
            raise ClaimError(f"There is no level {level!r}.", remedy=nearest(level, roll.places.levels))
        if (roll.registered == UNKNOWN).any():
            raise NotKnownError(Reason.NOT_PUBLISHED, "registered")
        if not roll.places.known(level).any():
            raise NotKnownError(Reason.NOT_PUBLISHED, level)
        weights = np.where(roll.places.known(level), roll.registered, 0)
        voters = np.bincount(roll.places.codes[level], weights=weights)
        return roll.places.names[level][int(voters.argmax())]

    def attested_as(self, name: str, kind: type[T]) -> T:
        """Give an attested fact of a type."""
        fact = self.attested.get(name)
        if fact is None:
            raise NotKnownError(Reason.NOT_ATTESTED, name)
        if not isinstance(fact.value, kind):
            raise ClaimError(f"The attested fact {name!r} is no {kind.__name__}.", value=str(fact.value))
        return fact.value


def _first_held(assertion: Assertion, value: NDArray[np.int64]) -> int | None:
    """Give the first position at which an assertion held."""
    held = np.flatnonzero(value > 0 if assertion.strict else value >= 0)
    return int(held[0]) if len(held) else None


def _of_claim(answer: Callable[[], T]) -> T:
    """Ask an analysis; what it refuses becomes an error of the claim."""
    try:
        return answer()
    except (QuestionError, MissingDataError) as error:
        raise ClaimError(error.message, remedy=error.remedy) from None
