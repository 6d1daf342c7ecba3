"""The outstanding votes in two pictures: what they must bring, and the calibration record of the method.

Counted values stand in neither: a count and its projection are never in one picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from veedor.findings.projection_seats import named_ranges, standing
from veedor.findings.words import finite, measured
from veedor.model import Unit
from veedor.report.charts import ChartSpec, palette, shift, theme
from veedor.report.charts.seats import half_line, seats_axis

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.outstanding.calibration import CalibrationPoint
    from veedor.outstanding.projection import Projection
    from veedor.outstanding.seats.outlook import SeatOutlook
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording


__all__ = ["projection", "shift"]
"""A late shift comes from the same package, so its pictures are registered from here."""


def projection(result: Projection, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw what the outstanding votes must bring, and how the method did on this count."""
    found = [*seats(result, wording)]
    if result.assertions and result.outstanding and finite(result.break_evens[0].needed) is not None:
        found.append(_break_even(result, wording))
    if result.assertions and result.record is not None:
        found.append(_record(result, wording))
    return tuple(found)


def _break_even(result: Projection, wording: Wording) -> ChartSpec:
    item, measure = result.break_evens[0], result.measures[0]
    figures = {
        "needed": measured("needed", item.needed, measure),
        "implied": measured("implied", item.implied, measure),
    }
    rows: list[Row] = [
        {
            "name": wording.text(f"chart.outstanding.{name}"),
            "value": 100 * float(value),
            "label": wording.figure(figures[name]),
        }
        for name, value in (("needed", item.needed), ("implied", item.implied))
        if finite(value) is not None
    ]
    table = next((table for table in result.tables if table.name in _TABLES), None)
    return ChartSpec(
        name="outstanding-break-even",
        title=wording.text("chart.outstanding.break_even"),
        summary=wording.text("chart.outstanding.break_even_summary", **figures),
        chart=_lollipops(rows),
        narrow=_lollipops(rows, phone=True),
        table=table,
    )


_TABLES = ("outstanding_leads", "outstanding_shares")


def _lollipops(rows: list[Row], *, phone: bool = False) -> Chart:
    """Draw one dot a row, its name above the line and its value beside it."""
    data = theme.chart(rows)
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labels=False, ticks=False))
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(zero=True, nice=True, padding=30),
        axis=alt.Axis(format=",.0f", grid=True, tickCount=4 if phone else 8),
    )
    line = data.mark_rule(strokeWidth=1.2, color=theme.MUTED).encode(
        y=y, x=alt.X("zero:Q"), x2=alt.X2("value:Q")
    )
    line = line.transform_calculate(zero="0")
    dot = data.mark_point(size=90).encode(x=x, y=y)
    value = data.mark_text(align="right", dx=-10, dy=-9, fontWeight="bold").encode(
        x=x, y=y, text=alt.Text("label:N")
    )
    name = data.mark_text(align="left", dy=12, color=theme.MUTED).encode(
        x=theme.fixed(alt.XValue, 4), y=y, text=alt.Text("name:N")
    )
    return alt.layer(line, dot, value, name).properties(height=120)


def _record(result: Projection, wording: Wording) -> ChartSpec:
    """Draw one interval a replay, with the value that came."""
    record, measure = result.record, result.measures[0]
    assert record is not None  # noqa: S101 - the caller asked
    rows = [_interval(point, record.truth, wording) for point in record.points]
    covered, given = record.covered(0)
    truth = measured("truth", float(record.truth[0]), measure)
    name = f"outstanding_calibration_{'leads' if measure.is_lead else 'shares'}"
    kept = [row for row in rows if row is not None]
    label = wording.text("chart.outstanding.truth", truth=truth)
    return ChartSpec(
        name="outstanding-calibration",
        title=wording.text("chart.outstanding.calibration"),
        summary=wording.text(
            "chart.outstanding.calibration_summary", truth=truth, covered=covered, given=given
        ),
        chart=_bars(kept, 100 * float(record.truth[0]), label, wording),
        narrow=_bars(kept, 100 * float(record.truth[0]), label, wording, phone=True),
        table=result.table(name),
    )


def _interval(point: CalibrationPoint, truth: Floats, wording: Wording) -> Row | None:
    if not point.given(0):
        return None
    estimate = point.estimate
    inside = bool(estimate.covers(truth)[0])
    return {
        "share": 100 * point.share,
        "centre": 100 * float(estimate.centre[0]),
        "low": 100 * float(estimate.low[0]),
        "high": 100 * float(estimate.high[0]),
        "covered": wording.text("chart.outstanding.covered" if inside else "chart.outstanding.missed"),
    }


def _bars(rows: list[Row], truth: float, label: str, wording: Wording, *, phone: bool = False) -> Chart:
    names = [wording.text("chart.outstanding.covered"), wording.text("chart.outstanding.missed")]
    # early replays have intervals as wide as the country: the axis ends where most of the others do
    reach = sorted(max(abs(row["low"] - truth), abs(row["high"] - truth)) for row in rows)
    limit = (reach[max(0, int(0.8 * len(reach)) - 1)] if reach else 1.0) * 1.15
    data = theme.chart(rows)
    x = alt.X(
        "share:Q",
        title=wording.text("chart.outstanding.share_axis"),
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(labelExpr="datum.label + ' %'", tickCount=5 if phone else 10),
    )
    scale = alt.Scale(domain=[truth - limit, truth + limit], clamp=True, zero=False, nice=False)
    y = alt.Y("low:Q", title=None, scale=scale, axis=alt.Axis(format=",.1f", tickCount=6))
    dash = alt.StrokeDash(
        "covered:N", scale=alt.Scale(domain=names, range=[[1, 0], [3, 2]]), legend=alt.Legend(title=None)
    )
    tips = [
        theme.tip("share:Q", wording, "chart.outstanding.share_axis", ".0f"),
        theme.tip("covered:N", wording, "tip.covered"),
    ]
    bars = data.mark_rule(strokeWidth=3 if phone else 5, color=theme.ACCENT, opacity=0.6, clip=True)
    dots = data.mark_point(size=30 if phone else 45, clip=True, color=theme.INK)
    line = theme.chart([{"truth": truth, "label": label, "share": 1}])
    rule = line.mark_rule(strokeWidth=1.4).encode(y=alt.Y("truth:Q", scale=scale))
    words = line.mark_text(align="left", dy=-8, fontWeight="bold").encode(
        x=x, y=alt.Y("truth:Q", scale=scale), text=alt.Text("label:N")
    )
    return alt.layer(
        bars.encode(x=x, y=y, y2=alt.Y2("high:Q"), strokeDash=dash, tooltip=tips),
        dots.encode(x=x, y=alt.Y("centre:Q", scale=scale), tooltip=tips),
        rule,
        words,
    ).properties(height=240 if phone else 300)


ROW = 30
MOST = 15
"""Lists that are drawn; the table has all."""


def seats(result: Projection, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the seats of each list that votes still out may change, of each name of seats."""
    return tuple(
        _ranges(result, outlook, number, wording)
        for number, outlook in enumerate(result.seats)
        if outlook.is_drawn and not outlook.settled
    )


def _ranges(result: Projection, outlook: SeatOutlook, number: int, wording: Wording) -> ChartSpec:
    shared = outlook.shared
    colours = palette.colours(shared.contest)
    rows: list[dict[str, Any]] = []
    for choice in standing(outlook)[:MOST]:
        low, high = outlook.interval(choice)
        text = f"{low}" if low == high else f"{low}–{high}"
        # half a seat on each side, so that one number is a bar too
        rows.append(
            {"list": wording.choice(str(choice)), "low": low - 0.4, "high": high + 0.4, "text": text,
             "expected": outlook.expected(choice), "colour": colours[str(choice)]}
        )  # fmt: skip
    order = [row["list"] for row in rows]
    data = theme.chart(rows)
    top = max([row["high"] for row in rows] + [shared.number / 2])
    y = alt.Y("list:N", sort=order, axis=alt.Axis(title=None))
    colour = alt.Color("colour:N", scale=None)
    bar = data.mark_bar(size=12, opacity=0.75).encode(
        x=seats_axis("low:Q", top * 1.12, wording),
        x2=alt.X2("high:Q"),
        y=y,
        color=colour,
        tooltip=[theme.tip("list:N", wording, "tip.list"), theme.tip("text:N", wording, "tip.seats")],
    )
    dot = data.mark_tick(thickness=2, size=20, color=theme.INK).encode(x=alt.X("expected:Q"), y=y)
    words = data.mark_text(align="left", dx=6, color=theme.INK).encode(
        x=alt.X("high:Q"), y=y, text=alt.Text("text:N")
    )
    ranges = {choice: outlook.interval(choice) for choice in standing(outlook)}
    return ChartSpec(
        name=f"outstanding-seats-{number + 1}",
        title=wording.text("chart.outstanding.seats", assembly=shared.rule.name),
        summary=wording.text(
            "chart.outstanding.seats_summary",
            number=f"{wording.value(shared.number, Unit.SEATS)} {wording.noun(Unit.SEATS, shared.number)}",
            lists=wording.value(named_ranges(outlook, ranges), Unit.TEXT),
        ),
        chart=alt.layer(bar, dot, words, half_line(shared.number)).properties(height=alt.Step(ROW)),
        table=next(table for table in result.tables if table.name == "outstanding_seats"),
    )
