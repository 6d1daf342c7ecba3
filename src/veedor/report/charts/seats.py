"""Seats: those of each list in one bar, and by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from veedor.findings.seats import lists_of, of_list, seats_by_area
from veedor.model import Unit
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart
    from veedor.report.wording import Wording
    from veedor.rules.assembly import Seats

OPEN = "open"
MOST_AREAS = 60
"""Areas that are drawn; the table has all."""
ROW = 22
PALE = "#FFFFFF"


def assembly(seats: Seats, wording: Wording) -> ChartSpec | None:
    """Draw the seats of each list as parts of one bar, most first, with the line of half of them.

    Lists have the colour of their place on the ballot paper, as in every picture, and their name and number
    written under the bar, so that no colour has to be told.

    Returns
    -------
    ChartSpec or None
        None where no seat is certain.
    """
    held = [(choice, n) for choice, n in seats.total.items() if n]
    if not held:
        return None
    name = seats.rule.name
    lists = wording.value(lists_of(seats, seats.total), Unit.TEXT)
    number = f"{wording.value(seats.number, Unit.SEATS)} {wording.noun(Unit.SEATS, seats.number)}"
    return ChartSpec(
        name=f"seats-{_slug(name)}",
        title=wording.text("chart.seats.title", assembly=name),
        summary=wording.text("chart.seats.summary", number=number, lists=lists),
        chart=_bar(seats, wording),
        table=of_list(seats),
    )


def _bar(seats: Seats, wording: Wording) -> Chart:
    """Layer a square a seat, in ten rows at the most, the names of the lists with their number, and half."""
    colours = palette.colours(seats.contest)
    order = [(str(c), wording.choice(str(c)), n, colours[str(c)]) for c, n in seats.total.items() if n]
    if seats.open_seats:
        order.append((OPEN, wording.text("chart.seats.open"), seats.open_seats, theme.SHADE))
    rows: list[dict[str, Any]] = []
    start = 0
    for line, (_, label, n, paint) in enumerate(order):
        rows.append(
            {"from": start, "to": start + n, "label": label, "seats": n, "colour": paint, "line": line,
             "text": f"{label} {wording.value(n, Unit.SEATS)}"}
        )  # fmt: skip
        start += n
    data = theme.chart(rows)
    colour = alt.Color("colour:N", scale=None)
    bar = data.mark_bar(stroke=PALE, strokeWidth=1.5).encode(
        x=seats_axis("from:Q", seats.number, wording),
        x2=alt.X2("to:Q"),
        y=theme.fixed(alt.YValue, 8),
        y2=theme.fixed(alt.Y2Value, 48),
        color=colour,
        tooltip=[
            theme.tip("label:N", wording, "tip.list"),
            theme.tip("seats:Q", wording, "tip.seats", ",.0f"),
        ],
    )
    top = 62
    legend = data.transform_calculate(y=f"{top} + {ROW} * datum.line")
    key = legend.mark_square(size=110, opacity=1).encode(
        x=theme.fixed(alt.XValue, 8), y=alt.Y("y:Q", scale=None, axis=None), color=colour
    )
    text = legend.mark_text(align="left", dx=20, fontSize=13, color=theme.INK).encode(
        x=theme.fixed(alt.XValue, 0), y=alt.Y("y:Q", scale=None, axis=None), text=alt.Text("text:N")
    )
    middle = half_line(seats.number).encode(y=theme.fixed(alt.YValue, 0), y2=theme.fixed(alt.Y2Value, 56))
    return alt.layer(bar, middle, key, text).properties(height=top + ROW * len(order))


def seats_axis(field: str, most: float, wording: Wording) -> alt.X:
    """Return the axis on which seats are counted, from none on."""
    return alt.X(
        field,
        scale=alt.Scale(domain=[0, most], nice=False),
        axis=alt.Axis(title=wording.text("chart.seats.axis"), tickMinStep=1, format="d"),
    )


def half_line(number: int) -> Chart:
    """Draw the line of half of all seats."""
    line = theme.chart([{"half": number / 2}]).mark_rule(strokeWidth=1.6, color=theme.INK, strokeDash=[4, 3])
    drawn: Chart = line.encode(x=alt.X("half:Q"))
    return drawn


def by_area(seats: Seats, wording: Wording) -> ChartSpec | None:
    """Draw the seats of each area as a bar, lists in the order of their seats in all.

    Returns
    -------
    ChartSpec or None
        None for seats of the whole country.
    """
    if seats.level is None or len(seats.areas) < 2 or not any(seats.total.values()):
        return None
    colours = palette.colours(seats.contest)
    order = [str(choice) for choice, n in seats.total.items() if n]
    labels = [wording.choice(choice) for choice in order]
    rows: list[dict[str, Any]] = [
        {
            "area": seats.names[found.area],
            "list": wording.choice(str(choice)),
            "seats": n,
            "rank": order.index(choice),
        }
        for found in seats.areas[:MOST_AREAS]
        for choice, n in found.seats.items()
        if n
    ]
    chart = (
        theme.chart(rows)
        .mark_bar(stroke=PALE, strokeWidth=1)
        .encode(
            x=alt.X(
                "seats:Q", stack="zero", axis=alt.Axis(title=wording.text("chart.seats.axis"), tickMinStep=1)
            ),
            y=alt.Y(
                "area:N", sort=[seats.names[found.area] for found in seats.areas], axis=alt.Axis(title=None)
            ),
            color=alt.Color(
                "list:N",
                scale=alt.Scale(domain=labels, range=[colours[choice] for choice in order]),
                legend=alt.Legend(title=None),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                theme.tip("area:N", wording, "tip.area"),
                theme.tip("list:N", wording, "tip.list"),
                theme.tip("seats:Q", wording, "tip.seats", ",.0f"),
            ],
        )
        .properties(height=alt.Step(ROW))
    )
    number = f"{wording.value(seats.number, Unit.SEATS)} {wording.noun(Unit.SEATS, seats.number)}"
    return ChartSpec(
        name=f"seats-by-area-{_slug(seats.rule.name)}",
        title=wording.text("chart.seats.area.title", assembly=seats.rule.name),
        summary=wording.text("chart.seats.area.summary", areas=len(seats.areas), number=number),
        chart=chart,
        table=seats_by_area(seats),
    )


def _slug(name: str) -> str:
    return (
        "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name.lower()).strip("-")
        or "all"
    )
