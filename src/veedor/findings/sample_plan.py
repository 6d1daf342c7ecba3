"""A plan for a random sample as a finding and a table: how many sheets to draw, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import base_key, difference, finite, measured, sentence_of, subject_figures
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.outstanding.sample.plan import SamplePlan

NEYMAN = Method(
    "sample.method.plan",
    "Cochran, Sampling Techniques, 3rd ed., equations 5.26 (Neyman allocation) and 5.35, section 5.8",
)


def findings(result: SamplePlan) -> tuple[Finding, ...]:
    """Return how many sheets to draw."""
    measure = result.measure
    figures = (
        *subject_figures(result.assertion, measure),
        measured("value", result.value, measure),
        Figure("source", result.source, Unit.FILE),
        Figure("drawn", result.drawn, Unit.SHEETS),
        Figure("sheets", result.sheets, Unit.SHEETS),
        Figure("strata", len(result.strata), Unit.NUMBER, digits=0),
        difference("wanted", result.half, measure),
        difference("half", result.expected_half, measure),
    )
    says = "sample.plan.line" if result.tells else "sample.plan.width"
    finding = Finding(
        "sample.plan",
        sentence_of(says, measure),
        figures,
        NEYMAN,
        assumptions=("sample.assumes.as_before",),
        cannot_show=("sample.cannot.arrive",),
    )
    return (finding,)


def tables(result: SamplePlan) -> tuple[Table, ...]:
    """Return how many sheets to draw from each stratum."""
    columns = (
        Column("stratum", Unit.TEXT),
        Column("sheets", Unit.SHEETS),
        Column("spread", Unit.POINTS, base_key(result.measure.base_name)),
        Column("drawn", Unit.SHEETS),
    )
    rows = tuple((s.name or None, s.sheets, finite(s.spread), s.drawn) for s in result.strata)
    return (Table("sample_plan", columns, rows),)
