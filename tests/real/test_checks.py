"""The checks on Bolivia 2019: every figure that was computed independently before."""

from __future__ import annotations

from fractions import Fraction

import pytest

from veedor.case import Case
from veedor.checks import ChecksResult
from veedor.findings.checks import sheets_of

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def checks(bolivia: Case) -> ChecksResult:
    return bolivia.check()


def annulled(checks: ChecksResult, check: str, part: str = "") -> float:
    """Lead of MAS over CC without the sheets, in points."""
    result = checks.of(check)
    impact = next(p.impact for p in result.parts if p.name == part) if part else result.impact
    assert impact is not None
    assert impact.level_annulled is not None
    return round(float(impact.level_annulled * 100), 4)


@pytest.mark.parametrize(
    ("check", "sheets", "examined", "lead"),
    [
        ("over_registered", 0, 34_555, None),
        ("no_ballots", 4, 34_555, 10.5649),
        ("full_turnout", 280, 34_555, 10.4954),
        ("one_choice_only", 82, 34_551, 10.4333),
        ("nulls_above_gap", 1_857, 34_555, 11.1531),
        ("stated_total", 1_393, 32_806, None),
        ("changed_winner", 41, 32_806, None),
        ("shifted_rows", 31, 32_806, None),
        ("vanished", 0, 32_806, None),
        ("changed", 706, 32_806, None),
        ("exchanged_choices", 28, 32_806, None),
        ("never_published", 238, 33_044, None),
        ("moved_place", 140, 32_806, None),
        ("two_contests", 10, 225, None),
        ("duplicate_ids", 0, 34_555, None),
    ],
)
def test_the_sheets_of_each_check_and_the_lead_without_them(
    checks: ChecksResult, check: str, sheets: int, examined: int, lead: float | None
) -> None:
    result = checks.of(check)
    assert result.flagged is not None
    assert (result.sheets, result.flagged.examined) == (sheets, examined)
    if lead is not None:
        assert annulled(checks, check) == lead


def test_strongholds_of_every_candidate_by_the_same_limit(checks: ChecksResult) -> None:
    parts = {p.name: p.sheets for p in checks.of("one_choice_above").parts}
    assert parts == {"MAS": 1_467, "CC": 14}
    assert annulled(checks, "one_choice_above", "MAS") == 7.3121
    impact = checks.of("one_choice_above").impact
    assert impact is not None
    assert impact.annulled_changes


def test_a_change_of_winner_is_told_by_whether_there_was_a_sole_one(checks: ChecksResult) -> None:
    parts = {p.name.rpartition(".")[2]: p.sheets for p in checks.of("changed_winner").parts}
    assert parts == {"sole_leaders": 37, "tie": 1, "was_empty": 3}


def test_what_the_changes_did_to_the_lead_over_cc(checks: ChecksResult) -> None:
    effect = next(e for e in checks.of("changed").effects if e.assertion.rival == "CC")
    assert (effect.net, effect.gross) == (Fraction(10_773, 10), Fraction(61_797, 10))


def test_misread_sheets_stand_out_beside_their_neighbours(checks: ChecksResult) -> None:
    table = sheets_of(checks.of("beside_place"))
    row = next(r for r in table.records() if r["sheet"] == "1408")
    assert (row["series"], row["here"], row["here_of"]) == ("MAS", 0, 154)
    assert (row["next_door"], row["next_door_of"]) == (1561, 1821)
    assert 150 < len(table) < 500


def test_the_checks_of_mexico_ask_the_sheets_of_bolivia(bolivia: Case) -> None:
    result = bolivia.check(pack="mx")
    answers = {a.question.question: a for a in result.answers}
    assert (answers["close"].yes, answers["close"].lead) == (False, 648_439)
    assert (answers["decisive"].yes, answers["decisive"].sheets) == (False, 1_939)
    assert result.of("large_register").sheets == 0


def test_a_card_has_the_sheet_in_every_count(bolivia: Case) -> None:
    made = bolivia.card("36127")
    assert [e.count.partition("@")[0] for e in made.entries][-1] == "official"
    assert "shifted_rows" in made.checks
    assert made.entries[-2].votes != made.entries[-1].votes
    assert made.times
