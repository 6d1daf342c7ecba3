"""Whose register a column holds: that of a sheet, or of a place that repeats it on each of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.votes import NUMBERS

if TYPE_CHECKING:
    import numpy.typing as npt

    from veedor.guess.columns import FileColumn
    from veedor.guess.phrase import Phrase

REPEATED = 0.9
"""Share of the places with several rows in which a register is the same in all of them."""


def register_of(
    registered: npt.NDArray[np.float64],
    ballots: npt.NDArray[np.float64],
    place: FileColumn | None,
    *,
    named_place: bool = False,
) -> tuple[str, Doubt | None]:
    """Say whose register a column holds: of a sheet, or of a place that repeats it on each of its sheets.

    Parameters
    ----------
    registered, ballots : array of float, one a row
        Voters on the register, and votes of all kinds.
    place : FileColumn, optional
        The narrowest level of place.
    named_place : bool
        Whether the name of the register has a word for a place.

    Returns
    -------
    of : str
        ``sheet``, ``place``, or empty where nothing needs to be said.
    doubt : Doubt, optional
        Where the figures leave it open.
    """
    told = ~np.isnan(registered) & ~np.isnan(ballots)
    if place is None or told.sum() < 2:
        return "", None
    groups: dict[int, list[int]] = {}
    for row in np.flatnonzero(told):
        groups.setdefault(int(place.codes[row]), []).append(int(row))
    several = [rows for rows in groups.values() if len(rows) > 1]
    if not several:
        return "", None
    alike = [rows for rows in several if len({registered[r] for r in rows}) == 1]
    if len(alike) < REPEATED * len(several):
        return "", None
    over = sum(1 for rows in alike if ballots[rows].sum() > registered[rows[0]])
    values = {registered[rows[0]] for rows in alike}
    if over > max(1, 0.02 * len(alike)):
        return "sheet", None
    of = "place" if len(values) > 1 or named_place else "sheet"
    reason = phrase("why.repeated_register", alike=len(alike), several=len(several), over=over)
    return of, ask_register_of(of, reason)


def ask_register_of(of: str, reason: Phrase) -> Doubt:
    """Ask whose register a column holds: of a ``sheet`` or a ``place``."""
    chosen, other = answers("place", "sheet") if of == "place" else answers("sheet", "place")
    return Doubt(f"{NUMBERS}.registered_of", phrase("ask.register_of"), chosen, (other,), reason)
