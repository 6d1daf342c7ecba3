"""Sums of a count by place, stratum or other division."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.grouping import sums_of, sums_of_areas
from veedor.count.held import Holdings
from veedor.count.sheets import amounts_of
from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError, nearest
from veedor.model import Brief, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from veedor.arrays import Ints
    from veedor.count.by_area import AreaCount
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion, ChoiceId, Contest


def held_of_areas(areas: AreaCount) -> Mapping[State, Holdings]:
    """Say how many sheets are in each state but counted; no file says what they hold."""
    voters = areas.electorate
    left = None if voters is None or areas.voters is None else voters - areas.voters
    return {
        State.OUTSTANDING: Holdings(areas.outstanding, 0, left if not areas.set_aside else None),
        State.SET_ASIDE: Holdings(areas.set_aside, 0, None),
        State.ANNULLED: Holdings(0, 0, 0),
    }


def area_sums(areas: AreaCount, level: str) -> AreaSums:
    """Sum the counted sheets of some areas by a wider level: sheets are those that are counted.

    Parameters
    ----------
    areas : AreaCount
        The areas.
    level : str
        Level of place or division.

    Raises
    ------
    QuestionError
        Where the areas have no such level.
    """
    sums = sums_by(areas.figures, level)
    code, ids = areas.figures.codes_of(level)
    counted = sums_of(code, areas.counted, len(ids))
    present = [ids.index(name) for name in sums.ids]
    return replace(sums, sheets=counted[present])


def leaders(areas: AreaCount) -> tuple[tuple[ChoiceId | None, ChoiceId | None], ...]:
    """Return who is first and second in each area by what is counted; None without votes, or where two tie.

    Second is who has most votes after the first.
    """
    contest = areas.contest
    columns = [areas.figures.column[choice] for choice in contest.candidates]
    votes = areas.figures.votes[:, columns]
    order = np.argsort(-votes, axis=1, kind="stable")
    found = []
    for row, ranked in enumerate(order.tolist()):
        first = contest.candidates[ranked[0]] if votes[row, ranked[0]] > 0 else None
        second = contest.candidates[ranked[1]] if first is not None and len(ranked) > 1 else None
        found.append((first, second))
    return tuple(found)


def lead_of(areas: AreaCount) -> Ints:
    """Return by how many votes the first is ahead of the second in each area, shape (n,)."""
    columns = [areas.figures.column[choice] for choice in areas.contest.candidates]
    ranked = -np.sort(-areas.figures.votes[:, columns], axis=1)
    lead: Ints = ranked[:, 0] - (ranked[:, 1] if ranked.shape[1] > 1 else 0)
    return lead


def cannot_turn(areas: AreaCount) -> tuple[bool, ...]:
    """Say in which areas no content of the open sheets changes who is first."""
    lead, most = lead_of(areas), areas.capacity * areas.contest.votes_allowed
    return tuple(((areas.capacity != UNKNOWN) & (areas.counted > 0) & (lead > most)).tolist())


STRATUM = "stratum"
"""Name under which sums by stratum are asked for."""


@dataclass(frozen=True, eq=False)
class AreaSums(Brief):
    """Sums of a count over the areas of one level.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    level : str
        Level of place, division, or ``stratum``.
    ids : tuple of str
        The areas that have a sheet, ascending; the whole path for a place, empty where a sheet has none.
    sheets : int vector, shape (n,)
        Sheets.
    registered : int vector, shape (n,)
        Registered voters, ``UNKNOWN`` where they are not published for every sheet of the area.
    votes : int matrix, shape (n, n_choices)
        Votes, columns in the order of the choices.
    cast : int vector, shape (n,)
        Ballots cast; ``UNKNOWN`` where one may give several votes and nobody printed how many there were.
    """

    contest: Contest
    level: str
    ids: tuple[str, ...]
    sheets: Ints
    registered: Ints
    votes: Ints
    cast: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def valid(self) -> Ints:
        """Votes that the rule calls valid, shape (n,)."""
        columns = [i for i, c in enumerate(self.contest.choices) if c.kind in self.contest.valid_kinds]
        total: Ints = self.votes[:, columns].sum(axis=1)
        return total

    def contributions(self, assertion: Assertion) -> Ints:
        """What each area adds to an unscoped assertion, in units of 1/scale votes, shape (n,)."""
        return amounts_of(assertion, self.contest, self.votes, self.registered, self.cast)


def sums_by(sheets: Sheets, level: str) -> AreaSums:
    """Sum a count by the areas of a level.

    Parameters
    ----------
    sheets : Sheets
        The count.
    level : str
        Level of place, division, or ``stratum``.

    Raises
    ------
    QuestionError
        Where the sheets have no such level.
    """
    if level == STRATUM and level not in sheets.areas:
        names, code = np.unique(sheets.stratum, return_inverse=True)
        code, ids = code.astype(np.int64), tuple(names.tolist())
    elif level in sheets.areas or level in sheets.places.codes:
        code, ids = sheets.codes_of(level)
    else:
        known = (*sheets.places.levels_known, *sheets.areas, STRATUM)
        raise no_level(level, known)
    found = sums_of_areas(code, len(ids), sheets.votes, sheets.registered)
    present = tuple(ids[i] for i in found.codes.tolist())
    cast = _ballots(sheets, code, len(ids))[found.codes]
    return AreaSums(sheets.contest, level, present, found.sheets, found.registered, found.votes, cast)


def _ballots(sheets: Sheets, code: Ints, areas: int) -> Ints:
    """Sum the ballots cast by area: the votes, or what is printed where a ballot gives several."""
    if sheets.contest.votes_allowed == 1:
        return sums_of(code, sheets.cast, areas)
    if sheets.ballots is None:
        return np.full(areas, UNKNOWN, dtype=np.int64)
    return sums_of(code, sheets.printed["cast"], areas)


def telling_level(sheets: Sheets) -> str:
    """Return the widest level of place that tells regions apart: no place of it has half of the sheets.

    A count with sheets from abroad has one country with nearly all of them; its regions are the next level.
    Where every level has such a place, it is the finest.
    """
    for level in sheets.places.levels_known:
        if int(np.bincount(sheets.places.codes[level]).max()) * 2 < len(sheets):
            return level
    return sheets.places.comparable or sheets.places.finest


def no_level(level: str, known: Collection[str]) -> QuestionError:
    """Say that there is no level of a name, and which comes nearest."""
    return QuestionError(sentence("There is no level {level!r}.", level=level), remedy=nearest(level, known))
