"""How a map of polling places is drawn: graticule, circles, names of regions, in true proportions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from veedor.report.charts import palette, theme
from veedor.report.charts.outlines import Ring, border_rows

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints, Texts
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording


LEGEND = 50
"""Letters on a line above the scale of colours."""
LIMIT = 80
"""Points of lead at which the colours end."""
REGION_LABELS = 24
"""More names than this would hide the map."""
STEPS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0)
"""Degrees between the lines of a graticule."""


@dataclass(frozen=True)
class LocatedPlaces:
    """Polling places with coordinates, at home.

    Parameters
    ----------
    x, y : float vectors, shape (n,)
        Equirectangular: degrees, longitude shrunk by the cosine of the middle latitude.
    lat, lon : float vectors
        Degrees.
    votes : int matrix, shape (n, 3)
        First choice, second choice, valid.
    region : text vector
        Name of the region of each.
    shrink : float
        Of longitudes.
    name : text vector
        Name of each.
    """

    x: Floats
    y: Floats
    lat: Floats
    lon: Floats
    votes: Ints
    region: Texts
    shrink: float
    name: Texts


@dataclass(frozen=True)
class MapDrawing:
    """What a map is made of.

    Parameters
    ----------
    located : LocatedPlaces
        The places.
    rows : list of dict
        Circles: ``x``, ``y``, ``valid``, ``places``, ``lead``, ``region``.
    names : mapping of str to str
        Labels of the ``first`` and ``second`` choice.
    ends : pair of str
        Colours of the second and of the first choice.
    wording : Wording
        The language.
    rings : list of list of (longitude, latitude)
        Borders, in degrees; none where the case has none.
    """

    located: LocatedPlaces
    rows: list[Row]
    names: dict[str, str]
    ends: tuple[str, str]
    wording: Wording
    rings: list[Ring] = field(default_factory=list)

    def chart(self, width: int, *, phone: bool = False) -> Chart:
        """Layer everything, at most half as high again as wide."""
        pad = 0.04 * float(max(np.ptp(self.located.x), np.ptp(self.located.y)))
        x = [float(self.located.x.min()) - pad, float(self.located.x.max()) + pad]
        y = [float(self.located.y.min()) - pad, float(self.located.y.max()) + pad]
        ratio = (y[1] - y[0]) / (x[1] - x[0])
        height = round(width * min(ratio, 1.5))
        width = round(height / ratio)  # a tall country is narrower
        across = alt.Scale(domain=x, nice=False, zero=False)
        down = alt.Scale(domain=y, nice=False, zero=False)
        layers = [
            *self._meridians(x, across),
            *self._parallels(y, down),
            *self._borders(x, y, across, down),
            self._circles(across, down, phone=phone),
            *self._labels(across, down, phone=phone),
        ]
        drawn: Chart = alt.layer(*layers).properties(width=width, height=height)
        return drawn

    def _borders(self, x: list[float], y: list[float], across: alt.Scale, down: alt.Scale) -> list[Chart]:
        rows = border_rows(self.rings, self.located.shrink, x, y)
        if not rows:
            return []
        lines = theme.chart(rows).mark_line(color=theme.BORDER, strokeWidth=1, clip=True)
        return [
            lines.encode(
                x=alt.X("x:Q", scale=across, axis=None),
                y=alt.Y("y:Q", scale=down, axis=None),
                detail=alt.Detail("ring:N"),
                order=alt.Order("at:Q"),
            )
        ]

    def _circles(self, across: alt.Scale, down: alt.Scale, *, phone: bool) -> Chart:
        top = max(row["valid"] for row in self.rows)
        area = alt.Scale(range=[9 if phone else 20, 600 if phone else 1900], domain=[0, top])
        data = theme.chart(self.rows)
        drawn: Chart = data.mark_circle(stroke=theme.PAPER, strokeWidth=0.6, opacity=0.92).encode(
            x=alt.X("x:Q", scale=across, axis=None),
            y=alt.Y("y:Q", scale=down, axis=None),
            size=alt.Size("valid:Q", scale=area, legend=None if phone else self._sizes(top)),
            color=alt.Color(
                "lead:Q", scale=theme.diverging(LIMIT, *self.ends), legend=self._colours(phone=phone)
            ),
            tooltip=self._tips(),
        )
        return drawn

    def _colours(self, *, phone: bool) -> alt.Legend:
        return alt.Legend(
            title=wrap(self.wording.text("chart.map.legend", **self.names), LEGEND),
            labelExpr="datum.value == 0 ? '0' : format(datum.value, '+,.0f')",
            values=[-LIMIT, -LIMIT // 2, 0, LIMIT // 2, LIMIT],
            gradientLength=200 if phone else 260,
            titleLimit=320,
        )

    def _sizes(self, top: int) -> alt.Legend:
        """Explain the areas with two round numbers of votes."""
        power = 10 ** (len(str(top)) - 1)
        large = top // power * power
        return alt.Legend(
            title=self.wording.text("column.valid"),
            format=",.0f",
            symbolFillColor=palette.SEQUENTIAL[1],
            symbolStrokeWidth=0,
            values=[max(large // 10, 1), large],
            columns=3,
        )

    def _tips(self) -> list[alt.Tooltip]:
        w = self.wording
        return [
            alt.Tooltip("region:N", title=w.text("column.region")),
            theme.tip("held:N", w, "tip.held"),
            alt.Tooltip("places:Q", title=w.text("column.places"), format=",.0f"),
            alt.Tooltip("valid:Q", title=w.text("column.valid"), format=",.0f"),
            alt.Tooltip("lead:Q", title=w.text("chart.map.lead", **self.names), format="+,.2f"),
        ]

    def _meridians(self, ends: list[float], scale: alt.Scale) -> list[Chart]:
        rows = _degrees(ends, self.located.shrink, self.wording.text("chart.map.east_west"))
        data = theme.chart(rows).encode(x=alt.X("at:Q", scale=scale, axis=None))
        words = data.mark_text(color=theme.MUTED, fontSize=10, baseline="bottom", dx=3, align="left")
        return [
            data.mark_rule(color=theme.GRID, strokeWidth=1),
            words.encode(y=theme.fixed(alt.YValue, "height"), text=alt.Text("label:N")),
        ]

    def _parallels(self, ends: list[float], scale: alt.Scale) -> list[Chart]:
        rows = _degrees(ends, 1.0, self.wording.text("chart.map.north_south"))
        data = theme.chart(rows).encode(y=alt.Y("at:Q", scale=scale, axis=None))
        words = data.mark_text(color=theme.MUTED, fontSize=10, align="left", dy=-5)
        return [
            data.mark_rule(color=theme.GRID, strokeWidth=1),
            words.encode(x=theme.fixed(alt.XValue, 0), text=alt.Text("label:N")),
        ]

    def _labels(self, across: alt.Scale, down: alt.Scale, *, phone: bool) -> list[Chart]:
        """Name each region, edged in paper so that circles do not hide it."""
        place = self.located
        names, code = np.unique(place.region, return_inverse=True)
        if len(names) > REGION_LABELS:
            return []
        rows = [
            {"x": _middle(place.x[code == i]), "y": _middle(place.y[code == i]), "name": str(names[i])}
            for i in range(len(names))
        ]
        _spread(rows, float(np.ptp(place.x)), float(np.ptp(place.y)))
        data = theme.chart(rows).encode(
            x=alt.X("x:Q", scale=across, axis=None),
            y=alt.Y("y:Q", scale=down, axis=None),
            text=alt.Text("name:N"),
        )
        size = 11 if phone else 13
        halo = data.mark_text(
            fontSize=size,
            fontWeight="bold",
            stroke=theme.PAPER,
            strokeWidth=4,
            strokeJoin="round",
            opacity=0.85,
        )
        return [halo, data.mark_text(fontSize=size, fontWeight="bold", color=theme.INK)]


def _degrees(ends: list[float], shrink: float, signs: str) -> list[Row]:
    """Return the lines of a graticule at round degrees, at most nine."""
    low, high = ends[0] / shrink, ends[1] / shrink
    step = next((s for s in STEPS if (high - low) / s <= 8), STEPS[-1])
    values = np.arange(math.ceil(low / step) * step, high, step).tolist()
    return [{"at": v * shrink, "label": f"{abs(round(v, 2)):g}°{signs[v < 0] if v else ''}"} for v in values]


def _middle(values: Floats) -> float:
    """Middle of the span that holds four fifths of the places."""
    low, high = np.quantile(values, (0.1, 0.9))
    return float(low + high) / 2


def _spread(rows: list[Row], width: float, height: float) -> None:
    """Push names that would overlap apart, up and down."""
    for _ in range(20):
        for i, a in enumerate(rows):
            for b in rows[:i]:
                if abs(a["x"] - b["x"]) < 0.2 * width and abs(a["y"] - b["y"]) < 0.032 * height:
                    upper, lower = (a, b) if a["y"] >= b["y"] else (b, a)
                    upper["y"] += 0.004 * height
                    lower["y"] -= 0.004 * height
