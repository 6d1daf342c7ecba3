"""The outcomes of all contests of a case that a rule decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.model import Result

if TYPE_CHECKING:
    from veedor.count.outcome import OutcomeResult
    from veedor.model import Contest


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A contest whose outcome cannot be had.

    Parameters
    ----------
    of : Contest
        Which.
    reason : str
        What the error said.
    """

    of: Contest
    reason: str


@dataclass(frozen=True, eq=False)
class Contests(Result):
    """The outcomes of several contests.

    Parameters
    ----------
    outcomes : tuple of OutcomeResult
        In the order of the case.
    unanswered : tuple of Unanswered
        Contests with a rule whose outcome cannot be had.
    """

    outcomes: tuple[OutcomeResult, ...]
    unanswered: tuple[Unanswered, ...] = ()
