"""The outcome under the rule: one sentence, one picture, the figures that matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.report.charts.outcome import lines
from veedor.report.prominent import prominent
from veedor.report.sections import Evidence, Fragment, Known, Part, Picture, Said, Section, attempt, render

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count import OutcomeResult
    from veedor.model import Figure, Finding
    from veedor.report.wording import Wording

TILES = (
    ("rules.outcome", "first_share", "tile.share"),
    ("rules.outcome", "lead", "tile.lead"),
    ("rules.binding", "slack", "tile.slack"),
    ("rules.margin_move", "votes", "tile.move"),
    ("rules.margin_take", "votes", "tile.take"),
    ("rules.margin_add", "votes", "tile.add"),
)
"""Finding, figure, and the text under it."""


@dataclass(frozen=True)
class Tile:
    """A figure shown large.

    Parameters
    ----------
    value : str
        The figure.
    label : str
        What it is, with its base.
    """

    value: str
    label: str


def build(case: Case, wording: Wording) -> Section:
    """Write the section; its first finding is the headline of the page, so only its evidence stands here.

    What is known of the completeness of the count stands before all else.
    """
    return Section("outcome", answer(case.outcome(), wording))


def answer(result: OutcomeResult, wording: Wording) -> tuple[Part, ...]:
    """Return the parts that stand under the sentence of an outcome.

    Parameters
    ----------
    result : OutcomeResult
        Of any contest.
    wording : Wording
        With the labels of its choices.
    """
    headline, *rest = result.findings
    # what is known of seats has a section of its own
    others = [
        one for one in rest if one.says == "rules.seats.refused" or not one.finding_id.startswith("seats.")
    ]
    known = tuple(finding for finding in others if prominent(finding))
    parts: list[Part] = [Known(known)] if known else []
    parts += [
        Evidence(headline),
        *attempt("outcome-lines", lambda: _lines(result, wording)),
        Fragment(render("tiles.html", wording, tiles=tiles(result, wording))),
        *(Said(finding) for finding in others if not prominent(finding)),
    ]
    return tuple(parts)


def _lines(result: OutcomeResult, wording: Wording) -> tuple[Picture, ...]:
    picture = lines(result, wording)
    return () if picture is None else (Picture(picture),)


def tiles(result: OutcomeResult, wording: Wording) -> tuple[Tile, ...]:
    """Return the figures shown large: those of :data:`TILES` that the result has."""
    findings = {finding.finding_id: finding for finding in result.findings}
    made = []
    for finding_id, name, key in TILES:
        finding = findings.get(finding_id)
        figure = _figure(finding, name) if finding is not None else None
        if finding is None or figure is None or figure.value is None:
            continue
        about = {f.name: f for f in finding.figures if f.name != name}
        made.append(Tile(wording.figure(figure), wording.text(key, **about, base=wording.base(figure))))
    return tuple(made)


def _figure(finding: Finding, name: str) -> Figure | None:
    return next((figure for figure in finding.figures if figure.name == name), None)
