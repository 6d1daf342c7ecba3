"""Defects that are planted in a synthetic election, and the list of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.arrays import Ints
    from veedor.synthetic.election import SyntheticElection
    from veedor.synthetic.plan import Defects


def plant(election: SyntheticElection, plan: Defects, rng: np.random.Generator) -> SyntheticElection:
    """Plant defects; each sheet carries one at the most.

    Parameters
    ----------
    election : SyntheticElection
        A clean election; it is not changed.
    plan : Defects
        How many of each.
    rng : numpy Generator
        Source of chance.
    """
    official = election.official.copy()
    preliminary = election.preliminary.copy()
    rows = _choose(election, plan, rng)
    _above_roll(official, preliminary, rows["above_roll"], election.land.registered)
    for name, change in (("empty", _empty), ("one_choice", _one_choice)):
        change(official, rows[name])
        preliminary[rows[name]] = official[rows[name]]
    _exchange(preliminary, rows["exchanged"])
    preliminary[rows["misread"]] = _moved_down(preliminary[rows["misread"]])
    stated = preliminary[:, :-2].sum(axis=1)
    stated[rows["stated_total"]] = preliminary[rows["stated_total"]].sum(axis=1)
    return replace(election, official=official, preliminary=preliminary, stated_valid=stated, planted=rows)


def _choose(election: SyntheticElection, plan: Defects, rng: np.random.Generator) -> dict[str, Ints]:
    """Choose different sheets for each defect among those that can show it."""
    free = np.ones(len(election.ids), dtype=bool)
    before = election.verified_by(election.plan.arrival.stopped)
    after = ~np.isnat(election.clock.verified_at) & ~before
    votes = election.official
    # a moved or exchanged pair of figures must differ, and a stated total must be off by something
    clear = (votes[:, 0] != votes[:, 1]) & (votes[:, :4].min(axis=1) > 0) & (votes[:, -2:].sum(axis=1) > 0)
    can = {
        "above_roll": clear,
        "empty": before,
        "one_choice": before & clear,
        "exchanged": before & clear,
        "misread": before & clear,
        "stated_total": before & clear,
        "vanished": before,
        "early": after,
    }
    rows = {}
    for name, possible in can.items():
        candidates = np.flatnonzero(free & possible)
        rows[name] = np.sort(
            rng.choice(candidates, size=min(getattr(plan, name), len(candidates)), replace=False)
        )
        free[rows[name]] = False
    return rows


def _above_roll(official: Ints, preliminary: Ints, rows: Ints, registered: Ints) -> None:
    """Give the leading candidate of a sheet a few ballots more than there are voters."""
    excess = registered[rows] - official[rows].sum(axis=1) + 3 + rows % 7
    leading = official[rows, :-2].argmax(axis=1)
    official[rows, leading] += excess
    preliminary[rows] = official[rows]


def _empty(votes: Ints, rows: Ints) -> None:
    votes[rows] = 0


def _one_choice(votes: Ints, rows: Ints) -> None:
    """Give every valid vote to the candidate with the most."""
    total = votes[rows, :-2].sum(axis=1)
    leading = votes[rows, :-2].argmax(axis=1)
    votes[rows, :-2] = 0
    votes[rows, leading] = total


def _exchange(votes: Ints, rows: Ints) -> None:
    votes[rows, 0], votes[rows, 1] = votes[rows, 1], votes[rows, 0]


def _moved_down(block: Ints) -> Ints:
    """Move each candidate's figure to the next row of the sheet, the last one to the top."""
    moved = block.copy()
    moved[:, :-2] = np.roll(block[:, :-2], 1, axis=1)
    return moved


PLANTED_FILE = "planted.csv"
SHOWS_IN = {
    "above_roll": "official.csv, preliminary-1.csv, preliminary-2.csv",
    "empty": "official.csv, preliminary-1.csv, preliminary-2.csv",
    "one_choice": "official.csv, preliminary-1.csv, preliminary-2.csv",
    "exchanged": "preliminary-1.csv, preliminary-2.csv",
    "misread": "preliminary-1.csv, preliminary-2.csv",
    "stated_total": "verifications.csv",
    "vanished": "preliminary-2.csv",
    "early": "preliminary-1.csv",
}
"""Defect, as :class:`~veedor.synthetic.Defects` names it -> the published files in which it can be seen."""


def write_planted(election: SyntheticElection, folder: Path) -> Path:
    """Write which sheet carries which defect. The analyses never read this file.

    Parameters
    ----------
    election : SyntheticElection
        A synthetic election, with defects or without.
    folder : Path
        Where to; an earlier file is replaced.

    Returns
    -------
    Path
        ``planted.csv``, with the columns sheet, defect and shows_in, by defect and sheet.
    """
    path = folder / PLANTED_FILE
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("sheet", "defect", "shows_in"))
        for defect, rows in election.planted.items():
            writer.writerows((sheet, defect, SHOWS_IN[defect]) for sheet in election.ids[rows].tolist())
    return path
