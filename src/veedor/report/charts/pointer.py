"""What answers a pointer: the nearest point of a curve, wherever over the picture the pointer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart

INK = "#1D2430"
"""Of the point."""
HOVER = "hover"
"""Name of the layer that only a pointer sees."""


def hover(data: alt.Chart, x: alt.X, y: alt.Y, tips: list[alt.Tooltip]) -> alt.Chart:
    """Return layer that answers a pointer anywhere over a curve: the nearest point shows, with its tooltip.

    Parameters
    ----------
    data : altair chart
        The rows of the curve.
    x, y : channels
        Those of the curve.
    tips : list of alt.Tooltip
        What is told of a point.
    """
    near = alt.selection_point(name="near", nearest=True, on="pointermove", clear="pointerout", empty=False)
    shown: Any = alt.OpacityValue
    seen = shown(0, condition={"param": "near", "empty": False, "value": 1})
    points = data.mark_point(filled=True, size=70, color=INK, clip=True)
    made = points.encode(x=x, y=y, tooltip=tips, opacity=seen).properties(name=HOVER)
    drawn: alt.Chart = made.add_params(near)
    return drawn


def still(drawn: Chart) -> Chart:
    """Return a picture without the layer that only a pointer sees."""
    layers = getattr(drawn, "layer", alt.Undefined)
    if not isinstance(layers, list) or all(getattr(one, "name", "") != HOVER for one in layers):
        return drawn
    bare = drawn.copy(deep=False)
    bare.layer = [one for one in layers if getattr(one, "name", "") != HOVER]
    bare.params = alt.Undefined
    return bare
