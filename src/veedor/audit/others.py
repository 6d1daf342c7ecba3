"""An audit that somebody else has made, measured again: their draws, their findings, our arithmetic.

Nothing is known of how their seed was made or when their figures were fixed: what is measured is the risk if
the draws came as they say. With replacement and the full bet it is Kaplan-Markov; with the largest relative
overstatement over all assertions in place of each assertion's own, it is MACRO. Sheets that were counted
together are one unit whose chance of coming is the sum of theirs.

Sources: Stark 2009 (Kaplan-Markov), as for :mod:`veedor.audit.risk`; Stark 2008 (maximum relative
overstatement), as for :mod:`veedor.audit.bounds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import named_bet
from veedor.audit.bounds import refuse_used_up, sheet_bounds
from veedor.audit.capacity import Cap, capacity
from veedor.audit.population import Population
from veedor.audit.risk import martingale, mean_proportional
from veedor.errors import InputError, QuestionError
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats, Ints
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.manifest import SheetManifest
    from veedor.errors import VeedorError
    from veedor.model import Assertion, Contest


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """What was looked at as one: a sheet, or several that were counted together.

    Parameters
    ----------
    sheets : tuple of str
        Which.
    votes : tuple of int, optional
        Figures found, in the order of the choices; None where nothing could be found: it counts at its worst.
    file : str
        Which file names them; empty where none does row by row.
    rows : tuple of int
        In which row each sheet stands there.
    """

    sheets: tuple[str, ...]
    votes: tuple[int, ...] | None
    file: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TheirDraw:
    """How the draws came, and how they are weighed.

    Parameters
    ----------
    replacement : bool
        Whether a sheet could come again.
    proportional : bool
        In proportion to what could be wrong; otherwise all alike.
    rule, bet : str, float
        Of :func:`~veedor.audit.bets.named_bet`; the full share is Kaplan-Markov or Kaplan-Kolmogorov.
    cut : bool
        Whether an understatement counts as no error, as Arlo has it.
    limit : float, optional
        Risk limit at which they stopped weighing: draws behind the first that met it do not count.
    """

    replacement: bool = True
    proportional: bool = True
    rule: str = "share"
    bet: float = 1.0
    cut: bool = False
    limit: float | None = None


@dataclass(frozen=True)
class MeasuredElsewhere(Result):
    """The risk that somebody else's audit attained.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    population : Population
        The reported figures with the assertions that were audited.
    way : TheirDraw
        How the draws came.
    units : tuple of DrawnUnit
        What was looked at.
    draws : tuple of int
        Which unit came at each draw, in order.
    p : tuple of float
        P-value of each assertion of the population after the last draw.
    macro : float
        P-value by the largest relative overstatement over all assertions at once.
    published : float, optional
        P-value that they published.
    bad_tickets : tuple of str
        Draws whose ticket is not the one that their seed gives.
    """

    contest: Contest
    population: Population
    way: TheirDraw
    units: tuple[DrawnUnit, ...]
    draws: tuple[int, ...]
    p: tuple[float, ...]
    macro: float
    published: float | None = None
    bad_tickets: tuple[str, ...] = ()

    @property
    def without(self) -> tuple[str, ...]:
        """Drawn sheets of which nothing was found: each unit counts at its worst."""
        return tuple(sheet for unit in self.units if unit.votes is None for sheet in unit.sheets)

    @property
    def beyond(self) -> tuple[str, ...]:
        """Drawn sheets with more votes than they can hold: each unit counts at its worst, or worse."""
        most, row = _most_votes(self.population), self.population.sheets.row
        return tuple(
            sheet
            for unit in self.units
            if unit.votes is not None and sum(unit.votes) > sum(int(most[row[s]]) for s in unit.sheets)
            for sheet in unit.sheets
        )

    @property
    def attained(self) -> float:
        """P-value of the outcome: that of its least confirmed assertion."""
        return max(self.p)


def measure_elsewhere(
    manifest: SheetManifest,
    assertions: Sequence[Assertion],
    units: Sequence[DrawnUnit],
    draws: Sequence[int],
    way: TheirDraw,
    *,
    published: float | None = None,
    bad_tickets: Sequence[str] = (),
) -> MeasuredElsewhere:
    """Measure the risk that somebody else's audit attained.

    Parameters
    ----------
    manifest : SheetManifest
        Every expected sheet, with the reported figures.
    assertions : sequence of Assertion
        What they audited.
    units : sequence of DrawnUnit
        What was looked at, each once.
    draws : sequence of int
        Which unit came at each draw, in the order of the draws.
    way : TheirDraw
        How the draws came.
    published, bad_tickets
        As for :class:`MeasuredElsewhere`.

    Raises
    ------
    QuestionError
        Where a drawn sheet is not counted, stands in two units, there is no draw, a unit comes
        twice without replacement, or what is open takes the slack of an assertion.
    InputError
        Where a drawn sheet is not one of the counted ones and a file names it, with its row.
    """
    population = Population.of(
        [(manifest, [sheet_bounds(manifest, form, Cap.REGISTERED) for form in assertions])]
    )
    members = population.members
    _check(population, units, draws, way)
    order = np.array(draws, dtype=np.int64)
    rows = [np.array([population.sheets.row[s] for s in unit.sheets], dtype=np.int64) for unit in units]
    found, largest = [], np.full(len(units), -np.inf)
    each = {m.assertion.key: _each(population, m, way) for m in members}
    worst = max(members, key=lambda m: each[m.assertion.key].sum() / m.slack)
    for member in members:
        mine = each[member.assertion.key]
        sizes = np.array([mine[some].sum() for some in rows])
        errors = _errors(population, member, rows, units)
        # what has no size cannot have come in proportion to it: it says nothing
        taint = np.divide(errors, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
        largest = np.maximum(largest, taint)
        found.append(_p(float(mine.sum()), float(member.slack), sizes[order], taint[order], way))
    mine = each[worst.assertion.key]
    sizes = np.array([mine[some].sum() for some in rows])
    macro = _p(float(mine.sum()), float(worst.slack), sizes[order], largest[order], way)
    return MeasuredElsewhere(
        manifest.sheets.contest, population, way, tuple(units), tuple(draws), tuple(found), macro,
        published, tuple(bad_tickets),
    )  # fmt: skip


def _check(population: Population, units: Sequence[DrawnUnit], draws: Sequence[int], way: TheirDraw) -> None:
    refuse_used_up(population.members, QuestionError)
    if not draws:
        raise QuestionError("No draw is named.", remedy="Give a row for every sheet that was drawn.")
    seen: set[str] = set()
    for unit, sheet in ((one, sheet) for one in units for sheet in one.sheets):
        if sheet not in population.sheets.row:
            raise _not_counted(unit, sheet, population)
        if sheet in seen:
            raise QuestionError(
                sentence("{sheet!r} stands in two units.", sheet=sheet), remedy="Give each sheet to one."
            )
        seen.add(sheet)
    if not way.replacement and len(set(draws)) < len(draws):
        again = next(i for n, i in enumerate(draws) if i in draws[:n])
        raise QuestionError(
            sentence("{sheet!r} was drawn twice.", sheet=units[again].sheets[0]),
            remedy="Say that draws came with replacement: --replacement.",
        )


def _not_counted(unit: DrawnUnit, sheet: str, population: Population) -> VeedorError:
    """Say where a drawn sheet is named that is not one of the counted ones, and which is probably meant."""
    what = sentence("{sheet!r} was drawn and is not one of the counted sheets.", sheet=sheet)
    if not unit.file:
        return QuestionError(
            what, remedy="Write the ids as the case has them; --id says how they are made of the report's."
        )
    row = unit.rows[unit.sheets.index(sheet)]
    remedy = sentence("Write the ids as the case has them: `veedor sheets` lists them.")
    near = next((one for one in population.sheets.row if one.casefold() == sheet.casefold()), None)
    if near is not None:
        remedy = sentence("Did you mean {name!r}?", name=str(near))
    return InputError(what, file=unit.file, row=row, column="sheet", value=sheet, remedy=remedy)


def _each(population: Population, member: SheetBounds, way: TheirDraw) -> Floats:
    """Return the size of each sheet in 1/scale votes: never smaller than its bound."""
    return population.sizes_for(member) if way.proportional else population.equal_sizes(member)


def _most_votes(population: Population) -> Ints:
    """Return the most votes that each sheet can hold."""
    return capacity(population.manifest, Cap.REGISTERED) * population.sheets.contest.votes_allowed


def _errors(
    population: Population,
    member: SheetBounds,
    rows: Sequence[Ints],
    units: Sequence[DrawnUnit],
) -> Floats:
    """Return the overstatement of each unit; at least its bound where it counts at its worst."""
    most = _most_votes(population)
    within = member.within
    errors = []
    for some, unit in zip(rows, units, strict=True):
        bound = int(member.bounds[some].sum())
        if unit.votes is None:
            errors.append(bound)
            continue
        if not within[some].all():
            errors.append(bound if within[some].any() else 0)
            continue
        added = int(member.vector @ np.array(unit.votes))
        kept = int(member.kept[some].max()) * sum(unit.votes)
        error = int(member.reported[some].sum()) - added - kept
        errors.append(max(error, bound) if sum(unit.votes) > int(most[some].sum()) else error)
    return np.array(errors, dtype=np.float64)


def _p(total: float, slack: float, sizes: Floats, taint: Floats, way: TheirDraw) -> float:
    """Return the P-value after the last draw."""
    if total <= slack:
        return 0.0
    x = np.clip(1.0 - taint, 0.0, 1.0 if way.cut else np.inf)
    mu = (
        np.full(x.shape, 1.0 - slack / total)
        if way.replacement
        else mean_proportional(sizes, x, total, slack)
    )
    log_m = martingale(x, mu, named_bet(way.rule, way.bet))
    met = [] if way.limit is None else np.flatnonzero(log_m >= -np.log(way.limit)).tolist()
    return float(min(1.0, np.exp(-log_m[met[0] if met else -1])))
