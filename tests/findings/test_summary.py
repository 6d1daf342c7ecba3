"""The answers of a report: how they are chosen, weighed and ordered."""

from __future__ import annotations

from fractions import Fraction

import pytest

from veedor.findings.summary import ALWAYS, MOST, summary
from veedor.findings.summary_rules import RULES, Weight
from veedor.model import Figure, Finding, Method, Unit
from veedor.report.wording import Wording

METHOD = Method("m", "s")
TREATED = (
    Figure("treatment", "stakes.treatment.annul", Unit.TERM),
    Figure("unit", "stakes.unit.sheet", Unit.TERM),
)


def said(says: str, *figures: Figure, finding_id: str = "") -> Finding:
    return Finding(finding_id or says, says, figures, METHOD)


def number(name: str, value: object) -> Figure:
    return Figure(name, value, Unit.NUMBER)  # type: ignore[arg-type] # whatever a test gives


def dark(seconds: int, since: int) -> Finding:
    return said("timeline.interruption", number("dark_seconds", seconds), number("dark_from", since))


def flip(says: str, share: Fraction | None = None) -> Finding:
    return said(says, *TREATED, Figure("flip_share", share, Unit.SHARE))


def named(verdict: str | None) -> Finding:
    return said("checks.named_with_outcome", Figure("verdict", verdict, Unit.TERM))


CASES = [
    ("timeline", [dark(5, 1), dark(9, 2)], Weight.STANDS_OUT, "dark"),
    (
        "timeline",
        [dark(9, 2), said("timeline.across_lead", number("dark_from", 2))],
        Weight.STANDS_OUT,
        "dark.lead",
    ),
    (
        "timeline",
        [dark(9, 2), said("timeline.across_lead", number("dark_from", 1))],
        Weight.STANDS_OUT,
        "dark",
    ),
    ("timeline", [said("timeline.never_interrupted")], Weight.NOTHING, "steady"),
    ("stakes", [flip("stakes.flip.exact", Fraction(1, 100))], Weight.STANDS_OUT, "exact"),
    ("stakes", [flip("stakes.flip.bracket", Fraction(2, 100))], Weight.FIGURE, "bracket"),
    ("stakes", [flip("stakes.flip.never")], Weight.NOTHING, "never"),
    ("stakes", [flip("stakes.flip.undetermined")], Weight.STANDS_OUT, "undetermined"),
    ("check", [named("checks.verdict.cannot")], Weight.FIGURE, "would_not"),
    ("check", [named("checks.verdict.open.would_if_annulled")], Weight.STANDS_OUT, "would"),
    ("check", [said("checks.named")], Weight.FIGURE, "named"),
    ("check", [said("checks.none"), said("checks.none")], Weight.NOTHING, "nothing"),
    ("compare", [said("comparison.sheets", number("sheets_vanished", 1))], Weight.STANDS_OUT, "vanished"),
    ("compare", [said("comparison.nothing_changed")], Weight.NOTHING, "nothing"),
    ("forensics", [said("forensics.no_discovery", number("tests", 3))], Weight.NOTHING, "none"),
    ("forensics", [said("forensics.discoveries", number("tests", 3))], Weight.STANDS_OUT, "some"),
    ("project", [said("outstanding.state.counted")], Weight.STANDS_OUT, "open"),
    (
        "project",
        [said("outstanding.state.counted.at"), said("outstanding.chances")],
        Weight.FIGURE,
        "chances.at",
    ),
    ("audit", [said("audit.outlook.everything")], Weight.FIGURE, "everything"),
    ("claims", [said("claims.summary", number("does_not_hold", 1))], Weight.STANDS_OUT, "judged"),
    ("press", [said("press.clusters", number("origins", 2), number("articles", 2))], Weight.NOTHING, "alone"),
]


@pytest.mark.parametrize(("chapter", "findings", "weight", "key"), CASES)
def test_a_chapter_answers(chapter: str, findings: list[Finding], weight: Weight, key: str) -> None:
    made = summary({chapter: findings})
    (answer,) = made.answers
    assert (answer.weight, answer.finding.says) == (weight, f"summary.{chapter}.{key}")
    assert answer.source in {finding.finding_id for finding in findings}


@pytest.mark.parametrize("chapter", RULES)
def test_a_chapter_that_says_something_else_has_no_answer(chapter: str) -> None:
    assert summary({chapter: [said("other.thing")]}).findings == ()


def test_a_break_within_places_stands_out_and_a_trend_does_not() -> None:
    parts = said("shift.decomposition.publication")
    for p, weight in ((0.2, Weight.NOTHING), (0.01, Weight.STANDS_OUT)):
        contrast = said("shift.contrast", number("p_beyond_trend", p))
        assert summary({"shift": [parts, contrast]}).answers[0].weight == weight
    cannot = said("shift.contrast.cannot", number("p_beyond_trend", 0.01))
    assert summary({"shift": [parts, cannot]}).answers[0].finding.says == "summary.shift.unanswered"


def test_what_stands_out_comes_first_and_what_every_reader_asks_is_never_left_out() -> None:
    chapters = {
        "timeline": [dark(5, 1)],
        "compare": [said("comparison.sheets", number("sheets_vanished", 1))],
        "stakes": [flip("stakes.flip.exact", Fraction(1, 2))],
        "check": [named("checks.verdict.would_if_annulled")],
        "forensics": [said("forensics.discoveries", number("tests", 3))],
        "project": [said("outstanding.state.counted")],
        "shift": [
            said("shift.decomposition.publication"),
            said("shift.contrast", number("p_beyond_trend", 0)),
        ],
        "audit": [said("audit.outlook")],
        "press": [said("press.clusters", number("origins", 1), number("articles", 2))],
        "claims": [said("claims.summary", number("does_not_hold", 1))],
    }
    made = summary(chapters)
    first = [answer.chapter for answer in made.answers]
    assert len(first) == MOST
    assert set(ALWAYS) <= set(first)
    weights = [answer.weight for answer in made.answers]
    assert weights == sorted(weights, reverse=True)
    assert {a.chapter for a in (*made.answers, *made.further)} == set(chapters)
    assert made.of("press") is not None


def test_what_found_nothing_stands_last_and_costs_no_place() -> None:
    quiet = {
        "timeline": [said("timeline.never_interrupted")],
        "stakes": [flip("stakes.flip.exact", Fraction(1, 2))],
    }
    assert [answer.chapter for answer in summary(quiet).answers] == ["stakes", "timeline"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_answer_has_words(lang: str) -> None:
    words = Wording(lang)
    keys = [f"summary.{chapter}.{key}" for chapter, _, _, key in CASES]
    assert [key for key in keys if not words.has(key)] == []
