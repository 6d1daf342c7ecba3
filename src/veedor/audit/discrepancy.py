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
class FoundFigures:
    """What a drawn sheet shows of one contest.

    Parameters
    ----------
    discrepancy : Discrepancy
        In what it differs.
    votes : tuple of int or None
        Figures found, in the order of the choices; None counts at its worst.
    """

    discrepancy: Discrepancy
    votes: tuple[int, ...] | None

    @property
    def differs(self) -> bool:
        """Whether it differs from its figures, or nobody can say what is on it."""
        return self.discrepancy not in {Discrepancy.NONE, Discrepancy.READ}


@dataclass(frozen=True, slots=True)
class AuditedSheet:
    """A drawn sheet with a record.

    Parameters
    ----------
    sheet_id : str
        Which.
    contests : tuple of FoundFigures or None
        What it shows of each contest of the plan; None: it is no counted sheet of that contest.
    """

    sheet_id: str
    contests: tuple[FoundFigures | None, ...]

    @property
    def found(self) -> FoundFigures:
        """What it shows of the first contest in which it differs, else of its first."""
        some = [one for one in self.contests if one is not None]
        return next((one for one in some if one.differs), some[0])


def found_figures(
    records: Sequence[tuple[str, Mapping[str, int] | None]],
    names: Sequence[str],
    most: int,
    reported: tuple[int, ...] | None,
    *,
    polled: bool = False,
) -> FoundFigures:
    """Compare the records of a sheet with what was reported of it in one contest.

    Parameters
    ----------
    records : sequence of (status, votes or None)
        Records that stand (those replaced are left out), at least one; votes None where the readings of one
        record differ.
    names : sequence of str
        Names of the figures of the contest in these records, in the order of its choices.
    most : int
        Most votes that the sheet can hold.
    reported : tuple of int or None
        Reported figures; None where a cell is blank, with which nothing that is found can agree.
    polled : bool
        Whether nothing was reported of it: a polled ballot.
    """
    said = {_said(status, votes, names) for status, votes in records}
    if len(said) > 1:
        return FoundFigures(Discrepancy.RECORDS_DIFFER, None)
    status, votes = said.pop()
    if status == "not_auditable":
        return FoundFigures(Discrepancy.NOT_AUDITABLE, None)
    if votes is None:
        return FoundFigures(Discrepancy.READINGS_DIFFER, None)
    if sum(votes) > most:
        return FoundFigures(Discrepancy.ABOVE_ROLL, votes)
    if polled:
        return FoundFigures(Discrepancy.READ, votes)
    return FoundFigures(Discrepancy.NONE if votes == reported else Discrepancy.DIFFERS, votes)


def _said(
    status: str, votes: Mapping[str, int] | None, names: Sequence[str]
) -> tuple[str, tuple[int, ...] | None]:
    """Return what a record says of a contest; one without any figure of it says that it was not there."""
    if votes is None:
        return status, None
    if votes.keys().isdisjoint(names):
        return "not_auditable", None
    return status, tuple(votes.get(name, 0) for name in names)
