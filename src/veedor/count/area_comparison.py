"""What changed between two publications of counts of which at least one is published by area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.area_history import AreaChange, changes_between
from veedor.count.by_area import AreaCount
from veedor.count.comparison import (
    AssertionShift,
    ComparedCount,
    assertion_shifts,
    choice_shifts,
    of_votes,
)  # fmt: skip
from veedor.count.grouping import sums_of
from veedor.count.sheets import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.count.versions import SumShift, pair
from veedor.errors import QuestionError
from veedor.model import Result, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.model import Assertion, ChoiceId, Contest


@dataclass(frozen=True, eq=False)
class AreaComparison(Result):
    """What changed between two publications, area by area.

    Parameters
    ----------
    before, after : ComparedCount
        The two publications, with their counted sheets.
    level : str
        Level of place whose places are compared; empty where the areas of one count are.
    old, new : AreaCount
        The areas in both.
    choices : tuple of (ChoiceId, SumShift)
        By choice, in ballot order; ``sheets_raised`` and ``sheets_lowered`` count areas.
    assertions : tuple of AssertionShift
        By assertion; the one that binds comes first.
    changes : tuple of AreaChange
        What a growing count does not do.
    """

    before: ComparedCount
    after: ComparedCount
    level: str
    old: AreaCount
    new: AreaCount
    choices: tuple[tuple[ChoiceId, SumShift], ...]
    assertions: tuple[AssertionShift, ...]
    changes: tuple[AreaChange, ...]

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.new.contest

    def areas(self, what: str) -> int:
        """Count the areas of which a kind of change is told."""
        return len({change.area for change in self.changes if change.what == what})

    @property
    def vanished(self) -> int:
        """Areas that only the earlier publication has."""
        return self.areas("vanished")

    @property
    def moved(self) -> tuple[str, ...]:
        """Areas of both with another number of counted sheets, or other votes, ascending."""
        old, new = self.old.row, self.new.row
        return tuple(
            area
            for area in sorted(old.keys() & new)
            if self.old.counted[old[area]] != self.new.counted[new[area]]
            or bool((self.old.figures.votes[old[area]] != self.new.figures.votes[new[area]]).any())
        )

    @property
    def changed(self) -> int:
        """Areas whose figures are corrected: fewer sheets or votes, or other votes of as many sheets."""
        kinds = {"sheets_counted", "votes", "same_sheets"}
        return len({change.area for change in self.changes if change.what in kinds})


def compare_areas(before: Selection, after: Selection, assertions: Sequence[Assertion]) -> AreaComparison:
    """Compare two publications, at least one of which is of a count by area.

    Sheets of a count by sheet are summed to the places of the areas' own level.

    Parameters
    ----------
    before, after : Selection
        The earlier and the later one, of one contest.
    assertions : sequence of Assertion
        What decides, the binding one first; those that votes of areas do not give are left out.

    Raises
    ------
    QuestionError
        Where one is published by sheet, and the areas name no level of place that its sheets have.
    """
    level = "" if before.by_area and after.by_area else _level_of(before, after)
    old, new = (_at(selection, level) for selection in (before, after))
    versions = pair(_present(old), _present(new))
    return AreaComparison(
        ComparedCount(before.count_id, before.snapshot_id, old.sheets),
        ComparedCount(after.count_id, after.snapshot_id, new.sheets),
        level,
        old,
        new,
        choice_shifts(versions),
        assertion_shifts(versions, of_votes(assertions)),
        tuple(changes_between(old, new, str(after))),
    )


def _present(areas: AreaCount) -> Sheets:
    return areas.figures.take(~areas.absent)


def _level_of(before: Selection, after: Selection) -> str:
    """Return the finest level of place that the areas have, at which sheets are summed."""
    areas, sheets = (before, after) if before.by_area else (after, before)
    known = areas.areas.figures.places.levels_known
    there = sheets.states.roll.places.levels_known
    if not known or known[-1] not in there:
        raise QuestionError(
            sentence(
                "{areas!r} is published by area and {sheets!r} by sheet, and the "
                "areas name no level of place that the sheets have.",
                areas=str(areas),
                sheets=str(sheets),
            ),
            remedy=sentence(
                "Name in both sources the column of a common level, under "
                "place.levels (the sheets have: {there}).",
                there=", ".join(there) or sentence("none"),
            ),
        )
    return known[-1]


def _at(selection: Selection, level: str) -> AreaCount:
    if not level:
        return selection.areas
    return (
        areas_by_place(selection.areas, level)
        if selection.by_area
        else areas_of_states(selection.states, level)
    )


@dataclass(frozen=True, eq=False)
class _Held:
    """Sums by place: votes and voters, and sheets that are counted, in all and set aside."""

    votes: Ints
    registered: Ints
    counted: Ints
    total: Ints
    observed: Ints


def _registers(code: Ints, registered: Ints, n: int) -> Ints:
    """Sum registered voters by place, ``UNKNOWN`` where some are not published."""
    lacking = np.bincount(code[registered == UNKNOWN], minlength=n) > 0
    return np.where(lacking, UNKNOWN, sums_of(code, np.maximum(registered, 0), n))


def areas_of_states(states: States, level: str) -> AreaCount:
    """Sum the sheets of a count to the places of a level, each an area with its counted and open sheets.

    Annulled sheets are in no number; a sheet whose place is not known lies in the area without a name.

    Parameters
    ----------
    states : States
        Every expected sheet in its state.
    level : str
        Level of place.
    """
    roll, counted = states.roll, states.counted
    code, n = roll.places.codes[level], len(roll.places.ids[level])
    state = {s: np.bincount(code[states.of(s)], minlength=n).astype(np.int64) for s in State}
    held = _Held(
        sums_of(code[roll.rows(counted.ids)], np.ascontiguousarray(counted.votes), n),
        _registers(code, roll.registered, n),
        state[State.COUNTED],
        state[State.COUNTED] + state[State.OUTSTANDING] + state[State.SET_ASIDE],
        state[State.SET_ASIDE],
    )
    return _made(counted, level, roll.places, held)


def areas_by_place(areas: AreaCount, level: str) -> AreaCount:
    """Sum areas to the places of a level.

    Parameters
    ----------
    areas : AreaCount
        The areas.
    level : str
        Level of place.
    """
    kept = ~areas.absent
    here = areas.figures.take(kept)
    code, ids = here.codes_of(level)
    n = len(ids)
    held = _Held(
        sums_of(code, np.ascontiguousarray(here.votes), n),
        _registers(code, here.registered, n),
        sums_of(code, areas.counted[kept], n),
        sums_of(code, areas.total[kept], n),
        sums_of(code, np.maximum(areas.observed[kept], 0), n),
    )
    return _made(here, level, here.places, held)


def _made(of: Sheets, level: str, places: Places, held: _Held) -> AreaCount:
    """Make areas of places that have a sheet, in the order of their ids."""
    ids = np.array(places.ids[level])
    some = np.flatnonzero(held.total > 0)
    rows = some[np.argsort(ids[some], kind="stable")].astype(np.int64)
    own = Places((level,), {level: rows}, {level: places.ids[level]}, {level: places.names[level]})
    figures = replace(
        of,
        ids=ids[rows],
        votes=held.votes[rows],
        blank=np.zeros((len(rows), held.votes.shape[1]), dtype=np.bool_),
        registered=held.registered[rows],
        places=own,
        stratum=np.full(len(rows), "", dtype=np.str_),
        printed={},
        verified_at=None,
        areas={},
    )
    return AreaCount(
        figures,
        held.counted[rows],
        held.total[rows],
        held.observed[rows],
        (held.total - held.counted - held.observed)[rows],
        np.full(len(rows), UNKNOWN, dtype=np.int64),
        np.zeros(len(rows), dtype=np.bool_),
    )
