"""What a comparison says: which sheets appeared, vanished and changed, and what that did to what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.comparison_tables import tables
from veedor.findings.words import base_key, count_term, line_of, measured, whom
from veedor.model import Figure, Finding, Method, Unit, measure_of
from veedor.model import State as Is

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.comparison import AssertionShift, ComparedCount, Comparison
    from veedor.model import Contest

__all__ = ["findings", "tables"]

LAST_FILE = "count.last_file"
"""Stands for the published file where a count is taken as its last one had it."""
METHOD = Method("count.method.comparison", "figures of each sheet, later minus earlier, joined by sheet id")


def findings(result: Comparison) -> tuple[Finding, ...]:
    """Say how many sheets appeared, vanished and changed, and what that did to what decides."""
    found = [_sheets(result), *_states(result)]
    if not result.same:
        found += [_moved(result, item) for item in result.assertions]
    if result.changed:
        found += _where(result)
    return tuple(found)


def _sheets(result: Comparison) -> Finding:
    if result.same:
        says = "comparison.same"
    else:
        says = "comparison.sheets" if result.changed else "comparison.nothing_changed"
        if not result.vanished:
            says += ".none_gone" if result.appeared else ".same_sheets"
    return _finding(
        "comparison.sheets",
        says,
        *both_sides(result.before, result.after),
        Figure("sheets_before", result.before.sheets, Unit.SHEETS),
        Figure("sheets_after", result.after.sheets, Unit.SHEETS),
        Figure("sheets_common", result.common, Unit.SHEETS),
        Figure("sheets_appeared", result.appeared, Unit.SHEETS),
        Figure("sheets_vanished", result.vanished, Unit.SHEETS),
        Figure("sheets_changed", result.changed, Unit.SHEETS),
        Figure("figures_changed", int(result.versions.differs.sum()), Unit.CELLS),
    )


def both_sides(before: ComparedCount, after: ComparedCount) -> Iterator[Figure]:
    """Name the count and the published file of both sides of a comparison."""
    for side, of in (("before", before), ("after", after)):
        file, name = of.snapshot_id, f"file_{side}"
        yield Figure(f"count_{side}", count_term(of.count_id), Unit.TERM)
        yield Figure(name, LAST_FILE, Unit.TERM) if file is None else Figure(name, str(file), Unit.FILE)


def _states(result: Comparison) -> tuple[Finding, ...]:
    """Say how many sheets came into the count, left it, or changed their state outside of it."""
    if result.moves is None or not len(result.moves.rows):
        return ()
    lost = result.moves.number(Is.COUNTED, Is.OUTSTANDING)
    plain = result.moves.left == lost and not result.moves.outside
    how = (".gone" if lost else ".came") if plain else ""
    made = _finding(
        "comparison.states",
        f"comparison.states{how}",
        Figure("sheets_moved", len(result.moves.rows), Unit.SHEETS),
        Figure("sheets_entered", result.moves.entered, Unit.SHEETS),
        Figure("sheets_left", result.moves.left, Unit.SHEETS),
        Figure("left_annulled", result.moves.number(Is.COUNTED, Is.ANNULLED), Unit.SHEETS),
        Figure("left_set_aside", result.moves.number(Is.COUNTED, Is.SET_ASIDE), Unit.SHEETS),
        Figure("left_outstanding", lost, Unit.SHEETS),
        Figure("sheets_outside", result.moves.outside, Unit.SHEETS),
    )
    return (made,)


def followed(item: AssertionShift, contest: Contest) -> tuple[Figure, ...]:
    """Return the figures of what an assertion measures before and after, beside its line."""
    a, measure = item.assertion, measure_of(item.assertion, contest)
    return (
        Figure("followed", whom(a), Unit.CHOICE),
        Figure("followed_rival", a.rival, Unit.CHOICE),
        line_of("rule_line", measure),
        Figure("measure_base", base_key(measure.base_name), Unit.TERM),
        measured("measure_before", item.before, measure),
        measured("measure_after", item.after, measure),
    )


def _moved(result: Comparison, item: AssertionShift) -> Finding:
    a, moved = item.assertion, item.shift
    return _finding(
        f"comparison.moved.{a.assertion_id}",
        f"comparison.moved_{a.kind.value}{_causes(result)}",
        *followed(item, result.contest),
        Figure("slack_before", item.slack(moved.before), Unit.VOTES, digits=1),
        Figure("slack_after", item.slack(moved.after), Unit.VOTES, digits=1),
        Figure("by_appeared", item.votes(moved.appeared), Unit.VOTES, digits=1),
        Figure("by_vanished", item.votes(moved.vanished), Unit.VOTES, digits=1),
        Figure("by_changed", item.votes(moved.changed), Unit.VOTES, digits=1),
        Figure("raised", item.votes(moved.raised), Unit.VOTES, digits=1),
        Figure("lowered", item.votes(moved.lowered), Unit.VOTES, digits=1),
        Figure("sheets_raised", moved.sheets_raised, Unit.SHEETS),
        Figure("sheets_lowered", moved.sheets_lowered, Unit.SHEETS),
    )


def _causes(result: Comparison) -> str:
    """Return the ending of the message that names only the causes there are."""
    if not result.changed:
        return ".both_ways" if result.vanished else ".appeared"
    if result.vanished:
        return ""
    return ".kept" if result.appeared else ".changed"


def _where(result: Comparison) -> list[Finding]:
    finest = result.versions.after.places.comparable
    hit = [p for p in result.places if p.level == finest and p.changed]
    if not hit:
        return []  # the sheets name no places
    most = max(hit, key=lambda p: p.changed)
    where = _finding(
        "comparison.where",
        "comparison.where" if most.changed > 1 or len(hit) == 1 else "comparison.scattered",
        Figure("sheets_changed", result.changed, Unit.SHEETS),
        Figure("places_changed", len(hit), Unit.PLACES),
        Figure("place_most", most.place, Unit.PLACE),
        Figure("most_changed", most.changed, Unit.SHEETS),
    )
    return [where]


def _finding(finding_id: str, says: str, *figures: Figure) -> Finding:
    return Finding(
        finding_id,
        says,
        figures,
        METHOD,
        assumptions=("count.assumes.same_sheet_id",),
        cannot_show=("count.cannot.why_it_changed",),
    )
