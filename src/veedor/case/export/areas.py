"""A count by area, as it is written out: its areas with their sheets, and their sums by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.areas import area_sums
from veedor.count.grouping import sums_of
from veedor.count.vectors import known
from veedor.errors import QuestionError, nearest
from veedor.intake.safe_cells import write_csv
from veedor.model import ChoiceId, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.arrays import Ints
    from veedor.case.export.totals import PlaceTotals
    from veedor.count.by_area import AreaCount
    from veedor.count.selection import Selection


def write_areas(areas: AreaCount, path: Path) -> None:
    """Write the areas as CSV, a row an area; a blank cell was not published.

    Parameters
    ----------
    areas : AreaCount
        The areas.
    path : Path
        Is made anew.
    """
    figures, places = areas.figures, areas.figures.places
    levels = places.levels_known
    choices = [choice.choice_id for choice in areas.contest.choices]
    head = (
        "area", *levels, "sheets_counted", "sheets_total", "sheets_observed", "sheets_pending", "registered",
        "registered_counted", "in_this_publication", *choices,
    )  # fmt: skip
    rows = (
        (
            str(areas.ids[i]),
            *(places.names[level][places.codes[level][i]] for level in levels),
            int(areas.counted[i]),
            int(areas.total[i]),
            known(int(areas.observed[i])),
            int(areas.pending[i]),
            known(int(areas.registered[i])),
            known(int(areas.registered_counted[i])),
            "no" if areas.absent[i] else "yes",
            *(None if blank else int(n) for n, blank in zip(figures.votes[i], figures.blank[i], strict=True)),
        )
        for i in range(len(areas))
    )
    write_csv(path, head, rows)


def sum_area_places(selection: Selection, finest: str = "") -> dict[str, PlaceTotals]:
    """Sum a count by area by place, for every level down to ``finest``.

    Parameters
    ----------
    selection : Selection
        What to sum; published by area.
    finest : str
        Level; everything together alone where empty.

    Returns
    -------
    dict of str to PlaceTotals
        By place id. Registered voters of an area stand with the counted sheets where it is complete, else
        with the outstanding ones: only their sum is meant.

    Raises
    ------
    QuestionError
        Where the areas have no such level.
    """
    from veedor.case.export.totals import WHOLE

    areas = selection.areas
    levels = [level for level in selection.election.file.election.levels if level in areas.divisions]
    if finest and finest not in levels:
        raise QuestionError(
            sentence(
                "The areas of the count {count_id!r} have no level {finest!r}.",
                count_id=selection.count_id,
                finest=finest,
            ),
            remedy=nearest(finest, levels) if levels else "Leave --level out.",
        )
    here: Ints = np.zeros(len(areas), dtype=np.int64)
    made = {WHOLE: _place(areas, here, 0, (WHOLE, selection.election.title, "", ""))}
    table = selection.election.store.arrow("place", ["place_id", "parent_id"]).to_pydict()
    parents = dict(zip(table["place_id"], table["parent_id"], strict=True))
    for level in levels[: levels.index(finest) + 1] if finest else ():
        code, ids = areas.figures.codes_of(level)
        for place in area_sums(areas, level).ids:
            if place:
                i = ids.index(place)
                name = areas.figures.places.names[level][i]
                made[place] = _place(areas, code, i, (place, name, level, parents.get(place) or WHOLE))
    return made


def _place(areas: AreaCount, code: Ints, i: int, place: tuple[str, str, str, str]) -> PlaceTotals:
    from veedor.case.export.totals import PlaceTotals

    here = code == i
    complete = here & (areas.open_sheets == 0)
    votes = sums_of(code[here] * 0, areas.figures.votes[here], 1)[0]
    observed = int(np.maximum(areas.observed[here], 0).sum())
    counted, total = int(areas.counted[here].sum()), int(areas.total[here].sum())
    voters = np.maximum(areas.registered, 0)
    return PlaceTotals(
        *place,
        {ChoiceId(c.choice_id): int(n) for c, n in zip(areas.contest.choices, votes, strict=True)},
        {
            State.COUNTED: counted,
            State.OUTSTANDING: total - counted - observed,
            State.SET_ASIDE: observed,
            State.ANNULLED: 0,
        },
        {
            State.COUNTED: int(voters[complete].sum()),
            State.OUTSTANDING: int(voters[here & ~complete].sum()),
            State.SET_ASIDE: 0,
            State.ANNULLED: 0,
        },
    )
