"""Results by choice and by region."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from veedor.findings.outcome_tables import by_area
from veedor.model import Figure, Unit
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.areas import AreaSums
    from veedor.count.outcome import OutcomeResult
    from veedor.model import ChoiceId
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

DRAWN = 3
"""Choices compared by region: the first ones. More dots in a row cannot be told apart; the table has all."""
JOIN = " · "
"""Between a party and who stands for it."""
NAME = 36
"""Letters of a choice and who stands for it on one line."""
REGIONS = 16
"""Regions drawn, those with the most valid votes; the table has all."""
MARKS = ("circle", "diamond", "square")
"""The second channel of the compared choices."""


def choices(result: OutcomeResult, wording: Wording) -> ChartSpec:
    """Draw the share of every candidate in the valid votes."""
    tally, contest = result.tally, result.contest
    colours = palette.colours(contest)
    stands = {c.choice_id: c.candidate for c in contest.choices}
    valid = tally.valid or 1
    rows = []
    for choice in tally.ranking():
        votes = tally.of(choice)
        share = Figure("share", votes / valid, Unit.SHARE, "base.valid")
        figure = f"{wording.value(share.value, Unit.SHARE)}  ·  {wording.value(votes, Unit.VOTES)}"
        rows.append(
            {
                "choice": JOIN.join(filter(None, (wording.choice(choice), stands[choice]))),
                "share": round(100 * votes / valid, 4),
                "figure": figure,
                "colour": colours[choice],
            }
        )
    first, second = tally.ranking()[0], (*tally.ranking(), None)[1]
    summary = wording.text(
        "chart.choices.summary",
        first=wording.choice(first),
        first_share=wording.value(tally.of(first) / valid, Unit.SHARE),
        second=wording.choice(second) if second else "–",
        second_share=wording.value(tally.of(second) / valid if second else None, Unit.SHARE),
        valid=Figure("valid", tally.valid, Unit.VOTES),
        others=Figure("others", tally.cast - tally.valid, Unit.VOTES),
    )
    return ChartSpec(
        name="results-choices",
        title=wording.text("chart.choices.title"),
        summary=summary,
        chart=_bars(rows, wording),
        narrow=_bars(rows, wording, phone=True),
        table=result.table("rule_votes"),
    )


def _bars(rows: list[Row], wording: Wording, *, phone: bool = False) -> Chart:
    """Draw one bar a choice with its figures at its end; on a phone its name stands above it."""
    del wording
    names = [{**row, "choice": _on_two_lines(row["choice"])} for row in rows]
    data = theme.chart(rows if phone else names)
    top = max((row["share"] for row in rows), default=1.0) or 1.0
    labels = alt.Axis(labelColor=theme.INK, labelLimit=260, labelExpr="split(datum.label, '\\n')")
    y = alt.Y("choice:N", sort=None, title=None, axis=None if phone else labels)
    scale = alt.Scale(domain=[0, top * 1.45], nice=False)
    x = alt.X("share:Q", scale=scale, axis=None)
    below = 9 if phone else 0
    bars = data.mark_bar(height=12 if phone else 14, yOffset=below)
    words = data.mark_text(align="left", dx=6, yOffset=below).encode(x=x, y=y, text=alt.Text("figure:N"))
    layers = [bars.encode(x=x, y=y, color=alt.Color("colour:N", scale=None)), words]
    if phone:
        above = data.mark_text(align="left", yOffset=-6, limit=alt.expr("width"))
        layers.append(above.encode(x=theme.fixed(alt.XValue, 0), y=y, text=alt.Text("choice:N")))
    lines = max((row["choice"].count("\n") for row in names), default=0)
    drawn: Chart = alt.layer(*layers).properties(height=(40 if phone else 34 if lines else 26) * len(rows))
    return drawn


def _on_two_lines(name: str) -> str:
    """Write the name of a choice on two lines at the most; who stands for it has the second one."""
    party, _, candidate = name.partition(JOIN)
    if len(name) <= NAME:
        return name
    first = wrap(party, NAME - 1)
    second = [candidate] if candidate else first[1:2]
    shown = [*first[:1], *second]
    if len(first) > (1 if candidate else 2):
        shown[0 if candidate else 1] += "…"
    return "\n".join(shown)


def regions(result: OutcomeResult, wording: Wording) -> ChartSpec | None:
    """Draw the shares of the first choices in each region; None where there is one region only."""
    area = next((a for a in result.areas if a.level == result.level), None)
    if area is None or len(area) < 2:
        return None
    drawn = result.tally.ranking()[:DRAWN]
    largest = np.argsort(-area.valid, kind="stable")[:REGIONS]
    order = sorted(largest.tolist(), key=lambda i: -_share(area, drawn[0], i))
    names = short_names(area)
    rows = [
        {
            "region": names[i],
            "choice": wording.choice(choice),
            "share": round(_share(area, choice, i), 4),
            "votes": int(area.votes[i, _column(area, choice)]),
            "valid": int(area.valid[i]),
        }
        for i in order
        for choice in drawn
    ]
    note = (
        wording.text("chart.regions.note", drawn=len(largest), areas=len(area))
        if len(area) > len(largest)
        else ""
    )
    return ChartSpec(
        name="results-regions",
        title=wording.text("chart.regions.title"),
        summary=_where_first_leads(area, drawn[0], largest.tolist(), wording),
        chart=_dots(rows, drawn, result, wording),
        narrow=_dots(rows, drawn, result, wording, phone=True),
        table=by_area(result, result.level),
        note=note,
    )


def _where_first_leads(area: AreaSums, first: ChoiceId, drawn: Sequence[int], wording: Wording) -> str:
    """Say in how many of some areas a choice leads, and where it has least and most."""
    names = short_names(area)
    low, high = (f(drawn, key=lambda i: _share(area, first, i)) for f in (min, max))
    return wording.text(
        "chart.regions.summary",
        first=wording.choice(first),
        leads=sum(_leader(area, i) == first for i in drawn),
        regions=len(drawn),
        low=names[low],
        low_share=wording.value(_share(area, first, low) / 100, Unit.SHARE),
        high=names[high],
        high_share=wording.value(_share(area, first, high) / 100, Unit.SHARE),
    )


def _column(area: AreaSums, choice: ChoiceId) -> int:
    return [c.choice_id for c in area.contest.choices].index(choice)


def _share(area: AreaSums, choice: ChoiceId, i: int) -> float:
    """Per cent of the valid votes of an area, for drawing."""
    return 100 * int(area.votes[i, _column(area, choice)]) / (int(area.valid[i]) or 1)


def _leader(area: AreaSums, i: int) -> ChoiceId:
    return max(area.contest.candidates, key=lambda choice: int(area.votes[i, _column(area, choice)]))


def short_names(area: AreaSums) -> tuple[str, ...]:
    """Return the last part of each place; what lies outside the country with most votes says where.

    Places whose short names would be equal keep their whole path.
    """
    parts = [place.split(" / ") for place in area.ids]
    weight: dict[str, int] = {}
    for part, valid in zip(parts, area.valid.tolist(), strict=True):
        weight[part[0]] = weight.get(part[0], 0) + valid
    home = max(weight, key=lambda root: weight[root], default="")
    names = [f"{p[-1]} ({p[0]})" if len(p) > 1 and p[0] != home else p[-1] for p in parts]
    return tuple(
        name if names.count(name) == 1 else place for name, place in zip(names, area.ids, strict=True)
    )


def _dots(
    rows: list[Row],
    drawn: tuple[ChoiceId, ...],
    result: OutcomeResult,
    wording: Wording,
    *,
    phone: bool = False,
) -> Chart:
    """Draw a row a region: a thin line from least to most, a mark a choice."""
    colours = palette.colours(result.contest)
    names = [wording.choice(choice) for choice in drawn]
    regions = list(dict.fromkeys(row["region"] for row in rows))
    y = alt.Y(
        "region:N",
        sort=regions,
        title=None,
        axis=alt.Axis(labelColor=theme.INK, labelLimit=118 if phone else 240),
    )
    x = alt.X(
        "share:Q",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(
            title=wording.text("chart.percent_valid"), grid=True, tickCount=4 if phone else 8, format=",.0f"
        ),
    )
    long = phone or max(len(name) for name in names) > NAME
    legend = alt.Legend(title=None, columns=1 if long else 3, labelLimit=300 if phone else 640)
    data = theme.chart(rows)
    span = data.mark_rule(color=theme.GRID, strokeWidth=3).transform_aggregate(
        low="min(share)", high="max(share)", groupby=["region"]
    )
    colour = alt.Color(
        "choice:N", scale=alt.Scale(domain=names, range=[colours[c] for c in drawn]), legend=legend
    )
    shape = alt.Shape(
        "choice:N", scale=alt.Scale(domain=names, range=list(MARKS[: len(names)])), legend=legend
    )
    tips = [
        alt.Tooltip("region:N", title=wording.text("column.region")),
        alt.Tooltip("choice:N", title=wording.text("column.choice")),
        alt.Tooltip("share:Q", title=wording.text("chart.percent_valid"), format=",.2f"),
        alt.Tooltip("votes:Q", title=wording.text("column.votes"), format=",.0f"),
    ]
    marks = data.mark_point(size=85, filled=True, opacity=1).encode(
        x=x, y=y, color=colour, shape=shape, tooltip=tips
    )
    return alt.layer(span.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y), marks).properties(
        height=25 * len(regions)
    )
