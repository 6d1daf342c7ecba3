"""How a section becomes a chapter: its answer and picture open, all else behind folds, one for each kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.report.page_parts import (
    Evidence,
    Folded,
    Fragment,
    Known,
    Lack,
    Listing,
    OfContest,
    Picture,
    Said,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from veedor.model import Finding
    from veedor.report.page_parts import Part
    from veedor.report.wording import Wording


@dataclass(frozen=True)
class Ground:
    """What some findings have in common as their evidence.

    Parameters
    ----------
    first : Finding
        The one that says the method, the assumptions, and what they cannot show.
    proofs : tuple of Markup
        Of every finding that rests on them: its figures, command and query.
    """

    first: Finding
    proofs: tuple[Markup, ...]


def arranged(parts: Sequence[Part], wording: Wording, *, answered: bool = False) -> tuple[Part, ...]:
    """Put the answer, the first picture and what nobody may miss in front; fold the rest by kind.

    Parameters
    ----------
    parts : sequence of Part
        A section from top to bottom, in the order of its builder.
    wording : Wording
        Names the folds.
    answered : bool
        Whether the answer stands above the parts; if not, the first finding is it.

    Returns
    -------
    tuple of Part
        What stands open; then findings, pictures, tables and other pieces behind folds. Where nothing is
        drawn an open table stands in place of the picture.
    """
    front: list[Part] = []
    kinds: dict[type, list[Part]] = {Said: [], Picture: [], Listing: []}
    others: list[Part] = []
    for part in parts:
        match part:
            case Evidence() | Known() | Lack() | OfContest() | Fragment(title=""):
                front.append(part)
            case Said() if not answered:
                answered = True
                front.append(part)
            case Picture() if not any(isinstance(shown, Picture) for shown in front):
                front.append(part)
            case Said() | Picture() | Listing():
                kinds[type(part)].append(part)
            case Fragment(title=title):
                others.append(Folded(title, (part,)))
            case Folded():
                others.append(part)
    if not any(isinstance(part, Picture) for part in front):
        front += _table_in_front(kinds[Listing])
    return (*front, *_folds(kinds, wording), *others)


def _table_in_front(tables: list[Part]) -> list[Part]:
    """Take the first open table out of those to be folded."""
    for table in tables:
        if isinstance(table, Listing) and not table.folded:
            tables.remove(table)
            return [table]
    return []


def _folds(kinds: dict[type, list[Part]], wording: Wording) -> list[Part]:
    """Return a fold for each kind that has something in it; a table alone keeps its own."""
    made: list[Part] = []
    for kind, key in ((Said, "report.more_findings"), (Picture, "report.more_pictures")):
        if kinds[kind]:
            made.append(Folded(wording.text(key, n=len(kinds[kind])), tuple(kinds[kind])))
    folded = tuple(replace(part, folded=True) for part in kinds[Listing] if isinstance(part, Listing))
    if len(folded) == 1:
        made += folded
    elif folded:
        made.append(Folded(wording.text("report.more_tables", n=len(folded)), folded))
    return made


def grounds(told: Sequence[tuple[Finding, Markup]]) -> tuple[Ground, ...]:
    """Group findings by what they rest on, so that a page says each method once in a chapter.

    Parameters
    ----------
    told : sequence of (Finding, Markup)
        Findings of a chapter in their order, each with its own figures and command as written.
    """
    groups: dict[tuple[object, ...], list[tuple[Finding, Markup]]] = {}
    for finding, proof in told:
        rests_on = (finding.method, finding.assumptions, finding.cannot_show)
        groups.setdefault(rests_on, []).append((finding, proof))
    return tuple(Ground(group[0][0], tuple(proof for _, proof in group)) for group in groups.values())


def findings_of(parts: Sequence[Part]) -> tuple[Finding, ...]:
    """Return every finding that some parts tell of the contest of the page, those behind folds too."""
    found: list[Finding] = []
    for part in parts:
        match part:
            case Said(finding) | Evidence(finding):
                found.append(finding)
            case Known(findings):
                found += findings
            case Folded(_, inner):
                found += findings_of(inner)
    return tuple(found)
