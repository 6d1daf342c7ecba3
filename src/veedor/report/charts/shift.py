"""The late shift as a story in pictures: the running value, its terms, the real cuts among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from veedor.findings.words import difference, finite, measured
from veedor.model import Unit
from veedor.outstanding.shift.result import Shift
from veedor.report.charts import ChartSpec, pointer, theme

if TYPE_CHECKING:
    from veedor.outstanding.shift.placebo import Placebos
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

SERIES = ("raw", "beside", "before")


def shift(result: Shift, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw a late shift, in the order in which its story is told."""
    found = [] if result.running is None else [_running(result, wording)]
    found.append(_terms(result, wording))
    for series in SERIES:
        cloud = result.placebo(series)
        if cloud is not None and result.cuts:
            found.append(_cloud(result, cloud, wording))
    return tuple(found)


def _running(result: Shift, wording: Wording) -> ChartSpec:
    """Draw the running value with what its places' other sheets would have made of it under it."""
    running, measure = result.running, result.measure
    assert running is not None  # noqa: S101 - the caller asked
    names = [wording.text("chart.shift.as_counted"), wording.text("chart.shift.as_places")]
    rows: list[Row] = [
        {"sheets": int(n), "value": 100 * float(value), "line": name}
        for name, values in zip(names, (running.value, running.expected), strict=True)
        for n, value in zip(running.sheets, values, strict=True)
        if finite(value) is not None
    ]
    return ChartSpec(
        name="shift-running",
        title=wording.text("chart.shift.running"),
        summary=wording.text(
            "chart.shift.running_summary",
            last=measured("last", running.value[-1], measure),
            expected=measured("expected", running.expected[-1], measure),
        ),
        chart=_lines(result, rows, names, wording),
        narrow=_lines(result, rows, names, wording, phone=True),
        table=result.table("shift_running"),
    )


def _lines(
    result: Shift, rows: list[Row], names: list[str], wording: Wording, *, phone: bool = False
) -> Chart:
    x = alt.X(
        "sheets:Q",
        title=wording.text("chart.shift.sheets_axis"),
        axis=alt.Axis(format=",.0f", tickCount=4 if phone else 8),
    )
    # the first sheets swing widely and are no part of the story: the axis follows the rest
    settled = [row["value"] for row in rows if row["sheets"] >= 0.1 * result.ordered] or [0.0]
    scale = alt.Scale(domain=[min(settled), max(settled)], clamp=True, nice=True, zero=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(format=",.0f", tickCount=6))
    dash = alt.StrokeDash(
        "line:N",
        scale=alt.Scale(domain=names, range=[[1, 0], [3, 2]]),
        legend=alt.Legend(title=None, columns=1, labelLimit=400),
    )
    drawn = theme.chart(rows).mark_line(clip=True).encode(x=x, y=y, strokeDash=dash)
    cuts = [{"sheets": cut.position, "label": wording.text(f"shift.cut.{cut.name}")} for cut in result.cuts]
    marks = theme.chart(cuts).mark_rule(strokeDash=[1, 3], color=theme.MUTED)
    tips = [
        theme.tip("line:N", wording, "tip.line"),
        theme.tip("sheets:Q", wording, "tip.sheets_in", ",.0f"),
        theme.tip("value:Q", wording, "tip.value", ",.2f"),
    ]
    layers = [drawn, marks.encode(x=x), pointer.hover(theme.chart(rows), x, y, tips)]
    return alt.layer(*layers).properties(height=240 if phone else 300)


def _terms(result: Shift, wording: Wording) -> ChartSpec:
    """Draw the terms that add up to the shift, each from where the one before it ends."""
    parts, measure = result.decomposition, result.measure
    named = (
        ("composition", parts.composition),
        ("matched", parts.matched),
        ("unmatched", parts.unmatched),
        ("shift", parts.shift),
    )
    rows: list[Row] = []
    reached = 0.0
    for name, value in named:
        start = 0.0 if name == "shift" else reached
        reached = start + 100 * value
        figure = difference(name, value, measure)
        rows.append(
            {
                "term": wording.text(f"shift.term.{name}"),
                "from": start,
                "to": reached,
                "end": max(start, reached),
                "label": wording.figure(figure),
            }
        )
    return ChartSpec(
        name="shift-terms",
        title=wording.text("chart.shift.terms"),
        summary=wording.text(
            "chart.shift.terms_summary",
            shift=difference("shift", parts.shift, measure),
            composition=difference("composition", parts.composition, measure),
            matched=difference("matched", parts.matched, measure),
        ),
        chart=_steps(rows),
        narrow=_steps(rows, phone=True),
        table=result.table("shift_terms"),
    )


def _steps(rows: list[Row], *, phone: bool = False) -> Chart:
    data = theme.chart(rows)
    y = alt.Y("term:N", sort=None, title=None, axis=alt.Axis(labels=False, ticks=False))
    x = alt.X(
        "from:Q",
        title=None,
        scale=alt.Scale(zero=True, nice=True, padding=40),
        axis=alt.Axis(format=",.0f", grid=True, tickCount=4 if phone else 8),
    )
    bars = data.mark_bar(height=14).encode(y=y, x=x, x2=alt.X2("to:Q"))
    value = data.mark_text(align="left", dx=6, fontWeight="bold").encode(
        y=y, x=alt.X("end:Q"), text=alt.Text("label:N")
    )
    # the name of a term stands above its bar: no left margin is wide enough for it on a phone
    name = data.mark_text(align="left", dy=-16, color=theme.MUTED).encode(
        y=y, x=theme.fixed(alt.XValue, 2), text=alt.Text("term:N")
    )
    return alt.layer(bars, value, name).properties(height=46 * len(rows))


def _cloud(result: Shift, cloud: Placebos, wording: Wording) -> ChartSpec:
    """Draw the jumps of one series at placebo cuts, with the real cuts among them."""
    series = wording.text(f"shift.series.{cloud.series}")
    name = wording.text("chart.shift.placebo")
    rows: list[Row] = [
        {"share": 100 * position / result.ordered, "jump": 100 * jump.corrected, "cut": name, "label": ""}
        for position, jump in zip(cloud.positions.tolist(), cloud.jumps, strict=True)
    ]
    for cut in result.cuts:
        jump = getattr(cut, cloud.series)
        if jump is not None:
            figure = difference("jump", jump.corrected, result.measure)
            rows.append(
                {
                    "share": 100 * cut.position / result.ordered,
                    "jump": 100 * jump.corrected,
                    "cut": wording.text(f"shift.cut.{cut.name}"),
                    "label": wording.bare(figure.value, Unit.POINTS),
                }
            )
    names = [name, *(wording.text(f"shift.cut.{cut.name}") for cut in result.cuts)]
    return ChartSpec(
        name=f"shift-cuts-{cloud.series}",
        title=f"{wording.text('chart.shift.cloud')}: {series}",
        summary=wording.text("chart.shift.cloud_summary", series=series),
        chart=_dots(rows, names, wording),
        narrow=_dots(rows, names, wording, phone=True),
        table=result.table("shift_placebos"),
    )


def _dots(rows: list[Row], names: list[str], wording: Wording, *, phone: bool = False) -> Chart:
    data = theme.chart(rows)
    x = alt.X(
        "share:Q",
        title=wording.text("chart.shift.order_axis"),
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(labelExpr="datum.label + ' %'", tickCount=5 if phone else 10),
    )
    y = alt.Y("jump:Q", title=None, axis=alt.Axis(format=",.0f", tickCount=6))
    marks = ["circle", "diamond", "triangle-up", "square"]
    kind = alt.Shape(
        "cut:N",
        scale=alt.Scale(domain=names, range=[marks[i % len(marks)] for i in range(len(names))]),
        legend=alt.Legend(title=None, columns=1, labelLimit=400),
    )
    fill = alt.condition(alt.datum.cut == names[0], alt.value(theme.MUTED), alt.value(theme.INK))
    size = alt.condition(alt.datum.cut == names[0], alt.value(30), alt.value(140))
    dots = data.mark_point(opacity=0.8).encode(x=x, y=y, shape=kind, color=fill, size=size)
    words = data.mark_text(align="right", dx=-10, fontWeight="bold").encode(
        x=x, y=y, text=alt.Text("label:N")
    )
    zero = theme.chart([{"jump": 0.0}]).mark_rule(color=theme.GRID).encode(y=alt.Y("jump:Q"))
    return alt.layer(zero, dots, words).properties(height=220 if phone else 260)
