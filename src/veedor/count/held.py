"""What the parts of a count hold that are not in its sums, and totals that somebody states beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.model import Outcome, State


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the sheets in one state hold, as published.

    Parameters
    ----------
    sheets : int
        How many.
    votes : int
        Their votes of every kind.
    registered : int, optional
        Their registered voters; None where not published for all of them.
    outcome : Outcome, optional
        What the rule would say if their figures were counted too; None where they have none.
    """

    sheets: int
    votes: int
    registered: int | None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class SheetApart:
    """A sheet that is not counted.

    Parameters
    ----------
    sheet_id : str
        Which.
    state : State
        Where it is instead.
    word, reason : str
        The published word (empty where there is none), and why it is in that state.
    registered, votes : int, optional
        Its voters, and its votes of every kind as published; None where they were not.
    """

    sheet_id: str
    state: State
    word: str
    reason: str
    registered: int | None
    votes: int | None


@dataclass(frozen=True, slots=True)
class Official:
    """A total that an authority states, beside what the counted sheets give.

    Parameters
    ----------
    field : str
        A choice, or ``valid``, ``cast``, ``registered``, ``sheets``.
    stated : int
        As the authority states it.
    found : int, optional
        What the file gives; None where it does not publish it.
    who : str
        Who says so.
    """

    field: str
    stated: int
    found: int | None
    who: str
