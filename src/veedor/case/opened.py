"""What every question rests on: the opened election, what is asked of it, and the answers so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.case.answers import Answers
from veedor.count.selection import Selection, select

if TYPE_CHECKING:
    from veedor.count import Election
    from veedor.lookup import SheetTable


class OpenedElection(Answers):
    """An election of which something is asked.

    Parameters
    ----------
    election : Election
        The case, imported.
    """

    def __init__(self, election: Election) -> None:
        super().__init__(election.name)
        self.election = election
        self.sheet_tables: dict[Selection, SheetTable] = {}

    def about(self) -> dict[str, Any]:
        """Say what every finding rests on: the case, its title, the hash of its data."""
        return {
            "name": self.election.name,
            "title": self.election.title,
            "data": self.election.data_hash,
            "synthetic": self.election.file.election.synthetic,
        }

    def select(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
        rule: str | None = None,
    ) -> Selection:
        """Resolve what a question is about; see :func:`veedor.count.selection.select`."""
        return select(self.election, count, contest=contest, snapshot=snapshot, variant=variant, rule=rule)
