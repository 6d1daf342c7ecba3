"""What any rule says of any totals reads as a sentence, in every language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property.tallies import area_documents, area_tallies, documents, proposals, tallies
from rules.shipped import IDS
from veedor.findings.words import outcome_term, whom
from veedor.model import Figure, Tally, Unit
from veedor.report.catalogue import shipped
from veedor.report.wording import Wording
from veedor.rules import Rule, explain, load, try_fixtures
from veedor.rules.document import read_rule
from veedor.rules.fixtures import tally_of
from veedor.rules.templates import templates

SOME = settings(max_examples=150, deadline=None)
UNSAID = re.compile(r"\bNone\b|–|\(\)|\{|\}|\b[a-z_]+\.[a-z_]+\b")
"""What no sentence may hold: nothing in place of a name, a bare key, a placeholder."""
CALLS = [call for template in templates() if template.office != "assembly" for call in template.examples]


def sentences(rule: Rule, tally: Tally, lang: str) -> list[str]:
    decision = explain(rule, tally)
    wording = Wording(lang).of(tally.contest)
    said = [wording.say(finding) for finding in decision.findings]
    named = Figure("who", tuple(decision.outcome.choices), Unit.CHOICE)
    ends = Figure("ends", outcome_term(decision.outcome), Unit.TERM)
    said.append(wording.text("rules.cli.ends", ends=ends, who=named))
    for support in decision.supports:
        for form in support.alternative.assertions:
            assert whom(form) not in {None, (), ""}
    for table in decision.tables:
        if table.name == "rule_conditions":
            subject = [column.name for column in table.columns].index("subject")
            assert all(row[subject] not in {None, ()} for row in table.rows)
    return said


def unsaid(said: list[str]) -> list[str]:
    return [sentence for sentence in said if UNSAID.search(sentence)]


@SOME
@given(documents(), tallies(), st.sampled_from(shipped()))
def test_of_a_random_rule(document: dict[str, Any], tally: Tally, lang: str) -> None:
    assert unsaid(sentences(read_rule(document, "test"), tally, lang)) == []


@SOME
@given(proposals(), tallies(candidates=2), st.sampled_from(shipped()))
def test_of_a_random_referendum(document: dict[str, Any], tally: Tally, lang: str) -> None:
    assert unsaid(sentences(read_rule(document, "test"), tally, lang)) == []


@SOME
@given(area_documents(), area_tallies(), st.sampled_from(shipped()))
def test_of_a_random_rule_by_area(document: dict[str, Any], tally: Tally, lang: str) -> None:
    assert unsaid(sentences(read_rule(document, "test"), tally, lang)) == []


@pytest.mark.parametrize("rule_id", [*IDS, *CALLS])
def test_of_the_counts_of_every_rule(rule_id: str) -> None:
    rule = load(rule_id)
    for trial in try_fixtures(rule):
        fixture = trial.fixture
        tally = tally_of(
            fixture.votes,
            registered=fixture.registered,
            areas=fixture.areas,
            outstanding=fixture.outstanding,
        )
        decision = explain(rule, tally, round=fixture.round, variant=trial.variant)
        for lang in shipped():
            wording = Wording(lang).of(tally.contest)
            said = [wording.say(finding) for finding in decision.findings]
            assert unsaid([one.replace(str(rule.rule_id), "") for one in said]) == [], lang


@pytest.mark.parametrize(
    ("call", "votes", "registered", "en", "es"),
    [
        ("plurality", {"A": 3, "B": 5}, None, "B is elected", "B gana la elección"),
        ("plurality(2)", {"A": 3, "B": 5, "C": 1}, None, "B and A are elected", "resultan elegidos B y A"),
        (
            "majority-runoff",
            {"A": 3, "B": 5, "C": 4},
            None,
            "B and C go on to another round",
            "B y C pasan a otra vuelta",
        ),
        ("plurality", {"A": 3, "B": 3}, None, "A and B have equal votes", "A y B tienen los mismos votos"),
        ("approve(1/2)", {"yes": 3, "no": 2}, None, "the proposal is approved", "la propuesta se aprueba"),
        ("approve(1/2)", {"yes": 2, "no": 2}, None, "the proposal is rejected", "la propuesta se rechaza"),
        ("approve(1/2, turnout=50%)", {"yes": 2, "no": 1}, 9, "void", "sin efecto"),
    ],
)
def test_an_outcome_says_who(
    call: str, votes: dict[str, int], registered: int | None, en: str, es: str
) -> None:
    tally = tally_of(votes, registered=registered)
    outcome = explain(load(call), tally).outcome
    for lang, expected in (("en", en), ("es", es)):
        said = Wording(lang).of(tally.contest)
        ends = Figure("ends", outcome_term(outcome), Unit.TERM)
        who = Figure("who", tuple(outcome.choices), Unit.CHOICE)
        assert said.text("rules.cli.ends", ends=ends, who=who) == expected
