"""What audit would settle an outcome, and what it would cost: the answer before anybody has agreed to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.bounds import Cap, sheet_bounds
from veedor.audit.costs import Cost, Errors, budget, costs
from veedor.audit.population import Population
from veedor.audit.propose import check_known, seats_to_confirm, way_to_confirm
from veedor.model import Result
from veedor.rules.assembly import Seats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.costs import Progress
    from veedor.audit.manifest import SheetManifest
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

    @property
    def most_work_first(self) -> list[Cost]:
        """The costs by assertion, the most work first, designs in their own order."""
        work = {m.assertion.assertion_id: m.ratio for m in self.population.members if m.slack > 0}
        return sorted(self.costs, key=lambda c: -work[c.assertion_id])

    @property
    def ballots_per_sheet(self) -> float:
        """Ballots on a sheet that comes in a proportional draw, on average."""
        open_sheets = ~self.population.lost
        bounds = self.binding.bounds[open_sheets].astype(float)
        cast = self.population.sheets.cast[open_sheets]
        return float((bounds * cast).sum() / bounds.sum()) if bounds.sum() else 0.0


def outlook(
    manifest: SheetManifest,
    decision: Decision | Seats,
    *,
    risk_limit: Fraction = Fraction(1, 20),
    cap: Cap = Cap.REGISTERED,
    unauditable: Sequence[str] = (),
    errors: Errors | None = None,
    seed: int = 20191020,
    runs: int = 200,
    progress: Progress | None = None,
) -> Outlook:
    """Say what audit would settle the outcome of a count.

    Parameters
    ----------
    expected : SheetManifest
        Every expected sheet, with the divisions of the rule.
    decision : Decision or Seats
        What the rule says of the counted ones, or the seats that it shares out by them.
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

    Raises
    ------
    QuestionError
        Where the outcome rests on nothing that ballots can confirm, or an unauditable sheet does not exist.
    MissingDataError
        Where nothing says how many ballots some counted sheet can hold.
    """
    lost = check_known(manifest, unauditable)
    assertions = (
        seats_to_confirm(decision)
        if isinstance(decision, Seats)
        else way_to_confirm(decision, manifest, cap)[1]
    )
    population = Population(manifest, tuple(sheet_bounds(manifest, one, cap) for one in assertions), lost)
    errors = errors or Errors()
    found = costs(population, risk_limit, seed=seed, errors=errors, runs=runs, progress=progress)
    made = Outlook(manifest.sheets.contest, population, risk_limit, found, (), seed, runs, errors)
    if not population.can_be_confirmed:
        return made
    budgets = tuple(n for n in BUDGETS if n < len(manifest.sheets))
    risks = budget(population, made.binding, budgets, 0.9) if budgets else ()
    return replace(made, buys=tuple(zip(budgets, risks, strict=True)))
