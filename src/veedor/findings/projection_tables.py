"""A projection as tables: assertions, shares, levels of borrowing, and the calibration record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.earlier_use import earlier_tables
from veedor.findings.projection_seats import seats_tables
from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, finite, level_term, outcome_term, unit_of, whom
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import Value
    from veedor.outstanding.estimate import Estimate
    from veedor.outstanding.methods import BorrowedLevel
    from veedor.outstanding.projection import Projection

NAMES = {Unit.POINTS: "leads", Unit.SHARE: "shares"}
"""Leads stand in points and shares in per cent: each has tables of its own."""


def tables(result: Projection) -> tuple[Table, ...]:
    """Return the tables of a projection. Counted and projected values never stand in one picture."""
    found = [_assertions(result, unit) for unit in NAMES]
    if result.coverage.passes:
        found += [_shares(result), _levels("outstanding_levels", result.matches)]
        if result.matches_by_stratum:
            found.append(_levels("outstanding_levels_by_stratum", result.matches_by_stratum))
    found += [_outcomes(result), *seats_tables(result), _regions(result)]
    found += [_calibration(result, unit) for unit in NAMES]
    found += earlier_tables(result)
    return tuple(table for table in found if len(table))


def _of_unit(result: Projection, unit: Unit) -> list[int]:
    """Return the assertions that are measured in a unit."""
    return [i for i in range(len(result.assertions)) if unit_of(result.measures[i]) is unit]


def _columns(result: Projection, unit: Unit, names: Sequence[str]) -> tuple[list[Column], list[Column]]:
    """Return the columns that name assertions of a unit, and those of their values.

    Where their bases differ each row names its own, and no head does.
    """
    bases = {base_key(result.measures[i].base_name) for i in _of_unit(result, unit)}
    base = bases.pop() if len(bases) == 1 else ""
    named = [
        *columns_in(Unit.CHOICE, "subject", "rival"), Column("threshold", unit, base)
    ]  # fmt: skip
    if bases:
        named.append(Column("threshold_base", Unit.TERM))
    return named, [Column(name, unit, base) for name in names]


def _named(result: Projection, i: int, columns: Sequence[Column]) -> tuple[Value, ...]:
    """Return the cells that name an assertion."""
    measure = result.measures[i]
    assertion = result.assertions[i]
    cells = (whom(assertion), assertion.rival, measure.threshold, base_key(measure.base_name))
    return cells[: len(columns)]


def _interval(estimate: Estimate | None, i: int) -> tuple[float | None, float | None, float | None]:
    """Return low end, centre and high end."""
    if estimate is None:
        return None, None, None
    return finite(estimate.low[i]), finite(estimate.centre[i]), finite(estimate.high[i])


def _assertions(result: Projection, unit: Unit) -> Table:
    """One row an assertion in a unit."""
    named, values = _columns(result, unit, ("current", "needed", "implied", "low", "centre", "high"))
    rows: list[tuple[Value, ...]] = []
    for i in _of_unit(result, unit):
        item = result.break_evens[i]
        now = (finite(item.current), finite(item.needed), finite(item.implied))
        rows.append((*_named(result, i, named), *now, *_interval(result.estimate, i), result.probability(i)))
    columns = (*named, *values, Column("probability", Unit.PROBABILITY, digits=3))
    return Table(f"outstanding_{NAMES[unit]}", columns, tuple(rows))


def _shares(result: Projection) -> Table:
    """Projected share of every candidate."""
    rows = tuple(
        (
            choice,
            finite(result.current[i]),
            finite(result.ratio_by_stratum[i]),
            *_interval(result.estimate, i),
        )
        for i, choice in enumerate(result.contest.candidates, start=len(result.assertions))
    )
    columns = (
        Column("choice", Unit.CHOICE),
        *columns_in(Unit.SHARE, "current", "ratio", "low", "centre", "high", base="base.valid"),
    )
    return Table("outstanding_choices", columns, rows)


def _outcomes(result: Projection) -> Table:
    """How probable each outcome under the rule is."""
    rows = tuple(
        (outcome_term(chance.outcome), tuple(chance.outcome.choices), result.chance_of(chance))
        for chance in result.chances
    )
    columns = (
        Column("outcome", Unit.TERM),
        Column("choices", Unit.CHOICE),
        Column("probability", Unit.PROBABILITY, digits=3),
    )
    return Table("outstanding_outcomes", columns, rows)


def _regions(result: Projection) -> Table:
    """The count region by region, with the first assertion's measure; empty where nothing is open."""
    if not result.outstanding:
        return Table("outstanding_regions", (), ())
    columns = [
        Column("region", Unit.TEXT),
        Column("state", Unit.TERM),
        *columns_in(Unit.SHEETS, "sheets", "counted"),
        *columns_in(Unit.CHOICE, "ahead", "then"),
        Column("probability", Unit.PROBABILITY, digits=3),
    ]
    if result.assertions:
        measure = result.measures[0]
        unit, base = unit_of(measure), base_key(measure.base_name)
        columns += columns_in(Unit.CHOICE, "subject", "rival")  # not always who is ahead in the region
        columns += [Column(name, unit, base) for name in ("current", "low", "centre", "high")]
    rows: list[tuple[Value, ...]] = []
    for region in result.regions:
        chance = finite(region.probability)
        row: list[Value] = [region.name, f"outstanding.region.{region.state}", region.sheets, region.counted]
        row += [region.ahead, region.then, None if chance is None else result.no_surer(chance)]
        if result.assertions:
            row += [whom(result.assertions[0]), result.assertions[0].rival]
            row += [finite(one[0]) for one in (region.now, region.low, region.expected, region.high)]
        rows.append(tuple(row))
    return Table("outstanding_regions", tuple(columns), tuple(rows))


def _levels(name: str, matches: tuple[BorrowedLevel, ...]) -> Table:
    """How many outstanding sheets borrow from which level."""
    whole = sum(match.size for match in matches)
    rows = tuple(
        (
            "term.all" if match.level == "all" else level_term(match.level),
            match.sheets,
            match.size / whole if whole else None,
        )
        for match in matches
        if match.level
    )
    columns = (
        Column("level", Unit.TERM),
        Column("sheets", Unit.SHEETS),
        Column("size_share", Unit.SHARE, "base.outstanding_size"),
    )
    return Table(name, columns, rows)


def _calibration(result: Projection, unit: Unit) -> Table:
    """The calibration record: a row for every assertion and every 5 % of the count."""
    named, values = _columns(result, unit, ("counted_value", "low", "centre", "high", "truth"))
    rows: list[tuple[Value, ...]] = []
    for i in _of_unit(result, unit) if result.record is not None else ():
        rows += [(*_named(result, i, named), *cells) for cells in _replays(result, i)]
    columns = (
        *named,
        Column("counted_share", Unit.SHARE, "base.sheets", 0),
        Column("gate_share", Unit.SHARE, "base.outstanding_size", 0),
        Column("verdict", Unit.TERM),
        *values,
        Column("covered", Unit.TEXT),
    )
    return Table(f"outstanding_calibration_{NAMES[unit]}", columns, tuple(rows))


def _replays(result: Projection, i: int) -> list[tuple[Value, ...]]:
    """What the method said of one assertion at each replay, and whether it covered the truth."""
    record = result.record
    rows: list[tuple[Value, ...]] = []
    for point in () if record is None else record.points:
        truth = 0.0 if record is None else float(record.truth[i])
        given = point.given(i)
        rows.append(
            (
                point.share,
                finite(point.coverage.share),
                f"outstanding.verdict.{point.coverage.verdict}",
                finite(point.counted[i]),
                *_interval(point.estimate if given else None, i),
                finite(truth),
                bool(point.estimate.covers(record.truth)[i]) if given and record is not None else None,
            )
        )
    return rows
