"""Assertions in a plan, with the sums that anyone can add up again, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.design import fraction_of
from veedor.audit.papers import PlannedAssertion
from veedor.errors import AuditError
from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Scope
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.audit.bounds import SheetBounds

_LARGEST = 10**9
"""No weight of an assertion is larger: what a sheet adds fits in 64 bits."""


def planned(bounds: SheetBounds) -> PlannedAssertion:
    """Write an assertion with its sums into a plan."""
    a = bounds.assertion
    return PlannedAssertion(
        a.assertion_id,
        str(a.kind),
        a.subject,
        a.rival,
        str(a.threshold),
        a.base,
        {str(choice): weight for choice, weight in a.weights.items()},
        a.strict,
        a.scale,
        a.registered_weight,
        a.ballots_weight,
        a.constant,
        a.scope.division if a.scope else None,
        a.scope.area if a.scope else None,
        *(
            number // bounds.parts
            for number in (
                bounds.counted,
                bounds.counted - bounds.slack,
                bounds.slack,
                bounds.total,
                bounds.largest,
            )
        ),
    )


def assertion_of(line: PlannedAssertion) -> Assertion:
    """Read an assertion back from a plan.

    Raises
    ------
    AuditError
        Where it is of no known kind, its threshold is no fraction, or its weights are beyond any assertion's.
    """
    scope = None
    if line.division is not None and line.area is not None:
        scope = Scope(line.division, AreaId(line.area))
    numbers = (*line.weights.values(), line.ballots_weight)
    if line.kind not in tuple(AssertionKind) or line.scale < 1 or max(map(abs, numbers)) > _LARGEST:
        raise AuditError(
            sentence("{assertion_id} is no assertion.", assertion_id=line.assertion_id[:80]),
            remedy="Take the plan again from its signed copy.",
        )
    return Assertion(
        line.assertion_id,
        AssertionKind(line.kind),
        None if line.subject is None else ChoiceId(line.subject),
        None if line.rival is None else ChoiceId(line.rival),
        fraction_of("threshold", line.threshold),
        line.base,
        {ChoiceId(choice): weight for choice, weight in line.weights.items()},
        line.strict,
        line.scale,
        line.registered_weight,
        line.constant,
        scope,
        line.ballots_weight,
    )
