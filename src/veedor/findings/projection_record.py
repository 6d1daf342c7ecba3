"""What else a projection says: its record beside a simple method, what is possible, and the outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.words import (
    difference,
    finite,
    level_term,
    measured,
    outcome_term,
    sentence_of,
    subject_figures,
)
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from veedor.outstanding.projection import Projection

RECORD = Method(
    "outstanding.method.record",
    "interval score (Winkler, Journal of the American Statistical Association 67, 1972, 187-191)",
)
BOUNDS = Method("outstanding.method.bounds", "extremes of a ratio of sums over what the open votes can hold")
CHANCES = Method(
    "outstanding.method.chances", "t-distributed draws of all columns from the errors of the projection"
)
REGIONS = Method(
    "outstanding.method.regions",
    "the errors of the projection by region; drift of regions beyond the whole from a back-test; t intervals",
)
ASSUMES = ("outstanding.assumes.drift", "outstanding.assumes.roll")
CANNOT = ("outstanding.cannot.future", "outstanding.cannot.honest")
SURE = 0.95
"""Probability from which it is said who ends ahead in a region."""
NAMED = 10
"""Regions that are named."""
TOGETHER = 2
"""Regions from which on they are told apart."""


def record_finding(result: Projection, i: int) -> Finding | None:
    """Put the record of the projection beside that of the simple method with drift."""
    measure, record = result.measures[i], result.record
    if record is None or finite(record.score(i)) is None or finite(record.score(i, reference=True)) is None:
        return None
    covered, given = record.covered(i)
    reference, of = record.covered(i, reference=True)
    figures = (
        *subject_figures(result.assertions[i], measure),
        Figure("covered", covered, Unit.NUMBER),
        Figure("given", given, Unit.NUMBER),
        Figure("reference_covered", reference, Unit.NUMBER),
        Figure("reference_given", of, Unit.NUMBER),
        difference("error", record.error(i), measure),
        difference("reference_error", record.error(i, reference=True), measure),
        difference("score", record.score(i), measure),
        difference("reference_score", record.score(i, reference=True), measure),
    )
    says = sentence_of("outstanding.record", measure)
    return Finding(
        f"outstanding.record.{i + 1}", says, figures, RECORD, cannot_show=("outstanding.cannot.record",)
    )


def bounds_finding(result: Projection, i: int) -> Finding | None:
    """Say between what a measure must end, where no interval of the method is given."""
    least, most = finite(result.bounds[0][i]), finite(result.bounds[1][i])
    if result.estimate is not None or least is None or most is None or result.break_evens[i].settled:
        return None
    measure = result.measures[i]
    figures = (
        *subject_figures(result.assertions[i], measure),
        measured("low", least, measure),
        measured("high", most, measure),
    )
    says = sentence_of("outstanding.bounds", measure)
    return Finding(
        f"outstanding.bounds.{i + 1}", says, figures, BOUNDS, assumptions=("outstanding.assumes.roll",)
    )


def regions_finding(result: Projection) -> Finding | None:
    """Say how sure it is who ends ahead in each region; or why regions have no intervals."""
    if not result.coverage.passes or not result.outstanding or len(result.regions) < TOGETHER:
        return None
    level = Figure("level", level_term(result.known.regions.level), Unit.TERM)
    figures: tuple[Figure, ...] = (level, Figure("regions", len(result.regions), Unit.NUMBER, digits=0))
    told = [region for region in result.regions if finite(region.probability) is not None]
    if result.estimate is None or not told:
        return Finding("outstanding.regions", "outstanding.regions.none", figures, REGIONS)
    sure = [region for region in told if result.no_surer(region.probability) >= SURE]
    open_ones = sorted((region for region in told if region not in sure), key=lambda one: one.probability)
    named = [f"{region.name}" for region in open_ones[:NAMED]]
    more = [f"… ({len(open_ones) - NAMED})"] if len(open_ones) > NAMED else []
    changed = [region for region in result.regions if region.then not in {None, region.ahead}]
    figures += (
        Figure("open", len(told), Unit.NUMBER, digits=0),
        Figure("sure", len(sure), Unit.NUMBER, digits=0),
        Figure("changed", len(changed), Unit.NUMBER, digits=0),
        Figure("at_least", SURE, Unit.PROBABILITY, "", 2),
        Figure("named", (*named, *more) or None, Unit.TEXT),
    )
    return Finding(
        "outstanding.regions",
        "outstanding.regions.open" if open_ones else "outstanding.regions",
        figures,
        REGIONS,
        assumptions=ASSUMES,
        cannot_show=CANNOT,
    )


def chances_finding(result: Projection) -> Finding | None:
    """Say which outcome under the rule is the most probable one."""
    if not result.chances:
        return None
    first = result.chances[0]
    figures = (
        Figure("outcome", outcome_term(first.outcome), Unit.TERM),
        Figure("people", tuple(first.outcome.choices), Unit.CHOICE),
        Figure("probability", result.chance_of(first), Unit.PROBABILITY, "", 3),
        Figure("draws", result.draws, Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
    )
    return Finding(
        "outstanding.chances",
        "outstanding.chances",
        figures,
        CHANCES,
        assumptions=ASSUMES,
        cannot_show=CANNOT,
    )
