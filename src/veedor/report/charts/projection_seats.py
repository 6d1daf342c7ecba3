"""Between which numbers the seats of each list end, beside the line of half of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from veedor.findings.projection_seats import named_ranges, standing
from veedor.model import Unit
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from veedor.outstanding.projection import Projection
    from veedor.outstanding.seats.outlook import SeatOutlook
    from veedor.report.wording import Wording

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
    x = alt.X(
        "low:Q",
        scale=alt.Scale(domain=[0, top * 1.12], nice=False),
        axis=alt.Axis(title=wording.text("chart.seats.axis"), tickMinStep=1, format="d"),
    )
    y = alt.Y("list:N", sort=order, axis=alt.Axis(title=None))
    colour = alt.Color("colour:N", scale=None)
    bar = data.mark_bar(size=12, opacity=0.75).encode(
        x=x,
        x2=alt.X2("high:Q"),
        y=y,
        color=colour,
        tooltip=[theme.tip("list:N", wording, "tip.list"), theme.tip("text:N", wording, "tip.seats")],
    )
    dot = data.mark_tick(thickness=2, size=20, color=theme.INK).encode(x=alt.X("expected:Q"), y=y)
    words = data.mark_text(align="left", dx=6, color=theme.INK).encode(
        x=alt.X("high:Q"), y=y, text=alt.Text("text:N")
    )
    half = theme.chart([{"half": shared.number / 2}])
    line = half.mark_rule(strokeWidth=1.6, color=theme.INK, strokeDash=[4, 3]).encode(x=alt.X("half:Q"))
    ranges = {choice: outlook.interval(choice) for choice in standing(outlook)}
    return ChartSpec(
        name=f"outstanding-seats-{number + 1}",
        title=wording.text("chart.outstanding.seats", assembly=shared.rule.name),
        summary=wording.text(
            "chart.outstanding.seats_summary",
            number=f"{wording.value(shared.number, Unit.SEATS)} {wording.noun(Unit.SEATS, shared.number)}",
            lists=wording.value(named_ranges(outlook, ranges), Unit.TEXT),
        ),
        chart=alt.layer(bar, dot, words, line).properties(height=alt.Step(ROW)),
        table=next(table for table in result.tables if table.name == "outstanding_seats"),
    )
