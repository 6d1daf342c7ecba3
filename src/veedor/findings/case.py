"""The user's door to a case: ask a question, get a result with its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.count import Election
from veedor.errors import MissingDataError, QuestionError
from veedor.findings.checking import Checking
from veedor.findings.counting import Counting
from veedor.findings.judging import Judging
from veedor.findings.serial import document
from veedor.findings.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.intake.run import Progress
    from veedor.model import Finding, Result

ORDER: tuple[str, ...] = (
    "outcome", "timeline", "comparisons", "stakes", "check", "forensics", "project", "shift",
)  # fmt: skip
"""Methods of :class:`Case` whose findings the report prints, in the order in which a reader needs them. Each
gives a result or several. One that has no data to answer from, or cannot be asked of it, is left out."""


class Case(Counting, Checking, Waiting, Judging):
    """A case that was opened: an election with its counts, its logs and its rule.

    Every method asks one question and returns a frozen result. It prints well, has ``findings`` and
    ``tables``, and :func:`veedor.chart` draws it.

    Parameters
    ----------
    election : Election
        The case, imported.

    Examples
    --------
    >>> import veedor
    >>> case = veedor.open("cases/bolivia-2019")   # doctest: +SKIP
    >>> case.outcome().decision.outcome.winner     # doctest: +SKIP
    'MAS'
    """

    def results(self) -> tuple[Result, ...]:
        """Ask everything that the case has data for, in the order of the house."""
        found: list[Result] = []
        for name in ORDER:
            ask: Callable[[], Result | tuple[Result, ...]] = getattr(self, name)
            try:
                answer = ask()
            except (MissingDataError, QuestionError):
                continue
            found += answer if isinstance(answer, tuple) else (answer,)
        return tuple(found)

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of the house."""
        return tuple(finding for result in self.results() for finding in result.findings)

    def to_json(self) -> dict[str, Any]:
        """Write all findings and tables as :mod:`veedor.findings.serial` documents them."""
        return document(self.results(), case=self.about())


def open_case(path: str | Path, *, progress: Progress | None = None) -> Case:
    """Open a case; import it first where that has not been done, or its files have changed.

    Parameters
    ----------
    path : str or Path
        Its folder, or its ``case.toml``.
    progress : callable, optional
        Told what is being done, and which step of how many it is.

    Raises
    ------
    CaseError, InputErrors
        Where ``case.toml`` is not a case.
    InputError, ControlError
        Where a published file cannot be read, or misses its control totals.
    """
    return Case(Election.open(path, progress=progress))
