"""Which conditions fall where an outcome changes, in words: the figure of one is told, the others here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.decision_tables import condition_key
from veedor.findings.words import base_key, line_of, measured, over_or_alone, whom
from veedor.model import Figure, Finding, Method, Quorum, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.model import Assertion, Measure
    from veedor.rules.undoing import FallenCondition

DIGITS = 4
"""Decimals of leads and shares: enough to see on which side of its line one lies."""
REDECIDED = Method("rules.method.fallen", "the rule, applied to what is left")


def beside(falls: Sequence[FallenCondition], told: Measure | None) -> tuple[FallenCondition, ...]:
    """Return the conditions that fall beside the one that is told already."""
    return tuple(fall for fall in falls if fall.measure is None or fall.measure != told)


def names_of(falls: Sequence[FallenCondition]) -> Figure:
    """Name all conditions that fall, those of one kind once."""
    terms = dict.fromkeys(f"rules.condition.{condition_key(fall.condition)}" for fall in falls)
    return Figure("fallen", tuple(terms), Unit.TERM)


def findings_of(finding_id: str, falls: Sequence[FallenCondition]) -> Iterator[Finding]:
    """Say of each condition from where to where it goes, and where its line is."""
    for number, fall in enumerate(falls):
        says, figures = _words(fall)
        yield Finding(
            f"{finding_id}.falls.{number}",
            says,
            figures,
            REDECIDED,
            cannot_show=("rules.cannot.votes",),
        )


def _words(fall: FallenCondition) -> tuple[str, tuple[Figure, ...]]:
    condition = fall.condition
    named = Figure("condition", f"rules.condition.{condition_key(condition)}", Unit.TERM)
    if isinstance(condition, Quorum):
        return "rules.fallen.quorum", (
            named,
            Figure("before", fall.before, Unit.NUMBER, digits=0),
            Figure("after", fall.after, Unit.NUMBER, digits=0),
            Figure("needed", condition.need, Unit.NUMBER, digits=0),
        )
    return over_or_alone("rules.fallen", condition), (named, *_levels(fall, condition))


def _levels(fall: FallenCondition, condition: Assertion) -> Iterator[Figure]:
    """Name whose lead or share it is, with both values and the line."""
    yield Figure("subject", whom(condition), Unit.CHOICE)
    yield Figure("rival", condition.rival, Unit.CHOICE)
    if condition.scope is not None:
        yield Figure("area", condition.scope.area, Unit.PLACE)
    if fall.measure is not None:
        yield measured("before", fall.before, fall.measure, DIGITS)
        yield measured("after", fall.after, fall.measure, DIGITS)
        yield line_of("line", fall.measure)
        yield Figure("base", base_key(fall.measure.base_name), Unit.TERM)
