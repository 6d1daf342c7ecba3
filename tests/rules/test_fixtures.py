"""The fixtures of a rule: what a trial compares, and when it does not pass."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from veedor.model import ChoiceId, Outcome, OutcomeKind
from veedor.rules import load, loads, try_fixtures, try_seats
from veedor.rules.fixtures import FixtureTrial
from veedor.rules.rule import ExpectedOutcome

A, B = ChoiceId("A"), ChoiceId("B")
WANTED = ExpectedOutcome(OutcomeKind.OTHER_BODY, (A, B), "tie", "lot", "court", (A,))
GIVEN = Outcome(OutcomeKind.OTHER_BODY, (A, B), "first", "tie", "lot", "court", (A,))


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({}, True),
        ({"kind": OutcomeKind.VOID}, False),
        ({"choices": (B, A)}, False),
        ({"alternative": "share"}, False),
        ({"reason": "older"}, False),
        ({"body": "legislature"}, False),
        ({"sure": (B,)}, False),
        ({"round": "second"}, True),
    ],
)
def test_a_trial_passes_where_all_that_the_fixture_expects_comes_out(
    change: dict[str, object], passes: bool
) -> None:
    fixture = load("bo-president-2009").fixtures[0]
    outcome = replace(GIVEN, **change)  # type: ignore[arg-type]
    assert FixtureTrial(fixture, None, WANTED, outcome).passes is passes
    # what the fixture leaves out is not compared, but for the kind and the people
    bare = ExpectedOutcome(WANTED.kind, WANTED.choices)
    said = bool({"kind", "choices"} & change.keys())
    assert FixtureTrial(fixture, None, bare, outcome).passes is not said


def test_a_rule_is_tried_for_what_it_decides() -> None:
    assert try_seats(load("bo-president-2009")) == ()
    assert try_fixtures(load("dhondt(3%, seats=130)")) == ()


def test_who_is_elected_for_sure_is_compared_where_the_fixture_says_it() -> None:
    first = {"name": "single", "win": [{"name": "most", "first": True}]}
    made = {"name": "made up", "source": "constructed", "votes": {"A": 2, "B": 1}}
    wanted: dict[str, object] = {"outcome": "elected", "choices": ["A"]}
    for told, sure in (({}, None), ({"sure": []}, ()), ({"sure": ["A"]}, (A,))):
        fixture = made | {"expect": wanted | told}
        rule = {"id": "own", "title": {"en": "Own"}, "round": [first], "fixture": [fixture]}
        assert loads(json.dumps(rule), form="json").fixtures[0].expected.sure == sure
