"""The look of every picture: type and axes; colours are in ``palette``."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import altair as alt
from altair.utils.schemapi import SchemaBase, debug_mode

from veedor.model import Unit
from veedor.report import numbers
from veedor.report.charts import pointer
from veedor.report.charts.palette import CHOICES, DIVERGING, SEQUENTIAL
from veedor.report.conventions import conventions
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from veedor.report.charts.spec import Chart, ChartSpec

INK = "#1D2430"
MUTED = "#5A6270"
GRID = "#E3E5E9"
BORDER = "#9AA1AD"
"""Borders of regions on a map."""
SHADE = "#D9D5C8"
"""Behind a time in which nothing was published."""
ACCENT = "#2B3A55"
"""The one line or dot that a picture is about, when it is no choice."""
PAPER = "#FFFFFF"
FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, '
    "sans-serif"
)
"""What the reader's own machine has: the page fetches nothing."""
WIDE, NARROW = 640, 330
"""Widths in pixels for images, and for phones."""


def signed(value: Fraction, unit: Unit, wording: Wording) -> str:
    """Write a number with its sign, a plus too."""
    written = wording.votes(value) if unit is Unit.VOTES else wording.value(value, unit)
    return ("+" if value > 0 else "") + written


def exactly(value: Fraction, wording: Wording) -> str:
    """Write votes with sign and tenths: those that are rounded one by one add up no more."""
    return ("+" if value > 0 else "") + wording.bare(value, Unit.VOTES, 1)


def diverging(limit: float, minus: str = DIVERGING[0], plus: str = DIVERGING[-1]) -> alt.Scale:
    """Return the two-sided scale from minus to plus a limit, with its middle, near the paper, at zero.

    Parameters
    ----------
    limit : float
        Where the colours end.
    minus, plus : str
        Colours of the two ends: of two choices, where the scale is about them.
    """
    if (minus, plus) == (DIVERGING[0], DIVERGING[-1]):
        domain = [limit * (i - 4) / 4 for i in range(9)]
        return alt.Scale(domain=domain, range=list(DIVERGING), interpolate="lab", clamp=True)
    return alt.Scale(
        domain=[-limit, 0, limit], range=[minus, DIVERGING[4], plus], interpolate="lab", clamp=True
    )


class _Rows(alt.InlineData):
    """Rows of a picture, which Altair takes along as they are where it would copy each at every step."""

    def __deepcopy__(self, _memo: object = None) -> _Rows:
        return self


def chart(rows: list[dict[str, Any]]) -> alt.Chart:
    """Begin a picture of some rows; nobody changes them afterwards."""
    return alt.Chart(_Rows(values=rows))


def fixed(channel: Any, value: float | str) -> Any:  # noqa: ANN401 - a channel of Altair, which has no types
    """Return a channel that is the same for all rows: so many pixels, or ``width`` and ``height``."""
    return channel(value)


def tip(field: str, wording: Wording, title: str, form: str = "") -> alt.Tooltip:
    """Return a line of a tooltip, named in the language of the reader.

    Parameters
    ----------
    field : str
        Column with its type: ``sheets:Q``.
    wording : Wording
        The language.
    title : str
        Message key of its name.
    form : str
        How a number is written, as d3 says it: ``,.0f``; as it is where empty.
    """
    return (
        alt.Tooltip(field, title=wording.text(title), format=form)
        if form
        else alt.Tooltip(field, title=wording.text(title))
    )


def _number_locale(lang: str) -> dict[str, Any]:
    own = conventions(lang)
    last, other = own.sizes
    grouping = [last] if last == other else [last, *[other] * 5]
    return {
        "decimal": own.point, "thousands": own.group, "grouping": grouping, "currency": ["", ""],
        "minus": numbers.MINUS,
    }  # fmt: skip


def config(wording: Wording) -> dict[str, Any]:
    """Return the Vega-Lite configuration that every picture shares."""
    return {
        "background": PAPER,
        "font": FONT,
        "padding": {"left": 4, "right": 8, "top": 6, "bottom": 4},
        "locale": {"number": _number_locale(wording.lang)},
        "view": {"stroke": None, "continuousHeight": 280},
        "axis": {
            "labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12,
            "titleFontWeight": "normal", "gridColor": GRID, "domainColor": GRID, "tickColor": GRID,
            "labelPadding": 5, "titlePadding": 8, "labelLimit": 240, "tickSize": 4,
        },
        "axisY": {"domain": False, "ticks": False},
        "axisX": {"grid": False},
        "legend": {
            "labelColor": INK, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12,
            "titleFontWeight": "normal", "orient": "top", "symbolSize": 80, "gradientThickness": 10,
            "gradientLength": 200, "labelLimit": 260, "titleLimit": 320, "columns": 3,
        },
        "header": {"labelColor": INK, "labelFontSize": 12, "titleColor": MUTED, "labelFontWeight": "bold"},
        "title": {
            "color": INK, "fontSize": 14, "fontWeight": "bold", "anchor": "start", "subtitleColor": MUTED,
            "subtitleFontSize": 12, "offset": 10,
        },
        "line": {"strokeWidth": 1.8, "color": ACCENT},
        "point": {"size": 60, "filled": True, "color": ACCENT, "opacity": 1},
        "circle": {"color": ACCENT, "opacity": 1},
        "bar": {"color": ACCENT},
        "area": {"color": ACCENT},
        "rule": {"color": INK},
        "text": {"color": INK, "fontSize": 12, "font": FONT},
        "range": {"category": list(CHOICES), "diverging": list(DIVERGING), "ramp": list(SEQUENTIAL),
                  "heatmap": list(SEQUENTIAL)},
    }  # fmt: skip


LINE = 105
"""Letters of a line under the title of a picture that stands alone."""


@contextmanager
def unchecked() -> Iterator[None]:
    """Build pictures without Altair's own checks, which take longer than all else; a test checks them."""
    SchemaBase.copy = _copied  # type: ignore[method-assign]
    try:
        with debug_mode(False):
            yield
    finally:
        SchemaBase.copy = _COPY  # type: ignore[method-assign]


_COPY = SchemaBase.copy
"""Altair's own."""


def _copied(self: SchemaBase, deep: bool | Iterable[str] = True, ignore: list[str] | None = None) -> Any:  # noqa: ANN401 - as Altair has it
    """Copy a part of a picture; where only its outside is to be copied, do not put it together again.

    Altair builds such a copy from its pieces, and thereby copies each layer to the bottom, at every property
    that is set and once more when it is written: a sixth of the time of a page.
    """
    if deep is True:
        return _COPY(self, deep, ignore)
    copy = object.__new__(type(self))
    object.__setattr__(copy, "_args", self._args)
    object.__setattr__(copy, "_kwds", dict(self._kwds))
    for name in deep or ():
        own = copy._kwds.get(name)
        if isinstance(own, SchemaBase | list | dict):
            copy[name] = _copied(own, deep=False) if isinstance(own, SchemaBase) else own.copy()
    return copy


def finished(spec: ChartSpec, wording: Wording, label: str = "", credit: str = "") -> Chart:
    """Return a picture that stands alone: themed, with a width, and in it what it shows and where it is from.

    Parameters
    ----------
    spec : ChartSpec
        The picture.
    wording : Wording
        The language.
    label : str
        Stands under the title: that the data are made up.
    credit : str
        Stands last under the title: of which election and count it is, and who drew it.
    """
    lines = [*([label] if label else []), *wrap(spec.summary, LINE), *([credit] if credit else [])]
    title = alt.Title(spec.title, subtitle=lines, subtitleColor=MUTED, anchor="start")
    drawn = pointer.still(spec.chart).properties(title=title, description=spec.summary)
    if spec.fluid and drawn.to_dict().get("width") in (None, "container"):
        drawn = drawn.properties(width=WIDE)
    done: Chart = drawn.configure(**config(wording))
    return done


def vega_lite(spec: ChartSpec, wording: Wording, *, narrow: bool = False) -> Mapping[str, Any]:
    """Return the Vega-Lite specification of a picture for the page, which has the title in HTML beside it."""
    drawn = spec.narrow if narrow and spec.narrow is not None else spec.chart
    drawn = drawn.properties(description=spec.summary).configure(**config(wording))
    out: dict[str, Any] = drawn.to_dict(validate=False)  # a test validates every picture
    if spec.fluid:
        out["width"] = "container"
        out["autosize"] = {"type": "fit-x", "contains": "padding"}
    out.pop("$schema", None)
    return out
