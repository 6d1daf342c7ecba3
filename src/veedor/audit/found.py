"""How a drawn sheet counts: as its records say, or at its worst where they do not say one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Found(StrEnum):
    """How a drawn sheet counts."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_AUDITABLE = "not_auditable"
    READINGS_DIFFER = "readings_differ"
    RECORDS_DIFFER = "records_differ"
    ABOVE_ROLL = "above_roll"


@dataclass(frozen=True, slots=True)
class Looked:
    """A drawn sheet with a record.

    Parameters
    ----------
    sheet_id : str
        Which.
    found : Found
        How it counts.
    votes : tuple of int or None
        Figures found, in the order of the choices; None counts at its worst.
    """

    sheet_id: str
    found: Found
    votes: tuple[int, ...] | None


def as_looked(
    sheet_id: str, records: Sequence[tuple[str, Mapping[str, int] | None]], choices: Sequence[str], roll: int
) -> Looked | None:
    """Join the records of one sheet to what counts.

    Parameters
    ----------
    sheet_id : str
        Which.
    records : sequence of (status, votes or None)
        Records that stand (those replaced are left out); votes None where the readings of one record differ.
    choices : sequence of str
        Order of the figures.
    roll : int
        Most votes that the sheet can hold.
    """
    if not records:
        return None
    figures = {None if votes is None else tuple(votes.get(c, 0) for c in choices) for _, votes in records}
    if len({status for status, _ in records}) > 1 or len(figures) > 1:
        return Looked(sheet_id, Found.RECORDS_DIFFER, None)
    votes = figures.pop()
    if records[0][0] == "not_auditable":
        return Looked(sheet_id, Found.NOT_AUDITABLE, None)
    if votes is None:
        return Looked(sheet_id, Found.READINGS_DIFFER, None)
    if sum(votes) > roll:
        return Looked(sheet_id, Found.ABOVE_ROLL, votes)
    return Looked(sheet_id, Found.AGREES, votes)
