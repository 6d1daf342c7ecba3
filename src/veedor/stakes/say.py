"""The findings and tables of stakes: which figures stand in them, with their units and bases."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.terms import level_term
from veedor.model import AssertionKind, Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import Outcome, Value
    from veedor.stakes.flip import Flip
    from veedor.stakes.problem import Problem
    from veedor.stakes.results import Answer, Flips, NamedSet
    from veedor.stakes.sets import Effect
    from veedor.stakes.stake import Stake

SORT = Method("stakes.method.sort", "sort and cumulate; proof in docs/explanation/stakes")
BRACKET = Method("stakes.method.bracket", "Glover 1968, Operations Research 16(4), 741-749")
DRAWS = Method("stakes.method.draws", "Cochran, Sampling Techniques, 3rd ed. 1977, eq. 2.8 and 2.20")
REDECIDED = Method("stakes.method.redecided", "the rule of the case on exact new totals")
DIGITS = 4
"""Decimals of leads and shares: enough to see on which side of its line one lies."""
NAMED = frozenset({"sheet", "place", "stratum", "group"})
"""Units that have words here; levels have theirs elsewhere."""


def flip(found: Flip, command: str) -> Finding:
    """Say the smallest number of units of one treatment."""
    problem = found.problem
    before = found.without_last()
    measure = problem.stake.measure
    n = len(problem.units)
    figures = (
        *_asked(problem),
        Figure("flip_least", found.lower, Unit.UNITS),
        Figure("flip_found", found.upper, Unit.UNITS),
        Figure("units_in_all", n, Unit.UNITS),
        Figure("flip_share", None if not found.upper else Fraction(found.upper, n), Unit.SHARE, "base.units"),
        Figure("flip_sheets", found.n_sheets, Unit.SHEETS),
        _measured("measure_before", problem.stake, None if before is None else measure.of(before)),
        _measured("measure_after", problem.stake, measure.of(found.tally) if found.upper else None),
        *_outcome(found.outcome),
    )
    says = "stakes.flip.exact" if found.exact else "stakes.flip.bracket"
    if problem.stake.undetermined:
        says = "stakes.flip.undetermined"
    elif found.lower is None:
        says = "stakes.flip.never"
    elif found.upper is None:
        says = "stakes.flip.at_least"
    method = SORT if found.proof.value in {"sort", "knapsack"} else BRACKET
    return finding(f"stakes.flip.{_name(problem)}", says, figures, method, command)


def at_worst(answer: Answer, command: str) -> Finding:
    """Say what k units can do at the most."""
    problem = answer.flip.problem
    point = answer.worst
    figures = (
        *_asked(problem),
        *_number(answer.k, len(problem.units)),
        Figure("slack_left", point.slack, Unit.VOTES, digits=1),
        _measured("measure_after", problem.stake, point.measure),
        Figure("flip_least", answer.flip.lower, Unit.UNITS),
    )
    name = f"stakes.worst.{_name(problem)}"
    word = "undetermined" if problem.stake.undetermined else answer.word.value
    return finding(name, f"stakes.worst.{word}", figures, SORT, command)


def at_random(answer: Answer, command: str) -> Finding:
    """Say what k units drawn at random do."""
    problem, chance = answer.flip.problem, answer.chance
    passing = {p.level: p for p in chance.passing}
    figures = (
        *_asked(problem),
        *_number(answer.k, len(problem.units)),
        Figure("probability", chance.probability, Unit.PROBABILITY, digits=4),
        Figure("probability_error", chance.error, Unit.PROBABILITY, digits=4),
        Figure("probability_normal", chance.normal, Unit.PROBABILITY, digits=4),
        *(Figure(f"k_{round(100 * level)}", p.simulated, Unit.UNITS) for level, p in passing.items()),
        *(Figure(f"k_{round(100 * level)}_normal", p.normal, Unit.UNITS) for level, p in passing.items()),
        Figure("runs", chance.runs, Unit.NUMBER),
        Figure("seed", str(chance.seed), Unit.TEXT),
    )
    name = f"stakes.random.{_name(problem)}"
    return finding(name, "stakes.random", figures, DRAWS, command, ("stakes.assumes.binding",))


def the_set(result: NamedSet) -> Finding:
    """Say what the set is and what the outcome is with it."""
    stake = result.stake
    part = stake.sheets.take(result.rows).tally()
    figures = (
        *_number(len(result.rows), len(stake.sheets)),
        Figure("set_ballots", part.cast, Unit.BALLOTS),
        Figure("set_registered", part.registered, Unit.VOTERS),
        _quantity(stake),
        _measured("measure_before", stake, stake.measure.of(stake.tally)),
        Figure("slack_before", stake.slack, Unit.VOTES, digits=1),
        *_outcome(stake.outcome),
    )
    return finding("stakes.set", "stakes.set", figures, REDECIDED, result.command)


def effect(result: NamedSet, found: Effect) -> Finding:
    """Say what one treatment of the set does."""
    stake = result.stake
    figures = (
        Figure("treatment", f"stakes.treatment.{found.treatment.value}", Unit.TERM),
        Figure("unit", "stakes.unit.sheet", Unit.TERM),
        Figure("donor", stake.donor, Unit.CHOICE),
        Figure("receiver", stake.receiver, Unit.CHOICE),
        _quantity(stake),
        *_number(len(result.rows), len(stake.sheets)),
        Figure("slack_left", found.slack, Unit.VOTES, digits=1),
        _measured("measure_after", stake, found.measure),
        *_outcome(found.outcome),
    )
    name = f"stakes.set.{found.treatment.value}"
    word = found.word.value
    if stake.undetermined:
        word = "undetermined"
    elif word == "could" and stake.fallen(found.tally):
        word = "leaves_open"
    return finding(name, f"stakes.set.{word}", figures, REDECIDED, result.command)


def block(result: NamedSet) -> tuple[Finding, ...]:
    """Say what the block must have; nothing where nothing bounds what is open besides."""
    stake, found = result.stake, result.block
    if found is None:
        return ()
    figures = (
        *_number(len(result.rows), len(stake.sheets)),
        _quantity(stake),
        _measured("block_needed", stake, found.needed),
        _measured("block_actual", stake, found.actual),
        Figure("rest_slack", found.rest_slack, Unit.VOTES, digits=1),
        Figure("base", stake.measure.base_name, Unit.TERM),
    )
    says = "stakes.block.least" if found.at_least else "stakes.block.most"
    says = "stakes.block.empty" if found.needed is None else says
    return (finding("stakes.block", says, figures, SORT, result.command, ("stakes.assumes.block_base",)),)


def lost(result: NamedSet) -> tuple[Finding, ...]:
    """Say what is left when nothing on the set can be relied on; nothing where nothing bounds it."""
    found = result.lost
    if found is None:
        return ()
    figures = (
        *_number(len(result.rows), len(result.stake.sheets)),
        Figure("slack_before", found.slack, Unit.VOTES, digits=1),
        Figure("lost_worst", found.worst, Unit.VOTES, digits=1),
        Figure("slack_left", found.left, Unit.VOTES, digits=1),
    )
    says = "stakes.lost.confirmable" if found.confirmable else "stakes.lost.not_confirmable"
    return (finding("stakes.lost", says, figures, SORT, result.command, ("stakes.assumes.roll",)),)


def flips_table(flips: Sequence[Flip]) -> Table:
    """All treatments side by side."""
    stake = flips[0].problem.stake if flips else None
    base = "" if stake is None else stake.measure.base_name
    points = Unit.POINTS if stake is None else stake.measure.unit
    columns = (
        Column("treatment", Unit.TERM),
        Column("unit", Unit.TERM),
        Column("flip_least", Unit.UNITS),
        Column("flip_found", Unit.UNITS),
        Column("flip_share", Unit.SHARE, "base.units"),
        Column("flip_sheets", Unit.SHEETS),
        Column("measure_before", points, base, DIGITS),
        Column("measure_after", points, base, DIGITS),
        Column("outcome_after", Unit.TERM),
        Column("proof", Unit.TERM),
    )
    return Table("stakes_flips", columns, tuple(_flip_row(found, columns) for found in flips))


def _flip_row(found: Flip, columns: Sequence[Column]) -> tuple[Value, ...]:
    figures = {f.name: f.value for f in flip(found, "").figures}
    figures["proof"] = f"stakes.proof.{found.proof.value}"
    return tuple(figures[column.name] for column in columns)


def curve_table(result: Flips) -> Table:
    """What is left by number of units and treatment."""
    measure = result.stake.measure
    columns = (
        Column("treatment", Unit.TERM),
        Column("in_doubt", Unit.UNITS),
        Column("slack_left", Unit.VOTES, digits=1),
        Column("measure_after", measure.unit, measure.base_name, DIGITS),
    )
    rows = tuple((f"stakes.treatment.{p.treatment.value}", p.k, p.slack, p.measure) for p in result.curve)
    return Table("stakes_curve", columns, rows)


def members_table(flips: Sequence[Flip]) -> Table:
    """The units of each set, in the order in which they were taken."""
    columns = (Column("treatment", Unit.TERM), Column("rank", Unit.NUMBER), Column("member", Unit.TEXT))
    rows = tuple(
        (f"stakes.treatment.{found.problem.treatment.value}", rank, name)
        for found in flips
        for rank, name in enumerate(found.chosen, start=1)
    )
    return Table("stakes_members", columns, rows)


def doubt_table(answers: Sequence[Answer]) -> Table:
    """What k units can do, by treatment."""
    stake = answers[0].flip.problem.stake if answers else None
    unit = Unit.POINTS if stake is None else stake.measure.unit
    base = "" if stake is None else stake.measure.base_name
    columns = (
        Column("treatment", Unit.TERM),
        Column("in_doubt", Unit.UNITS),
        Column("word", Unit.TERM),
        Column("flip_least", Unit.UNITS),
        Column("slack_left", Unit.VOTES, digits=1),
        Column("measure_after", unit, base, DIGITS),
        Column("probability", Unit.PROBABILITY, digits=4),
        Column("k_5", Unit.UNITS),
        Column("k_50", Unit.UNITS),
        Column("k_95", Unit.UNITS),
    )
    rows = tuple(
        (
            f"stakes.treatment.{a.flip.problem.treatment.value}", a.k, f"stakes.word.{a.word.value}",
            a.flip.lower, a.worst.slack, a.worst.measure, a.chance.probability,
            *(p.simulated for p in a.chance.passing),
        )
        for a in answers
    )  # fmt: skip
    return Table("stakes_doubt", columns, rows)


def effects_table(result: NamedSet) -> Table:
    """Before, and after every treatment."""
    measure = result.stake.measure
    columns = (
        Column("treatment", Unit.TERM),
        Column("word", Unit.TERM),
        Column("slack_left", Unit.VOTES, digits=1),
        Column("measure_after", measure.unit, measure.base_name, DIGITS),
        Column("outcome_after", Unit.TERM),
        Column("winner_after", Unit.CHOICE),
    )
    rows = tuple(
        (
            f"stakes.treatment.{e.treatment.value}", f"stakes.word.{e.word.value}", e.slack, e.measure,
            *(f.value for f in _outcome(e.outcome)),
        )
        for e in result.effects
    )  # fmt: skip
    return Table("stakes_set", columns, rows)


def sheets_table(result: NamedSet) -> Table:
    """The sheets of the set with what they add to the binding assertion."""
    sheets, binding = result.stake.sheets, result.stake.binding
    rows = result.rows
    adds = sheets.contributions(binding)[rows].tolist()
    columns = (
        Column("sheet", Unit.TEXT),
        Column("valid", Unit.VOTES),
        Column("cast", Unit.BALLOTS),
        Column("adds", Unit.VOTES, digits=1),
    )
    parts = zip(
        sheets.ids[rows].tolist(), sheets.valid[rows].tolist(), sheets.cast[rows].tolist(), adds, strict=True
    )
    return Table(
        "stakes_set_sheets", columns, tuple((i, v, c, Fraction(a, binding.scale)) for i, v, c, a in parts)
    )


def finding(
    finding_id: str,
    says: str,
    figures: tuple[Figure, ...],
    method: Method,
    command: str,
    assumes: tuple[str, ...] = (),
) -> Finding:
    """Give a finding of stakes: all of them assume the rest of the count, and none says what happened."""
    cannot = ("stakes.cannot.happened",)
    return Finding(finding_id, says, figures, method, ("stakes.assumes.count", *assumes), cannot, command)


def _asked(problem: Problem) -> tuple[Figure, ...]:
    """Treatment, unit, and the choices at stake: every answer names them."""
    unit = problem.units.name
    return (
        Figure("treatment", f"stakes.treatment.{problem.treatment.value}", Unit.TERM),
        Figure("unit", f"stakes.unit.{unit}" if unit in NAMED else level_term(unit), Unit.TERM),
        Figure("donor", problem.stake.donor, Unit.CHOICE),
        Figure("receiver", problem.stake.receiver, Unit.CHOICE),
        _quantity(problem.stake),
        Figure("base", problem.stake.measure.base_name, Unit.TERM),
    )


def _quantity(stake: Stake) -> Figure:
    leads = {AssertionKind.LEAD, AssertionKind.NOT_LEAD, AssertionKind.FIRST}
    turnouts = {AssertionKind.TURNOUT, AssertionKind.NOT_TURNOUT}
    kind = stake.binding.kind
    name = "lead" if kind in leads else "turnout" if kind in turnouts else "share"
    return Figure("quantity", f"stakes.quantity.{name}", Unit.TERM)


def _number(k: int, n: int) -> tuple[Figure, ...]:
    return (
        Figure("in_doubt", k, Unit.UNITS),
        Figure("units_in_all", n, Unit.UNITS),
        Figure("doubt_share", Fraction(k, n) if n else None, Unit.SHARE, "base.units"),
    )


def _measured(name: str, stake: Stake, value: Fraction | None) -> Figure:
    return Figure(name, value, stake.measure.unit, stake.measure.base_name, DIGITS)


def _outcome(outcome: Outcome | None) -> tuple[Figure, Figure]:
    kind = None if outcome is None else f"outcome_kind.{outcome.kind.value}"
    choices = None if outcome is None else tuple(outcome.choices)
    return Figure("outcome_after", kind, Unit.TERM), Figure("winner_after", choices, Unit.CHOICE)


def _name(problem: Problem) -> str:
    return f"{problem.units.name}.{problem.treatment.value}"
