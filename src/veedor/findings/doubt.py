"""What a number of units in doubt can do, at worst and drawn at random, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.stakes_words import (
    DRAWS,
    SORT,
    around,
    at_stake,
    finding,
    finest_of,
    in_doubt,
    measured,
    measured_column,
    name_of,
    treatment_term,
    what_could_not_be_asked,
    what_is_open,
)
from veedor.model import Column, Figure, Finding, Table, Unit

if TYPE_CHECKING:
    from veedor.stakes.results import Answer, InDoubt


def findings(result: InDoubt) -> tuple[Finding, ...]:
    """Say what is open; for each treatment the worst case and the random case; what has no bound."""
    problems = [answer.flip.problem for answer in result.answers]
    return (
        *what_is_open(result.stake),
        *(_at_worst(answer) for answer in result.answers),
        *(_at_random(answer) for answer in result.answers),
        *around(result.used, finest_of(result.stake.sheets.places.levels)),
        *what_could_not_be_asked(result.stake, result.left_out, problems),
    )


def tables(result: InDoubt) -> tuple[Table, ...]:
    """Return all treatments side by side."""
    return (_doubt(result),)


def _at_worst(answer: Answer) -> Finding:
    """Say what k units can do at the most."""
    problem = answer.flip.problem
    point = answer.worst
    figures = (
        *at_stake(problem),
        *in_doubt(answer.k, len(problem.units)),
        Figure("slack_left", point.slack, Unit.VOTES, digits=1),
        measured("measure_after", problem.stake.measure, point.measure),
        Figure("flip_least", answer.flip.lower, Unit.UNITS),
    )
    name = f"stakes.worst.{name_of(problem)}"
    word = "undetermined" if problem.stake.undetermined else answer.word.value
    return finding(name, f"stakes.worst.{word}", figures, SORT)


def _at_random(answer: Answer) -> Finding:
    """Say what k units drawn at random do."""
    problem, chance = answer.flip.problem, answer.chance
    passing = {p.level: p for p in chance.passing}
    figures = (
        *at_stake(problem),
        *in_doubt(answer.k, len(problem.units)),
        Figure("probability", chance.probability, Unit.PROBABILITY, digits=4),
        Figure("probability_error", chance.error, Unit.PROBABILITY, digits=4),
        Figure("probability_normal", chance.normal, Unit.PROBABILITY, digits=4),
        *(Figure(f"k_{round(100 * level)}", p.simulated, Unit.UNITS) for level, p in passing.items()),
        *(Figure(f"k_{round(100 * level)}_normal", p.normal, Unit.UNITS) for level, p in passing.items()),
        Figure("runs", chance.runs, Unit.NUMBER),
        Figure("seed", str(chance.seed), Unit.TEXT),
    )
    name = f"stakes.random.{name_of(problem)}"
    return finding(name, "stakes.random", figures, DRAWS, ("stakes.assumes.binding",))


def _doubt(result: InDoubt) -> Table:
    """What k units can do, by treatment."""
    columns = (
        Column("treatment", Unit.TERM),
        Column("in_doubt", Unit.UNITS),
        Column("word", Unit.TERM),
        Column("flip_least", Unit.UNITS),
        Column("slack_left", Unit.VOTES, digits=1),
        measured_column("measure_after", result.stake),
        Column("probability", Unit.PROBABILITY, digits=4),
        *columns_in(Unit.UNITS, "k_5", "k_50", "k_95"),
    )
    rows = tuple(
        (
            treatment_term(a.flip.problem.treatment.name), a.k, f"stakes.word.{a.word.value}",
            a.flip.lower, a.worst.slack, a.worst.measure, a.chance.probability,
            *(p.simulated for p in a.chance.passing),
        )
        for a in result.answers
    )  # fmt: skip
    return Table("stakes_doubt", columns, rows)
