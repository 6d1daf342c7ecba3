"""Pictures as files beside a page that has their words: without a title, wide or for phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.report.charts import ChartSpec
    from veedor.report.wording import Wording

WIDE, NARROW = 800, 330
"""Pixels."""


def as_svg(spec: ChartSpec, wording: Wording, *, narrow: bool = False) -> str:
    """Draw a picture as SVG.

    Parameters
    ----------
    spec : ChartSpec
        The picture.
    wording : Wording
        The language.
    narrow : bool
        For phones.
    """
    import vl_convert

    from veedor.report.charts import theme

    made = dict(theme.vega_lite(spec, wording, narrow=narrow))
    made["width"] = NARROW if narrow else WIDE
    made.pop("autosize", None)
    drawn: str = vl_convert.vegalite_to_svg(made)
    return drawn
