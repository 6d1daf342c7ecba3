"""The outcome under a rule with everything that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import Alternative, Assertion, AssertionKind, Outcome, as_counted
from veedor.rules.decide import alternatives, decide
from veedor.rules.decision import Decision, Support, VariantOutcome, lump_that_matters
from veedor.rules.document import read_rule
from veedor.rules.margins import (
    Change,
    Margin,
    Transfer,
    condition_margin,
    easiest,
    transfers,
)
from veedor.rules.named_areas import named_as
from veedor.rules.outstanding import with_open_areas
from veedor.rules.standing import Standing
from veedor.rules.sufficient import establishing

if TYPE_CHECKING:
    from veedor.model import ChoiceId, Condition, Tally
    from veedor.rules.rule import Rule


def explain(
    rule: Rule,
    tally: Tally,
    *,
    round: str | None = None,  # noqa: A002 - the word of the law
    variant: str | None = None,
) -> Decision:
    """Say who won under a rule, what that rests on, and how many votes would change it.

    Parameters
    ----------
    rule, tally, round, variant
        As for :func:`~veedor.rules.decide`.

    Raises
    ------
    QuestionError, MissingDataError
        As :func:`~veedor.rules.decide`.
    """
    tally = with_open_areas(tally)
    reading = named_as(rule.reading(variant), tally.areas)
    outcome = decide(reading, tally, round=round)
    of_sums = decide(reading, as_counted(tally), round=round)
    standing = establishing(reading, tally, of_sums)
    supports = tuple(_support(alternative, tally) for alternative in standing if alternative.holds(tally))
    margins = _margins(standing, of_sums, tally)
    support, binding = _decisive(supports, standing, margins, tally)
    # of a referendum what is asked is asked of the side for the proposal, whichever prevails
    leader = reading.round(round).approve or next(iter(of_sums.choices), tally.ranking()[0])
    ways = alternatives(reading, tally, leader, round=round)
    return Decision(
        rule=reading,
        tally=tally,
        outcome=outcome,
        as_counted=of_sums,
        establishing=standing,
        supports=supports,
        support=support,
        binding=binding,
        ways=tuple(_support(way, tally) for way in ways),
        margins=margins,
        readings=_readings(reading, tally, of_sums.round),
        lump=lump_that_matters(reading, tally, outcome),
    )


def _support(alternative: Alternative, tally: Tally) -> Support:
    """Say of an alternative whether it holds, and what breaks each of its conditions."""
    if not alternative.holds(tally):
        return Support(alternative, holds=False, margins=())
    margins = (tuple(easiest(c, tally, change) for change in Change) for c in alternative.conditions)
    return Support(alternative, holds=True, margins=tuple(margins))


def _decisive(
    supports: tuple[Support, ...],
    standing: tuple[Alternative, ...],
    margins: tuple[Margin, ...],
    tally: Tally,
) -> tuple[Support | None, Condition | None]:
    """Find the condition that breaks when the outcome does, with the fewest votes of any change.

    Of changes that take as many votes, votes moved come first, then votes taken. A vote moved never touches a
    turnout; so a turnout by a hair would never bind, were votes moved asked before the others.

    That two candidates who both go on change places breaks a condition too, but not the outcome; so a bare
    order comes last. As votes change, a conjunction that does not hold now can take over before it breaks in
    its turn; then the condition is one of those that it asks for and that hold already.
    """
    first = supports[0] if supports else None
    smallest = [next((m for m in margins if m.change is change), None) for change in Change]
    for margin in sorted((m for m in smallest if m is not None), key=_votes):

        def breaks(condition: Condition, margin: Margin = margin) -> bool:
            return condition_margin(condition, tally, margin.transfer) == margin.votes

        found: list[tuple[Support | None, Condition]]
        found = [(s, c) for s in supports for c in s.alternative.conditions if breaks(c)]
        if not found:
            found = [(first, c) for a in standing for c in a.conditions if c.holds(tally) and breaks(c)]
        if found:
            return min(found, key=lambda pair: _is_bare_order(pair[1]))
    return first, None


def _votes(margin: Margin) -> int:
    return margin.votes or 0


def _is_bare_order(condition: Condition) -> bool:
    first = AssertionKind.FIRST
    return isinstance(condition, Assertion) and condition.kind is first and not condition.strict


def _margins(standing: tuple[Alternative, ...], outcome: Outcome, tally: Tally) -> tuple[Margin, ...]:
    """Return the margin to flip of the outcome for each change that can matter, cheapest first by change.

    For an elected candidate: moved from the winner to each rival, taken from the winner, added to each
    rival. For any other outcome: the cheapest for each choice that gains, or loses.
    """
    found: list[Margin] = []
    prepared = Standing(standing, tally)
    for change in Change if standing else ():
        margins = [prepared.margin(transfer) for transfer in _relevant(change, outcome, tally)]
        best: dict[ChoiceId | None, Margin] = {}
        for margin in sorted((m for m in margins if m.votes is not None), key=lambda m: m.votes or 0):
            best.setdefault(margin.transfer.target or margin.transfer.source, margin)
        found += best.values()
    return tuple(found)


def _relevant(change: Change, outcome: Outcome, tally: Tally) -> tuple[Transfer, ...]:
    every = transfers(tally, change)
    winner = outcome.winner
    if winner is None:
        return every
    if change is Change.ADD:
        return tuple(t for t in every if t.target != winner)
    return tuple(t for t in every if t.source == winner)


def _readings(rule: Rule, tally: Tally, round_: str) -> tuple[VariantOutcome, ...]:
    """Apply every reading of the rule, the default one first."""
    if not rule.variants:
        return ()
    default = rule if rule.variant is None else read_rule(rule.document, str(rule.rule_id))
    every = (default, *(default.reading(variant.name) for variant in default.variants))
    return tuple(
        VariantOutcome(reading.variant, decide(reading, tally, round=round_), reading.held_by)
        for reading in every
    )
