"""What the people of an audit take along, as pages to print: list, forms, labels, place-holders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.templates import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit import AuditFolder
    from veedor.audit.fetch import ToFetch
    from veedor.report.wording import Wording

KINDS = ("list", "forms", "labels", "holders")
"""What can be printed: whom to ask for what, a form for each sheet, labels for the envelopes, and a page that
stays in the place of each sheet that was taken out."""


def audit_page(kind: str, folder: AuditFolder, sheets: Sequence[ToFetch], wording: Wording) -> str:
    """Write one of :data:`KINDS` as one page that prints well and opens offline.

    The reported figures are in none of them: who reads a sheet should not know what to expect.

    Parameters
    ----------
    kind : str
        Which.
    folder : AuditFolder
        The audit.
    sheets : sequence of ToFetch
        In the order in which they are printed.
    wording : Wording
        Language.
    """
    plan = folder.plan
    audit = {
        "title": plan.title,
        "draw": folder.draw_line.sha256,
        "contests": [
            {"title": of.title, "choices": [choice.label for choice in of.choices]} for of in plan.contests
        ],
        "readings": range(1, plan.design.readings + 1),
    }
    of = ".ballots" if plan.design.of_ballots else ""
    return str(render("audit_papers.html", wording, kind=kind, audit=audit, sheets=list(sheets), of=of))
