"""What audit would settle an outcome, and what it would cost: the answer before anybody has agreed to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.capacity import Cap
from veedor.audit.confirm import to_confirm
from veedor.audit.costs import RUNS, costs
from veedor.audit.design import Design
from veedor.audit.population import Population
from veedor.audit.propose import check_contests, check_known
from veedor.audit.simulated import Cost, Errors, Simulated
from veedor.model import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.costs import Progress
    from veedor.audit.reported import ReportedContest
    from veedor.model import Contest

BUDGETS = (50, 100, 200, 400, 800, 1_600, 3_200)
"""Numbers of sheets for which the report says what they buy."""


@dataclass(frozen=True)
class Outlook(Result):
    """What an audit of sheets would take.

    Parameters
    ----------
    reported : tuple of ReportedContest
        What would be confirmed.
    population : Population
        Every expected sheet, those that have no paper, and the strata of the plan.
    design : Design
        What is to be signed.
    costs : tuple of Cost
        Of the whole outcome by design, the planned one first; none where nothing can be confirmed.
    buys : tuple of (int, int, float)
        After so many sheets without error, the ballots on them and the risk attained.
    seed : int
        Of the simulation.
    runs : int
        Simulated draws of each design, at the most.
    errors : Errors
        What was assumed to be found.
    """

    reported: tuple[ReportedContest, ...]
    population: Population
    design: Design
    costs: tuple[Cost, ...]
    buys: tuple[tuple[int, int, float], ...]
    seed: int
    runs: int
    errors: Errors

    @property
    def contests(self) -> tuple[Contest, ...]:
        """What was voted on."""
        return tuple(manifest.sheets.contest for manifest in self.population.manifests)

    @property
    def contest(self) -> Contest | None:
        """The only contest; None of several."""
        return self.contests[0] if len(self.contests) == 1 else None

    @property
    def risk_limit(self) -> Fraction:
        """Largest acceptable risk."""
        return Fraction(self.design.risk_limit)

    @property
    def hardest(self) -> SheetBounds:
        """The assertion with the largest ratio of what can be wrong to what is left: the most work.

        Where nothing is left of the slack of any, the one of which least is left.
        """
        members = [m for m in self.population.members if m.slack > 0]
        some = [m for m in members if self.population.remaining(m) > 0] or members
        return max(some, key=lambda member: member.ratio) if some else self.population.tightest

    @property
    def planned(self) -> Cost | None:
        """What the planned audit costs; None where nothing can be confirmed."""
        return self.costs[0] if self.costs else None

    def cost(self, design: str) -> Cost | None:
        """Return what the outcome costs under a design."""
        return next((c for c in self.costs if c.design == design), None)

    @property
    def too_few(self) -> bool:
        """Whether the plan stops before an audit without an error would end."""
        most = self.design.most_sheets
        return most is not None and self.planned is not None and self.planned.sheets > most

    @property
    def most_work_first(self) -> list[SheetBounds]:
        """The assertions, the most work first; those of which nothing is left before all."""
        left = [m for m in self.population.members if m.slack > 0]
        none = [m for m in self.population.members if m.slack <= 0]
        return none + sorted(left, key=lambda member: -member.ratio)


def outlook(
    reported: Sequence[ReportedContest],
    *,
    design: Design | None = None,
    unauditable: Sequence[str] = (),
    errors: Errors | None = None,
    seed: int = 20191020,
    runs: int = RUNS,
    progress: Progress | None = None,
) -> Outlook:
    """Say what audit would settle the outcomes of some contests by one sample.

    Parameters
    ----------
    reported : sequence of ReportedContest
        Their counts and outcomes.
    design : Design, optional
        What is to be signed; by default the proportional draw with nine tenths of the full bet.
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
    design, errors = design or Design(), errors or Errors()
    check_contests(reported)
    check_known([one.manifest for one in reported], unauditable)
    cap = Cap(design.cap)
    population = Population.of(
        [(one.manifest, to_confirm(one.decided, one.manifest, cap).members) for one in reported],
        unauditable, design.strata,
    )  # fmt: skip
    found = costs(population, design, seed=seed, errors=errors, runs=runs, progress=progress)
    made = Outlook(tuple(reported), population, design, found, (), seed, runs, errors)
    budgets = tuple(n for n in BUDGETS if n < int((~population.lost).sum()))
    if not found or not budgets:
        return made
    return replace(made, buys=Simulated(population, design, Errors(), runs, seed).budget(budgets))
