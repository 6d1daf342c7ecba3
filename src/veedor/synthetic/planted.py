"""What was planted in a synthetic election, sheet by sheet, so that anyone can check what was found."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.synthetic.election import SyntheticElection

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
