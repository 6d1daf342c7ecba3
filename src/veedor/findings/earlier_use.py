"""An earlier election as findings of a projection: how it matches, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, difference, finite, sentence_of, subject_figures, unit_of, whom
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.outstanding.earlier.use import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.model import Value
    from veedor.outstanding.earlier.use import EarlierUse, LearntWay
    from veedor.outstanding.projection import Projection

MATCH = Method(
    "earlier.method.match", "join by sheet id, then by the path of names of places, without accents"
)
LEARN = Method(
    "earlier.method.regression",
    "regression of votes per registered voter on those of then over the counted places (Sarndal, Swensson "
    "and Wretman, Model Assisted Survey Sampling, 1992, section 6.4), random places in what it leaves",
)
ASSUMES = ("earlier.assumes.relation",)
CANNOT = ("earlier.cannot.change",)


def earlier_findings(result: Projection) -> Iterator[Finding]:
    """Say how the earlier election of a case matches, and what it changes."""
    use = result.earlier
    if use is None:
        return
    yield _match(use)
    if use.baseline.ids_differ:
        yield Finding("earlier.ids", "earlier.ids", (Figure("title", use.baseline.title, Unit.TEXT),), MATCH)
    for i in range(len(result.assertions)) if result.outstanding else ():
        yield _compared(result, use, i)


def _match(use: EarlierUse) -> Finding:
    """How much of today the earlier election knows."""
    baseline = use.baseline
    more = ", …" if baseline.places > len(baseline.unmatched) else ""
    figures = (
        Figure("title", baseline.title, Unit.TEXT),
        Figure("share", use.share, Unit.SHARE, "base.sheets"),
        Figure("by_id", int(baseline.by_id.sum()), Unit.SHEETS),
        Figure("by_name", int(baseline.by_name.sum()), Unit.SHEETS),
        Figure("unmatched", baseline.places, Unit.NUMBER, digits=0),
        Figure("named", ", ".join(baseline.unmatched) + more, Unit.TEXT),
        Figure("left", baseline.left, Unit.NUMBER, digits=0),
    )
    says = "earlier.match.some" if baseline.places else "earlier.match.all"
    return Finding("earlier.match", says, figures, MATCH, cannot_show=("earlier.cannot.same_place",))


def _compared(result: Projection, use: EarlierUse, i: int) -> Finding:
    """What it changes for one assertion: the replays with it, beside those without."""
    measure = result.measures[i]
    figures = [
        *subject_figures(result.assertions[i], measure),
        Figure("title", use.baseline.title, Unit.TEXT),
    ]
    for name, way in (("", use.by_it), ("_without", use.without)):
        covered, given = _covered(way, i)
        error = None if way.record is None else finite(way.record.error(i))
        figures += [
            difference(f"error{name}", error, measure),
            Figure(f"covered{name}", covered, Unit.NUMBER, digits=0),
            Figure(f"given{name}", given, Unit.NUMBER, digits=0),
        ]
    figures.append(Figure("explained", finite(use.explained), Unit.SHARE, "base.between_places", 0))
    if not use.by_it.gives:
        says = "earlier.silent"
    elif use.explained < ENOUGH:
        figures.append(Figure("enough", ENOUGH, Unit.SHARE, "base.between_places", 0))
        says = "earlier.weak"
    elif use.opens or not _covered(use.without, i)[1]:
        says = "earlier.opens"
    else:
        says = "earlier.used" if use.used else "earlier.unused"
    return Finding(
        f"earlier.use.{i + 1}",
        sentence_of(says, measure),
        tuple(figures),
        LEARN,
        assumptions=ASSUMES,
        cannot_show=CANNOT,
    )


def _covered(way: LearntWay, i: int) -> tuple[int, int]:
    return (0, 0) if way.record is None else way.record.covered(i)


def earlier_tables(result: Projection) -> Iterator[Table]:
    """Return both ways beside each other: replays, error, interval score, projection."""
    use = result.earlier
    if use is None:
        return
    for name, unit in (("leads", Unit.POINTS), ("shares", Unit.SHARE)):
        which = [i for i in range(len(result.assertions)) if unit_of(result.measures[i]) is unit]
        if not which:
            continue
        base = base_key(result.measures[which[0]].base_name)
        columns = (
            *columns_in(Unit.CHOICE, "subject", "rival"),
            Column("way", Unit.TERM),
            *columns_in(Unit.NUMBER, "given", "covered"),
            *columns_in(Unit.POINTS, "error", "score", base=base),
            *columns_in(unit, "centre", "low", "high", base=base),
        )
        rows = [
            _row(result, i, term, way)
            for i in which
            for term, way in (("earlier.way.by_it", use.by_it), ("earlier.way.without", use.without))
        ]
        yield Table(f"outstanding_earlier_{name}", columns, tuple(rows))


def _row(result: Projection, i: int, term: str, way: LearntWay) -> tuple[Value, ...]:
    assertion, record = result.assertions[i], way.record
    covered, given = _covered(way, i)
    scores = (None, None) if record is None else (finite(record.error(i)), finite(record.score(i)))
    values: tuple[Value, ...] = (None, None, None)
    if way.gives and way.outlook is not None:
        estimate = way.outlook.estimate(*result.bounds)
        values = tuple(finite(v[i]) for v in (estimate.centre, estimate.low, estimate.high))
    return (whom(assertion), assertion.rival, term, given, covered, *scores, *values)
