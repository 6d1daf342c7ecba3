"""Who has seen which papers: each paper that a party signs names everything before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.audit.folder import AuditFolder


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to which paper others than its author have signed what they saw.

    Papers are numbered in the order of the journal, signatures left out.

    Parameters
    ----------
    papers : int
        How many there are.
    by : dict of str to int
        Up to which paper each party and observer has seen them.
    up_to : tuple of int
        ``up_to[k - 1]``: each paper up to this one was seen by at least k others than its author.
    """

    papers: int
    by: dict[str, int]
    up_to: tuple[int, ...]

    def others(self, number: int) -> int:
        """Return up to which paper at least so many others have seen them."""
        return self.up_to[number - 1] if 0 < number <= len(self.up_to) else 0


def seen(folder: AuditFolder) -> Seen:
    """Say who has seen which papers of an audit."""
    number_of_row: dict[int, int] = {}
    authors: list[str] = []
    for row, line in enumerate(folder.lines, start=1):
        if not line.is_signature:
            authors.append(line.who)
            number_of_row[row] = len(authors)
    by = {
        one.name: max((number_of_row[s.row] for s in folder.course.of_party[one.name]), default=0)
        for one in folder.plan.everybody
    }
    up_to = [0] * len(by)
    for k in range(len(by)):
        for number, author in enumerate(authors, start=1):
            if sum(last > number and name != author for name, last in by.items()) <= k:
                break
            up_to[k] = number
    return Seen(len(authors), by, tuple(up_to))
