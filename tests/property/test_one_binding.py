"""Outcome, stakes and checks name one binding condition, and agree on when the outcome stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from property.tallies import (
    ALL_ADVANCE,
    HEAD,
    area_documents,
    area_tallies,
    changed,
    documents,
    emptied,
    tallies,
)
from property.test_stakes_brute import RULES, counts, rule
from veedor.checks.impact import Baseline
from veedor.errors import QuestionError
from veedor.model import Assertion, OutcomeKind, measure_of
from veedor.rules import Change, decide, explain, tally_of
from veedor.rules.document import read_rule
from veedor.stakes import stake_of

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.model import Tally
    from veedor.rules import Decision

MUST = HEAD | {
    "round": [
        {
            "name": "single",
            "win": [
                {
                    "name": "first, and a third of R1",
                    "first": True,
                    "spread": {
                        "level": "region",
                        "share": {"of": "1/3", "op": ">=", "base": "valid"},
                        "need": 1,
                        "must": ["R1"],
                    },
                }
            ],
        }
    ],
}
"""A law that asks for a share in one region."""


def spread_over(first: int, second: int) -> Tally:
    """So many votes of A and of B in each of three regions."""
    area = {"A": first, "B": second, "C": 0, "blank": 0, "null": 0}
    total = {name: 3 * votes for name, votes in area.items()}
    return tally_of(total, registered=10_000, areas={"region": {f"R{i}": area for i in range(3)}})


FEW = settings(max_examples=60, deadline=None)
MANY = settings(max_examples=150, deadline=None)


def decided(document: dict[str, Any], tally: Tally) -> Decision:
    """Explain what a random rule makes of a random tally."""
    return explain(read_rule(document, "test"), tally)


@pytest.mark.parametrize("name", sorted(RULES.keys() - {"must"}))
@FEW
@given(sheets=counts())
def test_stakes_and_checks_ask_of_the_condition_that_the_outcome_names(name: str, sheets: Sheets) -> None:
    decision = explain(rule(name), sheets.tally(rule(name).divisions))
    assume(decision.outcome.kind is not OutcomeKind.UNDETERMINED)
    try:
        stake = stake_of(sheets, decision)
    except QuestionError:
        assert decision.pivot is None
        return
    assert stake.binding == decision.pivot
    assert stake.outcome == decision.outcome
    if isinstance(decision.binding, Assertion):
        assert stake.binding == decision.binding
        measured = Baseline(sheets, decision).measure
        assert measured == measure_of(decision.binding, sheets.contest)
    elif decision.binding is not None:
        assert stake.binding in decision.binding.members


@MANY
@given(documents(), tallies())
def test_the_binding_condition_breaks_with_the_fewest_votes_of_any_change(
    document: dict[str, Any], tally: Tally
) -> None:
    decision = decided(document, tally)
    if not decision.margins:
        assert decision.binding is None
        return
    assert decision.binding is not None
    smallest = min(
        (m for change in Change if (m := decision.margin(change)) is not None), key=lambda m: m.votes or 0
    )
    assert smallest.votes is not None
    assert decision.binding.holds(changed(tally, smallest.transfer, smallest.votes - 1))
    assert not decision.binding.holds(changed(tally, smallest.transfer, smallest.votes))


@MANY
@given(documents(), tallies(), tallies())
def test_an_outcome_stands_where_the_rule_gives_it_again(
    document: dict[str, Any], tally: Tally, other: Tally
) -> None:
    decision = decided(document, tally)
    assert decision.stands(tally)
    assert decision.stands(other) == decide(decision.rule, other).same_as(decision.as_counted)


@MANY
@given(documents() | area_documents(), area_tallies(), area_tallies())
def test_an_outcome_stands_where_all_that_it_rests_on_holds(
    document: dict[str, Any], tally: Tally, other: Tally
) -> None:
    decision = decided(document, tally)
    assert decision.support is not None
    assert decision.support in decision.supports
    conditions = decision.support.alternative.conditions
    assert decision.assertions == tuple(c for c in conditions if isinstance(c, Assertion))
    if all(condition.holds(other) for condition in conditions):
        assert decision.stands(other)


@MANY
@given(documents(), tallies(), tallies())
@example(ALL_ADVANCE, tally_of({"A": 0, "B": 0, "C": 1}), tally_of({"A": 1, "B": 1, "C": 0}))
@example(ALL_ADVANCE, tally_of({"A": 2, "B": 1, "C": 1}), tally_of({"A": 2, "B": 2, "C": 1}))
def test_an_outcome_never_changes_before_a_ground_has_happened(
    document: dict[str, Any], tally: Tally, other: Tally
) -> None:
    decision = decided(document, tally)
    if not decision.stands(other):
        assert any(ground.happened(other) for ground in decision.grounds)


@MANY
@given(area_documents(), area_tallies(), area_tallies())
def test_the_same_with_conditions_by_area(document: dict[str, Any], tally: Tally, other: Tally) -> None:
    decision = decided(document, tally)
    stands = decide(decision.rule, other).same_as(decision.as_counted)
    assert decision.stands(other) == stands
    if not stands:
        assert any(ground.happened(other) for ground in decision.grounds)


@MANY
@given(
    area_documents(),
    area_tallies(),
    area_tallies(),
    st.frozensets(st.sampled_from(["R0", "R1", "R2"]), min_size=1),
)
@example(MUST, spread_over(3, 1), spread_over(3, 1), frozenset({"R1"}))
def test_the_same_with_areas_emptied(
    document: dict[str, Any], tally: Tally, other: Tally, regions: frozenset[str]
) -> None:
    decision = decided(document, tally)
    after = emptied(other, regions)
    stands = decide(decision.rule, after).same_as(decision.as_counted)
    assert decision.stands(after) == stands
    if not stands and after.for_candidates:
        assert any(ground.happened(after) for ground in decision.grounds)
