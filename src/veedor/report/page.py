"""One HTML file that opens offline: sections, pictures, style and scripts, all inside.

The page carries a Content-Security-Policy that names each of its own scripts and its style by hash and
forbids all else: no request leaves it, and nothing in the data can become a script. Pictures are Vega-Lite
specifications in a JSON element; their expressions are interpreted (``ast`` mode), so that the policy needs
no ``unsafe-eval``.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.model import Unit
from veedor.report.bundle import vega_bundle
from veedor.report.chapters import arranged, grounds
from veedor.report.sections import (
    Evidence,
    Folded,
    Fragment,
    Known,
    Lack,
    Listing,
    OfContest,
    Picture,
    Said,
    lack_of,
)
from veedor.report.tables import shown
from veedor.report.templates import part as piece
from veedor.report.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from veedor.model import Finding
    from veedor.report.charts import ChartSpec
    from veedor.report.sections import Part, Section
    from veedor.report.wording import Wording

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("page.js", "tables.js", "search.js")
SVG_MARKS = 1500
"""Above so many rows of data a picture is drawn on a canvas, which stays quick with thousands of marks."""


@dataclass(frozen=True)
class Told:
    """An answer on the first screen.

    Parameters
    ----------
    chapter : str
        The section that it leads to.
    says : str
        Its sentence.
    nothing : bool
        Whether it says that nothing was found.
    """

    chapter: str
    says: str
    nothing: bool = False


@dataclass(frozen=True)
class Entry:
    """A contest in the index of a page.

    Parameters
    ----------
    title : str
        Which.
    says : str
        Its outcome in one sentence, or why there is none.
    anchor : str
        Where the page has more of it; empty where it has not.
    """

    title: str
    says: str
    anchor: str = ""


@dataclass(frozen=True)
class Front:
    """What stands at the top of the page.

    Parameters
    ----------
    title : str
        Which election.
    headline : str
        The answer, in one sentence.
    facts : tuple of str
        Short facts under the title: day, count, zone.
    reading : tuple of str
        Message keys of the box "how to read this".
    synthetic : bool
        Whether the data are made up; every page then says so.
    version : str
        Version of Veedor.
    undecided : str
        Why there is no outcome, where there is none.
    findings : str
        Hash of the ``findings.json`` of the same run; empty where there is none.
    index : tuple of Entry
        Where there are several contests: each with its outcome, the first one's being the headline.
    answers : tuple of Told
        What the chapters say, the weightiest first.
    made : str
        When the page was written, in words.
    command : str
        The command line that writes it.
    image, image_says : str
        A picture beside the page that stands for it where it is linked, and what it shows; empty without one.
    """

    title: str
    headline: str
    facts: tuple[str, ...]
    reading: tuple[str, ...]
    synthetic: bool
    version: str
    undecided: str = ""
    findings: str = ""
    index: tuple[Entry, ...] = ()
    answers: tuple[Told, ...] = ()
    made: str = ""
    command: str = ""
    image: str = ""
    image_says: str = ""


@dataclass(frozen=True)
class _Filled:
    """A section as the template wants it; of the first one, what is known and the picture stand apart."""

    name: str
    lead: str
    html: Markup
    known: Markup
    picture: Markup


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
    style, anchors = asset("page.css"), _Anchors()
    bundle, script = vega_bundle(), "\n".join(asset(name) for name in SCRIPTS)
    return str(
        render(
            "page.html",
            wording,
            front=front,
            sections=[_filled(section, wording, anchors, met) for section in sections],
            lacking=lacking,
            policy=policy([bundle, script], [style]),
            style=Markup(style),  # noqa: S704 - our own file
            bundle=Markup(bundle),  # noqa: S704 - checked by vega_bundle
            script=Markup(script),  # noqa: S704 - our own file
            pictures=drawings,
        )
    )


def credit(front: Front) -> str:
    """Say of what a picture that leaves the page is, and who drew it."""
    return " · ".join([front.title, *front.facts, f"Veedor {front.version}"])


def specs_of(sections: Sequence[Section]) -> list[ChartSpec]:
    """Give every picture of some sections, those behind folds too."""
    found: list[ChartSpec] = []
    waiting = [part for section in reversed(sections) for part in reversed(section.parts)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Picture):
            found.append(part.spec)
        elif isinstance(part, Folded | OfContest):
            waiting += reversed(part.parts)
    return found


def asset(name: str) -> str:
    """Give one of the page's own files."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Give the Content-Security-Policy that allows exactly some scripts and styles, and nothing else."""
    allowed = {"script-src": scripts, "style-src": styles}
    sources = [f"{kind} {' '.join(_hash(text) for text in texts)}" for kind, texts in allowed.items()]
    return "; ".join(
        ["default-src 'none'", *sources, "img-src data:", "base-uri 'none'", "form-action 'none'"]
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def embedded(value: object) -> Markup:
    """Give JSON that can stand in a script element whatever the texts in it say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no sign of HTML is left in it


def pictures(
    specs: Sequence[ChartSpec], wording: Wording, met: list[Lack] | None = None
) -> Mapping[str, object]:
    """Give every specification of the page, with the data that several of them share standing once.

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
    """Give what the page needs to draw a picture, and its data by name."""
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
    json.dumps(
        [chart, own], allow_nan=False
    )  # a value that no page can hold costs this picture, not the page
    return chart, own


@dataclass(frozen=True)
class _Anchors:
    """Gives each finding an id of its own on the page, and each query one place where it stands.

    Of equal ids the second gets ``-2``. ``told`` are the findings of the chapter in hand, with their proofs.
    """

    used: dict[str, int] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    told: list[tuple[Finding, Markup]] = field(default_factory=list)

    def of(self, finding: Finding, wording: Wording) -> str:
        name = anchor(finding.finding_id)
        self.used[name] = self.used.get(name, 0) + 1
        name = name if self.used[name] == 1 else f"{name}-{self.used[name]}"
        stands = self.queries.setdefault(finding.sql, f"{name}.sql") if finding.sql else ""
        self.told.append((finding, piece("proof", wording, finding, name, stands)))
        return name


def contest_anchor(contest_id: str) -> str:
    """Give the id under which the index of a page finds a contest."""
    return anchor(f"contest-{contest_id}")


def anchor(finding_id: str) -> str:
    """Give the id under which a link finds a finding: only letters, digits, points and hyphens."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", finding_id).strip("-")


def _filled(section: Section, wording: Wording, anchors: _Anchors, met: list[Lack]) -> _Filled:
    """Write a section as a chapter: answer and picture, folds, and all evidence in one panel."""
    lead = f"section.{section.name}.lead"
    anchors.told.clear()
    first: dict[type, Markup] = {}
    pieces = []
    if section.answer is not None:
        says, proof = wording.say(section.answer.finding), anchor(section.answer.source)
        pieces.append(piece("answer", wording, says, anchor(section.answer.finding.finding_id), proof))
    for part in arranged(section.parts, wording, answered=section.answer is not None):
        written = _safe(part, section.name, wording, anchors, met)
        if section.name == "outcome" and isinstance(part, Known | Picture) and type(part) not in first:
            first[type(part)] = written
        else:
            pieces.append(written)
    if anchors.told:
        pieces.append(piece("evidence", wording, section.name, grounds(anchors.told)))
    return _Filled(
        section.name,
        wording.text(lead) if wording.has(lead) else "",
        Markup("\n").join(pieces),
        first.get(Known, Markup()),
        first.get(Picture, Markup()),
    )


def chapter(section: Section, wording: Wording, image: Callable[[ChartSpec], str]) -> Markup:
    """Write one section as a piece of another page, with its pictures as files.

    Parameters
    ----------
    section : Section
        Which.
    wording : Wording
        The language, with the labels of the choices.
    image : callable
        Gives the address of the file of a picture.
    """
    anchors, met = _Anchors(), list[Lack]()
    parts = arranged(section.parts, wording, answered=section.answer is not None)
    pieces = [_safe(_as_files(part, wording, image), section.name, wording, anchors, met) for part in parts]
    pieces.append(
        piece("evidence", wording, section.name, grounds(anchors.told)) if anchors.told else Markup()
    )
    return Markup("\n").join(pieces)


def _as_files(part: Part, wording: Wording, image: Callable[[ChartSpec], str]) -> Part:
    """Put the file of each picture in its place."""
    if isinstance(part, Folded):
        return replace(part, parts=tuple(_as_files(one, wording, image) for one in part.parts))
    if not isinstance(part, Picture):
        return part
    data = shown(part.spec.table, wording) if part.spec.table is not None else None
    return Fragment(piece("drawing", wording, part.spec, image(part.spec), data))


def _safe(part: Part, section: str, wording: Wording, anchors: _Anchors, met: list[Lack]) -> Markup:
    """Write one part of a section; where it cannot be written, say so in its place."""
    try:
        return _part(part, wording, anchors)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this part only
        met.append(lack_of(section, error))
        return piece("lacking", wording, met[-1])


def _part(part: Part, wording: Wording, anchors: _Anchors) -> Markup:
    """Write one piece of a section."""
    match part:
        case Said(finding):
            return piece("sentence", wording, finding, anchors.of(finding, wording))
        case Evidence(finding):
            return piece("headline_proof", wording, anchors.of(finding, wording))
        case Known(findings):
            named = [(finding, anchors.of(finding, wording)) for finding in findings]
            return piece("known", wording, named)
        case Picture(spec):
            data = shown(spec.table, wording) if spec.table is not None else None
            return piece("picture", wording, spec, data)
        case Listing(table, limit, only, folded):
            return piece("listing", wording, shown(table, wording, limit, only), folded)
        case Folded(title, inner):
            return piece(
                "folded", wording, title, Markup("\n").join(_part(part, wording, anchors) for part in inner)
            )
        case OfContest(contest, headline, inner):
            own = wording.of(contest)
            written = Markup("\n").join(_part(part, own, anchors) for part in arranged(inner, own))
            return piece(
                "contest",
                own,
                contest_anchor(contest.contest_id),
                own.value(contest.title, Unit.CONTEST),
                headline,
                written,
            )
        case Fragment(made):
            return made
        case Lack():
            return piece("lacking", wording, part)
