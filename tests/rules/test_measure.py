"""One measure: what an assertion measures is what its own weights say, for every assertion of every law."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from property.tallies import area_documents, area_tallies, documents, tallies
from rules.shipped import IDS
from veedor.model import LEADS, Assertion, Quorum, Tally, measure_of
from veedor.rules import decide, establishing, load, tally_of
from veedor.rules.conditions import Field, negated_form, void_condition
from veedor.rules.document import read_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.rules import Rule


def every(rule: Rule, tally: Tally, round_: str | None = None) -> Iterator[Assertion]:
    """Give all that establishes the outcome, the members of quorums and the grounds of voidness too."""
    outcome = decide(rule, tally, round=round_)
    for alternative in establishing(rule, tally, outcome)[:200]:
        for condition in alternative.conditions:
            yield from condition.members if isinstance(condition, Quorum) else (condition,)
    field = Field(tally, rule.bases)
    for ground in rule.round(outcome.round).voids:
        yield void_condition(field, ground)


def in_area(assertion: Assertion, tally: Tally) -> Tally:
    scope = assertion.scope
    return tally if scope is None else tally.areas[scope.division][scope.area]


def check(assertion: Assertion, tally: Tally, rule: Rule) -> None:
    measure = measure_of(assertion, tally.contest)
    here = in_area(assertion, tally)
    above, below = measure.over.of(here), measure.base.of(here)
    assert above is not None
    assert below is not None
    sign = -1 if measure.negated else 1
    left = sign * assertion.scale * (above - measure.threshold * (below if measure.threshold else 0))
    assert left + assertion.constant == assertion.value(tally)
    # the base is the one that the law names
    if measure.base_name == "registered":
        assert below == here.registered
    elif measure.threshold:
        kinds = rule.bases[measure.base_name]
        assert below == (here.turnout if assertion.ballots_weight else here.total(kinds))
    else:
        assert below == here.valid
    # what is measured is what a reader would add up
    assert measure.is_lead == (assertion.rival is not None)
    assert measure.of_turnout == assertion.assertion_id.removeprefix("not_").startswith("turnout")
    if measure.of_turnout:
        assert below == here.registered
    if measure.kind in LEADS:
        assert above == here.of(assertion.subject) - here.of(assertion.rival)  # type: ignore[arg-type]
    elif assertion.subject is not None:
        assert above == here.of(assertion.subject)
    value = measure.of(tally)
    assert value == (Fraction(above, below) if below else None)
    other = measure_of(negated_form(assertion), tally.contest)
    if assertion.threshold:
        assert (other.over, other.base, other.negated) == (measure.over, measure.base, not measure.negated)


@pytest.mark.parametrize("rule_id", IDS)
def test_every_assertion_of_every_law(rule_id: str) -> None:
    rule = load(rule_id)
    for fixture in rule.fixtures:
        tally = tally_of(fixture.votes, registered=fixture.registered, areas=fixture.areas)
        for assertion in every(rule, tally, fixture.round):
            check(assertion, tally, rule)


@settings(max_examples=100, deadline=None)
@given(documents(), tallies())
def test_every_assertion_of_random_rules(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    for assertion in every(rule, tally):
        check(assertion, tally, rule)


@settings(max_examples=60, deadline=None)
@given(area_documents(), area_tallies())
def test_every_assertion_by_area(document: dict[str, Any], tally: Tally) -> None:
    rule = read_rule(document, "test")
    for assertion in every(rule, tally):
        check(assertion, tally, rule)
