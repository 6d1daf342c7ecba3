"""The count over time: the running lead against its line, and what was verified in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt

from veedor.count.logs import Made, moment
from veedor.count.timeline import Timeline
from veedor.count.vectors import UNKNOWN, known
from veedor.findings.words import base_key, quantity_of, unit_of, whom
from veedor.model import Column, Figure, Table, Unit
from veedor.report.charts import ChartSpec, pointer, theme
from veedor.report.charts.verified import sheets
from veedor.report.charts.window import Window, shade, timed, window_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from veedor.count.progress import Progress
    from veedor.model import Value
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

DIGEST = 24
"""About so many rows of the table beside a picture."""


def timeline(result: Timeline, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the running assertion that binds, and the sheets verified beside the sheets published."""
    wording = wording.of(result.contest)
    if not result.published or (window := window_of(result, result.published[0], wording)) is None:
        return ()
    made = [_lead(result, result.published[0], window, wording)]
    if result.verified and (result.published[0].sheets != UNKNOWN).all():
        made.append(sheets(result, window, wording))
    return tuple(made)


def _points(run: Progress, window: Window) -> list[Row]:
    """Return the moments at which the running measure changes, both ends of each interruption always."""
    rows: list[Row] = []
    for k in range(len(run.at)):
        at, measure = window.at(run.at[k]), run.reached(k)
        if measure is None or not window.holds(at):
            continue
        value = round(float(measure * 100), 4)
        if rows and rows[-1]["value"] == value and not window.is_edge(at):
            continue
        rows.append({"at": at, "value": value, "segment": window.segment(at), "k": k})
    return rows


def _lead(result: Timeline, run: Progress, window: Window, wording: Wording) -> ChartSpec:
    a, unit = run.assertion, unit_of(run.measure)
    kind = quantity_of(run.measure)
    names = {
        "subject": wording.value(whom(a), Unit.CHOICE),
        "rival": wording.choice(str(a.rival)) if a.rival else "",
        "base": wording.text(base_key(run.measure.base_name)),
    }
    published = _points(run, window)
    same = [other for other in result.verified if other.assertion == a]
    verified = _points(same[0], window) if same else []
    line = Figure("line", a.threshold, unit, digits=0)
    of_sheets = result.made_of is Made.SHEETS
    drawing = _RunningLines(window, published, verified, line, run, unit, wording, of_sheets)
    return ChartSpec(
        name="timeline-lead",
        title=wording.text(f"chart.timeline.{kind}", **names),
        summary=_summary(drawing, names),
        chart=drawing.lead(),
        narrow=drawing.lead(phone=True),
        table=_digest(run, published, result.zone),
        note=wording.text("chart.timeline.verified_note") if verified else "",
    )


def _summary(drawing: _RunningLines, names: dict[str, str]) -> str:
    """Say where the line began and ended, and what each interruption did to it."""
    wording, run, points = drawing.wording, drawing.run, drawing.published

    def at(row: Row, name: str) -> Figure:
        return Figure(name, run.reached(row["k"]), drawing.unit)

    said = [
        wording.text(
            "chart.timeline.summary_sheets" if drawing.of_sheets else "chart.timeline.summary",
            first=at(points[0], "first"),
            last=at(points[-1], "last"),
            line=drawing.line,
            **names,
        )
    ]
    for gap in drawing.window.gaps:
        ends = [row for row in points if row["at"] in (gap["start"], gap["end"])]
        if len(ends) == 2:
            before, after = at(ends[0], "before"), at(ends[1], "after")
            said.append(
                wording.text("chart.timeline.across", duration=gap["label"], before=before, after=after)
            )
    said += [
        wording.text("chart.timeline.across_standing", duration=s["label"]) for s in drawing.window.stood
    ]
    return " ".join(said)


def _digest(run: Progress, points: list[Row], zone: ZoneInfo) -> Table:
    """Return about two dozen of the points drawn, the ends of the interruptions among them."""
    step = max(len(points) // DIGEST, 1)
    breaks = {
        i + d
        for i in range(len(points) - 1)
        for d in (0, 1)
        if points[i]["segment"] != points[i + 1]["segment"]
    }
    kept = sorted({*range(0, len(points), step), *breaks, len(points) - 1})
    rows: list[tuple[Value, ...]] = []
    for i in kept:
        k = points[i]["k"]
        rows.append((moment(run.at[k], zone), known(int(run.sheets[k])), run.reached(k), run.slack(k)))
    columns = (
        Column("at", Unit.MOMENT),
        Column("sheets", Unit.SHEETS),
        Column("measure", unit_of(run.measure), base_key(run.measure.base_name)),
        Column("slack", Unit.VOTES, digits=1),
    )
    return Table("timeline_digest", columns, tuple(rows))


@dataclass(frozen=True)
class _RunningLines:
    """What the layers of the picture of a running lead are made of."""

    window: Window
    published: list[Row]
    verified: list[Row]
    line: Figure
    run: Progress
    unit: Unit
    wording: Wording
    of_sheets: bool = False

    def lead(self, *, phone: bool = False) -> Chart:
        """Layer shade, line of the rule, both running leads and the labels."""
        x = self.window.x("at", self.wording, phone=phone)
        y = alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(zero=False, nice=True),
            axis=alt.Axis(labelExpr=self._ticks(), tickCount=6),
        )
        layers = [shade(self.window, self.wording, phone=phone), *self._rule(phone=phone)]
        if self.verified:
            thin = theme.chart(_xy(self.verified))
            layers.append(
                thin.mark_line(
                    interpolate="step-after", strokeWidth=1.2, strokeDash=[2, 2], color=theme.MUTED
                ).encode(x, y)
            )
        values = timed(_xy(self.published), self.window)
        layers.append(
            values.mark_line(interpolate="step-after", strokeWidth=2.4).encode(
                x, y, detail=alt.Detail("segment:N")
            )
        )
        layers += self._labels(x, y, phone=phone)
        layers.append(pointer.hover(values, x, y, self._tooltip()))
        return alt.layer(*layers).properties(height=300 if phone else 340)

    def _ticks(self) -> str:
        """Write ticks with the sign of a lead, and the unit on each: an axis needs no title then."""
        if self.unit is Unit.POINTS:
            return "abs(datum.value) < 1e-9 ? '0' : format(datum.value, '+,~f')"
        return "format(datum.value, ',~f') + ' %'"

    def _rule(self, *, phone: bool) -> list[Chart]:
        """The line of the law, with its label at the left where the count begins."""
        value = round(float(self.line.value * 100), 6)  # type: ignore[operator, arg-type]
        label = self.wording.text("chart.timeline.line", line=self.line)
        data = theme.chart([{"value": value, "at": self.window.start, "label": label}])
        text = data.mark_text(align="left", dx=2, dy=-8, fontWeight="bold", fontSize=11 if phone else 12)
        return [
            data.mark_rule(strokeWidth=1.4).encode(y=alt.Y("value:Q")),
            text.encode(
                x=self.window.x("at", self.wording, phone=phone), y=alt.Y("value:Q"), text=alt.Text("label:N")
            ),
        ]

    def _labels(self, x: alt.X, y: alt.Y, *, phone: bool) -> list[Chart]:
        """Dots and figures at both ends of each interruption and at the end."""
        rows = []
        for row in self.published:
            if not self.window.is_edge(row["at"]) and row is not self.published[-1]:
                continue
            figure = Figure("value", self.run.reached(row["k"]), self.unit)
            rows.append({**row, "label": self.wording.bare(figure.value, figure.unit)})
        last = rows.pop() if len(rows) > 1 and rows[-1]["segment"] == rows[-2]["segment"] else None
        made: list[Chart] = []
        starts = {gap["start"] for gap in self.window.gaps}
        for at_start in (True, False):
            data = [_plain(row) for row in rows if (row["at"] in starts) is at_start]
            base = theme.chart(data)
            words = base.mark_text(
                fontWeight="bold",
                fontSize=13 if phone else 14,
                align="left" if at_start else "right",
                dx=8 if at_start else -8,
                dy=12 if at_start else -8,
            )
            made += (
                [base.mark_point(size=70).encode(x, y), words.encode(x, y, text=alt.Text("label:N"))]
                if data
                else []
            )
        if last is not None:
            made += self._last(last, x, y)
        return made

    def _last(self, row: Row, x: alt.X, y: alt.Y) -> list[Chart]:
        base = theme.chart([_plain(row)])
        return [
            base.mark_point(size=50).encode(x, y),
            base.mark_text(align="right", dx=2, dy=16, fontSize=12).encode(x, y, text=alt.Text("label:N")),
        ]

    def _tooltip(self) -> list[alt.Tooltip]:
        title = self.wording.text("column.lead" if self.unit is Unit.POINTS else "column.share")
        return [
            alt.Tooltip("when:N", title=self.wording.text("column.at")),
            alt.Tooltip("value:Q", title=title, format=",.2f"),
        ]


def _plain(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "k"}


def _xy(rows: list[Row]) -> list[Row]:
    return [{"at": row["at"], "value": row["value"], "segment": row["segment"]} for row in rows]
