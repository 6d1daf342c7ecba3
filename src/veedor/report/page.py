"""One HTML file that opens offline: sections, pictures, style and scripts, all inside."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.report import user_files
from veedor.report.embedding import asset, embedded, pictures, policy, specs_of
from veedor.report.front import credit
from veedor.report.section_html import Anchors, chapter_html
from veedor.report.templates import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.report.front import Front
    from veedor.report.sections import Lack, Section
    from veedor.report.wording import Wording


SCRIPTS = ("page.js", "tables.js", "search.js")


def page(
    front: Front,
    sections: Sequence[Section],
    lacking: Sequence[Lack],
    wording: Wording,
    met: list[Lack] | None = None,
) -> str:
    """Write the page. What cannot be written says so in its place, and costs only itself.

    Parameters
    ----------
    front : Front
        Its top.
    sections : sequence of Section
        From top to bottom; the first holds the answer.
    lacking : sequence of Lack
        The sections that the case holds no data for, with the reason.
    wording : Wording
        The language, with the labels of the choices.
    met : list of Lack, optional
        Errors inside Veedor that were met in writing are added to it.

    Returns
    -------
    str
        A whole HTML document.
    """
    met = [] if met is None else met
    drawn = dict(pictures(specs_of(sections), wording, met))
    label = wording.text("report.synthetic") if front.synthetic else ""
    drawings = embedded(drawn | {"under": [line for line in (label, credit(front)) if line]})
    style, anchors = asset("page.css"), Anchors()
    bundle, script = vega_bundle(), "\n".join(asset(name) for name in SCRIPTS)
    return str(
        render(
            "page.html",
            wording,
            front=front,
            sections=[chapter_html(section, wording, anchors, met) for section in sections],
            lacking=lacking,
            policy=policy([bundle, script], [style]),
            style=Markup(style),  # noqa: S704 - our own file
            bundle=Markup(bundle),  # noqa: S704 - checked by vega_bundle
            script=Markup(script),  # noqa: S704 - our own file
            pictures=drawings,
        )
    )


@lru_cache(maxsize=1)
def vega_bundle() -> str:
    """Return the script that defines ``vegaEmbed``.

    Making it takes seconds and depends on the version of vl-convert only, so it is kept in the user's cache.

    Raises
    ------
    RuntimeError
        Where it could end the element that it is to stand in.
    """
    name = f"vega-{version('vl-convert-python')}.js"
    script = user_files.read(name)
    if script is None or "vegaEmbed" not in script:
        script = _made()
        user_files.keep(name, script)
    if "</script" in script.lower() or "<!--" in script:
        raise RuntimeError("the Vega bundle of this vl-convert cannot stand inside a page")
    return script


def _made() -> str:
    import vl_convert

    script: str = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub forgets the defaults
    return script
