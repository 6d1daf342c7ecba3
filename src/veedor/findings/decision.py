"""A decision as findings and tables. Every number in them stands in the decision."""

from __future__ import annotations

import shlex
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.decision_of import asked, of_proposal, of_several, says_of_proposal, says_of_several
from veedor.findings.decision_tables import amount, condition_key, first_base, tables
from veedor.findings.words import (
    base_key,
    exact_figure,
    kind_term,
    outcome_term,
    share_figure,
    way_key,
    whom,
)
from veedor.model import Assertion, Figure, Finding, Kind, Method, OutcomeKind, Quorum, Unit
from veedor.rules.margins import Change
from veedor.rules.outstanding import OUTSTANDING, UNBOUNDED
from veedor.rules.rule_parts import TieRule
from veedor.rules.templates import template_of

if TYPE_CHECKING:
    from veedor.model import ChoiceId, Condition, Outcome
    from veedor.rules import Rule
    from veedor.rules.decision import Decision, Lump
    from veedor.rules.margins import Margin
    from veedor.rules.rule_parts import Way

__all__ = ["findings", "tables"]

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
}


def findings(decision: Decision) -> tuple[Finding, ...]:
    """Return what a decision supports: the outcome, what decides, the margins to flip, the readings."""
    found = [_outcome(decision)]
    if not decision.rule.quotes_law:
        found.append(stated(decision.rule))
    if decision.binding is not None:
        found.append(_binding(decision, decision.binding))
    found += [
        _margin(decision, margin) for change in Change if (margin := decision.margin(change)) is not None
    ]
    if decision.lump is not None:
        found.append(_lump(decision, decision.lump))
    if decision.readings:
        found.append(_readings(decision))
    return tuple(found)


def _finding(decision: Decision, name: str, says: str, figures: tuple[Figure, ...]) -> Finding:
    return _of_rule(decision.rule, name, says, figures)


def _of_rule(rule: Rule, name: str, says: str, figures: tuple[Figure, ...]) -> Finding:
    sources = "; ".join(f"{source.law}, {source.article}" for source in rule.sources) or str(rule.rule_id)
    without = "" if rule.quotes_law else ".stated"
    return Finding(
        finding_id=f"rules.{name}",
        says=says,
        figures=figures,
        method=Method(f"rules.method{without}", sources),
        assumptions=("rules.assumes.totals", f"rules.assumes.reading{without}"),
        cannot_show=("rules.cannot.votes",),
    )


def stated(rule: Rule) -> Finding:
    """Say that the rule is one that is stated, without a law."""
    figures = (
        Figure("rule", rule.rule_id, Unit.TEXT),
        Figure("shown", shlex.quote(str(rule.rule_id)), Unit.TEXT),
        Figure("law_quoted", rule.quotes_law, Unit.TEXT),
    )
    of_template = template_of(str(rule.rule_id)) is not None
    return _of_rule(rule, "stated", "rules.stated" if of_template else "rules.stated.own", figures)


def _outcome(decision: Decision) -> Finding:
    outcome = decision.outcome
    figures = [
        Figure("rule", decision.rule.rule_id, Unit.TEXT),
        Figure("round", f"rules.round.{outcome.round}", Unit.TERM),
        Figure("outcome", kind_term(outcome), Unit.TERM),
        Figure("choices", tuple(outcome.choices), Unit.CHOICE),
        *_standing(decision),
    ]
    if outcome.reason is not None:
        reason = f"rules.reason.{outcome.reason}"
        if outcome.reason == TieRule.UNSTATED and not decision.rule.quotes_law:
            reason = "rules.reason.unstated.stated"
        figures.append(Figure("reason", reason, Unit.TERM))
    if outcome.body is not None:
        figures.append(Figure("body", f"rules.body.{outcome.body}", Unit.TERM))
    if ahead := _ahead_of_tie(decision):
        figures.append(Figure("goes_on", ahead, Unit.CHOICE))
    part = decision.rule.round(decision.round)
    if outcome.winner is not None and outcome.alternative is not None:
        figures += [
            Figure("winner", outcome.winner, Unit.CHOICE),
            Figure("way", way_key(outcome.alternative), Unit.TERM),
        ]
    if part.elect is not None:
        figures += of_several(decision, part.elect)
    elif part.approve is not None:
        figures += of_proposal(decision, part.approve, part.ways[0])
    elif outcome.winner is not None:
        figures += asked(decision, _way_of(decision, outcome), outcome.winner)
    figures += [
        Figure("outstanding", decision.outstanding, Unit.BALLOTS),
        Figure("as_counted", kind_term(decision.as_counted), Unit.TERM),
        Figure("as_counted_choices", tuple(decision.as_counted.choices), Unit.CHOICE),
    ]
    return _finding(decision, "outcome", _says(decision), tuple(figures))


def _ahead_of_tie(decision: Decision) -> tuple[ChoiceId, ...]:
    """Return those who go on to the next round for certain, where equal votes leave open who else does.

    Whoever has more votes than those who tie is among them: the tie is for the last place only.
    """
    outcome, tally = decision.outcome, decision.tally
    if not outcome.choices or decision.rule.round(outcome.round).otherwise.advance is None:
        return ()
    if outcome.kind not in {OutcomeKind.TIE, OutcomeKind.OTHER_BODY}:
        return ()
    equal = tally.of(outcome.choices[0])
    return tuple(choice for choice in tally.ranking() if tally.of(choice) > equal)


def _way_of(decision: Decision, outcome: Outcome) -> Way:
    """Return the way by which somebody is elected."""
    ways = decision.rule.round(outcome.round).ways
    return next(way for way in ways if way.name == outcome.alternative)


def _says(decision: Decision) -> str:
    """Choose the sentence for an outcome."""
    outcome = decision.outcome
    part = decision.rule.round(decision.round)
    stated = "" if decision.rule.quotes_law else ".stated"
    if outcome.kind is OutcomeKind.UNDETERMINED:
        open_votes = outcome.reason in {OUTSTANDING, UNBOUNDED}
        if open_votes:
            return f"rules.undetermined.{outcome.reason}"
        return f"rules.no_votes{'.so_far' if decision.tally.open else ''}"
    if part.approve is not None:
        return says_of_proposal(decision, part.ways)
    if part.elect is not None and outcome.kind is not OutcomeKind.VOID:
        return says_of_several(decision)
    alone = len(decision.tally.contest.candidates) == 1
    goes_on = ".goes_on" if _ahead_of_tie(decision) else ""
    nobody_else = alone and not decision.tally.contest.of_kind(Kind.OTHERS)
    match outcome.kind:
        case OutcomeKind.ELECTED:
            says = WAYS.get(_way_of(decision, outcome).predicates, "rules.elected.other")
            named_second = {"rules.elected.share", "rules.elected.share_spread", "rules.elected.weights"}
            if not alone or says in named_second:
                return says
            return "rules.elected.alone" if nobody_else else "rules.elected.other"
        case OutcomeKind.RUNOFF if alone:
            return "rules.runoff.alone"
        case OutcomeKind.OTHER_BODY if outcome.choices:
            return f"rules.other_body.tie{goes_on}"
        case OutcomeKind.TIE:
            return f"{ENDS[outcome.kind]}{goes_on or stated}"
        case kind:
            return ENDS[kind]


def _standing(decision: Decision) -> tuple[Figure, ...]:
    """Return the first two candidates: votes, shares of the first way's base, and lead."""
    tally = decision.tally
    first, *rest = tally.ranking()
    base = first_base(decision)
    whole = amount(decision, base)
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


def _binding(decision: Decision, condition: Condition) -> Finding:
    figures = [
        Figure(name, margin.votes, Unit.VOTES)
        for name, margin in zip(("moved", "taken", "added"), decision.binding_margins, strict=True)
    ]
    if isinstance(condition, Quorum):
        figures += [
            Figure("reached", condition.score(decision.tally), Unit.NUMBER),
            Figure("needed", condition.need, Unit.NUMBER),
            Figure("to_break", condition.score(decision.tally) - condition.need + 1, Unit.NUMBER),
        ]
        return _finding(decision, "binding", f"rules.binding.{condition_key(condition)}", tuple(figures))
    figures += [
        Figure("subject", whom(condition), Unit.CHOICE),
        Figure("rival", condition.rival, Unit.CHOICE),
        Figure("slack", _whole(condition.slack(decision.tally)), _counted(condition), digits=1),
        exact_figure(
            "threshold",
            condition.threshold,
            Unit.POINTS if "lead" in condition.kind else Unit.SHARE,
            base_key(condition.base) if condition.base else "",
        ),
        Figure("threshold_base", base_key(condition.base) if condition.base else "", Unit.TERM),
        Figure("one_more", "rules.one_more" if condition.constant else "", Unit.TERM),
        Figure("area", condition.scope.area if condition.scope else "", Unit.PLACE),
    ]
    where = ".area" if condition.scope is not None else ""
    says = f"rules.binding.{condition_key(condition)}{where}"
    if "share" in condition.kind and condition.subject not in decision.tally.contest.candidates:
        says = says.replace("share", "kind_share")
    return _finding(decision, "binding", says, tuple(figures))


def _whole(value: Fraction) -> int | Fraction:
    """Return a whole number as one, so that a single vote is written so."""
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
    so_far = "so_far." if decision.outcome.kind is OutcomeKind.UNDETERMINED else ""
    says = f"rules.margin.{so_far}{margin.change}{exact}"
    return _finding(decision, f"margin_{margin.change}", says, figures)


def _lump(decision: Decision, lump: Lump) -> Finding:
    figures = (
        Figure("lump", lump.choice, Unit.CHOICE),
        Figure("lump_votes", lump.votes, Unit.VOTES),
        Figure("would", outcome_term(lump.would), Unit.TERM),
        Figure("would_choices", tuple(lump.would.choices), Unit.CHOICE),
    )
    return _finding(decision, "lump", "rules.lump", figures)


def _readings(decision: Decision) -> Finding:
    default = decision.readings[0].outcome
    differ = tuple(r.variant or "" for r in decision.readings[1:] if not r.outcome.same_as(default))
    figures = (
        Figure("readings", len(decision.readings), Unit.NUMBER),
        Figure("differ", len(differ), Unit.NUMBER),
        Figure("names", differ, Unit.TEXT),
    )
    stated = "" if decision.rule.quotes_law else ".stated"
    says = f"rules.readings.{'differ' if differ else 'same'}{stated}"
    return _finding(decision, "readings", says, figures)
