"""What findings of stakes share: methods, figures that name a stake, what is open, what was not asked.

And what "the sheets around them" means for replaced sheets: those of which level, and for how many of them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.words import LEVELS, base_key, level_term, outcome_term, quantity_of, unit_of
from veedor.findings.words import measured as measured_of
from veedor.model import Column, Figure, Finding, Method, State, Unit
from veedor.stakes.replaced import WHOLE_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.model import Measure, Outcome, Tally
    from veedor.rules import Seats
    from veedor.stakes.problem import Problem
    from veedor.stakes.stake import Stake


SORT = Method("stakes.method.sort", "sort and cumulate; proof in docs/explanation/stakes")
BRACKET = Method("stakes.method.bracket", "Glover 1968, Operations Research 16(4), 741-749")
DRAWS = Method("stakes.method.draws", "Cochran, Sampling Techniques, 3rd ed. 1977, eq. 2.8 and 2.20")
OPEN = Method("stakes.method.open", "Assertion.range: the least that any content of the open votes leaves")
REDECIDED = Method("stakes.method.redecided", "the rule of the case on exact new totals")
DIGITS = 4
"""Decimals of leads and shares: enough to see on which side of its line one lies."""
NAMED = LEVELS | {"sheet", "group"}
"""Units that have words for many of them; others are units of a level that only the case names."""


def finding(
    finding_id: str,
    says: str,
    figures: tuple[Figure, ...],
    method: Method,
    assumes: tuple[str, ...] = (),
) -> Finding:
    """Return a finding of stakes: all of them assume the rest of the count, and none says what happened."""
    cannot = ("stakes.cannot.happened",)
    return Finding(finding_id, says, figures, method, ("stakes.assumes.count", *assumes), cannot)


def unit_cell(problem: Problem) -> str:
    """Return a unit as a table names it: a level that has no words as the case calls it."""
    unit = problem.units.name
    return f"stakes.unit.{unit}" if unit in NAMED else unit


def treatment_term(name: str) -> str:
    """Return the message key of a treatment."""
    return f"stakes.treatment.{name}"


def at_stake(problem: Problem, measure: Measure | None = None) -> tuple[Figure, ...]:
    """Name treatment, unit, the choices at stake and what is measured, as every answer does."""
    of = problem.stake.measure if measure is None else measure
    unit = problem.units.name
    return (
        Figure("treatment", treatment_term(problem.treatment.name), Unit.TERM),
        Figure("unit", f"stakes.unit.{unit if unit in NAMED else 'own'}", Unit.TERM),
        Figure("unit_name", (unit,), Unit.TEXT),
        Figure("donor", problem.stake.donor, Unit.CHOICE),
        Figure("receiver", problem.stake.receiver, Unit.CHOICE),
        quantity(of),
        Figure("base", base_key(of.base_name), Unit.TERM),
    )


def quantity(measure: Measure) -> Figure:
    """Say what is measured."""
    return Figure("quantity", f"stakes.quantity.{quantity_of(measure)}", Unit.TERM)


def in_doubt(k: int, n: int) -> tuple[Figure, ...]:
    """Return a number of units, of how many."""
    return (
        Figure("in_doubt", k, Unit.UNITS),
        Figure("units_in_all", n, Unit.UNITS),
        Figure("doubt_share", Fraction(k, n) if n else None, Unit.SHARE, "base.units"),
    )


def measured(name: str, measure: Measure, value: Fraction | None) -> Figure:
    """Return a lead or share with the digits that findings of stakes have."""
    return measured_of(name, value, measure, DIGITS)


def measured_column(name: str, stake: Stake) -> Column:
    """Return a column of leads or shares of the binding assertion."""
    return Column(name, unit_of(stake.measure), base_key(stake.measure.base_name), DIGITS)


def outcome_after(stake: Stake, outcome: Outcome | None, tally: Tally | None) -> tuple[Figure, Figure]:
    """Say how the round ends, and for whom, or which seats whom; or that no candidate has a vote left."""
    if stake.seats is not None:
        same = tally is not None and stake.seats.stands(tally)
        kind = None if tally is None else f"stakes.outcome.{'same' if same else 'other'}_seats"
        return Figure("outcome_after", kind, Unit.TERM), Figure("winner_after", None, Unit.CHOICE)
    kind = None if outcome is None else outcome_term(outcome)
    choices = None if outcome is None else tuple(outcome.choices)
    return Figure("outcome_after", kind, Unit.TERM), Figure("winner_after", choices, Unit.CHOICE)


def name_of(problem: Problem) -> str:
    """Name a unit and a treatment in the id of a finding."""
    return f"{problem.units.name}.{problem.treatment.name}"


def what_is_open(stake: Stake) -> tuple[Finding, ...]:
    """Say which seats are asked about, what is open, and what it leaves of the outcome.

    Every number that follows is on top of it.
    """
    votes, states = stake.tally.open, stake.states
    about = () if stake.seats is None else (_seats(stake, stake.seats),)
    if not votes:
        return about

    def number(state: State) -> int:
        return 0 if states is None else states.number(state)

    unbounded = sum(group.ballots is None for group in votes)
    left = None if stake.taken is None else stake.slack - stake.taken
    figures = (
        Figure("outstanding", number(State.OUTSTANDING), Unit.SHEETS),
        Figure("set_aside", number(State.SET_ASIDE), Unit.SHEETS),
        Figure("blank_cells", 0 if states is None else int(states.counted.blank.sum()), Unit.NUMBER),
        Figure("open_ballots", sum(group.ballots or 0 for group in votes), Unit.BALLOTS),
        Figure("slack_before", stake.slack, Unit.VOTES, digits=1),
        Figure("open_takes", stake.taken, Unit.VOTES, digits=1),
        Figure("slack_left", left, Unit.VOTES, digits=1),
    )
    says = "undetermined" if stake.undetermined else "stands"
    if unbounded and stake.undetermined:
        says = "unbounded"
    return (*about, finding("stakes.open", f"stakes.open.{says}", figures, OPEN))


def _seats(stake: Stake, seats: Seats) -> Finding:
    """Say that the outcome is which seats lists get, and which seat is nearest to passing on."""
    binding = stake.binding
    figures = (
        Figure("assembly", seats.rule.name, Unit.TEXT),
        Figure("seats", seats.number, Unit.SEATS),
        Figure("donor", stake.donor, Unit.CHOICE),
        Figure("receiver", stake.receiver, Unit.CHOICE),
        Figure("area", None if binding.scope is None else seats.names[binding.scope.area], Unit.PLACE),
        Figure("slack_before", stake.slack, Unit.VOTES, digits=1),
    )
    where = "" if binding.scope is None else ".area"
    return finding("stakes.seats", f"stakes.seats{where}", figures, REDECIDED)


def what_could_not_be_asked(
    stake: Stake, left_out: Sequence[str], problems: Sequence[Problem]
) -> tuple[Finding, ...]:
    """Say which treatments could not be asked, and how many sheets had no bound under those that were."""
    found = []
    lax = [problem for problem in problems if problem.unbounded]
    if lax:
        figures: tuple[Figure, ...] = (
            Figure("treatments_no_bound", tuple(treatment_term(p.treatment.name) for p in lax), Unit.TERM),
            Figure("no_bound", max(p.unbounded for p in lax), Unit.SHEETS),
            Figure("sheets", len(lax[0].stake.sheets), Unit.SHEETS),
        )
        found.append(finding("stakes.no_bound", "stakes.no_bound", figures, SORT))
    if left_out:
        figures = (Figure("treatments_left_out", tuple(map(treatment_term, left_out)), Unit.TERM),)
        says = "stakes.left_out.ballots" if stake.gives_several else "stakes.left_out"
        found.append(finding("stakes.left_out", says, figures, SORT))
    return tuple(found)


ENDS = {WHOLE_COUNT: "whole", "": "alone"}
"""What is no level of place, by its name in :meth:`~veedor.stakes.replaced.Replacement.used`."""


def around(used: Mapping[str, int], finest: str) -> Iterator[Finding]:
    """Say for each level how many sheets would hold what its other sheets voted.

    Parameters
    ----------
    used : mapping of str to int
        Sheets by level, from the finest on; empty where nothing is replaced.
    finest : str
        The level that is tried first; of any other it is said why it was taken.
    """
    for level, number in used.items():
        says = ENDS.get(level, "near" if level == finest else "wider")
        figures = [Figure("replaced", number, Unit.SHEETS)]
        if level not in ENDS:
            figures += [
                Figure("level", level_term(level), Unit.TERM),
                Figure("finest", level_term(finest), Unit.TERM),
            ]
        yield finding(f"stakes.around.{level or 'alone'}", f"stakes.around.{says}", tuple(figures), SORT)


def finest_of(levels: tuple[str, ...]) -> str:
    """Return the level that is tried first, of the levels of a count from the widest on."""
    return levels[-1] if levels else WHOLE_COUNT
