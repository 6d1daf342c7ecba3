"""Which article shares passages with which: a small picture of dots and lines."""

from __future__ import annotations

from math import ceil, cos, pi, sin, sqrt
from typing import TYPE_CHECKING

import altair as alt

from veedor.model import Table
from veedor.press import Reuse
from veedor.report.charts import ChartSpec, theme

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording

MOST = 60
"""Articles that are drawn: those of the largest clusters."""
RING = 0.38
"""Radius of the ring of a cluster, in cells of the grid of clusters."""
LABEL = 14
"""Characters of the name beside a dot."""


def reuse(result: Reuse, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the clusters of articles, with a line for each pair that shares passages."""
    tables = {table.name: table for table in result.tables}
    articles = tables["press_articles"]
    pairs = tables.get("press_pairs")
    dots = _dots(articles)
    together = sum(_size(row) > 1 for row in articles.records())
    return (
        ChartSpec(
            name="press-network",
            title=wording.text("chart.press_network.title"),
            summary=wording.text(
                "chart.press_network.summary",
                articles=len(articles),
                together=together,
                alone=len(articles) - together,
            ),
            chart=_network(dots, _lines(dots, pairs), wording),
            table=pairs or articles,
        ),
    )


def _size(row: Row) -> int:
    return int(row["articles_in_cluster"])


def _dots(articles: Table) -> list[Row]:
    """Put the articles of each cluster on a ring, and the rings on a grid, the largest first."""
    clusters: dict[str, list[str]] = {}
    for row in sorted(articles.records(), key=lambda r: (-_size(r), str(r["cluster"]))):
        clusters.setdefault(str(row["cluster"]), []).append(str(row["article"]))
    across = ceil(sqrt(min(len(clusters), MOST)))
    made: list[Row] = []
    for place, (cluster, names) in enumerate(clusters.items()):
        for turn, name in enumerate(names):
            if len(made) == MOST:
                return made
            radius = RING if len(names) > 1 else 0.0
            angle = 2 * pi * turn / len(names) + pi / 2
            short = name if len(name) <= LABEL else f"{name[: LABEL - 1]}…"
            x, y = place % across + radius * cos(angle), -(place // across) + radius * sin(angle)
            made.append({"article": name, "label": short, "cluster": cluster, "x": x, "y": y})
    return made


def _lines(dots: list[Row], pairs: Table | None) -> list[Row]:
    """Return the two ends of the line of each pair that is drawn."""
    where = {str(dot["article"]): dot for dot in dots}
    made = []
    for row in pairs.records() if pairs else ():
        one, other = where.get(str(row["article"])), where.get(str(row["other_article"]))
        if one and other:
            ends = {"x": one["x"], "y": one["y"], "x2": other["x"], "y2": other["y"]}
            made.append({**ends, "pair": f"{one['label']} – {other['label']}", "words": row["words"]})
    return made


def _network(dots: list[Row], lines: list[Row], wording: Wording) -> Chart:
    """Draw dots, lines between them and names beside them."""
    low_x, high_x = min(d["x"] for d in dots), max(d["x"] for d in dots)
    low_y, high_y = min(d["y"] for d in dots), max(d["y"] for d in dots)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[low_x - 0.5, high_x + 0.7], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[low_y - 0.35, high_y + 0.35], nice=False, zero=False))
    base = theme.chart(dots)
    layers = [
        base.mark_point(size=110, filled=True, color=theme.ACCENT, opacity=1).encode(
            x=x,
            y=y,
            tooltip=[
                theme.tip("article:N", wording, "tip.article"),
                theme.tip("cluster:N", wording, "tip.cluster"),
            ],
        ),
        base.mark_text(align="left", dx=9, dy=-9).encode(x=x, y=y, text=alt.Text("label:N")),
    ]
    if lines:
        width = alt.StrokeWidth(
            "words:Q",
            title=wording.text("chart.press_network.words"),
            scale=alt.Scale(domain=[0, max(line["words"] for line in lines)], range=[1, 7]),
            legend=alt.Legend(orient="bottom", tickCount=3),
        )
        drawn = theme.chart(lines).mark_rule(color=theme.MUTED, opacity=0.7)
        layers.insert(
            0,
            drawn.encode(
                x=x,
                y=y,
                x2=alt.X2("x2:Q"),
                y2=alt.Y2("y2:Q"),
                strokeWidth=width,
                tooltip=[
                    theme.tip("pair:N", wording, "tip.pair"),
                    theme.tip("words:Q", wording, "tip.words", ",.0f"),
                ],
            ),
        )
    rows = max(1, round(high_y - low_y) + 1)
    return alt.layer(*layers).properties(height=min(520, 160 + 110 * rows))
