"""What audit would settle an outcome, and what it would cost: the answer before anybody has agreed to one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit import naming
from veedor.audit.bounds import Cap, sheet_bounds
from veedor.audit.costs import Cost, Errors, budget, costs
from veedor.audit.measure import Population
from veedor.audit.not_drawn import ASSUMES, CANNOT, METHOD, left_findings, not_drawn_tables
from veedor.audit.propose import check_known, established
from veedor.model import Column, Figure, Finding, Result, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.costs import Progress
    from veedor.audit.expected import Expected
    from veedor.model import Contest
    from veedor.rules import Decision

BUDGETS = (50, 100, 200, 400, 800, 1_600, 3_200)
"""Numbers of sheets for which the report says what they buy."""


@dataclass(frozen=True)
class Outlook(Result):
    """What an audit of sheets would take.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    population : Population
        Every expected sheet, and those that have no paper.
    risk_limit : Fraction
        Risk limit.
    costs : tuple of Cost
        By assertion and design.
    buys : tuple of (int, float)
        Risk attained by the binding assertion after so many sheets without error.
    seed : int
        Of the simulation.
    runs : int
        Simulated draws of each design.
    errors : Errors
        What was assumed to be found.
    """

    contest: Contest
    population: Population
    risk_limit: Fraction
    costs: tuple[Cost, ...]
    buys: tuple[tuple[int, float], ...]
    seed: int
    runs: int
    errors: Errors

    @property
    def binding(self) -> SheetBounds:
        """The assertion with the largest ratio of what can be wrong to what is left: the most work.

        Where nothing is left of the slack of any, the one of which least is left.
        """
        members = [m for m in self.population.members if m.slack > 0]
        some = [m for m in members if self.population.remaining(m) > 0] or members
        return max(some, key=lambda member: member.ratio) if some else self.population.tightest

    def cost(self, design: str) -> Cost | None:
        """Give what the binding assertion costs under a design."""
        name = self.binding.assertion.assertion_id
        return next((c for c in self.costs if c.design == design and c.assertion_id == name), None)

    def _most_work_first(self) -> list[Cost]:
        """Order the costs by assertion, the most work first, designs in their own order."""
        work = {m.assertion.assertion_id: m.ratio for m in self.population.members if m.slack > 0}
        return sorted(self.costs, key=lambda c: -work[c.assertion_id])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it takes, or that nothing can confirm the outcome."""
        return (*left_findings(self.population, self.command), *self._takes())

    def _takes(self) -> tuple[Finding, ...]:
        cost = self.cost("proportional_safe")
        if not self.population.can_be_confirmed or cost is None or cost.sheets is None:
            return ()
        fast = self.cost("proportional_full")
        figures = (
            Figure("sheets", cost.sheets, Unit.SHEETS),
            Figure("ballots", cost.ballots, Unit.BALLOTS),
            Figure("all_sheets", len(self.population.sheets), Unit.SHEETS),
            Figure("risk_limit", self.risk_limit, Unit.SHARE, digits=0),
            Figure("fewest", fast.sheets if fast else None, Unit.SHEETS),
            Figure("ratio", self.binding.ratio, Unit.NUMBER, digits=4),
            Figure("slack", self.binding.votes, Unit.VOTES, digits=1),
            *naming.figures(self.binding.assertion),
            Figure("assertions", len(self.population.members), Unit.NUMBER, digits=0),
            Figure("seed", self.seed, Unit.TEXT),
        )
        says = naming.variant("audit.outlook", self.binding.assertion)
        return (Finding("audit.outlook", says, figures, METHOD, ASSUMES, CANNOT, self.command),)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Costs by assertion and design, what a budget buys, and the expected sheets that cannot be drawn."""
        named = {m.assertion.assertion_id: naming.cells(m.assertion) for m in self.population.members}
        cost_table = Table(
            "audit_costs",
            (
                *naming.COLUMNS,
                Column("design", Unit.TERM),
                Column("ratio", Unit.NUMBER, digits=4),
                Column("audit_sheets", Unit.SHEETS),
                Column("audit_sheets_90", Unit.SHEETS),
                Column("audit_ballots", Unit.BALLOTS),
            ),
            tuple(
                (*named[c.assertion_id], f"design.{c.design}", c.ratio, c.sheets, c.sheets_90, c.ballots)
                for c in self._most_work_first()
            ),
        )
        buys = Table(
            "audit_budget",
            (
                Column("audit_sheets", Unit.SHEETS),
                Column("audit_ballots", Unit.BALLOTS),
                Column("attained", Unit.PROBABILITY, digits=4),
            ),
            tuple((n, round(n * self._ballots_a_sheet), risk) for n, risk in self.buys),
        )
        made = [table for table in (cost_table, buys) if table.rows]
        return (*made, *not_drawn_tables(self.population))

    @property
    def _ballots_a_sheet(self) -> float:
        """Ballots on a sheet that comes in a proportional draw, on average."""
        open_sheets = ~self.population.lost
        bounds = self.binding.bounds[open_sheets].astype(float)
        cast = self.population.sheets.cast[open_sheets]
        return float((bounds * cast).sum() / bounds.sum()) if bounds.sum() else 0.0


def outlook(
    expected: Expected,
    decision: Decision,
    *,
    risk_limit: Fraction = Fraction(1, 20),
    cap: Cap = Cap.REGISTERED,
    unauditable: Sequence[str] = (),
    errors: Errors | None = None,
    seed: int = 20191020,
    runs: int = 200,
    progress: Progress | None = None,
    command: str = "",
) -> Outlook:
    """Say what audit would settle the outcome of a count.

    Parameters
    ----------
    expected : Expected
        Every expected sheet, with the divisions of the rule.
    decision : Decision
        What the rule says of the counted ones.
    risk_limit : Fraction
        Largest acceptable risk.
    cap : Cap
        How many ballots a sheet can hold.
    unauditable : sequence of str
        Sheets that are known to have no paper.
    errors : Errors, optional
        What the audit is expected to find; by default nothing.
    seed, runs : int
        Of the simulation.
    progress : callable, optional
        Told how far it is.
    command : str
        Computes it again.

    Raises
    ------
    QuestionError
        Where the outcome rests on nothing that ballots can confirm, or an unauditable sheet does not exist.
    MissingDataError
        Where nothing says how many ballots some counted sheet can hold.
    """
    sheets = expected.sheets
    lost = check_known(expected, unauditable)
    _, assertions = established(decision, expected, cap)
    population = Population(expected, tuple(sheet_bounds(expected, one, cap) for one in assertions), lost)
    errors = errors or Errors()
    found = costs(population, risk_limit, seed=seed, errors=errors, runs=runs, progress=progress)
    result = Outlook(sheets.contest, population, risk_limit, found, (), seed, runs, errors, command=command)
    numbers = tuple(n for n in BUDGETS if n < len(sheets) and population.can_be_confirmed)
    risks = budget(population, result.binding, numbers, 0.9) if numbers else ()
    return Outlook(
        sheets.contest,
        population,
        risk_limit,
        found,
        tuple(zip(numbers, risks, strict=True)),
        seed,
        runs,
        errors,
        command=command,
    )
