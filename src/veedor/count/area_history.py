"""The publications of a count by area in order of time: their sums, each area by itself, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Made, Publications
from veedor.count.vectors import UNKNOWN, known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.count.by_area import AreaCount
    from veedor.count.selection import Selection
    from veedor.model import ChoiceId


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What a growing count does not do in an area, between two publications that follow one another.

    Parameters
    ----------
    snapshot : str
        The later publication.
    area : str
        Which area.
    what : str
        ``appeared``, ``vanished``, ``sheets_total`` (another number of sheets in all), ``registered`` (other
        registered voters), ``sheets_counted`` (fewer counted), ``votes`` (fewer votes of a choice), or
        ``same_sheets`` (other votes of as many sheets).
    choice : ChoiceId, optional
        Of which choice, where it is about votes.
    before, after : int, optional
        The figure before, and then; None where there is none.
    """

    snapshot: str
    area: str
    what: str
    choice: ChoiceId | None
    before: int | None
    after: int | None


def publications_of_areas(selection: Selection) -> Publications | None:
    """Sum every dated publication of a count by area, and keep each area's own.

    Parameters
    ----------
    selection : Selection
        The count.

    Returns
    -------
    Publications or None
        None where no publication is dated. The counted sheets are those "verified".
    """
    dated = [s for s in selection.snapshots if not np.isnat(s.taken_at)]
    if not dated:
        return None
    states = [selection.at(s.snapshot_id).areas for s in dated]
    at = np.array([s.taken_at for s in dated], dtype="datetime64[s]")
    names = np.array([str(s.snapshot_id) for s in dated])
    whole = [_sums(state, np.arange(len(state))) for state in states]
    held: dict[str, list[tuple[int, Ints]]] = {}
    for k, state in enumerate(states):
        for row, area in enumerate(state.ids.tolist()):
            if not state.absent[row]:
                held.setdefault(area, []).append((k, _sums(state, np.array([row]))))
    contest = selection.contest
    choices = [choice.choice_id for choice in contest.choices]

    def made(steps: list[int], rows: list[Ints], parts: dict[str, Publications]) -> Publications:
        figures = np.array(rows, dtype=np.int64)
        return Publications(
            contest.contest_id,
            selection.count_id,
            at[steps],
            figures[:, 0],
            np.full(len(steps), UNKNOWN, dtype=np.int64),
            figures[:, 1],
            figures[:, 2],
            {choice: figures[:, 3 + j] for j, choice in enumerate(choices)},
            Made.SNAPSHOTS,
            names[steps],
            regions=parts,
        )

    areas = {name: made([k for k, _ in told], [row for _, row in told], {}) for name, told in held.items()}
    return made(list(range(len(dated))), whole, areas)


def _sums(state: AreaCount, rows: Ints) -> Ints:
    """Return sheets in all, counted sheets, valid votes and the votes of each choice of some areas."""
    figures = state.figures
    found: Ints = np.r_[
        state.total[rows].sum(), state.counted[rows].sum(), figures.valid[rows].sum(),
        figures.votes[rows].sum(axis=0),
    ]  # fmt: skip
    return found


def changes_of_areas(states: Sequence[AreaCount], names: Sequence[str]) -> tuple[AreaChange, ...]:
    """Return what areas do that a growing count does not, publication by publication.

    Parameters
    ----------
    states : sequence of AreaCount
        The publications in their order.
    names : sequence of str
        What each is called.
    """
    found: list[AreaChange] = []
    for before, after, name in zip(states, states[1:], names[1:], strict=False):
        found += changes_between(before, after, name)
    return tuple(found)


def changes_between(before: AreaCount, after: AreaCount, name: str) -> list[AreaChange]:
    """Return what areas do from one publication to another that a growing count does not.

    Parameters
    ----------
    before, after : AreaCount
        The two publications.
    name : str
        What the later one is called.
    """
    old, new = before.row, after.row
    found = [
        AreaChange(name, area, "appeared", None, None, int(after.total[new[area]]))
        for area in sorted(new.keys() - old)
    ]
    found += [
        AreaChange(name, area, "vanished", None, int(before.total[old[area]]), None)
        for area in sorted(old.keys() - new)
    ]
    choices = [choice.choice_id for choice in after.contest.choices]
    for area in sorted(old.keys() & new):
        i, j = old[area], new[area]
        pairs = (
            ("sheets_total", before.total[i], after.total[j], True),
            ("registered", before.registered[i], after.registered[j], True),
            ("sheets_counted", before.counted[i], after.counted[j], False),
        )
        for what, was, is_now, any_change in pairs:
            if UNKNOWN in {int(was), int(is_now)}:
                continue
            if (is_now != was) if any_change else (is_now < was):
                found.append(AreaChange(name, area, what, None, known(was), known(is_now)))
        votes = after.figures.votes[j] - before.figures.votes[i]
        same = before.counted[i] == after.counted[j] and before.counted[i] > 0
        for k in np.flatnonzero(votes if same else votes < 0).tolist():
            was, is_now = int(before.figures.votes[i, k]), int(after.figures.votes[j, k])
            found.append(AreaChange(name, area, "same_sheets" if same else "votes", choices[k], was, is_now))
    return found
