"""What the checks found, with what would follow for the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Flagged
from veedor.model import Result

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.arrays import Texts
    from veedor.checks.base import Check, Unable
    from veedor.checks.impact import ChangeEffect, Impact
    from veedor.checks.legal import LegalAnswer
    from veedor.checks.pack import LegalGround, Pack
    from veedor.count.states import States
    from veedor.model import Contest, CountId, Measure


@dataclass(frozen=True)
class Subset:
    """A named part of the sheets of a check.

    Parameters
    ----------
    name : str
        A choice_id, ``turnout``, or the name of a part.
    sheets : int
        How many sheets.
    impact : Impact, optional
        What they could do; None without a rule.
    """

    name: str
    sheets: int
    impact: Impact | None


@dataclass(frozen=True, eq=False)
class CheckResult:
    """One check with what it found.

    Parameters
    ----------
    check : Check
        Which one.
    found : Flagged or Unable
        The sheets, or why it could not be asked.
    impact : Impact, optional
        What they could do; None where no sheet is named, or the contest has no rule.
    parts : tuple of Subset
        Named subsets that hold any sheet.
    effects : tuple of ChangeEffect
        Between two counts: what the changes did to each assertion.
    grounds : tuple of LegalGround
        From the country pack.
    """

    check: Check
    found: Flagged | Unable
    impact: Impact | None = None
    parts: tuple[Subset, ...] = ()
    effects: tuple[ChangeEffect, ...] = ()
    grounds: tuple[LegalGround, ...] = ()

    @property
    def flagged(self) -> Flagged | None:
        """The sheets; None where the check could not be asked."""
        return self.found if isinstance(self.found, Flagged) else None

    @property
    def sheets(self) -> int:
        """Number of sheets named."""
        return len(self.found) if isinstance(self.found, Flagged) else 0

    @property
    def named(self) -> Texts:
        """Ids of the sheets named."""
        return self.found.ids if isinstance(self.found, Flagged) else np.array([], dtype=np.str_)


@dataclass(frozen=True, eq=False)
class ChecksResult(Result):
    """What all checks found in one count.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    count_id : CountId
        The count that was examined.
    pack : Pack
        Tolerances and legal grounds.
    results : tuple of CheckResult
        In the order of the register.
    answers : tuple of LegalAnswer
        To the pack's questions about the outcome.
    measure : Measure, optional
        The lead or share that decides; None where the outcome rests on none.
    level : Fraction, optional
        What it is as counted.
    states : States, optional
        Every expected sheet in its state; None where that is not known.
    is_open : bool
        Whether what is not known could still change the outcome.
    undecided : str
        Why the rule of the contest cannot be applied, so that no consequence is known; empty where it can.
    """

    contest: Contest
    count_id: CountId
    pack: Pack
    results: tuple[CheckResult, ...]
    answers: tuple[LegalAnswer, ...] = ()
    measure: Measure | None = None
    level: Fraction | None = None
    states: States | None = None
    is_open: bool = False
    undecided: str = ""

    def of(self, check_id: str) -> CheckResult:
        """Return one check's result.

        Raises
        ------
        KeyError
            Where it was not run.
        """
        for result in self.results:
            if result.check.check_id == check_id:
                return result
        raise KeyError(check_id)

    @property
    def ranked(self) -> tuple[CheckResult, ...]:
        """Checks that name sheets, by consequence.

        First those whose sheets would change the outcome if annulled, then by how far annulling them moves
        the lead, either way.
        """
        return tuple(
            sorted(
                (r for r in self.results if r.sheets),
                key=lambda r: (
                    r.impact is None or not r.impact.annulled_changes,
                    -(r.impact.moved if r.impact else 0),
                    -r.sheets,
                ),
            )
        )
