"""A projection as tables: assertions, shares, levels of borrowing, and the calibration record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.count.terms import level_term
from veedor.model import Column, Table, Unit
from veedor.outstanding.figures import finite

if TYPE_CHECKING:
    from veedor.model import Value
    from veedor.outstanding.projection import Projection
    from veedor.outstanding.steps import Match


def tables(result: Projection) -> tuple[Table, ...]:
    """Give the tables of a projection. Counted and projected values never stand in one picture."""
    found = [_assertions(result, unit) for unit in (Unit.POINTS, Unit.SHARE)]
    if result.gate.passes:
        found += [_shares(result), _levels("outstanding_levels", result.matches)]
        if result.matches_by_stratum:
            found.append(_levels("outstanding_levels_by_stratum", result.matches_by_stratum))
    found += [calibration(result, unit) for unit in (Unit.POINTS, Unit.SHARE)]
    return tuple(table for table in found if len(table))


def _assertions(result: Projection, unit: Unit) -> Table:
    """One row an assertion in a unit: leads in points, shares in per cent."""
    rows: list[tuple[Value, ...]] = []
    base = "base.valid"
    for i, item in enumerate(result.break_evens):
        measure = item.measure
        if measure.unit is not unit:
            continue
        base = measure.base
        low, centre, high = _interval(result, i)
        rows.append(
            (
                measure.subject,
                measure.rival,
                measure.threshold,
                finite(item.current),
                finite(item.needed),
                finite(item.implied),
                low,
                centre,
                high,
                result.probability(i),
            )
        )
    columns = (
        Column("subject", Unit.CHOICE),
        Column("rival", Unit.CHOICE),
        *(
            Column(name, unit, base)
            for name in ("threshold", "current", "needed", "implied", "low", "centre", "high")
        ),
        Column("probability", Unit.PROBABILITY, digits=3),
    )
    return Table(f"outstanding_{'leads' if unit is Unit.POINTS else 'shares'}", columns, tuple(rows))


def _interval(result: Projection, i: int) -> tuple[float | None, float | None, float | None]:
    if result.estimate is None:
        return None, None, None
    centre, half = float(result.estimate.centre[i]), float(result.estimate.half[i])
    return finite(centre - half), finite(centre), finite(centre + half)


def _shares(result: Projection) -> Table:
    """Projected share of every candidate."""
    rows: list[tuple[Value, ...]] = []
    for i in range(result.assertions, len(result.measures)):
        low, centre, high = _interval(result, i)
        ratio = finite(result.ratio_by_stratum[i])
        rows.append((result.measures[i].subject, finite(result.current[i]), ratio, low, centre, high))
    columns = (
        Column("choice", Unit.CHOICE),
        *(Column(name, Unit.SHARE, "base.valid") for name in ("current", "ratio", "low", "centre", "high")),
    )
    return Table("outstanding_choices", columns, tuple(rows))


def _levels(name: str, matches: tuple[Match, ...]) -> Table:
    whole = sum(match.size for match in matches)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            level_term(match.level) if match.level != "all" else "term.all",
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


def calibration(result: Projection, unit: Unit) -> Table:
    """Give the calibration record: a row for every assertion and every 5 % of the count.

    Parameters
    ----------
    result : Projection
        With or without a record.
    unit : Unit
        Points for leads, shares for the others.
    """
    rows: list[tuple[Value, ...]] = []
    base = "base.valid"
    for i in range(result.assertions if result.record is not None else 0):
        if result.measures[i].unit is unit:
            base = result.measures[i].base
            rows += _replays(result, i)
    columns = (
        Column("subject", Unit.CHOICE),
        Column("rival", Unit.CHOICE),
        Column("threshold", unit, base),
        Column("counted_share", Unit.SHARE, "base.sheets", 0),
        Column("gate_share", Unit.SHARE, "base.outstanding_size", 0),
        Column("verdict", Unit.TERM),
        *(Column(name, unit, base) for name in ("counted_value", "low", "centre", "high", "truth")),
        Column("covered", Unit.TEXT),
    )
    return Table(
        f"outstanding_calibration_{'leads' if unit is Unit.POINTS else 'shares'}", columns, tuple(rows)
    )


def _replays(result: Projection, i: int) -> list[tuple[Value, ...]]:
    """What the method said of one assertion at each replay, and whether it covered the truth."""
    measure, record = result.measures[i], result.record
    rows: list[tuple[Value, ...]] = []
    for point in () if record is None else record.points:
        truth = 0.0 if record is None else float(record.truth[i])
        centre, half = float(point.estimate.centre[i]), float(point.estimate.half[i])
        given = point.gate.passes and finite(half) is not None
        rows.append(
            (
                measure.subject,
                measure.rival,
                measure.threshold,
                point.share,
                finite(point.gate.share),
                f"outstanding.verdict.{point.gate.verdict}",
                finite(point.counted[i]),
                finite(centre - half) if given else None,
                finite(centre) if given else None,
                finite(centre + half) if given else None,
                finite(truth),
                abs(centre - truth) <= half if given else None,
            )
        )
    return rows
