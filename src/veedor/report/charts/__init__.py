"""Pictures of results: one function a type of result, found by the type.

How to add an area
------------------
Write ``report/charts/<area>.py``, where ``<area>`` is the package of the result (``veedor.count.timeline``
is drawn by ``charts/count.py``, ``veedor.stakes`` by ``charts/stakes.py``), and register a function for each
type::

    from veedor.report.charts import ChartSpec, draws
    from veedor.report.charts import theme

    @draws(Timeline)
    def timeline(result: Timeline, wording: Wording) -> tuple[ChartSpec, ...]:
        import altair as alt
        line = alt.Chart(theme.rows(result.running)).mark_line().encode(...)
        return (
            ChartSpec(
                name="timeline-lead",  # unique on a page; file name of the image
                title=wording.text("chart.timeline_lead.title"),
                summary=wording.text("chart.timeline_lead.summary", **figures),  # what one sees
                chart=line,
                table=result.running,  # what the picture was drawn from
            ),
        )

The module is imported when its first result is drawn, so Altair may be imported at its top. Words come from
the area's own catalogue, colours and sizes from :mod:`veedor.report.charts.theme`. A picture shows only what
a ``Finding`` or a ``Table`` of the result says. Widths: leave ``width`` unset (the page gives
``"container"``) for single views and layers; pictures that are facets or concatenations set
``ChartSpec.fluid`` to false and bring a ``narrow`` form for phones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from veedor.errors import QuestionError, nearest
from veedor.report.wording import Wording

if TYPE_CHECKING:
    import altair as alt

    from veedor.model import Result, Table

    Chart = alt.Chart | alt.LayerChart | alt.VConcatChart | alt.HConcatChart | alt.FacetChart

__all__ = ["ChartSpec", "chart", "draws", "specs"]


@dataclass(frozen=True)
class ChartSpec:
    """A picture, what it shows in words, and what it was drawn from.

    Parameters
    ----------
    name : str
        Lower-case letters, digits and hyphens; unique on a page; the name of its image files.
    title : str
        What is drawn, with its unit and base.
    summary : str
        What one sees, in one or two sentences: for readers who cannot see it, and for those who can.
    chart : altair chart
        Without width when ``fluid``.
    table : Table, optional
        The data in the picture, or a digest of them by region where they are thousands.
    narrow : altair chart, optional
        Another arrangement for phones (below 640 pixels).
    fluid : bool
        Whether the page may stretch it to its column. Only single views and layers can be.
    note : str
        How to read it, where that is not plain.
    """

    name: str
    title: str
    summary: str
    chart: Chart
    table: Table | None = None
    narrow: Chart | None = None
    fluid: bool = True
    note: str = ""


R = TypeVar("R", bound="Result")
Drawer = Callable[[R, Wording], "tuple[ChartSpec, ...]"]

_DRAWERS: dict[type, Callable[[Any, Wording], tuple[ChartSpec, ...]]] = {}


def draws(kind: type[R]) -> Callable[[Drawer[R]], Drawer[R]]:
    """Register a function as the one that draws a type of result and its subtypes."""

    def register(function: Drawer[R]) -> Drawer[R]:
        _DRAWERS[kind] = function
        return function

    return register


def specs(result: Result, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw a result.

    Parameters
    ----------
    result : Result
        Any analysis result.
    wording : Wording
        Language, and labels of the choices.

    Returns
    -------
    tuple of ChartSpec
        In the order in which a reader needs them; empty for a result that has no picture.
    """
    for kind in type(result).__mro__:
        _load(kind)
        if kind in _DRAWERS:
            return _DRAWERS[kind](result, wording)
    return ()


def chart(result: Result, lang: str = "en", name: str = "") -> Chart:
    """Draw a result for a notebook or for a page of one's own.

    Parameters
    ----------
    result : Result
        Any analysis result.
    lang : str
        ``en`` or ``es``.
    name : str
        Which of its pictures; by default the first.

    Returns
    -------
    altair chart
        Themed, 640 pixels wide where it has no width of its own.

    Raises
    ------
    QuestionError
        Where the result has no picture, or none of that name.
    """
    from veedor.report.charts import theme

    contest = getattr(result, "contest", None)
    wording = Wording(lang) if contest is None else Wording(lang).of(contest)
    drawn = {spec.name: spec for spec in specs(result, wording)}
    if not drawn:
        raise QuestionError(f"there is no picture of a {type(result).__name__}.")
    if name and name not in drawn:
        raise QuestionError(f"there is no picture {name!r} of it.", remedy=nearest(name, drawn))
    return theme.finished(drawn[name or next(iter(drawn))], wording)


def _load(kind: type[Any]) -> None:
    """Import the charts of the area that a type comes from, if it has any."""
    package, _, rest = kind.__module__.partition(".")
    area = rest.partition(".")[0]
    if package == "veedor" and area and find_spec(f"{__name__}.{area}") is not None:
        import_module(f"{__name__}.{area}")
