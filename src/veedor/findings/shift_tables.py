"""A late shift as tables: terms, contrasts, jumps, placebo cuts, known methods, the running value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, finite, level_term, unit_of
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from veedor.model import Measure, Value
    from veedor.outstanding.shift.result import Shift

DISTANCE = "selected_distributions"
"""The well-known method whose statistic is a distance of distributions, and no difference of values."""


def tables(result: Shift) -> tuple[Table, ...]:
    """Return the tables of a late shift."""
    found = [_terms(result), _jumps(result), _known(result), _contrasts(result), _cloud(result), _run(result)]
    return tuple(table for table in found if len(table))


def _differences(measure: Measure, *names: str, digits: int = 2) -> tuple[Column, ...]:
    """Head columns of differences: in points, of leads and of shares alike."""
    return columns_in(Unit.POINTS, *names, base=base_key(measure.base_name), digits=digits)


def _terms(result: Shift) -> Table:
    """The terms of the decomposition; they add up to the shift."""
    parts, measure = result.decomposition, result.measure
    rows: list[tuple[Value, ...]] = [
        ("shift.term.composition", None, parts.late_sheets, None, parts.composition)
    ]
    for i, within in enumerate(parts.within):
        if within.sheets:
            term = "shift.term.matched" if i == 0 else "shift.term.unmatched"
            level = "term.all" if within.level == "all" else level_term(within.level)
            rows.append((term, level, within.sheets, within.share, within.change))
    rows.append(("shift.term.shift", None, parts.late_sheets, 1.0, parts.shift))
    rows = [(*row, float(row[-1]) * parts.late_share) for row in rows]  # type: ignore[arg-type]
    columns = (
        *columns_in(Unit.TERM, "term", "level"),
        Column("sheets", Unit.SHEETS),
        Column("late_share", Unit.SHARE, base_key(measure.base_name)),
        *_differences(measure, "change", "in_final", digits=3),
    )
    return Table("shift_terms", columns, tuple(rows))


def _contrasts(result: Shift) -> Table:
    """The contrast within places at the cut (no share given) and at the placebo cuts."""
    both = [(None, result.contrast), *result.placebo_contrasts]
    names = [f"{se}{name}" for name in ("by_late", "harmonic", "beyond_trend") for se in ("", "se_")]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (share, same.places, *(finite(getattr(same, name)) for name in names))
        for share, same in both
        if same.places
    )
    columns = (
        Column("order_share", Unit.SHARE, "base.sheets", 0),
        Column("places", Unit.PLACES),
        *_differences(result.measure, *names, digits=3),
    )
    return Table("shift_contrasts", columns, rows)


def _jumps(result: Shift) -> Table:
    """The jumps at the cuts."""
    rows: list[tuple[Value, ...]] = []
    for cut in result.cuts:
        for series, jump in (("raw", cut.raw), ("beside", cut.beside), ("before", cut.before)):
            if jump is None:
                continue
            cloud = result.placebo(series)
            low, high = jump.interval()
            rows.append(
                (
                    f"shift.cut.{cut.name}",
                    f"shift.series.{series}",
                    cut.position,
                    jump.corrected,
                    low,
                    high,
                    jump.p_value,
                    None if cloud is None else cloud.p_value(jump),
                    round(jump.h),
                )
            )
    columns = (
        *columns_in(Unit.TERM, "cut", "series"),
        Column("position", Unit.SHEETS),
        *_differences(result.measure, "jump", "low", "high"),
        *columns_in(Unit.PROBABILITY, "model_p", "placebo_p", digits=3),
        Column("bandwidth", Unit.SHEETS),
    )
    return Table("shift_jumps", columns, tuple(rows))


def _cloud(result: Shift) -> Table:
    """Every placebo cut."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            f"shift.series.{cloud.series}",
            int(position),
            position / result.ordered,
            jump.corrected,
            jump.se_robust,
            jump.p_value,
        )
        for cloud in result.placebos
        for position, jump in zip(cloud.positions.tolist(), cloud.jumps, strict=True)
    )
    columns = (
        Column("series", Unit.TERM),
        Column("position", Unit.SHEETS),
        Column("order_share", Unit.SHARE, "base.sheets", 0),
        *_differences(result.measure, "jump", "se"),
        Column("model_p", Unit.PROBABILITY, digits=3),
    )
    return Table("shift_placebos", columns, rows)


def _known(result: Shift) -> Table:
    """What the well-known methods say on this count, and when nothing happened."""
    rows: list[tuple[Value, ...]] = []
    for one in result.known_methods:
        # a distance of distributions is no difference of shares: it stands in its own columns
        distance = one.name == DISTANCE
        numbers = (finite(one.observed), finite(one.null_mean))
        rows.append(
            (
                f"shift.trap_name.{one.name}",
                *((None, None, *numbers) if distance else (*numbers, None, None)),
                finite(one.p_value),
                finite(one.rejects),
                finite(one.honest_p),
            )
        )
    columns = (
        Column("trap", Unit.TERM),
        *_differences(result.measure, "observed", "null_mean"),
        *columns_in(Unit.NUMBER, "distance", "null_distance", digits=3),
        Column("own_p", Unit.PROBABILITY, digits=3),
        Column("rejects", Unit.SHARE, "base.permutations", 0),
        Column("honest_p", Unit.PROBABILITY, digits=3),
    )
    return Table("shift_traps", columns, tuple(rows))


def _run(result: Shift) -> Table:
    """The running value and the one that places' other sheets imply."""
    running, unit, base = result.running, unit_of(result.measure), base_key(result.measure.base_name)
    if running is None:
        return Table("shift_running", (), ())
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (int(n), finite(value), finite(expected))
        for n, value, expected in zip(running.sheets, running.value, running.expected, strict=True)
    )
    columns = (
        Column("sheets", Unit.SHEETS),
        *columns_in(unit, "value", "expected", base=base),
    )
    return Table("shift_running", columns, rows)
