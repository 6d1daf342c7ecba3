"""The smallest numbers of units that can change an outcome, by treatment, in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.fallen import beside, findings_of
from veedor.findings.rows import columns_in
from veedor.findings.stakes_words import (
    BRACKET,
    SORT,
    around,
    at_stake,
    finding,
    finest_of,
    measured,
    measured_column,
    name_of,
    outcome_after,
    treatment_term,
    unit_cell,
    what_could_not_be_asked,
    what_is_open,
)
from veedor.model import Column, Figure, Finding, Table, Unit, measure_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.model import Measure, Value
    from veedor.stakes.flip import Flip
    from veedor.stakes.results import Flips


def findings(result: Flips) -> tuple[Finding, ...]:
    """Say what is open, the smallest number of each treatment, and what was not asked or has no bound."""
    problems = [flip.problem for flip in result.flips]
    found = (said for flip in result.flips for said in (_flip(flip), *_falls(flip)))
    used = result.used if any(flip.upper != 0 for flip in result.flips) else {}  # else none is replaced
    return (
        *what_is_open(result.stake),
        *found,
        *around(used, finest_of(result.stake.sheets.places.levels)),
        *what_could_not_be_asked(result.stake, result.left_out, problems),
    )


def tables(result: Flips) -> tuple[Table, ...]:
    """Return all treatments side by side, the curve, and the units of each set."""
    made = (_flips(result), _curve(result), _members(result))
    return (*made, _areas(result)) if result.areas else made


def _flip(found: Flip) -> Finding:
    """Say the smallest number of units of one treatment."""
    problem = found.problem
    measure = _measure(found)
    n = len(problem.units)
    figures = (
        *at_stake(problem, measure),
        Figure("flip_least", found.lower, Unit.UNITS),
        Figure("flip_found", found.upper, Unit.UNITS),
        Figure("units_in_all", n, Unit.UNITS),
        Figure("flip_share", None if not found.upper else Fraction(found.upper, n), Unit.SHARE, "base.units"),
        Figure("flip_sheets", found.n_sheets, Unit.SHEETS),
        *_before_and_after(found, measure),
        *outcome_after(problem.stake, found.outcome, found.tally if found.upper else None),
    )
    exact = "stakes.flip.exact" if problem.units.name == "sheet" else "stakes.flip.exact.units"
    says = exact if found.exact else "stakes.flip.bracket"
    if measure is None:
        says += ".areas"
    if problem.stake.undetermined:
        says = "stakes.flip.undetermined"
    elif found.lower is None:
        says = "stakes.flip.never"
    elif found.upper is None:
        says = "stakes.flip.at_least"
    method = SORT if found.proof.value in {"sort", "knapsack"} else BRACKET
    return finding(f"stakes.flip.{name_of(problem)}", says, figures, method)


def _falls(found: Flip) -> Iterator[Finding]:
    """Say what falls beside the condition whose figure is told."""
    stake, told = found.problem.stake, _measure(found)
    if found.upper and told is not None and not stake.undetermined:
        yield from findings_of(
            f"stakes.flip.{name_of(found.problem)}", beside(stake.falls(found.tally), told)
        )


def _measure(found: Flip) -> Measure | None:
    """Return the measure that says why the outcome changes: else the binding one; None for areas."""
    stake = found.problem.stake
    if not found.upper:
        return stake.measure
    undone = stake.undone_by(found.tally)
    return None if undone is None else measure_of(undone, stake.sheets.contest)


def _before_and_after(found: Flip, measure: Measure | None) -> tuple[Figure, Figure]:
    """Return a measure with all units of the set but the last, and with all of them."""
    of, before, after = measure or found.problem.stake.measure, found.without_last, found.upper
    return (
        measured("measure_before", of, None if measure is None or before is None else of.of(before)),
        measured("measure_after", of, of.of(found.tally) if measure is not None and after else None),
    )


def _flips(result: Flips) -> Table:
    """All treatments side by side."""
    columns = (
        *columns_in(Unit.TERM, "treatment", "unit"),
        *columns_in(Unit.UNITS, "flip_least", "flip_found"),
        Column("flip_share", Unit.SHARE, "base.units"),
        Column("flip_sheets", Unit.SHEETS),
        measured_column("measure_before", result.stake),
        measured_column("measure_after", result.stake),
        *columns_in(Unit.TERM, "outcome_after", "proof"),
    )
    return Table("stakes_flips", columns, tuple(_flip_row(found, columns) for found in result.flips))


def _flip_row(found: Flip, columns: Sequence[Column]) -> tuple[Value, ...]:
    binding = _before_and_after(found, found.problem.stake.measure)
    figures = {f.name: f.value for f in (*_flip(found).figures, *binding)}
    figures["unit"] = unit_cell(found.problem)
    figures["proof"] = f"stakes.proof.{found.proof.value}"
    return tuple(figures[column.name] for column in columns)


def _areas(result: Flips) -> Table:
    """The smallest numbers of each area whose seats they change."""
    columns = (
        Column("area", Unit.PLACE),
        *columns_in(Unit.TERM, "treatment", "unit"),
        *columns_in(Unit.UNITS, "flip_least", "flip_found"),
        *columns_in(Unit.CHOICE, "donor", "receiver"),
    )
    rows = tuple(
        (area, *(figures[column.name] for column in columns[1:]))
        for area, found in result.areas
        for figures in [{f.name: f.value for f in _flip(found).figures} | {"unit": unit_cell(found.problem)}]
    )
    return Table("stakes_areas", columns, rows)


def _curve(result: Flips) -> Table:
    """What is left by number of units and treatment."""
    columns = (
        Column("treatment", Unit.TERM),
        Column("in_doubt", Unit.UNITS),
        Column("slack_left", Unit.VOTES, digits=1),
        measured_column("measure_after", result.stake),
    )
    rows = tuple((treatment_term(p.treatment.name), p.k, p.slack, p.measure) for p in result.curve)
    return Table("stakes_curve", columns, rows)


def _members(result: Flips) -> Table:
    """The units of each set, in the order in which they were taken."""
    columns = (Column("treatment", Unit.TERM), Column("rank", Unit.NUMBER), Column("member", Unit.TEXT))
    rows = tuple(
        (treatment, rank, name)
        for found in result.flips
        for treatment in [treatment_term(found.problem.treatment.name)]  # one text for all of its rows
        for rank, name in enumerate(found.chosen, start=1)
    )
    return Table("stakes_members", columns, rows)
