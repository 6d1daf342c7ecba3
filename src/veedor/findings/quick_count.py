"""A random sample of sheets as findings: the estimate with its interval, and the strata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.subject import difference, sentence_of, subject_figures
from veedor.findings.words import base_key, finite, measured
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.outstanding.quick_count import SampleEstimate

METHOD = Method(
    "outstanding.method.sample",
    "Cochran, Sampling Techniques, 3rd ed., equations 6.48 and 6.51 (combined ratio)",
)


def findings(result: SampleEstimate) -> tuple[Finding, ...]:
    """Give the estimate with its interval."""
    measure = result.measure
    figures = (
        *subject_figures(result.assertion, measure),
        measured("value", result.value, measure),
        difference("error", result.error, measure),
        measured("low", result.value - result.half, measure),
        measured("high", result.value + result.half, measure),
        Figure("sampled", result.sampled, Unit.SHEETS),
        Figure("sheets", result.sheets, Unit.SHEETS),
        Figure("strata", len(result.strata), Unit.NUMBER),
        Figure("joined", result.joined, Unit.NUMBER),
    )
    finding = Finding(
        "outstanding.sample",
        sentence_of("outstanding.sample", measure),
        figures,
        METHOD,
        assumptions=("outstanding.assumes.random_sample",),
        cannot_show=("outstanding.cannot.honest",),
    )
    return (finding,)


def tables(result: SampleEstimate) -> tuple[Table, ...]:
    """Give the strata."""
    columns = (
        Column("stratum", Unit.TEXT),
        Column("sheets", Unit.SHEETS),
        Column("sampled", Unit.SHEETS),
        Column("spread", Unit.POINTS, base_key(result.measure.base_name)),
    )
    rows = tuple((s.name, s.sheets, s.sampled, finite(s.spread)) for s in result.strata)
    return (Table("outstanding_sample", columns, rows),)
