"""Tests of the whole count: observed beside clean twins, fingerprints, and all p-values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import altair as alt

from veedor.findings.forensics import overview, series_key, test_key
from veedor.forensics import ForensicsResult
from veedor.model import Table
from veedor.report.charts import ChartSpec, theme

if TYPE_CHECKING:
    from veedor.forensics import SeriesTest
    from veedor.forensics.fingerprint import Fingerprint
    from veedor.report.charts.spec import Chart
    from veedor.report.wording import Wording

DRAWN = ("last_digits", "coarse_shares")
"""Tests whose classes are worth a picture each."""
Row = dict[str, Any]


def forensics(result: ForensicsResult, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw all p-values, the classes of digits and coarse shares, and the fingerprints."""
    words = wording.of(result.contest)
    specs = [_p_values(result, words)] if result.ran else []
    specs += [_bars(result, t, words) for t in result.ran if t.test_id in DRAWN and t.bars]
    specs += [_fingerprint(result, shown, words) for shown in result.pictures]
    return tuple(specs)


def series_name(series: str, wording: Wording) -> str:
    """Name a series: the label of a choice, or the turnout."""
    return wording.choice(series_key(series))


def _p_values(result: ForensicsResult, wording: Wording) -> ChartSpec:
    rows: list[Row] = [
        {
            "test": wording.text(test_key(t)),
            "series": series_name(t.series, wording),
            "p": round(t.p, 4),
        }
        for t in result.ran
        if t.evidence
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_tick(thickness=2, size=16, color=theme.ACCENT)
        .encode(
            x=alt.X("p:Q", title=wording.text("forensics.chart.axis.p"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("test:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
            tooltip=["test:N", "series:N", "p:Q"],
        )
        .properties(height=200)
    )
    below = sum(row["p"] <= 0.05 for row in rows)
    return ChartSpec(
        name="forensics-p-values",
        title=wording.text("forensics.chart.p_values.title"),
        summary=wording.text("forensics.chart.p_values.summary", tests=len(rows), below=below),
        chart=chart,
        table=overview(result),
    )


def _bars(result: ForensicsResult, tested: SeriesTest, wording: Wording) -> ChartSpec:
    rows: list[Row] = [
        {
            "class": b.label,
            "observed": b.observed,
            "expected": round(b.expected, 1),
            "low": b.low,
            "high": b.high,
        }
        for b in tested.bars
    ]
    order = [b.label for b in tested.bars]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "class:N",
            sort=order,
            title=wording.text("forensics.chart.axis.class"),
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
        )
    )
    title = wording.text("forensics.chart.axis.sheets")
    bars = base.mark_bar(color=theme.SEQUENTIAL[1]).encode(
        y=alt.Y("observed:Q", title=title), tooltip=["class:N", "observed:Q", "expected:Q", "low:Q", "high:Q"]
    )
    band = base.mark_rule(strokeWidth=3).encode(y=alt.Y("low:Q", title=title), y2="high:Q")
    outside = sum(not b.low <= b.observed <= b.high for b in tested.bars)
    name = {
        "test": wording.text(test_key(tested)),
        "series": series_name(tested.series, wording),
    }
    slug = _slug(tested.series)
    return ChartSpec(
        name=f"forensics-{tested.test_id.replace('_', '-')}-{slug}",
        title=wording.text("forensics.chart.bars.title", **name),
        summary=wording.text("forensics.chart.bars.summary", outside=outside, classes=len(rows)),
        chart=alt.layer(bars, band).properties(height=200),
        table=_part(result.table("forensic_bars"), test_key(tested), series_key(tested.series)),
    )


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())


def _part(table: Table | None, *head: str) -> Table | None:
    """Give the rows of a table that begin with some cells, without these."""
    if table is None:
        return None
    rows = tuple(row[len(head) :] for row in table.rows if row[: len(head)] == head)
    return Table(table.name, table.columns[len(head) :], rows)


def _fingerprint(result: ForensicsResult, shown: Fingerprint, wording: Wording) -> ChartSpec:
    width = 100 / len(shown.counts)
    table = _part(result.table("forensic_fingerprints"), shown.choice)
    if table is not None:  # the fullest first
        table = replace(table, rows=tuple(sorted(table.rows, key=lambda row: -int(str(row[2])))))
    rows: list[Row] = [
        {
            "x": i * width,
            "x2": (i + 1) * width,
            "y": j * width,
            "y2": (j + 1) * width,
            "n": int(shown.counts[i, j]),
        }
        for i, j in zip(*shown.counts.nonzero(), strict=True)
    ]
    chart: Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect()
        .encode(
            x=alt.X(
                "x:Q", title=wording.text("forensics.chart.axis.turnout"), scale=alt.Scale(domain=[0, 100])
            ),
            x2="x2:Q",
            y=alt.Y(
                "y:Q", title=wording.text("forensics.chart.axis.share"), scale=alt.Scale(domain=[0, 100])
            ),
            y2="y2:Q",
            color=alt.Color(
                "n:Q",
                title=wording.text("forensics.chart.axis.sheets"),
                scale=alt.Scale(type="log", range=list(theme.SEQUENTIAL)),
            ),
            tooltip=["x:Q", "y:Q", "n:Q"],
        )
        .properties(height=320)
    )
    corner = int(shown.counts[-2:, -2:].sum())
    slug = _slug(shown.choice)
    return ChartSpec(
        name=f"forensics-fingerprint-{slug}",
        title=wording.text("forensics.chart.fingerprint.title", choice=wording.choice(shown.choice)),
        summary=wording.text("forensics.chart.fingerprint.summary", corner=corner),
        chart=chart,
        table=table,
    )
