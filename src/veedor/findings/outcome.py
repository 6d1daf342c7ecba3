"""What an outcome says: who won under the rule, and what that rests on: sheets, and ballots cast."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.states import Completeness
from veedor.findings.decision import stated
from veedor.findings.outcome_areas import findings_of_areas
from veedor.findings.outcome_tables import tables
from veedor.findings.reading import notice_figures
from veedor.findings.seats import of_count
from veedor.findings.words import count_term, level_term, outcome_term
from veedor.model import Figure, Finding, Method, State, Unit, nameless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.outcome import OutcomeResult

__all__ = ["findings", "tables"]

STATES = Method("count.method.states", "the published files; the mapping in case.toml")
TURNOUT = Method(
    "count.method.turnout", "ballots of every kind, summed over the sheets, over registered voters"
)

NAMED = 10
"""Sheets that a sentence names."""


def findings(result: OutcomeResult) -> tuple[Finding, ...]:
    """Return the findings of the rule and its seats, the query behind the totals, and what those rest on."""
    of_rule = [] if result.decided is None else [*result.decided.findings]
    for counted in result.seats:
        of_rule += of_count(counted, apart=len(result.seats) > 1)
    if result.decided is None and not result.rule.quotes_law:
        of_rule.insert(1, stated(result.rule))
    turnout = _turnout(result)
    return (
        *(replace(finding, sql=result.sql) for finding in of_rule),
        *_of_another_rule(result),
        *_refused(result),
        *_in_no_area(result),
        *(findings_of_areas(result) if result.by_area else (_completeness(result), *_unbounded(result))),
        *_beyond(result),
        *_apart(result),
        *_blank_cells(result),
        *_without_control(result),
        *_officials(result),
        *_notices(result),
        *(() if turnout is None else (turnout,)),
    )


def _finding(finding_id: str, says: str, *figures: Figure, cannot_show: tuple[str, ...] = ()) -> Finding:
    return Finding(finding_id, says, figures, STATES, cannot_show=cannot_show)


def _of_another_rule(result: OutcomeResult) -> Iterator[Finding]:
    """Say that the rule is not the one under which the election was held, as far as the case knows."""
    if result.filed and result.filed != result.rule.rule_id:
        key = "outcome.other_rule"
        figures = (Figure("rule", result.rule.rule_id, Unit.TEXT), Figure("filed", result.filed, Unit.TEXT))
        yield _finding(key, key, *figures, cannot_show=("outcome.cannot.other_rule",))


def _refused(result: OutcomeResult) -> Iterator[Finding]:
    """Say why the seats cannot be shared out, where the rule decides something else besides."""
    if result.without_seats:
        yield _finding("seats.refused", "rules.seats.refused", Figure("why", result.without_seats, Unit.TEXT))


def _in_no_area(result: OutcomeResult) -> Iterator[Finding]:
    """Say which votes lie in none of the areas by which the rule goes: they count in the totals alone."""
    for level in () if result.decided is None else result.decided.divisions:
        votes = sum(
            sum(of.of(choice) for choice in result.contest.candidates)
            for area, of in result.tally.areas[level].items()
            if nameless(area)
        )
        if votes:
            key = "rules.in_no_area"
            yield _finding(
                key, key, Figure("votes", votes, Unit.VOTES), Figure("level", level_term(level), Unit.TERM)
            )


def _completeness(result: OutcomeResult) -> Finding:
    """Say how many sheets there should be, as far as that is known, and in which state each of them is."""
    held = {state: result.held[state].sheets for state in result.held}
    return _finding(
        "outcome.completeness",
        f"outcome.completeness.{result.completeness.value}{'' if any(held.values()) else '.whole'}",
        Figure("counted_in", count_term(result.count_id), Unit.TERM),
        Figure("expected", result.expected, Unit.SHEETS),
        Figure("known", result.roll, Unit.SHEETS),
        Figure("counted", result.sheets, Unit.SHEETS),
        Figure("outstanding", held[State.OUTSTANDING], Unit.SHEETS),
        Figure("set_aside", held[State.SET_ASIDE], Unit.SHEETS),
        Figure("annulled", held[State.ANNULLED], Unit.SHEETS),
        Figure("unnamed", _unnamed(result), Unit.SHEETS),
        Figure("voters_outstanding", result.held[State.OUTSTANDING].registered, Unit.VOTERS),
        Figure(
            "as_counted",
            None if result.decided is None else outcome_term(result.decided.as_counted),
            Unit.TERM,
        ),
        cannot_show=("count.cannot.truth_of_sheets",),
    )


def _unnamed(result: OutcomeResult) -> int:
    """Count the sheets that should exist and that no file names: they are known by a number alone."""
    return max(0, (result.expected or 0) - result.roll) if result.completeness is Completeness.NUMBER else 0


def _unbounded(result: OutcomeResult) -> Iterator[Finding]:
    """Say that nothing bounds the votes of sheets that no file names."""
    if _unnamed(result) and not result.bounded:
        key = "outcome.completeness.unbounded"
        yield _finding(key, key, Figure("unnamed", _unnamed(result), Unit.SHEETS))


def _beyond(result: OutcomeResult) -> Iterator[Finding]:
    """Say which counted sheets the list of expected sheets does not name: they are in the sums."""
    beyond, key = result.beyond, "outcome.completeness.beyond"
    if beyond:
        yield _finding(
            key,
            key if len(beyond) <= NAMED else f"{key}.more",
            Figure("beyond", len(beyond), Unit.SHEETS),
            Figure("beyond_ids", beyond[:NAMED], Unit.TEXT),
        )


def _apart(result: OutcomeResult) -> Iterator[Finding]:
    """Say what the sheets hold that have figures and are not counted, and the outcome with them."""
    for state, name in ((State.SET_ASIDE, "set_aside"), (State.ANNULLED, "annulled")):
        held = result.held[state]
        if not held.sheets or result.by_area is not None:  # of areas the completeness says all
            continue
        both = held.outcome
        same = both is not None and both.same_as(result.decision.as_counted)
        without = "votes" if held.votes else "bare"
        says = without if both is None else "same" if same else "other"
        yield _finding(
            f"outcome.states.{name}",
            f"outcome.states.{name}.{says}",
            Figure("sheets_apart", held.sheets, Unit.SHEETS),
            Figure("votes_apart", held.votes, Unit.VOTES),
            Figure("voters_apart", held.registered, Unit.VOTERS),
            Figure("with_them", outcome_term(both) if both else None, Unit.TERM),
            Figure("people", tuple(both.choices) if both else (), Unit.CHOICE),
        )


def _blank_cells(result: OutcomeResult) -> Iterator[Finding]:
    if result.blank_cells:
        yield _finding(
            "outcome.states.blank_cells",
            "outcome.states.blank_cells",
            Figure("cells", result.blank_cells, Unit.CELLS),
        )


def _without_control(result: OutcomeResult) -> Iterator[Finding]:
    if result.without_control:
        yield _finding(
            "outcome.completeness.no_control",
            "outcome.completeness.no_control",
            Figure("sources", result.without_control, Unit.TEXT),
        )


def _officials(result: OutcomeResult) -> Iterator[Finding]:
    """Say by how much the file lacks what an authority states, by choice."""
    lacking = [total for total in result.officials if total.found != total.stated]
    if result.officials:
        yield _finding(
            "outcome.official",
            "outcome.official.lacking" if lacking else "outcome.official.met",
            Figure("totals", len(result.officials), Unit.NUMBER, digits=0),
            Figure("differing", len(lacking), Unit.NUMBER, digits=0),
            Figure("who_states", tuple(dict.fromkeys(total.who for total in result.officials)), Unit.TEXT),
        )


def _notices(result: OutcomeResult) -> Iterator[Finding]:
    """Carry on what the import met and every reader of the outcome must know."""
    for number, notice in enumerate(result.notices):
        yield _finding(
            f"outcome.notice.{number}",
            f"import.notice.{notice['key']}",
            *notice_figures(notice),
        )


def _turnout(result: OutcomeResult) -> Finding | None:
    """Ballots cast of the voters registered on the counted sheets; None where either is not published."""
    tally = result.tally
    if not result.voters or result.ballots is None:
        return None
    ballots, allowed = result.ballots, result.contest.votes_allowed
    figures = [
        Figure("ballots_cast", ballots, Unit.BALLOTS),
        Figure("valid_votes", tally.valid, Unit.VOTES),
        Figure("voters", result.voters, Unit.VOTERS),
        Figure("turnout_share", Fraction(ballots, result.voters), Unit.SHARE, "base.registered"),
    ]
    if allowed > 1:  # votes are no part of ballots that give several
        figures.append(Figure("votes_allowed", allowed, Unit.NUMBER, digits=0))
    else:
        figures.append(Figure("valid_share", Fraction(tally.valid, ballots or 1), Unit.SHARE, "base.cast"))
    # there may be sheets that no file names
    listed = "known" if result.completeness is Completeness.UNKNOWN or _unnamed(result) > 0 else "roll"
    return Finding(
        "outcome.turnout",
        "outcome.turnout" if allowed == 1 else "outcome.turnout_of_several",
        tuple(figures),
        TURNOUT,
        assumptions=(f"count.assumes.{listed}_complete",),
        sql=result.sql,
    )
