"""A projection as findings: break-even first, then the projection with its record, then what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.earlier_use import LEARN, earlier_findings
from veedor.findings.projection_record import (
    ASSUMES,
    CANNOT,
    bounds_finding,
    chances_finding,
    record_finding,
    regions_finding,
)
from veedor.findings.projection_seats import seats_findings
from veedor.findings.projection_tables import tables
from veedor.findings.words import difference, finite, level_term, measured, sentence_of, subject_figures
from veedor.model import Figure, Finding, Method, Unit
from veedor.outstanding.arrival import Basis
from veedor.outstanding.calibration import MINIMUM
from veedor.outstanding.guess import REFUSE_BELOW, SILENT_AT_MOST, SMALL, WARN_BELOW, CoverageVerdict
from veedor.outstanding.partial_count import Sizing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.outstanding.projection import Projection

__all__ = ["findings", "tables"]

BREAK_EVEN = Method(
    "outstanding.method.break_even",
    "(t (V0 + V1) - D0) / V1: the law's inequality solved, with V1 = outstanding roll x rate of the count",
)
SETTLED = Method(
    "outstanding.method.settled", "the worst vote of every outstanding registered voter, in integers"
)
COVERAGE = Method(
    "outstanding.method.gate", "share of the outstanding roll in polling places with a counted sheet"
)
CALIBRATED = Method(
    "outstanding.method.calibrated",
    "random places by level (Searle, Casella and McCulloch, Variance Components, 1992, section 7.4), strata "
    "across them; drift by class from a back-test; t intervals with Satterthwaite's degrees of freedom",
)
REFERENCE = Method(
    "outstanding.method.reference",
    "hierarchical ratio (Cochran, Sampling Techniques, 3rd ed., section 6.2); nested Monte Carlo (Long, "
    "Rosnick, Kharrazian and Cashman, CEPR 2019)",
)
BY_AREA = Method(
    "outstanding.method.areas",
    "ultimate clusters (Hansen, Hurwitz and Madow, Sample Survey Methods and Theory, 1953, section 6.5)",
)
DATA = Method("outstanding.method.data", "join of roll and snapshot by sheet id")
NAMED = 10
"""Sheets that nothing bounds which are named."""


def findings(result: Projection) -> tuple[Finding, ...]:
    """Return what a projection supports."""
    numbers = range(len(result.assertions))
    found = [_state(result), *_areas(result)]
    if result.outstanding:
        found += [_break_even(result, i) for i in numbers]
    found += seats_findings(result)
    found += [_coverage(result), *earlier_findings(result)]
    if result.coverage.passes:
        found += [make(result, i) for i in numbers for make in (_projection, _reference)]
    more = (*(make(result, i) for i in numbers for make in (record_finding, bounds_finding)),)
    found += [
        finding
        for finding in (*more, chances_finding(result), regions_finding(result))
        if finding is not None
    ]
    found += [
        Finding(f"outstanding.data.{name}", f"outstanding.data.{name}", figures, DATA)
        for name, figures in _data(result)
    ]
    return tuple(found)


def _areas(result: Projection) -> Iterator[Finding]:
    """Say what stands for sheets where a count is published by area."""
    share = result.known.share
    if share is not None:
        yield Finding(
            "outstanding.areas",
            "outstanding.areas",
            (Figure("arrivals", round(float(share[result.known.counted].sum())), Unit.NUMBER, digits=0),),
            BY_AREA,
            assumptions=("outstanding.assumes.areas",),
        )
        yield from _areas_apart(result)


def _areas_apart(result: Projection) -> Iterator[Finding]:
    """Say how many sheets of areas are observed, and of which areas nothing bounds the open ones."""
    beside = result.known.beside
    if beside.set_aside:
        figures = (Figure("observed", beside.set_aside, Unit.SHEETS),)
        yield Finding("outstanding.areas.observed", "areas.projection.observed", figures, BY_AREA)
    if beside.unbounded and result.known.sizing is not Sizing.SHEETS:
        named = beside.unbounded[:NAMED]
        which = (
            Figure("areas_unbounded", len(beside.unbounded), Unit.AREAS),
            Figure("unbounded_ids", named, Unit.TEXT),
        )
        yield Finding("outstanding.areas.unbounded", "areas.projection.unbounded", which, BY_AREA)


def _state(result: Projection) -> Finding:
    """How much of the count is in."""
    listed = result.known.beside.listed
    name = "counted" if result.outstanding else "complete" if listed else "unlisted"
    figures = [
        Figure("sheets", result.sheets, Unit.SHEETS),
        Figure("counted", result.counted, Unit.SHEETS),
        Figure("outstanding", result.outstanding, Unit.SHEETS),
        Figure("counted_share", result.counted / max(result.sheets, 1), Unit.SHARE, "base.sheets"),
    ]
    silent = result.known.silent
    if result.outstanding and silent:
        named = ", ".join(part.name for part in silent[:NAMED])
        figures.append(Figure("silent", named, Unit.TEXT))
        figures.append(
            Figure("silent_share", sum(part.share for part in silent), Unit.SHARE, "base.whole_size")
        )
        name += ".silent" if len(silent) <= NAMED else ".silent_more"
    if result.taken_at is not None:
        figures.append(Figure("at", result.taken_at, Unit.MOMENT))
        name += ".at"
    return Finding(
        "outstanding.state",
        f"outstanding.state.{name}",
        tuple(figures),
        DATA,
        cannot_show=("outstanding.cannot.missing_roll",),
    )


def _break_even(result: Projection, i: int) -> Finding:
    """What the outstanding votes must bring, beside what the reporting places imply."""
    measure, item = result.measures[i], result.break_evens[i]
    figures = (
        *subject_figures(result.assertions[i], measure),
        measured("current", item.current, measure),
        measured("needed", item.needed, measure),
        measured("implied", item.implied, measure),
        Figure("outstanding", result.outstanding, Unit.SHEETS),
        Figure("votes", None if finite(item.outstanding) is None else round(item.outstanding), Unit.VOTES),
        Figure("settled", item.settled, Unit.TERM),
    )
    number = f"outstanding.break_even.{i + 1}"
    if item.settled:
        # an assertion that the line is not reached holds where the measure fails it
        kept = "holds" if item.holds_now != measure.negated else "fails"
        says = sentence_of(f"outstanding.settled.{kept}", measure)
        return Finding(number, says, figures, SETTLED, assumptions=("outstanding.assumes.roll",))
    says = "outstanding.no_break_even" if finite(item.needed) is None else "outstanding.break_even"
    return Finding(
        number,
        sentence_of(says, measure),
        figures,
        BREAK_EVEN,
        assumptions=("outstanding.assumes.turnout",),
        cannot_show=("outstanding.cannot.honest",),
    )


def _rests_on_earlier(result: Projection) -> bool:
    return result.earlier is not None and result.earlier.used


def _coverage(result: Projection) -> Finding:
    """Whether a projection is given, and why not."""
    verdict, tree = result.coverage.verdict, result.known.tree
    says, silent = str(verdict), result.coverage.silent
    if verdict is CoverageVerdict.REFUSED and silent >= SILENT_AT_MOST:
        says = "refused.silent"
    elif verdict is CoverageVerdict.REFUSED and not tree.places:
        says = "no_places"
    elif verdict is CoverageVerdict.WARNING and silent > 0:
        says = "warning.silent"
    elif verdict is CoverageVerdict.OPEN and result.coverage.share < WARN_BELOW:
        says = "open.small"
    if verdict is CoverageVerdict.ALL_COUNTED and result.outstanding:
        says = "unnamed"
    figures = (
        Figure("level", level_term(tree.levels[0]), Unit.TERM),
        Figure("share", finite(result.coverage.share), Unit.SHARE, "base.outstanding_size"),
        Figure("silent_share", silent, Unit.SHARE, "base.whole_size"),
        Figure("small", SMALL, Unit.SHARE, "base.whole_size", 0),
        Figure("silent_at_most", SILENT_AT_MOST, Unit.SHARE, "base.whole_size", 0),
        Figure("refuse_below", REFUSE_BELOW, Unit.SHARE, "base.outstanding_size", 0),
        Figure("warn_below", WARN_BELOW, Unit.SHARE, "base.outstanding_size", 0),
    )
    return Finding(
        "outstanding.gate",
        f"earlier.gate.{says}" if _rests_on_earlier(result) else f"outstanding.gate.{says}",
        figures[5:] if verdict in {CoverageVerdict.ALL_COUNTED, CoverageVerdict.NOTHING_COUNTED} else figures,
        COVERAGE,
        cannot_show=("outstanding.cannot.gate",),
    )


def _projection(result: Projection, i: int) -> Finding:
    """The calibrated projection with its record; without an order, only what can be said without one."""
    measure, estimate, record = result.measures[i], result.estimate, result.record
    figures = [
        *subject_figures(result.assertions[i], measure),
        measured("current", result.current[i], measure),
    ]
    if estimate is None or record is None or finite(estimate.half[i]) is None:
        figures.append(measured("ratio", result.ratio_by_stratum[i], measure))
        says, method = "outstanding.uncalibrated", REFERENCE
    else:
        low, high = float(estimate.low[i]), float(estimate.high[i])
        covered, given = record.covered(i)
        figures += [
            measured("centre", float(estimate.centre[i]), measure),
            measured("low", low, measure),
            measured("high", high, measure),
            difference("half", (high - low) / 2, measure),
            Figure("covered", covered, Unit.NUMBER),
            Figure("given", given, Unit.NUMBER),
            difference("error", record.error(i), measure),
            Figure("probability", result.probability(i), Unit.PROBABILITY, "", 3),
        ]
        says = "outstanding.projection"
        method = LEARN if _rests_on_earlier(result) else CALIBRATED
    return Finding(
        f"outstanding.projection.{i + 1}",
        sentence_of(says, measure),
        tuple(figures),
        method,
        assumptions=ASSUMES,
        cannot_show=CANNOT,
    )


def _reference(result: Projection, i: int) -> Finding:
    """The simpler methods, for comparison. The spread of the plain Monte Carlo is not among them."""
    measure, reference = result.measures[i], result.reference
    figures = [
        *subject_figures(result.assertions[i], measure),
        measured("ratio", result.ratio[i], measure),
        measured("nested", result.nested[i], measure),
        Figure("draws", result.draws, Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
    ]
    says = sentence_of("outstanding.reference", measure)
    if result.matches_by_stratum:
        figures.append(measured("ratio_by_stratum", result.ratio_by_stratum[i], measure))
    if finite(reference.half[i]) is not None:
        figures.append(measured("drifted", reference.centre[i], measure))
        figures.append(difference("drifted_half", reference.half[i], measure))
        says += ".drift"
    return Finding(
        f"outstanding.reference.{i + 1}",
        says,
        tuple(figures),
        REFERENCE,
        assumptions=("outstanding.assumes.exchangeable",),
        cannot_show=("outstanding.cannot.spread",),
    )


def _data(result: Projection) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """Say what is missing, or does not agree, and what was done about it."""
    known = result.known
    beside, seen = known.beside, known.disagreements
    by_area = known.share is not None  # what is observed or unbounded there is told of areas
    aside = 0 if by_area else beside.set_aside
    numbers = {"set_aside": aside, "annulled": beside.annulled, "unnamed": beside.unnamed}
    yield from ((name, _sheets(n)) for name, n in numbers.items() if n)
    if beside.unbounded and known.sizing is not Sizing.SHEETS and not by_area:
        named = Figure("named", ", ".join(beside.unbounded[:NAMED]), Unit.TEXT)
        more = ".more" if len(beside.unbounded) > NAMED else ""
        yield f"no_register{more}", (*_sheets(len(beside.unbounded)), named)
    if known.sizing is not Sizing.REGISTERED:
        yield f"size_{known.sizing}", _sheets(seen.no_size)
    if seen.not_on_roll:
        yield "not_on_roll", _sheets(seen.not_on_roll)
    if seen.other_size:
        yield "other_size", _sheets(seen.other_size)
    if known.basis is Basis.NONE:
        yield ("few_times", _sheets(seen.few_times)) if seen.few_times else ("no_order", ())
        return
    if seen.untimed:
        yield "untimed", _sheets(seen.untimed)
    yield f"order_{known.basis}", ()
    if result.record is None or (result.coverage.passes and result.estimate is None):
        least, steps = Figure("least", MINIMUM, Unit.SHEETS), Figure("steps", len(known.steps), Unit.NUMBER)
        if len(known.in_order) < MINIMUM:
            yield "few_sheets", (least,)
        else:
            yield "few_steps" if result.record is None else "late_step", (steps,)


def _sheets(n: int) -> tuple[Figure, ...]:
    return (Figure("n", n, Unit.SHEETS),)
