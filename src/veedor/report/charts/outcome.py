"""The outcome: its position against each line of the rule, and the votes of each choice."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import altair as alt

from veedor.count.outcome import OutcomeResult
from veedor.report.charts import ChartSpec, theme
from veedor.report.charts.results import choices, regions
from veedor.report.charts.rule_lines import RuleLines
from veedor.report.charts.seats import assembly, by_area

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

LINE = 76
OWN_LINE = 16
"""Height of a condition: its name and what it asks, above its bar."""
NARROW_NAME, BROKEN = 44, 15
"""Letters of a name on one line of a narrow picture, and the height of each further line."""
HEAD = 36
"""Height of the heading of a way to win."""
PALE = "#8793A6"


def outcome(result: OutcomeResult, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the lines of the rule, its seats, the votes by choice, and the shares by region."""
    wording = wording.of(result.contest)
    seats = (draw(counted.shared, wording) for counted in result.seats for draw in (assembly, by_area))
    made = (lines(result, wording), *seats, choices(result, wording), regions(result, wording))
    return tuple(spec for spec in made if spec is not None)


def lines(result: OutcomeResult, wording: Wording) -> ChartSpec | None:
    """Draw how far each condition of each way to win is from its line.

    Returns
    -------
    ChartSpec or None
        None for a rule whose ways to win no totals can be put beside (a ranking of preferences), or that only
        shares out seats.
    """
    decision = result.decided
    if decision is None or not any(way.alternative.conditions for way in decision.ways):
        return None
    drawing = RuleLines(decision, wording)
    return ChartSpec(
        name="outcome-lines",
        title=drawing.title(),
        summary=drawing.summary(),
        chart=draw_lines(drawing),
        narrow=draw_lines(drawing, phone=True),
        table=result.table("rule_conditions"),
    )


def _rows(drawing: RuleLines, *, phone: bool) -> tuple[list[Row], list[Row], int]:
    """Return headings and conditions with their places from the top, and the height of all.

    On a narrow picture the votes left have a line of their own: long names leave no room beside them.
    """
    own = OWN_LINE if phone else 0
    heads: list[Row] = []
    bars: list[Row] = []
    y = 0
    blocks = [
        (
            drawing.wording.text(
                f"chart.outcome.head_{'met' if way.holds else 'failed'}",
                number=number,
                ways=len(drawing.ways),
            ),
            conditions,
        )
        for number, (way, conditions) in enumerate(drawing.ways, 1)
    ]
    if drawing.beside:
        blocks.append((drawing.wording.text("chart.outcome.head_beside"), drawing.beside))
    for head, conditions in blocks:
        heads.append({"y": y + 16, "head": head})
        y += HEAD
        for c in conditions:
            name = wrap(c.name, NARROW_NAME) if phone else [c.name]
            more = BROKEN * (len(name) - 1)
            bar = y + own + more
            place = {"y1": y + 8, "y2": y + more + 25, "y3": y + more + 41, "zero": 0}
            place |= {"y": bar + 45, "top": bar + 37, "bottom": bar + 53}
            words = {"name": name, "asked": c.asked, "slack": c.slack, "written": c.written}
            distance = round(float(c.distance * 100), 4)
            paint = theme.ACCENT if c.binds else PALE
            colours = {"paint": paint, "inside": paint if c.holds else theme.PAPER}
            bars.append({**place, **words, **colours, "distance": distance, "binds": c.binds})
            y += LINE + own + more
    return heads, bars, y


def draw_lines(drawing: RuleLines, *, phone: bool = False) -> Chart:
    """Layer the line, a bar and a dot for each condition, and the words."""
    heads, bars, height = _rows(drawing, phone=phone)
    low = min(0.0, *(row["distance"] for row in bars))
    high = max(0.0, *(row["distance"] for row in bars))
    margin = ((high - low) or 1.0) * 0.03
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
    label = drawing.wording.text("chart.outcome.line")
    axis = alt.Axis(
        title=drawing.wording.text("chart.outcome.axis"),
        tickCount=4 if phone else 7,
        labelExpr=f"datum.value == 0 ? '{label}' : format(datum.value, '+,~f')",
        tickMinStep=1,
    )
    x = alt.X("distance:Q", scale=scale, axis=axis)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    data = theme.chart(bars)
    colour = alt.Color("paint:N", scale=None)
    fill = alt.Fill("inside:N", scale=None)
    size = 12 if phone else 13
    top = alt.Y("top:Q", axis=None)
    drawn = [
        data.mark_rule(strokeWidth=5).encode(x=alt.X("zero:Q"), x2=alt.X2("distance:Q"), y=y, color=colour),
        data.mark_rule(strokeWidth=1.6).encode(x=alt.X("zero:Q", scale=scale), y=top, y2=alt.Y2("bottom:Q")),
        data.mark_point(size=120, strokeWidth=2.4, filled=False, opacity=1).encode(
            x=x, y=y, color=colour, fill=fill
        ),
    ]
    bold = [row for row in bars if row["binds"]]
    plain = [row for row in bars if not row["binds"]]
    first = ("name",) if phone else ("name", "slack")
    words = [
        *_words(bold, "y1", first, size, bold=True),
        *_words(plain, "y1", first, size),
        *(_words(bold, "y3", ("slack",), size, bold=True) if phone else []),
        *(_words(plain, "y3", ("slack",), size) if phone else []),
        *_words(bars, "y2", ("asked",) if phone else ("asked", "written"), size - 1, colour=theme.MUTED),
        *_words(heads, "y", ("head",), size - 1, colour=theme.MUTED, bold=True),
    ]
    return alt.layer(*drawn, *words).properties(height=height)


def _words(
    rows: list[Row],
    y: str,
    fields: tuple[str, ...],
    size: int,
    *,
    colour: str = theme.INK,
    bold: bool = False,
) -> list[Chart]:
    """Write words flush left and, from a second field, flush right."""
    if not rows:
        return []
    made: list[Chart] = []
    for field, right in zip(fields, (False, True), strict=False):
        data = theme.chart([{y: row[y], field: row[field]} for row in rows])
        mark = data.mark_text(
            align="right" if right else "left",
            fontSize=size,
            lineHeight=BROKEN,
            color=colour,
            fontWeight="bold" if bold else "normal",
            limit=0 if right else alt.expr("width"),
        )
        x = alt.value("width" if right else 0)
        made.append(mark.encode(x=x, y=alt.Y(f"{y}:Q", axis=None), text=alt.Text(f"{field}:N")))
    return made
