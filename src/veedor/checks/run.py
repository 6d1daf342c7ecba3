"""Ask the checks of a count and of its decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.checks.base import Flagged, LooksAt
from veedor.checks.impact import effects
from veedor.checks.legal import answer
from veedor.checks.register import CHECKS, get
from veedor.checks.result import CheckResult, ChecksResult, Subset
from veedor.count.vectors import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.checks.base import Check, Dossier
    from veedor.checks.impact import Baseline, ChangeEffect, Impact


def run_checks(
    dossier: Dossier, baseline: Baseline | None, *, only: Sequence[str] = (), undecided: str = ""
) -> ChecksResult:
    """Ask checks of a count.

    Parameters
    ----------
    dossier : Dossier
        The count, those before it, logs, other contests, and the pack.
    baseline : Baseline, optional
        The examined count with what the rule makes of it; None where the contest has no rule.
    only : sequence of str
        Ids of the checks to ask; where empty, all that come with Veedor and those that the pack names.
    undecided : str
        Why the rule of the contest cannot be applied; empty where it can, or where there is none.

    Raises
    ------
    QuestionError
        Where there is no such check.
    """
    checks = [get(check_id) for check_id in only or dict.fromkeys((*CHECKS, *dossier.pack.checks))]
    results = tuple(_ask(check, dossier, baseline) for check in checks)
    named = {r.check.check_id: r.named for r in results if r.flagged is not None}
    asked = () if only or baseline is None else dossier.pack.questions
    return ChecksResult(
        dossier.sheets.contest,
        dossier.sheets.count_id,
        dossier.pack,
        results,
        tuple(answer(question, named, baseline) for question in asked) if baseline is not None else (),
        None if baseline is None else baseline.measure,
        None if baseline is None else baseline.level(),
        dossier.states,
        baseline is not None and baseline.is_open,
        undecided,
    )


def _ask(check: Check, dossier: Dossier, baseline: Baseline | None) -> CheckResult:
    found = check.find(check, dossier)
    grounds = dossier.pack.grounds_of(check.check_id)
    if not isinstance(found, Flagged):
        return CheckResult(check, found, grounds=grounds)
    where = rows_of(found.ids, dossier.sheets.ids)
    inside = where >= 0

    def impact_of(rows: Ints) -> Impact | None:
        return baseline.impact(rows) if baseline is not None and len(rows) else None

    impact = impact_of(where[inside])
    parts = tuple(
        Subset(name, int(mask.sum()), impact if mask.all() else impact_of(where[mask & inside]))
        for name, mask in found.parts.items()
        if mask.any()
    )
    changes = () if baseline is None else _effects(check, dossier, found, baseline)
    return CheckResult(check, found, impact, parts, changes, grounds)


def _effects(check: Check, dossier: Dossier, found: Flagged, baseline: Baseline) -> tuple[ChangeEffect, ...]:
    """What the changes on the named sheets did to the assertions; nothing for sheets that one count lacks."""
    pair = dossier.pair if check.reach is LooksAt.COUNTS and len(found) else None
    if pair is None:
        return ()
    rows = rows_of(found.ids, pair.later.ids)
    rows = rows[rows >= 0]
    if not len(rows):
        return ()
    return effects(pair.earlier.take(rows), pair.later.take(rows), baseline.decision.assertions)
