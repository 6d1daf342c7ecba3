"""Checks by consequence: where the figure that decides would lie without the sheets of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from veedor.checks import ChecksResult
from veedor.findings.checks import overview
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

TREATMENTS = ("annulled", "worst")


def checks(result: ChecksResult, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the figure that decides for each check: its sheets annulled, and at their worst contents."""
    words = wording.of(result.contest)
    rows = _rows(result, words)
    if not rows or result.level is None:
        return ()
    measured = [r for r in result.ranked if r.impact is not None]
    changing = sum(r.impact is not None and r.impact.annulled_changes for r in measured)
    return (
        ChartSpec(
            name="checks-consequence",
            title=words.text("checks.chart.lead.title"),
            summary=words.text("checks.chart.lead.summary", checks=len(measured), changing=changing),
            chart=_dots(rows, result, words),
            table=overview(result),
        ),
    )


def _rows(result: ChecksResult, wording: Wording) -> list[Row]:
    rows: list[Row] = []
    for r in result.ranked:
        if r.impact is None:
            continue
        for name, value in (
            ("annulled", r.impact.level_annulled),
            ("worst", r.impact.level_worst),
        ):
            if value is not None:
                rows.append(
                    {
                        "check": wording.text(f"check.{r.check.check_id}"),
                        "treatment": wording.text(f"checks.chart.lead.{name}"),
                        "value": round(float(value * 100), 4),
                        "sheets": r.sheets,
                    }
                )
    return rows


def _dots(rows: list[Row], result: ChecksResult, wording: Wording) -> Chart:
    order = list(dict.fromkeys(row["check"] for row in rows))
    names = [wording.text(f"checks.chart.lead.{t}") for t in TREATMENTS]
    dots = (
        theme.chart(rows)
        .mark_point(filled=True, size=70)
        .encode(
            x=alt.X("value:Q", title=wording.text("checks.chart.lead.axis"), scale=alt.Scale(zero=False)),
            y=alt.Y("check:N", sort=order, title=None, axis=alt.Axis(labelLimit=320)),
            shape=alt.Shape(
                "treatment:N", title=None, scale=alt.Scale(domain=names, range=["circle", "square"])
            ),
            color=alt.Color(
                "treatment:N", title=None, scale=alt.Scale(domain=names, range=[theme.ACCENT, palette.OTHER])
            ),
            tooltip=[
                theme.tip("check:N", wording, "tip.check"),
                theme.tip("treatment:N", wording, "column.treatment"),
                theme.tip("value:Q", wording, "checks.chart.lead.axis", ",.2f"),
                theme.tip("sheets:Q", wording, "tip.sheets", ",.0f"),
            ],
        )
    )
    layers = [dots]
    if result.measure is not None:
        line = [{"x": round(float(result.measure.threshold * 100), 4)}]
        layers.append(theme.chart(line).mark_rule(strokeDash=[4, 3]).encode(x=alt.X("x:Q")))
    chart: Chart = alt.layer(*layers).properties(height=26 * len(order))
    return chart
