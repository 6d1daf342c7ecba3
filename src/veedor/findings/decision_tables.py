"""The tables of a decision: votes, conditions, margins, readings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, outcome_term, way_key, whom
from veedor.model import TURNOUTS, Assertion, Column, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Collection

    from veedor.model import ChoiceId, Condition, Quorum, Tally
    from veedor.model.finding import Value
    from veedor.rules.decision import Decision, Support


def tables(decision: Decision) -> tuple[Table, ...]:
    """Return the tables behind the findings."""
    found = [_votes(decision), _conditions(decision)]
    if decision.margins:
        found.append(_margins(decision))
    if decision.readings:
        found.append(_readings_table(decision))
    return tuple(found)


def first_base(decision: Decision) -> str:
    """Name of the base that the round's first share or lead is taken of."""
    for way in decision.rule.round(decision.round).ways:
        for threshold in (way.share, way.lead):
            if threshold is not None:
                return threshold.base
    return "valid" if "valid" in decision.rule.bases else "cast"


def amount(decision: Decision, base: str) -> int:
    """Votes of a base, or registered voters."""
    if base == "registered":
        return decision.tally.registered or 0
    return decision.tally.total(decision.rule.bases[base])


def _nearest(row: tuple[Condition, tuple[int | None, ...]]) -> float:
    """Order conditions by the votes moved that break them; those that none break come last."""
    moved = row[1][0]
    return float("inf") if moved is None else moved


def condition_key(condition: Condition) -> str:
    """Return the last part of the message key of a condition."""
    if isinstance(condition, Assertion):
        return str(condition.kind)
    return condition.name.partition(":")[0].replace("not ", "not_")


def _votes(decision: Decision) -> Table:
    base = first_base(decision)
    inside = () if base == "registered" else decision.tally.contest.of_kind(*decision.rule.bases[base])
    return votes_of(decision.tally, base, amount(decision, base), inside)


def votes_of(tally: Tally, base: str, whole: int | None, inside: Collection[ChoiceId]) -> Table:
    """Return the votes of every choice, the candidates first, with shares of a base.

    Parameters
    ----------
    tally : Tally
        With the votes.
    base : str
        What the shares are of.
    whole : int or None
        Votes of the base, or registered voters; None where they are not known.
    inside : collection of str
        Choices that are part of the base; empty where it is one of people.
    """
    others = [c.choice_id for c in tally.contest.choices if c.choice_id not in tally.contest.candidates]
    rows = tuple(
        (
            choice,
            f"kind.{tally.contest.kinds[choice]}",
            tally.of(choice),
            Fraction(tally.of(choice), whole) if whole and (choice in inside or not inside) else None,
        )
        for choice in (*tally.ranking(), *others)
    )
    columns = (
        Column("choice", Unit.CHOICE),
        Column("kind", Unit.TERM),
        Column("votes", Unit.VOTES),
        Column("share", Unit.SHARE, base_key(base)),
    )
    return Table("rule_votes", columns, rows)


def _conditions(decision: Decision) -> Table:
    """Every condition of what the outcome rests on, then of the ways to win that do not hold."""
    supports = [decision.support] if decision.support is not None else []
    supports += [way for way in decision.ways if not way.holds]
    rows = tuple(row for support in supports for row in _condition_rows(decision, support))
    columns = (
        *columns_in(Unit.TERM, "alternative", "condition"),
        *columns_in(Unit.CHOICE, "subject", "rival"),
        Column("area", Unit.PLACE),
        Column("threshold", Unit.SHARE),
        Column("threshold_base", Unit.TERM),
        Column("met", Unit.TEXT),
        Column("slack", Unit.VOTES, digits=1),
        *columns_in(Unit.NUMBER, "reached", "needed"),
        *columns_in(Unit.VOTES, "moved", "taken", "added"),
    )
    return Table("rule_conditions", columns, rows)


def _condition_rows(decision: Decision, support: Support) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    tally = decision.tally
    none: tuple[int | None, ...] = (None, None, None)
    conditions = support.alternative.conditions
    votes = [tuple(m.votes for m in margins) for margins in support.margins] or [none] * len(conditions)
    for condition, margins in sorted(zip(conditions, votes, strict=True), key=_nearest):
        name = f"rules.condition.{condition_key(condition)}"
        cells = (
            _cells_of_assertion(condition, tally)
            if isinstance(condition, Assertion)
            else _cells_of_quorum(condition, tally)
        )
        rows.append((way_key(support.alternative.name), name, *cells, *margins))
    return rows


def _cells_of_assertion(condition: Assertion, tally: Tally) -> tuple[Value, ...]:
    """Say whom it is about, against whom, where, from what on, whether it holds and with what slack."""
    return (
        whom(condition),
        condition.rival,
        condition.scope.area if condition.scope else None,
        condition.threshold if condition.base else None,
        _base_of(condition),
        condition.holds(tally),
        condition.slack(tally),
        None,
        None,
    )


def _cells_of_quorum(condition: Quorum, tally: Tally) -> tuple[Value, ...]:
    """Say whom it is about, whether it holds, and its points."""
    score = condition.score(tally)
    none: tuple[Value, ...] = (None,) * 4
    return condition.subject, *none, score >= condition.need, None, score, condition.need


def _base_of(condition: Assertion) -> str | None:
    """Return the message key of what a share is taken of; a turnout is one of registered voters."""
    if condition.kind in TURNOUTS:
        return base_key("registered")
    return base_key(condition.base) if condition.base else None


def _margins(decision: Decision) -> Table:
    rows = tuple(
        (f"rules.change.{m.change}", m.transfer.source, m.transfer.target, m.votes, m.exact)
        for m in decision.margins
    )
    columns = (
        Column("change", Unit.TERM),
        *columns_in(Unit.CHOICE, "source", "target"),
        Column("votes", Unit.VOTES),
        Column("exact", Unit.TEXT),
    )
    return Table("rule_margins", columns, rows)


def _readings_table(decision: Decision) -> Table:
    rows = tuple(
        (
            reading.variant,
            reading.held_by,
            outcome_term(reading.outcome),
            tuple[str, ...](reading.outcome.choices),
            way_key(reading.outcome.alternative) if reading.outcome.alternative else None,
        )
        for reading in decision.readings
    )
    columns = (
        *columns_in(Unit.TEXT, "reading", "held_by"),
        Column("outcome", Unit.TERM),
        Column("choices", Unit.CHOICE),
        Column("alternative", Unit.TERM),
    )
    return Table("rule_readings", columns, rows)
