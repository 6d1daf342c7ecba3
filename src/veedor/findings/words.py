"""Assertions, measures, levels and counts in words: keys, units, bases and digits that results share.

The one place that knows them. Below it there are numbers only; above it a catalogue gives the words.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.model import TURNOUTS, AssertionKind, Column, Figure, Unit
from veedor.rules.decide import NO_VOTES

if TYPE_CHECKING:
    from veedor.model import Assertion, Measure, Outcome, State, Value
    from veedor.rules.rule_parts import Op, Threshold


LEVELS = frozenset(
    {
        "country", "region", "state", "department", "province", "county", "district", "municipality",
        "locality", "zone", "precinct", "place", "station", "stratum",
    }
)  # fmt: skip
"""Levels of place (and the stratum) that have words in every language."""

NAMED_COUNT = "term.count."
"""What the key of a count begins with that only its case names, by a title or by its id."""
COUNTS = frozenset({"preliminary", "official"})
"""Counts that have words in every language."""

STRATA = frozenset({"urban", "rural", "abroad"})
"""Strata that have words in every language."""

OPS = {">": "more", ">=": "least", "plus_one": "plus_one", "<": "less", "<=": "most"}

ASSERTION = (
    Column("condition", Unit.TERM),
    *columns_in(Unit.CHOICE, "subject", "rival"),
    Column("area", Unit.TEXT),
)
"""Columns that name an assertion in a table; :func:`assertion_cells` fills them."""


# names that cases share; other names are shown as the case writes them


def level_term(level: str) -> str:
    """Return the message key of a level, or its own name where it has no words."""
    return f"level.{level}" if level in LEVELS else level


def count_term(count: str) -> str:
    """Return the message key of a count; of one that has no words, a key that ends in its name."""
    return f"term.{count}" if count in COUNTS else f"{NAMED_COUNT}{count}"


def stratum_term(stratum: str) -> str:
    """Return the message key of a stratum, or its own name where it has no words."""
    return f"term.{stratum}" if stratum in STRATA else stratum


def state_term(state: State) -> str:
    """Return the message key of the state of a sheet."""
    return f"state.{state.name.lower()}"


# outcomes


def outcome_term(outcome: Outcome) -> str:
    """Return the message key of how a round ends; ``{term:who}`` in a sentence says with it who is meant."""
    return "outcome_kind.no_votes" if outcome.reason == NO_VOTES else kind_term(outcome)


def kind_term(outcome: Outcome) -> str:
    """Return the message key of the kind of an outcome, as programs read it, whatever its reason."""
    if outcome.approves is not None:
        return "outcome_kind.approved" if outcome.approves else "outcome_kind.rejected"
    return f"outcome_kind.{outcome.kind.value}"


# assertions

TURNOUT = "outstanding.turnout"
"""Stands among the choices for what is nobody's: the turnout."""


def whom(assertion: Assertion) -> Value:
    """Return whom an assertion is about: a choice, several whose votes count together, or the turnout."""
    if assertion.kind in TURNOUTS:
        return TURNOUT
    return assertion.subject or assertion.whose


def condition_term(kind: AssertionKind) -> str:
    """Return the message key of what kind of condition an assertion is."""
    return f"rules.condition.{kind}"


def assertion_cells(assertion: Assertion) -> tuple[Value, ...]:
    """Return the cells of :data:`ASSERTION`."""
    area = None if assertion.scope is None else str(assertion.scope.area)
    return (condition_term(assertion.kind), whom(assertion), assertion.rival, area)


def assertion_figures(assertion: Assertion) -> tuple[Figure, ...]:
    """Return the figures by which a sentence names an assertion, its exact id among them."""
    return (
        Figure("subject", whom(assertion), Unit.CHOICE),
        Figure("rival", assertion.rival, Unit.CHOICE),
        Figure("assertion", assertion.assertion_id, Unit.TEXT),
    )


def over_or_alone(key: str, assertion: Assertion) -> str:
    """Return the message key for an assertion of a seat, of turnout, with a rival, or without one."""
    if assertion.kind is AssertionKind.SEAT:
        return f"{key}.seat"
    if assertion.kind in TURNOUTS:
        return f"{key}.turnout"
    return f"{key}.over" if assertion.rival is not None else f"{key}.alone"


# what an assertion measures


def base_key(base: str) -> str:
    """Return the message key of a base of the rules: ``valid``, ``cast``, ``registered``."""
    return f"base.{base}"


def unit_of(measure: Measure) -> Unit:
    """Return the unit of a measure: a lead is in points, all else a share."""
    return Unit.POINTS if measure.is_lead else Unit.SHARE


def quantity_of(measure: Measure) -> str:
    """Say what a measure is: ``lead``, ``turnout``, ``share`` or ``seat``."""
    if measure.kind is AssertionKind.SEAT:
        return "seat"
    return "lead" if measure.is_lead else "turnout" if measure.of_turnout else "share"


def measured(name: str, value: Fraction | float | None, measure: Measure, digits: int = 2) -> Figure:
    """Return a value of a measure as a figure: in its unit, over its base; absent if it is not a number."""
    number = finite(value) if isinstance(value, float) else value
    return Figure(name, number, unit_of(measure), base_key(measure.base_name), digits)


def line_of(name: str, measure: Measure) -> Figure:
    """Return the threshold that a measure is put against, with the decimals that it needs, at most four."""
    digits = digits_of(measure.threshold)
    return measured(name, measure.threshold, measure, 4 if digits is None else digits)


# plain numbers


def count_figure(name: str, count: int | None) -> Figure:
    """Return a number of things that have no unit of their own."""
    return Figure(name, count, Unit.NUMBER, digits=0)


# figures that a law names


def finite(value: float) -> float | None:
    """Return a number, or None where the text is not one."""
    number = float(value)
    return number if math.isfinite(number) else None


def op_key(predicate: str, op: Op) -> str:
    """Return the message key of an operator: before a share, points, or a number."""
    return f"rules.op.{predicate}.{OPS[op]}"


def way_key(name: str) -> str:
    """Return the message key of the name of a way to win; a name without a text is shown as it is."""
    return f"rules.way.{name}"


def digits_of(value: Fraction) -> int | None:
    """Return decimals that a share in per cent needs to be written exactly; None where four are too few."""
    return next((n for n in range(5) if (value * 100 * 10**n).denominator == 1), None)


def exact_figure(name: str, value: Fraction, unit: Unit, base: str = "") -> Figure:
    """Write a share that a law names exactly: in per cent, or as the fraction (two thirds) it is."""
    digits = digits_of(value)
    if digits is None:
        return Figure(name, str(value), Unit.TEXT, base)
    return Figure(name, value, unit, base, digits)


def share_figure(name: str, votes: int, whole: int, base: str) -> Figure:
    """Return votes as a share of a base; without a value where the base is empty."""
    return Figure(name, Fraction(votes, whole) if whole else None, Unit.SHARE, base_key(base), 4)


def threshold_figure(name: str, threshold: Threshold, unit: Unit) -> Figure:
    """Return the share that a threshold names."""
    return exact_figure(name, threshold.of, unit, base_key(threshold.base))


def sentence_of(key: str, measure: Measure) -> str:
    """Return the message key for a lead, a share or a turnout."""
    return f"{key}.{quantity_of(measure)}"


def subject_figures(assertion: Assertion, measure: Measure) -> tuple[Figure, ...]:
    """Return the figures that say whom an assertion is about, and its line."""
    subject, rival = whom(assertion), assertion.rival
    found = [] if subject == TURNOUT else [Figure("subject", subject, Unit.CHOICE)]
    if rival is not None:
        found.append(Figure("rival", rival, Unit.CHOICE))
    found.append(measured("threshold", measure.threshold, measure))
    if not measure.is_lead:  # a lead is one of valid votes; a share may be of anything
        found.append(Figure("threshold_base", base_key(measure.base_name), Unit.TERM))
    return tuple(found)


def difference(name: str, value: float | None, measure: Measure, digits: int = 2) -> Figure:
    """Return a difference of two values of a measure as a figure: in points, of leads and of shares alike."""
    number = None if value is None else finite(value)
    return Figure(name, number, Unit.POINTS, base_key(measure.base_name), digits)
