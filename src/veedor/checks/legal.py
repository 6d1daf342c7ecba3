"""Legal questions about the outcome, asked of the sheets that checks name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Texts
    from veedor.checks.impact import Baseline, Impact
    from veedor.checks.pack import LegalQuestion


@dataclass(frozen=True)
class LegalAnswer:
    """The answer to one question of a pack.

    Parameters
    ----------
    question : LegalQuestion
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

    question: LegalQuestion
    sheets: int
    impact: Impact | None
    lead: int
    registered: int
    yes: bool
    lead_share: Fraction | None = None


def answer(question: LegalQuestion, named: Mapping[str, Texts], baseline: Baseline) -> LegalAnswer:
    """Answer one question.

    Parameters
    ----------
    question : LegalQuestion
        From the pack.
    named : mapping of str to text vector
        Sheets named by each check that was asked.
    baseline : Baseline
        The count and its decision.
    """
    chosen = [named[c] for c in question.checks if c in named]
    ids = np.unique(np.concatenate(chosen)) if chosen else np.array([], dtype=np.str_)
    rows = rows_of(ids, baseline.sheets.ids)
    rows = rows[rows >= 0]
    tally = baseline.decision.tally
    ranking = tally.ranking()
    lead = tally.of(ranking[0]) - (tally.of(ranking[1]) if len(ranking) > 1 else 0)
    impact = baseline.impact(rows) if len(rows) else None
    registered = 0 if impact is None else impact.registered
    share = None
    match question.question:
        case "decisive":
            yes = impact is not None and impact.annulled_changes
        case "margin_of_lead":
            yes = len(rows) > 0 and lead <= registered
        case "close":
            share = Fraction(lead, max(tally.cast, 1))
            yes = share <= Fraction(question.share)
    return LegalAnswer(question, len(rows), impact, lead, registered, yes, share)
