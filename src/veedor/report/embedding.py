"""What a page that opens offline holds: its own files, its pictures, and the policy that allows them.

The Content-Security-Policy names each script and style of a page by hash and forbids all else: no request
leaves it, and nothing in the data can become a script. Pictures are Vega-Lite specifications in a JSON
element; their expressions are interpreted (``ast`` mode), so that the policy needs no ``unsafe-eval``.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.report.sections import Folded, OfContest, Picture, lack_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.report.charts import ChartSpec
    from veedor.report.sections import Lack, Section
    from veedor.report.wording import Wording

SVG_MARKS = 1500
"""Above so many rows of data a picture is drawn on a canvas, which stays quick with thousands of marks."""


def asset(name: str) -> str:
    """Return one of the page's own files."""
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return the Content-Security-Policy that allows exactly some scripts and styles, and nothing else."""
    allowed = {"script-src": scripts, "style-src": styles}
    sources = [f"{kind} {' '.join(_hash(text) for text in texts)}" for kind, texts in allowed.items()]
    return "; ".join(
        ["default-src 'none'", *sources, "img-src data:", "base-uri 'none'", "form-action 'none'"]
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def embedded(value: object) -> Markup:
    """Return JSON that can stand in a script element whatever the texts in it say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no sign of HTML is left in it


def specs_of(sections: Sequence[Section]) -> list[ChartSpec]:
    """Return every picture of some sections, those behind folds too."""
    found: list[ChartSpec] = []
    waiting = [part for section in reversed(sections) for part in reversed(section.parts)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Picture):
            found.append(part.spec)
        elif isinstance(part, Folded | OfContest):
            waiting += reversed(part.parts)
    return found


def pictures(
    specs: Sequence[ChartSpec], wording: Wording, met: list[Lack] | None = None
) -> Mapping[str, object]:
    """Return every specification of the page, with the data that several of them share standing once.

    Parameters
    ----------
    specs : sequence of ChartSpec
        The pictures.
    wording : Wording
        The language.
    met : list of Lack, optional
        A picture that cannot be written is left out, and its error added; without a list it is raised.

    Raises
    ------
    ValueError
        Where two pictures have one name.
    """
    datasets: dict[str, object] = {}
    charts: dict[str, object] = {}
    for spec in specs:
        if spec.name in charts:
            raise ValueError(f"two pictures are called {spec.name!r}")
        try:
            charts[spec.name], own = _written(spec, wording)
        except Exception as error:
            if met is None:
                raise
            met.append(lack_of(spec.name, error))
        else:
            datasets |= own
    return {
        "datasets": datasets,
        "charts": charts,
        "texts": {"failed": wording.text("report.failed")},
        "words": {
            word: wording.text(f"report.table.{word}", kind="{kind}") for word in ("filter", "csv", "picture")
        },
    }


def _written(spec: ChartSpec, wording: Wording) -> tuple[dict[str, object], dict[str, list[object]]]:
    """Return what the page needs to draw a picture, and its data by name."""
    from veedor.report.charts import theme

    wide = dict(theme.vega_lite(spec, wording))
    narrow = dict(theme.vega_lite(spec, wording, narrow=True)) if spec.narrow is not None else None
    own: dict[str, list[object]] = {}
    for form in (wide, narrow or {}):
        own |= form.pop("datasets", {})
    rows = max((len(data) for data in own.values()), default=0)
    chart: dict[str, object] = {
        "wide": wide,
        "narrow": narrow,
        "data": sorted(own),
        "renderer": "svg" if rows <= SVG_MARKS else "canvas",
    }
    # a value that no page can hold costs this picture, not the page
    json.dumps([chart, own], allow_nan=False)
    return chart, own
