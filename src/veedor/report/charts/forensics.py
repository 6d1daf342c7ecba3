"""Tests of the whole count: observed beside clean twins, fingerprints, and all p-values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import altair as alt

from veedor.findings.forensics import overview, series_key, test_key
from veedor.forensics import ForensicsResult
from veedor.model import Table, Unit
from veedor.report.charts import ChartSpec, palette, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.forensics import SeriesTest
    from veedor.forensics.fingerprint import Fingerprint
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

DRAWN = ("last_digits", "coarse_shares")
"""Tests whose classes are worth a picture, with one for each series in it."""


def forensics(result: ForensicsResult, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw all p-values, the classes of digits and coarse shares, and the fingerprints."""
    words = wording.of(result.contest)
    specs = [_p_values(result, words)] if result.ran else []
    drawn = ([t for t in result.ran if t.test_id == name and t.bars] for name in DRAWN)
    specs += [_bars(result, tests, words) for tests in drawn if tests]
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
        theme.chart(rows)
        .mark_tick(thickness=2, size=16, color=theme.ACCENT)
        .encode(
            x=alt.X("p:Q", title=wording.text("forensics.chart.axis.p"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("test:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
            tooltip=[
                theme.tip("test:N", wording, "tip.test"),
                theme.tip("series:N", wording, "tip.series"),
                theme.tip("p:Q", wording, "forensics.chart.axis.p", ".4f"),
            ],
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


def _bars(result: ForensicsResult, tests: Sequence[SeriesTest], wording: Wording) -> ChartSpec:
    """Draw the classes of one test, a small picture for each series, all on one scale."""
    rows: list[Row] = [
        {
            "series": series_name(tested.series, wording),
            "class": b.label,
            "observed": b.observed,
            "expected": round(b.expected, 1),
            "low": b.low,
            "high": b.high,
        }
        for tested in tests
        for b in tested.bars
    ]
    outside = sum(not b.low <= b.observed <= b.high for tested in tests for b in tested.bars)
    key = test_key(tests[0])
    return ChartSpec(
        name=f"forensics-{tests[0].test_id.replace('_', '-')}",
        title=wording.text("forensics.chart.bars.title", test=wording.text(key)),
        summary=wording.text("forensics.chart.bars.summary", outside=outside, classes=len(rows)),
        chart=_multiples(rows, wording, columns=min(len(tests), 3), width=170),
        narrow=_multiples(rows, wording, columns=1, width=250),
        table=_part(result.table("forensic_bars"), key),
        fluid=False,
    )


def _multiples(rows: list[Row], wording: Wording, *, columns: int, width: int) -> Chart:
    """Draw bars and the bands of clean twins, beside one another."""
    order = list(dict.fromkeys(row["class"] for row in rows))
    names = list(dict.fromkeys(row["series"] for row in rows))
    most = max((max(row["observed"], row["high"]) for row in rows), default=1)
    title = wording.text("forensics.chart.axis.sheets")
    tips = [
        theme.tip("class:N", wording, "forensics.chart.axis.class"),
        theme.tip("observed:Q", wording, "tip.observed", ",.0f"),
        theme.tip("expected:Q", wording, "tip.expected", ",.1f"),
        theme.tip("low:Q", wording, "tip.low", ",.0f"),
        theme.tip("high:Q", wording, "tip.high", ",.0f"),
    ]
    scale = alt.Scale(domain=[0, most], nice=True)
    made = []
    for place, name in enumerate(names):
        base = theme.chart([row for row in rows if row["series"] == name]).encode(
            x=alt.X(
                "class:N",
                sort=order,
                title=None,
                axis=alt.Axis(labelAngle=0, labelOverlap=True, labelFontSize=11),
            )
        )
        axis = alt.Axis(format=",.0f", tickCount=4, labels=place % columns == 0)
        y = alt.Y("observed:Q", title=title if place % columns == 0 else None, scale=scale, axis=axis)
        bars = base.mark_bar(color=palette.SEQUENTIAL[1]).encode(y=y, tooltip=tips)
        band = base.mark_rule(strokeWidth=3).encode(y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q"))
        made.append(
            alt.layer(bars, band).properties(width=width, height=140, title=alt.Title(name, fontSize=12))
        )
    # rows of columns: a browser draws nothing of a plain concatenation that wraps
    lines = [alt.hconcat(*made[i : i + columns], spacing=14) for i in range(0, len(made), columns)]
    drawn: Chart = alt.vconcat(*lines, spacing=14)
    return drawn


def _span(at: int, width: float, wording: Wording) -> str:
    """Write the per cent that a row or column of a fingerprint spans."""
    ends = (wording.value(Fraction(str(round(n * width, 2))), Unit.NUMBER, 0) for n in (at, at + 1))
    return f"{'–'.join(ends)} %"


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())


def _part(table: Table | None, *head: str) -> Table | None:
    """Return the rows of a table that begin with some cells, without these."""
    if table is None:
        return None
    rows = tuple(row[len(head) :] for row in table.rows if row[: len(head)] == head)
    return Table(table.name, table.columns[len(head) :], rows)


def _fingerprint(result: ForensicsResult, shown: Fingerprint, wording: Wording) -> ChartSpec:
    width = 100 / len(shown.counts)
    table = _part(result.table("forensic_fingerprints"), shown.choice)
    if table is not None:  # the fullest first
        table = replace(table, rows=tuple(sorted(table.rows, key=lambda row: -int(str(row[2])))))
    spans = [_span(at, width, wording) for at in range(len(shown.counts))]
    rows: list[Row] = [
        {
            "x": i * width,
            "x2": (i + 1) * width,
            "y": j * width,
            "y2": (j + 1) * width,
            "n": int(shown.counts[i, j]),
            "turnout": spans[i],
            "share": spans[j],
        }
        for i, j in zip(*shown.counts.nonzero(), strict=True)
    ]
    chart: Chart = (
        theme.chart(rows)
        .mark_rect()
        .encode(
            x=alt.X(
                "x:Q", title=wording.text("forensics.chart.axis.turnout"), scale=alt.Scale(domain=[0, 100])
            ),
            x2=alt.X2("x2:Q"),
            y=alt.Y(
                "y:Q", title=wording.text("forensics.chart.axis.share"), scale=alt.Scale(domain=[0, 100])
            ),
            y2=alt.Y2("y2:Q"),
            color=alt.Color(
                "n:Q",
                title=wording.text("forensics.chart.axis.sheets"),
                scale=alt.Scale(type="log", range=list(palette.SEQUENTIAL)),
            ),
            tooltip=[
                theme.tip("turnout:N", wording, "forensics.chart.axis.turnout"),
                theme.tip("share:N", wording, "forensics.chart.axis.share"),
                theme.tip("n:Q", wording, "forensics.chart.axis.sheets", ",.0f"),
            ],
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
