"""The audit in pictures: what it would take by design, what a budget buys, and the risk sheet by sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from veedor.audit.outlook import Outlook
from veedor.audit.status import AuditStatus
from veedor.findings.audit_words import things
from veedor.model import Figure, Unit
from veedor.report.charts import ChartSpec, pointer, theme

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

BAR = 26
"""Height of a bar with the space around it."""
FLOOR = 1e-6
"""Risks below are drawn here: the axis is logarithmic."""


def outlook(result: Outlook, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the sheets that each design looks at, and the risk that a budget leaves; nothing of ballots."""
    made = []
    if result.design.of_ballots:
        return ()
    if result.costs:
        made.append(_designs(result, [(cost.design, cost.sheets) for cost in result.costs], wording))
    if any(risk < 1 for *_, risk in result.buys):
        made.append(_budget(result, wording))
    return tuple(made)


def _designs(result: Outlook, sheets: list[tuple[str, int]], wording: Wording) -> ChartSpec:
    rows = [
        {
            "design": wording.text(f"design.{design}"),
            "sheets": n,
            "figure": wording.value(n, Unit.SHEETS),
        }
        for design, n in sheets
    ]
    simple = next((n for design, n in sheets if design == "simple_safe"), None)
    return ChartSpec(
        name="audit-designs",
        title=wording.text("chart.audit_costs.title"),
        summary=wording.text(
            "chart.audit_costs.summary",
            fewest=min(n for _, n in sheets),
            simple=Figure("simple", simple, Unit.SHEETS),
        ),
        chart=_bars(rows, wording),
        narrow=_bars(rows, wording, phone=True),
        table=result.table("audit_costs"),
    )


def _bars(rows: list[Row], wording: Wording, *, phone: bool = False) -> Chart:
    data = theme.chart(rows)
    most = max(row["sheets"] for row in rows)
    axis = alt.Axis(labelLimit=170 if phone else 420, labelFontSize=11 if phone else 12, labelColor=theme.INK)
    y = alt.Y("design:N", sort=[row["design"] for row in rows], title=None, axis=axis)
    scale = alt.Scale(domain=[0, most * (1.35 if phone else 1.12)], nice=False)
    ticks = alt.Axis(title=wording.text("chart.audit.sheets"), format=",.0f", tickCount=3 if phone else 6)
    x = alt.X("sheets:Q", scale=scale, axis=ticks)
    bars = data.mark_bar(height=14, color=theme.ACCENT).encode(y=y, x=x)
    words = data.mark_text(align="left", dx=5).encode(y=y, x=x, text=alt.Text("figure:N"))
    return alt.layer(bars, words).properties(height=BAR * len(rows))


def _budget(result: Outlook, wording: Wording) -> ChartSpec:
    limit = float(result.risk_limit)
    rows = [{"sheets": n, "risk": max(risk, FLOOR)} for n, _, risk in result.buys]
    fewest = result.planned
    return ChartSpec(
        name="audit-budget",
        title=wording.text("chart.audit_budget.title"),
        summary=wording.text(
            "chart.audit_budget.summary",
            risk_limit=Figure("risk_limit", result.risk_limit, Unit.SHARE, digits=0),
            sheets=Figure("sheets", fewest.sheets if fewest else None, Unit.SHEETS),
        ),
        chart=_falling(rows, limit, [], wording, "chart.audit.sheets"),
        table=result.table("audit_budget"),
    )


def status(result: AuditStatus, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the risk after each sheet, with those that do not agree marked."""
    path, unit = result.table("audit_path"), things(result.folder.plan.design)
    if path is None or not path.rows:
        return ()
    rows = [
        {"sheets": record["rank"], "risk": max(_float(record["attained"]), FLOOR)}
        for record in path.records()
    ]
    marked = [
        {**row, "what": wording.text(str(record["found"]))}
        for row, record in zip(rows, path.records(), strict=True)
        if record["found"] not in {"found.agrees", "found.read"}
    ]
    return (
        ChartSpec(
            name=f"audit-path-{result.folder.plan_line.sha256[:8]}",
            title=wording.text("chart.audit_path.title"),
            summary=wording.text(
                "chart.audit_path.summary",
                looked=Figure("looked", len(rows), unit),
                attained=Figure("attained", result.attained, Unit.PROBABILITY, digits=4),
                risk_limit=Figure("risk_limit", result.folder.plan.risk_limit, Unit.SHARE, digits=0),
            ),
            chart=_falling(
                rows, float(result.folder.plan.risk_limit), marked, wording, f"chart.audit.{unit.value}"
            ),
            table=path,
        ),
    )


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 1.0


def _falling(rows: list[Row], limit: float, marked: list[Row], wording: Wording, axis: str) -> Chart:
    """Draw a risk that falls, on a logarithmic axis, against its limit; the words of the other axis."""
    start = [{"sheets": 0, "risk": 1.0}]
    lowest = min([limit, *(row["risk"] for row in rows)]) / 2
    x = alt.X("sheets:Q", title=wording.text(axis), axis=alt.Axis(format=",.0f", grid=False))
    y = alt.Y(
        "risk:Q",
        scale=alt.Scale(type="log", domain=[lowest, 1.0], clamp=True),
        axis=alt.Axis(title=wording.text("chart.audit.risk"), format="~g", tickCount=5),
    )
    line = (
        theme.chart([*start, *rows])
        .mark_line(color=theme.ACCENT, strokeWidth=2, interpolate="linear")
        .encode(x=x, y=y)
    )
    rule = theme.chart([{"risk": limit, "text": wording.text("chart.audit_budget.limit")}])
    layers = [
        line,
        rule.mark_rule(strokeDash=[5, 4], strokeWidth=1.4).encode(y=y),
        rule.mark_text(align="left", baseline="bottom", dx=4, dy=-3).encode(
            y=y, x=theme.fixed(alt.XValue, 0), text=alt.Text("text:N")
        ),
    ]
    if marked:
        points = theme.chart(marked).mark_point(size=70, filled=True, color=theme.INK)
        layers.append(points.encode(x=x, y=y))
    tips = [
        alt.Tooltip("sheets:Q", title=wording.text(axis), format=",.0f"),
        alt.Tooltip("risk:Q", title=wording.text("chart.audit.risk"), format=".4f"),
    ]
    layers.append(pointer.hover(theme.chart([*start, *rows]), x, y, tips))
    return alt.layer(*layers).properties(height=240)
