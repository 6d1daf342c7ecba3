"""The user's door to a case: ask a question, get a result with its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.case import audits, chances, counts, sheets
from veedor.case.opened import OpenedElection
from veedor.case.press import PressQuestions
from veedor.count import Election
from veedor.errors import MissingDataError, QuestionError
from veedor.findings.serial import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.claims import ClaimsResult
    from veedor.engine import Engine
    from veedor.intake.run import Progress
    from veedor.model import Finding, Result

ORDER: tuple[str, ...] = (
    "outcome", "timeline", "comparisons", "stakes", "check", "forensics", "project", "quickcount", "shift",
)  # fmt: skip
"""Methods of :class:`Case` whose findings the report prints, in the order in which a reader needs them. Each
gives a result or several. One that has no data to answer from, or cannot be asked of it, is left out."""


class Case(OpenedElection):
    """A case that was opened: an election with its counts, its logs and its rule.

    Every method asks one question and returns a frozen result. It prints well, has ``findings`` and
    ``tables``, and :func:`veedor.chart` draws it. The same question is answered once: an answer is kept under
    the command line that asks for it, and carries it.

    In every question ``count`` is a count, ``official``, or one of its publications, ``preliminary@first``;
    by default the count that counts in the end. ``contest`` is what was voted on, by default the first
    contest with a rule. A :class:`~veedor.errors.QuestionError` says that there is none of that name, a
    :class:`~veedor.errors.MissingDataError` that what the question needs was not published.

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

    def __repr__(self) -> str:
        return f"<Case {self.election.name!r}: {self.election.title}>"

    # the questions; each is a function of its module, with its parameters and its result

    outcome = counts.outcome
    contests = counts.contests
    timeline = counts.timeline
    compare = counts.compare
    comparisons = counts.comparisons
    check = sheets.check
    card = sheets.card
    cards = sheets.cards
    sheet_table = sheets.sheet_table
    sheet_history = sheets.sheet_history
    forensics = sheets.forensics
    sheets = sheets.sheets
    project = chances.project
    quickcount = chances.quickcount
    sample_plan = chances.sample_plan
    shift = chances.shift
    stakes = chances.stakes
    audit = audits.audit
    measured_audit = audits.measured_audit

    def claims(
        self, file: Path | None = None, *, articles: Path | None = None, lang: str = "en"
    ) -> ClaimsResult:
        """Which reported claims hold against the count.

        Parameters
        ----------
        file : Path, optional
            Claims file; by default ``claims.toml`` of the case.
        articles : Path, optional
            Folder of the articles; by default that of the case or of its data.
        lang : str
            Language of the texts.

        Raises
        ------
        InputError, InputErrors
            Where the file cannot be used, or a quotation is not verbatim.
        """
        from veedor.claims import judge_claims

        options = {"file": None if file is None else str(file)}
        options |= {
            "articles": None if articles is None else str(articles),
            "lang": None if lang == "en" else lang,
        }
        line = self.command("claims check", **options)
        return self.answer(line, lambda: judge_claims(self.election, file, articles=articles, lang=lang))

    @property
    def press(self) -> PressQuestions:
        """The questions of the press: ``case.press.reuse()``, ``differences()``, ``proposals()``."""
        return PressQuestions(self, self.election.file.folder, self.election.file, self.election)

    # all of them

    def results(self) -> tuple[Result, ...]:
        """Ask everything that the case has data for, in the order of the house."""
        found: list[Result] = []
        for name in ORDER:
            ask: Callable[[], Result | tuple[Result, ...]] = getattr(self, name)
            try:
                given = ask()
            except (MissingDataError, QuestionError):
                continue
            found += given if isinstance(given, tuple) else (given,)
        return tuple(found)

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of the house."""
        return tuple(finding for result in self.results() for finding in result.findings)

    def to_json(self) -> dict[str, Any]:
        """Write all findings and tables as :mod:`veedor.findings.serial` documents them."""
        return document(self.results(), case=self.about())


def open_case(
    path: str | Path, *, progress: Progress | None = None, engine: Engine = "duckdb", name: str = ""
) -> Case:
    """Open a case; import it first where that has not been done, or its files have changed.

    Parameters
    ----------
    path : str or Path
        Its folder, or its ``case.toml``.
    progress : callable, optional
        Told what is being done, and which step of how many it is.
    engine : {"duckdb", "spark"}
        What imports the case, where it is to be imported: this machine alone, or Spark with its machines.
    name : str, optional
        How its commands name it; by default by its path.

    Raises
    ------
    CaseError, InputErrors
        Where ``case.toml`` is not a case.
    InputError, ControlError
        Where a published file cannot be read, or misses its control totals.
    """
    return Case(Election.open(path, progress=progress, engine=engine, name=name))
