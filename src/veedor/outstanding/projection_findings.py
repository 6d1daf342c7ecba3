"""A projection as findings: break-even first, then the projection with its record, then what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.count.terms import level_term
from veedor.model import Figure, Finding, Method, Unit
from veedor.outstanding.figures import finite, form, measured, subjects
from veedor.outstanding.gate import REFUSE_BELOW, WARN_BELOW, Verdict
from veedor.outstanding.situation import Basis, Sizing
from veedor.outstanding.tree import ALONE

if TYPE_CHECKING:
    from veedor.outstanding.breakeven import BreakEven
    from veedor.outstanding.projection import Projection

BREAK_EVEN = Method(
    "outstanding.method.break_even",
    "(t (V0 + V1) - D0) / V1: the law's inequality solved, with V1 = outstanding roll x rate of the count",
)
SETTLED = Method(
    "outstanding.method.settled", "the worst vote of every outstanding registered voter, in integers"
)
GATE = Method(
    "outstanding.method.gate", "share of the outstanding roll in polling places with a counted sheet"
)
CALIBRATED = Method(
    "outstanding.method.calibrated",
    "nested replacement (Rosnick 2020) with drift by class from a back-test; widened by split conformal "
    "prediction (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005, section 4.1)",
)
REFERENCE = Method(
    "outstanding.method.reference",
    "hierarchical ratio (Cochran, Sampling Techniques, 3rd ed., section 6.2); nested Monte Carlo (Long, "
    "Rosnick, Kharrazian and Cashman, CEPR 2019)",
)
DATA = Method("outstanding.method.data", "join of roll and snapshot by sheet id")
ASSUMES = ("outstanding.assumes.drift", "outstanding.assumes.roll")
NAMED = 10
"""Sheets that nothing bounds which are named."""
CANNOT = ("outstanding.cannot.future", "outstanding.cannot.honest")


def findings(result: Projection) -> tuple[Finding, ...]:
    """Give what a projection supports."""
    found = [_state(result)]
    for i, item in enumerate(result.break_evens):
        if result.outstanding:
            found.append(_break_even(result, i, item))
    found.append(_gate(result))
    if result.gate.passes:
        for i in range(result.assertions):
            found += [_projection(result, i), _reference(result, i)]
    found += _data(result)
    return tuple(found)


def _state(result: Projection) -> Finding:
    name = "counted" if result.outstanding else "complete" if result.beside.listed else "unlisted"
    figures = [
        Figure("sheets", result.sheets, Unit.SHEETS),
        Figure("counted", result.counted, Unit.SHEETS),
        Figure("outstanding", result.outstanding, Unit.SHEETS),
        Figure("counted_share", result.counted / max(result.sheets, 1), Unit.SHARE, "base.sheets"),
    ]
    if result.taken_at is not None:
        figures.append(Figure("at", result.taken_at, Unit.MOMENT))
        name += ".at"
    return Finding(
        "outstanding.state",
        f"outstanding.state.{name}",
        tuple(figures),
        DATA,
        cannot_show=("outstanding.cannot.missing_roll",),
        command=result.command,
    )


def _break_even(result: Projection, i: int, item: BreakEven) -> Finding:
    """What the outstanding votes must bring, beside what the reporting places imply."""
    measure = item.measure
    figures = (
        *subjects(measure),
        measured("current", item.current, measure),
        measured("needed", item.needed, measure),
        measured("implied", item.implied, measure),
        Figure("outstanding", result.outstanding, Unit.SHEETS),
        Figure("votes", None if finite(item.outstanding) is None else round(item.outstanding), Unit.VOTES),
        Figure("settled", item.settled, Unit.TERM),
    )
    says = f"outstanding.break_even.{form(measure)}"
    if item.settled:
        return Finding(
            f"outstanding.break_even.{i + 1}",
            f"outstanding.settled.{'holds' if item.holds_now else 'fails'}.{form(measure)}",
            figures,
            SETTLED,
            assumptions=("outstanding.assumes.roll",),
            command=result.command,
        )
    if finite(item.needed) is None:
        says = f"outstanding.no_break_even.{form(measure)}"
    return Finding(
        f"outstanding.break_even.{i + 1}",
        says,
        figures,
        BREAK_EVEN,
        assumptions=("outstanding.assumes.turnout",),
        cannot_show=("outstanding.cannot.honest",),
        command=result.command,
    )


def _gate(result: Projection) -> Finding:
    verdict = result.gate.verdict
    share = finite(result.gate.share)
    alone = verdict is Verdict.REFUSED and result.level == ALONE
    says = "no_places" if alone else str(verdict)
    if verdict is Verdict.ALL_COUNTED and result.outstanding:
        says = "unnamed"
    figures = (
        Figure("level", level_term(result.level), Unit.TERM),
        Figure("share", share, Unit.SHARE, "base.outstanding_size"),
        Figure("refuse_below", REFUSE_BELOW, Unit.SHARE, "base.outstanding_size", 0),
        Figure("warn_below", WARN_BELOW, Unit.SHARE, "base.outstanding_size", 0),
    )
    return Finding(
        "outstanding.gate",
        f"outstanding.gate.{says}",
        figures if verdict not in {Verdict.ALL_COUNTED, Verdict.NOTHING_COUNTED} else figures[2:],
        GATE,
        cannot_show=("outstanding.cannot.gate",),
        command=result.command,
    )


def _projection(result: Projection, i: int) -> Finding:
    """The calibrated projection with its record; without an order, only what can be said without one."""
    measure = result.measures[i]
    kind = form(measure)
    figures = [*subjects(measure), measured("current", result.current[i], measure)]
    estimate, record = result.estimate, result.record
    if estimate is None or record is None or finite(estimate.half[i]) is None:
        figures.append(measured("ratio", result.ratio_by_stratum[i], measure))
        says = f"outstanding.uncalibrated.{kind}"
    else:
        centre, half = float(estimate.centre[i]), float(estimate.half[i])
        covered, given = record.covered(i)
        figures += [
            measured("centre", centre, measure),
            measured("low", centre - half, measure),
            measured("high", centre + half, measure),
            measured("half", half, measure),
            Figure("covered", covered, Unit.NUMBER),
            Figure("given", given, Unit.NUMBER),
            measured("error", record.error(i), measure),
        ]
        figures.append(Figure("probability", result.probability(i), Unit.PROBABILITY, "", 3))
        says = f"outstanding.projection.{kind}"
    return Finding(
        f"outstanding.projection.{i + 1}",
        says,
        tuple(figures),
        CALIBRATED if says.startswith("outstanding.projection") else REFERENCE,
        assumptions=ASSUMES,
        cannot_show=CANNOT,
        command=result.command,
    )


def _reference(result: Projection, i: int) -> Finding:
    """The simpler methods, for comparison. The spread of the plain Monte Carlo is not among them."""
    measure = result.measures[i]
    reference = result.reference
    figures = [
        *subjects(measure),
        measured("ratio", result.ratio[i], measure),
        measured("nested", result.nested[i], measure),
        Figure("draws", result.draws, Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
    ]
    says = f"outstanding.reference.{form(measure)}"
    if result.matches_by_stratum:
        figures.append(measured("ratio_by_stratum", result.ratio_by_stratum[i], measure))
    if finite(reference.half[i]) is not None:
        figures += [
            measured("drifted", reference.centre[i], measure),
            measured("drifted_half", reference.half[i], measure),
        ]
        says += ".drift"
    return Finding(
        f"outstanding.reference.{i + 1}",
        says,
        tuple(figures),
        REFERENCE,
        assumptions=("outstanding.assumes.exchangeable",),
        cannot_show=("outstanding.cannot.spread",),
        command=result.command,
    )


def _data(result: Projection) -> list[Finding]:
    """What is missing, or does not agree, and what was done about it."""
    seen = result.disagreements
    told: list[tuple[str, tuple[Figure, ...]]] = _beside(result)
    if result.sizing is not Sizing.REGISTERED:
        told.append((f"size_{result.sizing}", (Figure("n", seen.no_size, Unit.SHEETS),)))
    if seen.not_on_roll:
        told.append(("not_on_roll", (Figure("n", seen.not_on_roll, Unit.SHEETS),)))
    if seen.other_size:
        told.append(("other_size", (Figure("n", seen.other_size, Unit.SHEETS),)))
    if result.basis is Basis.NONE:
        told.append(("no_order", ()))
    elif seen.untimed:
        told.append(("untimed", (Figure("n", seen.untimed, Unit.SHEETS),)))
    if result.basis is not Basis.NONE:
        told.append((f"order_{result.basis}", ()))
    return [
        Finding(f"outstanding.data.{name}", f"outstanding.data.{name}", figures, DATA, command=result.command)
        for name, figures in told
    ]


def _beside(result: Projection) -> list[tuple[str, tuple[Figure, ...]]]:
    """What is known beside the sheets that have a name and a size."""
    beside = result.beside
    numbers = {"set_aside": beside.set_aside, "annulled": beside.annulled, "unnamed": beside.unnamed}
    told: list[tuple[str, tuple[Figure, ...]]] = [
        (name, (Figure("n", n, Unit.SHEETS),)) for name, n in numbers.items() if n
    ]
    if beside.unbounded and result.sizing is not Sizing.SHEETS:
        shown = ", ".join(beside.unbounded[:NAMED])
        figures = (Figure("n", len(beside.unbounded), Unit.SHEETS), Figure("named", shown, Unit.TEXT))
        more = ".more" if len(beside.unbounded) > NAMED else ""
        told.append((f"no_register{more}", figures))
    return told
