"""Stakes in one picture: sheets in doubt against the slack that is left, one line a treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from veedor.model import Figure, Unit
from veedor.report.charts import ChartSpec, pointer, theme
from veedor.stakes.results import Flips

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording
    from veedor.stakes.flip import Flip

DASHES = ([1, 0], [7, 3], [2, 2], [10, 3, 2, 3], [4, 4], [12, 4])
"""The channel that tells treatments apart beside their names: none of them has a colour of its own."""
FALLS = 0.7
"""The axis ends this far below zero, in multiples of the slack: what follows says nothing more."""

NEAR = 1.25
"""Numbers less far apart than this ratio share a label."""


def flips(result: Flips, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the slack left by number of units, for treatments that can change the outcome."""
    drawn = [flip for flip in result.flips if flip.upper]
    if not drawn:
        return ()
    sizes = [flip.upper or 0 for flip in drawn]
    return (
        ChartSpec(
            name="stakes-curve",
            title=wording.text("chart.stakes.title"),
            summary=wording.text(
                "chart.stakes.summary",
                fewest=Figure("fewest", min(sizes), Unit.SHEETS),
                most=Figure("most", max(sizes), Unit.SHEETS),
            ),
            chart=_lines(result, drawn, wording),
            narrow=_lines(result, drawn, wording, phone=True),
            table=result.tables[0],
            note=wording.text("chart.stakes.note"),
        ),
    )


def _lines(result: Flips, drawn: list[Flip], wording: Wording, *, phone: bool = False) -> Chart:
    names = [wording.text(f"stakes.treatment.{flip.problem.treatment.name}") for flip in drawn]
    slack = float(drawn[0].problem.stake.slack)
    rows = [
        row for flip, name in zip(drawn, names, strict=True) for row in _points(result, flip, name, slack)
    ]
    crossings = _crossings(sorted(flip.upper or 0 for flip in drawn), wording)
    most = max(row["k"] for row in rows)
    x_axis = alt.Axis(
        title=wording.text("chart.stakes.axis_x"),
        format=",.0f",
        tickCount=4 if phone else 8,
        labelOverlap=True,
    )
    x = alt.X("k:Q", scale=alt.Scale(type="log", domain=[1, most], nice=False), axis=x_axis)
    y_axis = alt.Axis(title=wording.text("chart.stakes.axis_y"), format=",.0f", tickCount=5)
    y = alt.Y("slack:Q", scale=alt.Scale(domain=[-FALLS * slack, slack], nice=False, clamp=True), axis=y_axis)
    dashes = alt.StrokeDash(
        "name:N",
        scale=alt.Scale(domain=names, range=[DASHES[i % len(DASHES)] for i in range(len(names))]),
        legend=alt.Legend(title=None, columns=1 if phone else 2, symbolSize=400, labelLimit=300),
    )
    lines = theme.chart(rows).mark_line(clip=True).encode(x=x, y=y, strokeDash=dashes)
    zero = theme.chart([{"slack": 0.0}]).mark_rule(color=theme.INK).encode(y=y)
    dots = theme.chart(crossings).mark_point(size=50).encode(x=x, y=y)
    words = dots.mark_text(align="left", dx=6, dy=-9).encode(text=alt.Text("label:N"))
    tips = [
        theme.tip("name:N", wording, "tip.line"),
        theme.tip("k:Q", wording, "tip.sheets", ",.0f"),
        theme.tip("slack:Q", wording, "tip.slack", ",.1f"),
    ]
    near = pointer.hover(theme.chart(rows), x, y, tips)
    return alt.layer(zero, lines, dots, words, near).properties(height=260 if phone else 320)


def _crossings(sizes: list[int], wording: Wording) -> list[Row]:
    """Return where lines cross zero; numbers that would be printed over one another become a range."""
    rows: list[Row] = []
    for k in sizes:
        near = bool(rows) and k < rows[-1]["first"] * NEAR
        first = rows[-1]["first"] if near else k
        ends = [wording.value(n, Unit.SHEETS) for n in sorted({first, k})]
        if near:
            rows[-1]["label"] = ""
        rows.append({"k": k, "first": first, "slack": 0.0, "label": "–".join(ends)})
    return rows


def _points(result: Flips, flip: Flip, name: str, slack: float) -> list[Row]:
    """Return the line of one treatment, from one unit on (the axis is logarithmic)."""
    rows: list[Row] = []
    for point in result.curve:
        left = float(point.slack)
        if point.treatment != flip.problem.treatment or point.k < 1:
            continue
        rows.append({"name": name, "k": point.k, "slack": round(left, 1)})
        if left < -FALLS * slack:
            break
    return rows
