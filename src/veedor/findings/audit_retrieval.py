"""In words: the retrieval list of an audit, for those who fetch the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.fetch import voters_of
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from veedor.audit import AuditFolder


def retrieval(folder: AuditFolder, first: int, last: int, places: dict[str, str]) -> Table:
    """List drawn sheets in the order in which they are to be looked at.

    Parameters
    ----------
    folder : AuditFolder
        A drawn audit.
    first, last : int
        Ranks, from 1, both included.
    places : mapping of str to str
        Where each sheet lies, for those who fetch it; may be empty.
    """
    row, strata = folder.population.row, folder.population.strata
    of_ballots = folder.plan.design.of_ballots
    rows = tuple(
        (
            rank,
            sheet,
            *(() if strata is None else (str(strata[row[sheet]]),)),
            places.get(sheet),
            *(() if of_ballots else (voters_of(folder, sheet),)),
            "term.yes" if sheet in folder.records else "term.no",
        )
        for rank, sheet in enumerate(folder.drawn[first - 1 : last], start=first)
    )
    columns = (
        Column("rank", Unit.NUMBER, digits=0),
        Column("ballot" if of_ballots else "sheet", Unit.TEXT),
        *(() if strata is None else (Column("stratum", Unit.TEXT),)),
        Column("place", Unit.PLACE),
        *(() if of_ballots else (Column("registered", Unit.VOTERS),)),
        Column("audit_recorded", Unit.TERM),
    )
    name = "audit_retrieval_ballots" if of_ballots else "audit_retrieval"
    return Table(name, columns, rows)
