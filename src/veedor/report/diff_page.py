"""Two reports side by side as a page: one HTML file without scripts that opens offline and prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.report.embedding import asset, policy
from veedor.report.front import written_at
from veedor.report.tables import shown
from veedor.report.templates import render
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.findings.document_diff import ChangedFinding, DocumentDiff
    from veedor.findings.kept_document import KeptDocument, KeptFinding
    from veedor.model import Figure
    from veedor.report.wording import Wording


@dataclass(frozen=True)
class ChangeTold:
    """A finding that differs, in words.

    Parameters
    ----------
    name : str
        Its id.
    before, after : str
        Its sentence in each document.
    figures : tuple of (str, str, str)
        Label, value before, value now, of those that differ.
    why : str
        All that may be why.
    """

    name: str
    before: str
    after: str
    figures: tuple[tuple[str, str, str], ...]
    why: str


def sentence_of(kept: KeptFinding, document: KeptDocument, wording: Wording) -> str:
    """Say a finding of a document in the reader's language.

    As the document has it where it is in that language, names no choices, or its sentence is not of this
    version's.

    Parameters
    ----------
    kept : KeptFinding
        Which.
    document : KeptDocument
        That it is of.
    wording : Wording
        The language.
    """
    printed = kept.text or kept.finding.says
    if document.record.get("lang") == wording.lang or not document.contests:
        return printed
    if not wording.has(kept.finding.says):
        return printed
    try:
        return wording.of_all(document.contests).say(kept.finding)
    except (KeyError, TypeError, ValueError, AttributeError):  # another version filled it with other figures
        return printed


def told(changed: ChangedFinding, result: DocumentDiff, wording: Wording) -> ChangeTold:
    """Put a finding that differs in words.

    Parameters
    ----------
    changed : ChangedFinding
        Which.
    result : DocumentDiff
        The comparison that it is of.
    wording : Wording
        The language.
    """
    name = changed.after.finding.finding_id
    labelled = [wording.of_all(one.contests) for one in (result.before, result.after)]
    figures = tuple(
        (label, _value(a, labelled[0]), _value(b, labelled[1]))
        for a, b in changed.figures
        if (label := _label(a or b, name, wording))
    )
    why = ", ".join(wording.text(f"diff.why.{cause}") for cause in changed.causes)
    before = sentence_of(changed.before, result.before, wording)
    after = sentence_of(changed.after, result.after, wording)
    return ChangeTold(name, before, after, figures, why)


def listed(
    several: Sequence[KeptFinding], document: KeptDocument, wording: Wording
) -> tuple[tuple[str, str], ...]:
    """Return the sentence and the id of findings that only one document has.

    Parameters
    ----------
    several : sequence of KeptFinding
        Which.
    document, wording
        As for :func:`sentence_of`.
    """
    return tuple((sentence_of(one, document, wording), one.finding.finding_id) for one in several)


def _label(figure: Figure | None, name: str, wording: Wording) -> str:
    """Name a figure that is shown alone; one that only a sentence needs has no name."""
    return "" if figure is None else wording.label(figure, name)


def _value(figure: Figure | None, wording: Wording) -> str:
    if figure is None:
        return "–"
    base = wording.base(figure)
    return f"{wording.figure(figure)} {base}".strip()


def diff_page(result: DocumentDiff, wording: Wording) -> str:
    """Write the page.

    Parameters
    ----------
    result : DocumentDiff
        The comparison.
    wording : Wording
        The language.
    """
    style = asset("page.css")
    tables = [shown(table, wording) for table in result.tables if table.name == "diff_tables" and len(table)]
    return str(
        render(
            "diff.html",
            wording,
            result=result,
            version=__version__,
            made=written_at(wording),
            says=[wording.say(finding) for finding in result.findings],
            changes=[told(changed, result, wording) for changed in result.changed],
            appeared=listed(result.appeared, result.after, wording),
            went=listed(result.went, result.before, wording),
            tables=tables,
            policy=policy([], [style]),
            style=Markup(style),  # noqa: S704 - our own file
        )
    )
