"""A section as HTML: each part in its place, each finding under an id of its own, its evidence in a panel."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.model import Unit
from veedor.report.chapters import arranged, grounds
from veedor.report.image_files import FORMS
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.model import Finding
    from veedor.report.charts import ChartSpec
    from veedor.report.sections import Part, Section
    from veedor.report.wording import Wording


@dataclass(frozen=True)
class ChapterHtml:
    """A section as the template wants it; of the first one, what is known and the picture stand apart."""

    name: str
    lead: str
    html: Markup
    known: Markup
    picture: Markup


@dataclass(frozen=True)
class Anchors:
    """Gives each finding an id of its own on the page, and each query one place where it stands.

    Of equal ids the second gets ``-2``. ``told`` are the findings of the chapter in hand, with their proofs.
    """

    used: dict[str, int] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    told: list[tuple[Finding, Markup]] = field(default_factory=list)

    def of(self, finding: Finding, wording: Wording) -> str:
        """Return the id of a finding, and keep its proof."""
        name = anchor(finding.finding_id)
        self.used[name] = self.used.get(name, 0) + 1
        name = name if self.used[name] == 1 else f"{name}-{self.used[name]}"
        stands = self.queries.setdefault(finding.sql, f"{name}.sql") if finding.sql else ""
        self.told.append((finding, piece("proof", wording, finding, name, stands)))
        return name


def contest_anchor(contest_id: str) -> str:
    """Return the id under which the index of a page finds a contest."""
    return anchor(f"contest-{contest_id}")


def anchor(finding_id: str) -> str:
    """Return the id under which a link finds a finding: only letters, digits, points and hyphens."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", finding_id).strip("-")


def chapter_html(section: Section, wording: Wording, anchors: Anchors, met: list[Lack]) -> ChapterHtml:
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
    return ChapterHtml(
        section.name,
        wording.text(lead) if wording.has(lead) else "",
        Markup("\n").join(pieces),
        first.get(Known, Markup()),
        first.get(Picture, Markup()),
    )


def chapter(section: Section, wording: Wording, image: Callable[[ChartSpec, str], str]) -> Markup:
    """Write one section as a piece of another page, with its pictures as files.

    Parameters
    ----------
    section : Section
        Which.
    wording : Wording
        The language, with the labels of the choices.
    image : callable
        Gives the address of the file of a picture in one of its :data:`~veedor.report.image_files.FORMS`.
    """
    anchors, met = Anchors(), list[Lack]()
    parts = arranged(section.parts, wording, answered=section.answer is not None)
    pieces = [_safe(_as_files(part, wording, image), section.name, wording, anchors, met) for part in parts]
    pieces.append(
        piece("evidence", wording, section.name, grounds(anchors.told)) if anchors.told else Markup()
    )
    return Markup("\n").join(pieces)


def _as_files(part: Part, wording: Wording, image: Callable[[ChartSpec, str], str]) -> Part:
    """Put the files of each picture in its place."""
    if isinstance(part, Folded):
        return replace(part, parts=tuple(_as_files(one, wording, image) for one in part.parts))
    if not isinstance(part, Picture):
        return part
    data = shown(part.spec.table, wording) if part.spec.table is not None else None
    files = [image(part.spec, form) for form in FORMS]
    return Fragment(piece("drawing", wording, part.spec, *files, data))


def _safe(part: Part, section: str, wording: Wording, anchors: Anchors, met: list[Lack]) -> Markup:
    """Write one part of a section; where it cannot be written, say so in its place."""
    try:
        return _part(part, wording, anchors)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this part only
        met.append(lack_of(section, error))
        return piece("lacking", wording, met[-1])


def _part(part: Part, wording: Wording, anchors: Anchors) -> Markup:
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
