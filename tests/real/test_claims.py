"""The claims of five press articles, judged against the count: the verdicts that the issue asks for."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from veedor.case import Case
from veedor.claims import ClaimVerdict, judge_claims
from veedor.claims.result import ClaimsResult
from veedor.claims.types import Reason
from veedor.errors import ClaimError
from veedor.findings.claim_review import claim_reviews

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def result(bolivia: Case, public_data: Path) -> ClaimsResult:
    return judge_claims(bolivia.election, articles=public_data / "press")


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("R01", "holds"),
        ("R02", "holds"),
        ("P01", "holds"),
        ("P02", "does not hold"),
        ("G04", "holds"),
        ("G01", "holds approximately"),
        ("G02", "depends"),
        ("G03", "not checkable"),
        ("A01", "depends"),
        ("G05", "not checkable"),
    ],
)
def test_verdicts(result: ClaimsResult, claim: str, verdict: str) -> None:
    judged = next(one for one in result.judged if one.claim.id == claim)
    assert str(judged.in_words) == verdict


def test_every_claim_comes_out_as_its_reviewer_expects(result: ClaimsResult) -> None:
    assert len(result.judged) >= 20
    assert result.differing == ()
    assert result.missing == ()


def test_irregularities_depend_on_the_unit_and_on_what_may_be_wrong(result: ClaimsResult) -> None:
    judged = next(one for one in result.judged if one.claim.id == "A01")
    assert [evaluated.value for _, evaluated in judged.checks] == [True, True, False, False]


def test_the_suspension_depends_on_what_is_meant(result: ClaimsResult) -> None:
    judged = next(one for one in result.judged if one.claim.id == "G02")
    hours = [
        step.value for _, evaluated in judged.checks for step in evaluated.steps if "round" not in step.source
    ]
    assert float(hours[0]) == pytest.approx(22.82, abs=0.005)  # type: ignore[arg-type]
    assert float(hours[1]) == pytest.approx(14.50, abs=0.005)  # type: ignore[arg-type]
    assert judged.missing[0].reason is Reason.NO_LOG


def test_no_claim_is_counted_five_times(result: ClaimsResult) -> None:
    """Mesa second: printed in two articles with the same words, one origin."""
    judged = next(one for one in result.judged if one.claim.id == "R04")
    standing = result.standing(judged)
    assert standing is not None
    assert len(standing.articles) == 2
    assert standing.origins == 1


def test_claim_review_has_none_for_what_is_not_checkable(result: ClaimsResult) -> None:
    reviews = claim_reviews(result, str, author="Mission", url="https://example.org/claims")
    checkable = [one for one in result.judged if one.verdict is not ClaimVerdict.NOT_CHECKABLE]
    assert len(reviews) == len(checkable)
    assert {review["@type"] for review in reviews} == {"ClaimReview"}
    assert all(review["itemReviewed"]["appearance"] for review in reviews)


def test_a_quotation_that_is_not_verbatim_is_refused(
    bolivia: Case, public_data: Path, tmp_path: Path
) -> None:
    text = (bolivia.election.file.folder / "claims.toml").read_text(encoding="utf-8")
    changed = tmp_path / "claims.toml"
    changed.write_text(text.replace("with 47% of the vote", "with 48% of the vote"), encoding="utf-8")
    with pytest.raises(ClaimError, match="not verbatim in A2"):
        judge_claims(bolivia.election, changed, articles=public_data / "press")


def test_another_article_under_the_same_name_is_refused(
    bolivia: Case, public_data: Path, tmp_path: Path
) -> None:
    press = tmp_path / "press"
    shutil.copytree(public_data / "press", press)
    victim = next(press.glob("000*"))
    victim.chmod(0o644)
    victim.write_text(victim.read_text(encoding="utf-8") + "More.", encoding="utf-8")
    with pytest.raises(ClaimError, match="not the one that the claims were taken from"):
        judge_claims(bolivia.election, articles=press)


def test_without_the_articles_the_verdicts_stand_and_the_gap_is_said(bolivia: Case, tmp_path: Path) -> None:
    result = judge_claims(bolivia.election, articles=tmp_path)
    assert set(result.missing) == {"A0", "A1", "A2", "A3", "A4"}
    assert any(finding.says == "claims.missing" for finding in result.findings)


def test_a_verdict_that_differs_is_noticed(result: ClaimsResult) -> None:
    first = result.judged[0]
    changed = replace(first, verdict=ClaimVerdict.DOES_NOT_HOLD)
    assert not changed.as_expected
    assert replace(result, judged=(changed, *result.judged[1:])).differing == (changed,)
