"""What an outcome says of a count that is published by area: its open sheets, and its sums by place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.areas import AreaSums, sums_by
from veedor.count.grouping import sums_of
from veedor.count.held import Holdings
from veedor.count.vectors import UNKNOWN
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.count.by_area import AreaCount
    from veedor.count.vectors import IntVector
    from veedor.model import ChoiceId


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
    """Give who is first and second in each area by what is counted; None where nobody has a vote, or two tie.

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


def lead_of(areas: AreaCount) -> IntVector:
    """Give by how many votes the first is ahead of the second in each area, shape (n,)."""
    columns = [areas.figures.column[choice] for choice in areas.contest.candidates]
    ranked = -np.sort(-areas.figures.votes[:, columns], axis=1)
    lead: IntVector = ranked[:, 0] - (ranked[:, 1] if ranked.shape[1] > 1 else 0)
    return lead


def cannot_turn(areas: AreaCount) -> tuple[bool, ...]:
    """Say in which areas no content of the open sheets changes who is first."""
    lead, most = lead_of(areas), areas.capacity * areas.contest.votes_allowed
    return tuple(((areas.capacity != UNKNOWN) & (areas.counted > 0) & (lead > most)).tolist())
