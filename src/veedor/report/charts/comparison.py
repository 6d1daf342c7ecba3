"""What changed between two counts: how the slack of the binding assertion came from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from veedor.count.comparison import Comparison
from veedor.model import Column, Figure, Table, Unit
from veedor.report.charts import ChartSpec, draws, theme

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.count.comparison import AssertionShift
    from veedor.report.charts import Chart
    from veedor.report.wording import Wording

CAUSES = ("appeared", "vanished", "raised", "lowered")
"""In the order of the steps."""
Row = dict[str, Any]


@draws(Comparison)
def comparison(result: Comparison, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the steps from the slack of the earlier state to that of the later one."""
    if result.same or not result.assertions:
        return ()
    wording = wording.of(result.contest)
    item = result.assertions[0]
    steps = _steps(item)
    names = {"before": _name(result, wording, "before"), "after": _name(result, wording, "after")}
    about = {
        "subject": wording.choice(str(item.assertion.subject)),
        "rival": wording.choice(str(item.assertion.rival)) if item.assertion.rival else "",
    }
    kind = "lead" if item.assertion.rival else "share"
    rows = _rows(steps, names, wording)
    figures = {name: Figure(name, value, Unit.VOTES, digits=1) for name, value in steps.items()}
    figures["lowered"] = Figure("lowered", -steps["lowered"], Unit.VOTES, digits=1)
    return (
        ChartSpec(
            name=f"compare-{_slug(result.before.name)}-{_slug(result.after.name)}",
            title=wording.text(f"chart.compare.{kind}", **about),
            summary=wording.text(
                "chart.compare.summary", **figures, **{f"{k}_name": v for k, v in names.items()}
            ),
            chart=_bridge(rows, wording),
            narrow=_bridge(rows, wording, phone=True),
            table=_table(steps),
            note=wording.text("chart.compare.note"),
        ),
    )


def _slug(text: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in text.lower()).strip("-")


def _name(result: Comparison, wording: Wording, side: str) -> str:
    state = result.before if side == "before" else result.after
    return wording.value(f"term.{state.count_id}", Unit.TERM)


def _steps(item: AssertionShift) -> dict[str, Fraction]:
    """Give the slack before, each cause with its sign, and the slack after."""
    shift = item.shift
    made = {"before": item.slack(shift.before)}
    made |= {cause: item.votes(getattr(shift, cause)) for cause in CAUSES}
    return made | {"after": item.slack(shift.after)}


def _rows(steps: dict[str, Fraction], names: dict[str, str], wording: Wording) -> list[Row]:
    """Turn the steps into bars that float from the sum so far to the next one."""
    rows: list[Row] = []
    level = steps["before"]
    for order, (name, value) in enumerate(steps.items()):
        total = name in names
        begin, end = (type(level)(0), value) if total else (level, level + value)
        level = end
        if not total and not value:
            continue
        label = names.get(name) or wording.text(f"chart.compare.{name}")
        sign = "+" if value > 0 and not total else ""
        figure = sign + wording.value(value, Unit.VOTES, 1)
        row = {"order": order, "label": label, "from": float(begin), "to": float(end), "figure": figure}
        rows.append(row | {"kind": "total" if total else "step"})
    return rows


def _bridge(rows: list[Row], wording: Wording, *, phone: bool = False) -> Chart:
    """Draw one bar a step; the line of the rule is at zero."""
    data = alt.Chart(alt.InlineData(values=[{**row, "high": max(row["from"], row["to"])} for row in rows]))
    y = alt.Y(
        "label:N",
        sort=[row["label"] for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=150 if phone else 260, labelFontSize=12, labelColor=theme.INK),
    )
    low = min(0.0, *(min(row["from"], row["to"]) for row in rows))
    high = max(0.0, *(max(row["from"], row["to"]) for row in rows))
    span = high - low
    scale = alt.Scale(domain=[low - span * 0.02, high + span * (0.34 if phone else 0.16)], nice=False)
    axis = alt.Axis(
        title=wording.text("chart.compare.axis_short" if phone else "chart.compare.axis"),
        format=",.0f",
        tickCount=3 if phone else 6,
        grid=True,
    )
    bars = data.mark_bar(height=16).encode(
        y=y,
        x=alt.X("from:Q", scale=scale, axis=axis),
        x2="to:Q",
        color=alt.Color(
            "kind:N", scale=alt.Scale(domain=["total", "step"], range=[theme.ACCENT, "#8793A6"]), legend=None
        ),
    )
    words = data.mark_text(align="left", dx=6).encode(y=y, x=alt.X("high:Q"), text="figure:N")
    line = alt.Chart(alt.InlineData(values=[{"zero": 0, "text": wording.text("chart.compare.line")}]))
    rule = line.mark_rule(strokeWidth=1.4).encode(x=alt.X("zero:Q"))
    return alt.layer(rule, bars, words).properties(height=34 * len(rows))


def _table(steps: dict[str, Fraction]) -> Table:
    columns = (Column("step", Unit.TERM), Column("slack", Unit.VOTES, digits=1))
    return Table(
        "compare_steps", columns, tuple((f"chart.compare.{name}", value) for name, value in steps.items())
    )
