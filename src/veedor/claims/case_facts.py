"""What the functions of the check language ask of a case: each answer computed once and kept."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from veedor.claims.expected_sheets import ExpectedSheets
from veedor.claims.level_sums import CaseAreas, largest_place
from veedor.claims.moments import FINAL, LogEntry, Moments
from veedor.claims.types import NotKnownError, Reason, of_claim
from veedor.count.selection import select
from veedor.count.vectors import total, total_of
from veedor.errors import ClaimError, nearest
from veedor.model import State, Tally
from veedor.sentence import sentence
from veedor.stakes import Stake, Word, at_stake, can_flip, smallest_flip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from veedor.claims.types import Attested
    from veedor.count import Election, Sheets
    from veedor.count.selection import Selection
    from veedor.model import ChoiceId, Contest, Outcome
    from veedor.stakes import Flip


T = TypeVar("T")


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
    others : mapping of str to CaseFacts
        Other cases that checks may compare with: an earlier election.
    """

    election: Election
    contest_id: str | None = None
    attested: Mapping[str, Attested] = field(default_factory=dict)
    others: Mapping[str, CaseFacts] = field(default_factory=dict)
    _publications: dict[str, Selection | LogEntry] = field(default_factory=dict, repr=False)
    _supposed: tuple[ChoiceId, Fraction] | None = field(default=None, repr=False)
    _places: dict[tuple[Selection, str], ExpectedSheets] = field(default_factory=dict, repr=False)

    @cached_property
    def final(self) -> Selection:
        """The count that counts in the end.

        Raises
        ------
        QuestionError
            Where it is published by area: what is open by area bounds no verdict sheet by sheet.
        """
        found = select(self.election, contest=self.contest_id)
        found.need_sheets(sentence("A claim is held against every tally sheet, counted or open"))
        return found

    @property
    def contest(self) -> Contest:
        """What was voted on, with its choices."""
        return self.election.contest(self.contest_id)

    @cached_property
    def moments(self) -> Moments:
        """The publications of the contest."""
        return Moments(self.final)

    @cached_property
    def areas(self) -> CaseAreas:
        """Its areas of every level, without those that lie abroad."""
        return CaseAreas(self.election.file.election.abroad, self.sheets)

    @cached_property
    def stakes(self) -> CaseStakes:
        """What could change the outcome."""
        return CaseStakes(self.final)

    def other(self, name: str) -> CaseFacts:
        """Return the answers about another case; without a name about this one.

        Raises
        ------
        ClaimError
            Where the claims file names no such case.
        """
        if not name:
            return self
        if name not in self.others:
            raise ClaimError(
                sentence("The claims file names no case {name!r}.", name=name),
                remedy=sentence('Add [case.{name}] with folder = "..." to claims.toml.', name=name),
            )
        return self.others[name]

    def publication(self, at: str = FINAL) -> Selection | LogEntry:
        """Return the publication that a text names (:meth:`Moments.named`)."""
        if at not in self._publications:
            self._publications[at] = self.moments.named(at)
        return self._publications[at]

    def selection(self, at: str = FINAL) -> Selection:
        """Return a publication of which the sheets are known."""
        found = self.publication(at)
        if isinstance(found, LogEntry):
            raise NotKnownError(Reason.NO_SNAPSHOT, at)
        return found

    def expected(self, at: str = FINAL, place: str = "") -> ExpectedSheets:
        """Return the expected sheets of a moment in their states, all of them or those of a place."""
        key = (self.selection(at), place)
        if key not in self._places:
            found = ExpectedSheets(*key)
            of_claim(lambda: found.rows)  # a condition that cannot be read is an error of the claim
            self._places[key] = found
        return self._places[key]

    def sheets(self, at: str = FINAL, place: str = "") -> Sheets:
        """Return the counted sheets of a moment, all of them or those of a place."""
        found = self.expected(at, place)
        return of_claim(lambda: found.counted)

    def tally(self, at: str = FINAL, place: str = "") -> Tally:
        """Return the totals of a moment, in all or of a place; registered voters are those of all sheets."""
        published = self.publication(at)
        if isinstance(published, LogEntry) and not place:
            return published.tally(self.contest)
        if self._supposed is not None and at == FINAL:
            choice, part = self._supposed
            more = (self.open_ballots(place) or 0) * part
            return self._counted(at, place).plus(Tally(self.contest, {choice: int(more)}))
        return self._counted(at, place)

    def _counted(self, at: str, place: str) -> Tally:
        found = self.expected(at, place)
        return of_claim(lambda: found.tally)

    def open_ballots(self, place: str = "") -> int | None:
        """Return how many ballots the open sheets of the final count can hold at the most, all or of a place.

        None where nothing bounds one of them.
        """
        states = self.final.states
        if not place:
            return total_of(one.ballots for one in states.open_votes() if one.choices is None)
        found = states.capacity[self.expected(FINAL, place).rows & states.is_open]
        return None if states.unnamed else total(found)

    @property
    def open_sheets(self) -> int:
        """Sheets of the final count that are outstanding, or set aside and not decided."""
        states = self.final.states
        return states.number(State.OUTSTANDING) + states.number(State.SET_ASIDE)

    def supposing(self, choice: ChoiceId, part: Fraction) -> CaseFacts:
        """Return the answers if the open sheets of the final count held so much, all of it for one choice.

        Parameters
        ----------
        choice : ChoiceId
            Who is given the votes.
        part : Fraction
            Of the most ballots that the open sheets can hold, between 0 and 1.
        """
        supposed = copy.copy(self)  # with every answer that was computed already
        supposed._supposed = choice, part  # noqa: SLF001 - its own
        return supposed

    def progress(self, at: str = FINAL, place: str = "", of: str = "sheets") -> tuple[int, int]:
        """Return the counted and the expected sheets of a moment, or their voters.

        Raises
        ------
        NotKnownError
            Where neither a list nor a number says how many there should be, or the voters are not known.
        """
        published = self.publication(at)
        if isinstance(published, LogEntry) and not place and of == "sheets":
            counted, expected = published.sheets, published.expected
        else:
            found = self.expected(at, place)
            if of == "voters":
                voters = found.voters_counted, found.electorate
                if voters[0] is None or voters[1] is None:
                    raise NotKnownError(Reason.NOT_PUBLISHED, "registered")
                return voters[0], voters[1]
            counted, expected = found.number(State.COUNTED), found.expected
        if expected is None:
            raise NotKnownError(Reason.NO_LIST)
        return counted, expected

    def outcome(self, at: str = FINAL) -> Outcome:
        """Return what the rule says of the count at a moment.

        Of the final count with what is open in it; of an earlier moment as its sheets were counted then.
        """
        selection = self.selection(at)
        return selection.outcome if at == FINAL else selection.decision.outcome

    def choice(self, name: str) -> ChoiceId:
        """Return a choice by id or label.

        Raises
        ------
        ClaimError
            Where there is none.
        """
        for choice in self.contest.choices:
            if name in {choice.choice_id, choice.label}:
                return choice.choice_id
        known = [choice.choice_id for choice in self.contest.choices]
        raise ClaimError(
            sentence("There is no choice {name!r} in this contest.", name=name), remedy=nearest(name, known)
        )

    def largest(self, level: str) -> str:
        """Name the place of a level with the most registered voters, of all expected sheets."""
        return largest_place(self.final.states.roll, level)

    def attested_as(self, name: str, kind: type[T]) -> T:
        """Return an attested fact of a type."""
        fact = self.attested.get(name)
        if fact is None:
            raise NotKnownError(Reason.NOT_ATTESTED, name)
        if not isinstance(fact.value, kind):
            raise ClaimError(
                sentence(
                    "The attested fact {name!r} is no {kind___name}.", name=name, kind___name=kind.__name__
                ),
                value=str(fact.value),
            )
        return fact.value


@dataclass
class CaseStakes:
    """Answers about what is at stake.

    Parameters
    ----------
    final : Selection
        The count that counts in the end.
    """

    final: Selection
    _flips: dict[tuple[str, str], Flip] = field(default_factory=dict, repr=False)

    @cached_property
    def stake(self) -> Stake:
        """What would undo the outcome."""
        return at_stake(self.final)

    def flip(self, unit: str, treatment: str) -> Flip:
        """Return the smallest number of units that can change the outcome under a treatment."""
        key = (unit, treatment)
        if key not in self._flips:
            self._flips[key] = of_claim(lambda: smallest_flip(self.stake, treatment, unit))
        return self._flips[key]

    def word(self, k: int, unit: str, treatment: str) -> Word:
        """Say whether k units can change the outcome."""
        return of_claim(lambda: can_flip(self.stake, k, treatment, unit))
