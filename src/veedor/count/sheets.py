"""The working form of an analysis: one count of one contest as a matrix of sheets x choices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.frames import AsTable
from veedor.count.grouping import sums_of_areas
from veedor.count.vectors import UNKNOWN, known
from veedor.model import AreaId, Brief, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.arrays import Flags, Floats, Ints, Texts, Times
    from veedor.model import Assertion, ChoiceId, Contest, CountId, SnapshotId


@dataclass(frozen=True, eq=False)
class Places(Brief):
    """The places of some sheets, as codes.

    Parameters
    ----------
    levels : tuple of str
        From the widest to the finest (``country``, ..., ``precinct``). The finest is the polling place.
    codes : mapping of str to int vector, shape (n_sheets,)
        For each level, which place each sheet lies in: an index into ``ids`` and ``names`` of that level.
    ids : mapping of str to tuple of str
        For each level, place ids: the whole path, so equal names in two towns stay two places.
    names : mapping of str to tuple of str
        For each level, the name alone, for people.
    lat, lon : float vectors, shape (n_polling_places,), optional
        Coordinates of the polling places, NaN where not published; order of ``ids[levels[-1]]``.
    """

    levels: tuple[str, ...]
    codes: Mapping[str, Ints]
    ids: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    lat: Floats | None = None
    lon: Floats | None = None

    @property
    def finest(self) -> str:
        """The level of the polling place."""
        return self.levels[-1]

    def known(self, level: str) -> Flags:
        """Which sheets have a named place at a level, shape (n_sheets,).

        A sheet whose place was not published lies in no place: it is no neighbour of others like it.
        """
        named = np.array([name != "" for name in self.names[level]], dtype=np.bool_)
        if not len(named):
            return np.zeros(len(self.codes[level]), dtype=np.bool_)
        found: Flags = named[self.codes[level]]
        return found

    @cached_property
    def levels_known(self) -> tuple[str, ...]:
        """Levels at which any sheet has a named place, widest first; empty without places."""
        return tuple(level for level in self.levels if bool(self.known(level).any()))

    @property
    def comparable(self) -> str:
        """The finest level at which any sheet has a named place; empty without places.

        Comparisons within places are made at it, and name it.
        """
        return self.levels_known[-1] if self.levels_known else ""

    def apart(self, level: str) -> Ints:
        """Place of each sheet at a level as a code of its own kind, shape (n_sheets,).

        Sheets of one named place share a code. A sheet without one shares it only with the sheets of its own
        named place at a finer level, else with nobody: so it takes no part in a comparison within places.
        Equal codes mean the same place within this object only.
        """
        known = self.known(level)
        if bool(known.all()):
            return self.codes[level]
        code = self.codes[level].copy()
        free = len(self.ids[level])
        code[~known] = free + np.flatnonzero(~known)
        free += len(code)
        for finer in self.levels[self.levels.index(level) + 1 :]:
            here = ~known & self.known(finer)
            code[here] = free + self.codes[finer][here]
            free += len(self.ids[finer])
        return code

    def ids_at(self, level: str) -> Texts:
        """Return the id of the place of each sheet at a level, shape (n_sheets,)."""
        found: Texts = np.array(self.ids[level])[self.codes[level]]
        return found

    def take(self, rows: Ints | slice) -> Places:
        """Return the places of some rows only; codes keep their meaning."""
        return replace(self, codes={level: code[rows] for level, code in self.codes.items()})


def amounts_of(
    assertion: Assertion, contest: Contest, votes: Ints, registered: Ints, cast: Ints | None
) -> Ints:
    """What each row of votes, voters and ballots adds to an unscoped assertion, in 1/scale votes, shape (n,).

    What is not published adds nothing; ballots may be left out where the assertion does not weigh them.
    """
    amounts: Ints = votes @ np.array(assertion.vector(c.choice_id for c in contest.choices), dtype=np.int64)
    for weight, figures in ((assertion.registered_weight, registered), (assertion.ballots_weight, cast)):
        if weight and figures is not None:
            amounts = amounts + weight * np.where(figures == UNKNOWN, 0, figures)
    return amounts


@dataclass(frozen=True, eq=False)
class Sheets(Brief, AsTable):
    """One count of one contest, a row per tally sheet.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    ids : text vector, shape (n,)
        Sheet ids, unique, in ascending text order.
    votes : int matrix, shape (n, n_choices)
        Columns in the order of ``contest.choices``; a blank cell is 0 here and True in ``blank``.
    blank : bool matrix, shape (n, n_choices)
        Cells that were left blank. A blank is not a zero: checks tell them apart.
    registered : int vector, shape (n,)
        Registered voters, ``UNKNOWN`` where not published.
    places : Places
        Where each sheet lies.
    stratum : text vector, shape (n,)
        ``urban``, ``rural``, ``abroad``, ...; empty where not published.
    printed : mapping of str to int vector, shape (n,)
        Totals printed on the sheet (``valid``, ``cast``, ``blank``, ``null``), ``UNKNOWN`` where none.
    verified_at : datetime64[s] vector, shape (n,), optional
        When each sheet was verified, local time of the case, NaT where unknown.
    snapshot_id : SnapshotId, optional
        Set where this is the count as one published file had it.
    areas : mapping of str to text vector, shape (n,)
        Further divisions that are no level of the tree of places.
    """

    contest: Contest
    count_id: CountId
    ids: Texts
    votes: Ints
    blank: Flags
    registered: Ints
    places: Places
    stratum: Texts
    printed: Mapping[str, Ints] = field(default_factory=dict)
    verified_at: Times | None = None
    snapshot_id: SnapshotId | None = None
    areas: Mapping[str, Texts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def column(self) -> dict[ChoiceId, int]:
        """The column of each choice."""
        return {choice.choice_id: i for i, choice in enumerate(self.contest.choices)}

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each sheet id."""
        return {sheet_id: i for i, sheet_id in enumerate(self.ids.tolist())}

    def of(self, choice: ChoiceId) -> Ints:
        """Votes of one choice by sheet, shape (n,)."""
        votes: Ints = self.votes[:, self.column[choice]]
        return votes

    @cached_property
    def valid(self) -> Ints:
        """Votes that the rule calls valid by sheet, as summed (never as printed), shape (n,)."""
        columns = [self.column[c] for c in self.contest.of_kind(*self.contest.valid_kinds)]
        votes: Ints = self.votes[:, columns].sum(axis=1)
        return votes

    @cached_property
    def cast(self) -> Ints:
        """Ballots of every kind by sheet, as summed, shape (n,)."""
        votes: Ints = self.votes.sum(axis=1)
        return votes

    @property
    def ballots(self) -> int | None:
        """Ballots cast as printed, where a ballot may give several votes; None where votes are ballots.

        None too where a sheet has no printed number of ballots: then nobody knows how many were cast.
        """
        return None if self.contest.votes_allowed == 1 else self.printed_ballots

    @property
    def printed_ballots(self) -> int | None:
        """Ballots cast as printed; None where a sheet prints none, or fewer than its votes need."""
        printed = self.printed.get("cast")
        if printed is None or bool((printed * self.contest.votes_allowed < self.cast).any()):
            return None
        return int(printed.sum())

    @property
    def has_registered(self) -> bool:
        """Whether every sheet has its registered voters published."""
        return bool(len(self)) and bool((self.registered != UNKNOWN).all())

    def contributions(self, assertion: Assertion) -> Ints:
        """What each sheet adds to an assertion, in units of 1/scale votes, shape (n,).

        Sheets outside the assertion's scope add nothing. The terms that no ballot changes
        (``constant``) are not included; those of registered voters and of printed ballots are.
        """
        cast = self.printed["cast"] if assertion.ballots_weight else None
        amounts = amounts_of(assertion, self.contest, self.votes, self.registered, cast)
        if assertion.scope is not None:
            amounts = np.where(self.member_of(assertion.scope.division) == assertion.scope.area, amounts, 0)
        return amounts

    def member_of(self, division: str) -> Texts:
        """Return the area of each sheet in a level of place or a further division, shape (n,).

        Raises
        ------
        KeyError
            Where there is no such level or division.
        """
        if division in self.areas:
            return self.areas[division]
        return self.places.ids_at(division)

    def codes_of(self, division: str) -> tuple[Ints, tuple[str, ...]]:
        """Return the area of each sheet as a code, shape (n,), and the areas they stand for, ascending.

        Raises
        ------
        KeyError
            Where there is no such level or division.
        """
        if division not in self.areas:
            return self.places.codes[division], self.places.ids[division]
        names, code = np.unique(self.areas[division], return_inverse=True)
        return code.astype(np.int64), tuple(names.tolist())

    def take(self, rows: Ints | Flags) -> Sheets:
        """Return some rows only, in the order asked for.

        Parameters
        ----------
        rows : int or bool vector
            Indices, or a mask of shape (n,).
        """
        index = np.arange(len(self), dtype=np.int64)[rows]
        return replace(
            self,
            ids=self.ids[index],
            votes=self.votes[index],
            blank=self.blank[index],
            registered=self.registered[index],
            places=self.places.take(index),
            stratum=self.stratum[index],
            printed={name: total[index] for name, total in self.printed.items()},
            verified_at=None if self.verified_at is None else self.verified_at[index],
            areas={name: area[index] for name, area in self.areas.items()},
        )

    def tally(self, divisions: Sequence[str] = ()) -> Tally:
        """Sum the sheets exactly.

        Parameters
        ----------
        divisions : sequence of str
            Levels of place or further divisions whose areas the rule needs.
        """
        sums = dict(zip(self.column, self.votes.sum(axis=0).tolist(), strict=True))
        registered = int(self.registered.sum()) if self.has_registered else None
        areas = {division: self._tallies(division) for division in divisions}
        return Tally(self.contest, sums, registered, areas, ballots=self.ballots)

    def _tallies(self, division: str) -> dict[AreaId, Tally]:
        """Sum the sheets of each area of a division."""
        code, ids = self.codes_of(division)
        found = sums_of_areas(code, len(ids), self.votes, self.registered)
        facts = zip(found.codes.tolist(), found.votes.tolist(), found.registered.tolist(), strict=True)
        return {
            AreaId(ids[area]): Tally(self.contest, dict(zip(self.column, votes, strict=True)), known(voters))
            for area, votes, voters in facts
        }
