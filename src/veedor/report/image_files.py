"""Pictures as files beside a page that has their words: without a title, wide and for phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.report.charts import ChartSpec
    from veedor.report.wording import Wording

FORMS = ("wide", "narrow")
ROOM = {"left": 28, "right": 20, "top": 6, "bottom": 4}
"""Pixels around a picture: who looks at it may have a wider letter than the one that it was measured with."""


def as_svg(spec: ChartSpec, wording: Wording) -> dict[str, str]:
    """Draw a picture as SVG, by form: ``wide``, and ``narrow`` for phones.

    Parameters
    ----------
    spec : ChartSpec
        The picture.
    wording : Wording
        The language.
    """
    import vl_convert

    from veedor.report.charts import theme

    drawn = {}
    for form, width in zip(FORMS, (theme.WIDE, theme.NARROW), strict=True):
        made = {**theme.vega_lite(spec, wording, narrow=form == "narrow"), "width": width, "padding": ROOM}
        made.pop("autosize", None)
        drawn[form] = vl_convert.vegalite_to_svg(made)
    return drawn
