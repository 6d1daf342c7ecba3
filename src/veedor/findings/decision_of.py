"""What a decision says of several who are elected together, of a proposal, and of what a way asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.decision_tables import amount
from veedor.findings.words import op_key, share_figure, threshold_figure
from veedor.model import ChoiceId, Figure, OutcomeKind, Quorum, Unit

if TYPE_CHECKING:
    from veedor.rules.decision import Decision
    from veedor.rules.rule_parts import Way


def says_of_several(decision: Decision) -> str:
    """Choose the sentence where several are elected together: all who stand, some, or some by lot."""
    outcome = decision.outcome
    if outcome.kind is OutcomeKind.ELECTED:
        everybody = len(outcome.choices) == len(decision.tally.contest.candidates)
        return "rules.elected.everybody" if everybody else "rules.elected.several"
    if not outcome.sure:
        return "rules.tied.places"
    return "rules.tied.last_places"


def says_of_proposal(decision: Decision, ways: tuple[Way, ...]) -> str:
    """Choose the sentence of a referendum; what is asked for is said where it is a share alone."""
    if decision.outcome.kind is OutcomeKind.VOID:
        return f"rules.voided.{'turnout' if decision.outcome.reason == 'turnout' else 'proposal'}"
    says = "approved" if decision.outcome.approves else "rejected"
    return f"rules.{says}" if [way.predicates for way in ways] == [("share",)] else f"rules.{says}.other"


def of_several(decision: Decision, places: int) -> list[Figure]:
    """Return the last who is elected and the first who is not, as counted."""
    tally = decision.tally
    ranking = tally.ranking()
    last, *rest = ranking[places - 1 :] or ranking[-1:]
    figures = [
        Figure("places", places, Unit.SEATS),
        Figure("sure", tuple(decision.as_counted.elected), Unit.CHOICE),
        Figure("places_left", places - len(decision.as_counted.sure), Unit.SEATS),
        Figure("last", last, Unit.CHOICE),
        Figure("last_votes", tally.of(last), Unit.VOTES),
    ]
    if rest:
        figures += [
            Figure("next", rest[0], Unit.CHOICE),
            Figure("next_votes", tally.of(rest[0]), Unit.VOTES),
            Figure("apart", tally.of(last) - tally.of(rest[0]), Unit.VOTES),
        ]
    return figures


def of_proposal(decision: Decision, approve: str, way: Way) -> list[Figure]:
    """Return the votes for a proposal, what it asks for, and the turnout where that can void it."""
    tally = decision.tally
    figures = [
        Figure("for_votes", tally.of(ChoiceId(approve)), Unit.VOTES),
        *asked(decision, way, ChoiceId(approve)),
    ]
    grounds = [ground.turnout for ground in decision.rule.round(decision.round).voids if ground.turnout]
    if grounds and tally.registered and tally.turnout is not None:
        figures += [
            share_figure("turnout", tally.turnout, tally.registered, "registered"),
            threshold_figure("turnout_line", grounds[0], Unit.SHARE),
            Figure("turnout_op", op_key("share", grounds[0].op), Unit.TERM),
        ]
    return figures


def asked(decision: Decision, way: Way, winner: ChoiceId) -> tuple[Figure, ...]:
    """Return what a way asks for, and what a choice has of it."""
    figures: list[Figure] = []
    tally = decision.tally
    if way.share is not None:
        whole = amount(decision, way.share.base)
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
