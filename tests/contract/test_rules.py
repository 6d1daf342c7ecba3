"""What every rule that comes with Veedor must be: quoted, dated, tried both ways, and in words."""

from __future__ import annotations

from datetime import date

import pytest

from veedor.findings.rule_in_words import in_words
from veedor.model import Assertion, OutcomeKind
from veedor.report.wording import Wording
from veedor.rules import decide, dump, establishing, explain, load, loads, tally_of, try_fixtures
from veedor.rules.load import LAW
from veedor.rules.ways import REJECTED

IDS = sorted(file.stem for file in LAW.glob("*.toml"))
AT_LEAST = 25

rules = pytest.mark.parametrize("rule_id", IDS)


def test_there_are_enough() -> None:
    assert len(IDS) >= AT_LEAST


@rules
def test_it_is_named_by_its_id_and_quotes_its_law(rule_id: str) -> None:
    rule = load(rule_id)
    assert rule.rule_id == rule_id
    assert rule_id.startswith(rule.country.lower() + "-")
    assert rule.valid_from is not None
    assert date(1700, 1, 1) < rule.valid_from < date(2030, 1, 1)
    assert rule.quotes_law
    for source in rule.sources:
        assert len(source.quote) > 40
        assert source.read_in
        assert source.language == "en" or source.translation


@rules
def test_its_fixtures_come_out_and_go_both_ways(rule_id: str) -> None:
    rule = load(rule_id)
    trials = try_fixtures(rule)
    wrong = [(t.fixture.name, t.variant, t.expected, t.outcome) for t in trials if not t.passes]
    assert wrong == []
    assert len(rule.fixtures) >= 2
    assert len({fixture.name for fixture in rule.fixtures}) == len(rule.fixtures)
    assert len({(f.expected.kind, f.expected.by == REJECTED) for f in rule.fixtures}) >= 2


@rules
def test_each_reading_differs_somewhere(rule_id: str) -> None:
    rule = load(rule_id)
    for variant in rule.variants:
        outcomes = [
            (trial.fixture.expected, expected)
            for trial in try_fixtures(rule)
            if trial.variant is None and (expected := trial.fixture.by_variant.get(variant.name)) is not None
        ]
        assert any(default != other for default, other in outcomes), variant.name


@rules
def test_it_can_be_published_and_read_back(rule_id: str) -> None:
    rule = load(rule_id)
    again = loads(dump(rule), form="json")
    assert again == rule
    assert again.rounds == rule.rounds
    assert again.variants == rule.variants
    assert again.fixtures == rule.fixtures
    assert dump(again) == dump(rule)


@rules
@pytest.mark.parametrize("lang", ["en", "es"])
def test_it_has_words(rule_id: str, lang: str) -> None:
    rule = load(rule_id)
    wording = Wording(lang)
    for reading in (rule, *(rule.reading(variant.name) for variant in rule.variants)):
        for line in in_words(reading):
            text = wording.text(line.says, **{figure.name: figure for figure in line.figures})
            assert wording.has(line.says), line.says
            assert "rules." not in text
            assert "{" not in text


@rules
@pytest.mark.parametrize("lang", ["en", "es"])
def test_its_decisions_have_words(rule_id: str, lang: str) -> None:
    rule = load(rule_id)
    for fixture in rule.fixtures:
        tally = tally_of(
            fixture.votes,
            registered=fixture.registered,
            areas=fixture.areas,
            outstanding=fixture.outstanding,
        )
        decision = explain(rule, tally, round=fixture.round)
        wording = Wording(lang).of(tally.contest)
        for finding in decision.findings:
            assert wording.has(finding.says), finding.says
            assert "rules." not in wording.say(finding)
        for table in decision.tables:
            assert wording.has(f"table.{table.name}")
            for row in table.rows:
                cells = [wording.bare(v, c.unit, c.digits) for v, c in zip(row, table.columns, strict=True)]
                assert not any(cell.startswith("rules.") for cell in cells)
            assert all("column." not in wording.column(column, table.name) for column in table.columns)


@rules
def test_what_establishes_an_outcome_holds(rule_id: str) -> None:
    rule = load(rule_id)
    for fixture in rule.fixtures:
        tally = tally_of(fixture.votes, registered=fixture.registered, areas=fixture.areas)
        outcome = decide(rule, tally, round=fixture.round)
        if outcome.kind is OutcomeKind.UNDETERMINED:
            continue
        standing = [a for a in establishing(rule, tally, outcome) if a.holds(tally)]
        assert standing
        known = {choice.choice_id for choice in tally.contest.choices}
        for form in (c for a in standing for c in a.conditions if isinstance(c, Assertion)):
            assert set(form.weights) <= known
            assert all(isinstance(weight, int) for weight in form.weights.values())
