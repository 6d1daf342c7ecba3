"""From checks to a verdict: computed, never opined."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.claims_file import ExpectedVerdict
from veedor.claims.evaluate import Evaluated, evaluate
from veedor.claims.functions import functions as functions_of
from veedor.claims.types import Unknown
from veedor.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.claims.case_facts import CaseFacts
    from veedor.claims.claims_file import CheckEntry, ClaimEntry
    from veedor.claims.signatures import Function


class ClaimVerdict(StrEnum):
    """What a claim comes to."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does_not_hold"
    DEPENDS = "depends"
    NOT_CHECKABLE = "not_checkable"


PARTS = 8
"""Steps in which the votes of open sheets are given to one choice."""


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What the open sheets of an incomplete count could do to a verdict.

    Parameters
    ----------
    sheets : int
        Outstanding, or set aside and not decided.
    ballots : int, optional
        That they can hold at the most; None where nothing bounds them.
    other : ClaimVerdict, optional
        Another verdict that they would give if all of them, or some eighths, were for one candidate.
    choice : str
        Whose they would be.
    """

    sheets: int
    ballots: int | None
    other: ClaimVerdict | None = None
    choice: str = ""


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict and everything that it rests on.

    Parameters
    ----------
    claim : ClaimEntry
        As it is written.
    verdict : ClaimVerdict
        What it comes to.
    approximate : bool
        Whether it holds only within a tolerance.
    checks : tuple of (CheckEntry, Evaluated)
        Each reading or part with its trace.
    open : StillOpen, optional
        Where it rests on totals of a count of which sheets are open.
    """

    claim: ClaimEntry
    verdict: ClaimVerdict
    approximate: bool
    checks: tuple[tuple[CheckEntry, Evaluated], ...]
    open: StillOpen | None = None

    @property
    def as_expected(self) -> bool:
        """Whether it is the verdict that the reviewer expects."""
        return self.claim.review.expected is self.in_words

    @property
    def in_words(self) -> ExpectedVerdict:
        """The verdict as a reviewer writes it."""
        if self.verdict is ClaimVerdict.HOLDS and self.approximate:
            return ExpectedVerdict.HOLDS_APPROXIMATELY
        return ExpectedVerdict(str(self.verdict).replace("_", " "))

    @property
    def missing(self) -> tuple[Unknown, ...]:
        """What would have to be known."""
        unknown = [result.value for _, result in self.checks if isinstance(result.value, Unknown)]
        return tuple(dict.fromkeys(unknown))


def judge(
    claim: ClaimEntry,
    functions: Mapping[str, Function],
    file: str = "claims.toml",
    *,
    facts: CaseFacts | None = None,
) -> Judged:
    """Compute the verdict on a claim.

    Parameters
    ----------
    claim : ClaimEntry
        The claim.
    functions : mapping of str to Function
        What its checks may ask.
    file : str
        For messages.
    facts : CaseFacts, optional
        What the functions ask: tells what is open in its count.

    Raises
    ------
    ClaimError
        Where a check cannot be evaluated, with the claim and the check.
    """
    results = _results(claim, functions, file)
    evaluated = [result for _, result in results]
    verdict = _verdict(claim, evaluated)
    approximate = verdict is ClaimVerdict.HOLDS and any(result.approximate for result in evaluated)
    still = None
    if facts is not None and any(result.of_final for result in evaluated) and facts.open_sheets:
        still = _still_open(claim, verdict, facts, file)
    return Judged(claim, verdict, approximate, results, still)


def _results(
    claim: ClaimEntry, functions: Mapping[str, Function], file: str
) -> tuple[tuple[CheckEntry, Evaluated], ...]:
    results = []
    for check in claim.checks:
        try:
            results.append((check, evaluate(check.check, functions)))
        except ClaimError as error:
            raise ClaimError(
                error.message, file=file, column=f"claim {claim.id}", value=check.check, remedy=error.remedy
            ) from None
    return tuple(results)


def _verdict(claim: ClaimEntry, evaluated: Sequence[Evaluated]) -> ClaimVerdict:
    return _of_readings(evaluated) if claim.combine == "readings" else _of_parts(evaluated)


def _still_open(claim: ClaimEntry, verdict: ClaimVerdict, facts: CaseFacts, file: str) -> StillOpen:
    """Return the open votes to each candidate in turn, in eighths, and look for another verdict."""
    ballots = facts.open_ballots()
    for choice in facts.contest.candidates if ballots else ():
        for part in range(PARTS, 0, -1):
            supposed = functions_of(facts.supposing(choice, Fraction(part, PARTS)))
            other = _verdict(claim, [result for _, result in _results(claim, supposed, file)])
            if other is not verdict:
                return StillOpen(facts.open_sheets, ballots, other, str(choice))
    return StillOpen(facts.open_sheets, ballots)


def _of_readings(results: Sequence[Evaluated]) -> ClaimVerdict:
    """All true: holds. All false: does not. All unknown: not checkable. Otherwise it depends."""
    values = [result.value for result in results]
    if all(value is True for value in values):
        return ClaimVerdict.HOLDS
    if all(value is False for value in values):
        return ClaimVerdict.DOES_NOT_HOLD
    if all(isinstance(value, Unknown) for value in values):
        return ClaimVerdict.NOT_CHECKABLE
    return ClaimVerdict.DEPENDS


def _of_parts(results: Sequence[Evaluated]) -> ClaimVerdict:
    """Any false: does not hold. Else any unknown: not checkable. Else it holds."""
    values = [result.value for result in results]
    if any(value is False for value in values):
        return ClaimVerdict.DOES_NOT_HOLD
    if any(isinstance(value, Unknown) for value in values):
        return ClaimVerdict.NOT_CHECKABLE
    return ClaimVerdict.HOLDS
