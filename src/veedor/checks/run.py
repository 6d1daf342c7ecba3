"""Ask the checks of a count and of its decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.accounted import accounted
from veedor.checks.answers import answer
from veedor.checks.base import Flagged, Material, Reach
from veedor.checks.counts.pairing import pair
from veedor.checks.impact import Ground, effects
from veedor.checks.register import CHECKS, get
from veedor.checks.result import CheckResult, ChecksResult, Part
from veedor.model import OutcomeKind, Unit
from veedor.rules import decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.checks.base import Check
    from veedor.checks.impact import Effect
    from veedor.rules import Decision


def run_checks(
    material: Material, decision: Decision | None, *, only: Sequence[str] = (), command: str = ""
) -> ChecksResult:
    """Ask checks of a count.

    Parameters
    ----------
    material : Material
        The count, those before it, logs, other contests, and the pack.
    decision : Decision, optional
        What the rule makes of the examined count; None where the contest has no rule.
    only : sequence of str
        Ids of the checks to ask; all where empty.
    command : str
        The command that computes it again.

    Raises
    ------
    QuestionError
        Where there is no such check.
    """
    ground = None if decision is None else Ground(material.sheets, decision, _is_open(material, decision))
    checks = [get(check_id) for check_id in only] if only else list(CHECKS.values())
    results = tuple(_ask(check, material, ground) for check in checks)
    named = {r.check.check_id: r.named for r in results if r.flagged is not None}
    asked = () if only or ground is None else material.pack.questions
    return ChecksResult(
        material.sheets.contest,
        material.sheets.count_id,
        material.pack,
        results,
        tuple(answer(q, named, ground) for q in asked) if ground is not None else (),
        Unit.POINTS if ground is None else ground.unit,
        "base.valid" if ground is None else ground.base,
        None if ground is None else ground.measure,
        None if ground is None or ground.assertion is None else ground.assertion.threshold,
        None
        if material.states is None
        else accounted(material.states, is_open=bool(ground and ground.is_open), command=command),
        command=command,
    )


def _is_open(material: Material, decision: Decision) -> bool:
    """Whether sheets that are not counted, or blank cells, could still change the outcome."""
    if material.states is None:
        return False
    rule = decision.rule
    whole = decide(rule, material.states.tally(rule.divisions), round=decision.as_counted.round)
    return whole.kind is OutcomeKind.UNDETERMINED


def _ask(check: Check, material: Material, ground: Ground | None) -> CheckResult:
    found = check.find(check, material)
    grounds = material.pack.grounds_of(check.check_id)
    if not isinstance(found, Flagged):
        return CheckResult(check, found, grounds=grounds)
    sheets = material.sheets
    # rows of the examined count, -1 for a sheet that it does not have
    where = np.array([sheets.row.get(name, -1) for name in found.ids.tolist()], dtype=np.int64)
    inside = where >= 0
    impact = ground.impact(where[inside]) if ground is not None and inside.any() else None
    parts = []
    for name, mask in found.parts.items():
        if not mask.any():
            continue
        rows = where[mask & inside]
        whole = bool(mask.all())
        own = impact if whole else ground.impact(rows) if ground is not None and len(rows) else None
        parts.append(Part(name, int(mask.sum()), own))
    changes = _effects(check, material, found, ground) if ground is not None else ()
    return CheckResult(check, found, int(inside.sum()), impact, tuple(parts), changes, grounds)


def _effects(check: Check, material: Material, found: Flagged, ground: Ground) -> tuple[Effect, ...]:
    """What the changes on the named sheets did to the assertions; nothing for sheets that one count lacks."""
    both = pair(material) if check.reach is Reach.COUNTS and len(found) else None
    if both is None:
        return ()
    rows = np.flatnonzero(np.isin(both.after.ids, found.ids))
    if not len(rows):
        return ()
    return effects(both.before.take(rows), both.after.take(rows), ground.decision.assertions)
