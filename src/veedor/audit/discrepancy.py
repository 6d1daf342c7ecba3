"""What a drawn sheet shows beside its reported figures: nothing, a difference, or too little to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Discrepancy(StrEnum):
    """In what a drawn sheet differs from its reported figures."""

    NONE = "agrees"
    READ = "read"
    """A polled ballot: there is nothing that it could differ from."""
    DIFFERS = "differs"
    NOT_AUDITABLE = "not_auditable"
    READINGS_DIFFER = "readings_differ"
    RECORDS_DIFFER = "records_differ"
    ABOVE_ROLL = "above_roll"


@dataclass(frozen=True, slots=True)
class AuditedSheet:
    """A drawn sheet with a record.

    Parameters
    ----------
    sheet_id : str
        Which.
    discrepancy : Discrepancy
        In what it differs.
    votes : tuple of int or None
        Figures found, in the order of the choices; None counts at its worst.
    """

    sheet_id: str
    discrepancy: Discrepancy
    votes: tuple[int, ...] | None

    @property
    def differs(self) -> bool:
        """Whether it differs from its figures, or nobody can say what is on it."""
        return self.discrepancy not in {Discrepancy.NONE, Discrepancy.READ}


def audited_sheet(
    sheet_id: str,
    records: Sequence[tuple[str, Mapping[str, int] | None]],
    choices: Sequence[str],
    most: int,
    reported: tuple[int, ...] | None,
    *,
    polled: bool = False,
) -> AuditedSheet | None:
    """Compare the records of a sheet with its reported figures; None where it has no record.

    Parameters
    ----------
    sheet_id : str
        Which.
    records : sequence of (status, votes or None)
        Records that stand (those replaced are left out); votes None where the readings of one record differ.
    choices : sequence of str
        Order of the figures.
    most : int
        Most votes that the sheet can hold.
    reported : tuple of int or None
        Reported figures; None where a cell is blank, with which nothing that is found can agree.
    polled : bool
        Whether nothing was reported of it: a polled ballot.
    """
    if not records:
        return None
    figures = {None if votes is None else tuple(votes.get(c, 0) for c in choices) for _, votes in records}
    if len({status for status, _ in records}) > 1 or len(figures) > 1:
        return AuditedSheet(sheet_id, Discrepancy.RECORDS_DIFFER, None)
    votes = figures.pop()
    if records[0][0] == "not_auditable":
        return AuditedSheet(sheet_id, Discrepancy.NOT_AUDITABLE, None)
    if votes is None:
        return AuditedSheet(sheet_id, Discrepancy.READINGS_DIFFER, None)
    if sum(votes) > most:
        return AuditedSheet(sheet_id, Discrepancy.ABOVE_ROLL, votes)
    if polled:
        return AuditedSheet(sheet_id, Discrepancy.READ, votes)
    return AuditedSheet(sheet_id, Discrepancy.NONE if votes == reported else Discrepancy.DIFFERS, votes)
