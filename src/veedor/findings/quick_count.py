"""A random sample of sheets as findings: estimates with their intervals, what is missing, what was joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, difference, finite, measured, sentence_of, subject_figures
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.outstanding.sample.result import QuickCount

RATIO = Method(
    "sample.method.ratio",
    "Cochran, Sampling Techniques, 3rd ed., equations 6.48 and 6.51 (combined ratio)",
)
LATE = Method(
    "sample.method.late",
    "regression of the error of each sheet on the normal score of its rank of arrival, within strata; "
    "Cochran, section 13.2, on what nonresponse leaves open",
)
JOINED = Method("sample.method.joined", "Cochran, section 5A.12 (collapsed strata)")
DATA = Method("sample.method.data", "join of the sample and the roll by sheet id")
ASSUMES = ("sample.assumes.random", "sample.assumes.sheets")
CANNOT = ("sample.cannot.honest", "sample.cannot.drawn")
NAMED = 5
"""Joined strata that are named in the sentence; the table has all."""


def findings(result: QuickCount) -> tuple[Finding, ...]:
    """Return what a sample supports."""
    numbers = range(len(result.assertions))
    found = [_state(result), *(_estimate(result, i) for i in numbers)]
    if result.sample.missing:
        found += [_late(result, i) for i in numbers]
    if len(result.estimate.joined.joined):
        found.append(_joined(result))
    return tuple(found)


def _state(result: QuickCount) -> Finding:
    """How much of the sample is in."""
    sample = result.sample
    figures = (
        Figure("drawn", sample.drawn, Unit.SHEETS),
        Figure("arrived", len(sample), Unit.SHEETS),
        Figure("missing", sample.missing, Unit.SHEETS),
        Figure("sheets", sample.sheets, Unit.SHEETS),
        Figure("strata", len(sample.strata), Unit.NUMBER, digits=0),
        Figure("arrived_share", len(sample) / sample.drawn, Unit.SHARE, "base.drawn"),
    )
    says = "sample.state.incomplete" if sample.missing else "sample.state.complete"
    says += "" if len(sample.strata) > 1 else ".alike"
    return Finding("sample.state", says, figures, DATA, cannot_show=("sample.cannot.drawn",))


def _estimate(result: QuickCount, i: int) -> Finding:
    """An estimate, with its interval where one can be given."""
    measure, estimate = result.measures[i], result.estimate
    value, half = float(estimate.value[i]), float(estimate.half[i])
    figures = [
        *subject_figures(result.assertions[i], measure),
        measured("value", value, measure),
        Figure("arrived", len(result.sample), Unit.SHEETS),
    ]
    if result.has_interval:
        line = float(measure.threshold)
        side = "above" if value - half > line else "below" if value + half < line else "astride"
        figures += [
            measured("low", value - half, measure),
            measured("high", value + half, measure),
            difference("half", half, measure),
            difference("error", estimate.error[i], measure),
            Figure("line", f"sample.line.{side}", Unit.TERM),
            Figure("probability", result.probability(i), Unit.PROBABILITY, "", 3),
        ]
    return Finding(
        f"sample.estimate.{i + 1}",
        sentence_of("sample.estimate" if result.has_interval else "sample.open", measure),
        tuple(figures),
        RATIO,
        assumptions=(*ASSUMES, *(("sample.assumes.late",) if result.sample.missing else ())),
        cannot_show=CANNOT,
    )


def _late(result: QuickCount, i: int) -> Finding:
    """What the drawn sheets that have not arrived change, or would have to."""
    measure, estimate = result.measures[i], result.estimate
    figures = [
        *subject_figures(result.assertions[i], measure),
        Figure("missing", result.sample.missing, Unit.SHEETS),
        measured("plain", float(estimate.plain[i]), measure),
        difference("needed", result.needed(i), measure),
    ]
    if not result.has_interval:
        return Finding(
            f"sample.late.{i + 1}",
            sentence_of("sample.no_order", measure),
            tuple(figures),
            DATA,
            cannot_show=("sample.cannot.missing",),
        )
    covered, given = result.covered(i)
    figures += [
        measured("value", float(estimate.value[i]), measure),
        difference("drift", float(estimate.value[i] - estimate.plain[i]), measure),
        Figure("covered", covered, Unit.NUMBER, digits=0),
        Figure("given", given, Unit.NUMBER, digits=0),
    ]
    return Finding(
        f"sample.late.{i + 1}",
        sentence_of("sample.late" if result.sample.traits is not None else "sample.late.alone", measure),
        tuple(figures),
        LATE,
        assumptions=("sample.assumes.late",),
        cannot_show=("sample.cannot.missing",),
    )


def _joined(result: QuickCount) -> Finding:
    """Which strata had too few sheets, and what they were joined to."""
    joined, strata = result.estimate.joined, result.sample.strata
    pairs = [f"{strata[i].name} → {strata[joined.host[i]].name}" for i in joined.joined.tolist()]
    figures = (
        Figure("joined", len(pairs), Unit.NUMBER, digits=0),
        Figure("empty", len(joined.empty), Unit.NUMBER, digits=0),
        Figure("sheets", sum(strata[i].sheets for i in joined.empty.tolist()), Unit.SHEETS),
        Figure("pairs", "; ".join(pairs[:NAMED]) + ("; ..." if len(pairs) > NAMED else ""), Unit.TEXT),
        difference("gap", finite(result.estimate.gap[0]), result.measures[0]),
    )
    says = "sample.joined.empty" if len(joined.empty) else "sample.joined.few"
    return Finding("sample.joined", says, figures, JOINED, assumptions=("sample.assumes.alike",))


def tables(result: QuickCount) -> tuple[Table, ...]:
    """Return the shares of the candidates, and the strata."""
    return (_shares(result), _strata(result))


def _shares(result: QuickCount) -> Table:
    estimate, first = result.estimate, len(result.assertions)
    base = base_key(result.measures[first].base_name) if len(result.measures) > first else ""
    names = ("value", "low", "high", "error")
    columns = (Column("choice", Unit.CHOICE), *(Column(name, Unit.SHARE, base) for name in names))
    rows = []
    for k, choice in enumerate(result.contest.candidates, start=first):
        value, half = float(estimate.value[k]), float(estimate.half[k])
        cells = (value, value - half, value + half, float(estimate.error[k]))
        rows.append((choice, *map(finite, cells)))
    return Table("sample_shares", columns, tuple(rows))


def _strata(result: QuickCount) -> Table:
    estimate, strata = result.estimate, result.sample.strata
    joined = estimate.joined
    columns = (
        Column("stratum", Unit.TEXT),
        *columns_in(Unit.SHEETS, "sheets", "drawn", "arrived"),
        Column("joined_to", Unit.TEXT),
        Column("spread", Unit.POINTS, base_key(result.measures[0].base_name)),
    )
    rows = tuple(
        (
            s.name or None,
            s.sheets,
            s.drawn,
            arrived,
            strata[joined.host[i]].name if joined.host[i] != i else None,
            finite(estimate.spread[joined.group[i], 0]),
        )
        for i, (s, arrived) in enumerate(zip(strata, result.sample.arrived.tolist(), strict=True))
    )
    return Table("sample_strata", columns, rows)
