"""A decision as findings and tables. Every number in them stands in the decision."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model import Assertion, Column, Figure, Finding, Method, OutcomeKind, Quorum, Table, Unit
from veedor.rules.figures import base_key, exact_figure, op_key, share_figure, threshold_figure, way_key
from veedor.rules.margins import Change

if TYPE_CHECKING:
    from veedor.model import Condition
    from veedor.model.figure import Value
    from veedor.rules.decision import Decision, Support
    from veedor.rules.margins import Margin
    from veedor.rules.rule import Way

WAYS = {
    ("share",): "rules.elected.share",
    ("share", "lead"): "rules.elected.share_lead",
    ("share", "first"): "rules.elected.share",
    ("first",): "rules.elected.first",
    ("lead",): "rules.elected.lead",
    ("weights",): "rules.elected.weights",
    ("ranked",): "rules.elected.ranked",
    ("share", "spread"): "rules.elected.share_spread",
    ("share", "first", "spread"): "rules.elected.share_spread",
    ("first", "spread"): "rules.elected.first_spread",
}
"""Predicates of a way -> the sentence that says somebody was elected by it; others have a general one."""

ENDS = {
    OutcomeKind.RUNOFF: "rules.runoff",
    OutcomeKind.TIE: "rules.tied",
    OutcomeKind.VOID: "rules.voided",
    OutcomeKind.OTHER_BODY: "rules.other_body",
    OutcomeKind.UNDETERMINED: "rules.undetermined",
}


def findings(decision: Decision) -> tuple[Finding, ...]:
    """Give what a decision supports: the outcome, what decides, the margins to flip, the readings."""
    found = [_outcome(decision)]
    if decision.binding is not None:
        found.append(_binding(decision, decision.binding))
    found += [
        _margin(decision, margin) for change in Change if (margin := decision.margin(change)) is not None
    ]
    if decision.readings:
        found.append(_readings(decision))
    return tuple(found)


def tables(decision: Decision) -> tuple[Table, ...]:
    """Give the tables behind the findings."""
    found = [_votes(decision), _conditions(decision)]
    if decision.margins:
        found.append(_margins(decision))
    if decision.readings:
        found.append(_readings_table(decision))
    return tuple(found)


def _finding(decision: Decision, name: str, says: str, figures: tuple[Figure, ...]) -> Finding:
    sources = "; ".join(f"{source.law}, {source.article}" for source in decision.rule.sources)
    return Finding(
        finding_id=f"rules.{name}",
        says=says,
        figures=figures,
        method=Method("rules.method", sources),
        assumptions=("rules.assumes.totals", "rules.assumes.reading"),
        cannot_show=("rules.cannot.votes",),
        command=decision.command,
    )


def _outcome(decision: Decision) -> Finding:
    outcome = decision.outcome
    figures = [
        Figure("rule", decision.rule.rule_id, Unit.TEXT),
        Figure("round", f"rules.round.{outcome.round}", Unit.TERM),
        Figure("outcome", f"outcome_kind.{outcome.kind}", Unit.TERM),
        Figure("choices", tuple(outcome.choices), Unit.CHOICE),
        *_standing(decision),
    ]
    if outcome.reason is not None:
        figures.append(Figure("reason", f"rules.reason.{outcome.reason}", Unit.TERM))
    if outcome.body is not None:
        figures.append(Figure("body", f"rules.body.{outcome.body}", Unit.TERM))
    if outcome.kind is OutcomeKind.ELECTED:
        way = next(w for w in decision.rule.round(outcome.round).ways if w.name == outcome.alternative)
        figures += [
            Figure("winner", outcome.choices[0], Unit.CHOICE),
            Figure("way", way_key(way.name), Unit.TERM),
            *_asked(decision, way),
        ]
    figures.append(Figure("outstanding", decision.outstanding, Unit.BALLOTS))
    return _finding(decision, "outcome", _says(decision), tuple(figures))


def _says(decision: Decision) -> str:
    """Choose the sentence for an outcome."""
    outcome = decision.outcome
    alone = len(decision.tally.contest.candidates) == 1
    match outcome.kind:
        case OutcomeKind.ELECTED:
            way = next(w for w in decision.rule.round(outcome.round).ways if w.name == outcome.alternative)
            says = WAYS.get(way.predicates, "rules.elected.other")
            named_second = {"rules.elected.share", "rules.elected.share_spread", "rules.elected.weights"}
            return "rules.elected.alone" if alone and says not in named_second else says
        case OutcomeKind.RUNOFF if alone:
            return "rules.runoff.alone"
        case OutcomeKind.OTHER_BODY if outcome.choices:
            return "rules.other_body.tie"
        case kind:
            return ENDS[kind]


def _standing(decision: Decision) -> tuple[Figure, ...]:
    """Give the first two candidates: votes, shares of the first way's base, and lead."""
    tally = decision.tally
    first, *rest = tally.ranking()
    base = _base(decision)
    whole = _amount(decision, base)
    figures = [
        Figure("first", first, Unit.CHOICE),
        Figure("first_votes", tally.of(first), Unit.VOTES),
        share_figure("first_share", tally.of(first), whole, base),
        Figure("base_votes", whole, Unit.VOTERS if base == "registered" else Unit.VOTES),
        Figure("share_base", base_key(base), Unit.TERM),
    ]
    if rest:
        ahead = tally.of(first) - tally.of(rest[0])
        figures += [
            Figure("second", rest[0], Unit.CHOICE),
            Figure("second_votes", tally.of(rest[0]), Unit.VOTES),
            share_figure("second_share", tally.of(rest[0]), whole, base),
            Figure("lead_votes", ahead, Unit.VOTES),
            Figure("lead", Fraction(ahead, whole) if whole else None, Unit.POINTS, base_key(base), 4),
        ]
    return tuple(figures)


def _base(decision: Decision) -> str:
    """Name of the base that the round's first share or lead is taken of."""
    for way in decision.rule.round(decision.round).ways:
        for threshold in (way.share, way.lead):
            if threshold is not None:
                return threshold.base
    return "valid" if "valid" in decision.rule.bases else "cast"


def _amount(decision: Decision, base: str) -> int:
    if base == "registered":
        return decision.tally.registered or 0
    return decision.tally.total(decision.rule.bases[base])


def _asked(decision: Decision, way: Way) -> tuple[Figure, ...]:
    """Give what a way asks for, and what the winner has of it."""
    figures: list[Figure] = []
    winner = decision.outcome.choices[0]
    tally = decision.tally
    if way.share is not None:
        whole = _amount(decision, way.share.base)
        figures += [
            share_figure("share", tally.of(winner), whole, way.share.base),
            threshold_figure("share_needed", way.share, Unit.SHARE),
            Figure("share_op", op_key("share", way.share.op), Unit.TERM),
        ]
    if way.lead is not None:
        figures += [
            threshold_figure("lead_needed", way.lead, Unit.POINTS),
            Figure("lead_op", op_key("lead", way.lead.op), Unit.TERM),
        ]
    for support in decision.ways:
        quorums = [c for c in support.alternative.conditions if isinstance(c, Quorum)]
        if support.alternative.name == way.name and quorums:
            figures += [
                Figure("reached", quorums[0].score(tally), Unit.NUMBER),
                Figure("needed", quorums[0].need, Unit.NUMBER),
                Figure("areas", sum(quorums[0].points), Unit.NUMBER),
            ]
    return tuple(figures)


def _binding(decision: Decision, condition: Condition) -> Finding:
    support = decision.support
    holds = support.margins[support.alternative.conditions.index(condition)] if support is not None else ()
    figures = [
        Figure(name, margin.votes, Unit.VOTES)
        for name, margin in zip(("moved", "taken", "added"), holds, strict=True)
    ]
    if isinstance(condition, Quorum):
        figures += [
            Figure("reached", condition.score(decision.tally), Unit.NUMBER),
            Figure("needed", condition.need, Unit.NUMBER),
            Figure("to_break", condition.score(decision.tally) - condition.need + 1, Unit.NUMBER),
        ]
        return _finding(decision, "binding", f"rules.binding.{condition_key(condition)}", tuple(figures))
    figures += [
        Figure("subject", condition.subject, Unit.CHOICE),
        Figure("rival", condition.rival, Unit.CHOICE),
        Figure("slack", _whole(condition.slack(decision.tally)), _counted(condition), digits=1),
        exact_figure(
            "threshold",
            condition.threshold,
            Unit.POINTS if "lead" in condition.kind else Unit.SHARE,
            base_key(condition.base) if condition.base else "",
        ),
        Figure("threshold_base", base_key(condition.base) if condition.base else "", Unit.TERM),
        Figure("area", condition.scope.area if condition.scope else "", Unit.PLACE),
    ]
    where = ".area" if condition.scope is not None else ""
    says = f"rules.binding.{condition_key(condition)}{where}"
    if "share" in condition.kind and condition.subject not in decision.tally.contest.candidates:
        says = says.replace("share", "kind_share")
    return _finding(decision, "binding", says, tuple(figures))


def _whole(value: Fraction) -> int | Fraction:
    """Give a whole number as one, so that a single vote is written so."""
    return int(value) if value.denominator == 1 else value


def _counted(condition: Assertion) -> Unit:
    return Unit.BALLOTS if "turnout" in condition.kind else Unit.VOTES


def _margin(decision: Decision, margin: Margin) -> Finding:
    votes = margin.votes or 0
    figures = (
        Figure("votes", votes, Unit.VOTES),
        Figure("fewer", votes - 1, Unit.VOTES),
        Figure("source", margin.transfer.source, Unit.CHOICE),
        Figure("target", margin.transfer.target, Unit.CHOICE),
    )
    exact = "" if margin.exact else ".least"
    says = f"rules.margin.{margin.change}{exact}"
    return _finding(decision, f"margin_{margin.change}", says, figures)


def _readings(decision: Decision) -> Finding:
    default = decision.readings[0].outcome
    differ = tuple(r.variant or "" for r in decision.readings[1:] if not r.outcome.same_as(default))
    figures = (
        Figure("readings", len(decision.readings), Unit.NUMBER),
        Figure("differ", len(differ), Unit.NUMBER),
        Figure("names", differ, Unit.TEXT),
    )
    says = "rules.readings.differ" if differ else "rules.readings.same"
    return _finding(decision, "readings", says, figures)


def _votes(decision: Decision) -> Table:
    tally = decision.tally
    base = _base(decision)
    whole = _amount(decision, base)
    inside = () if base == "registered" else tally.contest.of_kind(*decision.rule.bases[base])
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
        Column("alternative", Unit.TERM),
        Column("condition", Unit.TERM),
        Column("subject", Unit.CHOICE),
        Column("rival", Unit.CHOICE),
        Column("area", Unit.PLACE),
        Column("threshold", Unit.SHARE),
        Column("threshold_base", Unit.TERM),
        Column("met", Unit.TEXT),
        Column("slack", Unit.VOTES, digits=1),
        Column("reached", Unit.NUMBER),
        Column("needed", Unit.NUMBER),
        Column("moved", Unit.VOTES),
        Column("taken", Unit.VOTES),
        Column("added", Unit.VOTES),
    )
    return Table("rule_conditions", columns, rows)


def _condition_rows(decision: Decision, support: Support) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    tally = decision.tally
    none: tuple[Value, ...] = (None, None, None)
    for i, condition in enumerate(support.alternative.conditions):
        margins = tuple(margin.votes for margin in support.margins[i]) if support.margins else none
        name = f"rules.condition.{condition_key(condition)}"
        if isinstance(condition, Assertion):
            of_share = condition.threshold if condition.base else None
            rows.append(
                (
                    way_key(support.alternative.name),
                    name,
                    condition.subject,
                    condition.rival,
                    condition.scope.area if condition.scope else None,
                    of_share,
                    base_key(condition.base) if condition.base else None,
                    condition.holds(tally),
                    condition.slack(tally),
                    None,
                    None,
                    *margins,
                )
            )
        else:
            score = condition.score(tally)
            empty: tuple[Value, ...] = (None,) * 5
            rows.append(
                (
                    way_key(support.alternative.name),
                    name,
                    *empty,
                    score >= condition.need,
                    None,
                    score,
                    condition.need,
                    *margins,
                )
            )
    return rows


def condition_key(condition: Condition) -> str:
    """Give the last part of the message key of a condition."""
    if isinstance(condition, Assertion):
        return str(condition.kind)
    return condition.name.partition(":")[0].replace("not ", "not_")


def _margins(decision: Decision) -> Table:
    rows = tuple(
        (f"rules.change.{m.change}", m.transfer.source, m.transfer.target, m.votes, m.exact)
        for m in decision.margins
    )
    columns = (
        Column("change", Unit.TERM),
        Column("source", Unit.CHOICE),
        Column("target", Unit.CHOICE),
        Column("votes", Unit.VOTES),
        Column("exact", Unit.TEXT),
    )
    return Table("rule_margins", columns, rows)


def _readings_table(decision: Decision) -> Table:
    rows = tuple(
        (
            reading.variant,
            reading.held_by,
            f"outcome_kind.{reading.outcome.kind}",
            tuple[str, ...](reading.outcome.choices),
            way_key(reading.outcome.alternative) if reading.outcome.alternative else None,
        )
        for reading in decision.readings
    )
    columns = (
        Column("reading", Unit.TEXT),
        Column("held_by", Unit.TEXT),
        Column("outcome", Unit.TERM),
        Column("choices", Unit.CHOICE),
        Column("alternative", Unit.TERM),
    )
    return Table("rule_readings", columns, rows)
