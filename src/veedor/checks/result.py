"""What the checks found, with what would follow for the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.checks.answers import Answer
    from veedor.checks.base import Check, Evidence, Flagged, Unable
    from veedor.checks.impact import Effect, Impact
    from veedor.checks.pack import Ground as LegalGround
    from veedor.checks.pack import Pack
    from veedor.count.sheets import TextVector
    from veedor.model import Contest, CountId, Value

PRECISION = 4
"""Decimals of leads: one sheet in 34,555 moves the fourth."""


@dataclass(frozen=True)
class Part:
    """A named subset of the sheets of a check.

    Parameters
    ----------
    name : str
        A choice_id or a message key.
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
    in_count : int
        How many of the named sheets the examined count has; only they could be annulled.
    impact : Impact, optional
        What they could do; None where no sheet is named, or the contest has no rule.
    parts : tuple of Part
        Named subsets that hold any sheet.
    effects : tuple of Effect
        Between two counts: what the changes did to each assertion.
    grounds : tuple of legal grounds
        From the country pack.
    """

    check: Check
    found: Flagged | Unable
    in_count: int = 0
    impact: Impact | None = None
    parts: tuple[Part, ...] = ()
    effects: tuple[Effect, ...] = ()
    grounds: tuple[LegalGround, ...] = ()

    @property
    def flagged(self) -> Flagged | None:
        """The sheets; None where the check could not be asked."""
        from veedor.checks.base import Flagged as Found

        return self.found if isinstance(self.found, Found) else None

    @property
    def sheets(self) -> int:
        """Number of sheets named."""
        return 0 if self.flagged is None else len(self.flagged)

    @property
    def named(self) -> TextVector:
        """Ids of the sheets named."""
        return np.array([], dtype=np.str_) if self.flagged is None else self.flagged.ids


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
    answers : tuple of Answer
        To the pack's questions about the outcome.
    measure_unit, measure_base : Unit, str
        Of the lead or share that decides.
    measure, line : Fraction, optional
        The lead or share that decides as counted, and where the law draws the line.
    accounted : Finding, optional
        In which state every expected sheet is; None where that is not known.
    """

    contest: Contest
    count_id: CountId
    pack: Pack
    results: tuple[CheckResult, ...]
    answers: tuple[Answer, ...] = ()
    measure_unit: Unit = Unit.POINTS
    measure_base: str = "base.valid"
    measure: Fraction | None = None
    line: Fraction | None = None
    accounted: Finding | None = None

    def of(self, check_id: str) -> CheckResult:
        """Give one check's result.

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
        named = [r for r in self.results if r.sheets]
        return tuple(
            sorted(
                named,
                key=lambda r: (
                    r.impact is None or not r.impact.annulled_changes,
                    -(r.impact.moved if r.impact else 0),
                    -r.sheets,
                ),
            )
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every sheet accounted for; a finding a check, those with consequence first; what was not asked."""
        ranked = self.ranked
        rest = [r for r in self.results if not r.sheets]
        found = [] if self.accounted is None else [self.accounted]
        found += [self._finding(r) for r in (*ranked, *rest)]
        return (*found, *(self._answer(a) for a in self.answers))

    def _finding(self, result: CheckResult) -> Finding:
        check = result.check
        name = Figure("check", f"check.{check.check_id}", Unit.TERM)
        definition = Figure("definition", f"check.{check.check_id}.definition", Unit.TERM)
        method = Method(f"check.{check.check_id}.definition", _source(result))
        flagged = result.flagged
        if flagged is None:
            reason = Figure("reason", getattr(result.found, "reason", ""), Unit.TERM)
            return Finding(
                f"checks.{check.check_id}",
                "checks.not_asked",
                (name, definition, reason),
                method,
                command=self._command(check.check_id),
            )
        figures = [
            name,
            definition,
            Figure("sheets", result.sheets, Unit.SHEETS),
            Figure("examined", flagged.examined, Unit.SHEETS),
            Figure("basis", flagged.basis, Unit.TERM),
        ]
        says = "checks.none"
        if result.sheets:
            says = "checks.named"
        if result.sheets and result.impact is not None and result.impact.measure_annulled is not None:
            says = "checks.named_with_outcome"
            figures += self._consequence(result.impact)
        return Finding(
            f"checks.{check.check_id}",
            says,
            tuple(figures),
            method,
            ("checks.assumption.figures_as_published",),
            (*check.cannot_show, "checks.cannot_show.who_or_why"),
            self._command(check.check_id),
        )

    def _consequence(self, impact: Impact) -> list[Figure]:
        unit, base = self.measure_unit, self.measure_base

        def measure(name: str, value: Fraction | None) -> Figure:
            return Figure(name, value, unit, base, PRECISION)

        return [
            measure("lead", impact.measure),
            measure("lead_annulled", impact.measure_annulled),
            measure("lead_worst", impact.measure_anything),
            Figure("slack_annulled", impact.slack_annulled, Unit.VOTES, digits=1),
            Figure("slack_worst", impact.slack_anything, Unit.VOTES, digits=1),
            Figure("verdict", impact.verdict, Unit.TERM),
        ]

    def _answer(self, answer: Answer) -> Finding:
        return answer.finding(self.command)

    def _command(self, check_id: str) -> str:
        return f"{self.command} --only {check_id}" if self.command else ""

    @property
    def tables(self) -> tuple[Table, ...]:
        """All checks by consequence, their parts, what changes did, and the sheets of each check."""
        found = [self.overview, self.parts_table]
        if any(r.effects for r in self.results):
            found.append(self.effects_table)
        return (*found, *(self.sheets_of(r.check.check_id) for r in self.ranked))

    @property
    def overview(self) -> Table:
        """Every check that names sheets, ranked by consequence."""
        return Table(
            "checks",
            (
                Column("check", Unit.TERM),
                Column("sheets", Unit.SHEETS),
                Column("examined", Unit.SHEETS),
                *self._impact_columns,
            ),
            tuple(
                (
                    f"check.{r.check.check_id}",
                    r.sheets,
                    0 if r.flagged is None else r.flagged.examined,
                    *_impact_cells(r.impact),
                )
                for r in self.ranked
            ),
        )

    @property
    def parts_table(self) -> Table:
        """Parts of the checks: by choice, by kind of difference."""
        rows: list[tuple[Value, ...]] = []
        for r in self.ranked:
            by_choice = r.flagged is not None and r.flagged.by_choice
            for part in r.parts:
                kind = (shown_series(part.name), None) if by_choice else (None, part.name)
                rows.append((f"check.{r.check.check_id}", *kind, part.sheets, *_impact_cells(part.impact)))
        return Table(
            "check_parts",
            (
                Column("check", Unit.TERM),
                Column("choice", Unit.CHOICE),
                Column("part", Unit.TERM),
                Column("sheets", Unit.SHEETS),
                *self._impact_columns,
            ),
            tuple(rows),
        )

    @property
    def effects_table(self) -> Table:
        """Net and gross effect of changes between counts on each assertion."""
        return Table(
            "check_effects",
            (
                Column("check", Unit.TERM),
                Column("assertion", Unit.TEXT),
                Column("net", Unit.VOTES, digits=1),
                Column("gross", Unit.VOTES, digits=1),
            ),
            tuple(
                (f"check.{r.check.check_id}", e.assertion.assertion_id, e.net, e.gross)
                for r in self.results
                for e in r.effects
            ),
        )

    @property
    def _impact_columns(self) -> tuple[Column, ...]:
        unit, base = self.measure_unit, self.measure_base
        return (
            Column("lead_annulled", unit, base, PRECISION),
            Column("moved", Unit.POINTS, base, PRECISION),
            Column("lead_worst", unit, base, PRECISION),
            Column("verdict", Unit.TERM),
        )

    def sheets_of(self, check_id: str) -> Table:
        """Give the sheets of one check with what was seen on them."""
        result = self.of(check_id)
        evidence: tuple[Evidence, ...] = () if result.flagged is None else result.flagged.evidence
        columns = (Column("sheet", Unit.TEXT), *(e.column for e in evidence))
        values = [result.named.tolist(), *(e.values.tolist() for e in evidence)]
        return Table(f"check_{check_id}", columns, tuple(zip(*values, strict=True)))


def shown_series(name: str) -> str:
    """Give what names a part to readers: a choice, or the message key of the turnout."""
    return "checks.series.turnout" if name == "turnout" else name


def _impact_cells(impact: Impact | None) -> tuple[Value, ...]:
    if impact is None:
        return (None, None, None, None)
    return (impact.measure_annulled, impact.moved, impact.measure_anything, impact.verdict)


def _source(result: CheckResult) -> str:
    return "; ".join([result.check.source, *(ground.law for ground in result.grounds)])
