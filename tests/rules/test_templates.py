"""Templates: rules without a law, named with their parameters."""

from __future__ import annotations

from datetime import date

import pytest

from veedor.errors import QuestionError
from veedor.rules import applies_to, decide, dump, load, loads, tally_of, try_fixtures
from veedor.rules.templates import Template, templates

CALLS = sorted(
    {
        call
        for template in templates()
        for call in (
            *template.examples,
            *(f.get("of", template.name) for f in template.document.get("fixture", ())),
        )
    }
)
ASKED = {
    "plurality", "majority-runoff", "45-or-40-10", "40-10", "majority-of-cast", "approve", "dhondt",
    "sainte-lague", "hare", "droop", "hare-by-votes",
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_every_example_is_a_rule_without_a_law_whose_counts_come_out(call: str) -> None:
    rule = load(call)
    assert not rule.quotes_law
    assert rule.rule_id == call
    assert loads(dump(rule), form="json") == rule
    assert all(trial.passes for trial in try_fixtures(rule))


def test_the_templates_that_are_promised_are_there() -> None:
    assert {template.name for template in templates()} >= ASKED


@pytest.mark.parametrize("template", [t for t in templates() if t.office != "assembly"], ids=lambda t: t.name)
def test_a_template_is_tried_on_its_line_and_each_reading_differs_somewhere(template: Template) -> None:
    calls = {f.get("of", template.name) for f in template.document["fixture"]}
    kinds, differ, readings = set(), set(), set()
    for call in calls:
        rule = load(call)
        trials = try_fixtures(rule)
        default = {t.fixture.name: t.outcome for t in trials if t.variant is None}
        kinds |= {(t.outcome.kind, t.outcome.approves) for t in trials}
        readings |= {variant.name for variant in rule.variants}
        differ |= {t.variant for t in trials if t.variant and not t.outcome.same_as(default[t.fixture.name])}
    assert len(kinds) > 1
    assert differ == readings


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("plurality(0)", "a whole number from 2 to 1,000"),
        ("plurality(1)", '"plurality", "plurality(3)"'),
        ("plurality(three)", "a whole number from 2"),
        ("plurality(3, 4)", "'4' is not one of its 1 parameters (k)"),
        ("plurality(n=3)", "'n=3' is not one of its 1 parameters (k)"),
        ("plurality(3, k=4)", "k is given twice"),
        ("majority-runoff(2)", "not one of its 0 parameters"),
        ("approve", "share is missing"),
        ("approve()", "share is missing"),
        ("approve(51)", "a share of 1 at the most"),
        ("approve(0)", "a share of 1 at the most"),
        ("approve(<1/2)", "a share of 1 at the most"),
        ("approve(100%)", "write >=100%"),
        ("approve(1/2, 1/2)", "write turnout=1/2"),
        ("approve(1/2, base=votes)", "one of valid, cast, registered"),
        ("approve(1/2, turnout=1/2+1)", "turnout is '1/2+1'"),
        ("dhondt(3%)", "seats is missing"),
        ("dhondt(3%, seats=none)", "a whole number from 1"),
        ("pluralty(3)", "Did you mean"),
        ("plurality(3", "Did you mean"),
    ],
)
def test_wrong_parameters_are_refused_with_what_would_do(call: str, expected: str) -> None:
    with pytest.raises(QuestionError) as raised:
        load(call)
    assert expected in str(raised.value)


@pytest.mark.parametrize("template", templates(), ids=lambda t: t.name)
def test_the_remedy_of_a_refusal_works_to_the_letter(template: Template) -> None:
    for example in template.examples:
        assert load(example).rule_id == example


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("plurality( 3 )", "plurality(3)"),
        ("plurality(k=3)", "plurality(3)"),
        ("approve(≥2/3)", "approve(>=2/3)"),
        ("approve(turnout = 50%, share=1/2, base=valid)", "approve(1/2, turnout=50%)"),
        ("approve( 1/2 ,yes=yes)", "approve(1/2)"),
    ],
)
def test_a_rule_has_one_name_however_it_is_written(call: str, written: str) -> None:
    assert load(call).rule_id == written
    assert load(call) == load(written)


def test_no_country_and_no_day_are_compared() -> None:
    for country in ("BO", "XX", ""):
        assert applies_to(load("plurality"), country, date(1825, 8, 6), contest="mayor") is None


def test_more_than_at_least_and_plus_one_are_three_things() -> None:
    half, odd = tally_of({"yes": 50, "no": 50}), tally_of({"yes": 51, "no": 50})
    approved = {
        call: (decide(load(call), half).approves, decide(load(call), odd).approves)
        for call in ("approve(>=1/2)", "approve(1/2)", "approve(>1/2)", "approve(1/2+1)")
    }
    assert approved == {
        "approve(>=1/2)": (True, True),
        "approve(1/2)": (False, True),
        "approve(>1/2)": (False, True),
        "approve(1/2+1)": (False, False),
    }


@pytest.mark.parametrize("call", ["plurality", "plurality()", "plurality( )", " plurality "])
def test_brackets_may_be_empty(call: str) -> None:
    assert load(call).rule_id == "plurality"
