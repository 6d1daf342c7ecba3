"""Which sheets do not add up: ranked by consequence, with the cards of those that weigh most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.checks import overview
from veedor.model import localised
from veedor.report.sections import (
    Folded,
    Fragment,
    Listing,
    Part,
    Said,
    Section,
    attempt,
    drawn,
    render,
    said,
)

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.checks import ChecksResult
    from veedor.report.wording import Wording

CARDS = 8
"""Cards on the page; every other sheet stands in findings.json and in the tables."""
ROWS = 15
"""Rows of the table of each check on the page."""
NEIGHBOURS = 8
"""Neighbours on a card."""


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = case.check()
    words = wording.of(result.contest)
    tables = [t for t in result.tables if t.name.startswith("check_") and t.rows]
    parts: list[Part] = [
        *drawn(result, words),
        Listing(overview(result)),
        *said(result),
        *_grounds(result, words),
        *(Listing(table, limit=ROWS, folded=True) for table in tables),
    ]
    parts += attempt("cards", lambda: _cards(case, words))
    return Section("check", tuple(parts))


def _cards(case: Case, wording: Wording) -> list[Part]:
    """Write the cards of the sheets that weigh most."""
    cards = case.cards(CARDS)
    parts: list[Part] = [Fragment(render("cards.html", wording))]
    for card in cards:
        figures, *others = card.tables
        parts += [Said(card.findings[0]), Listing(figures, folded=True)]
        parts += [
            Listing(table, limit=NEIGHBOURS, folded=True)
            for table in others
            if table.name == "card_neighbours"
        ]
    return [Folded(wording.text("checks.cards"), tuple(parts))] if cards else []


def _grounds(result: ChecksResult, wording: Wording) -> list[Part]:
    """Write the legal grounds of the pack in the reader's language."""
    lang = wording.lang
    grounds = [
        {"law": g.law, "check": g.check, "summary": localised(g.summary, lang), "read": g.read}
        for g in result.pack.grounds
    ]
    paper = [
        {"law": g.law, "summary": localised(g.summary, lang), "read": g.read}
        for g in result.pack.not_in_figures
    ]
    if not grounds and not paper:
        return []
    title = f"{wording.text('checks.grounds')}: {localised(result.pack.country, lang)}"
    return [Fragment(render("checks.html", wording, grounds=grounds, paper=paper), title)]
