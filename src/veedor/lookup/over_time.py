"""What happened to sheets over time: which changed between publications, which the first of them lacked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.selection import select
from veedor.count.versions import pair
from veedor.errors import MissingDataError, QuestionError
from veedor.lookup.cells import Cells
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.roll import Roll
    from veedor.count.selection import Selection
    from veedor.count.sheets import Sheets
    from veedor.count.vectors import BoolVector


def over_time(selection: Selection) -> tuple[str, dict[str, Cells]]:
    """Say which sheets changed between publications, which the first lacked, when each was verified.

    Parameters
    ----------
    selection : Selection
        The last of the publications that are compared.

    Returns
    -------
    tuple of str and dict
        The first publication, empty where there is none before; and the columns.
    """
    roll, sheets = selection.states.roll, selection.sheets
    found: dict[str, Cells] = {}
    first, before = "", None
    changed, early = np.zeros(len(roll), dtype=np.bool_), np.zeros(len(roll), dtype=np.bool_)
    for name, counted in _before(selection):
        if before is None:
            first, early[roll.rows(counted.ids)] = name, True
        else:
            changed |= _changed(before, counted, roll)
        before = counted
    if before is not None:
        changed |= _changed(before, selection.states.counted, roll)
        late = selection.states.of(State.COUNTED) & ~early
        found = {"changed": Cells(changed), "late": Cells(late)}
    if sheets.verified_at is not None:
        times = np.full(len(roll), np.datetime64("NaT", "s"))
        times[roll.rows(sheets.ids)] = sheets.verified_at
        found["verified_at"] = Cells(times, known=~np.isnat(times))
    return first, found


def _changed(before: Sheets, after: Sheets, roll: Roll) -> BoolVector:
    """Say which sheets of a roll differ in some figure between two publications, shape (n_roll,)."""
    both = pair(before, after)
    changed = np.zeros(len(roll), dtype=np.bool_)
    changed[roll.rows(after.ids[both.new[both.changed]])] = True
    return changed


def _before(selection: Selection) -> Iterator[tuple[str, Sheets]]:
    """Give the publications by sheet of the contest before this one, in their order, each only for a while.

    One that is kept already is not read again; the others are read and let go: a case may have hundreds.
    """
    election = selection.election
    names = election.moments(selection.contest_id, by_sheet=True)
    here = str(selection.at(selection.publication)) if str(selection) not in names else str(selection)
    for name in names[: names.index(here)] if here in names else ():
        moment = select(election, name, contest=selection.contest_id)
        moment = moment if "states" in vars(moment) else replace(moment)
        try:
            counted = moment.states.counted
        except (MissingDataError, QuestionError):  # a count without sheets of this contest
            continue
        if len(counted):
            yield name, counted
