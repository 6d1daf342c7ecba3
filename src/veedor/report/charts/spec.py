"""A picture and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

    from veedor.model import Table

    Chart = alt.Chart | alt.LayerChart | alt.VConcatChart | alt.HConcatChart | alt.FacetChart
    Row = dict[str, Any]
    """What a mark is drawn from, by the name of the field."""


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
