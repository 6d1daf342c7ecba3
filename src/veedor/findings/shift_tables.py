"""A late shift as tables: terms, contrasts, jumps, placebo cuts, known methods, the running value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import base_key, finite, level_term, unit_of
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from veedor.model import Measure, Value
    from veedor.outstanding.shift.result import Shift

DISTANCE = "selected_distributions"
"""The well-known method whose statistic is a distance of distributions, and no difference of values."""


def tables(result: Shift) -> tuple[Table, ...]:
    """Give the tables of a late shift."""
    found = [_terms(result), _jumps(result), _known(result), _contrasts(result), _cloud(result), _run(result)]
    return tuple(table for table in found if len(table))


def _difference(name: str, measure: Measure, digits: int = 2) -> Column:
    """Head a column of differences: in points, of leads and of shares alike."""
    return Column(name, Unit.POINTS, base_key(measure.base_name), digits)


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
        Column("term", Unit.TERM),
        Column("level", Unit.TERM),
        Column("sheets", Unit.SHEETS),
        Column("late_share", Unit.SHARE, base_key(measure.base_name)),
        _difference("change", measure, 3),
        _difference("in_final", measure, 3),
    )
    return Table("shift_terms", columns, tuple(rows))


def _contrasts(result: Shift) -> Table:
    """The contrast within places at the cut (no share given) and at the placebo cuts."""
    measure = result.measure
    both = [(None, result.contrast), *result.placebo_contrasts]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            share,
            same.places,
            finite(same.by_late),
            finite(same.se_by_late),
            finite(same.harmonic),
            finite(same.se_harmonic),
            finite(same.beyond_trend),
            finite(same.se_beyond_trend),
        )
        for share, same in both
        if same.places
    )
    columns = (
        Column("order_share", Unit.SHARE, "base.sheets", 0),
        Column("places", Unit.PLACES),
        *(_difference(name, measure, 3) for name in ("by_late", "se_by_late", "harmonic", "se_harmonic")),
        *(_difference(name, measure, 3) for name in ("beyond_trend", "se_beyond_trend")),
    )
    return Table("shift_contrasts", columns, rows)


def _jumps(result: Shift) -> Table:
    """The jumps at the cuts."""
    measure = result.measure
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
        Column("cut", Unit.TERM),
        Column("series", Unit.TERM),
        Column("position", Unit.SHEETS),
        *(_difference(name, measure) for name in ("jump", "low", "high")),
        Column("model_p", Unit.PROBABILITY, digits=3),
        Column("placebo_p", Unit.PROBABILITY, digits=3),
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
        _difference("jump", result.measure),
        _difference("se", result.measure),
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
        _difference("observed", result.measure),
        _difference("null_mean", result.measure),
        Column("distance", Unit.NUMBER, digits=3),
        Column("null_distance", Unit.NUMBER, digits=3),
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
        Column("value", unit, base),
        Column("expected", unit, base),
    )
    return Table("shift_running", columns, rows)
