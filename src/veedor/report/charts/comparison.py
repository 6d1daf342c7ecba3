"""What changed between two counts: how the slack of the binding assertion came from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from veedor.count.comparison import Comparison
from veedor.findings.words import count_term, quantity_of, whom
from veedor.model import Column, Table, Unit, measure_of
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.count.comparison import AssertionShift, ComparedCount
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

CAUSES = ("appeared", "vanished", "raised", "lowered")
"""In the order of the steps."""
SIDES = ("before", "after")


def comparison(result: Comparison, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the steps from the slack of the earlier state to that of the later one."""
    if result.same or not result.assertions:
        return ()
    wording = wording.of(result.contest)
    item = result.assertions[0]
    steps = _steps(item)
    about = {
        "subject": wording.value(whom(item.assertion), Unit.CHOICE),
        "rival": wording.choice(str(item.assertion.rival)) if item.assertion.rival else "",
    }
    kind = quantity_of(measure_of(item.assertion, result.contest))
    rows = _rows(steps, _short_names(result, wording), wording)
    return (
        ChartSpec(
            name=f"compare-{_slug(result.before.name)}-{_slug(result.after.name)}",
            title=wording.text(f"chart.compare.{kind}", **about),
            summary=_summary(steps, result, wording),
            chart=_bridge(rows, wording),
            narrow=_bridge(rows, wording, phone=True),
            table=_table(steps),
            note=wording.text("chart.compare.note"),
        ),
    )


def state_name(state: ComparedCount, wording: Wording) -> str:
    """Name a publication of a count in words, with the published file where it is one of several."""
    count = wording.value(count_term(state.count_id), Unit.TERM)
    if state.snapshot_id is None:
        return count
    return wording.text("report.state", count=count, snapshot=_file(state, wording))


def _file(state: ComparedCount, wording: Wording) -> str:
    """Name the published file of a state; the count where it has none."""
    return wording.value(str(state.snapshot_id or state.count_id), Unit.FILE)


def _short_names(result: Comparison, wording: Wording) -> dict[str, str]:
    """Name both sides as shortly as they can be told apart."""
    states = (result.before, result.after)
    if result.before.count_id == result.after.count_id:
        return {side: _file(s, wording) for side, s in zip(SIDES, states, strict=True)}
    words = [wording.value(count_term(state.count_id), Unit.TERM) for state in states]
    return dict(zip(SIDES, words, strict=True))


def _slug(text: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-")


def _steps(item: AssertionShift) -> dict[str, Fraction]:
    """Return the slack before, each cause with its sign, and the slack after."""
    shift = item.shift
    made = {"before": item.slack(shift.before)}
    made |= {cause: item.votes(getattr(shift, cause)) for cause in CAUSES}
    return made | {"after": item.slack(shift.after)}


def _summary(steps: dict[str, Fraction], result: Comparison, wording: Wording) -> str:
    """Say the slack on both sides, and each cause that did anything."""
    states = (result.before, result.after)
    names = {f"{side}_name": state_name(s, wording) for side, s in zip(SIDES, states, strict=True)}
    ends = {side: wording.bare(steps[side], Unit.VOTES, 1) for side in SIDES}
    said = [wording.text("chart.compare.summary", **ends, **names)]
    said += [
        wording.text(f"chart.compare.did_{cause}", votes=theme.exactly(steps[cause], wording))
        for cause in CAUSES
        if steps[cause]
    ]
    return " ".join(said)


def _rows(steps: dict[str, Fraction], names: dict[str, str], wording: Wording) -> list[Row]:
    """Turn the steps into bars that float from the sum so far to the next one."""
    rows: list[Row] = []
    level = steps["before"]
    for name, value in steps.items():
        total = name in names
        begin, end = (level - level, value) if total else (level, level + value)
        level = end
        if not total and not value:
            continue
        label = names.get(name) or wording.text(f"chart.compare.{name}")
        figure = wording.bare(value, Unit.VOTES, 1) if total else theme.exactly(value, wording)
        row = {"label": label, "from": float(begin), "to": float(end), "figure": figure}
        rows.append(row | {"kind": "total" if total else "step"})
    return rows


def _bridge(rows: list[Row], wording: Wording, *, phone: bool = False) -> Chart:
    """Draw one bar a step; the line of the rule is at zero."""
    label = alt.Axis(labelLimit=150 if phone else 260, labelColor=theme.INK)
    y = alt.Y("label:N", sort=[row["label"] for row in rows], title=None, axis=label)
    low = min(0.0, *(min(row["from"], row["to"]) for row in rows))
    high = max(0.0, *(max(row["from"], row["to"]) for row in rows))
    written = 7 * max(len(row["figure"]) for row in rows) / (180 if phone else 560)
    scale = alt.Scale(domain=[low, high + (high - low) * written / (1 - min(written, 0.6))], nice=False)
    axis = alt.Axis(
        title=wording.text("chart.compare.axis_short" if phone else "chart.compare.axis"),
        format=",.0f",
        tickCount=3 if phone else 6,
        grid=True,
    )
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["total", "step"], range=[theme.ACCENT, palette.SEQUENTIAL[2]]),
        legend=None,
    )
    data = theme.chart(rows)
    bars = data.mark_bar(height=16).encode(
        y=y, x=alt.X("from:Q", scale=scale, axis=axis), x2=alt.X2("to:Q"), color=colour
    )
    line = theme.chart([{"zero": 0}]).mark_rule(strokeWidth=1.4)
    layers = [line.encode(x=alt.X("zero:Q")), bars, _figures(rows, y)]
    return alt.layer(*layers).properties(height=34 * len(rows))


def _figures(rows: list[Row], y: alt.Y) -> Chart:
    """Write the figures at the right of the bars, where there is room for them."""
    values = [{**row, "end": max(row["from"], row["to"])} for row in rows]
    data = theme.chart(values)
    drawn: Chart = data.mark_text(align="left", dx=6).encode(y=y, x=alt.X("end:Q"), text=alt.Text("figure:N"))
    return drawn


def _table(steps: dict[str, Fraction]) -> Table:
    columns = (Column("step", Unit.TERM), Column("slack", Unit.VOTES, digits=1))
    rows = tuple((f"chart.compare.{name}", value) for name, value in steps.items())
    return Table("compare_steps", columns, rows)
