"""How much of each area is counted, and who leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from veedor.count.areas import leaders
from veedor.findings.outcome_areas import table_of_areas
from veedor.model import Figure, Unit
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from veedor.count.by_area import AreaCount
    from veedor.count.outcome import OutcomeResult
    from veedor.report.charts.spec import Chart
    from veedor.report.wording import Wording

DRAWN = 24
"""Areas drawn, those with most sheets; the table has all."""


def areas_counted(result: OutcomeResult, wording: Wording) -> ChartSpec | None:
    """Draw what part of the sheets of each area is counted; None of a count by sheet."""
    areas = result.by_area
    if areas is None:
        return None
    wording = wording.of(result.contest)
    shown = np.argsort(-areas.total, kind="stable")[:DRAWN]
    complete = int((areas.open_sheets == 0).sum())
    summary = wording.text(
        "chart.areas.summary",
        counted=areas.sheets,
        total=Figure("total", areas.named, Unit.SHEETS),
        complete=complete,
        areas=Figure("areas", len(areas), Unit.AREAS),
    )
    rows = _rows(areas, shown.tolist(), result, wording)
    note = wording.text("chart.areas.note", drawn=len(shown)) if len(areas) > len(shown) else ""
    return ChartSpec(
        name="areas-counted",
        title=wording.text("chart.areas.title"),
        summary=summary,
        chart=_bars(rows, wording),
        narrow=_bars(rows, wording, phone=True),
        table=table_of_areas(areas),
        note=note,
    )


def _rows(
    areas: AreaCount, shown: list[int], result: OutcomeResult, wording: Wording
) -> list[dict[str, Any]]:
    colours, first = palette.colours(result.contest), leaders(areas)
    rows = []
    for i in shown:
        leader = first[i][0]
        name = "–" if leader is None else wording.choice(str(leader))
        counted, total = int(areas.counted[i]), int(areas.total[i])
        figures = f"{wording.value(counted, Unit.SHEETS)} / {wording.value(total, Unit.SHEETS)}"
        rows.append(
            {
                "area": str(areas.ids[i]),
                "counted": round(100 * counted / (total or 1), 2),
                "whole": 100,
                "figure": f"{figures}  ·  {name}" if leader else figures,
                "leader": name,
                "colour": theme.GRID if leader is None else colours[leader],
            }
        )
    return rows


def _bars(rows: list[dict[str, Any]], wording: Wording, *, phone: bool = False) -> Chart:
    """Draw a bar an area up to the whole, filled as far as it is counted, with its figures beside it."""
    data = theme.chart(rows)
    y = alt.Y(
        "area:N", sort=None, title=None, axis=alt.Axis(labelColor=theme.INK, labelLimit=110 if phone else 240)
    )
    scale = alt.Scale(domain=[0, 190 if phone else 150], nice=False)
    x = alt.X("counted:Q", scale=scale, axis=None)
    whole = data.mark_bar(height=12, color=theme.GRID).encode(x=alt.X("whole:Q", scale=scale, axis=None), y=y)
    part = data.mark_bar(height=12).encode(
        x=x,
        y=y,
        color=alt.Color("colour:N", scale=None),
        tooltip=[
            alt.Tooltip("area:N", title=wording.text("column.area")),
            alt.Tooltip("counted:Q", title=wording.text("column.counted_share"), format=",.2f"),
            alt.Tooltip("leader:N", title=wording.text("column.winner")),
        ],
    )
    words = data.mark_text(align="left", dx=6).encode(
        x=alt.X("whole:Q", scale=scale, axis=None), y=y, text=alt.Text("figure:N")
    )
    return alt.layer(whole, part, words).properties(height=22 * len(rows))
