"""A late shift as findings: composition, contrast within places, jumps beside placebos, known methods."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from veedor.count.logs import moment
from veedor.findings.shift_tables import DISTANCE, tables
from veedor.findings.words import base_key, difference, finite, level_term, measured, subject_figures
from veedor.model import Figure, Finding, Method, Unit
from veedor.outstanding.arrival import Basis
from veedor.outstanding.shift.contrast import DETECTABLE, FEWEST_CUTS, allowed

if TYPE_CHECKING:
    from veedor.outstanding.shift.known_methods import KnownMethod
    from veedor.outstanding.shift.placebo import CutJumps
    from veedor.outstanding.shift.result import Shift

__all__ = ["findings", "tables"]

DECOMPOSITION = Method(
    "shift.method.decomposition",
    "Kitagawa, Journal of the American Statistical Association 50(272), 1955, section 2",
)
CONTRAST = Method(
    "shift.method.contrast",
    "regression on places, lateness and the normal score of arrival; Liang and Zeger, Biometrika 73(1), 1986 "
    "(clustered variance); Fisher, The Design of Experiments, 1935, section 21 (permutation)",
)
JUMP = Method(
    "shift.method.jump",
    "Calonico, Cattaneo and Titiunik, Econometrica 82(6), 2014; placebo cuts: Ganong and Jaeger, Journal of "
    "Business & Economic Statistics 36(3), 2018",
)
METHODS = Method(
    "shift.method.traps", "each recipe as published, on copies with labels exchanged within places"
)
PLACES = Method("shift.method.places", "definition")
SIDES = Method("shift.method.sides", "definition")
BLIND = ("shift.cannot.proof", "shift.cannot.whole_places", "shift.cannot.before")


def findings(result: Shift) -> tuple[Finding, ...]:
    """Return what a late shift supports."""
    found = [_decomposition(result), *_cut(result), *_left_out(result), _contrast(result)]
    if result.contrast.places and len(result.placebo_contrasts) > 1:
        found.append(_trend(result))
    found += [_jump(result, cut) for cut in result.cuts if cut.beside is not None]
    if not result.ordered:
        found.append(_finding(result, "jump", "shift.no_order", (), JUMP))
    elif not result.placebos:
        steps = Figure("steps", len(result.sheets.ends), Unit.NUMBER)
        found.append(_finding(result, "jump", "shift.few_steps", (steps,), JUMP))
    if result.placebos:
        found.append(_alarms(result))
    found += [_known(result, one) for one in result.known_methods if finite(one.null_mean) is not None]
    return tuple(found)


def _cut(result: Shift) -> list[Finding]:
    """What was taken for early, and why."""
    made, zone = result.cut, result.zone or ZoneInfo("UTC")
    figures = [Figure("early_publication", made.publication, Unit.FILE)] if made.publication else []
    dates = {"moment": made.moment, "until": made.until}
    figures += [Figure(name, moment(at, zone), Unit.MOMENT) for name, at in dates.items() if at is not None]
    if made.moment is not None and made.until is not None:
        # between instants: clocks that are put back or forward in between lengthen and shorten nothing
        gap = timedelta(seconds=int((made.until - made.moment) / np.timedelta64(1, "s")))
        figures.append(Figure("gap", gap, Unit.DURATION))
    says = f"shift.early.{made.how}"
    if made.how in {"first", "named"} and made.moment is None:
        says += ".undated"
    if made.how == "asked" and result.sheets.order is not Basis.VERIFICATION:
        says += ".published"
    return [_finding(result, "early", says, tuple(figures), SIDES)] if figures else []


def _left_out(result: Shift) -> list[Finding]:
    """Sheets on neither side, and those without a place."""
    found, out = [], result.not_compared
    if result.sheets.untimed:
        untimed = Figure("untimed", result.sheets.untimed, Unit.SHEETS)
        found.append(_finding(result, "untimed", "shift.untimed", (untimed,), SIDES))
    if out.sheets:
        figures = (
            Figure("neither", out.sheets, Unit.SHEETS),
            Figure("outstanding", out.outstanding, Unit.SHEETS),
            Figure("set_aside", out.set_aside, Unit.SHEETS),
            Figure("annulled", out.annulled, Unit.SHEETS),
        )
        found.append(_finding(result, "neither", "shift.neither", figures, SIDES))
    if result.sheets.nameless:
        nameless = (_level(result), Figure("nameless", result.sheets.nameless, Unit.SHEETS))
        found.append(_finding(result, "no_place", "shift.no_place", nameless, PLACES))
    return found


def _finding(
    result: Shift,
    name: str,
    says: str,
    figures: tuple[Figure, ...],
    method: Method,
    assumes: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        f"shift.{name}",
        says,
        (*subject_figures(result.sheets.assertion, result.measure), *figures),
        method,
        assumptions=assumes,
        cannot_show=BLIND,
    )


def _level(result: Shift) -> Figure:
    """Name the level that "the same place" means."""
    return Figure("level", level_term(result.sheets.tree.levels[0]), Unit.TERM)


def _decomposition(result: Shift) -> Finding:
    parts, measure = result.decomposition, result.measure
    base = base_key(measure.base_name)
    figures = (
        _level(result),
        Figure("late_sheets", parts.late_sheets, Unit.SHEETS),
        Figure("early_sheets", parts.early_sheets, Unit.SHEETS),
        measured("early", parts.early, measure),
        measured("late", parts.late, measure),
        difference("shift", parts.shift, measure),
        difference("composition", parts.composition, measure),
        difference("matched", parts.matched, measure),
        difference("unmatched", parts.unmatched, measure),
        Figure("matched_share", parts.within[0].share, Unit.SHARE, base, 1),
        difference("matched_in_final", parts.matched * parts.late_share, measure, 3),
        Figure("late_share", parts.late_share, Unit.SHARE, base, 1),
    )
    says = f"shift.decomposition.{result.sheets.basis}"
    return _finding(result, "decomposition", says, figures, DECOMPOSITION, ("shift.assumes.places",))


def _contrast(result: Shift) -> Finding:
    """What changed at the cut within places, where their placebo cuts let this count answer."""
    measure, at_level, same = result.measure, result.same_places, result.contrast
    level = Figure("level", level_term(at_level.level), Unit.TERM)
    if not same.places:
        return _finding(result, "contrast", "shift.no_split_places", (level,), CONTRAST)
    figures = [
        Figure("places", same.places, Unit.PLACES),
        level,
        difference("by_late", same.by_late, measure, 3),
        difference("se_by_late", same.se_by_late, measure, 3),
        Figure("p_by_late", result.p_by_late, Unit.PROBABILITY, "", 3),
        difference("harmonic", same.harmonic, measure, 3),
        difference("se_harmonic", same.se_harmonic, measure, 3),
        Figure("p_harmonic", result.p_harmonic, Unit.PROBABILITY, "", 3),
        Figure("exchanges", result.exchanges, Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
        Figure("cuts", at_level.tried, Unit.NUMBER),
        Figure("least", FEWEST_CUTS, Unit.NUMBER),
    ]
    says = "shift.contrast"
    if not at_level.compares:
        says = "shift.contrast.few_cuts"
    else:
        figures += [
            difference("beyond_trend", same.beyond_trend, measure, 3),
            difference("se_beyond_trend", same.se_beyond_trend, measure, 3),
            Figure("p_beyond_trend", same.p_value, Unit.PROBABILITY, "", 3),
            difference("detectable", DETECTABLE * same.se_beyond_trend, measure),
            Figure("rejected", at_level.rejected, Unit.NUMBER),
            Figure("allowed", allowed(at_level.tried), Unit.NUMBER),
        ]
        says = "shift.contrast.bent" if same.bent else "shift.contrast"
        if not at_level.answers:
            trusted = at_level.rejected <= allowed(at_level.tried)
            says = "shift.contrast.turns" if trusted else "shift.contrast.cannot"
    assumes = ("shift.assumes.independent_places",)
    return _finding(result, "contrast", says, tuple(figures), CONTRAST, assumes)


def _trend(result: Shift) -> Finding:
    """Whether the contrast was there at other cuts as well."""
    measure = result.measure
    cloud = np.array([placebo.by_late for _, placebo in result.placebo_contrasts])
    cloud = cloud[np.isfinite(cloud)]
    if not len(cloud):
        return _finding(result, "contrast.placebo", "shift.contrast.no_placebo", (), CONTRAST)
    as_much = int((np.abs(cloud) >= abs(result.contrast.by_late)).sum())
    figures = (
        difference("by_late", result.contrast.by_late, measure, 3),
        Figure("cuts", len(cloud), Unit.NUMBER),
        Figure("as_much", as_much, Unit.NUMBER),
        difference("lowest", float(cloud.min()), measure),
        difference("median", float(np.median(cloud)), measure),
        difference("highest", float(cloud.max()), measure),
    )
    return _finding(
        result, "contrast.placebo", "shift.contrast.placebo", figures, CONTRAST, ("shift.assumes.order",)
    )


def _jump(result: Shift, cut: CutJumps) -> Finding:
    """The jump at a cut in its three versions, each with the rank among placebo cuts."""
    measure = result.measure
    figures = [
        Figure("cut", f"shift.cut.{cut.name}", Unit.TERM),
        Figure("moment", moment(cut.moment, result.zone or ZoneInfo("UTC")), Unit.MOMENT),
        Figure("position", cut.position, Unit.SHEETS),
    ]
    for series, jump in (("raw", cut.raw), ("beside", cut.beside), ("before", cut.before)):
        cloud = result.placebo(series)
        rank = None if jump is None or cloud is None else cloud.p_value(jump)
        figures += [
            difference(series, None if jump is None else jump.corrected, measure),
            difference(f"{series}_se", None if jump is None else jump.se_robust, measure),
            Figure(f"{series}_p", rank, Unit.PROBABILITY, "", 3),
        ]
    least = None if cut.beside is None else DETECTABLE * cut.beside.se_robust
    figures += [difference("detectable", least, measure), Figure("seed", result.seed, Unit.NUMBER)]
    says = "shift.jump" if result.trusted.get("beside") else "shift.jump.cannot"
    return _finding(result, f"jump.{cut.name}", says, tuple(figures), JUMP, ("shift.assumes.smooth",))


def _alarms(result: Shift) -> Finding:
    """How often the model's own p-value raises a false alarm."""
    figures = []
    for cloud in result.placebos:
        figures.append(Figure(f"{cloud.series}_alarms", cloud.alarms, Unit.SHARE, "base.placebo_cuts", 0))
        figures.append(Figure(f"{cloud.series}_cuts", len(cloud.jumps), Unit.NUMBER))
    says = "shift.alarms" if len(result.placebos) > 1 else "shift.alarms.raw"
    return _finding(result, "alarms", says, tuple(figures), JUMP, ("shift.assumes.quiet",))


def _known(result: Shift, one: KnownMethod) -> Finding:
    """What a well-known method says when nothing happened."""
    measure = result.measure

    def value(name: str, number: float) -> Figure:
        if one.name == DISTANCE:
            return Figure(name, finite(number), Unit.NUMBER, "", 3)
        return difference(name, number, measure)

    figures = (
        value("observed", one.observed),
        value("null_mean", one.null_mean),
        value("null_low", one.null_low),
        value("null_high", one.null_high),
        Figure("own_p", finite(one.p_value), Unit.PROBABILITY, "", 3),
        Figure("honest_p", finite(one.honest_p), Unit.PROBABILITY, "", 3),
        Figure("rejects", finite(one.rejects), Unit.SHARE, "base.permutations", 0),
        Figure("permutations", one.permutations, Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
    )
    # places are chosen by a negative lead, or by a share below its line
    says = f"shift.trap.{one.name}" + (".share" if one.name == DISTANCE and not measure.is_lead else "")
    return _finding(result, f"trap.{one.name}", says, figures, METHODS)
