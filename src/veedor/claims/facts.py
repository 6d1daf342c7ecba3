"""What the functions of the check language ask of a case: each answer computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veedor.claims.expected import Expected
from veedor.claims.types import Unknown, Value
from veedor.count.logs import Made, moment
from veedor.count.questions import timed_count, timeline
from veedor.count.selection import select
from veedor.count.sheets import UNKNOWN
from veedor.errors import ClaimError, MissingDataError, QuestionError, nearest
from veedor.model import ChoiceId
from veedor.rules import decide
from veedor.stakes import Stake, Word, at_stake, can_flip, smallest_flip, where

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from veedor.count import Election, Timeline
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion, Outcome, Tally
    from veedor.stakes import Flip

T = TypeVar("T")

MOMENTS = ("final", "before", "after")
"""The count that counts in the end; as last published before the longest interruption, and first after it."""


@dataclass(frozen=True, slots=True)
class Attested:
    """A fact from outside the count.

    Parameters
    ----------
    name : str
        By which checks ask for it.
    value : str, int, Fraction or date
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
class Facts:
    """Answers about one case.

    Parameters
    ----------
    election : Election
        The case.
    contest : str or None
        What was voted on.
    attested : mapping of str to Attested
        Facts from outside the count.
    """

    election: Election
    contest: str | None = None
    attested: Mapping[str, Attested] = field(default_factory=dict)
    _kept: dict[tuple[str, ...], object] = field(default_factory=dict, repr=False)

    def sheets(self, at: str = "final", place: str = "") -> Sheets | Unknown:
        """Give the sheets of a moment, all of them or those of a place."""
        key = ("sheets", at, place)
        if key not in self._kept:
            self._kept[key] = self._find_sheets(at, place)
        return self._kept[key]  # type: ignore[return-value]

    def _find_sheets(self, at: str, place: str) -> Sheets | Unknown:
        if place:
            whole = self.sheets(at)
            if isinstance(whole, Unknown):
                return whole
            rows = _asked(lambda: where(whole, place))
            return whole.take(rows)
        if at == "final":
            return self.election.sheets(contest=self.contest)
        snapshot = self._snapshot(at)
        if isinstance(snapshot, Unknown):
            return snapshot
        count, name = snapshot
        return self.election.sheets(count, contest=self.contest, snapshot=name)

    def expected(self, at: str = "final", place: str = "") -> Expected | Unknown:
        """Give the expected sheets of a moment in their states, all of them or those of a place."""
        key = ("expected", at, place)
        if key not in self._kept:
            self._kept[key] = self._find_expected(at, place)
        return self._kept[key]  # type: ignore[return-value]

    def _find_expected(self, at: str, place: str) -> Expected | Unknown:
        count: str | None = None
        name: str | None = None
        if at != "final":
            snapshot = self._snapshot(at)
            if isinstance(snapshot, Unknown):
                return snapshot
            count, name = snapshot
        found = Expected(self.election.states(count, contest=self.contest, snapshot=name), place)
        _asked(lambda: found.rows)  # a condition that cannot be read is an error of the claim
        return found

    def _snapshot(self, at: str) -> tuple[str, str] | Unknown:
        """Find the file that the count was at an end of its longest interruption."""
        line = self.timeline()
        if isinstance(line, Unknown):
            return line
        if not line.interruptions:
            return Unknown("unknown.no_interruption")
        gap = max(line.interruptions, key=lambda one: one.seconds)
        edge = gap.start if at == "before" else gap.end
        for snapshot in self.election.snapshots(line.count_id, self.contest):
            if snapshot.taken_at == edge:
                return str(line.count_id), str(snapshot.snapshot_id)
        return Unknown("unknown.no_snapshot", moment(edge, line.zone).isoformat(sep=" "))

    def tally(self, at: str = "final", place: str = "") -> Tally | Unknown:
        """Give the totals of a moment, in all or of a place; registered voters are those of all sheets."""
        key = ("tally", at, place)
        if key not in self._kept:
            sheets, expected = self.sheets(at, place), self.expected(at, place)
            if isinstance(sheets, Unknown) or isinstance(expected, Unknown):
                self._kept[key] = sheets
            else:
                self._kept[key] = replace(sheets.tally(), registered=expected.electorate)
        return self._kept[key]  # type: ignore[return-value]

    def outcome(self, at: str = "final") -> Outcome | Unknown:
        """Give what the rule says of the count at a moment.

        Of the final count with what is open in it; of an earlier moment as its sheets were counted then.
        """
        if at == "final":
            round_ = self.election.file.contests[self.election.contest_id(self.contest)].round or None
            rule = self.election.rule(self.contest)
            return decide(rule, self.election.tally(contest=self.contest), round=round_)
        snapshot = self._snapshot(at)
        if isinstance(snapshot, Unknown):
            return snapshot
        count, name = snapshot
        return self.election.decision(count, contest=self.contest, snapshot=name).outcome

    def choice(self, name: str) -> ChoiceId:
        """Give a choice by id or label.

        Raises
        ------
        ClaimError
            Where there is none.
        """
        contest = self.election.contest(self.contest)
        for choice in contest.choices:
            if name in {choice.choice_id, choice.label}:
                return choice.choice_id
        known = [choice.choice_id for choice in contest.choices]
        raise ClaimError(f"There is no choice {name!r} in this contest.", remedy=nearest(name, known))

    def base(self, tally: Tally, name: str) -> int | Unknown:
        """Give the denominator that a share is taken of."""
        match name:
            case "valid":
                number: int | None = tally.valid
            case "cast":
                number = tally.cast
            case _:
                number = tally.registered
        if number is None:
            return Unknown("unknown.not_published", name)
        return number or Unknown("unknown.division_by_zero")

    def timeline(self) -> Timeline | Unknown:
        """Give the count over time."""
        if ("timeline",) not in self._kept:
            try:
                timed = timed_count(self.election, self.contest)
                line = timeline(select(self.election, timed, contest=self.contest))
                # the times of sheets do not say when anything was published
                known = line.made_of is not Made.SHEETS
                self._kept["timeline",] = line if known else Unknown("unknown.no_log", "publication")
            except MissingDataError:
                self._kept["timeline",] = Unknown("unknown.no_log", "publication")
        return self._kept["timeline",]  # type: ignore[return-value]

    def stake(self) -> Stake:
        """Give what would undo the outcome."""
        if ("stake",) not in self._kept:
            self._kept["stake",] = at_stake(select(self.election, contest=self.contest))
        return self._kept["stake",]  # type: ignore[return-value]

    def flip(self, unit: str, treatment: str) -> Flip:
        """Give the smallest number of units that can change the outcome under a treatment."""
        key = ("flip", unit, treatment)
        if key not in self._kept:
            self._kept[key] = _asked(lambda: smallest_flip(self.stake(), treatment, unit))
        return self._kept[key]  # type: ignore[return-value]

    def word(self, k: int, unit: str, treatment: str) -> Word:
        """Say whether k units can change the outcome."""
        return _asked(lambda: can_flip(self.stake(), k, treatment, unit))

    def first_met(self, kind: str) -> datetime | Unknown:
        """Give the first publication at which a condition of the winner's alternative held."""
        line = self.timeline()
        if isinstance(line, Unknown):
            return line
        runs = [run for run in line.published if str(run.assertion.kind) == kind]
        if not runs:
            return Unknown("unknown.no_running", kind)
        met = [_first(run.assertion, run.value) for run in runs]
        if any(k is None for k in met):
            return Unknown("unknown.never_met", kind)
        k = max(k for k in met if k is not None)
        return moment(runs[0].at[k], line.zone)

    def largest(self, level: str) -> str | Unknown:
        """Name the place of a level with the most registered voters, of all expected sheets."""
        roll = self.election.roll(self.contest)
        if level not in roll.places.codes:
            raise ClaimError(f"There is no level {level!r}.", remedy=nearest(level, roll.places.levels))
        if (roll.registered == UNKNOWN).any():
            return Unknown("unknown.not_published", "registered")
        if not roll.places.known(level).any():
            return Unknown("unknown.not_published", level)
        weights = np.where(roll.places.known(level), roll.registered, 0)
        voters = np.bincount(roll.places.codes[level], weights=weights)
        return roll.places.names[level][int(voters.argmax())]

    def attested_as(self, name: str, kind: type) -> Value:
        """Give an attested fact; unknown, with its name, where nobody attests it."""
        fact = self.attested.get(name)
        if fact is None:
            return Unknown("unknown.not_attested", name)
        if not isinstance(fact.value, kind):
            raise ClaimError(f"The attested fact {name!r} is no {kind.__name__}.", value=str(fact.value))
        return fact.value


def _first(assertion: Assertion, value: NDArray[np.int64]) -> int | None:
    """Give the first position from which an assertion held at that moment."""
    held = np.flatnonzero(value > 0 if assertion.strict else value >= 0)
    return int(held[0]) if len(held) else None


def _asked(ask: Callable[[], T]) -> T:
    """Ask an analysis; what it refuses becomes an error of the claim."""
    try:
        return ask()
    except (QuestionError, MissingDataError) as error:
        raise ClaimError(error.message, remedy=error.remedy) from None
