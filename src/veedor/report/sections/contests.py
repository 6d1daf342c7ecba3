"""The other contests of the case: of each the outcome, the votes, and what it rests on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.report.charts.results import choices
from veedor.report.sections import Listing, OfContest, Part, Picture, Section, attempt
from veedor.report.sections.outcome import answer
from veedor.report.sections.seats import seats_of

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count import OutcomeResult
    from veedor.report.wording import Wording


def build(case: Case, wording: Wording) -> Section:
    """Write the section; a case with one contest has nothing in it."""
    if len(case.election.ruled) < 2:
        return Section("contests", ())
    every = case.contests()
    main = case.election.contest_id()
    others = [result for result in every.outcomes if result.contest.contest_id != main]
    parts: list[Part] = [Listing(table) for table in every.tables]
    parts += [_contest(result, wording.of(result.contest)) for result in others]
    return Section("contests", tuple(parts))


def _contest(result: OutcomeResult, wording: Wording) -> OfContest:
    name = re.sub(r"[^A-Za-z0-9]+", "-", str(result.contest.contest_id))
    made: list[Part] = [
        *answer(result, wording),
        *seats_of(result, wording),
        *attempt("results-choices", lambda: (Picture(choices(result, wording)),)),
    ]
    parts = tuple(
        Picture(replace(part.spec, name=f"{part.spec.name}-{name}")) if isinstance(part, Picture) else part
        for part in made
    )
    return OfContest(result.contest, wording.say(result.findings[0]), parts)
