"""Tally sheets verified beside tally sheets published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from veedor.count.logs import moment
from veedor.model import Figure, Unit
from veedor.report.charts import ChartSpec, pointer
from veedor.report.charts.window import shade, timed

if TYPE_CHECKING:
    from veedor.count.progress import Progress
    from veedor.count.timeline import Timeline
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.charts.window import Window
    from veedor.report.wording import Wording


def sheets(result: Timeline, window: Window, wording: Wording) -> ChartSpec:
    """Draw the sheets verified, by the log of sheets, beside the sheets published."""
    published, verified = result.published[0], result.verified[0]
    names = [wording.text("chart.timeline.as_published"), wording.text("chart.timeline.as_verified")]
    rows = [
        {"at": window.at(run.at[k]), "sheets": int(run.sheets[k]), "log": name, "segment": segment}
        for run, name in zip((published, verified), names, strict=True)
        for k in _steps(run, window)
        for segment in [window.segment(window.at(run.at[k])) if run is published else 0]
    ]
    figures = _sheet_figures(result)
    return ChartSpec(
        name="timeline-sheets",
        title=wording.text("chart.timeline.sheets"),
        summary=wording.text("chart.timeline.sheets_summary", **figures)
        if figures
        else wording.text("chart.timeline.sheets_plain"),
        chart=_sheets_chart(rows, names, window, wording),
        narrow=_sheets_chart(rows, names, window, wording, phone=True),
        table=result.table("meanwhile"),
    )


def _steps(run: Progress, window: Window) -> list[int]:
    """Return the rows at which the number of sheets changes."""
    kept: list[int] = []
    for k in range(len(run.at)):
        at = window.at(run.at[k])
        if window.holds(at) and (not kept or run.sheets[k] != run.sheets[kept[-1]] or window.is_edge(at)):
            kept.append(k)
    return kept


def _sheet_figures(result: Timeline) -> dict[str, Figure]:
    """What the log of sheets shows for the longest interruption, where it shows anything."""
    gap = result.longest
    seen = gap.meanwhile if gap is not None else None
    if seen is None or seen.pause is None:
        return {}
    return {
        "within": Figure("within", seen.verified_within, Unit.SHEETS),
        "before": Figure("before", seen.before_pause, Unit.SHEETS),
        "after": Figure("after", seen.after_pause_within, Unit.SHEETS),
        "last": Figure("last", moment(seen.pause.start, result.zone), Unit.MOMENT),
        "resumed": Figure("resumed", moment(seen.pause.end, result.zone), Unit.MOMENT),
    }


def _sheets_chart(
    rows: list[Row], names: list[str], window: Window, wording: Wording, *, phone: bool = False
) -> Chart:
    x = window.x("at", wording, phone=phone)
    y = alt.Y("sheets:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=",.0f", tickCount=5))
    dash = alt.StrokeDash(
        "log:N",
        scale=alt.Scale(domain=names, range=[[1, 0], [2, 2]]),
        legend=alt.Legend(title=None, columns=1 if phone else 2),
    )
    tips = [
        alt.Tooltip("log:N", title=wording.text("column.source")),
        alt.Tooltip("when:N", title=wording.text("column.at")),
        alt.Tooltip("sheets:Q", title=wording.text("column.sheets"), format=","),
    ]
    lines = timed(rows, window).mark_line(interpolate="step-after")
    drawn = lines.encode(x, y, dash, detail=alt.Detail("segment:N"))
    near = pointer.hover(timed(rows, window), x, y, tips)
    return alt.layer(shade(window, wording, phone=phone), drawn, near).properties(
        height=220 if phone else 240
    )
