"""Two reports side by side as a page: one HTML file without scripts that opens offline and prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.report.page import asset, policy
from veedor.report.tables import shown
from veedor.report.templates import render
from veedor.report.write import written_at
from veedor.version import __version__

if TYPE_CHECKING:
    from veedor.findings.document_diff import ChangedFinding, DocumentDiff
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


def told(changed: ChangedFinding, wording: Wording) -> ChangeTold:
    """Put a finding that differs in words.

    Parameters
    ----------
    changed : ChangedFinding
        Which.
    wording : Wording
        The language of labels and figures; sentences are as the documents have them.
    """
    name = changed.after.finding.finding_id
    figures = tuple(
        (label, _value(a, wording), _value(b, wording))
        for a, b in changed.figures
        if (label := _label(a or b, name, wording))
    )
    why = ", ".join(wording.text(f"diff.why.{cause}") for cause in changed.causes)
    before, after = (kept.text or kept.finding.says for kept in (changed.before, changed.after))
    return ChangeTold(name, before, after, figures, why)


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
            changes=[told(changed, wording) for changed in result.changed],
            tables=tables,
            policy=policy([], [style]),
            style=Markup(style),  # noqa: S704 - our own file
        )
    )
