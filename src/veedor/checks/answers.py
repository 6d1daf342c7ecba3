"""Legal questions about the outcome, asked of the sheets that checks name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.impact import Ground, Impact
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.checks.pack import Question
    from veedor.count.sheets import TextVector


@dataclass(frozen=True)
class Answer:
    """The answer to one question of a pack.

    Parameters
    ----------
    question : Question
        What the law asks.
    sheets : int
        Sheets that the question's checks name.
    impact : Impact, optional
        What they could do.
    lead : int
        Votes between the first and the second candidate of the whole count.
    registered : int
        Registered voters of the sheets.
    yes : bool
        The answer: decisive; no return may be made; close.
    lead_share : Fraction, optional
        The lead out of ballots cast, for ``close``.
    """

    question: Question
    sheets: int
    impact: Impact | None
    lead: int
    registered: int
    yes: bool
    lead_share: Fraction | None = None

    def finding(self, command: str) -> Finding:
        """Put the answer into a finding."""
        asked = self.question
        says = f"checks.question.{asked.question}.{'yes' if self.yes else 'no'}"
        figures = [
            Figure("law", asked.law, Unit.TEXT),
            Figure("sheets", self.sheets, Unit.SHEETS),
            Figure("lead_votes", self.lead, Unit.VOTES),
            Figure("registered", self.registered, Unit.VOTERS),
        ]
        if self.lead_share is not None:
            figures += [
                Figure("lead_share", self.lead_share, Unit.POINTS, "base.cast"),
                Figure("limit", Fraction(asked.share), Unit.POINTS, "base.cast"),
            ]
        return Finding(
            f"checks.question.{asked.question}",
            says,
            tuple(figures),
            Method(f"checks.question.{asked.question}", asked.law),
            ("checks.assumption.figures_as_published",),
            ("checks.cannot_show.legal_advice", f"checks.read.{asked.read}"),
            command,
        )


def answer(question: Question, named: Mapping[str, TextVector], ground: Ground) -> Answer:
    """Answer one question.

    Parameters
    ----------
    question : Question
        From the pack.
    named : mapping of str to text vector
        Sheets named by each check that was asked.
    ground : Ground
        The count and its decision.
    """
    sheets = ground.sheets
    chosen = [named[c] for c in question.checks if c in named]
    ids = np.unique(np.concatenate(chosen)) if chosen else np.array([], dtype=sheets.ids.dtype)
    rows = np.flatnonzero(np.isin(sheets.ids, ids))
    tally = ground.decision.tally
    ranking = tally.ranking()
    lead = tally.of(ranking[0]) - (tally.of(ranking[1]) if len(ranking) > 1 else 0)
    impact = ground.impact(rows) if len(rows) else None
    registered = 0 if impact is None else impact.registered
    match question.question:
        case "decisive":
            yes = impact is not None and impact.annulled_changes
        case "margin_of_lead":
            yes = len(rows) > 0 and lead <= registered
        case "close":
            share = Fraction(lead, max(tally.cast, 1))
            return Answer(
                question, len(rows), impact, lead, registered, share <= Fraction(question.share), share
            )
    return Answer(question, len(rows), impact, lead, registered, yes)
